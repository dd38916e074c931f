/* Accounting: which month an amount belongs to. */
#ifndef BILL_FEE_ACCOUNT_H
#define BILL_FEE_ACCOUNT_H

#include <stdint.h>

#include "bill/fee_month.h"

/* Parts CENTS, charged for the days from FIRST until (not with) UNTIL, pro rata dia by calendar days: what falls in FIRST's month, half
 * up; the rest is the next month's. 450,00 from 05/10 until 05/11: 27/31 = 391,94, and 58,06. */
int64_t fee_first_month_share(int64_t cents, date_days first, date_days until);

#endif
