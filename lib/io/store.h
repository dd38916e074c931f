/* The store: what lot-send and guide-match remember, in one SQLite file. The only door to SQLite is lib/io/store*.c.
 *
 * This header opens, locks, copies and closes it; what is in it is asked through store_lot.h, store_file.h, store_event.h and
 * others. A command that adds tables of its own writes its functions in a lib/io/store_*.c of its own, over io/store_sql.h, and its
 * tables as one more migration in io/store_schema.c.
 *
 * Durable and crash-safe: WAL, synchronous=FULL, foreign keys on. Created 0600. Money is integer cents. Several processes may
 * use a store at once: a writer waits for another one, up to STORE_BUSY_MS.
 *
 * All functions that return int give 0 (or a number said there) on success, -1 with ERR set otherwise: whatever they had begun in
 * the open transaction must then be rolled back by the caller. */
#ifndef IO_STORE_H
#define IO_STORE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/output.h"

enum { STORE_BUSY_MS = 15000 };

/* An amount, number or date that is not there. */
#define STORE_NULL INT64_MIN

struct store;

enum store_mode {
	STORE_EXISTING, /* it must be there */
	STORE_CREATE,   /* it is made if it is not there, its folder too (0700) */
	STORE_LOOK      /* it must be there, and may be one that cannot be written: then nothing else may be done to it */
};

/* The path of the store: GIVEN (-d), or $TISS_DB, or $XDG_STATE_HOME/tissutils/tiss.db (~/.local/state/…). Owned by the caller;
 * NULL with ERR set when none of them is there. */
char *store_path(const char *given, struct error *err);

/* Opens the store in PATH and brings its tables up to date. NULL with ERR set, and nothing changed, when it is not there, is no
 * store, is one of a newer version, or cannot be read or written. */
struct store *store_open(const char *path, enum store_mode mode, struct error *err);
void store_close(struct store *s);

const char *store_name(const struct store *s); /* the path, as messages name it */
bool store_is_readonly(const struct store *s);

/* A transaction that writes; waits for the writer there may be. They do not nest. */
int store_begin(struct store *s, struct error *err);
int store_commit(struct store *s, struct error *err);
void store_rollback(struct store *s); /* does nothing when none is open */

/* A lock for the lot ID, held while this process lives or until store_unlock: 1 it is ours, 0 another process holds it.
 * Byte ID of the file PATH-lock. */
int store_lock(struct store *s, int64_t id, struct error *err);
void store_unlock(struct store *s, int64_t id);

/* Writes the whole store as text (io/store_dump.c says how): the same bytes for the same content. */
int store_dump(struct store *s, struct output *out, struct error *err);

/* Makes the new store PATH of the dump that DUMP ("-": standard input) holds. -1 with ERR set, and no store there, when there is one already or
 * the dump is not whole; its errors name file and line. */
int store_restore(const char *path, const char *dump, struct error *err);

#endif
