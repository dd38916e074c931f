/* What an element or type may hold, told to an analyst. */
#ifndef SCHEMA_SCHEMA_SHOW_H
#define SCHEMA_SCHEMA_SHOW_H

#include <stdbool.h>

#include "base/error.h"
#include "schema/schema_find.h"

struct schema_show {
	unsigned depth; /* how many levels of children; at least 1 */
	bool all;       /* every level, every place where a type is used, every candidate */
};

/* Adds to OUT what PATH names: a type, or a place as schema_find takes it. A type goes before an element of the same
 * name, since it tells the elements that have it. When PATH names nothing or more than one place, returns -1 with
 * ERR set and, in HINTS, lines to be shown below the error (the candidates). */
int schema_show(struct buf *out, const struct schema_places *places, const char *path, const struct schema_show *how,
                struct buf *hints, struct error *err);

/* Adds lines for the children and attributes of complex type T, indented, in three columns: name, how often, what. */
void schema_show_content(struct buf *out, const struct schema *s, struct schema_type *t, unsigned depth);

#endif
