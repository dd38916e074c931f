#include "bill/fee_days.h"

static int term_day(const struct fee_contract *c)
{
	return fee_day_start(c->start);
}

static int calendar_day(date_days date)
{
	int year, month, day;
	date_split(date, &year, &month, &day);
	return day;
}

/* billing.md, First month: with faturamentoProporcional=S the days from the entry on, 30 - min(day, 30) + 1; otherwise the whole month. */
static void begin(struct fee_days *d, const struct fee_contract *c, date_days entry)
{
	if (c->indicators.prorate_entry) {
		d->from = fee_day_start(entry);
		d->first = entry;
	}
}

/* billing.md, Last month: with proporcionalSaidaVigencia=S the days up to the exit, counted from the term's day, or, when the month has
 * a prorated beginning too, from the entry (In and out in one month); otherwise the whole month. */
static void finish(struct fee_days *d, const struct fee_contract *c, date_days exit, bool begun, fee_month month)
{
	if (!c->indicators.prorate_exit)
		return;
	d->to = fee_day_end(exit);
	d->last = exit;
	if (!begun) {
		d->from = term_day(c);
		d->first = fee_month_day(month, d->from);
	}
}

struct fee_days fee_days_of(const struct fee_contract *c, date_days entry, date_days exit, fee_month month)
{
	struct fee_days d = { 1, FEE_DAYS, fee_month_first(month), fee_month_last(month), false };
	bool enters = fee_month_of(entry) == month, leaves = exit != DATE_NONE && fee_month_of(exit) == month;
	bool begun = enters && c->indicators.prorate_entry, cut = leaves && c->indicators.prorate_exit;
	if (enters)
		begin(&d, c, entry);
	if (leaves)
		finish(&d, c, exit, begun, month);
	if (!c->indicators.prorate_entry && !cut) { /* from the day of entry to the same day of the next month (05/10 to 05/11) */
		d.first = fee_month_day(month, calendar_day(entry));
		d.last = fee_month_day(month + 1, calendar_day(entry));
		d.until = true;
	}
	return d;
}

unsigned fee_days_count(const struct fee_days *d)
{
	return d->to < d->from ? 0 : (unsigned)(d->to - d->from + 1);
}

unsigned fee_days_before(const struct fee_days *d, const struct fee_contract *c)
{
	int before = (d->to < term_day(c) - 1 ? d->to : term_day(c) - 1) - d->from + 1;
	return before > 0 ? (unsigned)before : 0;
}
