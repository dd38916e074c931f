/* Calendar dates as numbers of days, so that they compare and subtract. */
#ifndef FMT_DATE_H
#define FMT_DATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Days since 1970-01-01 in the Gregorian calendar. */
typedef int32_t date_days;

#define DATE_NONE INT32_MIN

enum { DATE_TEXT = 11 }; /* "aaaa-mm-dd" and a NUL */

/* The date of LEN bytes "aaaa-mm-dd", with or without a time zone behind it (2026-07-01Z, 2026-07-01-03:00; the zone does
 * not shift the day), white space around it allowed; DATE_NONE when it is none. Years 0001 to 9999. */
date_days date_parse(const char *text, size_t len);

/* The date of LEN bytes "dd/mm/aaaa", DATE_NONE when it is none. */
date_days date_parse_br(const char *text, size_t len);

/* The date of a year, month and day; DATE_NONE when the calendar has no such day. */
date_days date_of(int year, int month, int day);
void date_split(date_days date, int *year, int *month, int *day);

/* Writes "aaaa-mm-dd". */
void date_text(date_days date, char out[DATE_TEXT]);

/* Minutes since midnight of LEN bytes "hh:mm:ss" (zone and fraction may follow), -1 when it is none; 24:00:00 is 1440. */
int date_minutes(const char *text, size_t len);

#endif
