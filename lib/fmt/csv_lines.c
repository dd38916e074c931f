#include "fmt/csv_lines.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/mem.h"

/* Reads until the chunk is full or the source gives less for now, at least one byte; WHOLE: until it is full. */
static void read_chunk(struct csv_lines *l, bool whole)
{
	do {
		ssize_t n = l->source.read(l->source.context, (char *)l->bytes + l->held, CSV_LINES_CHUNK - l->held);
		if (n < 0) {
			l->errnum = errno;
			l->end = true;
		} else if (n == 0) {
			l->end = true;
		} else {
			l->held += (size_t)n;
		}
	} while (whole && !l->end && l->held < CSV_LINES_CHUNK);
}

static void decode(struct csv_lines *l)
{
	l->now = csv_decode(&l->decoder, l->bytes + l->used, l->held - l->used, l->end);
	l->used += l->now.used;
	l->at = 0;
}

void csv_lines_init(struct csv_lines *l, struct csv_source source, enum csv_encoding encoding)
{
	static const unsigned char mark[] = { 0xef, 0xbb, 0xbf };
	*l = (struct csv_lines){ .source = source, .line = 1 };
	l->bytes = mem_alloc(CSV_LINES_CHUNK);
	read_chunk(l, true);
	bool marked = l->held >= sizeof mark && memcmp(l->bytes, mark, sizeof mark) == 0;
	csv_decoder_init(&l->decoder, marked && encoding == CSV_ENCODING_GUESS ? CSV_ENCODING_UTF8 : encoding);
	l->used = marked ? sizeof mark : 0;
	decode(l);
}

void csv_lines_release(struct csv_lines *l)
{
	csv_decoder_release(&l->decoder);
	free(l->bytes);
}

const char *csv_lines_peek(const struct csv_lines *l, size_t *len)
{
	*len = l->now.len - l->at;
	return l->now.text + l->at;
}

/* Decodes more, when there is more: 1, 0 or -1 as csv_lines_next. */
static int refill(struct csv_lines *l)
{
	while (l->at == l->now.len) {
		if (l->now.fault != CSV_DECODE_OK)
			return -1;
		if (l->end)
			return l->errnum != 0 ? -1 : 0;
		l->held -= l->used;
		memmove(l->bytes, l->bytes + l->used, l->held);
		l->used = 0;
		read_chunk(l, false);
		decode(l);
	}
	return 1;
}

/* How many of the LEN bytes at TEXT belong to the first line, its end included; *ENDS says whether that is among them. */
static size_t line_length(const char *text, size_t len, bool *ends)
{
	const char *lf = memchr(text, '\n', len);
	size_t n = lf != NULL ? (size_t)(lf - text) + 1 : len;
	const char *cr = memchr(text, '\r', n);
	*ends = lf != NULL || cr != NULL;
	if (cr == NULL || cr + 1 == lf)
		return n;
	return (size_t)(cr - text) + 1;
}

int csv_lines_next(struct csv_lines *l, struct csv_piece *piece)
{
	int got = l->at < l->now.len ? 1 : refill(l);
	if (got <= 0)
		return got;
	const char *text = l->now.text + l->at;
	bool ends;
	size_t n = line_length(text, l->now.len - l->at, &ends);
	bool rest_of_end = l->after_cr && text[0] == '\n';
	l->after_cr = text[n - 1] == '\r';
	l->at += n;
	*piece = (struct csv_piece){ text, n, l->line - rest_of_end };
	l->line += ends && !rest_of_end;
	return 1;
}

/* A file in UTF-16 is full of NULs; its mark is then the byte 0xff or 0xfe at the start. */
static const char *nul_text(const struct csv_lines *l)
{
	if (l->held >= 2 && ((l->bytes[0] == 0xff && l->bytes[1] == 0xfe) || (l->bytes[0] == 0xfe && l->bytes[1] == 0xff)))
		return "o arquivo está em UTF-16: salve-o como CSV UTF-8";
	return "byte NUL: isto não é texto, ou o arquivo está corrompido";
}

void csv_lines_fault(const struct csv_lines *l, struct buf *out)
{
	unsigned byte = l->now.byte;
	switch (l->now.fault) {
	case CSV_DECODE_OK:
		buf_adds(out, error_errno_text(l->errnum));
		break;
	case CSV_DECODE_NUL:
		buf_adds(out, nul_text(l));
		break;
	case CSV_DECODE_NOT_UTF8:
		buf_addf(out, "o byte 0x%02X não é UTF-8", byte);
		break;
	case CSV_DECODE_UNDEFINED:
		buf_addf(out, "o byte 0x%02X não existe em Windows-1252, e o texto também não é UTF-8", byte);
		break;
	case CSV_DECODE_MIXED_UTF8:
		buf_addf(out, "o texto até aqui está em UTF-8, e o byte 0x%02X não: codificações misturadas (salve o arquivo "
		              "em uma só, ou diga qual é)", byte);
		break;
	case CSV_DECODE_MIXED_1252:
		buf_addf(out, "o texto até aqui está em Windows-1252, e aqui em UTF-8 (byte 0x%02X): codificações misturadas (salve "
		              "o arquivo em uma só, ou diga qual é)", byte);
		break;
	}
}
