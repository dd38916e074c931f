/* Lists of lots: a query made of what is asked, so that the planner finds the index for it. */
#include <stdlib.h>
#include <string.h>

#include "io/store_lot.h"
#include "io/store_record.h"
#include "io/store_sql.h"

void lot_record_read(sqlite3_stmt *st, struct lot_record *lot)
{
	int column = 0;
	memset(lot, 0, sizeof *lot);
	struct arena *a = &lot->memory;
	lot->id = sqlite3_column_int64(st, column++);
	lot->situation = (enum lot_situation)sqlite3_column_int(st, column++);
	const char **const heads[] = {
		&lot->number, &lot->operator, &lot->guide_type, &lot->version, &lot->channel, &lot->sequence, &lot->provider_cnpj,
		&lot->provider_cpf, &lot->provider_code, &lot->provider_name, &lot->hash, &lot->md5,
	};
	for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
		*heads[i] = sql_text(st, column++, a);
	int64_t *const counts[] = { &lot->size, &lot->guides, &lot->items, &lot->guides_denied, &lot->items_denied };
	for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
		*counts[i] = sql_integer(st, column++);
	const char **const dates[] = {
		&lot->included_at, &lot->closed_at, &lot->send_until, &lot->sent_at, &lot->payment_date, &lot->protocol, &lot->protocol_date,
	};
	for (size_t i = 0; i < sizeof dates / sizeof *dates; i++)
		*dates[i] = sql_text(st, column++, a);
	lot->protocol_status = sql_integer(st, column++);
	lot->invoice_number = sql_text(st, column++, a);
	lot->invoice_date = sql_text(st, column++, a);
	int64_t *const amounts[] = {
		&lot->invoice_value, &lot->informed, &lot->processed, &lot->denied, &lot->released, &lot->doubted,
	};
	for (size_t i = 0; i < sizeof amounts / sizeof *amounts; i++)
		*amounts[i] = sql_integer(st, column++);
}

/* ---- the query ---- */

enum { VALUES_MAX = 16 };

/* The query as it grows, and the values of its question marks. */
struct query {
	struct buf sql;
	struct {
		const char *text; /* NULL: the number */
		int64_t number;
	} values[VALUES_MAX];
	int n;
};

static void add_condition(struct query *q, const char *condition)
{
	buf_adds(&q->sql, strstr(buf_str(&q->sql), " WHERE ") != NULL ? " AND " : " WHERE ");
	buf_adds(&q->sql, condition);
}

static void add_text(struct query *q, const char *condition, const char *value)
{
	if (value == NULL)
		return;
	add_condition(q, condition);
	q->values[q->n++].text = value;
}

static void add_number(struct query *q, const char *condition, int64_t value)
{
	add_condition(q, condition);
	q->values[q->n++].number = value;
}

static void add_situations(struct query *q, unsigned situations)
{
	struct buf list = BUF_INIT;
	if (situations == 0)
		return;
	for (int i = 0; i < LOT_SITUATIONS; i++)
		if ((situations >> i & 1u) != 0)
			buf_addf(&list, "%s%d", list.len > 0 ? ", " : "situation IN (", i);
	buf_addc(&list, ')');
	add_condition(q, buf_str(&list));
	buf_release(&list);
}

/* Lots are numbered as they are included, so that both orders are one: where only the dates narrow the list, their index gives it; the
 * other indexes give the order of the ids. */
static bool only_dates(const struct lot_filter *f)
{
	bool dates = f->from != NULL || f->to != NULL;
	return dates && f->number == NULL && f->protocol == NULL && f->operator == NULL && f->guide_type == NULL && f->situations == 0 &&
	       f->protocol_status < 0 && !f->without_invoice && !f->without_payment;
}

static void make_query(struct query *q, const char *what, const struct lot_filter *f)
{
	buf_addf(&q->sql, "%s FROM lot", what);
	add_text(q, "number = ?", f->number);
	add_text(q, "protocol = ?", f->protocol);
	add_text(q, "operator = ?", f->operator);
	add_text(q, "guide_type = ?", f->guide_type);
	add_situations(q, f->situations);
	if (f->protocol_status > 0)
		add_number(q, "protocol_status = ?", f->protocol_status);
	else if (f->protocol_status == 0)
		add_condition(q, "protocol_status IS NULL");
	add_text(q, "included_at >= ?", f->from);
	add_text(q, "included_at < date(?, '+1 day')", f->to);
	if (f->without_invoice)
		add_condition(q, "situation = 4 AND invoice_number IS NULL");
	if (f->without_payment)
		add_condition(q, "situation = 4 AND payment_date IS NULL");
	if (f->after > 0)
		add_number(q, "id > ?", f->after);
	buf_adds(&q->sql, only_dates(f) ? " ORDER BY included_at, id" : " ORDER BY id");
	if (f->limit > 0) {
		buf_adds(&q->sql, " LIMIT ?");
		q->values[q->n++].number = f->limit;
	}
}

static sqlite3_stmt *prepare_query(struct store *s, const char *what, const struct lot_filter *f, struct error *err)
{
	struct query q = { .sql = BUF_INIT };
	make_query(&q, what, f);
	sqlite3_stmt *st = sql_prepare(s, buf_str(&q.sql), err);
	for (int i = 0; st != NULL && i < q.n; i++) {
		if (q.values[i].text != NULL)
			sqlite3_bind_text(st, i + 1, q.values[i].text, -1, SQLITE_TRANSIENT);
		else
			sqlite3_bind_int64(st, i + 1, q.values[i].number);
	}
	buf_release(&q.sql);
	return st;
}

long store_lots(struct store *s, const struct lot_filter *filter, bool (*take)(void *context, const struct lot_record *lot),
                void *context, struct error *err)
{
	sqlite3_stmt *st = prepare_query(s, "SELECT " LOT_RECORD_COLUMNS, filter, err);
	long n = 0;
	int got = -1;
	bool more = true;
	while (st != NULL && more && (got = sql_step(s, st, err)) > 0) {
		struct lot_record lot;
		lot_record_read(st, &lot);
		n++;
		more = take(context, &lot);
		lot_record_release(&lot);
	}
	sqlite3_finalize(st);
	return got >= 0 ? n : -1;
}

int store_lots_plan(struct store *s, const struct lot_filter *filter, struct buf *out, struct error *err)
{
	sqlite3_stmt *st = prepare_query(s, "EXPLAIN QUERY PLAN SELECT " LOT_RECORD_COLUMNS, filter, err);
	int got = -1;
	while (st != NULL && (got = sql_step(s, st, err)) > 0)
		buf_addf(out, "%s\n", (const char *)sqlite3_column_text(st, 3));
	sqlite3_finalize(st);
	return got;
}
