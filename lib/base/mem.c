#ifdef __linux__
#define _DEFAULT_SOURCE /* madvise */
#endif

#include "base/mem.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

static void *or_die(void *p)
{
	if (p == NULL) {
		fputs("memória insuficiente\n", stderr);
		exit(2);
	}
	return p;
}

static size_t product(size_t count, size_t size)
{
	if (size != 0 && count > SIZE_MAX / size)
		or_die(NULL);
	size_t total = count * size;
	return total ? total : 1;
}

enum { WARM_PAGE = 4096, WARM_LEAST = 4 * WARM_PAGE };

void mem_warm(void *p, size_t size)
{
#ifdef MADV_POPULATE_WRITE
	uintptr_t from = ((uintptr_t)p + WARM_PAGE - 1) / WARM_PAGE * WARM_PAGE, to = ((uintptr_t)p + size) / WARM_PAGE * WARM_PAGE;
	if (size >= WARM_LEAST && to > from)
		madvise((void *)from, to - from, MADV_POPULATE_WRITE);
#else
	(void)p;
	(void)size;
#endif
}

void *mem_alloc(size_t size)
{
	return or_die(malloc(size ? size : 1));
}

void *mem_zero(size_t count, size_t size)
{
	return or_die(calloc(1, product(count, size)));
}

void *mem_array(size_t count, size_t size)
{
	return or_die(malloc(product(count, size)));
}

void *mem_grow(void *old, size_t count, size_t size)
{
	return or_die(realloc(old, product(count, size)));
}

char *mem_dup(const char *text)
{
	return mem_dup_n(text, strlen(text));
}

char *mem_dup_n(const char *text, size_t len)
{
	char *copy = mem_alloc(len + 1);
	memcpy(copy, text, len);
	copy[len] = '\0';
	return copy;
}
