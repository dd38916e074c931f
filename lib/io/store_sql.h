/* SQL for the modules of the store (lib/io/store*.c), and for nobody else: it shows SQLite's types.
 *
 * Statements are static strings, prepared once for a store and kept. Values are bound by a format, one letter each:
 *	t  const char *, NUL-terminated; NULL is NULL
 *	i  int
 *	l  int64_t; STORE_NULL is NULL
 *	b  const void * and size_t: bytes
 */
#ifndef IO_STORE_SQL_H
#define IO_STORE_SQL_H

#include <sqlite3.h>

#include "base/arena.h"
#include "io/store.h"

enum {
	STORE_APPLICATION = 0x54495353, /* application_id, which marks a SQLite file as a store: "TISS" */
	STORE_STATEMENTS = 96
};

struct store {
	sqlite3 *db;
	char *path;
	bool readonly, in_transaction;
	int lock_fd; /* -1: not open */
	struct {
		const char *sql; /* static: told apart by its address */
		sqlite3_stmt *statement;
	} kept[STORE_STATEMENTS];
	size_t nkept;
};

/* Sets ERR to what SQLite says of the last call, in Portuguese, and returns -1. */
int sql_error(struct store *s, struct error *err);

/* The statement SQL with its values bound, ready for sql_step. NULL with ERR set. Kept by S: not finalized by the caller, and
 * in use until the next sql_query of the same SQL, or sql_done. */
sqlite3_stmt *sql_query(struct store *s, struct error *err, const char *sql, const char *format, ...);

/* 1 there is a row, 0 there is none (the statement is reset), -1 with ERR set. */
int sql_step(struct store *s, sqlite3_stmt *st, struct error *err);
void sql_done(sqlite3_stmt *st);

/* The same for a statement made at run time, which the caller finalizes. */
sqlite3_stmt *sql_prepare(struct store *s, const char *sql, struct error *err);

/* Runs SQL to its end. 0, or -1 with ERR set. */
int sql_run(struct store *s, struct error *err, const char *sql, const char *format, ...);

/* Runs a script of statements without values. */
int sql_script(struct store *s, const char *sql, struct error *err);

/* The only value of the first row of SQL in *VALUE. 1; 0 when there is no row or it is NULL; -1 with ERR set. */
int sql_number(struct store *s, struct error *err, int64_t *value, const char *sql, const char *format, ...);

/* A column of the row: its text copied to A, NULL for NULL; its number, STORE_NULL for NULL. */
const char *sql_text(sqlite3_stmt *st, int column, struct arena *a);
int64_t sql_integer(sqlite3_stmt *st, int column);

/* ---- the tables (store_schema.c) ---- */

/* The version that this program writes. */
int store_schema_version(void);

/* Makes the tables of version FROM those of version TO, inside the open transaction. */
int store_schema_migrate(struct store *s, int from, int to, struct error *err);

/* ---- between store.c and store_dump.c ---- */

/* PATH made and opened without tables, for store_restore. */
struct store *store_open_empty(const char *path, struct error *err);

#endif
