#include "match/match_store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/names.h"
#include "io/store_auth.h"
#include "match/guides_seen.h"
#include "match/match_pending.h"

/* Looking up a key takes as long as reading about as many authorisations in a row: once so many were looked up that all of them would have
 * been read, all are. FEWEST: too few to count what there is. */
enum { LOOKED_UP_FEWEST = 1000, READ_PER_LOOKUP = 16 };

struct line_id {
	int64_t authorisation;
	unsigned item;
};

struct match_store {
	struct store *store;
	char date[DATE_TEXT], now[48];
	struct names *looked_up;    /* keys */
	int64_t highest;            /* id of an authorisation; 0: not asked yet */
	bool all;                   /* authorisations are in memory */
	unsigned char *fetched;     /* a bit for each authorisation that is in memory, below HIGHEST + 1 */
	int64_t current;            /* the one whose lines come */
	struct line_id *ids;        /* by line of the authorisations */
	size_t nids, ids_cap;
	struct authorisations *into;
	struct match_pending pending;
	struct names *lots;         /* operator, provider and number; by number less one in LOT */
	struct match_lot **lot;
};

struct match_store *match_store_open(const char *path, const char *date, struct error *err)
{
	struct clock now;
	struct match_store *m = mem_zero(1, sizeof *m);
	memcpy(m->date, date, DATE_TEXT);
	m->looked_up = names_new();
	m->lots = names_new();
	m->store = clock_read(&now, err) == 0 ? store_open(path, STORE_EXISTING, err) : NULL;
	if (m->store != NULL && store_begin(m->store, err) == 0) {
		snprintf(m->now, sizeof m->now, "%s %s", now.date, now.time);
		return m;
	}
	match_store_close(m);
	return NULL;
}

void match_store_close(struct match_store *m)
{
	if (m == NULL)
		return;
	if (m->store != NULL) {
		store_rollback(m->store);
		store_close(m->store);
	}
	for (uint32_t i = 0; i < names_count(m->lots); i++)
		free(m->lot[i]);
	free(m->lot);
	names_free(m->lots);
	names_free(m->looked_up);
	free(m->fetched);
	match_pending_release(&m->pending);
	free(m->ids);
	free(m);
}

int match_store_commit(struct match_store *m, struct error *err)
{
	return match_pending_write(&m->pending, m->store, err) == 0 ? store_commit(m->store, err) : -1;
}

/* ---- authorisations ---- */

/* Whether the key was not looked up before. */
static bool is_new(struct match_store *m, bool by_operator_guide, struct text_ref key)
{
	struct buf name = BUF_INIT;
	uint32_t before = names_count(m->looked_up);
	buf_addc(&name, by_operator_guide ? 'g' : 'p');
	buf_add(&name, key.text, key.len);
	bool fresh = names_add(m->looked_up, name.data, name.len) > before;
	buf_release(&name);
	return fresh;
}

/* Whether the lines of the authorisation ID come for the first time. It has two keys, and comes whole by either. */
static bool is_wanted(struct match_store *m, int64_t id)
{
	unsigned char *byte = &m->fetched[id / 8], bit = (unsigned char)(1u << id % 8);
	if (id == m->current)
		return true;
	if ((*byte & bit) != 0)
		return false;
	*byte |= bit;
	m->current = id;
	return true;
}

static int take_line(void *context, const struct stored_line *line, struct error *err)
{
	struct match_store *m = context;
	uint32_t file, place;
	const char *what;
	if (!is_wanted(m, line->authorisation))
		return 0;
	if (authorisations_add(m->into, &line->row, &file, &place, &what) != AUTHORISATION_TAKEN)
		return error_set(err, "%s: a autorização %lld está em desordem", store_name(m->store), (long long)line->authorisation);
	if (line->row.item == 0)
		return 0;
	if (m->nids == m->ids_cap) {
		m->ids_cap = m->ids_cap ? m->ids_cap * 2 : 1024;
		m->ids = mem_grow(m->ids, m->ids_cap, sizeof *m->ids);
	}
	m->ids[m->nids++] = (struct line_id){ line->authorisation, line->row.item };
	return 0;
}

static int prepare(struct match_store *m, struct error *err)
{
	if (m->fetched != NULL)
		return 0;
	if (store_auth_highest(m->store, &m->highest, err) != 0)
		return -1;
	m->fetched = mem_zero((size_t)m->highest / 8 + 1, 1);
	return 0;
}

int match_store_fetch(struct match_store *m, struct authorisations *a, const struct match_query *q, struct error *err)
{
	struct text_ref key = q->key;
	if (m->all)
		return 0;
	while (key.len > 0 && (key.text[0] == ' ' || key.text[0] == '\t'))
		key.text++, key.len--;
	while (key.len > 0 && (key.text[key.len - 1] == ' ' || key.text[key.len - 1] == '\t'))
		key.len--;
	if (key.len == 0 || !is_new(m, q->by_operator_guide, key))
		return 0;
	if (prepare(m, err) != 0)
		return -1;
	m->into = a;
	m->current = 0;
	int64_t looked_up = names_count(m->looked_up);
	if (looked_up > LOOKED_UP_FEWEST && looked_up > m->highest / READ_PER_LOOKUP) {
		m->all = true;
		return store_auth_all(m->store, take_line, m, err);
	}
	char *text = mem_dup_n(key.text, key.len);
	int result = store_auth_find(m->store, q->by_operator_guide, text, take_line, m, err);
	free(text);
	return result;
}

