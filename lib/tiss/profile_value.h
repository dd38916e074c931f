/* Sets one key of a profile from text, checked as its type asks. */
#ifndef TISS_PROFILE_VALUE_H
#define TISS_PROFILE_VALUE_H

#include "tiss/profile_key.h"

/* Gives KEY of P its VALUE (not empty), from LINE of P->file; a repeatable key gets one value more. 0, or -1 with ERR
 * set: "FILE:LINE: KEY = VALUE: what was expected". */
int profile_value_set(struct profile *p, enum profile_key key, const char *value, unsigned line, struct error *err);

/* Sets ERR to "FILE:LINE: KEY = VALUE: " and the text that follows; returns -1. */
int profile_value_wrong(const struct profile *p, enum profile_key key, const char *value, unsigned line,
                        struct error *err, const char *fmt, ...) __attribute__((format(printf, 6, 7)));

#endif
