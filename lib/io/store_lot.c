#include "io/store_lot.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "io/store_event.h"
#include "io/store_record.h"
#include "io/store_sql.h"

#define COLUMNS LOT_RECORD_COLUMNS

void lot_record_release(struct lot_record *lot)
{
	arena_release(&lot->memory);
	memset(lot, 0, sizeof *lot);
}

/* ---- adding ---- */

static int add_guides(struct store *s, int64_t id, const struct lot_guide_record *guides, size_t n, struct error *err)
{
	static const char sql[] = "INSERT INTO guide (lot, ordinal, number, operator_number, card, entry_date, items, informed) "
	                          "VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
	for (size_t i = 0; i < n; i++) {
		const struct lot_guide_record *g = &guides[i];
		if (sql_run(s, err, sql, "llttttll", id, (int64_t)i + 1, g->number, g->operator_number, g->card, g->entry_date, g->items,
		            g->informed) != 0)
			return -1;
	}
	return 0;
}

/* A number that was imported is not given out. */
static int keep_number(struct store *s, const char *operator, const char *number, struct error *err)
{
	char *end;
	errno = 0;
	long long value = strtoll(number, &end, 10);
	if (!isdigit((unsigned char)*number) || *end != '\0' || errno != 0 || value >= INT64_MAX)
		return 0;
	return sql_run(s, err, "INSERT INTO lot_number (operator, next) VALUES (?, ?) "
	               "ON CONFLICT (operator) DO UPDATE SET next = max(next, excluded.next)", "tl", operator, (int64_t)value + 1);
}

int store_lot_add(struct store *s, struct lot_record *lot, const void *xml, size_t size, const struct lot_guide_record *guides,
                  size_t nguides, struct error *err)
{
	static const char sql[] =
		"INSERT INTO lot (number, operator, situation, guide_type, version, sequence, provider_cnpj, provider_cpf, provider_code, "
		"provider_name, hash, md5, size, guides, items, included_at, send_until, informed) "
		"VALUES (?, ?, 0, " "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
	if (sql_run(s, err, sql, "tttttttttttlllttl", lot->number, lot->operator, lot->guide_type, lot->version, lot->sequence,
	            lot->provider_cnpj, lot->provider_cpf, lot->provider_code, lot->provider_name, lot->hash, lot->md5, lot->size, lot->guides,
	            lot->items, lot->included_at, lot->send_until, lot->informed) != 0)
		return -1;
	lot->id = sqlite3_last_insert_rowid(s->db);
	lot->situation = LOT_ABERTO;
	if (sql_run(s, err, "INSERT INTO lot_xml (lot, bytes) VALUES (?, ?)", "lb", lot->id, xml, size) != 0 ||
	    add_guides(s, lot->id, guides, nguides, err) != 0 || keep_number(s, lot->operator, lot->number, err) != 0)
		return -1;
	return store_event_add(s, lot, "import", EVENT_NO_SITUATION, LOT_ABERTO, lot->included_at, "", err);
}

/* ---- finding ---- */

int store_lot_get(struct store *s, int64_t id, struct lot_record *lot, struct error *err)
{
	sqlite3_stmt *st = sql_query(s, err, "SELECT " COLUMNS " FROM lot WHERE id = ?", "l", id);
	int got = st != NULL ? sql_step(s, st, err) : -1;
	if (got <= 0)
		return got;
	lot_record_read(st, lot);
	sql_done(st);
	return 1;
}

/* Lists the lots that have the number of an ambiguous REF. */
static int tell_candidates(const char *number, sqlite3_stmt *st, struct store *s, struct error *err)
{
	struct buf list = BUF_INIT;
	int got = 1;
	for (int n = 0; got > 0; n++) {
		int situation = sqlite3_column_int(st, 2);
		buf_addf(&list, "%sid:%lld (operadora %s, %s, incluído em %.10s)", n > 0 ? "; " : "", (long long)sqlite3_column_int64(st, 0),
		         (const char *)sqlite3_column_text(st, 1), lot_situation_title((enum lot_situation)situation),
		         (const char *)sqlite3_column_text(st, 3));
		got = sql_step(s, st, err);
	}
	error_set(err, "lote %s: há mais de um; diga qual, pelo id: %s", number, buf_str(&list));
	buf_release(&list);
	return got;
}

