#include "fmt/xml_pieces.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

enum { AHEAD = 8, RING = XML_PIECES_KEPT + AHEAD, ROOM = 2 * XML_PIECE /* UTF-8 may take two bytes for one */ };

_Static_assert((XML_PIECES_KEPT - 2) * XML_PIECE >= XML_START_TAG_MAX, "every start tag begins in what is kept");
_Static_assert((int)XML_PIECE < (int)XML_START_TAG_MAX, "what lies within a piece is short, as the check of the bytes assumes");

struct xml_pieces {
	struct xml_source source;
	void (*raw)(void *context, const char *bytes, size_t len);
	void *context;
	struct xml_head head;
	size_t first_len;            /* bytes that the head was read from */
	pthread_mutex_t making;      /* held by who makes a piece: for what follows */
	struct xml_bytes bytes;
	char *read;                  /* a piece as it is in the file, where that is not UTF-8 */
	uint64_t size;               /* of what was read */
	int error;                   /* errno of a failed read, or 0 */
	bool ended;                  /* no more pieces are made */
	struct xml_piece ring[RING]; /* those from MADE on are the maker's, those before TAKEN are kept */
	atomic_size_t made, taken;   /* so far; TAKEN is the parser's */
	char *room;                  /* of all of them */
};

/* ---- reading ---- */

/* The source could not go on: for what its bytes are, which PIECE ends with, or for what the system says. */
static void stop_reading(struct xml_pieces *q, struct xml_piece *piece)
{
	int errnum = errno;
	piece->cut = q->source.refused != NULL && q->source.refused(q->source.context, &piece->fault, &piece->reason);
	if (!piece->cut)
		q->error = errnum;
}

/* Up to N bytes of the source, passed to RAW: how many, 0 at the end or on an error. */
static size_t read_some(struct xml_pieces *q, struct xml_piece *piece, char *to, size_t n)
{
	ssize_t got = q->source.read(q->source.context, to, n);
	if (got < 0)
		stop_reading(q, piece);
	if (got <= 0)
		return 0;
	q->size += (uint64_t)got;
	if (q->raw != NULL)
		q->raw(q->context, to, (size_t)got);
	return (size_t)got;
}

/* Fills TO as far as the source goes: its bytes. A pipe may give a few at a time, and libxml2 2.9 takes a character of several bytes for
 * one of a single byte when nothing stands before it in its buffer. */
static size_t fill(struct xml_pieces *q, struct xml_piece *piece, char *to)
{
	size_t n = 0, more;
	while (n < XML_PIECE && (more = read_some(q, piece, to + n, XML_PIECE - n)) > 0)
		n += more;
	return n;
}

/* ---- making ---- */

static enum xml_fault_kind fault_of(enum xml_bytes_fault fault)
{
	switch (fault) {
	case XML_BYTES_NUL: return XML_FAULT_NUL;
	case XML_BYTES_START_TAG: return XML_FAULT_START_TAG;
	default: return XML_FAULT_NOT_UTF8;
	}
}

/* The next piece to be made, empty. */
static struct xml_piece *begin(struct xml_pieces *q)
{
	struct xml_piece *piece = &q->ring[q->made % RING];
	const struct xml_piece *last = q->made > 0 ? &q->ring[(q->made - 1) % RING] : NULL;
	*piece = (struct xml_piece){ .bytes = piece->bytes, .start = last != NULL ? last->start + last->len : 0 };
	return piece;
}

/* Makes PIECE of the N bytes that were read for it, into its own room or into q->read. */
static void finish(struct xml_pieces *q, struct xml_piece *piece, size_t n)
{
	const unsigned char *bytes = (const unsigned char *)(q->head.encoding == XML_LATIN1 ? q->read : piece->bytes);
	enum xml_bytes_fault fault = n > 0 ? xml_bytes_feed(&q->bytes, bytes, n, &piece->len, &piece->place) : XML_BYTES_OK;
	if (q->head.encoding == XML_LATIN1)
		piece->len = xml_latin1_to_utf8(bytes, piece->len, (unsigned char *)piece->bytes);
	if (fault != XML_BYTES_OK) {
		piece->cut = true;
		piece->fault = fault_of(fault);
	}
	q->ended = piece->cut || q->error != 0 || n < XML_PIECE;
	if (n > 0 || piece->cut)
		atomic_store_explicit(&q->made, q->made + 1, memory_order_release);
}

