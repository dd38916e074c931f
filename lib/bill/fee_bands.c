#include "bill/fee_bands.h"

enum { FIRST = 0, SEVENTH = 6, LAST = FEE_BANDS_OF_ANS - 1, TIMES_MAX = 6 };

/* Prices have at most nine digits before the point and six behind: a product of two fits 128 bits. */
__extension__ typedef __int128 wide;

static int64_t at_scale(struct fee_decimal d)
{
	for (; d.scale < FEE_BAND_SCALE; d.scale++)
		d.amount *= 10;
	return d.amount;
}

/* Adds what MODULE costs at AGE; false when it has prices but none for that age. */
static bool add_module(struct fee_plan *plan, size_t module, bool mandatory, date_days date, int age, int64_t *sum, long *line)
{
	int why;
	const struct fee_price *price = fee_plan_price(plan, module, date, date, age, &why);
	if (price == NULL)
		return why != FEE_PRICE_NO_BAND;
	if (mandatory && !price->mandatory)
		return true;
	*sum += at_scale(price->value);
	if (*line == 0 || price->line < *line)
		*line = price->line;
	return true;
}

/* The price at AGE, -1 when it is missing. */
static int64_t price_at(struct fee_plan *plan, long module, date_days date, int age, long *line)
{
	int64_t sum = 0;
	for (size_t i = 0; i < plan->nmodules; i++) {
		if (plan->modules[i].enrollment || (module >= 0 && (size_t)module != i))
			continue;
		if (!add_module(plan, i, module < 0, date, age, &sum, line))
			return -1;
	}
	return sum;
}

void fee_band_prices(struct fee_plan *plan, long module, date_days date, struct fee_band_prices *out)
{
	*out = (struct fee_band_prices){ .uneven = -1 };
	for (int band = 0; band < FEE_BANDS_OF_ANS; band++) {
		out->prices[band] = price_at(plan, module, date, fee_bands_of_ans[band][0], &out->line);
		bool even = out->prices[band] >= 0;
		for (int age = fee_bands_of_ans[band][0]; age <= fee_bands_of_ans[band][1] && even; age++)
			even = price_at(plan, module, date, age, &out->line) == out->prices[band];
		if (!even && out->uneven < 0)
			out->uneven = band;
	}
}

bool fee_bands_last_over_first(const struct fee_band_prices *p)
{
	return p->prices[LAST] > TIMES_MAX * p->prices[FIRST];
}

bool fee_bands_growth(const struct fee_band_prices *p)
{
	return (wide)p->prices[LAST] * p->prices[FIRST] > (wide)p->prices[SEVENTH] * p->prices[SEVENTH];
}

int fee_bands_decrease(const struct fee_band_prices *p)
{
	for (int band = 1; band < FEE_BANDS_OF_ANS; band++)
		if (p->prices[band] < p->prices[band - 1])
			return band;
	return 0;
}
