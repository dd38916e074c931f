/* One line of an output CSV, cell by cell. */
#ifndef FEE_FEE_LINE_H
#define FEE_FEE_LINE_H

#include <stdint.h>

#include "base/buf.h"
#include "base/output.h"
#include "bill/fee_month.h"
#include "fmt/csv_writer.h"
#include "fmt/date.h"

struct fee_line {
	struct output *out; /* borrowed */
	struct csv_writer csv;
	struct buf row, cell;
};

void fee_line_init(struct fee_line *l, enum csv_style style, struct output *out);
void fee_line_release(struct fee_line *l);

/* The header line of file FILE (FEE_FILE_…), with the mark of the style. */
void fee_line_head(struct fee_line *l, int file);

void fee_line_text(struct fee_line *l, const char *text); /* "" is absent */
void fee_line_month(struct fee_line *l, fee_month month);
void fee_line_date(struct fee_line *l, date_days date);
void fee_line_cents(struct fee_line *l, int64_t cents);
void fee_line_count(struct fee_line *l, uint64_t count);

/* Ends the line and writes it. */
void fee_line_end(struct fee_line *l);

#endif
