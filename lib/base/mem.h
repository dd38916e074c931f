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

/* Tells the system that all of the SIZE bytes at P will be written soon: it then gives the pages at once instead of
 * one by one at the first touch of each, which on a virtual machine costs more than all else that a short run does.
 * Only a hint: without effect where the system does not know it. */
void mem_warm(void *p, size_t size);

/* A copy of TEXT, or of its first LEN bytes with a NUL behind them; the caller frees it. */
char *mem_dup(const char *text);
char *mem_dup_n(const char *text, size_t len);

#endif
