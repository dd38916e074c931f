/* Findings as CSV (RFC 4180): one record, one line. Control characters are made visible, so that no cell holds a
 * line end. The br variant is for Brazilian Excel. */
#include <string.h>

#include "base/visible.h"
#include "fmt/finding_sink.h"

struct dialect {
	char separator;
	const char *line_end;
	const char *mark;  /* before everything: the byte order mark, by which Excel knows UTF-8 */
	bool spreadsheet;  /* cells it would run as a formula get an apostrophe in front, which makes them text */
};

static const struct dialect standard = { ',', "\n", "", false };
static const struct dialect br = { ';', "\r\n", "\xEF\xBB\xBF", true };

static const char *const columns[] = {
	"arquivo", "linha", "coluna", "caminho", "guia", "item", "severidade", "codigo", "codigoANS", "mensagem",
	"detalhe", "valor", "sugestao", "ignorada"
};

enum { COLUMNS = sizeof columns / sizeof columns[0] };

struct row {
	struct buf *line;
	const struct dialect *dialect;
	bool begun;
};

static bool needs_quotes(const char *text, size_t len, char separator)
{
	return memchr(text, separator, len) != NULL || memchr(text, '"', len) != NULL
		|| (len > 0 && (text[0] == ' ' || text[len - 1] == ' '));
}

/* The bytes from START to the end of LINE, in quotes. */
static void quote(struct buf *line, size_t start)
{
	size_t len = line->len - start, quotes = 0;
	for (size_t i = start; i < line->len; i++)
		quotes += line->data[i] == '"';
	buf_reserve(line, quotes + 2);
	size_t from = line->len, to = line->len + quotes + 2;
	line->len = to;
	line->data[to] = '\0';
	line->data[--to] = '"';
	for (size_t i = 0; i < len; i++) {
		char c = line->data[--from];
		line->data[--to] = c;
		if (c == '"')
			line->data[--to] = '"';
	}
	line->data[start] = '"';
}

static void cell(struct row *row, const char *text, size_t len)
{
	struct buf *line = row->line;
	if (row->begun)
		buf_addc(line, row->dialect->separator);
	row->begun = true;
	if (len == 0)
		return;
	size_t start = line->len;
	if (row->dialect->spreadsheet && strchr("=+-@\t\r", text[0]) != NULL)
		buf_addc(line, '\'');
	visible_add(line, text, len);
	if (needs_quotes(line->data + start, line->len - start, row->dialect->separator))
		quote(line, start);
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
	buf_addc(row->line, row->dialect->separator); /* never the first cell */
	if (number > 0)
		buf_addf(row->line, "%ld", number);
}

static void head(struct finding_sink *s, const struct dialect *dialect)
{
	struct row row = { &s->line, dialect, false };
	buf_adds(&s->line, dialect->mark);
	for (size_t i = 0; i < COLUMNS; i++)
		cell_text(&row, columns[i]);
	buf_adds(&s->line, dialect->line_end);
}

static void put(struct finding_sink *s, const struct finding *f, const struct dialect *dialect)
{
	const struct finding_def *def = finding_def(f->code);
	struct row row = { &s->line, dialect, false };
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
	buf_adds(&s->line, dialect->line_end);
}

void finding_csv_head(struct finding_sink *s)
{
	head(s, &standard);
}

void finding_csv_put(struct finding_sink *s, const struct finding *f)
{
	put(s, f, &standard);
}

void finding_csv_br_head(struct finding_sink *s)
{
	head(s, &br);
}

void finding_csv_br_put(struct finding_sink *s, const struct finding *f)
{
	put(s, f, &br);
}
