#include "lot/lot_closer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/names.h"
#include "fmt/ids.h"
#include "lot/lot_check.h"
#include "tiss/hash.h"

enum { DATE_MAX = 16, NUMBER_MAX = 64 };

/* A lot on its way: its guides, and what stands around them. */
struct closing {
	struct lot *lot;         /* borrowed, or KEPT */
	struct lot *kept;        /* the guides of a lot that is judged, and then written, while others are built; NULL: none yet */
	struct lot_header header;
	char number[NUMBER_MAX];
	char hash[HASH_HEX];
	struct buf head, tail;
};

struct lot_closer {
	struct lot_closer_options o;
	struct lot_check *check;
	struct hash *hash;
	char date[DATE_MAX], time[DATE_MAX]; /* of the transactions */
	enum plan_supply origin_kind;
	long number;             /* of the next lot */
	struct names *numbers;   /* of lots, with their operators: none stands twice */
	struct closing closings[2]; /* one is judged while the other is written and the next lot is built */
	size_t turn;             /* which of them comes next */
	struct closing *pending; /* the one that is being judged; NULL: none */
	struct buf key, values;  /* work space */
};

/* ---- around the guides ---- */

static int set_number(struct lot_closer *c, struct closing *k, const struct lot *lot, struct error *err)
{
	const struct lot_build_options *o = c->o.build;
	const char *given = lot_header_text(&lot->header, SUPPLY_LOT);
	if (given == NULL && o->next_number != NULL && o->next_number(o->numbers, lot->operator, &c->number, err) != 0)
		return -1;
	if (given != NULL)
		snprintf(k->number, NUMBER_MAX, "%s", given);
	else
		snprintf(k->number, NUMBER_MAX, "%ld", c->number);
	return 0;
}

/* Each number once for an operator: it refuses the second lot. */
static int take_number(struct lot_closer *c, const char *number, const struct lot *lot, struct error *err)
{
	buf_clear(&c->key);
	buf_addf(&c->key, "%s\n%s", lot->operator, number);
	if (names_find(c->numbers, c->key.data, c->key.len) != 0)
		return error_set(err, "lote %s da operadora %s: as guias com este número não formam um lote só: são demais (--max-guides, "
		                 "--max-bytes), ou de tipos, versões ou cabeçalhos diferentes", number, lot->operator);
	names_add(c->numbers, c->key.data, c->key.len);
	c->number += lot_header_text(&lot->header, SUPPLY_LOT) == NULL;
	return 0;
}

/* Writes what stands before and behind the lot's guides. */
static int frame_lot(struct lot_closer *c, struct closing *k, const struct lot *lot, struct error *err)
{
	struct lot_stamp stamp = {
		.number = k->number, .date = c->date, .time = c->time, .origin_kind = c->origin_kind, .origin = c->o.build->origin,
		.operator = lot->operator, .version = lot->header.plan->columns->schema->version,
	};
	buf_clear(&k->head);
	buf_clear(&k->tail);
	buf_clear(&c->values);
	lot_header_release(&k->header);
	lot_header_copy(&k->header, &lot->header);
	lot_header_supply(&k->header, &stamp);
	if (lot_write_head(c->o.writer, &k->header, lot->encoding, &k->head, &c->values, err) != 0)
		return -1;
	hash_clear(c->hash);
	hash_piece(c->hash, buf_str(&c->values), c->values.len);
	hash_piece(c->hash, buf_str(&lot->values), lot->values.len);
	hash_result(c->hash, HASH_OFFICIAL, k->hash);
	lot_write_tail(c->o.writer, k->hash, &k->tail);
	return 0;
}

/* ---- the verdict ---- */

static int reject_bad(struct lot_closer *c, struct lot *lot, struct error *err)
{
	for (size_t i = 0; i < lot->nguides; i++) {
		if (!lot->guides[i].bad)
			continue;
		c->o.counts->rejected++;
		if (c->o.rejects != NULL && guide_rejects_put(c->o.rejects, lot->guides[i].rows, err) != 0)
			return -1;
	}
	lot_drop_bad(lot);
	return 0;
}

static int write_lot(struct lot_closer *c, const struct closing *k, struct error *err)
{
	const struct lot *lot = k->lot;
	const struct buf *const pieces[] = { &k->head, &lot->bytes, &k->tail };
	const struct columns *columns = lot->header.plan->columns;
	struct lot_info info = { .number = k->number, .sequence = lot_header_text(&k->header, SUPPLY_SEQUENCE),
	                         .version = columns->schema->version, .operator = lot->operator, .type = columns->guide_type,
	                         .hash = k->hash, .guides = lot->nguides };
	for (size_t i = 0; i < lot->nguides; i++) {
		info.items += lot->guides[i].items;
		info.amount += lot->guides[i].amount;
	}
	c->o.counts->lots++;
	c->o.counts->guides += info.guides;
	c->o.counts->items += info.items;
	c->o.counts->amount += info.amount;
	if (c->o.rejects == NULL && c->o.complaints->count > 0)
		return 0; /* nothing will be kept */
	return lot_output_put(c->o.output, &info, pieces, 3, err);
}

