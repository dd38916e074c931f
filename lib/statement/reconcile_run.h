/* guide-match --statement: what was billed held against the operator's statements, as CSV. */
#ifndef STATEMENT_RECONCILE_RUN_H
#define STATEMENT_RECONCILE_RUN_H

#include "bill/reconcile.h"
#include "match/match_run.h"

struct reconcile_counts {
	uint64_t guides[RECONCILE_STATES], items[RECONCILE_STATES];
	int64_t billed, released, denied, franchise, unanswered, not_billed, difference;
};

/* Reads the billed FILES of OPTIONS and the statements, and writes a row for every guide and item. The exit status: 0; 1 when what
 * was billed and what the statements say do not add up, when a statement's own sums do not, or when a lot is refused; 2 with ERR set or rows
 * complained about. */
int reconcile_run(const struct match_options *options, const char *const *statements, size_t nstatements,
                  struct reconcile_counts *counts, struct error *err);

/* The summary for standard error. */
void reconcile_summary(struct buf *out, const struct reconcile_counts *counts);

#endif
