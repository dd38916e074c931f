#include "lot/guide_record.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/visible.h"

enum { VALUE_SHOWN_MAX = 60 };

void guide_record_init(struct guide_record *g, const struct translit *translit, struct complaints *complaints)
{
	*g = (struct guide_record){ .translit = translit, .complaints = complaints };
}

void guide_record_release(struct guide_record *g)
{
	free(g->values);
	free(g->items);
	buf_release(&g->text);
	buf_release(&g->raw);
	buf_release(&g->scratch);
}

/* ---- complaints ---- */

void complaints_put(struct complaints *c, const char *fmt, ...)
{
	struct buf text = BUF_INIT;
	va_list ap;
	if (c->count++ >= c->max && c->max > 0)
		return;
	va_start(ap, fmt);
	buf_vaddf(&text, fmt, ap);
	va_end(ap);
	c->put(c->context, buf_str(&text));
	buf_release(&text);
}

static void add_value(struct buf *out, const char *value)
{
	size_t len = strlen(value), shown = visible_cut(value, len, VALUE_SHOWN_MAX);
	buf_adds(out, " “");
	visible_add(out, value, shown);
	buf_adds(out, shown < len ? "…”:" : "”:");
}

static void add_column(struct buf *out, const char *name)
{
	buf_adds(out, " coluna «");
	visible_add(out, name, visible_cut(name, strlen(name), VALUE_SHOWN_MAX));
	buf_adds(out, "»:");
}

void guide_record_complain(struct guide_record *g, long line, const struct plan_slot *slot, const char *value,
                           const char *fmt, ...)
{
	struct buf out = BUF_INIT, name = BUF_INIT;
	va_list ap;
	if (slot != NULL) {
		plan_slot_name(g->plan, slot, &name);
		add_column(&out, buf_str(&name));
	}
	if (value != NULL && (slot == NULL || !slot->personal))
		add_value(&out, value);
	buf_addc(&out, ' ');
	va_start(ap, fmt);
	buf_vaddf(&out, fmt, ap);
	va_end(ap);
	complaints_put(g->complaints, "%s:%ld:%s", g->plan->file, line, buf_str(&out));
	g->bad = true;
	buf_release(&name);
	buf_release(&out);
}

/* ---- values ---- */

static size_t add_values(struct guide_record *g, size_t n)
{
	size_t first = g->nvalues;
	if (g->nvalues + n > g->cap) {
		g->cap = (g->nvalues + n) * 2;
		g->values = mem_grow(g->values, g->cap, sizeof *g->values);
	}
	memset(g->values + first, 0, n * sizeof *g->values);
	g->nvalues += n;
	return first;
}

void guide_record_set(struct guide_record *g, size_t value, const char *text, size_t len)
{
	g->values[value] = (struct guide_value){ (uint32_t)g->text.len, (uint32_t)len, true };
	buf_add(&g->text, text, len);
	buf_addc(&g->text, '\0');
}

const struct guide_value *guide_record_value(const struct guide_record *g, enum column_scope scope, size_t slot)
{
	return &g->values[g->part[scope] + slot];
}

const struct guide_value *guide_item_value(const struct guide_record *g, const struct guide_item *item, size_t slot)
{
	return &g->values[item->values + slot];
}

const char *guide_value_text(const struct guide_record *g, const struct guide_value *v)
{
	return v->present ? g->text.data + v->at : NULL;
}

const char *guide_record_text(const struct guide_record *g, enum column_scope scope, const struct plan_slot *slot)
{
	return slot == NULL ? NULL : guide_value_text(g, guide_record_value(g, scope, (size_t)(slot - g->plan->part[scope].slots)));
}

const char *guide_item_text(const struct guide_record *g, const struct guide_item *item, const struct plan_slot *slot)
{
	return slot == NULL ? NULL : guide_value_text(g, guide_item_value(g, item, (size_t)(slot - g->plan->part[item->scope].slots)));
}

static void take_cell(struct guide_record *g, const struct guide_row *row, const struct plan_slot *slot,
                      const struct csv_cell *cell, size_t value)
{
	const char *text;
	size_t len;
	if (cell->present && guide_cell_convert(g, row, slot, cell, &text, &len))
		guide_record_set(g, value, text, len);
}

/* ---- header, lot and guide ---- */

static void take_part(struct guide_record *g, const struct guide_row *row, enum column_scope scope)
{
	const struct plan_part *part = &g->plan->part[scope];
	g->part[scope] = add_values(g, part->nslots);
	for (size_t i = 0; i < part->nslots; i++)
		if (part->slots[i].csv_column >= 0)
			take_cell(g, row, &part->slots[i], &row->cells[part->slots[i].csv_column], g->part[scope] + i);
}

/* The guide's cells as they stood, for the comparison with its other rows: presence, text, NUL. */
static void keep_raw(struct guide_record *g, const struct guide_row *row)
{
	buf_clear(&g->raw);
	for (size_t i = 0; i < g->plan->ncolumns; i++) {
		if (!g->plan->column[i].in_guide)
			continue;
		buf_addc(&g->raw, row->cells[i].present ? '1' : '0');
		buf_add(&g->raw, row->cells[i].text, row->cells[i].len + 1);
	}
}

