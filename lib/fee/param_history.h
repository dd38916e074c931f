/* The history of changed indicators: a CSV file that only grows. */
#ifndef FEE_PARAM_HISTORY_H
#define FEE_PARAM_HISTORY_H

#include <stddef.h>

#include "base/error.h"
#include "base/output.h"
#include "fmt/csv_writer.h"

/* One row: a text for each column of FEE_FILE_HISTORICO. */
struct param_change {
	const char *texts[8];
};

struct param_history {
	struct output out;
	struct csv_writer csv;
	struct buf row;
	int *order;    /* the history's column at each place of the file; -1: some other column */
	size_t n;
};

#define PARAM_HISTORY_INIT { .out = OUTPUT_INIT }

/* Opens the history PATH, whose rows so far (if it exists) are kept; NULL: a new one on standard output. Its columns may be in any order and
 * there may be others. STYLE is for a new one. -1 with ERR set. */
int param_history_open(struct param_history *h, const char *path, enum csv_style style, struct error *err);

void param_history_add(struct param_history *h, const struct param_change *change);

/* Frees what H owns but for its output, which the owner closes or aborts. */
void param_history_release(struct param_history *h);

#endif
