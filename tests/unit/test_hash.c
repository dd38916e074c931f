/* The hash and its known wrong variants, against MD5 over text that is transformed here, plainly. */
#include <stdint.h>
#include <stdlib.h>

#include <md5.h>

#include "base/buf.h"
#include "tiss/hash.h"

#include "unit.h"

static uint64_t seed = 88172645463325252u;

static unsigned random_below(unsigned n)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (unsigned)(seed >> 33) % n;
}

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static void md5_of(const struct buf *text, char hex[HASH_HEX])
{
	MD5_CTX md5;
	MD5Init(&md5);
	MD5Update(&md5, (const uint8_t *)buf_str(text), text->len);
	MD5End(&md5, hex);
}

/* LEN bytes of UTF-8 in ISO-8859-1; what that lacks as '?'. */
static void add_latin1(struct buf *out, const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)text[i];
		if (c < 0x80) {
			buf_addc(out, (char)c);
		} else if (c == 0xc2 || c == 0xc3) {
			buf_addc(out, (char)(unsigned char)(c << 6 | ((unsigned char)text[++i] & 0x3f)));
		} else {
			buf_addc(out, '?');
			while (i + 1 < len && ((unsigned char)text[i + 1] & 0xc0) == 0x80)
				i++;
		}
	}
}

static void add_encoded(struct buf *out, const struct buf *text, bool utf8)
{
	if (utf8)
		buf_add(out, buf_str(text), text->len);
	else
		add_latin1(out, buf_str(text), text->len);
}

/* What a program that errs as VARIANT does makes of one value. */
static void add_value(struct buf *out, const char *value, size_t len, int variant)
{
	struct buf changed = BUF_INIT;
	size_t from = 0, to = len;
	int text = variant % HASH_TEXTS;
	while (from < to && is_space(value[from]))
		from++;
	while (to > from && is_space(value[to - 1]))
		to--;
	if (text == HASH_NO_BLANK && from == to)
		return;
	if (text != HASH_TRIMMED)
		from = 0, to = len;
	for (size_t i = from; i < to; i++) {
		if (value[i] == '\n' && text == HASH_NO_LINE_ENDS)
			continue;
		if (value[i] == '\n' && text == HASH_CRLF)
			buf_addc(&changed, '\r');
		buf_addc(&changed, value[i]);
	}
	add_encoded(out, &changed, variant >= HASH_TEXTS);
	buf_release(&changed);
}

static void random_value(struct buf *value)
{
	static const char *const parts[] = {
		"guia", "1001", " ", "\n", "\t", "\r", "ção", "ÿ", "\xc2\x80", "2026-07-01", "  ", "é\n", "150.00", "A", "€", "“", "\xf0\x9f\x98\x80",
	};
	unsigned ordinary = random_below(3) != 0 ? 14 : sizeof parts / sizeof *parts; /* the last ones are outside ISO-8859-1 */
	buf_clear(value);
	for (unsigned n = random_below(6); n > 0; n--)
		buf_adds(value, parts[random_below(ordinary)]);
	if (random_below(50) == 0)
		for (unsigned n = random_below(9000); n > 0; n--)
			buf_addc(value, (char)('a' + n % 26));
}

static bool all_variants_agree(const struct hash *h, const struct buf expected[HASH_VARIANTS])
{
	for (int v = 0; v < HASH_VARIANTS; v++) {
		char got[HASH_HEX], want[HASH_HEX];
		hash_result(h, v, got);
		md5_of(&expected[v], want);
		if (!CHECK_STR(got, want)) {
			printf("# variant %s\n", hash_variant_name(v));
			return false;
		}
	}
	return true;
}

static void test_variants(void)
{
	struct hash *h = hash_new();
	struct buf value = BUF_INIT, expected[HASH_VARIANTS] = { BUF_INIT };
	for (int message = 0; message < 300; message++) {
		hash_clear(h);
		for (int v = 0; v < HASH_VARIANTS; v++)
			buf_clear(&expected[v]);
		for (unsigned n = random_below(40); n > 0; n--) {
			random_value(&value);
			bool comment = random_below(8) == 0;
			for (int v = 0; v < HASH_VARIANTS; v++) {
				if (!comment)
					add_value(&expected[v], buf_str(&value), value.len, v);
				else if (v % HASH_TEXTS == HASH_COMMENTS)
					add_encoded(&expected[v], &value, v >= HASH_TEXTS);
			}
			if (comment)
				hash_comment(h, buf_str(&value), value.len);
			else
				hash_value(h, buf_str(&value), value.len);
		}
		if (!all_variants_agree(h, expected))
			break;
	}
	for (int v = 0; v < HASH_VARIANTS; v++)
		buf_release(&expected[v]);
	buf_release(&value);
	hash_free(h);
}

