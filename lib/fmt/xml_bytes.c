#include "fmt/xml_bytes.h"

#include <string.h>
#include <strings.h>

static bool starts(const unsigned char *bytes, size_t n, const char *magic, size_t len)
{
	return n >= len && memcmp(bytes, magic, len) == 0;
}

/* The same whatever the case of BYTES; WORD is in lower case. */
static bool starts_word(const unsigned char *bytes, size_t n, const char *word)
{
	return n >= strlen(word) && strncasecmp((const char *)bytes, word, strlen(word)) == 0;
}

/* The encoding that is written between quotes in the XML declaration of LEN bytes at DECL; copied to head->name. */
static void read_declared(struct xml_head *head, const char *decl, size_t len)
{
	for (size_t i = 0; i + 10 < len; i++) {
		if (memcmp(decl + i, "encoding", 8) != 0)
			continue;
		i += 8;
		while (i < len && strchr(" \t\r\n=", decl[i]) != NULL)
			i++;
		char quote = i < len ? decl[i] : '\0';
		if (quote != '"' && quote != '\'')
			return;
		size_t out = 0;
		for (i++; i < len && decl[i] != quote && out + 1 < sizeof head->name; i++)
			head->name[out++] = decl[i] > ' ' && decl[i] < 0x7f ? decl[i] : '?';
		head->declared = true;
		return;
	}
}

static enum xml_encoding encoding_named(const char *name)
{
	static const char *const utf8[] = { "UTF-8", "UTF8" };
	static const char *const latin1[] = { "ISO-8859-1", "ISO8859-1", "ISO_8859-1", "ISO-LATIN-1", "LATIN1" };
	for (size_t i = 0; i < sizeof utf8 / sizeof *utf8; i++)
		if (strcasecmp(name, utf8[i]) == 0)
			return XML_UTF8;
	for (size_t i = 0; i < sizeof latin1 / sizeof *latin1; i++)
		if (strcasecmp(name, latin1[i]) == 0)
			return XML_LATIN1;
	return XML_OTHER_ENCODING;
}

/* UTF-16 and UTF-32 by their byte order mark, or by the zeros around the first '<'; EBCDIC by its own '<'. */
static bool is_wide(const unsigned char *b, size_t n)
{
	return starts(b, n, "\xff\xfe", 2) || starts(b, n, "\xfe\xff", 2) || (starts(b, n, "<\0", 2) && n > 3 && b[3] == '\0') ||
	       starts(b, n, "\0<\0", 3) || starts(b, n, "\0\0\xfe\xff", 4) || starts(b, n, "\0\0\0<", 4);
}

void xml_head_read(struct xml_head *head, const unsigned char *bytes, size_t n)
{
	*head = (struct xml_head){ .encoding = XML_UTF8 };
	if (is_wide(bytes, n)) {
		head->encoding = XML_UTF16;
		return;
	}
	if (starts(bytes, n, "\x4c\x6f\xa7\x94", 4)) {
		head->encoding = XML_OTHER_ENCODING;
		strcpy(head->name, "EBCDIC");
		return;
	}
	head->bom = starts(bytes, n, "\xef\xbb\xbf", 3);
	const unsigned char *decl = bytes + (head->bom ? 3 : 0);
	size_t left = n - (head->bom ? 3 : 0);
	if (!starts(decl, left, "<?xml", 5))
		return;
	const unsigned char *end = memchr(decl, '>', left);
	read_declared(head, (const char *)decl, end != NULL ? (size_t)(end - decl) : left);
	if (head->declared)
		head->encoding = encoding_named(head->name);
}

const char *xml_head_looks_like(const unsigned char *b, size_t n)
{
	static const struct {
		const char *magic;
		size_t len;
		const char *what;
	} kinds[] = {
		{ "PK\x03\x04", 4, "não é XML: parece um arquivo ZIP, XLSX ou ODS" }, { "\x1f\x8b", 2, "não é XML: parece um arquivo comprimido (gzip)" },
		{ "%PDF", 4, "não é XML: parece um PDF" }, { "Rar!", 4, "não é XML: parece um arquivo RAR" }, { "\xd0\xcf\x11\xe0", 4, "não é XML: parece um XLS ou DOC antigo" },
		{ "\x89PNG", 4, "não é XML: parece uma imagem" }, { "\xff\xd8\xff", 3, "não é XML: parece uma imagem" }, { "{", 1, "não é XML: parece JSON" },
		{ "7z\xbc\xaf", 4, "não é XML: parece um arquivo 7z" }, { "BZh", 3, "não é XML: parece um arquivo comprimido (bzip2)" },
	};
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (starts(b, n, kinds[i].magic, kinds[i].len))
			return kinds[i].what;
	if (starts_word(b, n, "<!doctype html") || starts_word(b, n, "<html"))
		return "não é XML: parece uma página HTML";
	return NULL;
}

