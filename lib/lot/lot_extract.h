/* Lots back into the CSV that they can be built from (lot-build --extract): one row for each item, the guide's own
 * values repeated on each; a guide without items is one row.
 *
 * Values are as they stand in the XML: nothing is trimmed, rounded or supplied. The columns are those of
 * lot/columns.h that occur in any of the lots, so rows are kept until all lots are read (lot/lot_rows.h). A lot
 * with an error in the layers bytes, xml and schema is refused with its findings, and leaves no trace in the CSV. */
#ifndef LOT_LOT_EXTRACT_H
#define LOT_LOT_EXTRACT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/finding.h"
#include "base/output.h"
#include "fmt/csv_writer.h"

struct lot_extract_options {
	enum csv_style style;
	bool no_header;
	bool all_columns;  /* those that do not occur, too */
	void (*put)(void *context, const struct finding *f);   /* gets the findings of lots that are refused */
	void (*warn)(void *context, const char *text);         /* what the CSV cannot hold: one line, with the file's name */
	void *context;
};

/* What was done. */
struct lot_extract_counts {
	uint64_t lots, guides, items, rows, bytes;
	uint64_t refused;  /* lots */
	int64_t amount;    /* valor informado, in cents; -1: too large to add up */
};

struct lot_extract;

/* Never fails. OPTIONS are copied. */
struct lot_extract *lot_extract_new(const struct lot_extract_options *options);
void lot_extract_free(struct lot_extract *x);

/* Reads the lot in the file NAME ("-": standard input). 1: its rows are kept; 0: it was refused, its findings
 * told; -1 with ERR set: it cannot be read, or is a message but no lot of guides. */
int lot_extract_read(struct lot_extract *x, const char *name, struct error *err);

/* The guide types that the lots had, "consulta" …, in the order in which they came: *N of them; owned by X. */
const char *const *lot_extract_types(const struct lot_extract *x, size_t *n);

/* Writes the rows, those of guide type TYPE only (NULL: all). A column's name means one field in each of the guide
 * types and versions that are written together. -1 with ERR set; what fails while writing is in OUT. */
int lot_extract_write(struct lot_extract *x, const char *type, struct output *out, struct error *err);

const struct lot_extract_counts *lot_extract_counts(const struct lot_extract *x);

#endif
