/* --summary as it grows: rows are made while files are judged, and go out at once or, where findings are written too,
 * behind them. */
#ifndef RUN_SUMMARY_OUT_H
#define RUN_SUMMARY_OUT_H

#include "base/error.h"
#include "base/spool.h"
#include "run/job.h"
#include "run/summary_table.h"

/* In the order of the option's values. */
enum summary_form { SUMMARY_TEXT, SUMMARY_CSV, SUMMARY_CSV_CODES, SUMMARY_NONE };

struct summary_out {
	enum summary_form form;
	enum schema_csv style;
	bool no_header;
	struct output *out;    /* where rows go at once, borrowed; NULL: they are kept until summary_out_finish */
	struct summary total;  /* kept in every form */
	struct tally tally;
	struct spool kept;
	struct buf row;
};

#define SUMMARY_OUT_INIT { .form = SUMMARY_NONE, .kept = SPOOL_INIT }

/* The titles. */
void summary_out_begin(struct summary_out *s);

/* A file was judged. */
void summary_out_file(struct summary_out *s, const struct job_file *file);

/* What stands behind the last file; what was kept goes to TAKE. 0, or -1 with ERR set when some of it was not. */
int summary_out_finish(struct summary_out *s, void (*take)(void *context, const char *bytes, size_t n), void *context,
                       struct error *err);

void summary_out_release(struct summary_out *s);

#endif
