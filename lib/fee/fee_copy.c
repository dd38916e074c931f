#include "fee/fee_copy.h"

#include <string.h>

int fee_copy_open(struct fee_copy *c, const char *path, enum output_mode mode, struct error *err)
{
	*c = (struct fee_copy)FEE_COPY_INIT;
	return output_open(&c->out, path, mode, err);
}

static void flush(struct fee_copy *c)
{
	csv_writer_row(&c->csv);
	output_write(&c->out, buf_str(&c->row), c->row.len);
	buf_clear(&c->row);
}

void fee_copy_head(struct fee_copy *c, const struct csv_reader *r, const char *const names[], size_t n)
{
	csv_writer_init(&c->csv, csv_reader_separator(r) == ';' ? CSV_BR : CSV_STD, &c->row);
	csv_writer_mark(&c->csv);
	for (c->nfile = 0; csv_reader_column(r, c->nfile) != NULL; c->nfile++)
		csv_writer_text(&c->csv, csv_reader_column(r, c->nfile));
	long added = (long)c->nfile;
	for (c->nchanges = 0; c->nchanges < n; c->nchanges++) {
		long at = csv_reader_find(r, names[c->nchanges]);
		if (at < 0) {
			at = added++;
			csv_writer_text(&c->csv, names[c->nchanges]);
		}
		c->columns[c->nchanges] = at;
	}
	flush(c);
}

static const char *change_of(const struct fee_copy *c, size_t column, const char *const texts[])
{
	for (size_t i = 0; i < c->nchanges; i++)
		if (c->columns[i] == (long)column)
			return texts[i];
	return NULL;
}

void fee_copy_row(struct fee_copy *c, const struct csv_reader *r, const char *const texts[])
{
	size_t n;
	const struct csv_cell *cells = csv_reader_cells(r, &n);
	for (size_t i = 0; i < n; i++) {
		const char *text = change_of(c, i, texts);
		if (text != NULL)
			csv_writer_text(&c->csv, text);
		else if (cells[i].present)
			csv_writer_cell(&c->csv, cells[i].text, cells[i].len);
		else
			csv_writer_absent(&c->csv);
	}
	for (size_t i = 0; i < c->nchanges; i++)
		if (c->columns[i] >= (long)c->nfile)
			csv_writer_text(&c->csv, texts[i]);
	flush(c);
}

void fee_copy_release(struct fee_copy *c)
{
	buf_release(&c->row);
}
