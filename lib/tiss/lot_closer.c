#include "tiss/lot_closer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/mem.h"
#include "base/names.h"
#include "fmt/ids.h"
#include "tiss/hash.h"
#include "tiss/lot_check.h"

enum { DATE_MAX = 16, NUMBER_MAX = 24 };

struct lot_closer {
	struct lot_closer_options o;
	struct lot_check *check;
	struct hash *hash;
	char date[DATE_MAX], time[DATE_MAX]; /* of the transactions */
	enum plan_supply origin_kind;
	long number;            /* of the next lot */
	struct names *numbers;  /* of lots, with their operators: none stands twice */
	struct buf key, head, head_values, tail; /* work space */
};

static const char *lot_number(const struct lot_closer *c, const struct lot *lot, char space[NUMBER_MAX])
{
	const char *given = lot_header_text(&lot->header, SUPPLY_LOT);
	snprintf(space, NUMBER_MAX, "%ld", c->number);
	return given != NULL ? given : space;
}

/* Each number once for an operator: it refuses the second lot. */
static int take_number(struct lot_closer *c, const struct lot *lot, const char *number, struct error *err)
{
	buf_clear(&c->key);
	buf_addf(&c->key, "%s\n%s", lot->operator, number);
	if (names_find(c->numbers, c->key.data, c->key.len) != 0)
		return error_set(err, "lote %s da operadora %s: as guias com este número não formam um lote só: são demais (--max-guides, "
		                 "--max-bytes), ou de tipos, versões ou cabeçalhos diferentes", number, lot->operator);
	names_add(c->numbers, c->key.data, c->key.len);
	return 0;
}

/* Writes what stands before and behind the lot's guides. */
static int frame_lot(struct lot_closer *c, const struct lot *lot, const char *number, char hash[HASH_HEX], struct lot_header *h,
                     struct error *err)
{
	struct lot_stamp stamp = {
		.number = number, .date = c->date, .time = c->time, .origin_kind = c->origin_kind, .origin = c->o.build->origin,
		.operator = lot->operator, .version = lot->header.plan->columns->schema->version,
	};
	buf_clear(&c->head);
	buf_clear(&c->head_values);
	buf_clear(&c->tail);
	lot_header_copy(h, &lot->header);
	lot_header_supply(h, &stamp);
	if (lot_write_head(c->o.writer, h, lot->encoding, &c->head, &c->head_values, err) != 0)
		return -1;
	hash_clear(c->hash);
	hash_piece(c->hash, buf_str(&c->head_values), c->head_values.len);
	hash_piece(c->hash, buf_str(&lot->values), lot->values.len);
	hash_result(c->hash, HASH_OFFICIAL, hash);
	lot_write_tail(c->o.writer, hash, &c->tail);
	return 0;
}

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

static int write_lot(struct lot_closer *c, const struct lot *lot, const char *number, const char *hash,
                     const struct lot_header *h, struct error *err)
{
	const struct buf *const pieces[] = { &c->head, &lot->bytes, &c->tail };
	const struct columns *columns = lot->header.plan->columns;
	struct lot_info info = { .number = number, .sequence = lot_header_text(h, SUPPLY_SEQUENCE), .version = columns->schema->version,
	                         .operator = lot->operator, .type = columns->guide_type, .hash = hash, .guides = lot->nguides };
	for (size_t i = 0; i < lot->nguides; i++) {
		info.items += lot->guides[i].items;
		info.amount += lot->guides[i].amount;
	}
	if (take_number(c, lot, number, err) != 0)
		return -1;
	c->number += lot_header_text(&lot->header, SUPPLY_LOT) == NULL;
	c->o.counts->lots++;
	c->o.counts->guides += info.guides;
	c->o.counts->items += info.items;
	c->o.counts->amount += info.amount;
	if (c->o.rejects == NULL && c->o.complaints->count > 0)
		return 0; /* nothing will be kept */
	return lot_output_put(c->o.output, &info, pieces, 3, err);
}

int lot_closer_close(void *context, struct lot *lot, struct error *err)
{
	struct lot_closer *c = context;
	char hash[HASH_HEX], space[NUMBER_MAX];
	const char *number = lot_number(c, lot, space);
	struct lot_header h = { .values = NULL };
	size_t before = c->o.complaints->count;
	int failed = frame_lot(c, lot, number, hash, &h, err);
	if (failed == 0)
		failed = lot_check_run(c->check, lot, number, &c->head, &c->tail, &c->o.counts->warnings, err);
	bool good = failed == 0 && c->o.complaints->count == before;
	if (failed == 0)
		failed = good ? write_lot(c, lot, number, hash, &h, err) : reject_bad(c, lot, err);
	lot_header_release(&h);
	return failed != 0 ? -1 : good;
}

/* ---- the closer ---- */

/* SOURCE_DATE_EPOCH, or now. */
static int read_clock(struct lot_closer *c, struct error *err)
{
	const char *epoch = getenv("SOURCE_DATE_EPOCH");
	time_t now = time(NULL);
	struct tm tm;
	if (epoch != NULL) {
		char *end;
		now = (time_t)strtoll(epoch, &end, 10);
		if (*epoch == '\0' || *end != '\0')
			return error_set(err, "SOURCE_DATE_EPOCH: “%s” não é um número de segundos", epoch);
	}
	if ((epoch != NULL ? gmtime_r(&now, &tm) : localtime_r(&now, &tm)) == NULL ||
	    strftime(c->date, sizeof c->date, "%Y-%m-%d", &tm) == 0 || strftime(c->time, sizeof c->time, "%H:%M:%S", &tm) == 0)
		return error_set(err, "a hora do relógio não se deixa escrever");
	if (c->o.build->date != NULL)
		snprintf(c->date, sizeof c->date, "%s", c->o.build->date);
	if (c->o.build->time != NULL)
		snprintf(c->time, sizeof c->time, "%s", c->o.build->time);
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
	c->check = read_clock(c, err) == 0 ? lot_check_new(options->build->profile, options->complaints, err) : NULL;
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
	buf_release(&c->key);
	buf_release(&c->head);
	buf_release(&c->head_values);
	buf_release(&c->tail);
	free(c);
}
