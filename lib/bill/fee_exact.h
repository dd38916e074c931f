/* Exact amounts of the mês fiscal: a whole number of thirtieths of 10^-scale. Every fee is a decimal number times a number of days over
 * 30, so nothing is lost before the places where a rule rounds. Numbers of any size up to 512 bits: fifteen yearly readjustments of a price
 * multiply to more digits than 128 bits hold. What would be larger is refused, never cut. */
#ifndef BILL_FEE_EXACT_H
#define BILL_FEE_EXACT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

enum { FEE_EXACT_LIMBS = 16, FEE_SCALE_MAX = 150 };

/* ±(limbs, least first) / (30 × 10^scale). Zero has no limbs. */
struct fee_exact {
	uint32_t limbs[FEE_EXACT_LIMBS];
	unsigned len, scale;
	bool negative;
};

/* A decimal number: 12.34 is 1234 at scale 2. */
struct fee_decimal {
	int64_t amount;
	unsigned scale;
};

/* D without the zeros behind its last digit, down to LEAST decimal places. */
struct fee_decimal fee_decimal_trim(struct fee_decimal d, unsigned least);

/* D × DAYS/30. */
struct fee_exact fee_exact_of(struct fee_decimal d, unsigned days);

/* The operations that can overflow return false then, with the first operand of no use. */
bool fee_exact_multiply(struct fee_exact *e, struct fee_decimal factor);
bool fee_exact_add(struct fee_exact *e, const struct fee_exact *other);

/* E rounded half away from zero, or down (towards minus infinity), to PLACES decimal places, as an integer at that scale. */
bool fee_exact_round(const struct fee_exact *e, unsigned places, int64_t *amount);
bool fee_exact_floor(const struct fee_exact *e, unsigned places, int64_t *amount);

/* Sets *LESS to whether A < B. */
bool fee_exact_less(const struct fee_exact *a, const struct fee_exact *b, bool *less);

/* Adds E as 1234.5678: all its digits, at least two decimal places; of a repeating one (thirds) the first 12 places, the last one rounded. */
void fee_exact_text(struct buf *out, const struct fee_exact *e);

#endif
