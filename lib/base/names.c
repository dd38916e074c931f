#include "base/names.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/mem.h"

struct entry {
	const char *text;
	size_t len;
};

/* The hash stands beside the number, so that a look-up touches an entry only when it is most likely the one. */
struct slot {
	uint32_t hash;
	uint32_t id; /* 0: free */
};

/* Open addressing over numbers; entries[0] stands for "no name". */
struct names {
	struct arena arena;
	struct entry *entries;
	uint32_t count; /* with entries[0] */
	uint32_t cap;
	struct slot *slots;
	uint32_t mask;
};

uint32_t names_hash(const char *text, size_t len)
{
	uint32_t h = 2166136261u;
	for (size_t i = 0; i < len; i++)
		h = (h ^ (unsigned char)text[i]) * 16777619u;
	return h;
}

enum { FIRST_CAP = 256, KEPT_CAP = 4096 };

/* Twice as many slots as entries, so that half of them are always free. */
static void make_tables(struct names *n, uint32_t cap)
{
	n->cap = cap;
	n->entries = mem_zero(cap, sizeof *n->entries);
	n->entries[0].text = "";
	n->count = 1;
	n->mask = cap * 2 - 1;
	n->slots = mem_zero(n->mask + 1u, sizeof *n->slots);
}

struct names *names_new(void)
{
	struct names *n = mem_zero(1, sizeof *n);
	make_tables(n, FIRST_CAP);
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

void names_clear(struct names *n)
{
	arena_clear(&n->arena);
	if (n->cap <= KEPT_CAP) {
		n->count = 1;
		memset(n->slots, 0, (n->mask + 1u) * sizeof *n->slots);
		return;
	}
	free(n->entries);
	free(n->slots);
	make_tables(n, FIRST_CAP);
}

static struct slot *slot_of(const struct names *n, const char *text, size_t len, uint32_t hash)
{
	for (uint32_t i = hash;; i++) {
		struct slot *slot = &n->slots[i & n->mask];
		if (slot->id == 0)
			return slot;
		const struct entry *e = &n->entries[slot->id];
		if (slot->hash == hash && e->len == len && memcmp(e->text, text, len) == 0)
			return slot;
	}
}

static void grow(struct names *n, uint32_t cap)
{
	n->cap = cap;
	n->entries = mem_grow(n->entries, n->cap, sizeof *n->entries);
	mem_warm(n->entries + n->count, (n->cap - n->count) * sizeof *n->entries);
	struct slot *old = n->slots;
	uint32_t nold = n->mask + 1;
	n->mask = n->cap * 2 - 1;
	n->slots = mem_zero(n->mask + 1u, sizeof *n->slots);
	mem_warm(n->slots, (n->mask + 1u) * sizeof *n->slots);
	for (uint32_t i = 0; i < nold; i++) {
		uint32_t at = old[i].hash;
		while (old[i].id != 0 && n->slots[at & n->mask].id != 0)
			at++;
		if (old[i].id != 0)
			n->slots[at & n->mask] = old[i];
	}
	free(old);
}

void names_reserve(struct names *n, uint32_t count)
{
	uint32_t cap = n->cap;
	while (cap <= count && cap < UINT32_MAX / 4)
		cap *= 2;
	if (cap > n->cap)
		grow(n, cap);
}

uint32_t names_add(struct names *n, const char *text, size_t len)
{
	return names_add_hashed(n, text, len, names_hash(text, len));
}

void names_look(const struct names *n, uint32_t hash)
{
	__builtin_prefetch(&n->slots[hash & n->mask], 1);
}

uint32_t names_add_hashed(struct names *n, const char *text, size_t len, uint32_t hash)
{
	struct slot *slot = slot_of(n, text, len, hash);
	if (slot->id != 0)
		return slot->id;
	if (n->count == n->cap) {
		grow(n, n->cap * 2);
		slot = slot_of(n, text, len, hash);
	}
	n->entries[n->count] = (struct entry){ arena_dup(&n->arena, text, len), len };
	*slot = (struct slot){ hash, n->count };
	return n->count++;
}

uint32_t names_find(const struct names *n, const char *text, size_t len)
{
	return slot_of(n, text, len, names_hash(text, len))->id;
}

const char *names_text(const struct names *n, uint32_t id)
{
	return n->entries[id < n->count ? id : 0].text;
}

uint32_t names_count(const struct names *n)
{
	return n->count - 1;
}
