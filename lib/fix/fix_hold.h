/* Values that wait to be hashed. A guide's totals are known when the guide ends, and in an internação its expenses stand
 * behind them: from the first total on, the hash layer gets no values until it is clear what the total should be. */
#ifndef FIX_FIX_HOLD_H
#define FIX_FIX_HOLD_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "tiss/hash_layer.h"

struct fix_held {
	size_t at, len; /* in the hold's values */
};

struct fix_hold {
	struct hash_layer *layer; /* borrowed */
	bool on;                  /* values are held back */
	bool was_running;         /* the hash layer took values before */
	struct buf values;
	struct fix_held *held;
	size_t n, cap;
};

void fix_hold_release(struct fix_hold *h);

/* From here on values are held back, if they are not yet. */
void fix_hold_begin(struct fix_hold *h);

/* The next value, in document order; its number, for fix_hold_replace. Nothing while values are not held back. */
size_t fix_hold_value(struct fix_hold *h, const char *text, size_t len);

/* Value NUMBER is another one. */
void fix_hold_replace(struct fix_hold *h, size_t number, const char *text);

/* The hash layer gets the values held back, and those that follow. */
void fix_hold_end(struct fix_hold *h);

#endif
