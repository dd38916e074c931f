/* The totals of a guide, computed from its items: what the rules item.total and guide.total hold a message against, what
 * --fix corrects and what the builder supplies. Pure: money in cents, quantities and factors at the scales of
 * money_item_total (fmt/money.h). */
#ifndef TISS_TOTALS_H
#define TISS_TOTALS_H

#include <stdbool.h>
#include <stdint.h>

#include "field_codes.h" /* generated: enum field */

/* Sums of a guide's items; only good while COMPLETE: every item had a readable amount. Zeroed by totals_begin. */
struct totals {
	bool complete;
	uint32_t items;
	int64_t total;                /* of all items */
	int64_t multiplied;           /* odonto: each with its quantity */
	int64_t buckets[FIELD_COUNT]; /* by the field of the guide's total that they belong to */
};

void totals_begin(struct totals *t);

/* The guide's total that an item goes into: by its codigoDespesa (NULL: it is no expense), FIELD_NONE for a code that has
 * none. */
enum field totals_bucket(const char *code);

/* Adds an item of AMOUNT cents, QUANTITY times (odonto; others: 1), to BUCKET. What cannot be added (FIELD_NONE, an amount
 * that would overflow) makes T incomplete. */
void totals_add(struct totals *t, enum field bucket, int64_t amount, int64_t quantity);

/* An item without a readable amount. */
void totals_spoil(struct totals *t);

/* Whether FIELD, which stands in the guide outside its items, is one of the totals that follow from the items. */
bool totals_has(enum field field);

/* What FIELD should be, and whether INFORMED (cents) is right: for odonto's valorTotalProc the sum of the amounts, or of
 * the amounts times the quantities. False (totals_due), true (totals_holds) while T is incomplete or has no item. */
bool totals_due(const struct totals *t, enum field field, int64_t *due);
bool totals_holds(const struct totals *t, enum field field, int64_t informed);

#endif
