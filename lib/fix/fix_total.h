/* What the totals of an item and of a guide should be: rules item.total and guide.total. */
#ifndef FIX_FIX_TOTAL_H
#define FIX_FIX_TOTAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tiss/rules_layer.h"

/* The field of the innermost element of W when it is an amount that is computed from others (an item's valorTotal, the
 * guide's totals; none of odonto), else FIELD_NONE. */
enum field fix_total_field(const struct walk *w);

/* What FIELD of the item or guide that is about to end should be. False when that cannot be said: an amount is missing or cannot be
 * read, or is zero or negative where a price is due, or the guide has no items. */
bool fix_total_due(const struct walk *w, enum field field, int64_t *due);

#endif
