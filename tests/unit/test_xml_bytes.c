/* What is said of a file by its bytes: the same however it is cut into pieces. */
#include <stdint.h>
#include <stdlib.h>

#include "base/mem.h"
#include "fmt/xml_bytes.h"

#include "unit.h"

enum { PIECE_MAX = 32 * 1024 };

static uint64_t seed = 88172645463325252u;

static unsigned random_below(unsigned n)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (unsigned)(seed >> 33) % n;
}

struct verdict {
	enum xml_bytes_fault fault;
	struct xml_place where;
	struct xml_bytes end;
};

/* Feeds TEXT in pieces of PIECE bytes; 0: of random sizes. Each piece lies in memory of its own size. */
static struct verdict feed(enum xml_encoding encoding, const char *text, size_t len, size_t piece)
{
	struct verdict v = { .fault = XML_BYTES_OK };
	xml_bytes_init(&v.end, encoding);
	for (size_t at = 0, n; at < len && v.fault == XML_BYTES_OK; at += n) {
		size_t good;
		n = piece != 0 ? piece : 1 + random_below(PIECE_MAX);
		n = n < len - at ? n : len - at;
		char *copy = mem_dup_n(text + at, n);
		unsigned char *exact = mem_alloc(n);
		memcpy(exact, copy, n);
		v.fault = xml_bytes_feed(&v.end, exact, n, &good, &v.where);
		if (v.fault == XML_BYTES_OK && good != n)
			CHECK(good == n);
		free(copy);
		free(exact);
	}
	return v;
}

static bool same_place(struct xml_place a, struct xml_place b)
{
	return a.offset == b.offset && a.line == b.line && a.column == b.column && a.byte == b.byte;
}

static bool same(const struct verdict *a, const struct verdict *b)
{
	if (a->fault != b->fault || (a->fault != XML_BYTES_OK && !same_place(a->where, b->where)))
		return false;
	if (a->fault != XML_BYTES_OK)
		return true;
	const struct xml_bytes *x = &a->end, *y = &b->end;
	return x->offset == y->offset && x->line == y->line && x->line_start == y->line_start && x->not_utf8 == y->not_utf8 &&
	       x->multibyte == y->multibyte && x->pending == y->pending && x->has_first == y->has_first && same_place(x->first, y->first) &&
	       x->has_control == y->has_control && same_place(x->control, y->control);
}

static void check_pieces(enum xml_encoding encoding, const char *text, size_t len, const char *what)
{
	static const size_t sizes[] = { 1, 2, 3, 7, 8, 9, 1000, 4096, PIECE_MAX, 0, 0 };
	struct verdict first = feed(encoding, text, len, sizes[0]);
	for (size_t i = 1; i < sizeof sizes / sizeof *sizes; i++) {
		struct verdict v = feed(encoding, text, len, sizes[i]);
		if (!CHECK(same(&first, &v)))
			printf("# %s: pieces of %zu: fault %d at %llu:%ld, of 1: %d at %llu:%ld\n", what, sizes[i], v.fault,
			       (unsigned long long)v.where.offset, v.where.line, first.fault, (unsigned long long)first.where.offset, first.where.line);
	}
}

static void test_pieces(void)
{
	static const char *const parts[] = {
		"<a>", "</a>", "<b c='>'>", "\n", "\r\n", "text text text", "ção", "\xf0\x9f\x98\x80", "<!-- < a -->", "<", ">", "\"", "<![CDATA[<x>]]>",
		"\x80", "\x9f", "\xe7", "\xff", "\xed\xa0\x80", "\xe2\x82",
	};
	struct buf { char data[4096]; size_t len; } text;
	for (int round = 0; round < 400; round++) {
		unsigned ordinary = round % 2 == 0 ? 13 : sizeof parts / sizeof *parts;
		text.len = 0;
		for (unsigned n = random_below(200); n > 0; n--) {
			const char *part = parts[random_below(ordinary)];
			if (text.len + strlen(part) < sizeof text.data) {
				memcpy(text.data + text.len, part, strlen(part));
				text.len += strlen(part);
			}
		}
		if (round % 5 == 0 && text.len > 0)
			text.data[random_below((unsigned)text.len)] = '\0';
		check_pieces(XML_UTF8, text.data, text.len, "UTF-8");
		check_pieces(XML_LATIN1, text.data, text.len, "ISO-8859-1");
	}
}

