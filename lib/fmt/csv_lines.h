/* Inside of fmt/csv_reader.h: a source's bytes as decoded pieces of physical lines. */
#ifndef FMT_CSV_LINES_H
#define FMT_CSV_LINES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "fmt/csv_encoding.h"
#include "fmt/csv_reader.h"

enum { CSV_LINES_CHUNK = 64 * 1024 };

struct csv_lines {
	struct csv_source source;
	struct csv_decoder decoder;
	unsigned char *bytes;   /* CSV_LINES_CHUNK of them */
	size_t held, used;      /* bytes read, and how many of them are decoded */
	bool end;               /* the source has no more */
	int errnum;             /* why it could not be read, or 0 */
	struct csv_decoded now; /* what is decoded */
	size_t at;              /* of it given out */
	long line;              /* of the next piece */
	bool after_cr;          /* the byte before was a CR; an LF here ends the same line */
};

/* A line, or a part of one: LEN bytes with the line end, not NUL-terminated, borrowed until the next call. */
struct csv_piece {
	const char *text;
	size_t len;
	long line; /* physical, from 1; it ends at CR, LF or CRLF */
};

/* Reads the first chunk, and leaves a byte order mark out. */
void csv_lines_init(struct csv_lines *l, struct csv_source source, enum csv_encoding encoding);
void csv_lines_release(struct csv_lines *l);

/* What is decoded and not yet given out: after csv_lines_init the file's first bytes. */
const char *csv_lines_peek(const struct csv_lines *l, size_t *len);

/* The next piece: 1; 0 at the end; -1 when the source cannot be read further, its bytes are no text in its encoding, or hold
 * a NUL. All the sound bytes before have been given out then, and L->line is the place. */
int csv_lines_next(struct csv_lines *l, struct csv_piece *piece);

/* Why the last csv_lines_next failed, in Portuguese. */
void csv_lines_fault(const struct csv_lines *l, struct buf *out);

#endif
