/* The findings counted by code, and what the guides come to that have them: which code costs most. */
#ifndef TISS_TALLY_H
#define TISS_TALLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/finding.h"

/* Findings of one code, of one severity, of one ANS code (which may depend on the message's date and version). Plain
 * bytes, so that rows go from process to process. */
struct tally_row {
	enum finding_code code;
	enum finding_severity severity;
	char ans[8];
	uint64_t count;
	uint64_t files;  /* that have it */
	int64_t amount;  /* valor informado of the guides that have it, each counted once, in cents; -1: too large to add up */
	bool in_guide;   /* private: the guide we are in has it */
};

/* Zeroed: empty. */
struct tally {
	struct tally_row *rows;
	size_t n, cap;
};

void tally_release(struct tally *t);
void tally_clear(struct tally *t);

/* A finding; one that is ignored does not count. */
void tally_add(struct tally *t, const struct finding *f);

/* A guide begins, and ends with its amount. */
void tally_guide_start(struct tally *t);
void tally_guide_end(struct tally *t, int64_t amount);

/* Adds the N rows of one file. */
void tally_add_file(struct tally *t, const struct tally_row *rows, size_t n);

/* The row that costs most first; what costs the same, by number of findings and then by the order of --list-rules. */
void tally_sort(struct tally *t);

/* A + B in cents, -1 when either is or the sum is too large. */
int64_t tally_sum(int64_t a, int64_t b);

#endif
