/* Two threads that wake one another all the time, kept on different processors.
 *
 * On a virtual machine the kernel takes a processor that rests for one that the host has taken away, and wakes a thread
 * on the processor of the one that wakes it; the two then share it for a dozen milliseconds at a time while the other rests. */
#ifndef BASE_APART_H
#define BASE_APART_H

#include <pthread.h>

/* What the caller's thread was allowed before. */
struct apart;

/* Divides the processors that this thread may run on into two halves. It keeps to its own from now on; a thread that is made
 * with ATTRIBUTES keeps to the other. NULL, and nothing is changed, when there is but one, or the system does not let us. */
struct apart *apart_begin(pthread_attr_t *attributes);

/* This thread may run again where it might before. A may be NULL. */
void apart_end(struct apart *a);

#endif
