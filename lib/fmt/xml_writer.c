#include "fmt/xml_writer.h"

#include <string.h>

static const char *keep(struct buf *text, struct arena *arena, size_t *len)
{
	const char *copy = arena_dup(arena, buf_str(text), text->len);
	*len = text->len;
	buf_clear(text);
	return copy;
}

static void add_indent(struct buf *out, unsigned depth, bool one_line)
{
	if (!one_line)
		buf_addf(out, "\n%*s", (int)(2 * depth), "");
}

void xml_tag_init(struct xml_tag *tag, const char *name, unsigned depth, bool one_line, struct arena *arena)
{
	struct buf text = BUF_INIT;
	add_indent(&text, depth, one_line);
	buf_addf(&text, "<%s>", name);
	tag->open = keep(&text, arena, &tag->open_len);
	buf_addf(&text, "</%s>", name);
	tag->close = keep(&text, arena, &tag->close_len);
	add_indent(&text, depth, one_line);
	buf_addf(&text, "</%s>", name);
	tag->close_group = keep(&text, arena, &tag->close_group_len);
	buf_release(&text);
}

void xml_open(struct xml_writer *w, const struct xml_tag *tag)
{
	buf_add(w->out, tag->open, tag->open_len);
}

void xml_close(struct xml_writer *w, const struct xml_tag *tag)
{
	buf_add(w->out, tag->close_group, tag->close_group_len);
}

/* Bytes that are written as they stand in either encoding. */
static bool is_plain(unsigned char c)
{
	return c < 0x80 && c != '&' && c != '<' && c != '>' && c != '\r';
}

static void add_special(struct buf *out, char c)
{
	switch (c) {
	case '&': buf_adds(out, "&amp;"); break;
	case '<': buf_adds(out, "&lt;"); break;
	case '>': buf_adds(out, "&gt;"); break;
	default: buf_adds(out, "&#13;"); break; /* a reader would take a bare CR for a line end */
	}
}

static size_t plain_run(const char *text, size_t len)
{
	size_t n = 0;
	while (n < len && is_plain((unsigned char)text[n]))
		n++;
	return n;
}

void xml_add_text(struct buf *out, enum xml_output_encoding encoding, const char *text, size_t len)
{
	while (len > 0) {
		size_t n = plain_run(text, len);
		buf_add(out, text, n);
		text += n;
		len -= n;
		if (len == 0)
			break;
		unsigned char c = (unsigned char)*text;
		if (c < 0x80)
			add_special(out, *text);
		else if (encoding == XML_OUT_UTF_8 || len < 2)
			buf_addc(out, *text);
		else { /* a character up to U+00FF: two bytes, C2 or C3 and a continuation */
			buf_addc(out, (char)((c & 3) << 6 | ((unsigned char)text[1] & 0x3f)));
			text++, len--;
		}
		text++, len--;
	}
}

void xml_value(struct xml_writer *w, const struct xml_tag *tag, const char *text, size_t len)
{
	buf_add(w->out, tag->open, tag->open_len);
	xml_add_text(w->out, w->encoding, text, len);
	buf_add(w->out, tag->close, tag->close_len);
	if (w->values != NULL)
		buf_add(w->values, text, len);
}

enum xml_text_fault xml_text_check(const char *text, size_t len, size_t *at)
{
	for (*at = 0; *at < len; (*at)++) {
		unsigned char c = (unsigned char)text[*at];
		if (c < 0x20 && c != '\t' && c != '\n' && c != '\r')
			return XML_TEXT_CONTROL;
		if (c > 0xc3)
			return XML_TEXT_OUTSIDE;
	}
	return XML_TEXT_OK;
}
