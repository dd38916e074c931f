/* billing-param's whole run: terms in, indicators of some of them changed, terms and history out. */
#ifndef FEE_PARAM_RUN_H
#define FEE_PARAM_RUN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "fee/fee_copy.h"
#include "fee/param_where.h"
#include "fmt/csv_reader.h"
#include "fmt/csv_writer.h"

/* An indicator and what it shall be. */
struct param_set {
	const struct fee_column *column;
	size_t number;          /* of the column */
	struct fee_value value; /* its text is borrowed from the settings' */
};

struct param_settings {
	struct param_set sets[FEE_COPY_CHANGES_MAX];
	size_t n;
	char *texts[FEE_COPY_CHANGES_MAX]; /* owned: one for each param_settings_add */
	size_t ntexts;
};

/* Adds "indicador=valor[,indicador=valor]…", each checked against what its column holds. -1 with ERR set. */
int param_settings_add(struct param_settings *s, const char *text, struct error *err);
void param_settings_release(struct param_settings *s);

struct param_options {
	const char *terms;   /* path, "-": standard input */
	const char *output;  /* of the terms; NULL: standard output */
	const char *history; /* appended to; NULL only with DRY_RUN */
	const struct param_settings *settings;
	const struct param_where *where; /* no conditions: all terms */
	const char *note, *user, *date;
	bool dry_run;        /* standard output gets the rows that the history would get; nothing is written */
	enum csv_style style;
	enum csv_encoding encoding;
	uint64_t max_complaints;
	void (*complain)(void *context, const char *text);
	void (*warn)(void *context, const char *text);
	void *context;
};

struct param_counts {
	uint64_t terms, selected, changed, changes, faults;
};

/* 0: done. 1: done, and no term was selected. 2: a term would be wrong, which was told, and nothing was written. -1 with ERR set. */
int param_run(const struct param_options *options, struct param_counts *counts, struct error *err);

#endif
