#include "io/store_auth.h"

#include <stdio.h>
#include <string.h>

#include "io/store_sql.h"

/* "" for nothing. A text_ref of the store's callers ends in a NUL. */
static const char *text_of(struct text_ref t)
{
	return t.len > 0 ? t.text : "";
}

static const char *date_or_null(date_days date, char out[DATE_TEXT])
{
	if (date == DATE_NONE)
		return NULL;
	date_text(date, out);
	return out;
}

/* ---- authorisations ---- */

static int add_head(struct store *s, const struct authorised_row *row, date_days authorised_on, int64_t *id, struct error *err)
{
	char on[DATE_TEXT], until[DATE_TEXT];
	static const char sql[] =
		"INSERT INTO authorisation (guide, password, card, status, authorised_on, valid_until) VALUES (?, ?, ?, ?, ?, ?) "
		"ON CONFLICT (guide, password) DO UPDATE SET status = excluded.status, authorised_on = excluded.authorised_on, "
		"valid_until = excluded.valid_until RETURNING id";
	int got = sql_number(s, err, id, sql, "tttitt", text_of(row->operator_guide), text_of(row->password), text_of(row->card),
	                     (int)row->status, date_or_null(authorised_on, on), date_or_null(row->valid_until, until));
	return got > 0 ? 0 : -1;
}

int store_auth_add(struct store *s, const struct authorised_row *row, date_days authorised_on, int64_t paid, struct error *err)
{
	static const char sql[] =
		"INSERT INTO authorised_item (authorisation, item, code_table, code, tooth, region, face, participation, quantity, paid, "
		"payable, receivable, number_payable, number_receivable) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
		"ON CONFLICT (authorisation, item) DO UPDATE SET code_table = excluded.code_table, code = excluded.code, "
		"tooth = excluded.tooth, region = excluded.region, face = excluded.face, participation = excluded.participation, "
		"quantity = excluded.quantity, paid = excluded.paid, payable = excluded.payable, receivable = excluded.receivable, "
		"number_payable = excluded.number_payable, number_receivable = excluded.number_receivable WHERE account IS NULL";
	int64_t id;
	if (add_head(s, row, authorised_on, &id, err) != 0)
		return -1;
	if (row->item == 0)
		return 1;
	if (sql_run(s, err, sql, "littttt" "illllll", id, (int)row->item, text_of(row->table), text_of(row->code),
	            text_of(row->tooth), text_of(row->region), text_of(row->face), (int)row->participation, row->quantity, paid,
	            row->carry.payable, row->carry.receivable, row->carry.number_payable, row->carry.number_receivable) != 0)
		return -1;
	return sqlite3_changes(s->db) > 0;
}

int store_auth_card(struct store *s, const char *guide, const char *password, struct buf *out, struct error *err)
{
	sqlite3_stmt *st = sql_query(s, err, "SELECT card FROM authorisation WHERE guide = ? AND password = ?", "tt", guide, password);
	int got = st != NULL ? sql_step(s, st, err) : -1;
	if (got > 0)
		buf_adds(out, (const char *)sqlite3_column_text(st, 0));
	if (st != NULL)
		sql_done(st);
	return got;
}

static struct text_ref column(sqlite3_stmt *st, int i)
{
	const char *text = (const char *)sqlite3_column_text(st, i);
	return (struct text_ref){ text, text != NULL ? (size_t)sqlite3_column_bytes(st, i) : 0 };
}

static void read_line(sqlite3_stmt *st, struct stored_line *l)
{
	struct text_ref until = column(st, 5);
	l->authorisation = sqlite3_column_int64(st, 0);
	l->row = (struct authorised_row){
		.operator_guide = column(st, 1), .password = column(st, 2), .card = column(st, 3),
		.status = (unsigned)sqlite3_column_int(st, 4), .valid_until = until.len > 0 ? date_parse(until.text, until.len) : DATE_NONE,
		.item = (unsigned)sqlite3_column_int(st, 6), .table = column(st, 7), .code = column(st, 8), .tooth = column(st, 9),
		.region = column(st, 10), .face = column(st, 11), .participation = (unsigned)sqlite3_column_int(st, 12),
		.quantity = sqlite3_column_int64(st, 13),
		.carry = { sqlite3_column_int64(st, 17), sqlite3_column_int64(st, 15), sqlite3_column_int64(st, 18),
		           sqlite3_column_int64(st, 16) },
	};
	l->row.consumed = sqlite3_column_type(st, 14) != SQLITE_NULL && sqlite3_column_int64(st, 14) == 0 && l->row.quantity > 0;
}

#define LINE_COLUMNS \
	"SELECT a.id, guide, password, card, status, valid_until, item, code_table, code, tooth, region, face, participation, quantity, " \
	"paid, payable, receivable, number_payable, number_receivable FROM authorisation a LEFT JOIN authorised_item i " \
	"ON i.authorisation = a.id "

