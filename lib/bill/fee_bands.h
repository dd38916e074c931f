/* The rules of Resolução Normativa ANS 563/2022 for prices by age band. */
#ifndef BILL_FEE_BANDS_H
#define BILL_FEE_BANDS_H

#include <stdbool.h>
#include <stdint.h>

#include "bill/fee_age.h"
#include "bill/fee_price.h"

enum { FEE_BAND_SCALE = 6 };

/* The price in each of the ten bands on one day, at FEE_BAND_SCALE. */
struct fee_band_prices {
	int64_t prices[FEE_BANDS_OF_ANS];
	int uneven; /* the first band within which the price changes or is missing; -1: none */
	long line;  /* of the first price row that was used; 0: none was in force */
};

/* Those of MODULE on DATE; of all mandatory modules together when MODULE is -1 (the inscrição is none of them). */
void fee_band_prices(struct fee_plan *plan, long module, date_days date, struct fee_band_prices *out);

bool fee_bands_last_over_first(const struct fee_band_prices *p); /* the last more than six times the first (art. 3, I) */
bool fee_bands_growth(const struct fee_band_prices *p);          /* 10th/7th more than 7th/1st (art. 3, II) */

/* The first band, from 1 on, that costs less than the one before (art. 3, III); 0 when there is none. */
int fee_bands_decrease(const struct fee_band_prices *p);

#endif
