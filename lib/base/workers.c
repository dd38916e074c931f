#include "base/workers.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/spool.h"
#include "base/temp.h"

/* AHEAD: tasks given per worker whose results may wait for an older one's. */
enum { PIECE = 64 * 1024, AHEAD = 16, ATTEMPTS = 3 };

/* Kinds of frames that are ours, not the user's. */
#define KIND_END UINT32_MAX
#define KIND_DIED (UINT32_MAX - 1)

/* What goes through a pipe and lies in a spool: this, then LEN bytes. */
struct frame {
	uint32_t kind, len;
};

struct worker_out {
	int fd;
	struct buf bytes;
};

/* A task whose results were not all taken yet. */
struct task {
	char *text; /* NULL: results of the parent's own */
	bool done;
	struct spool held;
	struct task *next;
};

struct worker {
	pid_t pid; /* 0: there is none */
	int to, from;
	struct task *task; /* NULL: it waits for one */
	struct buf in;     /* bytes of a frame that is not complete */
};

struct workers {
	const struct workers_options *options;
	struct worker *all;
	struct task *first, **end; /* in order */
	size_t waiting;
	struct error error;        /* the first one */
};

/* ---- in the worker ---- */

static void out_flush(struct worker_out *out)
{
	if (out->bytes.len > 0 && temp_write(out->fd, out->bytes.data, out->bytes.len) != 0)
		_exit(2); /* nobody wants it any more */
	buf_clear(&out->bytes);
}

void worker_put(struct worker_out *out, unsigned kind, const void *bytes, size_t len)
{
	struct frame f = { kind, (uint32_t)len };
	buf_add(&out->bytes, &f, sizeof f);
	buf_add(&out->bytes, bytes, len);
	if (out->bytes.len >= PIECE)
		out_flush(out);
}

/* Reads N bytes; false at the end of the pipe. */
static bool in_read(int fd, void *bytes, size_t n)
{
	for (char *p = bytes; n > 0;) {
		ssize_t got = read(fd, p, n);
		if (got == 0 || (got < 0 && errno != EINTR))
			return false;
		if (got > 0) {
			p += got;
			n -= (size_t)got;
		}
	}
	return true;
}

static void serve(const struct workers_options *o, int in, int to_parent)
{
	struct worker_out out = { to_parent, BUF_INIT };
	uint32_t len;
	while (in_read(in, &len, sizeof len)) {
		char *task = mem_zero((size_t)len + 1, 1);
		if (in_read(in, task, len)) {
			o->run(o->context, task, &out);
			worker_put(&out, KIND_END, "", 0);
			out_flush(&out);
		}
		free(task);
	}
	buf_release(&out.bytes);
	_exit(0);
}

/* ---- making and ending workers ---- */

static void worker_close(struct worker *k)
{
	close(k->to);
	close(k->from);
	buf_release(&k->in);
	*k = (struct worker){ .pid = 0 };
}

/* In a new worker: the pipes of the others would keep them from seeing their end. */
static void close_others(struct workers *w)
{
	for (unsigned i = 0; i < w->options->count; i++)
		if (w->all[i].pid != 0) {
			close(w->all[i].to);
			close(w->all[i].from);
		}
}

static int worker_start(struct workers *w, struct worker *k, struct error *err)
{
	int to[2], from[2];
	if (pipe(to) != 0)
		return error_sys(err, errno, "processos auxiliares");
	if (pipe(from) != 0) {
		error_sys(err, errno, "processos auxiliares");
		close(to[0]);
		close(to[1]);
		return -1;
	}
	pid_t pid = fork();
	if (pid == 0) {
		close_others(w);
		close(to[1]);
		close(from[0]);
		serve(w->options, to[0], from[1]);
	}
	close(to[0]);
	close(from[1]);
	*k = (struct worker){ .pid = pid, .to = to[1], .from = from[0] };
	if (pid > 0)
		return 0;
	error_sys(err, errno, "processos auxiliares");
	worker_close(k);
	return -1;
}

