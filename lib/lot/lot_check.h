/* Holds a built lot against the validator's layers bytes to rules before it is written, and says what is wrong in terms
 * of the CSV that it was built from. It works on its own thread, so that the next lot is built meanwhile. */
#ifndef LOT_LOT_CHECK_H
#define LOT_LOT_CHECK_H

#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "lot/guide_record.h"
#include "lot/lot_split.h"

struct lot_check;

/* PROFILE: as --profile has it, NULL for each operator's own. NULL with ERR set when it cannot be used. */
struct lot_check *lot_check_new(const char *profile, struct error *err);

/* Waits, if need be. */
void lot_check_free(struct lot_check *c);

/* Begins to judge LOT, number NUMBER, which is HEAD, the lot's guides and TAIL: all of them stay as they are until
 * lot_check_wait. */
void lot_check_start(struct lot_check *c, struct lot *lot, const char *number, const struct buf *head, const struct buf *tail);

/* Waits for the judgement. Errors are told to COMPLAINTS, and the guides that they are in are marked bad; all are, when an
 * error is in none of them. *WARNINGS are counted, not told. 0, or -1 with ERR set. */
int lot_check_wait(struct lot_check *c, struct complaints *complaints, uint64_t *warnings, struct error *err);

#endif