/* The lock is held. */
static bool make(struct xml_pieces *q)
{
	size_t taken = atomic_load_explicit(&q->taken, memory_order_acquire);
	if (q->ended || q->made - taken == AHEAD)
		return false;
	struct xml_piece *piece = begin(q);
	finish(q, piece, fill(q, piece, q->head.encoding == XML_LATIN1 ? q->read : piece->bytes));
	return true;
}

bool xml_pieces_ahead(struct xml_pieces *q)
{
	if (pthread_mutex_trylock(&q->making) != 0)
		return false; /* the parser is at it */
	bool made = make(q);
	pthread_mutex_unlock(&q->making);
	return made;
}

/* ---- taking ---- */

const struct xml_piece *xml_pieces_next(struct xml_pieces *q)
{
	size_t taken = q->taken;
	if (atomic_load_explicit(&q->made, memory_order_acquire) == taken) {
		pthread_mutex_lock(&q->making);
		if (q->made == taken)
			make(q);
		pthread_mutex_unlock(&q->making);
	}
	if (q->made == taken)
		return NULL;
	atomic_store_explicit(&q->taken, taken + 1, memory_order_release);
	return &q->ring[taken % RING];
}

void xml_pieces_rest(struct xml_pieces *q)
{
	struct xml_piece none = { .len = 0 };
	pthread_mutex_lock(&q->making);
	q->ended = true;
	while (q->raw != NULL && q->error == 0 && read_some(q, &none, q->read, XML_PIECE) > 0)
		;
	pthread_mutex_unlock(&q->making);
}

/* ---- opening ---- */

/* The first piece is at least the head, or the whole file. It is read before it is known what it is. */
static void make_first(struct xml_pieces *q)
{
	struct xml_piece *piece = begin(q);
	q->first_len = fill(q, piece, q->read);
	xml_head_read(&q->head, (const unsigned char *)q->read, q->first_len);
	xml_bytes_init(&q->bytes, q->head.encoding);
	if (q->head.encoding != XML_LATIN1)
		memcpy(piece->bytes, q->read, q->first_len);
	if (q->head.bom) {
		piece->skipped = 3;
		piece->start -= piece->skipped;
	}
	finish(q, piece, q->first_len);
}

struct xml_pieces *xml_pieces_open(struct xml_source source, void (*raw)(void *context, const char *bytes, size_t len), void *context)
{
	struct xml_pieces *q = mem_zero(1, sizeof *q);
	q->source = source;
	q->raw = raw;
	q->context = context;
	pthread_mutex_init(&q->making, NULL);
	q->read = mem_alloc(XML_PIECE);
	q->room = mem_array(RING, ROOM);
	for (size_t i = 0; i < RING; i++)
		q->ring[i].bytes = q->room + i * ROOM;
	make_first(q);
	return q;
}

void xml_pieces_free(struct xml_pieces *q)
{
	free(q->room);
	free(q->read);
	pthread_mutex_destroy(&q->making);
	free(q);
}

/* ---- asking ---- */

const char *xml_pieces_first(const struct xml_pieces *q, size_t *n)
{
	*n = q->first_len;
	return q->read;
}

const struct xml_head *xml_pieces_head(const struct xml_pieces *q)
{
	return &q->head;
}

int xml_pieces_error(const struct xml_pieces *q)
{
	return q->error;
}

const struct xml_bytes *xml_pieces_bytes(const struct xml_pieces *q)
{
	return &q->bytes;
}

uint64_t xml_pieces_size(const struct xml_pieces *q)
{
	return q->size;
}

/* ---- looking back ---- */

/* The byte at OFFSET, NULL when it is not kept. (What was skipped is before 0: there the difference runs over, as it should.) */
static const char *byte_at(const struct xml_pieces *q, uint64_t offset)
{
	size_t taken = q->taken;
	for (size_t ago = 1; ago <= taken && ago <= XML_PIECES_KEPT; ago++) {
		const struct xml_piece *piece = &q->ring[(taken - ago) % RING];
		if (offset - piece->start < piece->len)
			return piece->bytes + (offset - piece->start);
	}
	return NULL;
}

struct xml_way_back xml_pieces_back(const struct xml_pieces *q, uint64_t end, char c)
{
	struct xml_way_back way = { .offset = end };
	const char *at;
	while (!way.found && way.offset > 0 && (at = byte_at(q, way.offset - 1)) != NULL) {
		way.offset--;
		way.characters += (*at & 0xc0) != 0x80;
		way.found = *at == c;
		way.lines += *at == '\n' && !way.found;
	}
	return way;
}
