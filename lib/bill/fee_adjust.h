/* Readjustments (reajustes): which of them a month is charged with, and the difference that a late one leaves to be charged.
 *
 * They accumulate by multiplication. One due before a price came into force is already in that price (billing.md, Inputs). */
#ifndef BILL_FEE_ADJUST_H
#define BILL_FEE_ADJUST_H

#include <stdbool.h>
#include <stddef.h>

#include "bill/fee_contract.h"
#include "bill/fee_days.h"
#include "bill/fee_exact.h"

/* A month's days as up to two parts with one price each: those before the term's day, on which what is due in that month is not
 * yet charged (reajusteInicioVigencia=S), and the others. */
enum fee_segment { FEE_BEFORE_TERM_DAY, FEE_FROM_TERM_DAY, FEE_SEGMENTS };

/* How many days each part has. Without reajusteInicioVigencia, or when nothing becomes due in MONTH, all are in the second. LATE: what is
 * due in MONTH but first charged later counts too. */
void fee_segments(const struct fee_contract *c, fee_month month, const struct fee_days *days, bool late, unsigned counts[FEE_SEGMENTS]);

/* Whether readjustment I is charged in SEGMENT of MONTH on a price in force from PRICE_FROM. */
bool fee_adjusted(const struct fee_contract *c, size_t i, fee_month month, enum fee_segment segment, date_days price_from);

/* Whether the late readjustment LATE (from > due) leaves a difference in SEGMENT of MONTH; and whether I counts in the price that the
 * difference is a part of: what MONTH was charged with, and the late ones before LATE. */
bool fee_late_in(const struct fee_contract *c, size_t late, fee_month month, enum fee_segment segment, date_days price_from);
bool fee_late_on(const struct fee_contract *c, size_t late, size_t i, fee_month month, enum fee_segment segment,
                 date_days price_from);

/* Part K of N (from 1) of TOTAL cents: equal parts, the cents left over in the last one (100,00 / 3: 33,33 33,33 33,34). */
int64_t fee_part(int64_t total, unsigned k, unsigned n);

#endif
