/* What the builder knows and a guide's rows need not say: the numbers of its items, their totals, the guide's own. */
#ifndef LOT_GUIDE_SUPPLY_H
#define LOT_GUIDE_SUPPLY_H

#include "lot/guide_record.h"

/* Fills in what G's rows left out, when they are all read. A total that they give and that differs from what its items
 * make is told and makes G bad; with RECALC it is replaced. */
void guide_supply(struct guide_record *g, bool recalc);

/* The valor informado of G, in cents: what its items sum up to. */
int64_t guide_amount(const struct guide_record *g);

#endif
