#include "fmt/date.h"

#include <string.h>

/* March-based years: leap days come last, so that months have a simple formula. (The era arithmetic is the usual one
 * for the proleptic Gregorian calendar; 719468 is the distance from 0000-03-01 to 1970-01-01.) */
enum { DAYS_PER_ERA = 146097, DAYS_TO_EPOCH = 719468 };

static bool is_leap(int year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

date_days date_of(int year, int month, int day)
{
	static const int lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1)
		return DATE_NONE;
	if (day > lengths[month - 1] + (month == 2 && is_leap(year)))
		return DATE_NONE;
	int y = month <= 2 ? year - 1 : year;
	int era = y / 400, year_of_era = y - era * 400;
	int day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
	return era * DAYS_PER_ERA + day_of_era - DAYS_TO_EPOCH;
}

void date_split(date_days date, int *year, int *month, int *day)
{
	int days = date + DAYS_TO_EPOCH;
	int era = days / DAYS_PER_ERA, day_of_era = days - era * DAYS_PER_ERA;
	int year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / (DAYS_PER_ERA - 1)) / 365;
	int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	int shifted = (5 * day_of_year + 2) / 153;
	*day = day_of_year - (153 * shifted + 2) / 5 + 1;
	*month = shifted < 10 ? shifted + 3 : shifted - 9;
	*year = year_of_era + era * 400 + (*month <= 2);
}

static void put_digits(char *to, int value, int n)
{
	while (n-- > 0) {
		to[n] = (char)('0' + value % 10);
		value /= 10;
	}
}

void date_text(date_days date, char out[DATE_TEXT])
{
	int year, month, day;
	date_split(date, &year, &month, &day);
	put_digits(out, year, 4);
	out[4] = '-';
	put_digits(out + 5, month, 2);
	out[7] = '-';
	put_digits(out + 8, day, 2);
	out[10] = '\0';
}

/* N digits at TEXT as a number, -1 when they are not all digits. */
static int digits(const char *text, size_t n)
{
	int value = 0;
	for (size_t i = 0; i < n; i++) {
		if (text[i] < '0' || text[i] > '9')
			return -1;
		value = value * 10 + (text[i] - '0');
	}
	return value;
}

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static void trim(const char **text, size_t *len)
{
	while (*len > 0 && is_space(**text))
		(*text)++, (*len)--;
	while (*len > 0 && is_space((*text)[*len - 1]))
		(*len)--;
}

/* Nothing, or a time zone of XSD: Z, or up to 14:00 either way. */
static bool is_zone(const char *text, size_t len)
{
	if (len == 0 || (len == 1 && text[0] == 'Z'))
		return true;
	if (len != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':')
		return false;
	int hour = digits(text + 1, 2), minute = digits(text + 4, 2);
	return hour >= 0 && minute >= 0 && minute <= 59 && hour * 60 + minute <= 14 * 60;
}

/* Behind the seconds: nothing, or a fraction, and a time zone. */
static bool is_time_tail(const char *text, size_t len)
{
	size_t at = 0;
	if (len > 0 && text[0] == '.') {
		for (at = 1; at < len && text[at] >= '0' && text[at] <= '9'; at++)
			;
		if (at == 1)
			return false;
	}
	return is_zone(text + at, len - at);
}

date_days date_parse(const char *text, size_t len)
{
	trim(&text, &len);
	if (len < 10 || text[4] != '-' || text[7] != '-' || !is_zone(text + 10, len - 10))
		return DATE_NONE;
	return date_of(digits(text, 4), digits(text + 5, 2), digits(text + 8, 2));
}

date_days date_parse_br(const char *text, size_t len)
{
	trim(&text, &len);
	if (len != 10 || text[2] != '/' || text[5] != '/')
		return DATE_NONE;
	return date_of(digits(text + 6, 4), digits(text + 3, 2), digits(text, 2));
}

int date_minutes(const char *text, size_t len)
{
	trim(&text, &len);
	if (len < 8 || text[2] != ':' || text[5] != ':' || !is_time_tail(text + 8, len - 8))
		return -1;
	int hour = digits(text, 2), minute = digits(text + 3, 2), second = digits(text + 6, 2);
	if (hour < 0 || minute < 0 || minute > 59 || second < 0 || second > 59)
		return -1;
	bool end_of_day = hour == 24 && minute == 0 && second == 0;
	return hour <= 23 || end_of_day ? hour * 60 + minute : -1;
}
