/* Corrects one file from beginning to end: finds what is to be changed, tells it, writes the message or the difference, and
 * validates what was written. */
#ifndef FIX_FIX_FILE_H
#define FIX_FIX_FILE_H

#include "base/output.h"
#include "fix/fix.h"
#include "tiss/validator.h"

/* Where the result goes. */
struct fix_target {
	struct output *out;  /* gets the corrected message, or the difference; NULL with IN_PLACE */
	bool dry_run;        /* OUT gets the difference, as a unified diff, and no file is changed */
	bool in_place;       /* the file itself is replaced, whole or not at all, when there is something to correct … */
	const char *suffix;  /* … and the old one keeps its name with this behind it, … */
	bool overwrite;      /* … also when there is such a file already */
};

struct fix_result {
	bool broken;         /* no XML that can be read to its end: nothing was written */
	size_t changes;
	struct validation validation; /* of the corrected message; of the file as it is when BROKEN */
};

/* Corrects file NAME ("-": standard input), called CALLED in messages. PUT gets the changes, as findings of severity info;
 * V's own put gets what is still wrong afterwards. -1 with ERR set when it was not done: OUT may then hold a part of the message,
 * and is to be aborted, while a file corrected in place is as it was. */
int fix_file(struct fixer *f, struct validator *v, const char *name, const char *called, const struct fix_target *target,
             void (*put)(void *context, const struct finding *finding), void *context, struct fix_result *result,
             struct error *err);

#endif
