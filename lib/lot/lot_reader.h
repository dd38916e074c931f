/* Reads lots for those who take them apart: the events of a message in document order, with the schema that holds
 * for it known from the first one on.
 *
 * That takes two readings: the head of the message says its version and which guides it carries; then it is read
 * from the start. So the bytes come from a file that can be read again (struct fix_input). The layers bytes, xml
 * and schema judge on the way and the hash is computed; findings are counted, not told: who wants them told asks
 * the validator. */
#ifndef LOT_LOT_READER_H
#define LOT_LOT_READER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "fix/fix.h"
#include "schema/schema.h"
#include "tiss/guides.h"
#include "tiss/hash.h"
#include "tiss/walk.h"

struct lot_reader;

/* Never fails. */
struct lot_reader *lot_reader_new(void);
void lot_reader_free(struct lot_reader *r);

/* What stands before the first guide. */
struct lot_head {
	struct schema *schema;          /* of its version; NULL when that is not known. Owned by the reader */
	const struct guide_kind *guide; /* what the lot holds; NULL when it is no lot of guides, or not even XML. Likewise */
};

/* Reads the head of IN. -1 with ERR set when IN or a schema table cannot be read. */
int lot_reader_head(struct lot_reader *r, const struct fix_input *in, struct lot_head *head, struct error *err);

/* Who listens. START comes behind the layers, END before them: the element is the innermost one of W in both. TEXT
 * as in fmt/xml_reader.h. START and TEXT may be NULL. */
struct lot_listener {
	void *context;
	void (*start)(void *context, const struct walk *w);
	void (*text)(void *context, const char *text, size_t len);
	void (*end)(void *context, const struct walk *w);
	bool stop; /* set by any of them: no event follows */
};

/* What was read. */
struct lot_reading {
	bool sound;              /* no error of the layers that judge, and nobody stopped */
	bool broken;             /* it is no XML, as far as it was read */
	uint64_t guides, items;
	int64_t amount;          /* valor informado, in cents; -1: too large to add up */
	char hash[HASH_HEX];     /* that its values have; "" when one of them is not in ISO-8859-1, or nobody asked */
};

enum {
	LOT_READ_HASH = 1,  /* compute the hash */
	LOT_READ_ALL = 2    /* go on behind the first error */
};

/* Reads IN as a message of HEAD's schema (not NULL), telling L (NULL: nobody). 0, or -1 with ERR set when it
 * cannot be read. */
int lot_reader_run(struct lot_reader *r, const struct fix_input *in, const struct lot_head *head, unsigned flags,
                   struct lot_listener *l, struct lot_reading *result, struct error *err);

/* The same of SOURCE, read once, called NAME in errors. */
int lot_reader_run_source(struct lot_reader *r, struct xml_source source, const char *name, const struct lot_head *head,
                          unsigned flags, struct lot_listener *l, struct lot_reading *result, struct error *err);

#endif
