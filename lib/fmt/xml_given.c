#include "fmt/xml_given.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "fmt/xml_bytes.h"

_Static_assert((XML_GIVEN_PIECES - 2) * XML_GIVEN_PIECE >= XML_START_TAG_MAX, "every start tag begins in what is kept");

void xml_given_init(struct xml_given *g)
{
	memset(g, 0, sizeof *g);
	for (size_t i = 0; i < XML_GIVEN_PIECES; i++)
		g->pieces[i].bytes = mem_alloc(2 * XML_GIVEN_PIECE);
}

void xml_given_release(struct xml_given *g)
{
	for (size_t i = 0; i < XML_GIVEN_PIECES; i++)
		free(g->pieces[i].bytes);
}

char *xml_given_room(struct xml_given *g, char **swap)
{
	struct xml_given_piece *next = &g->pieces[g->count % XML_GIVEN_PIECES];
	if (swap != NULL) {
		char *other = next->bytes;
		next->bytes = *swap;
		*swap = other;
	}
	return next->bytes;
}

void xml_given_add(struct xml_given *g, size_t len, size_t skipped)
{
	struct xml_given_piece *next = &g->pieces[g->count % XML_GIVEN_PIECES];
	const struct xml_given_piece *last = g->count > 0 ? &g->pieces[(g->count - 1) % XML_GIVEN_PIECES] : NULL;
	next->start = (last != NULL ? last->start + last->len : 0) - skipped;
	next->len = len;
	g->count++;
}

/* The byte at OFFSET, NULL when it is not kept. (What was skipped is before 0: there the difference runs over, as it should.) */
static const char *byte_at(const struct xml_given *g, uint64_t offset)
{
	for (size_t ago = 1; ago <= g->count && ago <= XML_GIVEN_PIECES; ago++) {
		const struct xml_given_piece *piece = &g->pieces[(g->count - ago) % XML_GIVEN_PIECES];
		if (offset - piece->start < piece->len)
			return piece->bytes + (offset - piece->start);
	}
	return NULL;
}

struct xml_given_way xml_given_back(const struct xml_given *g, uint64_t end, char c)
{
	struct xml_given_way way = { .offset = end };
	const char *at;
	while (!way.found && way.offset > 0 && (at = byte_at(g, way.offset - 1)) != NULL) {
		way.offset--;
		way.characters += (*at & 0xc0) != 0x80;
		way.found = *at == c;
		way.lines += *at == '\n' && !way.found;
	}
	return way;
}
