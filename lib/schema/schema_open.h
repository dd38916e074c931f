/* The table that the user means, or words for why there is none. */
#ifndef SCHEMA_SCHEMA_OPEN_H
#define SCHEMA_SCHEMA_OPEN_H

#include "base/error.h"
#include "schema/schema_store.h"

/* The table of VERSION ("4.03.00"), of the newest version when it is NULL. It is read anew, so that a file given for
 * the same version does not take its place. NULL with ERR set, naming the versions that there are; owned by STORE. */
struct schema *schema_open_version(struct schema_store *store, const char *version, struct error *err);

/* WHAT is a version, or the file of a table: with a "/" in it always a file. */
struct schema *schema_open_any(struct schema_store *store, const char *what, struct error *err);

#endif
