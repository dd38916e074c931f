/* The date and time that a document says it was made at: SOURCE_DATE_EPOCH (in UTC) where it is set, so that two runs give the same
 * bytes; otherwise the clock. */
#ifndef FMT_STAMP_H
#define FMT_STAMP_H

#include "base/error.h"

struct stamp {
	char date[11]; /* aaaa-mm-dd */
	char time[9];  /* hh:mm:ss */
};

/* -1 with ERR set when SOURCE_DATE_EPOCH is no number. */
int stamp_read(struct stamp *s, struct error *err);

#endif