/* A long value in pieces is the value: but for trimming and blanks, which are not tried there. */
static void test_pieces(void)
{
	struct hash *whole = hash_new(), *pieces = hash_new();
	struct buf value = BUF_INIT;
	bool same = true;
	for (int round = 0; round < 200; round++) {
		hash_clear(whole);
		hash_clear(pieces);
		random_value(&value);
		buf_adds(&value, "çx");
		struct buf edged = BUF_INIT;
		buf_addf(&edged, "x%s", buf_str(&value));
		hash_value(whole, edged.data, edged.len);
		for (size_t at = 0, n; at < edged.len; at += n) {
			n = 1 + random_below(5000);
			n = n < edged.len - at ? n : edged.len - at;
			while (((unsigned char)edged.data[at + n] & 0xc0) == 0x80)
				n++;
			hash_piece(pieces, edged.data + at, n);
		}
		for (int v = 0; v < HASH_VARIANTS; v++) {
			char a[HASH_HEX], b[HASH_HEX];
			hash_result(whole, v, a);
			hash_result(pieces, v, b);
			same = same && strcmp(a, b) == 0;
		}
		buf_release(&edged);
	}
	CHECK(same);
	buf_release(&value);
	hash_free(whole);
	hash_free(pieces);
}

static void test_variant_of(void)
{
	struct hash *h = hash_new();
	char hex[HASH_HEX], upper[HASH_HEX];
	hash_value(h, " é\nb ", 6); /* the twelve all differ */
	hash_value(h, " ", 1);
	hash_comment(h, "c", 1);
	for (int v = 0; v < HASH_VARIANTS; v++) {
		hash_result(h, v, hex);
		for (int i = 0; i < HASH_HEX; i++)
			upper[i] = hex[i] >= 'a' ? (char)(hex[i] - 'a' + 'A') : hex[i];
		CHECK_INT(hash_variant_of(h, hex, 32), v);
		CHECK_INT(hash_variant_of(h, upper, 32), hash_variant_of(h, hex, 32));
		CHECK(hash_variant_name(v) != NULL && hash_variant_text(v) != NULL);
	}
	hash_result(h, 0, hex);
	CHECK_INT(hash_variant_of(h, hex, 31), -1);
	CHECK_INT(hash_variant_of(h, "", 0), -1);
	CHECK_INT(hash_variant_of(h, "00000000000000000000000000000000", 32), -1);
	hash_free(h);
}

static void test_outside(void)
{
	struct hash *h = hash_new();
	hash_value(h, "çÿ", 4);
	CHECK(hash_outside(h) == NULL);
	hash_comment(h, "€", 3);
	CHECK(hash_outside(h) == NULL);
	hash_value(h, "a“b", 5);
	CHECK_STR(hash_outside(h), "“");
	hash_value(h, "€", 3);
	CHECK_STR(hash_outside(h), "“");
	hash_clear(h);
	CHECK(hash_outside(h) == NULL);
	hash_piece(h, "\xf0\x9f\x98\x80", 4);
	CHECK_STR(hash_outside(h), "\xf0\x9f\x98\x80");
	hash_free(h);
}

static void test_empty(void)
{
	struct hash *h = hash_new();
	char hex[HASH_HEX];
	hash_result(h, HASH_OFFICIAL, hex);
	CHECK_STR(hex, "d41d8cd98f00b204e9800998ecf8427e");
	hash_value(h, "", 0);
	hash_value(h, "abc", 3);
	hash_result(h, HASH_OFFICIAL, hex);
	CHECK_STR(hex, "900150983cd24fb0d6963f7d28e17f72");
	hash_value(h, "", 0);
	hash_result(h, HASH_OFFICIAL, hex);
	CHECK_STR(hex, "900150983cd24fb0d6963f7d28e17f72");
	hash_free(h);
	hash_free(NULL);
}

int main(void)
{
	UNIT_RUN(test_variants);
	UNIT_RUN(test_pieces);
	UNIT_RUN(test_variant_of);
	UNIT_RUN(test_outside);
	UNIT_RUN(test_empty);
	return unit_done();
}
