/* Rounding, at the places that billing.md names and nowhere else. */
#ifndef BILL_FEE_ROUND_H
#define BILL_FEE_ROUND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bill/fee_contract.h"
#include "bill/fee_exact.h"

enum { FEE_CENTS = 2 };

/* An amount, and the cents it becomes. */
struct fee_rounding {
	struct fee_exact exact; /* in, and out: rounded at casasDecimais, when that says so … */
	bool trimmed;           /* … and out: which changed it */
	int64_t cents;          /* out */
	bool shared;            /* out: the cents are a part of those of all (by largest remainder), not this amount's own rounding … */
	int64_t floor;          /* … being these cents, one more where the largest remainders are … */
	int64_t total;          /* … so that all of them add up to this */
};

/* Rounds the N amounts of a beneficiary's modules in a month (billing.md, Rounding): with arredondaModulo=S, or casasDecimais=2, each
 * one half up; otherwise their sum half up, apportioned to them by largest remainder, the earlier row first. casasDecimais above 2 first
 * rounds each at those places. False when something is too large. */
bool fee_round(const struct fee_indicators *in, struct fee_rounding *const amounts[], size_t n);

#endif
