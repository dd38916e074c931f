/* Which days of a month are charged. A month is the mês fiscal of 30 days, numbered 1 to 30. */
#ifndef BILL_FEE_DAYS_H
#define BILL_FEE_DAYS_H

#include <stdbool.h>

#include "bill/fee_contract.h"
#include "bill/fee_month.h"

/* Days FROM to TO, both charged; none when TO < FROM. */
struct fee_days {
	int from, to;
	date_days first, last; /* the period in the calendar: LAST is charged, or, when UNTIL, is the day after the last one charged */
	bool until;
};

/* The days of MONTH that are charged to someone who enters on ENTRY and leaves on EXIT (or DATE_NONE), a month in which he is in. */
struct fee_days fee_days_of(const struct fee_contract *c, date_days entry, date_days exit, fee_month month);

/* How many days those are, 0 to 30. */
unsigned fee_days_count(const struct fee_days *d);

/* How many of them come before the term's day, the day of the month on which a readjustment begins to be charged. */
unsigned fee_days_before(const struct fee_days *d, const struct fee_contract *c);

#endif