/* A text with a tag of SIZE bytes in it, behind LEAD bytes, of which the last is a line end. */
static enum xml_bytes_fault long_tag(size_t lead, size_t size, const char *opening, const char *closing, bool all_pieces)
{
	size_t len = lead + size + 4;
	char *text = mem_alloc(len);
	memset(text, 'x', len);
	if (lead > 0)
		text[lead - 1] = '\n';
	memcpy(text + lead, opening, strlen(opening));
	memcpy(text + lead + size - strlen(closing), closing, strlen(closing));
	memcpy(text + len - 4, "</a>", 4);
	if (all_pieces)
		check_pieces(XML_UTF8, text, len, opening);
	struct verdict v = feed(XML_UTF8, text, len, PIECE_MAX);
	if (v.fault == XML_BYTES_START_TAG)
		CHECK_INT(v.where.offset, lead);
	free(text);
	return v.fault;
}

static void test_start_tags(void)
{
	CHECK_INT(long_tag(0, XML_START_TAG_MAX, "<a b='", "'>", true), XML_BYTES_OK);
	CHECK_INT(long_tag(0, XML_START_TAG_MAX + 1, "<a b='", "'>", true), XML_BYTES_START_TAG);
	CHECK_INT(long_tag(1, XML_START_TAG_MAX, "<a b='>", "'>", true), XML_BYTES_OK);
	CHECK_INT(long_tag(1, XML_START_TAG_MAX + 1, "<a b='>", "'>", true), XML_BYTES_START_TAG);
	CHECK_INT(long_tag(12345, 200000, "<a b=\"'", "\"/>", true), XML_BYTES_START_TAG);
	CHECK_INT(long_tag(12345, 200000, "<a>", "x", false), XML_BYTES_OK);
	CHECK_INT(long_tag(12345, 200000, "</a", ">", false), XML_BYTES_OK);
	CHECK_INT(long_tag(12345, 200000, "<!-- ", "-->", false), XML_BYTES_OK);
	CHECK_INT(long_tag(12345, 200000, "<?pi ", "?>", false), XML_BYTES_OK);
}

/* A '<' that is the last byte of a piece is not a start tag if "![CDATA[" follows in the next. */
static void test_tag_across_pieces(void)
{
	static const char *const openings[] = { "<![CDATA[", "<!-- ", "<?pi ", "</a" };
	for (size_t i = 0; i < sizeof openings / sizeof *openings; i++)
		for (size_t lead = PIECE_MAX - 12; lead <= PIECE_MAX + 2; lead++)
			CHECK_INT(long_tag(lead, 100000, openings[i], ">", false), XML_BYTES_OK);
	for (size_t lead = PIECE_MAX - 12; lead <= PIECE_MAX + 2; lead++)
		CHECK_INT(long_tag(lead, 100000, "<a b='", "'>", false), XML_BYTES_START_TAG);
}

/* Unicode's own table of well-formed sequences (3-7), as plain ranges. */
static bool well_formed(const unsigned char *c, size_t n)
{
	static const unsigned char rows[][9] = { /* bytes, then low and high of each */
		{ 1, 0x01, 0x7f }, { 2, 0xc2, 0xdf, 0x80, 0xbf }, { 3, 0xe0, 0xe0, 0xa0, 0xbf, 0x80, 0xbf }, { 3, 0xe1, 0xec, 0x80, 0xbf, 0x80, 0xbf },
		{ 3, 0xed, 0xed, 0x80, 0x9f, 0x80, 0xbf }, { 3, 0xee, 0xef, 0x80, 0xbf, 0x80, 0xbf }, { 4, 0xf0, 0xf0, 0x90, 0xbf, 0x80, 0xbf, 0x80, 0xbf },
		{ 4, 0xf1, 0xf3, 0x80, 0xbf, 0x80, 0xbf, 0x80, 0xbf }, { 4, 0xf4, 0xf4, 0x80, 0x8f, 0x80, 0xbf, 0x80, 0xbf },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		bool fits = rows[i][0] == n;
		for (size_t k = 0; fits && k < n; k++)
			fits = c[k] >= rows[i][1 + 2 * k] && c[k] <= rows[i][2 + 2 * k];
		if (fits)
			return true;
	}
	return false;
}

/* Whether N bytes, a space behind them, pass as UTF-8. */
static bool passes(const unsigned char *c, size_t n)
{
	char text[8];
	memcpy(text, c, n);
	text[n] = ' ';
	return feed(XML_UTF8, text, n + 1, 8).fault == XML_BYTES_OK;
}

static void test_utf8(void)
{
	unsigned char c[4];
	bool good = true;
	for (unsigned a = 0x80; a < 0x100; a++) {
		c[0] = (unsigned char)a;
		good = good && !passes(c, 1);
		for (unsigned b = 0x80; b < 0x100; b++) {
			c[1] = (unsigned char)b;
			good = good && passes(c, 2) == well_formed(c, 2);
			for (unsigned d = 0x7e; d < 0xc2; d++) {
				c[2] = (unsigned char)d;
				if (a >= 0xe0)
					good = good && passes(c, 3) == (well_formed(c, 3) || (well_formed(c, 2) && d < 0x80));
				c[3] = 0xbf;
				if (a >= 0xf0)
					good = good && passes(c, 4) == well_formed(c, 4);
			}
		}
	}
	CHECK(good);
}

