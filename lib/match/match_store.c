#include "match/match_store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/names.h"
#include "io/store_auth.h"
#include "match/guides_seen.h"

struct line_id {
	int64_t authorisation;
	unsigned item;
};

struct match_store {
	struct store *store;
	char date[DATE_TEXT], now[48];
	struct names *fetched;      /* keys and authorisations that are in memory */
	struct line_id *ids;        /* by line of the authorisations */
	size_t nids, ids_cap;
	struct authorisations *into;
	struct names *lots;         /* operator, provider and number; by number less one in LOT */
	struct match_lot **lot;
};

struct match_store *match_store_open(const char *path, const char *date, struct error *err)
{
	struct clock now;
	struct match_store *m = mem_zero(1, sizeof *m);
	memcpy(m->date, date, DATE_TEXT);
	m->fetched = names_new();
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
	names_free(m->fetched);
	free(m->ids);
	free(m);
}

int match_store_commit(struct match_store *m, struct error *err)
{
	return store_commit(m->store, err);
}

/* ---- authorisations ---- */

/* Whether KIND and KEY were not seen before. */
static bool is_new(struct match_store *m, const char *kind, const char *key, size_t len)
{
	struct buf name = BUF_INIT;
	uint32_t before = names_count(m->fetched);
	buf_adds(&name, kind);
	buf_add(&name, key, len);
	bool fresh = names_add(m->fetched, name.data, name.len) > before;
	buf_release(&name);
	return fresh;
}

static int take_line(void *context, const struct stored_line *line, struct error *err)
{
	struct match_store *m = context;
	uint32_t file, place;
	const char *what;
	char id[48];
	int len = snprintf(id, sizeof id, "%lld %u", (long long)line->authorisation, line->row.item);
	if (!is_new(m, "i", id, (size_t)len))
		return 0; /* the other of its two keys fetched it */
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

int match_store_fetch(struct match_store *m, struct authorisations *a, const struct match_query *q, struct error *err)
{
	struct text_ref key = q->key;
	while (key.len > 0 && (key.text[0] == ' ' || key.text[0] == '\t'))
		key.text++, key.len--;
	while (key.len > 0 && (key.text[key.len - 1] == ' ' || key.text[key.len - 1] == '\t'))
		key.len--;
	if (key.len == 0 || !is_new(m, q->by_operator_guide ? "g" : "p", key.text, key.len))
		return 0;
	char *text = mem_dup_n(key.text, key.len);
	m->into = a;
	int result = store_auth_find(m->store, q->by_operator_guide, text, take_line, m, err);
	free(text);
	return result;
}

int match_store_consume(struct match_store *m, const struct match_lot *lot, uint32_t line, struct error *err)
{
	return store_auth_consume(m->store, m->ids[line].authorisation, m->ids[line].item, lot->account, err);
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
	return store_account_add_item(m->store, lot->account, lot->items, &item, err);
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
