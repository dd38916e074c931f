/* A CSV file written again with some cells changed: the state between months, the terms set aside, changed parameters. Rows keep their
 * columns, their separator and all that is not changed. */
#ifndef FEE_FEE_COPY_H
#define FEE_FEE_COPY_H

#include <stddef.h>

#include "base/buf.h"
#include "base/output.h"
#include "fmt/csv_reader.h"
#include "fmt/csv_writer.h"

enum { FEE_COPY_CHANGES_MAX = 32 };

struct fee_copy {
	struct output out;
	struct csv_writer csv;
	struct buf row;
	size_t nfile;                           /* columns of the file */
	long columns[FEE_COPY_CHANGES_MAX];     /* where each changed column stands; those the file lacks stand behind its own */
	size_t nchanges;
};

#define FEE_COPY_INIT { .out = OUTPUT_INIT }

/* Opens PATH (NULL: standard output). */
int fee_copy_open(struct fee_copy *c, const char *path, enum output_mode mode, struct error *err);

/* Writes the header line of R, with the N columns NAMES of which some cells are changed. */
void fee_copy_head(struct fee_copy *c, const struct csv_reader *r, const char *const names[], size_t n);

/* Writes the row that R is at. TEXTS[i] (NULL: as it was; "": empty) takes the place of the cell of NAMES[i]. */
void fee_copy_row(struct fee_copy *c, const struct csv_reader *r, const char *const texts[]);

/* Frees what C owns but for its output, which the owner closes or aborts. */
void fee_copy_release(struct fee_copy *c);

#endif
