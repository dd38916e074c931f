/* Finds the schema tables, loads each once, and keeps them.
 *
 * Tables are files VERSION.tab in these folders, the first that has a version wins:
 *   1. $TISS_DATA_DIR/schema, when the variable is set (then nothing else is looked at);
 *   2. $XDG_DATA_HOME/tissutils/schema (~/.local/share/tissutils/schema): tables of the user's own;
 *   3. ../share/tissutils/schema beside the program's folder (build tree and installation);
 *   4. TISS_DATADIR/schema, as compiled in.
 * So a version that ANS publishes tomorrow is one file dropped in a folder. */
#ifndef SCHEMA_SCHEMA_STORE_H
#define SCHEMA_SCHEMA_STORE_H

#include <stddef.h>

#include "base/error.h"
#include "schema/schema.h"

struct schema_store;

/* One table that was found. */
struct schema_entry {
	char version[16]; /* from the file's name */
	char *file;
};

/* Looks into the folders. VOCABULARY is borrowed for the store's life. WHOLE: tables are read by schema_read instead of
 * schema_open. Never fails: no table is an empty list. */
struct schema_store *schema_store_open(struct vocabulary *vocabulary, bool whole);
void schema_store_free(struct schema_store *s);

/* The tables found, by version from old to new; *N of them. */
const struct schema_entry *schema_store_list(const struct schema_store *s, size_t *n);

/* The schema of VERSION, loaded now if it was not; NULL without ERR set when there is no such table, NULL with ERR set
 * when it cannot be read. Owned by the store. */
struct schema *schema_store_get(struct schema_store *s, const char *version, struct error *err);

/* The schema in FILE (--schema), read whole; NULL with ERR set. It also becomes the table of its version. Owned by the store. */
struct schema *schema_store_add(struct schema_store *s, const char *file, struct error *err);

/* The newest version found; NULL without or with ERR set as schema_store_get. */
struct schema *schema_store_newest(struct schema_store *s, struct error *err);

/* The path of NAME ("operators/331988.conf") in the first data folder that has it, owned by the caller; NULL if none has. */
char *data_file_find(const char *name);

#endif
