/* Operational errors: the tool could not do its work. They go up as a return value and are printed once,
 * by the command. Wrong data is not an error but a finding (base/finding.h). */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include "base/buf.h"

struct error {
	struct buf text; /* in Portuguese, one line without a line end; empty: no error */
};

#define ERROR_INIT { BUF_INIT }

void error_release(struct error *e);

/* Sets the text of E, its control characters made visible, unless one is already there (the first cause is the one that explains), and returns -1,
 * so that a function can end with `return error_set(...)`. */
int error_set(struct error *e, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* The same with ": " and the meaning of ERRNUM (an errno value) in Portuguese behind it. */
int error_sys(struct error *e, int errnum, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

/* What an errno value means, in Portuguese; never NULL. The system's own text where we have none. */
const char *error_errno_text(int errnum);

#endif
