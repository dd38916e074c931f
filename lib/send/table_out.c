#include "send/table_out.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/visible.h"
#include "fmt/money.h"

static void write_csv_row(struct table_out *t)
{
	csv_writer_row(&t->csv);
	output_write(t->out, buf_str(&t->line), t->line.len);
	buf_clear(&t->line);
}

static void write_csv_head(struct table_out *t)
{
	csv_writer_mark(&t->csv);
	for (size_t i = 0; i < t->ncolumns; i++)
		csv_writer_text(&t->csv, t->columns[i].name);
	write_csv_row(t);
}

void table_out_init(struct table_out *t, const struct table_column *columns, size_t n, struct table_style style, struct output *out)
{
	memset(t, 0, sizeof *t);
	t->columns = columns;
	t->ncolumns = n;
	t->out = out;
	t->text = style.text;
	t->widths = mem_zero(n, sizeof *t->widths);
	csv_writer_init(&t->csv, style.csv, &t->line);
	if (!style.text && !style.no_header)
		write_csv_head(t);
	for (size_t i = 0; i < n; i++)
		t->widths[i] = columns[i].title != NULL ? visible_width(columns[i].title) : 0;
}

/* dd/mm/aaaa, and the time of day if there is one, without the seconds. */
static void add_date_br(struct buf *out, const char *date)
{
	if (strlen(date) < 10) {
		buf_adds(out, date);
		return;
	}
	buf_addf(out, "%.2s/%.2s/%.4s", date + 8, date + 5, date);
	if (strlen(date) >= 16)
		buf_addf(out, " %.5s", date + 11);
}

/* The cell just added to CELLS, which began at FROM. */
static void close_cell(struct table_out *t, size_t from)
{
	buf_addc(&t->cells, '\0');
	size_t width = visible_width(t->cells.data + from);
	if (t->columns[t->cell].title != NULL && width > t->widths[t->cell])
		t->widths[t->cell] = width;
	t->cell++;
}

void table_out_text(struct table_out *t, const char *text)
{
	enum table_kind kind = t->columns[t->cell].kind;
	if (t->text) {
		size_t from = t->cells.len;
		if (kind == TABLE_DATE && text != NULL)
			add_date_br(&t->cells, text);
		else if (text != NULL)
			visible_add(&t->cells, text, strlen(text));
		close_cell(t, from);
		return;
	}
	t->cell++;
	if (text == NULL)
		csv_writer_absent(&t->csv);
	else if (kind == TABLE_DATE)
		csv_writer_date(&t->csv, text, strlen(text));
	else
		csv_writer_text(&t->csv, text);
}

void table_out_number(struct table_out *t, int64_t number)
{
	struct buf text = BUF_INIT;
	bool money = t->columns[t->cell].kind == TABLE_MONEY;
	if (number == INT64_MIN) {
		table_out_text(t, NULL);
		return;
	}
	if (!money)
		buf_addf(&text, "%lld", (long long)number);
	else if (t->text)
		money_add_br(&text, number, 2);
	else
		money_add(&text, number, 2);
	if (t->text || !money) {
		table_out_text(t, buf_str(&text));
	} else {
		csv_writer_number(&t->csv, buf_str(&text), text.len);
		t->cell++;
	}
	buf_release(&text);
}

void table_out_row(struct table_out *t)
{
	t->cell = 0;
	t->rows++;
	if (!t->text)
		write_csv_row(t);
}

static bool is_right(const struct table_column *c)
{
	return c->kind == TABLE_COUNT || c->kind == TABLE_MONEY;
}

/* One cell, padded; nothing behind the last one of the line. */
static void put_cell(struct table_out *t, size_t i, const char *text, bool *first)
{
	size_t width = visible_width(text), pad = t->widths[i] > width ? t->widths[i] - width : 0;
	if (t->columns[i].title == NULL)
		return;
	if (!*first)
		buf_adds(&t->line, "  ");
	*first = false;
	for (size_t n = pad; is_right(&t->columns[i]) && n > 0; n--)
		buf_addc(&t->line, ' ');
	buf_adds(&t->line, text);
	for (size_t n = pad; !is_right(&t->columns[i]) && n > 0; n--)
		buf_addc(&t->line, ' ');
}

static void put_line(struct table_out *t)
{
	while (t->line.len > 0 && t->line.data[t->line.len - 1] == ' ')
		t->line.len--;
	buf_addc(&t->line, '\n');
	output_write(t->out, buf_str(&t->line), t->line.len);
	buf_clear(&t->line);
}

static void write_text(struct table_out *t)
{
	const char *cell = t->cells.data;
	bool first = true;
	for (size_t i = 0; i < t->ncolumns; i++)
		put_cell(t, i, t->columns[i].title != NULL ? t->columns[i].title : "", &first);
	put_line(t);
	for (size_t row = 0; row < t->rows; row++) {
		first = true;
		for (size_t i = 0; i < t->ncolumns; i++) {
			put_cell(t, i, cell, &first);
			cell += strlen(cell) + 1;
		}
		put_line(t);
	}
}

void table_out_finish(struct table_out *t)
{
	if (t->text && t->rows > 0)
		write_text(t);
	buf_release(&t->line);
	buf_release(&t->cells);
	free(t->widths);
	t->widths = NULL;
}
