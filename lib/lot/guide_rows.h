/* The rows of guides' CSV files, one after the other; or, sorted, with the rows of each guide together. */
#ifndef LOT_GUIDE_ROWS_H
#define LOT_GUIDE_ROWS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "fmt/csv_reader.h"
#include "lot/guide_record.h"

struct guide_rows;

struct guide_rows_options {
	const char *const *files;  /* "-": standard input */
	size_t nfiles;
	struct csv_source source;  /* to be read instead of one file, FILES[0], which only names it; its READ NULL: none */
	struct csv_options csv;
	bool sort;                 /* the rows of a guide, wherever they stand, come together, where its first one stood */
	struct complaints *complaints; /* told of rows with too few or too many cells */
};

/* Never NULL. OPTIONS are copied; the strings are borrowed. */
struct guide_rows *guide_rows_open(const struct guide_rows_options *options);
void guide_rows_free(struct guide_rows *r);

/* The next row: 1; 0 at the end; -1 with ERR set when a file cannot be read further. Its cells are borrowed until the next
 * call, its file until guide_rows_free. */
int guide_rows_next(struct guide_rows *r, struct guide_row *row, struct error *err);

/* The files whose header lines were read so far. */
const struct guide_file *const *guide_rows_files(const struct guide_rows *r, size_t *n);

#endif
