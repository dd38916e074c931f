/* contas.csv: one row per billed item, as it was decided. */
#ifndef MATCH_ACCOUNT_OUT_H
#define MATCH_ACCOUNT_OUT_H

#include "base/output.h"
#include "bill/account.h"
#include "fmt/csv_writer.h"
#include "match/billed.h"

/* A billed item and what was decided about it. */
struct account_row {
	const struct billed_item *item;
	const struct match_rule *rule;
	enum requirement requirement;
	enum match_action action;
	struct match_values values;
	char code[GLOSA_CODE_TEXT], detail[GLOSA_CODE_TEXT]; /* "" for none */
	date_days start;             /* dataInicioFat of a guide that has none: what a statement must say of every guide; DATE_NONE */
};

struct account_out {
	struct csv_writer writer;
	struct buf text, scratch;
	struct output *out;
	size_t row;                  /* where the last row begins in TEXT */
	date_days day;               /* the last one that was written … */
	char day_text[DATE_TEXT];    /* … and as text; "": none yet */
};

/* OUT is borrowed; a failure to write stays there. NULL: only the last row is kept, for account_out_last. */
void account_out_init(struct account_out *a, struct output *out, enum csv_style style, bool header);
void account_out_release(struct account_out *a);

void account_out_row(struct account_out *a, const struct account_row *row);

/* The last row as it was written, with its line end; borrowed until the next. */
const char *account_out_last(const struct account_out *a);

/* Writes a row of style CSV_STD that account_out_last gave once; in A's own style. */
void account_out_line(struct account_out *a, const char *line);

/* Hands OUT the rest. */
void account_out_flush(struct account_out *a);

/* Adds a quantity at scale 4, without the zeros that say nothing: 1, 2.5. */
void quantity_add(struct buf *out, int64_t quantity);

#endif
