/* The tables of --summary: what each file came to, and which findings cost most. As text for people, or as CSV. */
#ifndef RUN_SUMMARY_TABLE_H
#define RUN_SUMMARY_TABLE_H

#include "base/buf.h"
#include "run/summary.h"
#include "schema/schema_csv.h"
#include "tiss/tally.h"

/* Each adds to OUT. Text: titles, a row for each file, the row of the totals when there are several, the findings by code
 * (nothing when there are none), which sorts TALLY. */
void summary_table_head(struct buf *out);
void summary_table_file(struct buf *out, const char *name, const struct validation *v);
void summary_table_total(struct buf *out, const struct summary *s);
void summary_table_codes(struct buf *out, struct tally *tally);

/* CSV: a table of files, and one of codes. */
void summary_csv_head(struct buf *out, enum schema_csv style);
void summary_csv_file(struct buf *out, enum schema_csv style, const char *name, const struct validation *v);
void summary_csv_codes_head(struct buf *out, enum schema_csv style);
void summary_csv_codes(struct buf *out, enum schema_csv style, struct tally *tally);

#endif
