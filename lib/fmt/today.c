#include "fmt/today.h"

#include <errno.h>
#include <stdlib.h>
#include <time.h>

int today_text(char out[DATE_TEXT], struct error *err)
{
	const char *epoch = getenv("SOURCE_DATE_EPOCH");
	time_t now = time(NULL);
	struct tm t;
	if (epoch != NULL && epoch[0] != '\0') {
		char *end;
		errno = 0;
		now = (time_t)strtoll(epoch, &end, 10);
		if (errno != 0 || *end != '\0' || gmtime_r(&now, &t) == NULL)
			return error_set(err, "SOURCE_DATE_EPOCH: “%s” não é um número de segundos", epoch);
	} else {
		localtime_r(&now, &t);
	}
	if (t.tm_year + 1900 > 9999 || t.tm_year + 1900 < 1)
		return error_set(err, "SOURCE_DATE_EPOCH: “%s” não dá um ano de 1 a 9999", epoch != NULL ? epoch : "");
	date_text(date_of(t.tm_year + 1900, t.tm_mon + 1, t.tm_mday), out);
	return 0;
}
