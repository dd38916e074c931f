/* Authorisations in the store, and the accounts of the lots that consumed them (guide-match). Quantities at scale 4, money in cents.
 * Everything that changes the store is called inside a transaction. */
#ifndef IO_STORE_AUTH_H
#define IO_STORE_AUTH_H

#include <stdbool.h>
#include <stdint.h>

#include "bill/authorisations.h"
#include "io/store.h"

/* Adds ROW, whose texts are NUL-terminated where they have a length, or brings what is there up to date: the authorisation's status
 * and dates, and its item unless an account consumed it. PAID: STORE_NULL when it was not given. 1; 0 when the item was consumed and
 * stays as it is; -1 with ERR set. */
int store_auth_add(struct store *s, const struct authorised_row *row, date_days authorised_on, int64_t paid, struct error *err);

/* The beneficiary's card that the authorisation of GUIDE and PASSWORD has, added to OUT: 1, 0 when there is none, -1. */
int store_auth_card(struct store *s, const char *guide, const char *password, struct buf *out, struct error *err);

/* A line of an authorisation, by the ids that store_auth_consume wants. */
struct stored_line {
	int64_t authorisation;
	struct authorised_row row;  /* item 0: the authorisation has none */
};

/* Tells TAKE every line of the authorisations whose key (numeroGuiaOperadora, or else senha) is KEY, in order; what TAKE gets is
 * borrowed. -1 with ERR set, also when TAKE returns -1. */
int store_auth_find(struct store *s, bool by_operator_guide, const char *key,
                    int (*take)(void *context, const struct stored_line *line, struct error *err), void *context, struct error *err);

/* The same for every authorisation. */
int store_auth_all(struct store *s, int (*take)(void *context, const struct stored_line *line, struct error *err), void *context,
                   struct error *err);

/* The highest id of an authorisation, 0 when there is none. */
int store_auth_highest(struct store *s, int64_t *id, struct error *err);

/* Zeroes the line's quantidade paga and values; ACCOUNT did it. */
int store_auth_consume(struct store *s, int64_t authorisation, unsigned item, int64_t account, struct error *err);

/* How many authorisations and lines there are, and how many of these are consumed. */
struct store_auth_counts {
	int64_t authorisations, lines, consumed;
};

int store_auth_count(struct store *s, struct store_auth_counts *counts, struct error *err);

/* ---- accounts ---- */

struct stored_account {
	int64_t id, items, fingerprint;
	char at[24], issued[16];
};

/* The account of a lot: 1, 0 when there is none, -1. */
int store_account_find(struct store *s, const char *operator, const char *provider, const char *number, struct stored_account *a,
                       struct error *err);

/* Makes one without items; its id in *ID. AT: "aaaa-mm-dd hh:mm:ss". */
int store_account_add(struct store *s, const char *operator, const char *provider, const char *number, const char *at,
                      const char *issued, int64_t *id, struct error *err);

/* Notes how many items it has and what they are known by. */
int store_account_close(struct store *s, int64_t id, int64_t items, int64_t fingerprint, struct error *err);

struct stored_account_item {
	const char *relation, *code, *detail, *line;
	int64_t informed, processed, released, denied;
};

int store_account_add_item(struct store *s, int64_t account, int64_t ordinal, const struct stored_account_item *item,
                           struct error *err);

/* The item ORDINAL of ACCOUNT, borrowed until the next call: 1, 0 when there is none, -1. */
int store_account_item(struct store *s, int64_t account, int64_t ordinal, struct stored_account_item *item, struct error *err);

#endif