static int find_number(struct store *s, const char *number, const char *operator, int64_t *id, struct error *err)
{
	int64_t count = 0;
	if (sql_number(s, err, &count, "SELECT count(*) FROM lot WHERE number = ?1 AND (?2 IS NULL OR operator = ?2)", "tt", number,
	               operator) < 0)
		return -1;
	if (count == 0) {
		error_set(err, "lote %s: não há no banco um lote com este número", number);
		return 0;
	}
	sqlite3_stmt *st = sql_query(s, err, "SELECT id, operator, situation, included_at FROM lot WHERE number = ?1 AND "
	                             "(?2 IS NULL OR operator = ?2) ORDER BY id", "tt", number, operator);
	int got = st != NULL ? sql_step(s, st, err) : -1;
	if (got > 0 && count > 1)
		return tell_candidates(number, st, s, err);
	if (got > 0) {
		*id = sqlite3_column_int64(st, 0);
		sql_done(st);
	}
	return got;
}

int store_lot_find(struct store *s, const char *ref, const char *operator, struct lot_record *lot, struct error *err)
{
	int64_t id = 0;
	int got = 1;
	char *end;
	if (strncmp(ref, "id:", 3) != 0) {
		got = find_number(s, ref, operator, &id, err);
	} else {
		id = strtoll(ref + 3, &end, 10);
		if (!isdigit((unsigned char)ref[3]) || *end != '\0')
			id = 0;
	}
	if (got > 0)
		got = store_lot_get(s, id, lot, err);
	if (got == 0)
		error_set(err, "lote %s: não há no banco", ref);
	return got;
}

int store_lot_of_protocol(struct store *s, const char *operator, const char *protocol, int64_t *id, struct error *err)
{
	return sql_number(s, err, id, "SELECT id FROM lot WHERE protocol = ? AND operator = ? ORDER BY id LIMIT 1", "tt", protocol, operator);
}

int store_lot_of_md5(struct store *s, const char *md5, int64_t *id, struct error *err)
{
	return sql_number(s, err, id, "SELECT id FROM lot WHERE md5 = ? ORDER BY id LIMIT 1", "t", md5);
}

int store_lot_of_number(struct store *s, const char *operator, const char *number, int64_t *id, struct error *err)
{
	return sql_number(s, err, id, "SELECT id FROM lot WHERE number = ? AND operator = ? ORDER BY id LIMIT 1", "tt", number, operator);
}

int store_lot_xml(struct store *s, int64_t id, struct buf *out, struct error *err)
{
	sqlite3_stmt *st = sql_query(s, err, "SELECT bytes FROM lot_xml WHERE lot = ?", "l", id);
	int got = st != NULL ? sql_step(s, st, err) : -1;
	if (got < 0)
		return -1;
	if (got == 0)
		return error_set(err, "lote id:%lld: o XML dele não está no banco", (long long)id);
	buf_add(out, sqlite3_column_blob(st, 0), (size_t)sqlite3_column_bytes(st, 0));
	sql_done(st);
	return 0;
}

/* ---- changing ---- */

int store_lot_ask(struct store *s, struct lot_record *lot, enum lot_verb verb, const char *ref, const struct lot_move **move,
                  struct error *err)
{
	struct lot_record now;
	int got = store_lot_get(s, lot->id, &now, err);
	if (got < 0)
		return -1;
	if (got == 0) {
		error_set(err, "lote %s: não está mais no banco", ref);
		return 0;
	}
	lot_record_release(lot);
	*lot = now;
	*move = lot_state_ask(lot->situation, verb);
	if ((*move)->allowed)
		return 1;
	struct buf why = BUF_INIT;
	lot_state_reason(&why, *move, ref);
	error_set(err, "lote %s: %s", ref, buf_str(&why));
	buf_release(&why);
	return 0;
}

