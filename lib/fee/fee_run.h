/* billing-calc's whole run: files in, bill/ asked, files out. */
#ifndef FEE_FEE_RUN_H
#define FEE_FEE_RUN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "bill/fee_charge.h"
#include "bill/fee_event.h"
#include "bill/fee_row.h"
#include "fmt/csv_reader.h"
#include "fmt/csv_writer.h"

struct fee_run_options {
	fee_month month;
	const char *terms, *beneficiaries, *prices;    /* paths; "-": standard input, for one of all */
	const char *adjustments, *events, *due_dates;  /* or NULL */
	const char *output;                            /* notas; NULL: standard output */
	const char *invoices, *accounting, *rejects;   /* paths or NULL: not wanted */
	const char *update_terms, *update_beneficiaries, *update_events;
	const char *explain;     /* modalidade.termo, or a termo; or NULL */
	const char *date;        /* of the notas, aaaa-mm-dd */
	uint64_t number;         /* of the first nota; 0: notas are called by their keys */
	enum fee_age_rule ages;
	bool adjust_enrollment;
	bool stream;             /* standard output is written as it goes */
	bool no_header;
	enum csv_style style;
	enum csv_encoding encoding;
	uint64_t max_complaints;
	void (*complain)(void *context, const char *text); /* something wrong */
	void (*warn)(void *context, const char *text);     /* something odd */
	void (*progress)(void *context, uint64_t bytes);   /* read of what streams: beneficiaries and events */
	void *context;
};

struct fee_run_counts {
	uint64_t terms[FEE_STANDINGS], rejected; /* by what became of them; those set aside are in none of the first */
	uint64_t people, people_billed;          /* rows; those with something to pay */
	uint64_t events[FEE_EVENT_STANDINGS], events_of_others; /* events; of terms that are not billed now */
	uint64_t rows, notas, invoices;
	int64_t amounts[FEE_EVENT_KINDS], total; /* cents */
	uint64_t faults;                         /* found, told or not */
};

/* Does it all. 0: done. 1: done but for the terms set aside (--rejects). 2: something was wrong with the input, which was told, and
 * nothing was written. -1 with ERR set: it could not be done, and nothing was written (of standard output: with STREAM, perhaps a part). */
int fee_run(const struct fee_run_options *options, struct fee_run_counts *counts, struct error *err);

/* Adds what COUNTS say, in some lines, each beginning with PREFIX. */
void fee_run_summary(struct buf *out, const char *prefix, fee_month month, const struct fee_run_counts *counts);

#endif
