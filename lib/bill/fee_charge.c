#include "bill/fee_charge.h"

#include "bill/fee_adjust.h"
#include "bill/fee_charge_late.h"
#include "bill/fee_days.h"
#include "bill/fee_memo.h"

bool fee_fails(const struct fee_charging *g, enum fee_fault fault, const char *module, fee_month month, int age)
{
	*g->trouble = (struct fee_trouble){ fault, module, month, age };
	return false;
}

/* ---- prices ---- */

static bool has_chosen(const struct fee_person *p, size_t module)
{
	for (size_t i = 0; i < p->noptional; i++)
		if (p->optional[i] == module)
			return true;
	return false;
}

/* Prices are looked up on the first day of the month, or, in the month of entry, on the day of entry. */
static const struct fee_price *price_at(const struct fee_charging *g, size_t module, fee_month month, int *age, int *why)
{
	date_days date = fee_month_first(month);
	if (g->entry > date)
		date = g->entry;
	*age = fee_age(g->born, month, g->rules->ages);
	return fee_plan_price(g->contract->plan, module, date, fee_month_first(g->rules->month), *age, why);
}

const struct fee_price *fee_price_for(const struct fee_charging *g, size_t module, fee_month month)
{
	const struct fee_module *m = &g->contract->plan->modules[module];
	int age, why;
	const struct fee_price *price = price_at(g, module, month, &age, &why);
	if (price != NULL)
		return price->mandatory || has_chosen(g->person, module) ? price : NULL;
	if (why == FEE_PRICE_FUTURE || !(m->prices[m->nprices - 1].mandatory || has_chosen(g->person, module)))
		return NULL;
	fee_fails(g, why == FEE_PRICE_OVER ? FEE_PRICE_ENDED : FEE_AGE_OUTSIDE, m->name, month, age);
	return NULL;
}

/* ---- the mensalidade ---- */

/* Adds value × factors × days/30 of one segment to the row, and says so. */
static bool add_segment(const struct fee_charging *g, struct fee_row *row, fee_month month, enum fee_segment segment, unsigned days)
{
	struct buf *text = &g->rows->expressions;
	struct fee_exact amount = fee_exact_of(row->price->value, days);
	if (text->len > row->expression)
		buf_adds(text, " + ");
	fee_memo_decimal(text, row->price->value);
	for (size_t i = 0; i < g->contract->nadjustments; i++) {
		if (!fee_adjusted(g->contract, i, month, segment, row->price->from))
			continue;
		if (!fee_exact_multiply(&amount, g->contract->adjustments[i].factor))
			return false;
		buf_adds(text, " × ");
		fee_memo_decimal(text, g->contract->adjustments[i].factor);
	}
	fee_memo_days(text, days);
	return fee_exact_add(&row->amount.exact, &amount);
}

void fee_end_expression(struct fee_rows *rows, struct fee_row *row)
{
	row->expression_len = rows->expressions.len - row->expression;
}

static struct fee_row *add_row(const struct fee_charging *g, size_t module, const struct fee_price *price, const struct fee_days *days)
{
	struct fee_row *row = fee_rows_add(g->rows);
	row->module = g->contract->plan->modules[module].name;
	row->price = price;
	row->base = price->value;
	row->days = fee_days_count(days);
	row->first = days->first;
	row->last = days->last;
	row->until = days->until;
	row->expression = g->rows->expressions.len;
	return row;
}

static bool charge_module(const struct fee_charging *g, size_t module, const struct fee_price *price, fee_month month,
                          const struct fee_days *days)
{
	unsigned counts[FEE_SEGMENTS];
	struct fee_row *row = add_row(g, module, price, days);
	row->event = month < g->rules->month ? FEE_RETROACTIVE : FEE_MONTHLY;
	fee_segments(g->contract, month, days, false, counts);
	for (int s = 0; s < FEE_SEGMENTS; s++)
		if (counts[s] > 0 && !add_segment(g, row, month, (enum fee_segment)s, counts[s]))
			return fee_fails(g, FEE_OVERFLOW, row->module, month, 0);
	fee_end_expression(g->rows, row);
	return true;
}

bool fee_round_rows(const struct fee_charging *g, size_t first)
{
	enum { MODULES_AT_ONCE = FEE_MODULES_MAX };
	struct fee_rounding *amounts[MODULES_AT_ONCE];
	size_t n = g->rows->n - first;
	for (size_t i = 0; i < n; i++)
		amounts[i] = &g->rows->rows[first + i].amount;
	if (!fee_round(&g->contract->indicators, amounts, n))
		return fee_fails(g, FEE_OVERFLOW, g->rows->rows[first].module, g->rules->month, 0);
	return true;
}

