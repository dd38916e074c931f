/* Work of two threads on one stream: a new thread writes down what it finds, in batches of bytes; the caller's reads them in order.
 *
 *	static void find(void *context, struct relay *r) { while (more(context)) { add(r->batch); if (!relay_wrote(r)) break; } }
 *	static bool use(void *context, struct buf *batch) { ...; return true; }
 *	if (!relay_run(&(struct relay_work){ .context = c, .write = find, .read = use }))
 *		...there is no thread: in turn, then
 *
 * What a batch holds is the two functions' own affair; what goes from one processor's cache to the other's is what it costs, so
 * the fewer bytes the better. No signal comes to the new thread. */
#ifndef BASE_RELAY_H
#define BASE_RELAY_H

#include <stdbool.h>

#include "base/buf.h"

/* The new thread's side. */
struct relay {
	struct buf *batch; /* where to write: what was added so far to this batch; another one after relay_wrote */
};

enum { RELAY_BATCH = 64 * 1024 }; /* bytes: large enough that waking the other thread costs nothing beside them, and small enough to stay
                                   * in a processor's cache together */

struct relay_work {
	void *context;
	void (*write)(void *context, struct relay *r);    /* in the new thread */
	bool (*read)(void *context, struct buf *batch);   /* in the caller's, never an empty one; false: nothing more is wanted */
	bool (*help)(void *context);                      /* in the caller's, while it has nothing to read: does a little of WRITE's work; false:
	                                                   * there is none. NULL: it waits */
};

/* Whether two threads get on faster than one. */
bool relay_is_useful(void);

/* Runs both until WRITE returns and READ has had everything. False when no thread could be made: then nothing was done. */
bool relay_run(const struct relay_work *work);

/* The batch may be read from now on; waits until there is room for another. False when READ wants no more: then what else is written
 * is thrown away. */
bool relay_hand_on(struct relay *r);

/* To be called when something was added: the batch goes once it is large enough. */
static inline bool relay_wrote(struct relay *r)
{
	return r->batch->len < RELAY_BATCH || relay_hand_on(r);
}

#endif
