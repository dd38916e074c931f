/* The date and time that a run writes: those of SOURCE_DATE_EPOCH (UTC) when it is set, so that runs can be repeated byte for byte,
 * otherwise the local clock's. */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include "base/error.h"

struct clock {
	char date[16]; /* aaaa-mm-dd */
	char time[16]; /* hh:mm:ss */
};

/* 0, or -1 with ERR set when SOURCE_DATE_EPOCH is no number of seconds. */
int clock_read(struct clock *c, struct error *err);

#endif
