#include "base/visible.h"

#include <stdbool.h>
#include <string.h>

static bool is_continuation(unsigned char byte)
{
	return (byte & 0xC0) == 0x80;
}

/* How long the sequence that FIRST begins is, and the bits FIRST gives to the code point; 0 when it begins none. */
static size_t sequence_length(unsigned char first, uint32_t *bits)
{
	if (first >= 0xC2 && first <= 0xDF)
		return *bits = first & 0x1F, 2;
	if (first >= 0xE0 && first <= 0xEF)
		return *bits = first & 0x0F, 3;
	if (first >= 0xF0 && first <= 0xF4)
		return *bits = first & 0x07, 4;
	return 0;
}

static size_t decode(const char *text, size_t len, uint32_t *code)
{
	static const uint32_t smallest[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t n = sequence_length((unsigned char)text[0], code);
	if (n == 0 || n > len)
		return 0;
	for (size_t i = 1; i < n; i++) {
		unsigned char byte = (unsigned char)text[i];
		if (!is_continuation(byte))
			return 0;
		*code = *code << 6 | (byte & 0x3F);
	}
	if (*code < smallest[n] || *code > 0x10FFFF || (*code >= 0xD800 && *code <= 0xDFFF))
		return 0;
	return n;
}

/* Control characters, spaces that look like others, and marks that hide or turn the text around them. */
static bool is_hidden(uint32_t code)
{
	return code < 0x20 || (code >= 0x7F && code <= 0xA0) || code == 0xAD || code == 0x61C
		|| (code >= 0x200B && code <= 0x200F) || (code >= 0x2028 && code <= 0x202E)
		|| (code >= 0x2060 && code <= 0x206F) || code == 0xFEFF || (code >= 0xFFF9 && code <= 0xFFFB)
		|| (code >= 0xE0000 && code <= 0xE007F);
}

struct visible_char visible_next(const char *text, size_t len)
{
	unsigned char first = (unsigned char)text[0];
	struct visible_char c = { VISIBLE_PLAIN, 1, first };
	if (first >= 0x80) {
		size_t n = decode(text, len, &c.code);
		if (n == 0)
			return (struct visible_char){ VISIBLE_BROKEN, 1, first };
		c.len = n;
	}
	if (is_hidden(c.code))
		c.kind = VISIBLE_HIDDEN;
	return c;
}

size_t visible_plain(const char *text, size_t len)
{
	size_t at = 0;
	while (at < len) {
		unsigned char byte = (unsigned char)text[at];
		if (byte >= 0x20 && byte < 0x7F) {
			at++;
			continue;
		}
		struct visible_char c = visible_next(text + at, len - at);
		if (c.kind != VISIBLE_PLAIN)
			break;
		at += c.len;
	}
	return at;
}

void visible_add_char(struct buf *out, const char *text, struct visible_char c)
{
	if (c.kind == VISIBLE_PLAIN)
		buf_add(out, text, c.len);
	else if (c.kind == VISIBLE_BROKEN)
		buf_addf(out, "\\x%02X", (unsigned)c.code);
	else if (c.code < 0x20 || c.code == 0x7F) {
		/* U+2400 and on picture the controls in their order; delete has its own. */
		buf_adds(out, "\xE2\x90");
		buf_addc(out, (char)(c.code == 0x7F ? 0xA1 : 0x80 + c.code));
	} else
		buf_addf(out, "<U+%04X>", (unsigned)c.code);
}

void visible_add(struct buf *out, const char *text, size_t len)
{
	for (size_t at = 0; at < len;) {
		size_t plain = visible_plain(text + at, len - at);
		buf_add(out, text + at, plain);
		at += plain;
		if (at < len) {
			struct visible_char c = visible_next(text + at, len - at);
			visible_add_char(out, text + at, c);
			at += c.len;
		}
	}
}

size_t visible_cut(const char *text, size_t len, size_t max)
{
	if (len <= max)
		return len;
	size_t cut = max;
	while (cut > 0 && max - cut < 3 && is_continuation((unsigned char)text[cut]))
		cut--;
	return cut;
}

size_t visible_width(const char *text)
{
	size_t width = 0;
	for (; *text != '\0'; text++)
		width += !is_continuation((unsigned char)*text);
	return width;
}
