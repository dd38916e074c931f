/* The difference between two versions of a text as a unified diff, which patch(1) applies.
 *
 * The two are not compared: who makes the second from the first tells what stays, what goes and what comes. So the text
 * streams, and memory is bounded by its longest run of changed lines. */
#ifndef FMT_UNIFIED_DIFF_H
#define FMT_UNIFIED_DIFF_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/output.h"

enum { UNIFIED_DIFF_CONTEXT = 3 };

/* Private but for its size. */
struct unified_diff {
	struct output *out;
	const char *name;
	bool begun;                     /* the names have been written */
	struct buf old, new;            /* the lines in work, up to the end of a line that both versions have; NEW only if … */
	bool changed;                   /* … they differ */
	unsigned long old_line, new_line; /* the first of them */
	struct buf context[UNIFIED_DIFF_CONTEXT]; /* the last lines that stayed, in turns */
	unsigned ncontext;              /* how many have stayed since the last hunk or the start */
	struct buf hunk;                /* the open one; empty: none */
	struct buf added;               /* new lines that stand behind the old ones at its end */
	unsigned long hunk_old, hunk_new, hunk_old_lines, hunk_new_lines;
	size_t hunk_end;                /* its length up to its last changed line … */
	unsigned stayed;                /* … and the lines behind that */
	size_t stayed_end[UNIFIED_DIFF_CONTEXT]; /* where each of the first of these ends */
};

/* NAME, borrowed, is that of both versions. OUT is borrowed. */
void unified_diff_init(struct unified_diff *d, const char *name, struct output *out);
void unified_diff_release(struct unified_diff *d);

void unified_diff_keep(struct unified_diff *d, const char *bytes, size_t n);
void unified_diff_drop(struct unified_diff *d, const char *bytes, size_t n);
void unified_diff_add(struct unified_diff *d, const char *bytes, size_t n);

/* The text ends here. Where nothing changed, nothing is written. */
void unified_diff_finish(struct unified_diff *d);

#endif
