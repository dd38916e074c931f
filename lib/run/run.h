/* A whole run of tiss-validate: the inputs are judged, the findings and summaries written where they belong. */
#ifndef RUN_RUN_H
#define RUN_RUN_H

#include <stdbool.h>
#include <stdio.h>

#include "base/inputs.h"
#include "base/progress.h"
#include "run/job.h"
#include "run/summary_out.h"

/* What the user asked for. Strings are borrowed. */
struct run_options {
	struct job_options job;         /* its format is what findings are written in, whether or not they are */
	struct inputs inputs;
	unsigned processes;
	const char *output;             /* -o, or NULL */
	bool fix;                       /* the inputs are corrected … */
	struct fix_target target;       /* … and that is where they go; its OUT is the run's to set */
	bool pass;                      /* the one message is copied to the output if it has no error */
	bool quiet, verbose, no_header;
	enum summary_form summary;
	enum schema_csv summary_style;
	enum progress_mode progress;
	FILE *terminal;                 /* for the progress line and the table that is not the output: standard error */
	void (*say)(const char *text);      /* a line for the user */
	void (*complain)(const char *text); /* an error */
	void (*warn)(const char *text);
};

/* Whether findings are written at all, and not left out for -q or a summary that takes their place. */
bool run_writes_findings(const struct run_options *o);

/* Whether the output is a message (or a difference), and findings go to standard error. */
bool run_writes_messages(const struct run_options *o);

/* The exit status: 0, 1 when an input has errors, 2 when something could not be done. Releases the inputs. */
int run_validate(struct run_options *o);

#endif
