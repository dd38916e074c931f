/* Between the parts of match/match_run.h. */
#ifndef MATCH_MATCH_PRIVATE_H
#define MATCH_MATCH_PRIVATE_H

#include "bill/authorisations.h"
#include "bill/requirements.h"
#include "fmt/finding_sink.h"
#include "match/account_out.h"
#include "match/auth_input.h"
#include "match/billed.h"
#include "match/guides_seen.h"
#include "match/match_run.h"
#include "match/match_store.h"

/* The codes that hold for a version: choosing them takes longer than deciding. */
struct chosen_codes {
	struct chosen_codes *next;
	struct schema *schema;
	char code[MATCH_SITUATION_COUNT][GLOSA_CODE_TEXT], detail[MATCH_SITUATION_COUNT][GLOSA_CODE_TEXT];
};

struct match_run {
	const struct match_options *options;
	struct match_result *result;
	char date[DATE_TEXT];
	date_days day;
	struct finding_sink sink;
	struct finding finding;
	size_t errors;               /* findings */
	size_t refused;              /* messages, and guides that come again: with one of them nothing is written */
	size_t rows_told;            /* rows complained about */
	struct message_reader *messages;
	struct auth_input *inputs;
	size_t ninputs;
	struct authorisations *authorisations;
	struct requirements *requirements; /* NULL: nothing requires authorisation */
	struct glosa_codes glosa;
	struct chosen_codes *chosen; /* those that items were seen of so far; the reading thread's own, as GLOSA is */
	struct profile *profile;
	struct guides_seen seen;
	uint64_t guide;              /* the hash of the guide of the item before … */
	uint32_t unit;
	date_days start;             /* … and the date of its first item */
	struct names *told;          /* findings that come once */
	uint32_t *unit_of_file;      /* the first unit of each billing file … */
	size_t file;                 /* … and the one being read */
	struct billed_reader *billed;
	struct account_out out;
	struct output account_file, auth_file, report_file;
	struct match_store *store;   /* NULL: no -d */
	struct account_out kept;     /* makes the rows that the store keeps */
};

/* The file that the unit UNIT stands in. */
const char *match_file_of(const struct match_run *run, uint32_t unit);

/* What is wrong with a row: told while there are not too many, always counted. */
void match_complain(void *context, const char *text);
void match_warn(void *context, const char *text);
void match_put(void *context, const struct finding *f);

/* ---- match_load.c ---- */

/* Opens and reads the authorisations and the requirement table. 0, or -1 with ERR set; rows that were no good and messages that
 * were refused are only counted. */
int match_load(struct match_run *run, struct error *err);

/* Writes the authorisations as they stand now. */
int match_write_authorisations(struct match_run *run, struct error *err);

/* ---- match_import.c ---- */

/* Adds the authorisations, which match_load has read and checked, to the store, in one transaction. -1 with ERR set, or rows
 * complained about: then nothing is in it. */
int match_import_rows(struct match_run *run, struct error *err);

/* ---- match_decide.c ---- */

/* The codes that hold for a version: struct billed_options.prepare. */
const void *match_choose_codes(void *context, struct schema *schema);

/* What is noted of an item, fetched for it, and decided: MADE, LOOK and TAKE of struct billed_options. What was decided is written. */
void match_made(void *context, struct billed_item *item);
void match_look(void *context, struct billed_item *item, unsigned step);
int match_take(void *context, const struct billed_item *item, struct error *err);

/* ---- match_report.c ---- */

/* Writes the sums by relationship and by code. */
void match_write_report(const struct match_run *run, struct output *out);

/* Why ROW was decided as it was, for --explain. */
void match_explain(const struct match_run *run, const struct account_row *row, const struct match_found *found, struct output *out);

/* The same of an item that was decided by an earlier run, of which only the outcome is known. */
void match_explain_done(const struct account_row *row, const struct match_lot *lot, struct output *out);

#endif