void xml_bytes_init(struct xml_bytes *b, enum xml_encoding encoding)
{
	*b = (struct xml_bytes){ .encoding = encoding, .line = 1 };
}

/* The place of byte I of the piece at P; line and column are counted from the start of the piece. */
static struct xml_place place_of(const struct xml_bytes *b, const unsigned char *p, size_t i)
{
	struct xml_place where = { b->offset + i, b->line, 0, p[i] };
	uint64_t line_start = b->line_start;
	for (const unsigned char *nl = p; (nl = memchr(nl, '\n', (size_t)(p + i - nl))) != NULL; nl++) {
		where.line++;
		line_start = b->offset + (uint64_t)(nl - p) + 1;
	}
	where.column = (long)(where.offset - line_start) + 1;
	return where;
}

/* The first byte at or behind I that is above 0x7f, or N; eight at a time, since most text is ASCII. */
static size_t skip_ascii(const unsigned char *p, size_t i, size_t n)
{
	uint64_t words[4];
	for (; i + sizeof words <= n; i += sizeof words) {
		memcpy(words, p + i, sizeof words);
		if ((words[0] | words[1] | words[2] | words[3]) & 0x8080808080808080u)
			break;
	}
	for (; i + sizeof *words <= n; i += sizeof *words) {
		memcpy(words, p + i, sizeof *words);
		if (words[0] & 0x8080808080808080u)
			break;
	}
	while (i < n && p[i] < 0x80)
		i++;
	return i;
}

/* The number of line ends in N bytes. They are counted in blocks that a single byte can count, which a compiler turns into vector
 * instructions: every file is counted through, hardly any has a fault whose line is asked for. */
static size_t line_ends(const unsigned char *p, size_t n)
{
	enum { BLOCK = 240 };
	size_t lines = 0, i = 0;
	for (; i + BLOCK <= n; i += BLOCK) {
		unsigned char sum = 0;
		for (unsigned k = 0; k < BLOCK; k++)
			sum = (unsigned char)(sum + (p[i + k] == '\n'));
		lines += sum;
	}
	for (; i < n; i++)
		lines += p[i] == '\n';
	return lines;
}

static void count_lines(struct xml_bytes *b, const unsigned char *p, size_t n)
{
	size_t lines = line_ends(p, n), i;
	if (lines == 0)
		return;
	b->line += (long)lines;
	for (i = n; p[i - 1] != '\n'; i--)
		;
	b->line_start = b->offset + i;
}

size_t xml_latin1_to_utf8(const unsigned char *from, size_t n, unsigned char *to)
{
	size_t out = 0;
	for (size_t i = 0; i < n;) {
		size_t run = skip_ascii(from, i, n) - i;
		memcpy(to + out, from + i, run);
		out += run;
		i += run;
		if (i == n)
			break;
		to[out++] = (unsigned char)(0xc0 | from[i] >> 6);
		to[out++] = (unsigned char)(0x80 | (from[i] & 0x3f));
		i++;
	}
	return out;
}

/* C begins a character: how many bytes are still due, and the bounds of the next one (no overlong forms, no
 * surrogates, nothing above U+10FFFF). */
static bool utf8_lead(struct xml_bytes *b, unsigned char c)
{
	b->low = 0x80;
	b->high = 0xbf;
	if (c >= 0xc2 && c <= 0xdf) {
		b->pending = 1;
	} else if ((c & 0xf0) == 0xe0) {
		b->pending = 2;
		b->low = c == 0xe0 ? 0xa0 : 0x80;
		b->high = c == 0xed ? 0x9f : 0xbf;
	} else if (c >= 0xf0 && c <= 0xf4) {
		b->pending = 3;
		b->low = c == 0xf0 ? 0x90 : 0x80;
		b->high = c == 0xf4 ? 0x8f : 0xbf;
	} else {
		return false;
	}
	return true;
}

/* Takes byte C of the UTF-8 reading; false when it cannot stand there. */
static bool utf8_step(struct xml_bytes *b, unsigned char c)
{
	if (b->pending == 0)
		return c < 0x80 || utf8_lead(b, c);
	if (c < b->low || c > b->high)
		return false;
	b->low = 0x80;
	b->high = 0xbf;
	b->pending--;
	b->multibyte += b->pending == 0;
	return true;
}

/* Follows the UTF-8 reading of the piece and notes the first bytes of interest. The index of the first byte that is not UTF-8
 * where that is a fault (a file declared UTF-8), or N. */
