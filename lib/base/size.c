#include "base/size.h"

#include <inttypes.h>
#include <string.h>

static const char units[] = "KMG";

bool size_parse(const char *text, uint64_t *bytes)
{
	uint64_t n = 0;
	const char *p = text;
	for (; *p >= '0' && *p <= '9'; p++) {
		uint64_t digit = (uint64_t)(*p - '0');
		if (n > (UINT64_MAX - digit) / 10)
			return false;
		n = n * 10 + digit;
	}
	if (p == text || n == 0)
		return false;
	if (*p != '\0') {
		char upper = *p >= 'a' && *p <= 'z' ? (char)(*p - 'a' + 'A') : *p;
		const char *unit = strchr(units, upper);
		if (unit == NULL || p[1] != '\0')
			return false;
		unsigned shift = 10 * (unsigned)(unit - units + 1);
		if (n > UINT64_MAX >> shift)
			return false;
		n <<= shift;
	}
	*bytes = n;
	return true;
}

void size_add(struct buf *out, uint64_t bytes)
{
	size_t unit = 0;
	while (unit < strlen(units) && bytes > 0 && bytes % 1024 == 0) {
		bytes /= 1024;
		unit++;
	}
	buf_addf(out, "%" PRIu64, bytes);
	if (unit == 0)
		buf_adds(out, bytes == 1 ? " byte" : " bytes");
	else
		buf_addf(out, " %ciB", units[unit - 1]);
}
