/* The guides that were billed so far, to notice one that comes again. Sixteen bytes a guide: it is known by 64 bits of a hash. */
#ifndef MATCH_GUIDES_SEEN_H
#define MATCH_GUIDES_SEEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct guides_seen {
	struct guide_seen *slots;
	size_t mask, used;
};

/* Zeroed: none. */
void guides_seen_release(struct guides_seen *g);

/* Begins the hash of a guide, and adds a part of its key. */
uint64_t guide_hash_begin(void);
uint64_t guide_hash_add(uint64_t hash, const char *text, size_t len);

/* Fetches what guides_seen_add is going to look at. Only a hint. */
void guides_seen_prefetch(const struct guides_seen *g, uint64_t hash);

/* Notes the guide HASH of unit UNIT (match/billed.h) at line LINE. False when it was in another unit, whose number and line are
 * then *OTHER and *OTHER_LINE. */
bool guides_seen_add(struct guides_seen *g, uint64_t hash, uint32_t unit, uint32_t line, uint32_t *other, uint32_t *other_line);

#endif
