/* Where the separators of a line stand, eight bytes at a time: registries have a million short cells. */
#ifndef FMT_CSV_CUT_H
#define FMT_CSV_CUT_H

#include <stddef.h>
#include <stdint.h>

enum { CSV_CUT_OVERRUN = 7 }; /* bytes behind the line that must be there to be read */

/* Writes to AT, which has room for LEN, the offsets of SEPARATOR in LINE of LEN bytes; returns how many. */
size_t csv_cut(const char *line, size_t len, char separator, uint32_t *at);

#endif
