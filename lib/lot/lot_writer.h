/* Guides and lots as XML: what the values of a plan's parts are, in schema order, as a message in bytes, and beside it its
 * values, of which the hash is made. */
#ifndef LOT_LOT_WRITER_H
#define LOT_LOT_WRITER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/buf.h"
#include "fmt/xml_writer.h"
#include "lot/guide_record.h"
#include "lot/lot_plan.h"

struct lot_writer {
	bool one_line;
	unsigned char *filled[COLUMN_SCOPES]; /* by scope, then by node: whether it has a value in it */
	size_t cap[COLUMN_SCOPES];
	struct xml_tag message, provider, lot, guides, epilogue, hash;
	struct arena arena;
};

void lot_writer_init(struct lot_writer *w, bool one_line);
void lot_writer_release(struct lot_writer *w);

/* Adds the guide G to OUT, and its values to VALUES. What is missing, or too much (choices), is told and makes G bad; what was
 * added is then of no use. */
void lot_write_guide(struct lot_writer *w, struct guide_record *g, enum xml_output_encoding encoding, struct buf *out,
                     struct buf *values);

/* What a lot's header and number are made of when the columns do not say. */
struct lot_stamp {
	const char *number;             /* of the lot, and of its transaction */
	const char *date, *time;        /* aaaa-mm-dd, hh:mm:ss */
	enum plan_supply origin_kind;   /* SUPPLY_ORIGIN_…; SUPPLY_NONE: nobody said */
	const char *origin;
	const char *operator;           /* registroANS of the guides */
	const char *version;
};

/* What the columns say about a lot's header and number: those values of its first guide. */
struct lot_header {
	const struct lot_plan *plan;
	struct guide_value *values;     /* of the parts header and lot, in that order */
	size_t nvalues;
	struct buf text;
};

void lot_header_take(struct lot_header *h, const struct guide_record *g);
void lot_header_copy(struct lot_header *to, const struct lot_header *from);
void lot_header_release(struct lot_header *h);

/* Adds "path=value" lines of all that the columns of G say about header and lot: what guides of one lot agree in. */
void lot_header_key(const struct guide_record *g, struct buf *out);

/* The value of the slot with SUPPLY, or NULL. */
const char *lot_header_text(const struct lot_header *h, enum plan_supply supply);

/* Fills in what H lacks. */
void lot_header_supply(struct lot_header *h, const struct lot_stamp *stamp);

/* Adds all that stands before the first guide. -1 with ERR set, naming the columns, when something is missing. */
int lot_write_head(struct lot_writer *w, const struct lot_header *h, enum xml_output_encoding encoding, struct buf *out,
                   struct buf *values, struct error *err);

/* Adds all that stands behind the last guide. */
void lot_write_tail(struct lot_writer *w, const char *hash, struct buf *out);

#endif
