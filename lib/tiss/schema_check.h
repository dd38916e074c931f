/* Checks a schema table before it is put to use. */
#ifndef TISS_SCHEMA_CHECK_H
#define TISS_SCHEMA_CHECK_H

#include "base/buf.h"
#include "base/error.h"
#include "schema/schema.h"

/* Makes the rules of every value and the content of every group of S, as validation would one day.
 * 0, or -1 with ERR set, naming the type. */
int schema_check(struct schema *s, struct error *err);

/* Loads TABLE, the text of a table made from NAME, and checks it; through a temporary file in $TMPDIR or /tmp, which
 * is gone afterwards. 0, or -1 with ERR set. *TYPES: how many types it has. */
int schema_check_table(const struct buf *table, const char *name, size_t *types, struct error *err);

#endif
