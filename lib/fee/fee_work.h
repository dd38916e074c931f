/* Inside of fee/fee_run.h: a run under way, and its passes over the two files that stream by. */
#ifndef FEE_FEE_WORK_H
#define FEE_FEE_WORK_H

#include "fee/fee_bill.h"
#include "fee/fee_copy.h"
#include "fee/fee_input.h"
#include "fee/fee_keys.h"
#include "fee/fee_run.h"
#include "fee/fee_store.h"

struct fee_work {
	const struct fee_run_options *options;
	struct fee_run_counts *counts;
	struct fee_rules rules;
	struct fee_faults faults;
	struct fee_store store;
	struct fee_input terms, people, events;
	struct fee_keys people_keys, event_keys;
	struct names *closed;           /* hospital accounts that are closed */
	struct output notas, invoices, accounting;
	struct fee_copy terms_copy, people_copy, events_copy, rejects_copy;
	struct fee_bill bill;
	struct fee_rows rows;
	const struct fee_term *only;    /* of --explain, or NULL */
};

/* Whether a term that something is wrong with is left aside, and the others go on: with --rejects, and when only one is explained. */
bool fee_work_sets_aside(const struct fee_work *w);

/* Whether rows may be written: where terms are set aside, which ones is known before; otherwise what is wrong ends in nothing being written. */
bool fee_work_writes(const struct fee_work *w);

/* Tells how far the run is. */
void fee_work_progress(const struct fee_work *w);

/* One pass over the beneficiaries. CHECK: what is wrong is told, and keys are gathered. BILL: rows are billed and the state is
 * copied. 0, or -1 with ERR set. */
int fee_people_pass(struct fee_work *w, bool check, bool bill, struct error *err);

/* The pass that checks the events and learns which accounts are closed; and the one that bills them. */
int fee_events_check(struct fee_work *w, struct error *err);
int fee_events_bill(struct fee_work *w, struct error *err);

#endif