/* Waits for the end of a worker that has ended or is about to; the signal that ended it, or 0. */
static int worker_reap(struct worker *k)
{
	int status = 0;
	while (waitpid(k->pid, &status, 0) < 0 && errno == EINTR)
		;
	worker_close(k);
	return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

/* ---- results ---- */

static void task_result(struct workers *w, struct task *t, const struct frame *f, const char *bytes)
{
	const struct workers_options *o = w->options;
	int signal_number = 0;
	if (f->kind == KIND_DIED) {
		memcpy(&signal_number, bytes, sizeof signal_number);
		o->died(o->context, t->text, signal_number);
	} else {
		o->take(o->context, f->kind, bytes, f->len);
	}
}

/* Takes the complete frames at the start of IN. */
static void take_frames(struct workers *w, struct task *t, struct buf *in)
{
	size_t at = 0;
	struct frame f;
	while (in->len - at >= sizeof f) {
		memcpy(&f, in->data + at, sizeof f);
		if (in->len - at - sizeof f < f.len)
			break;
		const char *bytes = in->data + at + sizeof f;
		at += sizeof f + f.len;
		if (f.kind == KIND_END)
			t->done = true;
		else if (t == w->first)
			task_result(w, t, &f, bytes);
		else
			spool_write(&t->held, bytes - sizeof f, sizeof f + f.len);
	}
	in->len -= at;
	if (at > 0)
		memmove(in->data, in->data + at, in->len);
}

/* Takes what was held back of the task that is now the oldest. */
static void take_held(struct workers *w)
{
	struct task *t = w->first;
	struct buf bytes = BUF_INIT;
	struct frame f;
	int got = t->held.size > 0 ? spool_rewind(&t->held, &w->error) : -1;
	while (got >= 0 && (got = spool_read(&t->held, &f, sizeof f, &w->error)) > 0) {
		buf_reserve(&bytes, f.len);
		got = spool_read(&t->held, bytes.data, f.len, &w->error);
		if (got > 0 || f.len == 0)
			task_result(w, t, &f, bytes.data);
	}
	buf_release(&bytes);
	spool_release(&t->held);
}

/* The oldest task goes. */
static void task_free(struct workers *w)
{
	struct task *t = w->first;
	w->first = t->next;
	w->waiting--;
	if (w->first == NULL)
		w->end = &w->first;
	spool_release(&t->held);
	free(t->text);
	free(t);
}

/* The oldest task is over: the next one's held results go out, and so on. */
static void advance(struct workers *w)
{
	while (w->first != NULL && w->first->done && w->error.text.len == 0) {
		task_free(w);
		if (w->first != NULL)
			take_held(w);
	}
}

static struct task *task_add(struct workers *w, const char *text)
{
	struct task *t = mem_zero(1, sizeof *t);
	t->text = text != NULL ? mem_dup(text) : NULL;
	t->held = (struct spool)SPOOL_INIT;
	*w->end = t;
	w->end = &t->next;
	w->waiting++;
	return t;
}

static void worker_died(struct workers *w, struct worker *k)
{
	struct task *t = k->task;
	int number = worker_reap(k);
	struct frame f = { KIND_DIED, sizeof number };
	struct buf in = BUF_INIT;
	buf_add(&in, &f, sizeof f);
	buf_add(&in, &number, sizeof number);
	take_frames(w, t, &in);
	buf_release(&in);
	t->done = true;
}

/* A worker has something to say: it is read, or found dead. */
static void worker_read(struct workers *w, struct worker *k)
{
	buf_reserve(&k->in, PIECE);
	ssize_t n = read(k->from, k->in.data + k->in.len, PIECE);
	if (n < 0 && errno == EINTR)
		return;
	if (n <= 0) {
		worker_died(w, k);
	} else {
		k->in.len += (size_t)n;
		take_frames(w, k->task, &k->in);
		if (k->task->done)
			k->task = NULL;
	}
	advance(w);
}

/* Reads what workers have to say, waiting for one of them if WAIT. */
static void listen(struct workers *w, bool wait)
{
	unsigned count = w->options->count, n = 0;
	struct pollfd *polled = mem_array(count, sizeof *polled);
	struct worker **who = mem_array(count, sizeof *who);
	for (unsigned i = 0; i < count; i++)
		if (w->all[i].task != NULL) {
			who[n] = &w->all[i];
			polled[n++] = (struct pollfd){ .fd = w->all[i].from, .events = POLLIN };
		}
	if (n > 0 && poll(polled, n, wait ? -1 : 0) > 0)
		for (unsigned i = 0; i < n; i++)
			if (polled[i].revents != 0)
				worker_read(w, who[i]);
	free(polled);
	free(who);
}

static bool is_stopped(const struct workers *w)
{
	return w->error.text.len > 0 || w->options->stopped(w->options->context);
}

static int result_of(const struct workers *w, struct error *err)
{
	return w->error.text.len > 0 ? error_set(err, "%s", buf_str(&w->error.text)) : 0;
}

/* ---- giving tasks ---- */

/* A worker that waits for a task: one that is there, or a new one. NULL when all are busy. */
static struct worker *worker_idle(struct workers *w)
{
	struct worker *room = NULL;
	bool any = false;
	for (unsigned i = 0; i < w->options->count; i++) {
		struct worker *k = &w->all[i];
		if (k->pid != 0 && k->task == NULL)
			return k;
		any = any || k->pid != 0;
		if (k->pid == 0 && room == NULL)
			room = k;
	}
	if (room == NULL)
		return NULL;
	struct error err = ERROR_INIT;
	int failed = worker_start(w, room, &err);
	if (failed && !any) /* otherwise those that are there do */
		error_set(&w->error, "%s", buf_str(&err.text));
	error_release(&err);
	return failed ? NULL : room;
}

static bool task_send(const struct worker *k, const struct task *t)
{
	uint32_t len = (uint32_t)strlen(t->text);
	return temp_write(k->to, &len, sizeof len) == 0 && temp_write(k->to, t->text, len) == 0;
}

/* Finds a worker that takes T; one that died while it waited is replaced. */
static bool task_begin(struct workers *w, struct task *t)
{
	for (int attempt = 0; attempt < ATTEMPTS;) {
		struct worker *k = worker_idle(w);
		if (k == NULL) {
			if (is_stopped(w))
				return false;
			listen(w, true);
			continue;
		}
		if (task_send(k, t)) {
			k->task = t;
			return true;
		}
		worker_reap(k);
		attempt++;
	}
	error_set(&w->error, "processos auxiliares: terminam antes de começar");
	return false;
}

int workers_give(struct workers *w, const char *task, struct error *err)
{
	while (!is_stopped(w) && w->waiting >= (size_t)w->options->count * AHEAD)
		listen(w, true);
	if (!is_stopped(w))
		task_begin(w, task_add(w, task));
	listen(w, false);
	return result_of(w, err);
}

int workers_put(struct workers *w, unsigned kind, const void *bytes, size_t len, struct error *err)
{
	struct task *t = task_add(w, NULL);
	struct frame f = { kind, (uint32_t)len };
	struct buf in = BUF_INIT;
	buf_add(&in, &f, sizeof f);
	buf_add(&in, bytes, len);
	take_frames(w, t, &in);
	buf_release(&in);
	t->done = true;
	advance(w);
	return result_of(w, err);
}

int workers_finish(struct workers *w, struct error *err)
{
	while (w->first != NULL && !is_stopped(w))
		listen(w, true);
	return result_of(w, err);
}

struct workers *workers_new(const struct workers_options *options)
{
	struct workers *w = mem_zero(1, sizeof *w);
	w->options = options;
	w->all = mem_zero(options->count, sizeof *w->all);
	w->end = &w->first;
	return w;
}

void workers_free(struct workers *w)
{
	for (unsigned i = 0; i < w->options->count; i++) {
		struct worker *k = &w->all[i];
		if (k->pid != 0)
			kill(k->pid, SIGKILL); /* it has nothing to put away */
	}
	for (unsigned i = 0; i < w->options->count; i++)
		if (w->all[i].pid != 0)
			worker_reap(&w->all[i]);
	while (w->first != NULL)
		task_free(w);
	error_release(&w->error);
	free(w->all);
	free(w);
}
