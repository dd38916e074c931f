#include "tiss/hash.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <md5.h>

#include "base/mem.h"

enum { BUFFERED = 4096, UTF8 = HASH_TEXTS };

static const struct {
	const char *name, *text;
} variants[HASH_VARIANTS] = {
	[HASH_PLAIN] = { "iso-8859-1", "a da norma" },
	[HASH_CRLF] = { "iso-8859-1+crlf", "fins de linha como CR LF" },
	[HASH_TRIMMED] = { "iso-8859-1+trim", "valores sem os espaços das pontas" },
	[HASH_NO_LINE_ENDS] = { "iso-8859-1+noeol", "valores sem os fins de linha" },
	[HASH_NO_BLANK] = { "iso-8859-1+noblank", "sem os valores que só têm espaços" },
	[HASH_COMMENTS] = { "iso-8859-1+comments", "com o texto dos comentários" },
	[UTF8 + HASH_PLAIN] = { "utf-8", "valores em UTF-8 em vez de ISO-8859-1" },
	[UTF8 + HASH_CRLF] = { "utf-8+crlf", "valores em UTF-8 e fins de linha como CR LF" },
	[UTF8 + HASH_TRIMMED] = { "utf-8+trim", "valores em UTF-8 e sem os espaços das pontas" },
	[UTF8 + HASH_NO_LINE_ENDS] = { "utf-8+noeol", "valores em UTF-8 e sem os fins de linha" },
	[UTF8 + HASH_NO_BLANK] = { "utf-8+noblank", "valores em UTF-8 e sem os que só têm espaços" },
	[UTF8 + HASH_COMMENTS] = { "utf-8+comments", "valores em UTF-8 e com o texto dos comentários" },
};

/* The bytes that some variants, so far the same, have hashed. */
struct stream {
	MD5_CTX md5;
	unsigned char bytes[BUFFERED];
	size_t n;
};

struct hash {
	struct stream streams[HASH_VARIANTS];
	size_t nstreams;
	unsigned stream_of[HASH_VARIANTS];
	bool outside;
	char outside_char[8];
};

/* What about a value makes variants differ. */
struct traits {
	bool non_ascii, line_end, edges, blank;
};

struct hash *hash_new(void)
{
	struct hash *h = mem_alloc(sizeof *h);
	hash_clear(h);
	return h;
}

void hash_free(struct hash *h)
{
	free(h);
}

void hash_clear(struct hash *h)
{
	h->nstreams = 1;
	MD5Init(&h->streams[0].md5);
	h->streams[0].n = 0;
	memset(h->stream_of, 0, sizeof h->stream_of);
	h->outside = false;
}

static void put(struct stream *s, const void *bytes, size_t len)
{
	if (len > BUFFERED - s->n) {
		MD5Update(&s->md5, s->bytes, s->n);
		s->n = 0;
	}
	if (len > BUFFERED) {
		MD5Update(&s->md5, bytes, len);
		return;
	}
	memcpy(s->bytes + s->n, bytes, len);
	s->n += len;
}

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static void note_outside(struct hash *h, const char *text, size_t len)
{
	if (h->outside)
		return;
	h->outside = true;
	size_t n = 1;
	while (n < len && n < 4 && ((unsigned char)text[n] & 0xc0) == 0x80)
		n++;
	memcpy(h->outside_char, text, n);
	h->outside_char[n] = '\0';
}

/* The value in ISO-8859-1; what that lacks becomes '?' and is noted. */
static void put_latin1(struct hash *h, struct stream *s, const char *text, size_t len)
{
	for (size_t i = 0; i < len;) {
		unsigned char c = (unsigned char)text[i];
		size_t run = i;
		while (run < len && (unsigned char)text[run] < 0x80)
			run++;
		if (run > i) {
			put(s, text + i, run - i);
			i = run;
			continue;
		}
		unsigned char byte = '?';
		if (c == 0xc2 || c == 0xc3)
			byte = (unsigned char)((c & 0x03) << 6 | ((unsigned char)text[i + 1] & 0x3f));
		else
			note_outside(h, text + i, len - i);
		put(s, &byte, 1);
		for (i++; i < len && ((unsigned char)text[i] & 0xc0) == 0x80; i++)
			;
	}
}

