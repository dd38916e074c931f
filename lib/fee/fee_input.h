/* An input file of billing-calc, read row by row against its table of columns, as often as needed. */
#ifndef FEE_FEE_INPUT_H
#define FEE_FEE_INPUT_H

#include <stdbool.h>

#include "base/error.h"
#include "bill/fee_exact.h"
#include "bill/fee_month.h"
#include "fee/fee_faults.h"
#include "fee/fee_table.h"
#include "fmt/csv_reader.h"

/* A cell as what its column's kind says. */
struct fee_value {
	const char *text;  /* of every kind; borrowed until the next row */
	size_t len;        /* 0: not given */
	date_days date;    /* DATE_NONE: not given */
	fee_month month;   /* FEE_MONTH_NONE: not given */
	int64_t number;    /* int, decimal at the column's scale; flag: 1 for S; one: its place among the choices */
	bool wrong;        /* it is not what the column holds, which was told */
};

struct fee_input {
	const char *name;
	int fd;            /* of the file, or of a copy where it cannot be read twice; -1: not open */
	uint64_t bytes;    /* read in all passes so far */
	const struct fee_table *table;
	struct csv_column *columns;
	struct csv_options options;
	struct csv_reader *reader;
	struct fee_value *values;  /* of this row, one for each column of the table */
};

#define FEE_INPUT_INIT { NULL, -1, 0, NULL, NULL, { 0 }, NULL, NULL }

/* Opens PATH ("-": standard input) as a file of kind FILE. ONCE: it is read only once, and so never copied. OPTIONS are for the CSV
 * reader. -1 with ERR set. */
int fee_input_open(struct fee_input *in, const char *path, int file, bool once, const struct csv_options *options, struct error *err);

/* Begins at the first row. WARN: unknown columns are told. -1 with ERR set. */
int fee_input_begin(struct fee_input *in, bool warn, struct error *err);

/* The next row: FEE_ROW, FEE_ROW_WRONG (what is wrong with its cells was told; the others can be used), FEE_ROW_END, or
 * FEE_ROW_BROKEN: nothing more can be read, which was told. */
enum fee_row_state { FEE_ROW_END, FEE_ROW_OK, FEE_ROW_WRONG, FEE_ROW_BROKEN };
enum fee_row_state fee_input_next(struct fee_input *in, struct fee_faults *faults);

/* Whether the file has COLUMN. Valid once begun. */
bool fee_input_has(const struct fee_input *in, size_t column);

void fee_input_close(struct fee_input *in);

/* Whether the cell of VALUE, which is no number or the like, is one of COLUMN: NULL, or what is wrong, in Portuguese (static). */
const char *fee_value_check(const struct fee_column *column, struct fee_value *value);

#endif
