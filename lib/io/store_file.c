#include "io/store_file.h"

#include <string.h>

#include "io/store_sql.h"

int store_file_offer(struct store *s, const char *name, const char *now, int64_t *id, struct error *err)
{
	if (sql_run(s, err, "INSERT INTO file (name, offered_at, state) VALUES (?, ?, 'processando')", "tt", name, now) != 0)
		return -1;
	*id = sqlite3_last_insert_rowid(s->db);
	return 0;
}

/* Two statements, so that each has its index. Standard input has no name to go by. */
static int mark_corrected(struct store *s, const struct store_file *f, struct error *err)
{
	static const char of_lot[] = "UPDATE file SET corrected_by = ?1 WHERE state = 'invalido' AND corrected_by IS NULL AND operator = ?2 "
	                             "AND number = ?3 AND id < ?1";
	static const char of_name[] = "UPDATE file SET corrected_by = ?1 WHERE state = 'invalido' AND corrected_by IS NULL AND name = ?2 "
	                              "AND id < ?1";
	if (sql_run(s, err, of_lot, "ltt", f->id, f->operator, f->number) != 0)
		return -1;
	return f->name[0] == '(' ? 0 : sql_run(s, err, of_name, "lt", f->id, f->name);
}

int store_file_settle(struct store *s, const struct store_file *f, struct error *err)
{
	if (sql_run(s, err, "UPDATE file SET state = ?, findings = ?, operator = ?, number = ?, md5 = ?, size = ?, lot = ? WHERE id = ?",
	            "tltttlll", f->state, f->findings, f->operator, f->number, f->md5, f->size, f->lot, f->id) != 0)
		return -1;
	return strcmp(f->state, "importado") == 0 ? mark_corrected(s, f, err) : 0;
}

long store_files(struct store *s, bool invalid, void (*take)(void *context, const struct store_file *f), void *context, struct error *err)
{
	static const char all[] = "SELECT id, name, offered_at, state, findings, operator, number, md5, size, lot, corrected_by FROM file "
	                          "ORDER BY id";
	static const char open[] = "SELECT id, name, offered_at, state, findings, operator, number, md5, size, lot, corrected_by FROM file "
	                           "WHERE state = 'invalido' AND corrected_by IS NULL ORDER BY id";
	sqlite3_stmt *st = sql_query(s, err, invalid ? open : all, "");
	long n = 0;
	int got = -1;
	while (st != NULL && (got = sql_step(s, st, err)) > 0) {
		const char *text[8];
		for (int i = 0; i < 8; i++)
			text[i] = (const char *)sqlite3_column_text(st, i);
		struct store_file f = {
			.id = sqlite3_column_int64(st, 0), .name = text[1], .offered_at = text[2], .state = text[3], .findings = sql_integer(st, 4),
			.operator = text[5], .number = text[6], .md5 = text[7], .size = sql_integer(st, 8), .lot = sql_integer(st, 9),
			.corrected_by = sql_integer(st, 10),
		};
		take(context, &f);
		n++;
	}
	return got >= 0 ? n : -1;
}
