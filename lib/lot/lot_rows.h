/* The values of lots that were read, kept guide by guide until it is known which columns there are: in memory
 * while they are few, then in a temporary file (base/spool.h). Memory is bounded by one guide. */
#ifndef LOT_LOT_ROWS_H
#define LOT_LOT_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/spool.h"
#include "lot/columns.h"

/* Private but for its size. */
struct lot_rows {
	struct spool spool;
	uint64_t mark;            /* the spool's size when the lot began */
	struct buf head, guide, items; /* of the lot; of the guide outside its items; of its items, one after the other */
	struct buf *part;         /* one of them: where the open value goes … */
	size_t cell;              /* … and where its cell begins there */
	size_t item;              /* where the open item begins in ITEMS */
	bool in_item;
	struct buf record;        /* read back */
};

#define LOT_ROWS_INIT { .spool = SPOOL_INIT }

void lot_rows_release(struct lot_rows *r);

/* ---- keeping; a lot's fields are those of kind number KIND, whatever that is to the caller ---- */

void lot_rows_begin_lot(struct lot_rows *r);
void lot_rows_drop_lot(struct lot_rows *r); /* forgets the lot that was begun last */

/* A value of field number FIELD of SCOPE begins; its text; it ends. */
void lot_rows_begin_value(struct lot_rows *r, enum column_scope scope, uint32_t field);
void lot_rows_text(struct lot_rows *r, const char *text, size_t len);
void lot_rows_end_value(struct lot_rows *r);

void lot_rows_begin_item(struct lot_rows *r, enum column_scope scope);
void lot_rows_end_item(struct lot_rows *r);

/* The lot's own values are complete (its first guide begins). */
void lot_rows_end_head(struct lot_rows *r, uint32_t kind);
void lot_rows_end_guide(struct lot_rows *r, uint32_t kind);

/* ---- reading back, as often as one likes ---- */

int lot_rows_rewind(struct lot_rows *r, struct error *err);

/* A guide: cells to be taken apart with lot_cell_next and lot_item_next. Borrowed until the next call. */
struct lot_cells {
	const char *at, *end;
};

struct lot_rows_guide {
	uint32_t kind;
	bool new_lot;             /* it is the first of its lot */
	struct lot_cells head;    /* the values of its lot */
	struct lot_cells own, items;
};

/* The next guide: 1; 0 at the end; -1 with ERR set. */
int lot_rows_next(struct lot_rows *r, struct lot_rows_guide *g, struct error *err);

struct lot_cell {
	uint32_t field;
	const char *text;
	size_t len;
};

/* Takes the next cell or item off C. False at the end. */
bool lot_cell_next(struct lot_cells *c, struct lot_cell *cell);
bool lot_item_next(struct lot_cells *c, enum column_scope *scope, struct lot_cells *cells);

#endif
