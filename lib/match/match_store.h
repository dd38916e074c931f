/* guide-match over a store (-d): authorisations are fetched when a billed item asks for them (all, once many were), consumed in one transaction with the
 * account of the lot, and a lot that was analysed before gets the account that it got then. */
#ifndef MATCH_MATCH_STORE_H
#define MATCH_MATCH_STORE_H

#include "bill/authorisations.h"
#include "match/account_out.h"

struct match_store;

/* The lot that an item stands in. */
struct match_lot {
	int64_t account;            /* in the store */
	bool done;                  /* it was analysed by an earlier run … */
	char at[24];                /* … then */
	int64_t items, wanted_items;
	uint64_t fingerprint;
	int64_t wanted_fingerprint;
};

/* Opens the store PATH and begins the transaction. DATE: of the glosas. NULL with ERR set. */
struct match_store *match_store_open(const char *path, const char *date, struct error *err);

/* Ends it, without a trace unless match_store_commit was called. */
void match_store_close(struct match_store *m);
int match_store_commit(struct match_store *m, struct error *err);

/* Fetches the authorisations that Q asks for into A. */
int match_store_fetch(struct match_store *m, struct authorisations *a, const struct match_query *q, struct error *err);

/* Notes that LINE of the authorisations was consumed by LOT. */
void match_store_consume(struct match_store *m, const struct match_lot *lot, uint32_t line);

/* The lot of ITEM, borrowed; the item counts as the next of it. NULL with ERR set. */
struct match_lot *match_store_lot(struct match_store *m, const struct billed_item *item, struct error *err);

/* Keeps ROW, which contas.csv has as LINE, as the last item of LOT. */
int match_store_keep(struct match_store *m, const struct match_lot *lot, const struct account_row *row, const char *line,
                     struct error *err);

/* The last item of LOT, which is done, as it was decided then: 1; 0 when it had fewer. */
int match_store_recall(struct match_store *m, const struct match_lot *lot, struct account_row *row, const char **line,
                       struct error *err);

/* Tells every lot in the order in which they came: CHANGED, one that is done had other items then. 0, or -1 with ERR set. */
int match_store_settle(struct match_store *m, void (*tell)(void *context, const struct match_lot *lot, const char *number, bool changed),
                       void *context, struct error *err);

#endif
