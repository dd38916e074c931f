/* Events of a file, written down in one thread and told in another.
 *
 * A batch holds copies of what is only lent to a consumer (text, values, comments); names stay the parser's, which keeps them
 * until the end of the file. The fewer bytes an event takes, the fewer go from one processor to the other: so a name is written
 * down once, with a slot, and the slot stands for it until another name takes it. */
#ifndef FMT_XML_BATCH_H
#define FMT_XML_BATCH_H

#include "base/buf.h"
#include "fmt/xml_reader.h"

enum { XML_SLOTS = 256 };

/* An element's name. */
struct xml_name {
	const char *local, *prefix, *uri;
};

/* What the teller knows by now. One for all batches of a file, zeroed at first. */
struct xml_writer_state {
	struct xml_name slots[XML_SLOTS];
	long line, column; /* the last place */
};

/* Each adds one event to the batch B. */
void xml_batch_start(struct buf *b, struct xml_writer_state *w, const struct xml_start *start);
void xml_batch_text(struct buf *b, const char *text, size_t len, bool cdata);
void xml_batch_end(struct buf *b, struct xml_writer_state *w, long line, long column, bool empty);
void xml_batch_comment(struct buf *b, const char *text, size_t len);
void xml_batch_fault(struct buf *b, const struct xml_fault *fault);

struct xml_teller;

/* The teller's side, one for all batches of a file. CONSUMER and the lists, as in xml_read, are borrowed. */
struct xml_teller *xml_teller_new(struct xml_consumer *consumer, const struct names *locals, const struct names *namespaces);
void xml_teller_free(struct xml_teller *t);

/* Tells the events of B in their order, names numbered now, until the consumer stops. */
void xml_teller_tell(struct xml_teller *t, const struct buf *b);

#endif
