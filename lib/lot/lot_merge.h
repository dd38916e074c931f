/* Existing lots into others: split where they hold too much, put together where they could be one, renumbered
 * (lot-build --from-xml). The bytes of each guide stay as they are; only its encoding and its prefix change where
 * it comes into a lot that has others.
 *
 * Guides go together when operator, origin, version and guide type are the same, in the order of the input. A lot
 * has the header of the message that its first guide came from, with another number and its own hash. What comes
 * out is proven: every lot passes the validator, and guides, items and valor informado add up to those of the
 * input; otherwise there is no lot at all. */
#ifndef LOT_LOT_MERGE_H
#define LOT_LOT_MERGE_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "lot/lot_output.h"
#include "lot/lot_settings.h"
#include "tiss/validator.h"

struct lot_merge_options {
	struct validator_options validator; /* its PUT gets what is wrong with messages that are no XML, and with lots that were made */
	struct lot_settings *settings;      /* borrowed: how much a lot of each operator may hold; NULL: what MAX_… say */
	size_t max_guides;                  /* in a lot; at least 1 */
	uint64_t max_bytes;                 /* of a lot; 0: no bound */
	int64_t number;                     /* of the first lot; 0: the smallest of the input */
	int (*next_number)(void *context, const char *registro, long *number, struct error *err); /* as lot/lot_build.h has it; NULL: they follow */
	void *numbers;
};

/* What came out. */
struct lot_merge_counts {
	uint64_t lots, guides, items;
	int64_t amount;                     /* valor informado, in cents */
};

struct lot_merge;

/* NULL with ERR set as validator_new; OPTIONS are copied, their strings borrowed. */
struct lot_merge *lot_merge_new(const struct lot_merge_options *options, struct error *err);
void lot_merge_free(struct lot_merge *m);

/* Takes in the lot in the file NAME ("-": standard input, once), which must stay as it is until lot_merge_run has
 * ended. 1; 0 when it cannot be read as XML (its findings told); -1 with ERR set when it cannot be read, is no lot
 * of guides, is signed, or has no number. */
int lot_merge_add(struct lot_merge *m, const char *name, struct error *err);

/* Makes the lots and gives them to OUT. 1: they are proven, and OUT may be committed. 0: the validator finds an
 * error in one of them (told); -1 with ERR set: they cannot be made, or do not add up. */
int lot_merge_run(struct lot_merge *m, struct lot_output *out, struct lot_merge_counts *counts, struct error *err);

#endif