static enum xml_encoding head(const char *text, size_t len, const char *name)
{
	struct xml_head h;
	xml_head_read(&h, (const unsigned char *)text, len);
	CHECK_STR(h.name, name);
	return h.encoding;
}

#define HEAD(text, name) head(text, sizeof text - 1, name)

static void test_head(void)
{
	CHECK_INT(HEAD("", ""), XML_UTF8);
	CHECK_INT(HEAD("<a/>", ""), XML_UTF8);
	CHECK_INT(HEAD("<?xml version='1.0'?><a encoding='ISO-8859-1'/>", ""), XML_UTF8);
	CHECK_INT(HEAD("<?xml version='1.0' encoding='iso-8859-1'?>", "iso-8859-1"), XML_LATIN1);
	CHECK_INT(HEAD("<?xml version=\"1.0\"\n encoding =\t\"UTF-8\" ?>", "UTF-8"), XML_UTF8);
	CHECK_INT(HEAD("\xef\xbb\xbf<?xml version='1.0' encoding='utf-8'?>", "utf-8"), XML_UTF8);
	CHECK_INT(HEAD("<?xml version='1.0' encoding='windows-1252'?>", "windows-1252"), XML_OTHER_ENCODING);
	CHECK_INT(HEAD("<?xml version='1.0' encoding='\033[2J'?>", "?[2J"), XML_OTHER_ENCODING);
	CHECK_INT(HEAD("\xff\xfe<\0", ""), XML_UTF16);
	CHECK_INT(HEAD("\xfe\xff\0<", ""), XML_UTF16);
	CHECK_INT(HEAD("<\0?\0x\0", ""), XML_UTF16);
	CHECK_INT(HEAD("\0<\0?", ""), XML_UTF16);
	CHECK_INT(HEAD("\0\0\0<", ""), XML_UTF16);
	CHECK_INT(HEAD("<\0\0\0", ""), XML_UTF16);
	CHECK_INT(HEAD("\0<?xml", ""), XML_UTF8); /* a NUL byte, and not UTF-16 */
	CHECK_INT(HEAD("\x4c\x6f\xa7\x94", "EBCDIC"), XML_OTHER_ENCODING);
	for (size_t n = 0; n < 60; n++) { /* cut anywhere: read within its bounds */
		struct xml_head h;
		char *cut = mem_alloc(n > 0 ? n : 1);
		memcpy(cut, "<?xml version='1.0' encoding='ISO-8859-1' standalone='yes'?>", n);
		xml_head_read(&h, (const unsigned char *)cut, n);
		xml_head_looks_like((const unsigned char *)cut, n);
		free(cut);
	}
}

static void test_disguise(void)
{
	struct verdict v = feed(XML_LATIN1, "a\xc3\xa7\xc3\xa3o", 6, 1);
	CHECK(xml_bytes_is_utf8_in_disguise(&v.end));
	v = feed(XML_LATIN1, "a\xe7\xe3o", 4, 1);
	CHECK(!xml_bytes_is_utf8_in_disguise(&v.end));
	v = feed(XML_LATIN1, "a\xc3\xa7\xe3o", 5, 1);
	CHECK(!xml_bytes_is_utf8_in_disguise(&v.end));
	v = feed(XML_LATIN1, "abc", 3, 1);
	CHECK(!xml_bytes_is_utf8_in_disguise(&v.end));
	v = feed(XML_LATIN1, "\xc3\xa7\xc3", 3, 1);
	CHECK(!xml_bytes_is_utf8_in_disguise(&v.end));
}

static void test_latin1(void)
{
	unsigned char from[256 + 37], to[2 * sizeof from];
	for (size_t i = 0; i < sizeof from; i++)
		from[i] = (unsigned char)(i * 7);
	for (size_t n = 0; n <= sizeof from; n++) {
		size_t len = xml_latin1_to_utf8(from, n, to), at = 0;
		bool good = true;
		for (size_t i = 0; i < n; i++) {
			if (from[i] < 0x80) {
				good = good && to[at++] == from[i];
				continue;
			}
			good = good && to[at] == (from[i] < 0xc0 ? 0xc2 : 0xc3) && to[at + 1] == (from[i] & 0xbf);
			at += 2;
		}
		if (!CHECK(good && at == len))
			break;
	}
}

int main(void)
{
	UNIT_RUN(test_pieces);
	UNIT_RUN(test_start_tags);
	UNIT_RUN(test_tag_across_pieces);
	UNIT_RUN(test_utf8);
	UNIT_RUN(test_head);
	UNIT_RUN(test_disguise);
	UNIT_RUN(test_latin1);
	return unit_done();
}
