/* The date of a run that is not told one. */
#ifndef FMT_TODAY_H
#define FMT_TODAY_H

#include "base/error.h"
#include "fmt/date.h"

/* The day of SOURCE_DATE_EPOCH (in UTC), or today by the local clock, as "aaaa-mm-dd". -1 with ERR set when the variable is no number of
 * seconds. */
int today_text(char out[DATE_TEXT], struct error *err);

#endif
