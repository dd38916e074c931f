#include "io/store_event.h"

#include "io/store_sql.h"

int store_event_add(struct store *s, const struct lot_record *lot, const char *verb, int before, int after, const char *now,
                    const char *text, struct error *err)
{
	return sql_run(s, err, "INSERT INTO event (at, lot, operator, number, verb, before, after, text) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
	               "tltttllt", now, lot->id, lot->operator, lot->number, verb, before >= 0 ? (int64_t)before : STORE_NULL,
	               after >= 0 ? (int64_t)after : STORE_NULL, text);
}

static const char *text_of(sqlite3_stmt *st, int column)
{
	return (const char *)sqlite3_column_text(st, column);
}

long store_events(struct store *s, int64_t id, const char *number, void (*take)(void *context, const struct store_event *e),
                  void *context, struct error *err)
{
	static const char of_lot[] = "SELECT id, at, lot, operator, number, verb, before, after, text FROM event WHERE lot = ? ORDER BY id";
	static const char of_number[] = "SELECT id, at, lot, operator, number, verb, before, after, text FROM event WHERE number = ? ORDER BY id";
	sqlite3_stmt *st = id > 0 ? sql_query(s, err, of_lot, "l", id) : sql_query(s, err, of_number, "t", number);
	long n = 0;
	int got = st != NULL ? 0 : -1;
	while (st != NULL && (got = sql_step(s, st, err)) > 0) {
		struct store_event e = {
			.id = sqlite3_column_int64(st, 0), .at = text_of(st, 1), .lot = sqlite3_column_int64(st, 2), .operator = text_of(st, 3),
			.number = text_of(st, 4), .verb = text_of(st, 5), .before = sql_integer(st, 6), .after = sql_integer(st, 7),
			.text = text_of(st, 8),
		};
		take(context, &e);
		n++;
	}
	return got == 0 ? n : -1;
}
