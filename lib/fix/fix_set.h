/* Values that the user gives by hand: --set 'PATH=VALUE'.
 *
 * PATH is a path as findings print it. An index may be left out where only one element fits; a path that does not begin
 * with '/' is the end of one. */
#ifndef FIX_FIX_SET_H
#define FIX_FIX_SET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "tiss/walk.h"

enum { FIX_SET_STEPS_MAX = 64 };

struct fix_step {
	char *name;     /* as printed: with its prefix outside the namespace of ANS */
	uint32_t index; /* 0: any */
};

struct fix_set {
	char *path;     /* as given */
	struct fix_step steps[FIX_SET_STEPS_MAX];
	unsigned nsteps;
	bool anchored;  /* begins at the root */
	char *value;    /* UTF-8, NUL-terminated, nothing that XML does not allow */
	/* of the message being read */
	uint64_t fits, similar;  /* elements that fit; that only have the same name */
	struct buf candidates;   /* paths of the first of them */
	bool group, too_long;    /* the one that fits holds elements, or a value longer than is kept */
};

struct fix_sets {
	struct fix_set *sets;
	size_t n;
};

/* Reads ARGUMENT, "PATH=VALUE". 0, or -1 with ERR set. */
int fix_sets_add(struct fix_sets *s, const char *argument, struct error *err);
void fix_sets_release(struct fix_sets *s);

/* A message begins. */
void fix_sets_begin(struct fix_sets *s);

/* The set for the innermost element of W, which ends, or NULL; what fits is counted. */
const struct fix_set *fix_sets_match(struct fix_sets *s, const struct walk *w);

/* The message, called NAME, has been read: every set must have found one element. 0, or -1 with ERR set. */
int fix_sets_check(const struct fix_sets *s, const char *name, struct error *err);

#endif
