/* What is done to a lot when its guides are together: number, header, hash, the validator's word, and then it is written, or
 * the guides that are wrong leave it. */
#ifndef LOT_LOT_CLOSER_H
#define LOT_LOT_CLOSER_H

#include "base/error.h"
#include "lot/guide_record.h"
#include "lot/guide_rejects.h"
#include "lot/lot_build.h"
#include "lot/lot_output.h"
#include "lot/lot_split.h"
#include "lot/lot_writer.h"

struct lot_closer;

/* All borrowed. */
struct lot_closer_options {
	const struct lot_build_options *build;
	struct complaints *complaints;
	struct lot_writer *writer;
	struct lot_output *output;
	struct guide_rejects *rejects;   /* NULL: nowhere. Then nothing is written once there was a complaint */
	struct lot_build_counts *counts; /* of what is written, and of guides that leave */
};

/* NULL with ERR set. OPTIONS are copied. */
struct lot_closer *lot_closer_new(const struct lot_closer_options *options, struct error *err);
void lot_closer_free(struct lot_closer *c);

/* A lot_close (lot/lot_split.h); CONTEXT is the closer. Without REJECTS the lot is judged while others are built: it is
 * written, or what is wrong with it is told, once the next one is closed. */
int lot_closer_close(void *context, struct lot *lot, struct error *err);

/* Waits for the last lot, and writes it. */
int lot_closer_finish(struct lot_closer *c, struct error *err);

#endif
