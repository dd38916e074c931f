/* Billed items that wait a little: while they do, the memory that deciding them needs is fetched (authorisation_hint). They come out in
 * the order in which they went in. */
#ifndef MATCH_WAITING_H
#define MATCH_WAITING_H

#include "base/buf.h"
#include "match/billed.h"

enum { WAITING_MAX = 8 };

/* An item with its own copy of what its texts say. */
struct waiting_item {
	struct billed_item item;
	struct buf text;
	uint64_t guide;             /* the hash of its guide (match/guides_seen.h) */
	struct authorisation_hint hint;
};

/* A ring. Zeroed: empty. */
struct waiting {
	struct waiting_item items[WAITING_MAX];
	size_t first, n;
};

void waiting_release(struct waiting *w);

/* Copies ITEM in behind the others, of which there must be fewer than WAITING_MAX. */
struct waiting_item *waiting_add(struct waiting *w, const struct billed_item *item);

/* The one that came BACK items before the last; NULL when there are not as many. */
struct waiting_item *waiting_back(struct waiting *w, size_t back);

/* Takes the first one out; borrowed until it is written over. */
struct waiting_item *waiting_take(struct waiting *w);

#endif
