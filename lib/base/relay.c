#include "base/relay.h"

#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <unistd.h>

#include "base/apart.h"

enum { BATCHES = 4, STACK = 1024 * 1024 };

struct both {
	struct relay relay;               /* the new thread's own */
	const struct relay_work *work;
	struct buf batches[BATCHES];
	pthread_mutex_t mutex;            /* for what follows */
	pthread_cond_t changed;
	size_t written, read;             /* batches so far; those between are the reader's */
	bool ended;                       /* no more are written */
	bool unwanted;                    /* nor read */
	struct apart *apart;              /* the two are */
};

bool relay_is_useful(void)
{
	return sysconf(_SC_NPROCESSORS_ONLN) > 1;
}

/* ---- the new thread ---- */

bool relay_hand_on(struct relay *relay)
{
	struct both *r = (void *)relay; /* its first member */
	pthread_mutex_lock(&r->mutex);
	r->written++;
	pthread_cond_signal(&r->changed);
	while (r->written - r->read == BATCHES)
		pthread_cond_wait(&r->changed, &r->mutex);
	bool wanted = !r->unwanted;
	pthread_mutex_unlock(&r->mutex);
	relay->batch = &r->batches[r->written % BATCHES];
	if (relay->batch->cap > 4 * RELAY_BATCH) /* something huge was in it */
		buf_release(relay->batch);
	buf_clear(relay->batch);
	return wanted;
}

static void *write_all(void *context)
{
	struct both *r = context;
	r->work->write(r->work->context, &r->relay);
	pthread_mutex_lock(&r->mutex);
	r->written++;
	r->ended = true;
	pthread_cond_signal(&r->changed);
	pthread_mutex_unlock(&r->mutex);
	return NULL;
}

/* ---- the caller's thread ---- */

/* Waits with the mutex until there may be a batch to read, and is of use meanwhile. */
static void wait_or_help(struct both *r)
{
	bool (*help)(void *context) = r->work->help;
	bool helped = false;
	if (help != NULL) {
		pthread_mutex_unlock(&r->mutex);
		helped = help(r->work->context);
		pthread_mutex_lock(&r->mutex);
	}
	if (!helped && r->read == r->written && !r->ended)
		pthread_cond_wait(&r->changed, &r->mutex);
}

/* The next batch to read, or NULL at the end. */
static struct buf *next_batch(struct both *r)
{
	pthread_mutex_lock(&r->mutex);
	while (r->read == r->written && !r->ended)
		wait_or_help(r);
	struct buf *b = r->read < r->written ? &r->batches[r->read % BATCHES] : NULL;
	pthread_mutex_unlock(&r->mutex);
	return b;
}

static void give_back(struct both *r, bool wanted)
{
	pthread_mutex_lock(&r->mutex);
	r->read++;
	r->unwanted = !wanted;
	pthread_cond_signal(&r->changed);
	pthread_mutex_unlock(&r->mutex);
}

static void read_all(struct both *r)
{
	bool wanted = true;
	struct buf *b;
	while ((b = next_batch(r)) != NULL) {
		wanted = wanted && (b->len == 0 || r->work->read(r->work->context, b));
		give_back(r, wanted);
	}
}

static bool start(struct both *r, pthread_t *thread)
{
	sigset_t all, before;
	pthread_attr_t attributes;
	sigfillset(&all);
	mallopt(M_ARENA_MAX, 1); /* a thread's own heap takes 64 MiB of addresses, which a limit on memory may not leave */
	pthread_attr_init(&attributes);
	r->apart = apart_begin(&attributes);
	pthread_attr_setstacksize(&attributes, STACK); /* for the same reason */
	pthread_sigmask(SIG_SETMASK, &all, &before);
	bool started = pthread_create(thread, &attributes, write_all, r) == 0;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	pthread_attr_destroy(&attributes);
	return started;
}

bool relay_run(const struct relay_work *work)
{
	struct both r = { .work = work };
	pthread_t thread;
	r.relay.batch = &r.batches[0];
	pthread_mutex_init(&r.mutex, NULL);
	pthread_cond_init(&r.changed, NULL);
	bool started = start(&r, &thread);
	if (started) {
		read_all(&r);
		pthread_join(thread, NULL);
	}
	apart_end(r.apart);
	for (size_t i = 0; i < BATCHES; i++)
		buf_release(&r.batches[i]);
	pthread_cond_destroy(&r.changed);
	pthread_mutex_destroy(&r.mutex);
	return started;
}