static void put_encoded(struct hash *h, struct stream *s, const char *text, size_t len, bool utf8)
{
	if (utf8)
		put(s, text, len);
	else
		put_latin1(h, s, text, len);
}

/* TEXT with REPLACEMENT for every line end. */
static void put_lines(struct hash *h, struct stream *s, const char *text, size_t len, bool utf8, const char *replacement)
{
	while (len > 0) {
		const char *end = memchr(text, '\n', len);
		size_t n = end != NULL ? (size_t)(end - text) : len;
		put_encoded(h, s, text, n, utf8);
		if (end == NULL)
			return;
		put(s, replacement, strlen(replacement));
		text += n + 1;
		len -= n + 1;
	}
}

static void put_trimmed(struct hash *h, struct stream *s, const char *text, size_t len, bool utf8)
{
	while (len > 0 && is_space(text[0]))
		text++, len--;
	while (len > 0 && is_space(text[len - 1]))
		len--;
	put_encoded(h, s, text, len, utf8);
}

/* What VARIANT does to a value with these TRAITS: the variant itself, or a simpler one that comes to the same. */
static int effect_of(int variant, struct traits t)
{
	int text = variant % HASH_TEXTS;
	bool matters = ((text == HASH_CRLF || text == HASH_NO_LINE_ENDS) && t.line_end) || (text == HASH_TRIMMED && t.edges) ||
	               (text == HASH_NO_BLANK && t.blank);
	return (matters ? text : HASH_PLAIN) + (variant >= UTF8 && t.non_ascii ? UTF8 : 0);
}

static void put_effect(struct hash *h, struct stream *s, int effect, const char *text, size_t len)
{
	bool utf8 = effect >= UTF8;
	switch (effect % HASH_TEXTS) {
	case HASH_CRLF:
		put_lines(h, s, text, len, utf8, "\r\n");
		break;
	case HASH_NO_LINE_ENDS:
		put_lines(h, s, text, len, utf8, "");
		break;
	case HASH_TRIMMED:
		put_trimmed(h, s, text, len, utf8);
		break;
	case HASH_NO_BLANK:
		break;
	default:
		put_encoded(h, s, text, len, utf8);
	}
}

/* Gives variants that shared a stream and now differ streams of their own. EFFECT is by variant. */
static void split_streams(struct hash *h, const int effect[HASH_VARIANTS])
{
	for (int v = 0; v < HASH_VARIANTS; v++) {
		int first = 0; /* the first variant of the same stream: it keeps it */
		while (h->stream_of[first] != h->stream_of[v])
			first++;
		if (effect[first] == effect[v])
			continue;
		unsigned old = h->stream_of[v];
		h->streams[h->nstreams] = h->streams[old];
		for (int w = v; w < HASH_VARIANTS; w++)
			if (h->stream_of[w] == old && effect[w] == effect[v])
				h->stream_of[w] = (unsigned)h->nstreams;
		h->nstreams++;
	}
}

static void put_special(struct hash *h, const char *text, size_t len, struct traits t)
{
	int effect[HASH_VARIANTS];
	bool done[HASH_VARIANTS] = { false };
	for (int v = 0; v < HASH_VARIANTS; v++)
		effect[v] = effect_of(v, t);
	split_streams(h, effect);
	for (int v = 0; v < HASH_VARIANTS; v++) {
		if (!done[h->stream_of[v]])
			put_effect(h, &h->streams[h->stream_of[v]], effect[v], text, len);
		done[h->stream_of[v]] = true;
	}
}

