/* Memory that either is there or ends the program.
 *
 * Running out of memory is the one thing a library function here may exit on: no caller could do better,
 * and error paths for it could not be tested. */
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include <stddef.h>

/* malloc, calloc and realloc that never return NULL; the caller frees with free().
 * mem_array and mem_grow check the product COUNT * SIZE for overflow. */
void *mem_alloc(size_t size);
void *mem_zero(size_t count, size_t size);
void *mem_array(size_t count, size_t size);
void *mem_grow(void *old, size_t count, size_t size);

/* A copy of TEXT, or of its first LEN bytes with a NUL behind them; the caller frees it. */
char *mem_dup(const char *text);
char *mem_dup_n(const char *text, size_t len);

#endif
