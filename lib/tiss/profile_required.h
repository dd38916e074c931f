/* Whether the fields that a profile requires exist at all: a name with a letter wrong would never be missed. */
#ifndef TISS_PROFILE_REQUIRED_H
#define TISS_PROFILE_REQUIRED_H

#include "tiss/profile.h"

enum { PROFILE_REQUIRED_MAX = 32 };

/* Looks for each "required" of P in the schema tables, the newest first: any version that has it will do. 0, or -1 with ERR
 * set, naming file and line, when none has it or there are more than PROFILE_REQUIRED_MAX. Silent without tables. */
int profile_required_check(const struct profile *p, struct error *err);

#endif
