/* Rows that are made in a thread of its own, ahead of who uses them.
 *
 * A row is a struct that has all its texts in one stretch of text_ref members. It comes to its user as it was put, and so do the
 * complaints between the rows. Before that, the user may look at it: what using it needs is fetched into the processor's cache while
 * the rows before it are used. */
#ifndef FMT_ROWS_AHEAD_H
#define FMT_ROWS_AHEAD_H

#include <stddef.h>

#include "base/error.h"

struct row_shape {
	size_t size;
	size_t texts, ntexts; /* the offset of the first text_ref, and how many there are */
};

enum { ROWS_LOOKS_MAX = 6 };

struct rows_ahead;

struct rows_work {
	struct row_shape shape;
	void *context;
	/* Makes them, with rows_ahead_put and rows_ahead_complain: perhaps in the new thread. 0 or -1 with ERR set. */
	int (*read)(void *context, struct rows_ahead *a, struct error *err);
	/* In the caller's thread, in LOOKS steps from 0, with a row or two taken between one and the next. ROW may be written to. All steps
	 * of a row come before it is taken, or none from some step on. */
	void (*look)(void *context, void *row, unsigned step);
	unsigned looks; /* at most ROWS_LOOKS_MAX; 0: no LOOK */
	/* In the caller's thread: ROW is borrowed. 0, or -1 with ERR set, to end the reading. */
	int (*take)(void *context, const void *row, struct error *err);
	void (*complain)(void *context, const char *text);
};

/* 0, or -1 with ERR set by READ or TAKE. */
int rows_ahead_run(const struct rows_work *work, struct error *err);

/* The same in the caller's thread alone, without LOOK. */
int rows_here_run(const struct rows_work *work, struct error *err);

/* Puts ROW, which is copied. -1 when no more is wanted, with ERR set or not: READ then returns -1. */
int rows_ahead_put(struct rows_ahead *a, const void *row, struct error *err);
void rows_ahead_complain(struct rows_ahead *a, const char *text);

#endif
