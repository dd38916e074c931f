#include "lot/lot_rows.h"

#include <string.h>

/* What stands in the spool before the cells of a lot or a guide. */
struct record {
	uint32_t kind;
	uint32_t is_guide;
	uint64_t size;       /* of the lot's or the guide's own cells */
	uint64_t items_size;
};

/* What stands before the text of a cell, and before the cells of an item. */
struct cell_head {
	uint32_t field;
	uint32_t len;
};

struct item_head {
	uint64_t scope;
	uint64_t size;
};

void lot_rows_release(struct lot_rows *r)
{
	spool_release(&r->spool);
	buf_release(&r->head);
	buf_release(&r->guide);
	buf_release(&r->items);
	buf_release(&r->record);
}

static void clear_guide(struct lot_rows *r)
{
	r->guide.len = r->items.len = 0;
	r->in_item = false;
}

void lot_rows_begin_lot(struct lot_rows *r)
{
	r->mark = r->spool.size;
	r->head.len = 0;
	clear_guide(r);
}

void lot_rows_drop_lot(struct lot_rows *r)
{
	spool_cut(&r->spool, r->mark);
}

void lot_rows_begin_value(struct lot_rows *r, enum column_scope scope, uint32_t field)
{
	struct cell_head head = { field, 0 };
	r->part = scope <= COLUMN_LOT ? &r->head : scope == COLUMN_GUIDE ? &r->guide : &r->items;
	r->cell = r->part->len;
	buf_add(r->part, &head, sizeof head);
}

void lot_rows_text(struct lot_rows *r, const char *text, size_t len)
{
	buf_add(r->part, text, len);
}

void lot_rows_end_value(struct lot_rows *r)
{
	uint32_t len = (uint32_t)(r->part->len - r->cell - sizeof(struct cell_head));
	memcpy(r->part->data + r->cell + offsetof(struct cell_head, len), &len, sizeof len);
}

void lot_rows_begin_item(struct lot_rows *r, enum column_scope scope)
{
	struct item_head head = { scope, 0 };
	r->item = r->items.len;
	r->in_item = true;
	buf_add(&r->items, &head, sizeof head);
}

void lot_rows_end_item(struct lot_rows *r)
{
	uint64_t size = r->items.len - r->item - sizeof(struct item_head);
	memcpy(r->items.data + r->item + offsetof(struct item_head, size), &size, sizeof size);
	r->in_item = false;
}

void lot_rows_end_head(struct lot_rows *r, uint32_t kind)
{
	struct record record = { kind, false, r->head.len, 0 };
	spool_write(&r->spool, &record, sizeof record);
	spool_write(&r->spool, buf_str(&r->head), r->head.len);
}

void lot_rows_end_guide(struct lot_rows *r, uint32_t kind)
{
	struct record record = { kind, true, r->guide.len, r->items.len };
	spool_write(&r->spool, &record, sizeof record);
	spool_write(&r->spool, buf_str(&r->guide), r->guide.len);
	spool_write(&r->spool, buf_str(&r->items), r->items.len);
	clear_guide(r);
}

int lot_rows_rewind(struct lot_rows *r, struct error *err)
{
	r->head.len = 0;
	return spool_rewind(&r->spool, err);
}

static int read_cells(struct lot_rows *r, struct buf *to, size_t n, struct error *err)
{
	to->len = 0;
	buf_reserve(to, n);
	int got = n > 0 ? spool_read(&r->spool, to->data, n, err) : 1;
	to->len = n;
	if (got == 0)
		return error_set(err, "arquivo temporário: acaba antes do que deveria");
	return got > 0 ? 0 : -1;
}

int lot_rows_next(struct lot_rows *r, struct lot_rows_guide *g, struct error *err)
{
	struct record record;
	int got;
	g->new_lot = false;
	while ((got = spool_read(&r->spool, &record, sizeof record, err)) > 0 && !record.is_guide) {
		if (read_cells(r, &r->head, (size_t)record.size, err) != 0)
			return -1;
		g->new_lot = true;
	}
	if (got <= 0)
		return got;
	if (read_cells(r, &r->record, (size_t)(record.size + record.items_size), err) != 0)
		return -1;
	const char *cells = buf_str(&r->record);
	g->kind = record.kind;
	g->head = (struct lot_cells){ buf_str(&r->head), buf_str(&r->head) + r->head.len };
	g->own = (struct lot_cells){ cells, cells + record.size };
	g->items = (struct lot_cells){ cells + record.size, cells + r->record.len };
	return 1;
}

bool lot_cell_next(struct lot_cells *c, struct lot_cell *cell)
{
	struct cell_head head;
	if (c->at == c->end)
		return false;
	memcpy(&head, c->at, sizeof head);
	*cell = (struct lot_cell){ head.field, c->at + sizeof head, head.len };
	c->at += sizeof head + head.len;
	return true;
}

bool lot_item_next(struct lot_cells *c, enum column_scope *scope, struct lot_cells *cells)
{
	struct item_head head;
	if (c->at == c->end)
		return false;
	memcpy(&head, c->at, sizeof head);
	*scope = (enum column_scope)head.scope;
	*cells = (struct lot_cells){ c->at + sizeof head, c->at + sizeof head + head.size };
	c->at = cells->end;
	return true;
}
