#include "bill/fee_round.h"

static bool round_each(struct fee_rounding *const amounts[], size_t n)
{
	for (size_t i = 0; i < n; i++) {
		amounts[i]->shared = false;
		if (!fee_exact_round(&amounts[i]->exact, FEE_CENTS, &amounts[i]->cents))
			return false;
	}
	return true;
}

static bool round_at(struct fee_rounding *a, unsigned places)
{
	int64_t rounded;
	if (!fee_exact_round(&a->exact, places, &rounded))
		return false;
	struct fee_exact before = a->exact, difference = fee_exact_of((struct fee_decimal){ -rounded, places }, FEE_DAYS);
	a->exact = fee_exact_of((struct fee_decimal){ rounded, places }, FEE_DAYS);
	if (!fee_exact_add(&difference, &before))
		return false;
	a->trimmed = difference.len > 0;
	return true;
}

static bool subtract_cents(struct fee_exact *e, int64_t cents)
{
	struct fee_exact whole = fee_exact_of((struct fee_decimal){ -cents, FEE_CENTS }, FEE_DAYS);
	return fee_exact_add(e, &whole);
}

/* What AMOUNT has beyond its floor, unless it got a cent for it: then nothing. */
static bool remainder_of(const struct fee_rounding *amount, struct fee_exact *rest)
{
	*rest = amount->cents > amount->floor ? fee_exact_of((struct fee_decimal){ 0, 0 }, 0) : amount->exact;
	return amount->cents > amount->floor || subtract_cents(rest, amount->floor);
}

/* One cent more for the amount with the largest remainder, the earlier one of two alike. */
static bool give_cent(struct fee_rounding *const amounts[], size_t n)
{
	size_t best = 0;
	struct fee_exact most, rest;
	if (!remainder_of(amounts[0], &most))
		return false;
	for (size_t i = 1; i < n; i++) {
		bool less;
		if (!remainder_of(amounts[i], &rest) || !fee_exact_less(&most, &rest, &less))
			return false;
		if (less) {
			best = i;
			most = rest;
		}
	}
	amounts[best]->cents++;
	return true;
}

static bool round_together(struct fee_rounding *const amounts[], size_t n)
{
	struct fee_exact sum = amounts[0]->exact;
	int64_t total, floors = 0;
	for (size_t i = 0; i < n; i++) {
		struct fee_rounding *a = amounts[i];
		if (!fee_exact_floor(&a->exact, FEE_CENTS, &a->floor) || (i > 0 && !fee_exact_add(&sum, &a->exact)) ||
		    __builtin_add_overflow(floors, a->floor, &floors))
			return false;
		a->cents = a->floor;
	}
	if (!fee_exact_round(&sum, FEE_CENTS, &total))
		return false;
	for (int64_t left = total - floors; left > 0; left--)
		if (!give_cent(amounts, n))
			return false;
	for (size_t i = 0; i < n; i++) {
		struct fee_exact rest;
		if (!(remainder_of(amounts[i], &rest)))
			return false;
		amounts[i]->shared = amounts[i]->cents > amounts[i]->floor || rest.len > 0;
		amounts[i]->total = total;
	}
	return true;
}

bool fee_round(const struct fee_indicators *in, struct fee_rounding *const amounts[], size_t n)
{
	if (n == 0)
		return true;
	if (in->decimals == FEE_CENTS || (in->decimals == FEE_DECIMALS_NONE && in->round_modules))
		return round_each(amounts, n);
	for (size_t i = 0; i < n && in->decimals != FEE_DECIMALS_NONE; i++)
		if (!round_at(amounts[i], in->decimals))
			return false;
	/* of one amount, its own rounding and that of the sum are the same */
	return n == 1 ? round_each(amounts, n) : round_together(amounts, n);
}
