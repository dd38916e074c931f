/* Memory that is given out piece by piece and freed all at once. */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stddef.h>

struct arena_block;

struct arena {
	struct arena_block *blocks;
};

#define ARENA_INIT { NULL }

void arena_release(struct arena *a);

/* As arena_release, but keeps a block for what comes next: for what is filled and emptied all the time. */
void arena_clear(struct arena *a);

/* Zeroed memory, aligned for any type, valid until arena_release or arena_clear. */
void *arena_alloc(struct arena *a, size_t count, size_t size);

/* A NUL-terminated copy of LEN bytes of TEXT, valid until arena_release or arena_clear. */
char *arena_dup(struct arena *a, const char *text, size_t len);

#endif