static size_t follow_encoding(struct xml_bytes *b, const unsigned char *p, size_t n)
{
	for (size_t i = b->pending > 0 ? 0 : skip_ascii(p, 0, n); i < n; i++) {
		unsigned char c = p[i];
		if (c >= 0x80 && !b->has_first) {
			b->has_first = true;
			b->first = place_of(b, p, i);
		}
		if (c >= 0x80 && c <= 0x9f && !b->has_control && b->encoding == XML_LATIN1) {
			b->has_control = true;
			b->control = place_of(b, p, i);
		}
		unsigned due = b->pending;
		if (due == 0)
			b->lead = b->offset + i;
		if (!b->not_utf8 && !utf8_step(b, c)) {
			if (b->encoding != XML_LATIN1) /* what is wrong is the byte that began the character */
				return due == 0 ? i : b->lead >= b->offset ? (size_t)(b->lead - b->offset) : 0;
			b->not_utf8 = true;
			b->pending = 0;
		}
		if (b->pending == 0)
			i = skip_ascii(p, i + 1, n) - 1;
	}
	if (b->pending > 0 && b->lead >= b->offset)
		b->lead_place = place_of(b, p, (size_t)(b->lead - b->offset));
	return n;
}

/* Goes on in the start tag that is open at byte I; the index behind its '>' or at a '<' (which ends it as malformed),
 * or N while it is still open. */
static size_t follow_tag(struct xml_bytes *b, const unsigned char *p, size_t i, size_t n)
{
	for (; i < n; i++) {
		char c = (char)p[i];
		if (c == '<' || (b->quote == 0 && c == '>')) {
			b->tag_open = false;
			return i + (c == '>');
		}
		if (b->quote != 0)
			b->quote = c == b->quote ? '\0' : b->quote;
		else if (c == '"' || c == '\'')
			b->quote = c;
	}
	return n;
}

/* Whether C behind a '<' makes it something else than a start tag: an end tag, a comment, CDATA, an instruction. */
static bool is_no_start(unsigned char c)
{
	return c == '!' || c == '?' || c == '/';
}

/* Follows only the tag that crosses the end of the piece: one that lies within a piece is short, since no well-formed
 * tag holds a '<'. (A '<' inside a comment or CDATA section looks like a tag's; that it then runs on for 64 KiB without
 * '<' or '>' does not happen in text.) The length of that tag so far, or 0. */
static uint64_t follow_tags(struct xml_bytes *b, const unsigned char *p, size_t n)
{
	size_t i = 0;
	if (b->tag_open && b->offset == b->tag.offset + 1 && n > 0 && is_no_start(p[0]))
		b->tag_open = false;
	if (b->tag_open) {
		i = follow_tag(b, p, 0, n);
		if (b->offset + i - b->tag.offset > XML_START_TAG_MAX)
			return b->offset + i - b->tag.offset;
	}
	if (!b->tag_open) {
		const unsigned char *last = NULL;
		for (size_t k = n; k > i; k--) {
			if (p[k - 1] == '<') {
				last = p + k - 1;
				break;
			}
		}
		if (last == NULL)
			return 0;
		size_t at = (size_t)(last - p);
		if (at + 1 < n && is_no_start(p[at + 1]))
			return 0;
		b->tag_open = true;
		b->tag = place_of(b, p, at);
		b->quote = '\0';
		follow_tag(b, p, at + 1, n);
	}
	return b->tag_open ? b->offset + n - b->tag.offset : 0;
}

enum xml_bytes_fault xml_bytes_feed(struct xml_bytes *b, const unsigned char *p, size_t n, size_t *good,
                                    struct xml_place *where)
{
	enum xml_bytes_fault fault = XML_BYTES_OK;
	const unsigned char *nul = memchr(p, '\0', n);
	*good = nul != NULL ? (size_t)(nul - p) : n;
	if (nul != NULL)
		fault = XML_BYTES_NUL;
	size_t wrong = follow_encoding(b, p, *good);
	if (wrong < *good) {
		fault = XML_BYTES_NOT_UTF8;
		*good = wrong;
	}
	if (fault != XML_BYTES_OK) {
		bool before = fault == XML_BYTES_NOT_UTF8 && b->pending > 0 && b->lead < b->offset;
		*where = before ? b->lead_place : place_of(b, p, *good);
		return fault;
	}
	if (follow_tags(b, p, n) > XML_START_TAG_MAX) {
		*good = 0;
		*where = b->tag;
		return XML_BYTES_START_TAG;
	}
	count_lines(b, p, n);
	b->offset += n;
	return XML_BYTES_OK;
}

bool xml_bytes_is_utf8_in_disguise(const struct xml_bytes *b)
{
	return b->encoding == XML_LATIN1 && b->multibyte > 0 && !b->not_utf8 && b->pending == 0;
}
