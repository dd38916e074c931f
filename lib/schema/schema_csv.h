/* The tables of tiss-schema as CSV (RFC 4180): one record, one line. */
#ifndef SCHEMA_SCHEMA_CSV_H
#define SCHEMA_SCHEMA_CSV_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

enum schema_csv { SCHEMA_CSV_STD, SCHEMA_CSV_BR }; /* br: for Brazilian Excel */

/* What stands before the first record: the byte order mark that Excel wants. */
void schema_csv_begin(struct buf *out, enum schema_csv style);

/* One record of N cells; a NULL cell is absent. */
void schema_csv_record(struct buf *out, enum schema_csv style, const char *const cells[], size_t n);

#endif
