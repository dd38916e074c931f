#include "base/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

enum { BLOCK_SIZE = 64 * 1024 };

struct arena_block {
	struct arena_block *next;
	size_t used;
	size_t size;
	alignas(max_align_t) char bytes[];
};

static struct arena_block *block_new(size_t size)
{
	struct arena_block *block = mem_zero(1, sizeof *block + size);
	mem_warm(block, sizeof *block + size);
	block->size = size;
	return block;
}

void arena_release(struct arena *a)
{
	while (a->blocks != NULL) {
		struct arena_block *next = a->blocks->next;
		free(a->blocks);
		a->blocks = next;
	}
}

void arena_clear(struct arena *a)
{
	struct arena_block *kept = a->blocks;
	if (kept == NULL)
		return;
	a->blocks = kept->next;
	arena_release(a);
	if (kept->size > BLOCK_SIZE) {
		free(kept);
		return;
	}
	memset(kept->bytes, 0, kept->used);
	kept->used = 0;
	kept->next = NULL;
	a->blocks = kept;
}

static void *take(struct arena *a, size_t bytes, size_t align)
{
	struct arena_block *block = a->blocks;
	size_t at = block != NULL ? (block->used + align - 1) / align * align : 0;
	if (block == NULL || at > block->size || block->size - at < bytes) {
		block = block_new(bytes > BLOCK_SIZE ? bytes : BLOCK_SIZE);
		block->next = a->blocks;
		a->blocks = block;
		at = 0;
	}
	block->used = at + bytes;
	return block->bytes + at;
}

void *arena_alloc(struct arena *a, size_t count, size_t size)
{
	if (size != 0 && count > SIZE_MAX / 2 / size)
		return mem_array(SIZE_MAX, 2); /* ends the program, as any lack of memory does */
	return take(a, count * size, alignof(max_align_t));
}

char *arena_dup(struct arena *a, const char *text, size_t len)
{
	char *copy = take(a, len + 1, 1);
	memcpy(copy, text, len);
	copy[len] = '\0';
	return copy;
}
