/* Decimal numbers as spreadsheets write them: the comma, and points between thousands, of a file whose separator is ';'. */
#ifndef FMT_CSV_DECIMAL_H
#define FMT_CSV_DECIMAL_H

/* Rewrites NUMBER (NUL-terminated, of a file with SEPARATOR) in place, with a decimal point and nothing between thousands; what
 * is no number at all stays as it is, for the reader of numbers to refuse. NULL, or why that cannot be said, in Portuguese
 * ("1.234" of a ';' file may be either). */
const char *csv_decimal_plain(char *number, char separator);

#endif
