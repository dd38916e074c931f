/* What a run will change in the store, held back until there is much of it: written in the order of the store's own keys, it goes
 * from page to page instead of all over them. */
#ifndef MATCH_MATCH_PENDING_H
#define MATCH_MATCH_PENDING_H

#include "io/store_auth.h"

struct pending_consumption;
struct pending_item;

/* Zeroed: nothing. Memory is bounded for the items of accounts; a consumption takes 24 bytes. */
struct match_pending {
	struct pending_consumption *consumptions;
	size_t nconsumptions, consumptions_cap;
	struct pending_item *items;
	size_t nitems, items_cap;
	struct buf texts;           /* of the items */
};

void match_pending_release(struct match_pending *p);

/* ACCOUNT consumed the line ITEM of AUTHORISATION. */
void match_pending_consume(struct match_pending *p, int64_t authorisation, unsigned item, int64_t account);

/* ITEM, whose relation is not copied, is number ORDINAL of ACCOUNT. May write what is held back. 0, or -1 with ERR set. */
int match_pending_keep(struct match_pending *p, struct store *s, int64_t account, int64_t ordinal,
                       const struct stored_account_item *item, struct error *err);

/* Writes everything. 0, or -1 with ERR set. */
int match_pending_write(struct match_pending *p, struct store *s, struct error *err);

#endif
