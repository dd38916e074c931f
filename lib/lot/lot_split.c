#include "lot/lot_split.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/temp.h"

enum { MEMORY_MAX = 48 * 1024 * 1024 }; /* bytes of open lots kept in memory; three full ones */

struct lot_split {
	lot_close close;
	void *context;
	struct lot *first, *last; /* the open lots, in the order in which they were opened */
	struct lot *recent;       /* the one found last: guides of a lot mostly follow one another */
	uint64_t held;            /* bytes of them in memory */
	FILE *file;               /* what does not fit there; NULL until then */
};

struct lot_split *lot_split_new(lot_close close, void *context)
{
	struct lot_split *s = mem_zero(1, sizeof *s);
	s->close = close;
	s->context = context;
	return s;
}

void lot_free(struct lot *lot)
{
	if (lot == NULL)
		return;
	free(lot->key);
	free(lot->operator);
	lot_header_release(&lot->header);
	buf_release(&lot->bytes);
	buf_release(&lot->values);
	free(lot->guides);
	free(lot->lines);
	free(lot->extents);
	free(lot);
}

void lot_split_free(struct lot_split *s)
{
	if (s == NULL)
		return;
	while (s->first != NULL) {
		struct lot *next = s->first->next;
		lot_free(s->first);
		s->first = next;
	}
	if (s->file != NULL)
		fclose(s->file);
	free(s);
}

struct lot *lot_split_find(struct lot_split *s, const char *key)
{
	struct lot *lot = s->recent;
	if (lot == NULL || strcmp(lot->key, key) != 0)
		for (lot = s->first; lot != NULL && strcmp(lot->key, key) != 0; lot = lot->next)
			;
	if (lot != NULL)
		s->recent = lot;
	return lot;
}

struct lot *lot_split_open(struct lot_split *s, const char *key)
{
	struct lot *lot = mem_zero(1, sizeof *lot);
	lot->key = mem_dup(key);
	if (s->last != NULL)
		s->last->next = lot;
	else
		s->first = lot;
	return s->last = s->recent = lot;
}

/* ---- the temporary file ---- */

static FILE *open_file(struct error *err)
{
	int fd = temp_open(err);
	return fd >= 0 ? fdopen(fd, "w+b") : NULL;
}

/* Bytes of LOT that memory holds. */
static uint64_t held_by(const struct lot *lot)
{
	return lot->bytes.len + lot->values.len + (lot->nguides - lot->away_guides) * sizeof *lot->guides +
	       (lot->nlines - lot->away_lines) * sizeof *lot->lines;
}

static void write_extent(FILE *file, const struct lot *lot, const struct lot_extent *e)
{
	fwrite(buf_str(&lot->bytes), 1, e->bytes, file);
	fwrite(buf_str(&lot->values), 1, e->values, file);
	fwrite(lot->guides, sizeof *lot->guides, e->guides, file);
	fwrite(lot->lines, sizeof *lot->lines, e->lines, file);
}

static void forget(struct lot *lot)
{
	buf_release(&lot->bytes);
	buf_release(&lot->values);
	free(lot->guides);
	free(lot->lines);
	lot->guides = NULL;
	lot->lines = NULL;
	lot->guides_cap = lot->lines_cap = 0;
}

/* Puts what memory holds of LOT into the file. */
static int put_away(struct lot_split *s, struct lot *lot, struct error *err)
{
	if (s->file == NULL && (s->file = open_file(err)) == NULL)
		return -1;
	if (fseeko(s->file, 0, SEEK_END) != 0)
		return error_sys(err, errno, "arquivo temporário");
	struct lot_extent e = { ftello(s->file), lot->bytes.len, lot->values.len, lot->nguides - lot->away_guides,
	                        lot->nlines - lot->away_lines };
	write_extent(s->file, lot, &e);
	if (fflush(s->file) != 0 || ferror(s->file))
		return error_sys(err, errno, "arquivo temporário");
	lot->extents = mem_grow(lot->extents, lot->nextents + 1, sizeof *lot->extents);
	lot->extents[lot->nextents++] = e;
	s->held -= held_by(lot);
	lot->away_guides = lot->nguides;
	lot->away_lines = lot->nlines;
	forget(lot);
	return 0;
}

static int make_room(struct lot_split *s, struct error *err)
{
	while (s->held > MEMORY_MAX) {
		struct lot *largest = s->first;
		for (struct lot *lot = s->first; lot != NULL; lot = lot->next)
			if (held_by(lot) > held_by(largest))
				largest = lot;
		if (put_away(s, largest, err) != 0)
			return -1;
	}
	return 0;
}

static bool read_back(FILE *file, size_t n, struct buf *out)
{
	buf_reserve(out, n);
	if (fread(out->data + out->len, 1, n, file) != n)
		return false;
	out->len += n;
	out->data[out->len] = '\0';
	return true;
}

/* Reads the extents into WHOLE, a lot that is empty. */
static bool read_extents(FILE *file, const struct lot *lot, struct lot *whole)
{
	whole->guides = mem_array(lot->nguides, sizeof *whole->guides);
	whole->lines = mem_array(lot->nlines, sizeof *whole->lines);
	for (size_t i = 0; i < lot->nextents; i++) {
		const struct lot_extent *e = &lot->extents[i];
		bool good = fseeko(file, e->at, SEEK_SET) == 0 && read_back(file, e->bytes, &whole->bytes) &&
		            read_back(file, e->values, &whole->values) &&
		            fread(whole->guides + whole->nguides, sizeof *whole->guides, e->guides, file) == e->guides &&
		            fread(whole->lines + whole->nlines, sizeof *whole->lines, e->lines, file) == e->lines;
		if (!good)
			return false;
		whole->nguides += e->guides;
		whole->nlines += e->lines;
	}
	return true;
}

