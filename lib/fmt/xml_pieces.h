/* A file's bytes on their way to the parser, piece by piece: read, passed to RAW, checked (fmt/xml_bytes.h) and in UTF-8.
 *
 * The parser takes them one after the other. A piece that it wants and that is not made yet it makes itself, but another thread that has
 * nothing else to do may have made it ahead: the parser is what all wait for. */
#ifndef FMT_XML_PIECES_H
#define FMT_XML_PIECES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "fmt/xml_bytes.h"
#include "fmt/xml_reader.h"

/* Behind the bytes of a piece that is cut, the parser gets no more: there is FAULT, at PLACE. */
struct xml_piece {
	char *bytes;              /* in UTF-8 */
	size_t len, skipped;      /* the parser gets those from SKIPPED on: a byte order mark is no part of the text */
	uint64_t start;           /* the offset of the first byte in all that the parser gets, which for one that is skipped is before 0 */
	bool cut;
	enum xml_fault_kind fault;
	struct xml_place place;
	const char *reason;
};

struct xml_pieces;

/* Reads the first bytes of SOURCE. RAW, which may be NULL, gets all that is read, with CONTEXT. */
struct xml_pieces *xml_pieces_open(struct xml_source source, void (*raw)(void *context, const char *bytes, size_t len), void *context);
void xml_pieces_free(struct xml_pieces *q);

/* What was read first, as it is in the file (borrowed until another piece is made), and what it says. There may be more when *N is
 * XML_PIECE. */
enum { XML_PIECE = 32 * 1024 };
const char *xml_pieces_first(const struct xml_pieces *q, size_t *n);
const struct xml_head *xml_pieces_head(const struct xml_pieces *q);

/* The next piece, or NULL at the end or when the source cannot be read. The last XML_PIECES_KEPT stay as they are. */
const struct xml_piece *xml_pieces_next(struct xml_pieces *q);

/* In another thread: makes a piece ahead. False when that is not to be done now. */
bool xml_pieces_ahead(struct xml_pieces *q);

/* Passes what is left of the source to RAW, and makes no more pieces. */
void xml_pieces_rest(struct xml_pieces *q);

/* ---- when there is no next piece ---- */

/* errno of a failed read, or 0. */
int xml_pieces_error(const struct xml_pieces *q);

/* All the bytes, as they were checked, and how many they were. */
const struct xml_bytes *xml_pieces_bytes(const struct xml_pieces *q);
uint64_t xml_pieces_size(const struct xml_pieces *q);

/* ---- looking back ---- */

/* A start tag (its length is bounded by fmt/xml_bytes.h) that ends in what the parser, a few thousand bytes behind, has not read yet of the
 * last piece but one still begins in the pieces that are kept. */
enum { XML_PIECES_KEPT = 4 };

/* The last C before the offset END of what the parser gets. */
struct xml_way_back {
	bool found;         /* false: there is none among what is kept */
	uint64_t offset;    /* of it */
	long lines;         /* line ends between it and END */
	long characters;    /* from it to END */
};
struct xml_way_back xml_pieces_back(const struct xml_pieces *q, uint64_t end, char c);

#endif
