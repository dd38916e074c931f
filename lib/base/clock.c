#include "base/clock.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

int clock_read(struct clock *c, struct error *err)
{
	const char *epoch = getenv("SOURCE_DATE_EPOCH");
	time_t now = time(NULL);
	struct tm tm;
	if (epoch != NULL) {
		char *end;
		errno = 0;
		now = (time_t)strtoll(epoch, &end, 10);
		if (*epoch == '\0' || *end != '\0' || errno != 0)
			return error_set(err, "SOURCE_DATE_EPOCH: “%s” não é um número de segundos", epoch);
	}
	if ((epoch != NULL ? gmtime_r(&now, &tm) : localtime_r(&now, &tm)) == NULL ||
	    strftime(c->date, sizeof c->date, "%Y-%m-%d", &tm) != strlen("aaaa-mm-dd") || strftime(c->time, sizeof c->time, "%H:%M:%S", &tm) == 0)
		return error_set(err, "a hora do relógio não se deixa escrever");
	return 0;
}