/* Whether a word holds a byte above 0x7f, or below 0x20 (a line end, if the value is ordinary): then a closer look is due. */
static bool word_is_special(uint64_t word)
{
	const uint64_t high = 0x8080808080808080u, spaces = 0x2020202020202020u;
	return ((word | (word - spaces)) & high) != 0;
}

/* Whether a value may be hashed as it is by every variant: printable ASCII without spaces at its ends. Nearly all are. */
static bool is_plain(const char *text, size_t len)
{
	if (text[0] == ' ' || text[len - 1] == ' ')
		return false;
	uint64_t word;
	size_t i = 0;
	for (; i + sizeof word <= len; i += sizeof word) {
		memcpy(&word, text + i, sizeof word);
		if (word_is_special(word))
			return false;
	}
	for (; i < len; i++)
		if ((unsigned char)text[i] < 0x20 || (unsigned char)text[i] > 0x7f)
			return false;
	return true;
}

static struct traits traits_of(const char *text, size_t len)
{
	unsigned char bits = 0;
	bool line_end = false;
	for (size_t i = 0; i < len; i++) {
		bits |= (unsigned char)text[i];
		line_end = line_end || text[i] == '\n';
	}
	return (struct traits){ bits >= 0x80, line_end, false, false };
}

bool hash_piece(struct hash *h, const char *text, size_t len)
{
	put_special(h, text, len, traits_of(text, len));
	return !h->outside;
}

bool hash_value(struct hash *h, const char *text, size_t len)
{
	if (len == 0)
		return !h->outside;
	if (is_plain(text, len)) {
		for (size_t i = 0; i < h->nstreams; i++)
			put(&h->streams[i], text, len);
		return !h->outside;
	}
	struct traits t = traits_of(text, len);
	t.edges = is_space(text[0]) || is_space(text[len - 1]);
	if (t.edges) {
		size_t i = 0;
		while (i < len && is_space(text[i]))
			i++;
		t.blank = i == len;
	}
	put_special(h, text, len, t);
	return !h->outside;
}

void hash_comment(struct hash *h, const char *text, size_t len)
{
	int effect[HASH_VARIANTS];
	for (int v = 0; v < HASH_VARIANTS; v++)
		effect[v] = v % HASH_TEXTS == HASH_COMMENTS ? v : HASH_PLAIN;
	split_streams(h, effect);
	bool outside = h->outside; /* a comment outside ISO-8859-1 does not make the norm's hash impossible */
	put_encoded(h, &h->streams[h->stream_of[HASH_COMMENTS]], text, len, false);
	put_encoded(h, &h->streams[h->stream_of[UTF8 + HASH_COMMENTS]], text, len, true);
	h->outside = outside;
}

const char *hash_outside(const struct hash *h)
{
	return h->outside ? h->outside_char : NULL;
}

void hash_result(const struct hash *h, int variant, char hex[HASH_HEX])
{
	static const char digits[] = "0123456789abcdef";
	struct stream last = h->streams[h->stream_of[variant]];
	unsigned char md5[MD5_DIGEST_LENGTH];
	MD5Update(&last.md5, last.bytes, last.n);
	MD5Final(md5, &last.md5);
	for (size_t i = 0; i < sizeof md5; i++) {
		hex[2 * i] = digits[md5[i] >> 4];
		hex[2 * i + 1] = digits[md5[i] & 15];
	}
	hex[2 * sizeof md5] = '\0';
}

int hash_variant_of(const struct hash *h, const char *hex, size_t len)
{
	if (len != HASH_HEX - 1)
		return -1;
	for (int v = 0; v < HASH_VARIANTS; v++) {
		char mine[HASH_HEX];
		hash_result(h, v, mine);
		if (strncasecmp(mine, hex, len) == 0)
			return v;
	}
	return -1;
}

const char *hash_variant_text(int variant)
{
	return variants[variant].text;
}

const char *hash_variant_name(int variant)
{
	return variants[variant].name;
}