/* A cell of the guide that does not stand as in the first row. It may still say the same (01/02/2026, 2026-02-01). */
static void compare_value(struct guide_record *g, const struct guide_row *row, size_t column)
{
	const struct csv_cell *cell = &row->cells[column];
	for (int scope = 0; scope <= COLUMN_GUIDE; scope++) {
		if (g->plan->column[column].slot[scope] < 0)
			continue;
		size_t number = (size_t)g->plan->column[column].slot[scope];
		const struct plan_slot *slot = &g->plan->part[scope].slots[number];
		const char *first = guide_record_text(g, (enum column_scope)scope, slot), *text = NULL;
		size_t len;
		if (cell->present && !guide_cell_convert(g, row, slot, cell, &text, &len))
			continue;
		if ((text == NULL) != (first == NULL) || (text != NULL && strcmp(text, first) != 0))
			guide_record_complain(g, row->line, slot, cell->present ? cell->text : NULL,
			                      "%s na linha %ld, da mesma guia: as linhas de uma guia repetem os dados dela",
			                      first != NULL ? "difere do que está" : "está vazia", g->line);
	}
}

static void compare_raw(struct guide_record *g, const struct guide_row *row)
{
	const char *first = buf_str(&g->raw);
	for (size_t i = 0; i < g->plan->ncolumns; i++) {
		if (!g->plan->column[i].in_guide)
			continue;
		size_t len = strlen(first + 1);
		const struct csv_cell *cell = &row->cells[i];
		bool same = len == cell->len && (first[0] == '1') == cell->present && memcmp(first + 1, cell->text, len) == 0;
		if (!same)
			compare_value(g, row, i);
		first += len + 2;
	}
}

/* ---- items ---- */

/* Cells that hold something although the row has no field for them: in a row of SCOPE (COLUMN_GUIDE: without an item). */
static void refuse_strays(struct guide_record *g, const struct guide_row *row, enum column_scope scope)
{
	static const char *const rows[COLUMN_SCOPES] = {
		[COLUMN_GUIDE] = "linha sem tipoItem", [COLUMN_PROCEDURE] = "item do tipo procedimento", [COLUMN_EXPENSE] = "item do tipo despesa"
	};
	for (size_t i = 0; i < g->plan->ncolumns; i++) {
		const struct plan_column *column = &g->plan->column[i];
		bool placed = column->control || column->in_guide || (scope != COLUMN_GUIDE && column->slot[scope] >= 0);
		if (placed || !row->cells[i].present)
			continue;
		struct buf where = BUF_INIT;
		add_column(&where, column->name);
		add_value(&where, row->cells[i].text);
		complaints_put(g->complaints, "%s:%ld:%s %s%s", g->plan->file, row->cells[i].line, buf_str(&where),
		               column->why != NULL ? column->why : "não cabe em ", column->why != NULL ? "" : rows[scope]);
		buf_release(&where);
		g->bad = true;
	}
}

/* What tipoItem says: COLUMN_GUIDE when the row has no item. */
static bool read_scope(struct guide_record *g, const struct guide_row *row, enum column_scope *scope)
{
	long column = row->file->item_type;
	const struct csv_cell *cell = column >= 0 ? &row->cells[column] : NULL;
	*scope = COLUMN_PROCEDURE;
	if (cell == NULL || strcmp(cell->text, "procedimento") == 0)
		return true;
	if (cell->len == 0) {
		*scope = COLUMN_GUIDE;
		return true;
	}
	*scope = COLUMN_EXPENSE;
	bool expenses = g->plan->columns->types[COLUMN_EXPENSE] != NULL;
	if (expenses && strcmp(cell->text, "despesa") == 0)
		return true;
	struct buf where = BUF_INIT;
	add_column(&where, PLAN_ITEM_TYPE);
	add_value(&where, cell->text);
	complaints_put(g->complaints, "%s:%ld:%s em guia de %s esperava-se procedimento%s, ou a célula vazia em guia sem itens",
	               g->plan->file, cell->line, buf_str(&where), g->plan->columns->guide_type, expenses ? " ou despesa" : "");
	buf_release(&where);
	g->bad = true;
	return false;
}

static void add_item(struct guide_record *g, const struct guide_row *row, enum column_scope scope)
{
	const struct plan_part *part = &g->plan->part[scope];
	if (g->nitems == g->items_cap) {
		g->items_cap = g->items_cap ? g->items_cap * 2 : 64;
		g->items = mem_grow(g->items, g->items_cap, sizeof *g->items);
	}
	struct guide_item *item = &g->items[g->nitems++];
	*item = (struct guide_item){ scope, row->line, add_values(g, part->nslots) };
	for (size_t i = 0; i < part->nslots; i++)
		if (part->slots[i].csv_column >= 0)
			take_cell(g, row, &part->slots[i], &row->cells[part->slots[i].csv_column], item->values + i);
}

static void take_item(struct guide_record *g, const struct guide_row *row)
{
	enum column_scope scope;
	if (!read_scope(g, row, &scope))
		return;
	refuse_strays(g, row, scope);
	if (scope != COLUMN_GUIDE)
		add_item(g, row, scope);
	else if (row->line != g->line)
		guide_record_complain(g, row->line, NULL, NULL, "linha sem tipoItem em guia que já tem a linha %ld", g->line);
}

/* ---- rows ---- */

void guide_record_start(struct guide_record *g, const struct lot_plan *plan, const struct guide_row *row)
{
	g->plan = plan;
	g->line = row->line;
	g->bad = row->broken;
	g->nvalues = g->nitems = 0;
	buf_clear(&g->text);
	totals_begin(&g->totals);
	if (row->broken) {
		for (int scope = 0; scope <= COLUMN_GUIDE; scope++)
			g->part[scope] = add_values(g, plan->part[scope].nslots);
		keep_raw(g, row);
		return;
	}
	keep_raw(g, row);
	for (int scope = 0; scope <= COLUMN_GUIDE; scope++)
		take_part(g, row, (enum column_scope)scope);
	take_item(g, row);
}

void guide_record_add(struct guide_record *g, const struct guide_row *row)
{
	if (row->broken) {
		g->bad = true;
		return;
	}
	compare_raw(g, row);
	take_item(g, row);
}
