/* Decimal amounts as integers with an explicit scale: 12.34 at scale 2 is 1234. Never a floating-point number. */
#ifndef FMT_MONEY_H
#define FMT_MONEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

enum { MONEY_SCALE_MAX = 9 };

/* Reads LEN bytes "[+-]digits[.digits]" as XML writes decimals, white space around allowed, into *AMOUNT at SCALE. False when it is no
 * such number, overflows, or has digits other than zero behind SCALE places: nothing is ever rounded here. */
bool money_parse(const char *text, size_t len, unsigned scale, int64_t *amount);

/* round2(quantidade × valorUnitario × reducaoAcrescimo): QUANTITY at scale 4, UNIT and FACTOR at scale 2, the total in cents, half a
 * cent away from zero (validation.md, rule item.total). False when it overflows. */
bool money_item_total(int64_t quantity, int64_t unit, int64_t factor, int64_t *total);

/* Adds AMOUNT at SCALE as 1234.56 (XML, CSV). */
void money_add(struct buf *out, int64_t amount, unsigned scale);

/* The same for people in Brazil: 1.234,56. */
void money_add_br(struct buf *out, int64_t amount, unsigned scale);

#endif
