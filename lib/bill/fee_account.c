#include "bill/fee_account.h"

int64_t fee_first_month_share(int64_t cents, date_days first, date_days until)
{
	date_days end = fee_month_last(fee_month_of(first)) + 1;
	if (until <= end)
		return cents;
	int64_t days = until - first, own = end - first;
	int64_t whole = cents / days * own, rest = cents % days * own; /* cents = whole days' worth and a rest: no overflow */
	int64_t half = rest < 0 ? -days : days;
	return whole + (2 * rest + half) / (2 * days);
}
