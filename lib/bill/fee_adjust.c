#include "bill/fee_adjust.h"

void fee_segments(const struct fee_contract *c, fee_month month, const struct fee_days *days, bool late, unsigned counts[FEE_SEGMENTS])
{
	bool due = false;
	for (size_t i = 0; i < c->nadjustments; i++)
		due |= c->adjustments[i].due == month && (late || c->adjustments[i].from == month);
	/* billing.md, Readjustment month: days before the term's day at the old value, the rest at the new */
	counts[FEE_BEFORE_TERM_DAY] = due && c->indicators.adjust_from_start ? fee_days_before(days, c) : 0;
	counts[FEE_FROM_TERM_DAY] = fee_days_count(days) - counts[FEE_BEFORE_TERM_DAY];
}

/* Due before or in MONTH, in it only for the days from the term's day on, and not yet in the price. */
static bool is_due(const struct fee_adjustment *a, fee_month month, enum fee_segment segment, date_days price_from)
{
	return (a->due < month || (a->due == month && segment == FEE_FROM_TERM_DAY)) && a->due >= fee_month_of(price_from);
}

bool fee_adjusted(const struct fee_contract *c, size_t i, fee_month month, enum fee_segment segment, date_days price_from)
{
	return c->adjustments[i].from <= month && is_due(&c->adjustments[i], month, segment, price_from);
}

bool fee_late_in(const struct fee_contract *c, size_t late, fee_month month, enum fee_segment segment, date_days price_from)
{
	return c->adjustments[late].from > month && is_due(&c->adjustments[late], month, segment, price_from);
}

bool fee_late_on(const struct fee_contract *c, size_t late, size_t i, fee_month month, enum fee_segment segment,
                 date_days price_from)
{
	if (fee_adjusted(c, i, month, segment, price_from))
		return true;
	return i < late && fee_late_in(c, i, month, segment, price_from);
}

int64_t fee_part(int64_t total, unsigned k, unsigned n)
{
	int64_t part = total / (int64_t)n;
	return k < n ? part : total - part * (int64_t)(n - 1);
}
