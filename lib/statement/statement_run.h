/* The whole of demo-render: files in (statements as TISS messages, accounts as CSV; in zip and gzip too), the proof of the
 * balance, documents out. */
#ifndef STATEMENT_STATEMENT_RUN_H
#define STATEMENT_STATEMENT_RUN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "fmt/csv_encoding.h"
#include "fmt/csv_writer.h"
#include "io/render.h"

struct statement_options {
	const char *const *files;     /* "-": standard input */
	size_t nfiles;
	const struct render_format *format;
	const char *output;           /* a file, or a folder when DIR; NULL: standard output */
	bool dir;                     /* each statement in a file of its own */
	bool check;                   /* only the proof: no document */
	const char *header;           /* --header, or NULL */
	const char *beneficiaries, *providers; /* registries for the names, or NULL */
	enum csv_encoding encoding;   /* of the CSV files */
	enum csv_style csv_style;
	bool no_header;
	unsigned columns;
	const char *version;          /* of the XML; NULL: what the statement or header says, or the newest */
	const char *transaction;      /* sequencialTransacao of the XML; NULL: the statement's number */
	const char *date, *time;      /* of the XML's transaction; NULL: base/clock.h */
	struct output *findings;      /* where what is wrong with the data is told */
	void (*complain)(void *context, const char *text); /* operational errors and warnings, one line each */
	void (*progress)(void *context, size_t files, uint64_t guides); /* NULL: nobody wants to know */
	void *context;
};

struct statement_counts {
	uint64_t files, statements, answers, protocols, guides, items;
	uint64_t checks, faults;      /* sums compared; those that did not hold */
	uint64_t errors, warnings;    /* findings */
};

/* 0: done, and all is well; 1: done, and something is wrong with the data, which was told; 2: not done, ERR says why. */
int statement_run(const struct statement_options *options, struct statement_counts *counts, struct error *err);

/* Adds the summary line: what was read, and whether it adds up. */
void statement_summary(struct buf *out, const struct statement_counts *counts);

#endif
