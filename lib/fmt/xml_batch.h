/* Events of a file, written down in one thread and told in another.
 *
 * A batch holds copies of what is only lent to a consumer (text, values, comments); names stay the parser's, which keeps them
 * until the end of the file. The fewer bytes an event takes, the fewer go from one processor to the other: so a name is written
 * down once, with a slot, and the slot stands for it until another name takes it. */
#ifndef FMT_XML_BATCH_H
#define FMT_XML_BATCH_H

#include "base/relay.h"
#include "fmt/xml_reader.h"

enum { XML_SLOTS = 256 };

/* An element's name. */
struct xml_name {
	const char *local, *prefix, *uri;
};

/* Writes down what it is told. One for a file; private but for CONSUMER. */
struct xml_recorder {
	struct xml_consumer consumer;      /* whom a parser is to tell; stops when no more is wanted */
	const struct xml_consumer *listener;
	struct relay *relay;
	/* what the teller knows by now: */
	struct xml_name slots[XML_SLOTS];
	long line;                         /* the last place, and its column. (Not side by side: a compiler would read both at once from a
	                                    * start tag that was written one after the other, and the processor would wait.) */
	size_t open;                       /* where in the batch the last event is written, while it is a start tag that may become a field */
	long column;
};

/* RELAY, which takes what is written, and LISTENER, to whom it is told, are borrowed. RAW goes to it at once. */
void xml_recorder_init(struct xml_recorder *r, struct relay *relay, const struct xml_consumer *listener);

struct xml_teller;

/* The teller's side, one for all batches of a file. CONSUMER and the lists, as in xml_read, are borrowed. */
struct xml_teller *xml_teller_new(struct xml_consumer *consumer, const struct names *locals, const struct names *namespaces);
void xml_teller_free(struct xml_teller *t);

/* Tells the events of B in their order, names numbered now, until the consumer stops. */
void xml_teller_tell(struct xml_teller *t, const struct buf *b);

#endif
