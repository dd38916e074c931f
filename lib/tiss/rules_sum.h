/* Rule lot.total: the totals of receipts and statements, as data/sums.tab says them. */
#ifndef TISS_RULES_SUM_H
#define TISS_RULES_SUM_H

#include "tiss/walk.h"

struct sums;

struct sums *sums_new(struct vocabulary *vocabulary);
void sums_free(struct sums *s);
void sums_begin(struct sums *s);

void sums_start(struct sums *s, struct walk *w);
void sums_value(struct sums *s, struct walk *w, const char *value, size_t len);
void sums_end(struct sums *s, struct walk *w); /* the innermost element ends: its totals are judged */

#endif
