/* What a parser was given last, to look back in: libxml2 forgets where a start tag with attributes began before it tells of it. */
#ifndef FMT_XML_GIVEN_H
#define FMT_XML_GIVEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The bytes of a piece, at most, and how many pieces are kept: a start tag (fmt/xml_bytes.h bounds it) that ends in what the parser, a
 * few thousand bytes behind, has not read yet of the last piece but one still begins in them. */
enum { XML_GIVEN_PIECE = 32 * 1024, XML_GIVEN_PIECES = 4 };

struct xml_given {
	struct xml_given_piece {
		char *bytes;
		size_t len;
		uint64_t start; /* the offset of its first byte in all that was given */
	} pieces[XML_GIVEN_PIECES];
	size_t count;       /* of the pieces so far, those that are forgotten too */
};

void xml_given_init(struct xml_given *g);
void xml_given_release(struct xml_given *g);

/* Where the next piece is to be put, of up to 2 * XML_GIVEN_PIECE bytes: UTF-8 may take two for one. *SWAP, if SWAP is not NULL, is such a
 * buffer that holds the piece already, and becomes another one. */
char *xml_given_room(struct xml_given *g, char **swap);

/* It is there, LEN bytes of it, of which the parser does not get the first SKIPPED. */
void xml_given_add(struct xml_given *g, size_t len, size_t skipped);

/* The last C before the offset END. */
struct xml_given_way {
	bool found;         /* false: there is none among what is kept */
	uint64_t offset;    /* of it */
	long lines;         /* line ends between it and END */
	long characters;    /* from it to END, of UTF-8 */
};
struct xml_given_way xml_given_back(const struct xml_given *g, uint64_t end, char c);

#endif
