/* Dates against a calendar that is counted day by day from 0001-01-01 to 9999-12-31. */
#include "fmt/date.h"

#include "unit.h"

enum { EPOCH_FROM_YEAR_1 = 719162 }; /* days from 0001-01-01 to 1970-01-01 */

static int month_length(int year, int month)
{
	if (month == 2)
		return year % 400 == 0 ? 29 : year % 100 == 0 ? 28 : year % 4 == 0 ? 29 : 28;
	return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

/* Whether every way to and from the number of this day agrees with DAYS, which was counted. */
static bool day_agrees(int year, int month, int day, date_days days)
{
	char iso[64], br[64], text[DATE_TEXT];
	int y, m, d;
	snprintf(iso, sizeof iso, "%04d-%02d-%02d", year, month, day);
	snprintf(br, sizeof br, "%02d/%02d/%04d", day, month, year);
	date_split(days, &y, &m, &d);
	date_text(days, text);
	return date_of(year, month, day) == days && y == year && m == month && d == day && strcmp(text, iso) == 0 &&
	       date_parse(iso, 10) == days && date_parse_br(br, 10) == days;
}

static void test_every_day(void)
{
	date_days days = -EPOCH_FROM_YEAR_1;
	int wrong = 0;
	for (int year = 1; year <= 9999; year++)
		for (int month = 1; month <= 12; month++)
			for (int day = 1; day <= 31; day++) {
				if (day > month_length(year, month)) {
					wrong += date_of(year, month, day) != DATE_NONE;
					continue;
				}
				if (!day_agrees(year, month, day, days) && wrong++ < 5)
					printf("# %04d-%02d-%02d\n", year, month, day);
				days++;
			}
	CHECK_INT(wrong, 0);
	CHECK_INT(days, 2932897); /* 10000-01-01 */
}

static void test_known(void)
{
	CHECK_INT(date_of(1970, 1, 1), 0);
	CHECK_INT(date_of(2000, 3, 1), 11017);
	CHECK_INT(date_of(2026, 6, 30), 20634);
	CHECK_INT(date_of(1969, 12, 31), -1);
	CHECK_INT(date_of(0, 12, 31), DATE_NONE);
	CHECK_INT(date_of(10000, 1, 1), DATE_NONE);
	CHECK_INT(date_of(2026, 0, 1), DATE_NONE);
	CHECK_INT(date_of(2026, 13, 1), DATE_NONE);
	CHECK_INT(date_of(2026, 1, 0), DATE_NONE);
}

static date_days parse(const char *text)
{
	return date_parse(text, strlen(text));
}

static void test_zones(void)
{
	static const char *const good[] = {
		"2026-07-01", "2026-07-01Z", "2026-07-01-03:00", "2026-07-01+00:00", "2026-07-01+14:00", "2026-07-01-14:00",
		" 2026-07-01\n", "\t2026-07-01Z \r\n",
	};
	static const char *const bad[] = {
		"", " ", "2026-07-01 Z", "2026-07-01z", "2026-07-01ZZ", "2026-07-01+3:00", "2026-07-01-0300", "2026-07-01+14:01",
		"2026-07-01+15:00", "2026-07-01-03:60", "2026-07-01-03", "2026-07-01-ab:00", "2026-07-01T00:00:00", "2026-7-1",
		"2026-02-29", "1900-02-29", "2026-04-31", "2026-00-10", "2026-10-00", "2026-13-01", "0000-01-01", "-2026-07-01",
		"12026-07-01", "2026/07/01", "01/07/2026", "2026-07-0", "2026-07-011", "20 6-07-01", "2026-+7-01", "2O26-07-01",
	};
	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		CHECK_INT(parse(good[i]), date_of(2026, 7, 1));
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		if (!CHECK_INT(parse(bad[i]), DATE_NONE))
			printf("# %s\n", bad[i]);
	CHECK_INT(date_parse("2026-07-015", 10), date_of(2026, 7, 1)); /* LEN counts, not the NUL */
}

static void test_br(void)
{
	static const char *const bad[] = {
		"", "1/7/2026", "31/02/2026", "00/07/2026", "01/13/2026", "01-07-2026", "01/07/26", "01/07/2026Z",
		"01/07/02026",
	};
	CHECK_INT(date_parse_br(" 01/07/2026 ", 12), date_of(2026, 7, 1));
	CHECK_INT(date_parse_br("29/02/2024", 10), date_of(2024, 2, 29));
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		if (!CHECK_INT(date_parse_br(bad[i], strlen(bad[i])), DATE_NONE))
			printf("# %s\n", bad[i]);
}

static int minutes(const char *text)
{
	return date_minutes(text, strlen(text));
}

static void test_minutes(void)
{
	static const char *const bad[] = {
		"", "12:00", "24:00:01", "24:01:00", "25:00:00", "12:60:00", "12:00:60", "12:00:00.", "12:00:00x",
		"12:00:00+15:00",
		"1:00:00", "12-00-00", "ab:00:00", "12:00:00 Z",
	};
	CHECK_INT(minutes("00:00:00"), 0);
	CHECK_INT(minutes("23:59:59"), 1439);
	CHECK_INT(minutes("24:00:00"), 1440);
	CHECK_INT(minutes(" 08:30:00.125-03:00 "), 510);
	CHECK_INT(minutes("08:30:00Z"), 510);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		if (!CHECK_INT(minutes(bad[i]), -1))
			printf("# %s\n", bad[i]);
}

int main(void)
{
	UNIT_RUN(test_every_day);
	UNIT_RUN(test_known);
	UNIT_RUN(test_zones);
	UNIT_RUN(test_br);
	UNIT_RUN(test_minutes);
	return unit_done();
}
