#define _DEFAULT_SOURCE /* le64toh */
#include "fmt/csv_cut.h"

#include <endian.h>
#include <string.h>

static const uint64_t ONES = 0x0101010101010101u, LOW_BITS = 0x7f7f7f7f7f7f7f7fu;

/* The highest bit of each byte of WORD that is 0, and no other. */
static uint64_t zero_bytes(uint64_t word)
{
	return ~(((word & LOW_BITS) + LOW_BITS) | word | LOW_BITS);
}

size_t csv_cut(const char *line, size_t len, char separator, uint32_t *at)
{
	const uint64_t pattern = ONES * (unsigned char)separator;
	size_t n = 0;
	for (size_t i = 0; i < len; i += sizeof(uint64_t)) {
		uint64_t word;
		memcpy(&word, line + i, sizeof word);
		for (uint64_t found = zero_bytes(le64toh(word) ^ pattern); found != 0; found &= found - 1)
			at[n++] = (uint32_t)(i + (size_t)__builtin_ctzll(found) / 8);
	}
	while (n > 0 && at[n - 1] >= len)
		n--;
	return n;
}
