/* Which guides go into which lot: those of one operator, origin, version, guide type and given header and number
 * together, in input order, up to a number of guides and of bytes.
 *
 * Lots are open while guides may still join them; one that is full is closed when the next guide comes, the others at
 * the end, in the order in which they were opened. A lot that waits long may lie in a temporary file meanwhile, so that
 * memory is bounded by a few lots, however many are open. */
#ifndef LOT_LOT_SPLIT_H
#define LOT_LOT_SPLIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/buf.h"
#include "base/error.h"
#include "lot/lot_writer.h"

/* A guide in a lot. */
struct lot_guide {
	size_t bytes, values;      /* their numbers of bytes in the lot's buffers */
	const struct lot_plan *plan;
	long line;                 /* of its first row */
	size_t items;              /* how many */
	size_t lines;              /* where theirs begin in the lot's LINES */
	int64_t amount;            /* valor informado, in cents */
	uint64_t rows;             /* where its rows are, for whoever sets guides aside */
	bool bad;                  /* it must leave the lot */
};

/* The row of an item. */
struct lot_line {
	long line;
	enum column_scope scope;
};

/* Where a part of a lot lies in the temporary file. */
struct lot_extent {
	off_t at;
	size_t bytes, values, guides, lines; /* how many of each */
};

struct lot {
	char *key;
	struct lot_header header;  /* of its first guide */
	char *operator;            /* registroANS of its guides */
	enum xml_output_encoding encoding;
	size_t max_guides;
	uint64_t max_bytes;        /* 0: no bound */
	size_t overhead;           /* bytes that a lot takes beside its guides, at most */
	uint64_t size;             /* bytes of its guides */
	struct buf bytes, values;  /* of its guides, one after the other; like the arrays below whole only while it is being closed */
	struct lot_guide *guides;
	size_t nguides, guides_cap;
	struct lot_line *lines;
	size_t nlines, lines_cap;
	struct lot_extent *extents; /* what of it was put away, in order … */
	size_t nextents;
	size_t away_guides, away_lines; /* … and how many of NGUIDES and NLINES: the arrays hold those behind them */
	struct lot *next;
};

struct lot_split;

/* Takes a full lot: 1 when it is done with, 0 when guides were taken out of it instead (lot_drop_bad), so that others may
 * follow, -1 with ERR set to end the run. */
typedef int (*lot_close)(void *context, struct lot *lot, struct error *err);

struct lot_split *lot_split_new(lot_close close, void *context);
void lot_split_free(struct lot_split *s);

/* Frees a lot that is in no lot_split. */
void lot_free(struct lot *lot);

/* The open lot of KEY, or NULL. A new one is then made with lot_split_open, and its fields filled in by the caller. */
struct lot *lot_split_find(struct lot_split *s, const char *key);
struct lot *lot_split_open(struct lot_split *s, const char *key);

/* Puts GUIDE, of BYTES and VALUES and LINES, into LOT, which is closed before if it has no room for it. -1 with ERR set. */
int lot_split_add(struct lot_split *s, struct lot *lot, const struct lot_guide *guide, const struct buf *bytes,
                  const struct buf *values, const struct lot_line *lines, struct error *err);

/* Closes all lots. */
int lot_split_finish(struct lot_split *s, struct error *err);

/* Exchanges the guides of two lots, all else stays: a closed lot's guides can so be kept while its next ones come. */
void lot_swap_guides(struct lot *a, struct lot *b);

/* Takes the guides that are bad out of LOT. */
void lot_drop_bad(struct lot *lot);

#endif
