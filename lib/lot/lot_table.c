#include "lot/lot_table.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "fmt/csv_reader.h"
#include "schema/simple.h"

enum { HEADER_LEN = sizeof "cabecalho/" - 1 };

/* ---- names ---- */

/* The last N steps of the field's path, those of its item included, with the numbers that are not 1. */
static bool long_name(const struct column *c, const uint16_t index[COLUMN_STEPS_MAX], size_t n, struct buf *out)
{
	size_t head = c->scope == COLUMN_HEADER ? HEADER_LEN : 0, steps = 1;
	const char *step = c->path + head;
	for (const char *p = step; *p != '\0'; p++)
		steps += *p == '/';
	if (n > steps)
		return false;
	for (size_t skip = steps - n; skip > 0; skip--)
		step = strchr(step, '/') + 1;
	buf_clear(out);
	buf_add(out, c->path, head);
	for (; n > 0; n--) {
		size_t len = strcspn(step, "/");
		buf_add(out, step, len);
		if (n <= c->nsteps && index[c->nsteps - n] > 1)
			buf_addf(out, "[%u]", index[c->nsteps - n]);
		if (n > 1)
			buf_addc(out, '/');
		step += len + 1;
	}
	return true;
}

/* Whether NAME means FIELD of kind OWN, and one field at most in the other kinds. */
static bool is_own_name(const struct lot_table *t, const struct lot_kind *own, const struct column *field,
                        const uint16_t index[COLUMN_STEPS_MAX], const char *name)
{
	bool good = true;
	for (size_t i = 0; i < t->nkinds && good; i++) {
		struct error ignored = ERROR_INIT;
		struct column_reference ref;
		if (!t->kinds[i]->chosen)
			continue;
		enum column_meaning meaning = columns_resolve(t->kinds[i]->columns, name, &ref, &ignored);
		error_release(&ignored);
		if (t->kinds[i] == own)
			good = meaning == COLUMN_UNDERSTOOD && ref.field[field->scope] == field &&
			       memcmp(ref.index[field->scope], index, field->nsteps * sizeof *index) == 0;
		else
			good = meaning == COLUMN_UNDERSTOOD || meaning == COLUMN_UNKNOWN;
	}
	return good;
}

static int name_field(const struct lot_table *t, const struct lot_kind *kind, const struct lot_field *field, struct buf *name,
                      struct error *err)
{
	const struct column *column = field->place->step->column;
	uint16_t index[COLUMN_STEPS_MAX] = { 0 };
	lot_field_index(field, index);
	buf_clear(name);
	column_name(column, index, name);
	if (is_own_name(t, kind, column, index, buf_str(name)))
		return 0;
	for (size_t n = 1; long_name(column, index, n, name); n++)
		if (is_own_name(t, kind, column, index, buf_str(name)))
			return 0;
	return error_set(err, "o campo %s da guia de %s (versão %s) não tem nome que sirva em um mesmo CSV com as outras guias: "
	                 "extraia cada tipo de guia à parte", column->path, kind->columns->guide_type,
	                 kind->columns->schema->version);
}

/* ---- order ---- */

/* Puts the column numbered ID into the order, behind the column that stands at AFTER (from 1; 0: at the front).
 * Returns its place, from 1; where it is there already, that place. */
static size_t put_in_order(struct lot_table *t, uint32_t id, size_t after)
{
	for (size_t i = 0; i < t->ncolumns; i++)
		if (t->order[i] == id)
			return i + 1;
	t->order = mem_grow(t->order, t->ncolumns + 1, sizeof *t->order);
	memmove(t->order + after + 1, t->order + after, (t->ncolumns - after) * sizeof *t->order);
	t->order[after] = id;
	t->ncolumns++;
	return after + 1;
}

static int compare_fields(const void *a, const void *b)
{
	return lot_field_compare(*(const struct lot_field *const *)a, *(const struct lot_field *const *)b);
}

/* The used fields of KIND in schema order: *N of them, the list to be freed. */
static const struct lot_field **used_fields(const struct lot_kind *kind, size_t *n)
{
	const struct lot_field **list = mem_array(kind->fields.n, sizeof(const struct lot_field *));
	*n = 0;
	for (uint32_t i = 0; i < kind->fields.n; i++)
		if (kind->fields.fields[i].used)
			list[(*n)++] = &kind->fields.fields[i];
	qsort(list, *n, sizeof(const struct lot_field *), compare_fields);
	return list;
}

