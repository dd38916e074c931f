#include "base/names.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/mem.h"

struct entry {
	const char *text;
	size_t len;
	uint32_t hash;
};

/* Open addressing over numbers; entries[0] stands for "no name". */
struct names {
	struct arena arena;
	struct entry *entries;
	uint32_t count; /* with entries[0] */
	uint32_t cap;
	uint32_t *slots;
	uint32_t mask;
};

uint32_t names_hash(const char *text, size_t len)
{
	uint32_t h = 2166136261u;
	for (size_t i = 0; i < len; i++)
		h = (h ^ (unsigned char)text[i]) * 16777619u;
	return h;
}

struct names *names_new(void)
{
	struct names *n = mem_zero(1, sizeof *n);
	n->cap = 256;
	n->entries = mem_zero(n->cap, sizeof *n->entries);
	n->entries[0].text = "";
	n->count = 1;
	n->mask = 511;
	n->slots = mem_zero(n->mask + 1u, sizeof *n->slots);
	return n;
}

void names_free(struct names *n)
{
	if (n == NULL)
		return;
	arena_release(&n->arena);
	free(n->entries);
	free(n->slots);
	free(n);
}

static uint32_t *slot_of(const struct names *n, const char *text, size_t len, uint32_t hash)
{
	for (uint32_t i = hash;; i++) {
		uint32_t *slot = &n->slots[i & n->mask];
		const struct entry *e = &n->entries[*slot];
		if (*slot == 0 || (e->hash == hash && e->len == len && memcmp(e->text, text, len) == 0))
			return slot;
	}
}

static void grow(struct names *n)
{
	n->cap *= 2;
	n->entries = mem_grow(n->entries, n->cap, sizeof *n->entries);
	n->mask = n->cap * 2 - 1;
	free(n->slots);
	n->slots = mem_zero(n->mask + 1u, sizeof *n->slots);
	for (uint32_t id = 1; id < n->count; id++) {
		const struct entry *e = &n->entries[id];
		*slot_of(n, e->text, e->len, e->hash) = id;
	}
}

uint32_t names_add(struct names *n, const char *text, size_t len)
{
	uint32_t hash = names_hash(text, len);
	uint32_t *slot = slot_of(n, text, len, hash);
	if (*slot != 0)
		return *slot;
	if (n->count == n->cap) {
		grow(n);
		slot = slot_of(n, text, len, hash);
	}
	n->entries[n->count] = (struct entry){ arena_dup(&n->arena, text, len), len, hash };
	*slot = n->count;
	return n->count++;
}

uint32_t names_find(const struct names *n, const char *text, size_t len)
{
	return *slot_of(n, text, len, names_hash(text, len));
}

const char *names_text(const struct names *n, uint32_t id)
{
	return n->entries[id < n->count ? id : 0].text;
}

uint32_t names_count(const struct names *n)
{
	return n->count - 1;
}
