/* Work done by several processes, its results taken in the order of the tasks.
 *
 * A task is a short text. A worker, forked when there is a task for it, runs it and puts results, each of a kind and some
 * bytes, which go to the parent over a pipe. The parent takes those of the oldest task as they come and holds back those of
 * later ones: few in memory, many in an unlinked file (base/spool.h). A worker that dies is replaced; what it left undone is told. */
#ifndef BASE_WORKERS_H
#define BASE_WORKERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

struct workers;
struct worker_out;

struct workers_options {
	unsigned count; /* workers at most */
	void *context;
	/* In a worker: does TASK and puts its results to OUT. Everything CONTEXT points to is the worker's own copy. */
	void (*run)(void *context, const char *task, struct worker_out *out);
	/* In the parent: a result, borrowed until the return. */
	void (*take)(void *context, unsigned kind, const void *bytes, size_t len);
	/* In the parent, behind what TASK had put: its worker ended before it was done, by SIGNAL (0: on its own). */
	void (*died)(void *context, const char *task, int signal);
	/* In the parent: whether the results are of no use any more. */
	bool (*stopped)(void *context);
};

/* OPTIONS are borrowed. Commands ignore SIGPIPE. */
struct workers *workers_new(const struct workers_options *options);

/* Ends the workers, wherever they are in their work. */
void workers_free(struct workers *w);

/* Gives a task, waiting for a worker if need be. 0, or -1 with ERR set when no worker could be made or results could not be held
 * back: then nothing more may be given. Stops early, with 0, when OPTIONS say that it is stopped. */
int workers_give(struct workers *w, const char *task, struct error *err);

/* Puts a result of the parent's own behind those of the tasks given so far. */
int workers_put(struct workers *w, unsigned kind, const void *bytes, size_t len, struct error *err);

/* Waits for all tasks that were given. 0 or -1 as above. */
int workers_finish(struct workers *w, struct error *err);

/* Puts a result. KIND from 0. Used within RUN. */
void worker_put(struct worker_out *out, unsigned kind, const void *bytes, size_t len);

#endif