static enum lot_value value_of(const struct column *c)
{
	switch (simple_kind(schema_rules(c->type))) {
	case SIMPLE_DECIMAL: return LOT_VALUE_NUMBER;
	case SIMPLE_DATE: return LOT_VALUE_DATE;
	default: return LOT_VALUE_TEXT;
	}
}

/* Names the columns of KIND and puts them in order; the layout's slots hold the columns' numbers until all are
 * known. */
static int add_kind(struct lot_table *t, const struct lot_kind *kind, struct lot_layout *layout, struct error *err)
{
	size_t n, after = 0;
	int result = 0;
	struct buf name = BUF_INIT;
	const struct lot_field **fields = used_fields(kind, &n);
	layout->slot = mem_array(kind->fields.n, sizeof *layout->slot);
	layout->value = mem_array(kind->fields.n, sizeof *layout->value);
	for (uint32_t i = 0; i < kind->fields.n; i++)
		layout->slot[i] = LOT_FIELD_NONE;
	for (size_t i = 0; i < n && result == 0; i++) {
		uint32_t number = fields[i]->place->field;
		result = name_field(t, kind, fields[i], &name, err);
		if (result != 0)
			break;
		layout->slot[number] = names_add(t->names, buf_str(&name), name.len);
		layout->value[number] = value_of(fields[i]->place->step->column);
		after = put_in_order(t, layout->slot[number], after);
	}
	free(fields);
	buf_release(&name);
	return result;
}

/* Turns the columns' numbers into their places. */
static void place_columns(struct lot_table *t)
{
	uint32_t *place = mem_array(t->ncolumns + 1, sizeof *place);
	for (size_t i = 0; i < t->ncolumns; i++)
		place[t->order[i]] = (uint32_t)i;
	for (size_t p = 0; p < t->nkinds; p++) {
		const struct lot_fields *fields = &t->kinds[p]->fields;
		struct lot_layout *l = &t->layouts[p];
		l->first_item = (uint32_t)t->ncolumns;
		for (uint32_t i = 0; l->slot != NULL && i < fields->n; i++) {
			if (l->slot[i] == LOT_FIELD_NONE)
				continue;
			l->slot[i] = place[l->slot[i]];
			bool item = fields->fields[i].place->step->column->scope >= COLUMN_PROCEDURE;
			if (item && l->slot[i] < l->first_item)
				l->first_item = l->slot[i];
		}
	}
	free(place);
}

int lot_table_init(struct lot_table *t, struct lot_kind *const *kinds, size_t n, struct error *err)
{
	*t = (struct lot_table){ .kinds = kinds, .nkinds = n, .names = names_new() };
	t->layouts = mem_zero(n, sizeof *t->layouts);
	int result = 0;
	for (size_t i = 0; i < n && result == 0; i++)
		if (kinds[i]->chosen)
			result = add_kind(t, kinds[i], &t->layouts[i], err);
	if (result == 0 && t->ncolumns + 2 > CSV_COLUMNS_MAX)
		result = error_set(err, "as guias têm campos repetidos demais: o CSV teria %zu colunas, e o máximo é %d", t->ncolumns + 2,
		                   CSV_COLUMNS_MAX);
	if (result == 0)
		place_columns(t);
	else
		lot_table_release(t);
	return result;
}

void lot_table_release(struct lot_table *t)
{
	for (size_t i = 0; i < t->nkinds; i++) {
		free(t->layouts[i].slot);
		free(t->layouts[i].value);
	}
	free(t->layouts);
	free(t->order);
	names_free(t->names);
	*t = (struct lot_table){ .kinds = NULL };
}

/* ---- rows ---- */

enum { FLUSH_AT = 64 * 1024 };

/* The cell of a column in the row being written. */
struct slot_cell {
	const char *text; /* NULL: absent */
	size_t len;
	enum lot_value value;
};