void match_store_consume(struct match_store *m, const struct match_lot *lot, uint32_t line)
{
	match_pending_consume(&m->pending, m->ids[line].authorisation, m->ids[line].item, lot->account);
}

/* ---- lots ---- */

static int find_lot(struct match_store *m, struct match_lot *lot, const struct billed_item *item, struct error *err)
{
	struct stored_account known;
	char *parts[3];
	static const enum account_field key[] = { ACCOUNT_REGISTRO_ANS, ACCOUNT_CODIGO_PRESTADOR, ACCOUNT_NUMERO_LOTE };
	for (size_t i = 0; i < 3; i++)
		parts[i] = mem_dup_n(item->fields[key[i]].text, item->fields[key[i]].len);
	int got = store_account_find(m->store, parts[0], parts[1], parts[2], &known, err);
	if (got > 0) {
		lot->account = known.id;
		lot->done = true;
		lot->wanted_items = known.items;
		lot->wanted_fingerprint = known.fingerprint;
		memcpy(lot->at, known.at, sizeof lot->at);
	} else if (got == 0) {
		got = store_account_add(m->store, parts[0], parts[1], parts[2], m->now, m->date, &lot->account, err);
	}
	for (size_t i = 0; i < 3; i++)
		free(parts[i]);
	return got < 0 ? -1 : 0;
}

/* What the item says goes into what its lot is known by. */
static void count_item(struct match_lot *lot, const struct billed_item *item)
{
	uint64_t hash = lot->items == 0 ? guide_hash_begin() : lot->fingerprint;
	hash = guide_hash_add(hash, billed_type_name(item->type), strlen(billed_type_name(item->type)));
	for (size_t i = 0; i < ACCOUNT_FIELD_COUNT; i++)
		hash = guide_hash_add(hash, item->fields[i].text, item->fields[i].len);
	lot->fingerprint = hash;
	lot->items++;
}

struct match_lot *match_store_lot(struct match_store *m, const struct billed_item *item, struct error *err)
{
	static const enum account_field key[] = { ACCOUNT_REGISTRO_ANS, ACCOUNT_CODIGO_PRESTADOR, ACCOUNT_NUMERO_LOTE };
	struct buf name = BUF_INIT;
	for (size_t i = 0; i < sizeof key / sizeof *key; i++) {
		buf_add(&name, item->fields[key[i]].text, item->fields[key[i]].len);
		buf_addc(&name, '\t');
	}
	uint32_t before = names_count(m->lots), number = names_add(m->lots, name.data, name.len);
	buf_release(&name);
	if (number > before) {
		m->lot = mem_grow(m->lot, number, sizeof *m->lot);
		m->lot[number - 1] = mem_zero(1, sizeof **m->lot);
		if (find_lot(m, m->lot[number - 1], item, err) != 0)
			return NULL;
	}
	count_item(m->lot[number - 1], item);
	return m->lot[number - 1];
}

int match_store_keep(struct match_store *m, const struct match_lot *lot, const struct account_row *row, const char *line,
                     struct error *err)
{
	const struct stored_account_item item = {
		match_relation_name(row->rule->relation), row->code, row->detail, line,
		row->item->amount, row->values.processed, row->values.released, row->values.denied,
	};
	return match_pending_keep(&m->pending, m->store, lot->account, lot->items, &item, err);
}

int match_store_recall(struct match_store *m, const struct match_lot *lot, struct account_row *row, const char **line,
                       struct error *err)
{
	struct stored_account_item item;
	int got = store_account_item(m->store, lot->account, lot->items, &item, err);
	if (got <= 0)
		return got;
	unsigned i = 0;
	while (i < MATCH_SITUATION_COUNT - 1 &&
	       strcmp(match_relation_name(match_rule((enum match_situation)i)->relation), item.relation) != 0)
		i++;
	row->rule = match_rule((enum match_situation)i);
	row->action = item.code[0] != '\0' ? ACTION_GLOSA : row->rule->relation == RELATION_RELACIONADO ? ACTION_RELACIONA : ACTION_PAGA;
	row->values = (struct match_values){ .processed = item.processed, .released = item.released, .denied = item.denied };
	snprintf(row->code, sizeof row->code, "%s", item.code);
	snprintf(row->detail, sizeof row->detail, "%s", item.detail);
	*line = item.line;
	return 1;
}

int match_store_settle(struct match_store *m, void (*tell)(void *context, const struct match_lot *lot, const char *number, bool changed),
                       void *context, struct error *err)
{
	for (uint32_t i = 0; i < names_count(m->lots); i++) {
		struct match_lot *lot = m->lot[i];
		int64_t fingerprint;
		memcpy(&fingerprint, &lot->fingerprint, sizeof fingerprint);
		if (!lot->done) {
			if (store_account_close(m->store, lot->account, lot->items, fingerprint, err) != 0)
				return -1;
			continue;
		}
		char *number = mem_dup(names_text(m->lots, i + 1)), *last;
		number[strlen(number) - 1] = '\0';
		last = strrchr(number, '\t');
		tell(context, lot, last + 1, lot->items != lot->wanted_items || fingerprint != lot->wanted_fingerprint);
		free(number);
	}
	return 0;
}
