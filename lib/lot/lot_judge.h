/* The validator's layers bytes to rules over a lot that the builder wrote. The same layers as in tiss/validator.h, and the
 * same bytes as will be written; only that these are read by fmt/xml_plain.h, which is enough for them, and that the version
 * is known beforehand. */
#ifndef LOT_LOT_JUDGE_H
#define LOT_LOT_JUDGE_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/finding.h"
#include "fmt/xml_writer.h"

struct lot_judge;

/* PROFILE: as --profile has it, NULL for each operator's own. PUT gets every finding, whose paths and not places are to be
 * relied on. NULL with ERR set. */
struct lot_judge *lot_judge_new(const char *profile, void (*put)(void *context, const struct finding *f), void *context,
                                struct error *err);
void lot_judge_free(struct lot_judge *j);

/* Judges the message of VERSION that the N pieces make. *WARNINGS are counted. 0, whatever was found; -1 with ERR set when a
 * schema table or a profile cannot be used, or the message is not as the builder writes them. */
int lot_judge_run(struct lot_judge *j, const char *version, enum xml_output_encoding encoding, const struct buf *const pieces[],
                  size_t n, uint64_t *warnings, struct error *err);

#endif