/* Waits for the verdict on the lot that is closing. 1: it is good; 0: what is wrong was told; -1 with ERR set. */
static int hear(struct lot_closer *c, struct error *err)
{
	size_t before = c->o.complaints->count;
	if (lot_check_wait(c->check, c->o.complaints, &c->o.counts->warnings, err) != 0)
		return -1;
	return c->o.complaints->count == before;
}

/* With a file for what is wrong: the guides that come next depend on the verdict, so it is waited for. */
static int close_now(struct lot_closer *c, struct lot *lot, struct error *err)
{
	struct closing *k = &c->closings[0];
	if (set_number(c, k, lot, err) != 0 || frame_lot(c, k, lot, err) != 0)
		return -1;
	k->lot = lot;
	lot_check_start(c->check, lot, k->number, &k->head, &k->tail);
	int good = hear(c, err);
	if (good < 0 || (good && (take_number(c, k->number, lot, err) != 0 || write_lot(c, k, err) != 0)))
		return -1;
	if (!good && reject_bad(c, lot, err) != 0)
		return -1;
	return good;
}

/* Takes the guides out of LOT, to judge and to write them while it fills again. */
static void keep_guides(struct closing *k, struct lot *lot)
{
	if (k->kept == NULL)
		k->kept = mem_zero(1, sizeof *k->kept);
	free(k->kept->operator);
	k->kept->operator = mem_dup(lot->operator);
	k->kept->header.plan = lot->header.plan;
	k->kept->encoding = lot->encoding;
	lot_swap_guides(lot, k->kept);
	k->lot = k->kept;
}

/* Does with the lot that was judged meanwhile what is due. */
static int settle(struct lot_closer *c, const struct closing *k, int good, struct error *err)
{
	return good ? write_lot(c, k, err) : reject_bad(c, k->lot, err);
}

/* The judge is never idle: it has the next lot before the one that it is done with is written. */
static int close_later(struct lot_closer *c, struct lot *lot, struct error *err)
{
	struct closing *k = &c->closings[c->turn], *before = c->pending;
	c->turn = 1 - c->turn;
	if (set_number(c, k, lot, err) != 0 || frame_lot(c, k, lot, err) != 0)
		return -1;
	int good = before != NULL ? hear(c, err) : 1;
	c->pending = NULL;
	if (good < 0 || take_number(c, k->number, lot, err) != 0)
		return -1;
	keep_guides(k, lot);
	lot_check_start(c->check, k->lot, k->number, &k->head, &k->tail);
	c->pending = k;
	return before != NULL && settle(c, before, good, err) != 0 ? -1 : 1;
}

int lot_closer_close(void *context, struct lot *lot, struct error *err)
{
	struct lot_closer *c = context;
	return c->o.rejects != NULL ? close_now(c, lot, err) : close_later(c, lot, err);
}

int lot_closer_finish(struct lot_closer *c, struct error *err)
{
	const struct closing *last = c->pending;
	if (last == NULL)
		return 0;
	c->pending = NULL;
	int good = hear(c, err);
	return good < 0 ? -1 : settle(c, last, good, err);
}

/* ---- the closer ---- */

/* When the transactions are: as the options say, or now. */
static int read_clock(struct lot_closer *c, struct error *err)
{
	struct clock now;
	if (clock_read(&now, err) != 0)
		return -1;
	snprintf(c->date, sizeof c->date, "%s", c->o.build->date != NULL ? c->o.build->date : now.date);
	snprintf(c->time, sizeof c->time, "%s", c->o.build->time != NULL ? c->o.build->time : now.time);
	return 0;
}

/* A CNPJ or CPF is known by its check digits; all else is the provider's code with the operator. */
static enum plan_supply origin_kind(const char *origin)
{
	if (origin == NULL)
		return SUPPLY_NONE;
	size_t len = strlen(origin);
	return id_cnpj_holds(origin, len) ? SUPPLY_ORIGIN_CNPJ : id_cpf_holds(origin, len) ? SUPPLY_ORIGIN_CPF : SUPPLY_ORIGIN_CODE;
}

struct lot_closer *lot_closer_new(const struct lot_closer_options *options, struct error *err)
{
	struct lot_closer *c = mem_zero(1, sizeof *c);
	c->o = *options;
	c->number = options->build->first_number;
	c->origin_kind = origin_kind(options->build->origin);
	c->hash = hash_new();
	c->numbers = names_new();
	c->check = read_clock(c, err) == 0 ? lot_check_new(options->build->profile, err) : NULL;
	if (c->check != NULL)
		return c;
	lot_closer_free(c);
	return NULL;
}

void lot_closer_free(struct lot_closer *c)
{
	if (c == NULL)
		return;
	lot_check_free(c->check);
	hash_free(c->hash);
	names_free(c->numbers);
	for (size_t i = 0; i < sizeof c->closings / sizeof *c->closings; i++) {
		lot_free(c->closings[i].kept);
		lot_header_release(&c->closings[i].header);
		buf_release(&c->closings[i].head);
		buf_release(&c->closings[i].tail);
	}
	buf_release(&c->key);
	buf_release(&c->values);
	free(c);
}
