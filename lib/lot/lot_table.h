/* The rows of lots as one CSV: which columns it has, in which order, and under which names.
 *
 * Lots of several guide types and versions may stand in it. A column's name then means one field in each of them,
 * or none: where the shortest name is that of two fields in another guide type, a longer one is taken. Columns
 * stand in the order of the schema of the first guide type; what others have besides is put in where it stands in
 * theirs. */
#ifndef LOT_LOT_TABLE_H
#define LOT_LOT_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/output.h"
#include "fmt/csv_writer.h"
#include "lot/lot_fields.h"
#include "lot/lot_rows.h"

/* The lots of one guide type and version: a number to the rows. */
struct lot_kind {
	struct lot_fields fields;
	struct columns *columns; /* owned */
	bool chosen;             /* its rows are to be written */
};

enum lot_value { LOT_VALUE_TEXT, LOT_VALUE_NUMBER, LOT_VALUE_DATE };

/* One kind's fields as columns of the table, by number of the field. */
struct lot_layout {
	uint32_t *slot;          /* its column, from 0; LOT_FIELD_NONE: not used */
	enum lot_value *value;
	uint32_t first_item;     /* the first column that a field of an item has; the number of columns when there is none */
};

/* Private but for NCOLUMNS. */
struct lot_table {
	struct lot_kind *const *kinds; /* borrowed */
	size_t nkinds;
	struct names *names;     /* of the columns; numbered as they were met */
	uint32_t *order;         /* those numbers, in the order of the columns */
	size_t ncolumns;
	struct lot_layout *layouts; /* by kind; of those chosen */
};

/* Decides the columns of the chosen KINDS (N of them), whose used fields are known. -1 with ERR set when a field
 * has no name that is its own in all of them, or there are too many. */
int lot_table_init(struct lot_table *t, struct lot_kind *const *kinds, size_t n, struct error *err);
void lot_table_release(struct lot_table *t);

/* Writes the CSV of the chosen kinds' ROWS to OUT; the number of rows is added to *WRITTEN. -1 with ERR set when
 * the rows cannot be read. */
int lot_table_write(const struct lot_table *t, struct lot_rows *rows, enum csv_style style, bool header, struct output *out,
                    uint64_t *written, struct error *err);

#endif
