/* Findings as JSON lines: one object a line, with the keys of the CSV columns. Every key is always there; linha and
 * coluna are numbers or null, ignorada is true or false, all others are strings. */
#include <string.h>

#include "base/visible.h"
#include "fmt/finding_sink.h"

/* What is hidden is written as \uXXXX, which loses nothing; a byte that is no UTF-8, which JSON cannot hold, as the
 * text \xE9. */
static void add_special(struct buf *line, struct visible_char c)
{
	if (c.kind == VISIBLE_BROKEN)
		buf_addf(line, "\\\\x%02X", (unsigned)c.code);
	else if (c.code < 0x10000)
		buf_addf(line, "\\u%04x", (unsigned)c.code);
	else
		buf_addf(line, "\\u%04x\\u%04x", (unsigned)(0xD7C0 + (c.code >> 10)),
		         (unsigned)(0xDC00 + (c.code & 0x3FF)));
}

/* A run of plain characters, of which only the quote and the backslash need an escape. */
static void add_plain(struct buf *line, const char *text, size_t len)
{
	const char *end = text + len;
	while (text < end) {
		const char *special = text;
		while (special < end && *special != '"' && *special != '\\')
			special++;
		buf_add(line, text, (size_t)(special - text));
		text = special;
		if (text < end) {
			buf_addc(line, '\\');
			buf_addc(line, *text++);
		}
	}
}

static void add_string(struct buf *line, const char *text, size_t len)
{
	buf_addc(line, '"');
	for (size_t at = 0; at < len;) {
		size_t plain = visible_plain(text + at, len - at);
		add_plain(line, text + at, plain);
		at += plain;
		if (at < len) {
			struct visible_char c = visible_next(text + at, len - at);
			add_special(line, c);
			at += c.len;
		}
	}
	buf_addc(line, '"');
}

static void add_key(struct buf *line, const char *key)
{
	buf_adds(line, line->len == 0 ? "{\"" : ",\"");
	buf_adds(line, key);
	buf_adds(line, "\":");
}

static void member_text(struct buf *line, const char *key, const char *text)
{
	add_key(line, key);
	add_string(line, text, strlen(text));
}

static void member_buf(struct buf *line, const char *key, const struct buf *text)
{
	add_key(line, key);
	add_string(line, buf_str(text), text->len);
}

static void member_number(struct buf *line, const char *key, long number)
{
	add_key(line, key);
	if (number > 0)
		buf_addf(line, "%ld", number);
	else
		buf_adds(line, "null");
}

void finding_json_put(struct finding_sink *s, const struct finding *f)
{
	const struct finding_def *def = finding_def(f->code);
	struct buf *line = &s->line;
	member_text(line, "arquivo", f->file);
	member_number(line, "linha", f->line);
	member_number(line, "coluna", f->column);
	member_buf(line, "caminho", &f->path);
	member_buf(line, "guia", &f->guide);
	member_buf(line, "item", &f->item);
	member_text(line, "severidade", finding_severity_name(f->severity));
	member_text(line, "codigo", def->code);
	member_text(line, "codigoANS", f->ans);
	member_buf(line, "mensagem", finding_sink_fill(s, def->message, f));
	member_buf(line, "detalhe", &f->detail);
	member_buf(line, "valor", &f->value);
	member_buf(line, "sugestao", finding_sink_fill(s, def->suggestion, f));
	add_key(line, "ignorada");
	buf_adds(line, f->ignored ? "true}\n" : "false}\n");
}
