#include "fmt/csv_writer.h"

#include <string.h>

#include "fmt/money.h"

enum { DATE_LEN = 10 };

static const struct csv_dialect dialects[] = {
	[CSV_STD] = { ',', false, "\n", "" },
	[CSV_BR] = { ';', true, "\r\n", "\xEF\xBB\xBF" },
};

void csv_writer_init(struct csv_writer *w, enum csv_style style, struct buf *out)
{
	*w = (struct csv_writer){ .out = out, .dialect = dialects[style] };
}

void csv_writer_mark(struct csv_writer *w)
{
	buf_adds(w->out, w->dialect.mark);
}

static void next_cell(struct csv_writer *w)
{
	if (w->cells++ > 0)
		buf_addc(w->out, w->dialect.separator);
	else
		w->start = w->out->len;
}

/* Whether a spreadsheet would run the cell, or has been kept from it: "=1+1", "'=1+1". */
static bool is_formula(const char *text, size_t len)
{
	size_t i = 0;
	while (i < len && text[i] == '\'')
		i++;
	return i < len && memchr("=+-@\t\r", text[i], 6) != NULL;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static bool needs_quotes(char separator, const char *text, size_t len)
{
	if (len == 0 || is_blank(text[0]) || is_blank(text[len - 1]))
		return true;
	static const bool special[256] = { ['"'] = true, ['\n'] = true, ['\r'] = true, [','] = true, [';'] = true };
	for (size_t i = 0; i < len; i++)
		if (special[(unsigned char)text[i]] && (text[i] == separator || (text[i] != ',' && text[i] != ';')))
			return true;
	return false;
}

bool csv_is_plain(const char *text, size_t len)
{
	return len > 0 && !is_formula(text, len) && !needs_quotes(',', text, len) && memchr(text, ';', len) == NULL;
}

/* The text with its quotes doubled. */
static void add_doubled(struct buf *out, const char *text, size_t len)
{
	const char *end = text + len;
	for (const char *quote; (quote = memchr(text, '"', (size_t)(end - text))) != NULL; text = quote + 1) {
		buf_add(out, text, (size_t)(quote - text) + 1);
		buf_addc(out, '"');
	}
	buf_add(out, text, (size_t)(end - text));
}

void csv_writer_cell(struct csv_writer *w, const char *text, size_t len)
{
	bool guarded = w->dialect.br && is_formula(text, len);
	next_cell(w);
	if (!needs_quotes(w->dialect.separator, text, len)) {
		if (guarded)
			buf_addc(w->out, '\'');
		buf_add(w->out, text, len);
		return;
	}
	buf_adds(w->out, guarded ? "\"'" : "\"");
	add_doubled(w->out, text, len);
	buf_addc(w->out, '"');
}

void csv_writer_absent(struct csv_writer *w)
{
	next_cell(w);
}

void csv_writer_text(struct csv_writer *w, const char *text)
{
	if (text == NULL || text[0] == '\0')
		csv_writer_absent(w);
	else
		csv_writer_cell(w, text, strlen(text));
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* "[-+]digits[.digits]": *POINT is the place of the point, or LEN. */
static bool is_number(const char *text, size_t len, size_t *point)
{
	size_t from = len > 0 && (text[0] == '-' || text[0] == '+');
	*point = len;
	for (size_t i = from; i < len; i++) {
		if (text[i] == '.' && *point == len && i > from && i + 1 < len)
			*point = i;
		else if (!is_digit(text[i]))
			return false;
	}
	return len > from;
}

void csv_writer_number(struct csv_writer *w, const char *text, size_t len)
{
	size_t point;
	if (!w->dialect.br || !is_number(text, len, &point)) {
		csv_writer_cell(w, text, len);
		return;
	}
	next_cell(w);
	buf_add(w->out, text, point);
	if (point < len) {
		buf_addc(w->out, ',');
		buf_add(w->out, text + point + 1, len - point - 1);
	}
}

void csv_writer_money(struct csv_writer *w, int64_t amount, unsigned scale)
{
	next_cell(w);
	money_add(w->out, amount, scale);
	if (w->dialect.br && scale > 0)
		w->out->data[w->out->len - scale - 1] = ',';
}

void csv_writer_plain(struct csv_writer *w, const char *text, size_t len)
{
	next_cell(w);
	buf_add(w->out, text, len);
}

static bool is_date(const char *text, size_t len)
{
	if (len != DATE_LEN)
		return false;
	for (size_t i = 0; i < DATE_LEN; i++)
		if (i == 4 || i == 7 ? text[i] != '-' : !is_digit(text[i]))
			return false;
	return true;
}

void csv_writer_date(struct csv_writer *w, const char *text, size_t len)
{
	if (!w->dialect.br || !is_date(text, len)) {
		csv_writer_cell(w, text, len);
		return;
	}
	char br[DATE_LEN] = { text[8], text[9], '/', text[5], text[6], '/', text[0], text[1], text[2], text[3] };
	next_cell(w);
	buf_add(w->out, br, sizeof br);
}

void csv_writer_copy(struct csv_writer *w, const struct csv_writer *from)
{
	if (from->cells == 0)
		return;
	next_cell(w);
	buf_add(w->out, buf_str(from->out), from->out->len);
	w->cells += from->cells - 1;
}

void csv_writer_row(struct csv_writer *w)
{
	if (w->cells == 1 && w->out->len == w->start)
		buf_adds(w->out, "\"\"");
	buf_adds(w->out, w->dialect.line_end);
	w->cells = 0;
}
