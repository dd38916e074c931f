#include "match/guides_seen.h"

#include <stdlib.h>

#include "base/mem.h"

struct guide_seen {
	uint64_t hash; /* 0: free */
	uint32_t unit, line;
};

void guides_seen_release(struct guides_seen *g)
{
	free(g->slots);
	*g = (struct guides_seen){ NULL, 0, 0 };
}

/* FNV-1a of 64 bits. */
uint64_t guide_hash_begin(void)
{
	return 14695981039346656037u;
}

uint64_t guide_hash_add(uint64_t hash, const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		hash = (hash ^ (unsigned char)text[i]) * 1099511628211u;
	return (hash ^ 0xff) * 1099511628211u; /* no text holds this byte: it ends the part */
}

static struct guide_seen *slot_of(const struct guides_seen *g, uint64_t hash)
{
	size_t i = (size_t)(hash ^ hash >> 32);
	while (g->slots[i & g->mask].hash != 0 && g->slots[i & g->mask].hash != hash)
		i++;
	return &g->slots[i & g->mask];
}

static void grow(struct guides_seen *g)
{
	struct guides_seen old = *g;
	g->mask = old.slots == NULL ? 1023 : old.mask * 2 + 1;
	g->slots = mem_zero(g->mask + 1, sizeof *g->slots);
	for (size_t i = 0; old.slots != NULL && i <= old.mask; i++)
		if (old.slots[i].hash != 0)
			*slot_of(g, old.slots[i].hash) = old.slots[i];
	free(old.slots);
}

void guides_seen_prefetch(const struct guides_seen *g, uint64_t hash)
{
	if (g->slots != NULL)
		__builtin_prefetch(&g->slots[(size_t)(hash ^ hash >> 32) & g->mask]);
}

bool guides_seen_add(struct guides_seen *g, uint64_t hash, uint32_t unit, uint32_t line, uint32_t *other, uint32_t *other_line)
{
	if (hash == 0)
		hash = 1;
	if (g->slots == NULL || g->used > g->mask / 4 * 3)
		grow(g);
	struct guide_seen *slot = slot_of(g, hash);
	if (slot->hash == 0) {
		*slot = (struct guide_seen){ hash, unit, line };
		g->used++;
		return true;
	}
	*other = slot->unit;
	*other_line = slot->line;
	return slot->unit == unit;
}
