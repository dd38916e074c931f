/* Existing lots into others: split where they hold too much, put together where they could be one, renumbered (lot-build
 * --from-xml). The bytes of each guide stay as they are; only its encoding and its prefix change where it comes into a lot that
 * has others.
 *
 * Guides go together when operator, origin, version and guide type are the same, in the order of the input. A lot has the header
 * of the message that its first guide came from, with another number and its own hash. What comes out is proven: every lot passes the
 * validator, and guides, items and valor informado add up to those of the input; otherwise there is no lot at all. */
#ifndef TISS_LOT_MERGE_H
#define TISS_LOT_MERGE_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "tiss/hash.h"
#include "tiss/validator.h"

struct lot_merge_options {
	struct validator_options validator; /* its PUT gets what is wrong with messages that are no XML, and with lots that were made */
	unsigned max_guides;                /* in a lot */
	uint64_t max_bytes;                 /* of a lot; 0: no bound */
	int64_t number;                     /* of the first lot; 0: the smallest of the input */
};

/* One lot that was made. Strings are owned by the merge. */
struct lot_merged {
	int64_t number;
	const char *version, *operator, *guide_type; /* "4.03.00", registroANS, "sp-sadt" */
	uint64_t guides, items;
	int64_t amount;                     /* valor informado, in cents */
	char hash[HASH_HEX];
	uint64_t at, size;                  /* private: its bytes in the spool */
};

struct lot_merge;

/* NULL with ERR set as validator_new; OPTIONS are copied, their strings borrowed. */
struct lot_merge *lot_merge_new(const struct lot_merge_options *options, struct error *err);
void lot_merge_free(struct lot_merge *m);

/* Takes in the lot in the file NAME ("-": standard input, once), which must stay as it is until lot_merge_run has ended. 1; 0 when it cannot be
 * read as XML (its findings told); -1 with ERR set when it cannot be read, is no lot of guides, is signed, or has no number. */
int lot_merge_add(struct lot_merge *m, const char *name, struct error *err);

/* Makes the lots. 1; 0 when the validator finds an error in one of them (told); -1 with ERR set. */
int lot_merge_run(struct lot_merge *m, struct error *err);

/* The lots, in order: *N of them. */
const struct lot_merged *lot_merge_lots(const struct lot_merge *m, size_t *n);

/* The bytes of lot number I, from 0, to OUT (emptied first); the lots are to be asked for in order, each once. */
int lot_merge_bytes(struct lot_merge *m, size_t i, struct buf *out, struct error *err);

#endif
