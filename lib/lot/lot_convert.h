/* The runs of lot-build that begin with existing lots: --extract, back to CSV (lot/lot_extract.h), and
 * --from-xml, to other lots (lot/lot_merge.h). */
#ifndef LOT_LOT_CONVERT_H
#define LOT_LOT_CONVERT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/output.h"
#include "lot/lot_build.h"

/* All strings are borrowed. */
struct lot_convert_options {
	const struct lot_build_options *build; /* files, profile, limits, number of the first lot, output: as the builder has them */
	bool number_given;      /* --from-xml: that number holds; otherwise the smallest of the input does */
	bool all_columns;       /* --extract: those that do not occur, too */
	struct output *findings; /* where what is wrong with a lot is told */
};

struct lot_convert_counts {
	uint64_t files, refused; /* of the input */
	uint64_t lots;           /* --extract: read; --from-xml: made */
	uint64_t guides, items, rows;
	int64_t amount;          /* valor informado, in cents; -1: too large to add up */
};

/* Both return the exit status: 0; 1 when a lot has errors, which were told (--extract leaves that lot out, --from-xml
 * writes nothing); 2 when it is not done, and nothing is written. What is wrong with a file is told through BUILD's
 * complain, and the next one is looked at; what ends the run is in ERR. */
int lot_convert_extract(const struct lot_convert_options *options, struct lot_convert_counts *counts, struct error *err);
int lot_convert_from_xml(const struct lot_convert_options *options, struct lot_convert_counts *counts, struct error *err);

#endif
