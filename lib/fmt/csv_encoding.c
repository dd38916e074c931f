#include "fmt/csv_encoding.h"

#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "base/visible.h"

enum { UTF8_LONGEST = 4 };

bool csv_encoding_of(const char *name, enum csv_encoding *encoding)
{
	static const struct {
		const char *name;
		enum csv_encoding encoding;
	} known[] = {
		{ "utf-8", CSV_ENCODING_UTF8 },
		{ "utf8", CSV_ENCODING_UTF8 },
		{ "windows-1252", CSV_ENCODING_WINDOWS_1252 },
		{ "cp1252", CSV_ENCODING_WINDOWS_1252 },
		{ "iso-8859-1", CSV_ENCODING_WINDOWS_1252 },
		{ "latin1", CSV_ENCODING_WINDOWS_1252 },
	};
	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
		if (strcasecmp(name, known[i].name) == 0) {
			*encoding = known[i].encoding;
			return true;
		}
	}
	return false;
}

void csv_decoder_init(struct csv_decoder *d, enum csv_encoding encoding)
{
	*d = (struct csv_decoder){ encoding, encoding == CSV_ENCODING_GUESS, 0, BUF_INIT };
}

void csv_decoder_release(struct csv_decoder *d)
{
	buf_release(&d->converted);
}

/* How many bytes at the start are ASCII; eight at a time, since most text is. */
static size_t ascii_run(const unsigned char *bytes, size_t n)
{
	size_t i = 0;
	for (uint64_t word; n - i >= sizeof word; i += sizeof word) {
		memcpy(&word, bytes + i, sizeof word);
		if (word & UINT64_C(0x8080808080808080))
			break;
	}
	while (i < n && bytes[i] < 0x80)
		i++;
	return i;
}

/* The length of the UTF-8 character at BYTES, 0 when there is none. */
static size_t utf8_length(const unsigned char *bytes, size_t n)
{
	struct visible_char c = visible_next((const char *)bytes, n);
	return c.kind == VISIBLE_BROKEN ? 0 : c.len;
}

/* In UTF-8 nothing needs to be moved: the sound bytes are given back as they are. */
static void decode_utf8(struct csv_decoder *d, const unsigned char *bytes, size_t n, bool last, struct csv_decoded *out)
{
	size_t i = 0;
	for (;;) {
		i += ascii_run(bytes + i, n - i);
		size_t len = i < n ? utf8_length(bytes + i, n - i) : 0;
		if (len == 0)
			break;
		i += len;
	}
	if (i < n && (last || n - i >= UTF8_LONGEST)) {
		out->fault = d->guessed ? CSV_DECODE_MIXED_UTF8 : CSV_DECODE_NOT_UTF8;
		out->byte = bytes[i];
	}
	out->text = (const char *)bytes;
	out->len = out->used = i;
}

/* Bytes 0x80 to 0x9f; 0: undefined. The ones above mean what they mean in ISO-8859-1. */
static const uint16_t windows_1252[] = {
	0x20ac, 0,      0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017d, 0,
	0,      0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0, 0x017e, 0x0178,
};

static void add_utf8(struct buf *out, unsigned code)
{
	if (code < 0x800) {
		buf_addc(out, (char)(0xc0 | code >> 6));
	} else {
		buf_addc(out, (char)(0xe0 | code >> 12));
		buf_addc(out, (char)(0x80 | (code >> 6 & 0x3f)));
	}
	buf_addc(out, (char)(0x80 | (code & 0x3f)));
}

/* Whether two bytes are an accented letter in UTF-8 rather than two characters of Windows-1252. Â and Ã do stand before
 * a closing quote, a dash, an ellipsis or a no-break space in good text, so these prove nothing. */
static bool is_utf8_letter(unsigned char first, unsigned char second)
{
	if ((first != 0xc2 && first != 0xc3) || second < 0x80 || second > 0xbf)
		return false;
	return second != 0x85 && (second < 0x91 || second > 0x97) && second != 0xa0 && second != 0xbb;
}

static void decode_1252(struct csv_decoder *d, const unsigned char *bytes, size_t n, struct csv_decoded *out)
{
	buf_clear(&d->converted);
	size_t i = 0;
	while (i < n) {
		size_t run = ascii_run(bytes + i, n - i);
		if (run > 0) {
			buf_add(&d->converted, bytes + i, run);
			i += run;
			d->before = bytes[i - 1];
			continue;
		}
		unsigned code = bytes[i] < 0xa0 ? windows_1252[bytes[i] - 0x80] : bytes[i];
		if (d->guessed && is_utf8_letter(d->before, bytes[i]))
			out->fault = CSV_DECODE_MIXED_1252;
		else if (code == 0)
			out->fault = CSV_DECODE_UNDEFINED;
		if (out->fault != CSV_DECODE_OK) {
			out->byte = bytes[i];
			break;
		}
		add_utf8(&d->converted, code);
		d->before = bytes[i++];
	}
	out->text = buf_str(&d->converted);
	out->len = d->converted.len;
	out->used = i;
}

/* Decides by the first byte above 0x7f, if it is there with enough bytes behind it. */
static void guess(struct csv_decoder *d, const unsigned char *bytes, size_t n, bool last)
{
	size_t i = ascii_run(bytes, n);
	if (i == n)
		return;
	if (utf8_length(bytes + i, n - i) > 0)
		d->encoding = CSV_ENCODING_UTF8;
	else if (last || n - i >= UTF8_LONGEST)
		d->encoding = CSV_ENCODING_WINDOWS_1252;
}

static struct csv_decoded decode_sound(struct csv_decoder *d, const unsigned char *bytes, size_t n, bool last)
{
	struct csv_decoded out = { "", 0, 0, CSV_DECODE_OK, 0 };
	if (d->encoding == CSV_ENCODING_GUESS)
		guess(d, bytes, n, last);
	if (d->encoding == CSV_ENCODING_WINDOWS_1252)
		decode_1252(d, bytes, n, &out);
	else
		decode_utf8(d, bytes, n, last, &out);
	return out;
}

struct csv_decoded csv_decode(struct csv_decoder *d, const unsigned char *bytes, size_t n, bool last)
{
	const unsigned char *nul = n > 0 ? memchr(bytes, 0, n) : NULL;
	if (nul == NULL)
		return decode_sound(d, bytes, n, last);
	struct csv_decoded out = decode_sound(d, bytes, (size_t)(nul - bytes), true);
	if (out.fault == CSV_DECODE_OK)
		out.fault = CSV_DECODE_NUL;
	return out;
}
