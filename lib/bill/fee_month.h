/* Competências: calendar months as numbers, so that they compare and subtract; and the fiscal month of 30 days. */
#ifndef BILL_FEE_MONTH_H
#define BILL_FEE_MONTH_H

#include <stdint.h>

#include "fmt/date.h"

/* Months since January of year 0. */
typedef int32_t fee_month;

#define FEE_MONTH_NONE INT32_MIN

enum { FEE_MONTH_TEXT = 7, FEE_DAYS = 30 }; /* "AAAAMM" and a NUL; days of the mês fiscal */

/* LEN bytes "AAAAMM", years 1900 to 2999; FEE_MONTH_NONE when it is none. */
fee_month fee_month_parse(const char *text, size_t len);
void fee_month_text(fee_month month, char out[FEE_MONTH_TEXT]);

/* The month that a date lies in; FEE_MONTH_NONE for DATE_NONE. */
fee_month fee_month_of(date_days date);

date_days fee_month_first(fee_month month);
date_days fee_month_last(fee_month month);

/* Day DAY of MONTH, or its last one when it has none such. */
date_days fee_month_day(fee_month month, int day);

/* The day of the fiscal month on which something begins: min(day, 30). */
int fee_day_start(date_days date);

/* The day of the fiscal month on which something ends: the last calendar day of a month counts as 30. */
int fee_day_end(date_days date);

#endif