/* Makes LOT whole in memory. */
static int fetch(struct lot_split *s, struct lot *lot, struct error *err)
{
	struct lot whole = { .nguides = 0 };
	if (lot->nextents == 0)
		return 0;
	int failed = read_extents(s->file, lot, &whole) ? 0 : error_sys(err, errno, "arquivo temporário");
	s->held -= held_by(lot);
	buf_add(&whole.bytes, buf_str(&lot->bytes), lot->bytes.len);
	buf_add(&whole.values, buf_str(&lot->values), lot->values.len);
	if (lot->guides != NULL)
		memcpy(whole.guides + lot->away_guides, lot->guides, (lot->nguides - lot->away_guides) * sizeof *lot->guides);
	if (lot->lines != NULL)
		memcpy(whole.lines + lot->away_lines, lot->lines, (lot->nlines - lot->away_lines) * sizeof *lot->lines);
	forget(lot);
	lot->bytes = whole.bytes;
	lot->values = whole.values;
	lot->guides = whole.guides;
	lot->lines = whole.lines;
	lot->guides_cap = lot->nguides;
	lot->lines_cap = lot->nlines;
	lot->nextents = lot->away_guides = lot->away_lines = 0;
	s->held += held_by(lot);
	return failed;
}

/* ---- closing ---- */

static void empty_lot(struct lot *lot)
{
	buf_clear(&lot->bytes);
	buf_clear(&lot->values);
	lot->nguides = lot->nlines = 0;
	lot->size = 0;
}

static int close_lot(struct lot_split *s, struct lot *lot, struct error *err)
{
	if (fetch(s, lot, err) != 0)
		return -1;
	s->held -= held_by(lot);
	int done = lot->nguides > 0 ? s->close(s->context, lot, err) : 1;
	if (done > 0)
		empty_lot(lot);
	s->held += held_by(lot);
	return done;
}

/* Bytes or values of the guides that stay move up to where those of the others were. */
static void keep_good(struct buf *b, const struct lot *lot, bool values)
{
	size_t from = 0, to = 0;
	for (size_t i = 0; i < lot->nguides; i++) {
		size_t n = values ? lot->guides[i].values : lot->guides[i].bytes;
		if (!lot->guides[i].bad) {
			memmove(b->data + to, b->data + from, n);
			to += n;
		}
		from += n;
	}
	b->len = to;
}

void lot_drop_bad(struct lot *lot)
{
	size_t kept = 0;
	keep_good(&lot->bytes, lot, false);
	keep_good(&lot->values, lot, true);
	for (size_t i = 0; i < lot->nguides; i++)
		if (!lot->guides[i].bad)
			lot->guides[kept++] = lot->guides[i];
	lot->nguides = kept;
	lot->size = lot->bytes.len;
}

void lot_swap_guides(struct lot *a, struct lot *b)
{
	struct lot kept = *a;
	a->bytes = b->bytes;
	a->values = b->values;
	a->guides = b->guides;
	a->nguides = b->nguides;
	a->guides_cap = b->guides_cap;
	a->lines = b->lines;
	a->nlines = b->nlines;
	a->lines_cap = b->lines_cap;
	a->size = b->size;
	b->bytes = kept.bytes;
	b->values = kept.values;
	b->guides = kept.guides;
	b->nguides = kept.nguides;
	b->guides_cap = kept.guides_cap;
	b->lines = kept.lines;
	b->nlines = kept.nlines;
	b->lines_cap = kept.lines_cap;
	b->size = kept.size;
}

/* ---- adding ---- */

static bool has_room(const struct lot *lot, const struct lot_guide *guide)
{
	if (lot->nguides >= lot->max_guides)
		return false;
	return lot->max_bytes == 0 || lot->overhead + lot->size + guide->bytes <= lot->max_bytes;
}

static void append(struct lot *lot, const struct lot_guide *guide, const struct lot_line *lines)
{
	size_t nguides = lot->nguides - lot->away_guides, nlines = lot->nlines - lot->away_lines;
	if (nguides == lot->guides_cap) {
		lot->guides_cap = lot->guides_cap ? lot->guides_cap * 2 : 16;
		lot->guides = mem_grow(lot->guides, lot->guides_cap, sizeof *lot->guides);
	}
	if (nlines + guide->items > lot->lines_cap) {
		lot->lines_cap = (nlines + guide->items) * 2;
		lot->lines = mem_grow(lot->lines, lot->lines_cap, sizeof *lot->lines);
	}
	lot->guides[nguides] = *guide;
	lot->guides[nguides].lines = lot->nlines;
	if (guide->items > 0)
		memcpy(lot->lines + nlines, lines, guide->items * sizeof *lines);
	lot->nguides++;
	lot->nlines += guide->items;
	lot->size += guide->bytes;
}

int lot_split_add(struct lot_split *s, struct lot *lot, const struct lot_guide *guide, const struct buf *bytes,
                  const struct buf *values, const struct lot_line *lines, struct error *err)
{
	while (lot->nguides > 0 && !has_room(lot, guide))
		if (close_lot(s, lot, err) < 0)
			return -1;
	s->held -= held_by(lot);
	append(lot, guide, lines);
	buf_add(&lot->bytes, bytes->data, bytes->len);
	buf_add(&lot->values, values->data, values->len);
	s->held += held_by(lot);
	return make_room(s, err);
}

int lot_split_finish(struct lot_split *s, struct error *err)
{
	while (s->first != NULL) {
		struct lot *lot = s->first;
		int done;
		do
			done = close_lot(s, lot, err);
		while (done == 0);
		if (done < 0)
			return -1;
		s->first = lot->next;
		s->recent = NULL;
		lot_free(lot);
	}
	s->last = NULL;
	return 0;
}
