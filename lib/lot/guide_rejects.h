/* The rows of guides, kept until it is known whether the guide goes into a lot, and written to the file of --rejects when
 * it does not: its rows as they stood, under the header line they had. */
#ifndef LOT_GUIDE_REJECTS_H
#define LOT_GUIDE_REJECTS_H

#include <stdint.h>

#include "base/error.h"
#include "lot/guide_record.h"

struct guide_rejects;

/* PATH is written in whole or not at all. NULL with ERR set. */
struct guide_rejects *guide_rejects_open(const char *path, struct error *err);

/* Notes a row of the guide that is being read. -1 with ERR set when its file has other columns than the first one. */
int guide_rejects_row(struct guide_rejects *r, const struct guide_row *row, struct error *err);

/* The guide is read: keeps its rows and returns their number, by which they are known; and writes them. */
uint64_t guide_rejects_keep(struct guide_rejects *r);
int guide_rejects_put(struct guide_rejects *r, uint64_t rows, struct error *err);

/* Puts the file in place, or drops it; frees R. */
int guide_rejects_close(struct guide_rejects *r, struct error *err);
void guide_rejects_abort(struct guide_rejects *r);

#endif
