#include "bill/fee_month.h"

enum { MONTHS = 12, YEAR_MIN = 1900, YEAR_MAX = 2999 };

fee_month fee_month_parse(const char *text, size_t len)
{
	int number = 0;
	if (len != FEE_MONTH_TEXT - 1)
		return FEE_MONTH_NONE;
	for (size_t i = 0; i < len; i++) {
		if (text[i] < '0' || text[i] > '9')
			return FEE_MONTH_NONE;
		number = number * 10 + (text[i] - '0');
	}
	int year = number / 100, month = number % 100;
	if (year < YEAR_MIN || year > YEAR_MAX || month < 1 || month > MONTHS)
		return FEE_MONTH_NONE;
	return year * MONTHS + month - 1;
}

void fee_month_text(fee_month month, char out[FEE_MONTH_TEXT])
{
	int number = month / MONTHS * 100 + month % MONTHS + 1;
	for (int i = FEE_MONTH_TEXT - 1; i-- > 0; number /= 10)
		out[i] = (char)('0' + number % 10);
	out[FEE_MONTH_TEXT - 1] = '\0';
}

fee_month fee_month_of(date_days date)
{
	int year, month, day;
	if (date == DATE_NONE)
		return FEE_MONTH_NONE;
	date_split(date, &year, &month, &day);
	return year * MONTHS + month - 1;
}

date_days fee_month_first(fee_month month)
{
	return date_of(month / MONTHS, month % MONTHS + 1, 1);
}

date_days fee_month_last(fee_month month)
{
	return fee_month_first(month + 1) - 1;
}

date_days fee_month_day(fee_month month, int day)
{
	date_days date = fee_month_first(month) + day - 1, last = fee_month_last(month);
	return date < last ? date : last;
}

int fee_day_start(date_days date)
{
	int year, month, day;
	date_split(date, &year, &month, &day);
	return day < FEE_DAYS ? day : FEE_DAYS;
}

int fee_day_end(date_days date)
{
	return date == fee_month_last(fee_month_of(date)) ? FEE_DAYS : fee_day_start(date);
}
