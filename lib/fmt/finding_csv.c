/* Findings as CSV (RFC 4180): one record, one line. Control characters are made visible, so that no cell holds a
 * line end. The br variant is for Brazilian Excel. */
#include <stdio.h>
#include <string.h>

#include "base/visible.h"
#include "fmt/csv_writer.h"
#include "fmt/finding_sink.h"

static const char *const columns[] = {
	"arquivo", "linha", "coluna", "caminho", "guia", "item", "severidade", "codigo", "codigoANS", "mensagem",
	"detalhe", "valor", "sugestao", "ignorada"
};

enum { COLUMNS = sizeof columns / sizeof columns[0] };

struct row {
	struct csv_writer csv;
	struct buf shown; /* of the cell being written */
};

static void cell(struct row *row, const char *text, size_t len)
{
	row->shown.len = 0;
	visible_add(&row->shown, text, len);
	if (len == 0)
		csv_writer_absent(&row->csv);
	else
		csv_writer_cell(&row->csv, row->shown.data, row->shown.len);
}

static void cell_text(struct row *row, const char *text)
{
	cell(row, text, strlen(text));
}

static void cell_buf(struct row *row, const struct buf *text)
{
	cell(row, buf_str(text), text->len);
}

static void cell_number(struct row *row, long number)
{
	char text[24];
	snprintf(text, sizeof text, "%ld", number);
	cell_text(row, number > 0 ? text : "");
}

static void begin(struct row *row, struct finding_sink *s, enum csv_style style)
{
	row->shown = (struct buf)BUF_INIT;
	csv_writer_init(&row->csv, style, &s->line);
}

static void end(struct row *row)
{
	csv_writer_row(&row->csv);
	buf_release(&row->shown);
}

static void head(struct finding_sink *s, enum csv_style style)
{
	struct row row;
	begin(&row, s, style);
	csv_writer_mark(&row.csv);
	for (size_t i = 0; i < COLUMNS; i++)
		cell_text(&row, columns[i]);
	end(&row);
}

static void put(struct finding_sink *s, const struct finding *f, enum csv_style style)
{
	const struct finding_def *def = finding_def(f->code);
	struct row row;
	begin(&row, s, style);
	cell_text(&row, f->file);
	cell_number(&row, f->line);
	cell_number(&row, f->column);
	cell_buf(&row, &f->path);
	cell_buf(&row, &f->guide);
	cell_buf(&row, &f->item);
	cell_text(&row, finding_severity_name(f->severity));
	cell_text(&row, def->code);
	cell_text(&row, f->ans);
	cell_buf(&row, finding_sink_fill(s, def->message, f));
	cell_buf(&row, &f->detail);
	cell_buf(&row, &f->value);
	cell_buf(&row, finding_sink_fill(s, def->suggestion, f));
	cell_text(&row, f->ignored ? "sim" : "nao");
	end(&row);
}

void finding_csv_head(struct finding_sink *s)
{
	head(s, CSV_STD);
}

void finding_csv_put(struct finding_sink *s, const struct finding *f)
{
	put(s, f, CSV_STD);
}

void finding_csv_br_head(struct finding_sink *s)
{
	head(s, CSV_BR);
}

void finding_csv_br_put(struct finding_sink *s, const struct finding *f)
{
	put(s, f, CSV_BR);
}
