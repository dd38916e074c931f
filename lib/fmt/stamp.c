#include "fmt/stamp.h"

#include <stdlib.h>
#include <time.h>

int stamp_read(struct stamp *s, struct error *err)
{
	const char *epoch = getenv("SOURCE_DATE_EPOCH");
	time_t now = time(NULL);
	struct tm tm;
	if (epoch != NULL) {
		char *end;
		now = (time_t)strtoll(epoch, &end, 10);
		if (*epoch == '\0' || *end != '\0')
			return error_set(err, "SOURCE_DATE_EPOCH: “%s” não é um número de segundos", epoch);
	}
	if ((epoch != NULL ? gmtime_r(&now, &tm) : localtime_r(&now, &tm)) == NULL ||
	    strftime(s->date, sizeof s->date, "%Y-%m-%d", &tm) == 0 || strftime(s->time, sizeof s->time, "%H:%M:%S", &tm) == 0)
		return error_set(err, "a hora do relógio não se deixa escrever");
	return 0;
}