/* Tells TAKE every line that ST gives, and ends it. */
static int take_lines(struct store *s, sqlite3_stmt *st,
                      int (*take)(void *context, const struct stored_line *line, struct error *err), void *context, struct error *err)
{
	struct stored_line line;
	int got;
	if (st == NULL)
		return -1;
	while ((got = sql_step(s, st, err)) > 0) {
		read_line(st, &line);
		if (take(context, &line, err) != 0) {
			got = -1;
			break;
		}
	}
	sql_done(st);
	return got;
}

int store_auth_find(struct store *s, bool by_operator_guide, const char *key,
                    int (*take)(void *context, const struct stored_line *line, struct error *err), void *context, struct error *err)
{
	static const char by_guide[] = LINE_COLUMNS "WHERE guide = ? ORDER BY a.id, item";
	static const char by_password[] = LINE_COLUMNS "WHERE password = ? ORDER BY a.id, item";
	return take_lines(s, sql_query(s, err, by_operator_guide ? by_guide : by_password, "t", key), take, context, err);
}

int store_auth_all(struct store *s, int (*take)(void *context, const struct stored_line *line, struct error *err), void *context,
                   struct error *err)
{
	return take_lines(s, sql_query(s, err, LINE_COLUMNS "ORDER BY a.id, item", ""), take, context, err);
}

int store_auth_highest(struct store *s, int64_t *id, struct error *err)
{
	*id = 0;
	return sql_number(s, err, id, "SELECT max(id) FROM authorisation", "") < 0 ? -1 : 0;
}

int store_auth_consume(struct store *s, int64_t authorisation, unsigned item, int64_t account, struct error *err)
{
	return sql_run(s, err, "UPDATE authorised_item SET paid = 0, payable = 0, receivable = 0, account = ? "
	               "WHERE authorisation = ? AND item = ?", "lli", account, authorisation, (int)item);
}

int store_auth_count(struct store *s, struct store_auth_counts *c, struct error *err)
{
	if (sql_number(s, err, &c->authorisations, "SELECT count(*) FROM authorisation", "") < 0 ||
	    sql_number(s, err, &c->lines, "SELECT count(*) FROM authorised_item", "") < 0)
		return -1;
	return sql_number(s, err, &c->consumed, "SELECT count(*) FROM authorised_item WHERE paid = 0 AND quantity > 0", "") < 0 ? -1 : 0;
}

/* ---- accounts ---- */

int store_account_find(struct store *s, const char *operator, const char *provider, const char *number, struct stored_account *a,
                       struct error *err)
{
	sqlite3_stmt *st = sql_query(s, err, "SELECT id, items, fingerprint, at, issued FROM account "
	                             "WHERE operator = ? AND provider = ? AND number = ?", "ttt", operator, provider, number);
	int got = st != NULL ? sql_step(s, st, err) : -1;
	if (got > 0) {
		a->id = sqlite3_column_int64(st, 0);
		a->items = sqlite3_column_int64(st, 1);
		a->fingerprint = sqlite3_column_int64(st, 2);
		snprintf(a->at, sizeof a->at, "%s", (const char *)sqlite3_column_text(st, 3));
		snprintf(a->issued, sizeof a->issued, "%s", (const char *)sqlite3_column_text(st, 4));
	}
	if (st != NULL)
		sql_done(st);
	return got;
}

int store_account_add(struct store *s, const char *operator, const char *provider, const char *number, const char *at,
                      const char *issued, int64_t *id, struct error *err)
{
	int got = sql_number(s, err, id, "INSERT INTO account (operator, provider, number, at, issued, items, fingerprint) "
	                     "VALUES (?, ?, ?, ?, ?, 0, 0) RETURNING id", "ttttt", operator, provider, number, at, issued);
	return got > 0 ? 0 : -1;
}

int store_account_close(struct store *s, int64_t id, int64_t items, int64_t fingerprint, struct error *err)
{
	return sql_run(s, err, "UPDATE account SET items = ?, fingerprint = ? WHERE id = ?", "lll", items, fingerprint, id);
}

int store_account_add_item(struct store *s, int64_t account, int64_t ordinal, const struct stored_account_item *i, struct error *err)
{
	return sql_run(s, err, "INSERT INTO account_item (account, ordinal, relation, code, detail, informed, processed, released, denied, "
	               "line) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", "lltttllllt", account, ordinal, i->relation, i->code, i->detail,
	               i->informed, i->processed, i->released, i->denied, i->line);
}

int store_account_item(struct store *s, int64_t account, int64_t ordinal, struct stored_account_item *i, struct error *err)
{
	sqlite3_stmt *st = sql_query(s, err, "SELECT relation, code, detail, line, informed, processed, released, denied FROM account_item "
	                             "WHERE account = ? AND ordinal = ?", "ll", account, ordinal);
	int got = st != NULL ? sql_step(s, st, err) : -1;
	if (got <= 0)
		return got;
	*i = (struct stored_account_item){
		(const char *)sqlite3_column_text(st, 0), (const char *)sqlite3_column_text(st, 1), (const char *)sqlite3_column_text(st, 2),
		(const char *)sqlite3_column_text(st, 3), sqlite3_column_int64(st, 4), sqlite3_column_int64(st, 5),
		sqlite3_column_int64(st, 6), sqlite3_column_int64(st, 7),
	};
	return 1;
}
