/* Rows put aside in a temporary file and handed out guide by guide, each where its first row stood: --sort. Memory holds
 * the keys of the guides and some bytes for each row, not what the rows say. */
#ifndef LOT_GUIDE_SORT_H
#define LOT_GUIDE_SORT_H

#include "base/error.h"
#include "lot/guide_record.h"

struct guide_sort;

struct guide_sort *guide_sort_new(void);
void guide_sort_free(struct guide_sort *s);

/* The next row: 1, 0, -1. The first call takes all rows from NEXT, a function like this one, to its end. */
int guide_sort_next(struct guide_sort *s, int (*next)(void *context, struct guide_row *row, struct error *err), void *context,
                    struct guide_row *row, struct error *err);

#endif
