#include "schema/schema_layout.h"

#include <string.h>

#include "base/visible.h"

#define SPACES " \t\r\n"

enum { FIELD_INDENT = 2, FIELD_COLUMN = 13 };

void layout_spaces(struct buf *out, size_t n)
{
	while (n-- > 0)
		buf_addc(out, ' ');
}

void layout_cell(struct buf *out, const char *text, size_t width)
{
	size_t own = visible_width(text);
	buf_adds(out, text);
	layout_spaces(out, own < width ? width - own : 0);
}

/* Columns of the first LEN bytes of TEXT. */
static size_t width_of(const char *text, size_t len)
{
	size_t width = 0;
	for (size_t i = 0; i < len; i++)
		width += ((unsigned char)text[i] & 0xc0) != 0x80;
	return width;
}

void layout_words(struct buf *out, const char *text, size_t column)
{
	size_t right = column + LAYOUT_COLUMN_MIN > LAYOUT_WIDTH ? column + LAYOUT_COLUMN_MIN : LAYOUT_WIDTH;
	size_t at = column;
	for (text += strspn(text, SPACES); *text != '\0'; text += strspn(text, SPACES)) {
		size_t len = strcspn(text, SPACES), width = width_of(text, len);
		if (at > column && at + 1 + width > right) {
			buf_addc(out, '\n');
			layout_spaces(out, column);
			at = column;
		} else if (at > column) {
			buf_addc(out, ' ');
			at++;
		}
		buf_add(out, text, len);
		at += width;
		text += len;
	}
	buf_addc(out, '\n');
}

void layout_field(struct buf *out, const char *label, const char *text)
{
	layout_spaces(out, FIELD_INDENT);
	layout_cell(out, label, FIELD_COLUMN - FIELD_INDENT);
	layout_words(out, text, FIELD_COLUMN);
}

void layout_visible(struct buf *out, const char *text, size_t len)
{
	while (len > 0) {
		const char *end = memchr(text, '\n', len);
		size_t line = end != NULL ? (size_t)(end - text) : len;
		visible_add(out, text, line);
		if (end != NULL)
			buf_addc(out, '\n');
		line += end != NULL;
		text += line;
		len -= line;
	}
}
