/* The work of guide-match: billed items held against authorisations, decided, and written as an account. */
#ifndef MATCH_MATCH_RUN_H
#define MATCH_MATCH_RUN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/output.h"
#include "bill/account.h"
#include "fmt/csv_encoding.h"
#include "fmt/csv_writer.h"

struct match_options {
	const char *const *files;        /* billing guides */
	size_t nfiles;
	const char *const *auth_files;   /* -a */
	size_t nauth_files;
	const char *requires;            /* --requires; NULL: nothing requires authorisation */
	const char *output, *auth_output, *report; /* NULL: standard output; none; none */
	const char *db;                  /* -d; NULL: no store */
	const char *explain;             /* numeroGuiaPrestador: print why, and change nothing; NULL: the account */
	const char *date;                /* on which glosas are issued; NULL: SOURCE_DATE_EPOCH, then the clock */
	const char *version;             /* of CSV rows that do not say it */
	const char *profile;             /* NULL: none */
	enum csv_encoding encoding;      /* of CSV files */
	enum csv_style style;
	bool no_header;
	struct output *findings;         /* where findings go */
	void (*complain)(void *context, const char *text); /* one line of Portuguese, without the command's name */
	void *context;
	size_t max_complaints;           /* lines; the others are only counted */
};

struct match_result {
	struct account account;
	uint64_t guides_without_items;
	uint64_t unknown_requirements;   /* items (table and code) */
	uint64_t complaints;
	bool written;                    /* the outputs are there */
	uint64_t lots_done;              /* -d: lots that were analysed before, for which nothing changed */
	uint64_t imported, kept;         /* match_import: rows taken; and lines that an account consumed, which stay as they are */
};

/* Does it. The exit status: 0; 1 when there was an error-level finding (nothing is written then, but for a key that two
 * authorisations share); 2, with ERR set or rows complained about, when it was not done. */
int match_run(const struct match_options *options, struct match_result *result, struct error *err);

/* --import-auth: takes the authorisations of OPTIONS's AUTH_FILES into the store, all or none. The exit status likewise. */
int match_import(const struct match_options *options, struct match_result *result, struct error *err);

/* The summary for standard error: lines, each with its line end. */
void match_summary(struct buf *out, const struct match_result *result);

#endif