int store_lot_move(struct store *s, struct lot_record *lot, enum lot_verb verb, const char *ref, const char *now, const char *text,
                   struct error *err)
{
	const struct lot_move *move;
	int got = store_lot_ask(s, lot, verb, ref, &move, err);
	if (got <= 0)
		return got;
	enum lot_situation before = lot->situation;
	lot->situation = move->next;
	/* The table keeps "a lot that was sent has its sending date": both are written at once. */
	if (move->next == LOT_ENVIADO && lot->sent_at == NULL)
		lot->sent_at = arena_dup(&lot->memory, now, strlen(now));
	if (sql_run(s, err, "UPDATE lot SET situation = ?, sent_at = ? WHERE id = ?", "itl", (int)move->next, lot->sent_at, lot->id) != 0)
		return -1;
	return store_event_add(s, lot, lot_verb_name(verb), (int)before, (int)move->next, now, text, err) == 0 ? 1 : -1;
}

int store_lot_delete(struct store *s, struct lot_record *lot, const char *ref, const char *now, struct error *err)
{
	const struct lot_move *move;
	int got = store_lot_ask(s, lot, LOT_DELETE, ref, &move, err);
	if (got <= 0)
		return got;
	if (store_event_add(s, lot, lot_verb_name(LOT_DELETE), (int)lot->situation, EVENT_NO_SITUATION, now, "", err) != 0)
		return -1;
	return sql_run(s, err, "DELETE FROM lot WHERE id = ?", "l", lot->id) == 0 ? 1 : -1;
}

int store_lot_update(struct store *s, const struct lot_record *lot, struct error *err)
{
	static const char sql[] =
		"UPDATE lot SET channel = ?, closed_at = ?, send_until = ?, sent_at = ?, payment_date = ?, protocol = ?, protocol_date = ?, "
		"protocol_status = ?, invoice_number = ?, invoice_date = ?, invoice_value = ?, processed = ?, denied = ?, released = ?, "
		"guides_denied = ?, items_denied = ?, doubted = ? WHERE id = ?";
	return sql_run(s, err, sql, "tttttttlttllllllll", lot->channel, lot->closed_at, lot->send_until, lot->sent_at,
	               lot->payment_date, lot->protocol, lot->protocol_date, lot->protocol_status, lot->invoice_number, lot->invoice_date,
	               lot->invoice_value, lot->processed, lot->denied, lot->released, lot->guides_denied, lot->items_denied, lot->doubted,
	               lot->id);
}

/* ---- guides ---- */

int store_guide_update(struct store *s, int64_t id, const struct lot_guide_record *guide, struct error *err)
{
	static const char sql[] =
		"UPDATE guide SET operator_number = coalesce(?, operator_number), processed = coalesce(?, processed), denied = coalesce(?, denied), "
		"released = coalesce(?, released) WHERE lot = ? AND number = ?";
	if (sql_run(s, err, sql, "tllllt", guide->operator_number, guide->processed, guide->denied, guide->released, id, guide->number) != 0)
		return -1;
	return sqlite3_changes(s->db);
}

int store_guides(struct store *s, int64_t id, void (*take)(void *context, const struct lot_guide_record *g), void *context,
                 struct error *err)
{
	sqlite3_stmt *st = sql_query(s, err, "SELECT number, operator_number, card, entry_date, items, informed, processed, denied, released "
	                             "FROM guide WHERE lot = ? ORDER BY ordinal", "l", id);
	int got = -1;
	while (st != NULL && (got = sql_step(s, st, err)) > 0) {
		struct lot_guide_record g = {
			.number = (const char *)sqlite3_column_text(st, 0), .operator_number = (const char *)sqlite3_column_text(st, 1),
			.card = (const char *)sqlite3_column_text(st, 2), .entry_date = (const char *)sqlite3_column_text(st, 3),
			.items = sql_integer(st, 4), .informed = sql_integer(st, 5), .processed = sql_integer(st, 6), .denied = sql_integer(st, 7),
			.released = sql_integer(st, 8),
		};
		take(context, &g);
	}
	return got;
}

/* ---- numbers ---- */

int store_lot_number(struct store *s, const char *operator, long *number, struct error *err)
{
	int64_t next = 0;
	if (store_begin(s, err) != 0)
		return -1;
	if (sql_run(s, err, "INSERT INTO lot_number (operator, next) VALUES (?, 2) ON CONFLICT (operator) DO UPDATE SET next = next + 1", "t",
	            operator) != 0 ||
	    sql_number(s, err, &next, "SELECT next - 1 FROM lot_number WHERE operator = ?", "t", operator) < 0) {
		store_rollback(s);
		return -1;
	}
	*number = (long)next;
	return store_commit(s, err);
}