static void finish_memos(const struct fee_charging *g, size_t first)
{
	for (size_t i = first; i < g->rows->n; i++)
		fee_memo_finish(g->rows, &g->rows->rows[i], &g->contract->indicators, 0);
}

/* One row for each module that P has in MONTH. */
static bool charge_modules(const struct fee_charging *g, fee_month month, const struct fee_days *days)
{
	const struct fee_plan *plan = g->contract->plan;
	size_t first = g->rows->n;
	bool priced = false;
	for (size_t i = 0; i < plan->nmodules; i++) {
		if (plan->modules[i].enrollment)
			continue;
		const struct fee_price *price = fee_price_for(g, i, month);
		if (g->trouble->fault != FEE_OK)
			return false;
		int age, why;
		priced |= price != NULL || price_at(g, i, month, &age, &why) != NULL;
		if (price != NULL && !charge_module(g, i, price, month, days))
			return false;
	}
	if (!priced)
		return fee_fails(g, FEE_NO_PRICE, "", month, 0);
	if (!fee_round_rows(g, first))
		return false;
	finish_memos(g, first);
	return true;
}

/* ---- the inscrição ---- */

/* billing.md, Inputs and Inscrição: once, with the first billing; never prorated; readjusted only where --adjust-enrollment says so. */
static bool charge_enrollment(const struct fee_charging *g, size_t module, fee_month month, const struct fee_days *days)
{
	int age, why;
	size_t first = g->rows->n;
	const char *name = g->contract->plan->modules[module].name;
	const struct fee_price *price = price_at(g, module, month, &age, &why);
	if (price == NULL)
		return why != FEE_PRICE_NO_BAND || fee_fails(g, FEE_AGE_OUTSIDE, name, month, age);
	struct fee_row *row = add_row(g, module, price, days);
	row->event = FEE_ENROLLMENT;
	row->days = FEE_DAYS;
	row->first = row->last = g->entry;
	row->until = false;
	if (g->rules->adjust_enrollment) {
		if (!add_segment(g, row, month, FEE_FROM_TERM_DAY, FEE_DAYS))
			return fee_fails(g, FEE_OVERFLOW, name, month, 0);
	} else {
		row->amount.exact = fee_exact_of(price->value, FEE_DAYS);
		fee_memo_decimal(&g->rows->expressions, price->value);
	}
	fee_end_expression(g->rows, row);
	if (!fee_round_rows(g, first))
		return false;
	finish_memos(g, first);
	return true;
}

static bool charge_enrollments(const struct fee_charging *g, fee_month month, const struct fee_days *days)
{
	const struct fee_plan *plan = g->contract->plan;
	for (size_t i = 0; i < plan->nmodules; i++)
		if (plan->modules[i].enrollment && !charge_enrollment(g, i, month, days))
			return false;
	return true;
}

/* ---- months ---- */

static bool charge_month(const struct fee_charging *g, fee_month month)
{
	struct fee_days days = fee_days_of(g->contract, g->entry, g->exit, month);
	if (fee_days_count(&days) > 0) {
		if (!charge_modules(g, month, &days))
			return false;
		if (month == g->enters && !charge_enrollments(g, month, &days))
			return false;
	}
	return fee_charge_late(g, month);
}

fee_month fee_charge(const struct fee_rules *rules, const struct fee_contract *c, const struct fee_person *p, struct fee_rows *rows,
                     struct fee_trouble *trouble)
{
	struct fee_charging g = {
		.rules = rules, .contract = c, .person = p, .rows = rows, .trouble = trouble,
		.entry = fee_entry(c, p), .exit = fee_exit(c, p),
	};
	*trouble = (struct fee_trouble){ .fault = FEE_OK };
	g.born = fee_month_of(p->birth);
	g.enters = fee_month_of(g.entry);
	g.leaves = fee_month_of(g.exit);
	fee_month from = p->last != FEE_MONTH_NONE && p->last >= g.enters ? p->last + 1 : g.enters;
	fee_month to = g.leaves != FEE_MONTH_NONE && g.leaves < rules->month ? g.leaves : rules->month;
	if (g.exit != DATE_NONE && g.exit < g.entry)
		return FEE_MONTH_NONE;
	for (fee_month month = from; month <= to; month++)
		if (!charge_month(&g, month))
			return FEE_MONTH_NONE;
	return from <= to ? to : FEE_MONTH_NONE;
}