struct table_writer {
	const struct lot_table *table;
	struct output *out;
	struct buf text;
	struct csv_writer csv;
	struct slot_cell *cells;  /* of the columns */
	uint32_t *filled;         /* the columns that the item fills, to be emptied behind it */
	size_t nfilled;
	struct buf fixed_text;    /* the columns before the first that an item fills, written once for a guide */
	struct csv_writer fixed;
	const struct lot_kind *kind; /* of the guide */
	const struct lot_layout *layout;
	uint64_t rows;
};

static void flush(struct table_writer *w)
{
	output_write(w->out, buf_str(&w->text), w->text.len);
	w->text.len = 0;
}

static void fill(struct table_writer *w, struct lot_cells cells, bool item)
{
	struct lot_cell cell;
	while (lot_cell_next(&cells, &cell)) {
		uint32_t slot = w->layout->slot[cell.field];
		w->cells[slot] = (struct slot_cell){ cell.text, cell.len, w->layout->value[cell.field] };
		if (item)
			w->filled[w->nfilled++] = slot;
	}
}

static void write_cells(struct csv_writer *csv, const struct slot_cell *cells, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (cells[i].text == NULL)
			csv_writer_absent(csv);
		else if (cells[i].value == LOT_VALUE_TEXT)
			csv_writer_cell(csv, cells[i].text, cells[i].len);
		else if (cells[i].value == LOT_VALUE_NUMBER)
			csv_writer_number(csv, cells[i].text, cells[i].len);
		else
			csv_writer_date(csv, cells[i].text, cells[i].len);
	}
}

static void write_row(struct table_writer *w, const char *item)
{
	uint32_t first = w->layout->first_item;
	csv_writer_text(&w->csv, w->kind->columns->guide_type);
	csv_writer_text(&w->csv, item);
	csv_writer_copy(&w->csv, &w->fixed);
	write_cells(&w->csv, w->cells + first, w->table->ncolumns - first);
	csv_writer_row(&w->csv);
	w->rows++;
	if (w->text.len >= FLUSH_AT)
		flush(w);
}

static void write_guide(struct table_writer *w, const struct lot_rows_guide *g)
{
	enum column_scope scope;
	struct lot_cells items = g->items, own;
	w->kind = w->table->kinds[g->kind];
	w->layout = &w->table->layouts[g->kind];
	memset(w->cells, 0, w->table->ncolumns * sizeof *w->cells);
	fill(w, g->head, false);
	fill(w, g->own, false);
	w->fixed_text.len = w->fixed.cells = 0;
	write_cells(&w->fixed, w->cells, w->layout->first_item);
	if (items.at == items.end)
		write_row(w, NULL);
	while (lot_item_next(&items, &scope, &own)) {
		w->nfilled = 0;
		fill(w, own, true);
		write_row(w, scope == COLUMN_EXPENSE ? "despesa" : "procedimento");
		for (size_t i = 0; i < w->nfilled; i++)
			w->cells[w->filled[i]].text = NULL;
	}
}

static void write_header(struct table_writer *w)
{
	const struct lot_table *t = w->table;
	csv_writer_mark(&w->csv);
	csv_writer_text(&w->csv, "tipoGuia");
	csv_writer_text(&w->csv, "tipoItem");
	for (size_t i = 0; i < t->ncolumns; i++)
		csv_writer_text(&w->csv, names_text(t->names, t->order[i]));
	csv_writer_row(&w->csv);
}

int lot_table_write(const struct lot_table *t, struct lot_rows *rows, enum csv_style style, bool header, struct output *out,
                    uint64_t *written, struct error *err)
{
	struct lot_rows_guide guide;
	struct table_writer w = { .table = t, .out = out };
	int got = lot_rows_rewind(rows, err) == 0 ? 1 : -1;
	csv_writer_init(&w.csv, style, &w.text);
	csv_writer_init(&w.fixed, style, &w.fixed_text);
	w.cells = mem_zero(t->ncolumns, sizeof *w.cells);
	w.filled = mem_array(t->ncolumns, sizeof *w.filled);
	if (header && got > 0)
		write_header(&w);
	while (got > 0 && !output_failed(out) && (got = lot_rows_next(rows, &guide, err)) > 0)
		if (t->kinds[guide.kind]->chosen)
			write_guide(&w, &guide);
	flush(&w);
	*written += w.rows;
	free(w.cells);
	free(w.filled);
	buf_release(&w.text);
	buf_release(&w.fixed_text);
	return got < 0 ? -1 : 0;
}
