#include "fmt/rows_ahead.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/relay.h"
#include "base/text_ref.h"

/* What goes from thread to thread: a head, and then a row with its texts behind it or a complaint with its NUL. The next head is at a
 * multiple of ALIGN, so that a row can be used where it lies. */
enum { ALIGN = 8 };

struct head {
	uint32_t complaint;  /* 1; 0: a row */
	uint32_t len;        /* of all that follows, with what fills it up */
};

struct rows_ahead {
	const struct rows_work *work;
	struct relay *relay;           /* NULL: all is done in one thread */
	int read_result, take_result;
	struct error read_error, *take_error;
};

static struct text_ref *texts_of(const struct rows_work *w, void *row)
{
	return (void *)((char *)row + w->shape.texts);
}

/* ---- the reading thread ---- */

/* Room for LEN bytes behind a head. */
static char *add(struct buf *b, bool complaint, size_t len)
{
	struct head head = { complaint, (uint32_t)((len + ALIGN - 1) & ~(size_t)(ALIGN - 1)) };
	buf_reserve(b, sizeof head + head.len);
	char *at = b->data + b->len;
	memcpy(at, &head, sizeof head);
	b->len += sizeof head + head.len;
	return at + sizeof head;
}

int rows_ahead_put(struct rows_ahead *a, const void *row, struct error *err)
{
	const struct rows_work *w = a->work;
	if (a->relay == NULL)
		return w->take(w->context, row, err);
	const struct text_ref *texts = (const void *)((const char *)row + w->shape.texts);
	size_t len = w->shape.size;
	for (size_t i = 0; i < w->shape.ntexts; i++)
		len += texts[i].len;
	char *to = add(a->relay->batch, false, len);
	memcpy(to, row, w->shape.size);
	to += w->shape.size;
	for (size_t i = 0; i < w->shape.ntexts; i++) {
		if (texts[i].len > 0)
			memcpy(to, texts[i].text, texts[i].len);
		to += texts[i].len;
	}
	return relay_wrote(a->relay) ? 0 : -1;
}

void rows_ahead_complain(struct rows_ahead *a, const char *text)
{
	size_t len = strlen(text) + 1;
	if (a->relay == NULL)
		a->work->complain(a->work->context, text);
	else
		memcpy(add(a->relay->batch, true, len), text, len);
}

static void read_rows(void *context, struct relay *relay)
{
	struct rows_ahead *a = context;
	a->relay = relay;
	a->read_result = a->work->read(a->work->context, a, &a->read_error);
}

/* ---- the using thread ---- */

/* What a batch holds and is not used yet, so far as it was looked at. */
enum { STEP_APART = 2, WINDOW = 16 };

_Static_assert(WINDOW >= STEP_APART * ROWS_LOOKS_MAX, "every step comes before the row is taken");

struct window {
	struct entry {
		char *at;
		bool complaint;
	} entries[WINDOW];
	size_t first, n;
};

/* The one that came AGO entries before the last. */
static struct entry *back(struct window *w, size_t ago)
{
	return &w->entries[(w->first + w->n - 1 - ago) % WINDOW];
}

static void find_texts(const struct rows_work *w, char *row)
{
	struct text_ref *texts = texts_of(w, row);
	const char *at = row + w->shape.size;
	for (size_t i = 0; i < w->shape.ntexts; i++) {
		texts[i].text = at;
		at += texts[i].len;
	}
}

static void use_first(struct rows_ahead *a, struct window *w)
{
	const struct entry *e = &w->entries[w->first];
	const struct rows_work *work = a->work;
	w->first = (w->first + 1) % WINDOW;
	w->n--;
	if (a->take_result != 0)
		return;
	if (e->complaint)
		work->complain(work->context, e->at);
	else
		a->take_result = work->take(work->context, e->at, a->take_error);
}

static void look_ahead(const struct rows_work *work, struct window *w)
{
	for (unsigned step = 0; step < work->looks && step * STEP_APART < w->n; step++) {
		const struct entry *e = back(w, step * STEP_APART);
		if (!e->complaint)
			work->look(work->context, e->at, step);
	}
}

static bool use_batch(void *context, struct buf *batch)
{
	struct rows_ahead *a = context;
	struct window w = { .n = 0 };
	struct head head;
	for (char *at = batch->data, *end = at + batch->len; at < end && a->take_result == 0; at += head.len) {
		memcpy(&head, at, sizeof head);
		at += sizeof head;
		if (w.n == WINDOW)
			use_first(a, &w);
		w.n++;
		*back(&w, 0) = (struct entry){ at, head.complaint != 0 };
		if (!head.complaint)
			find_texts(a->work, at);
		look_ahead(a->work, &w);
	}
	while (w.n > 0)
		use_first(a, &w);
	return a->take_result == 0;
}

int rows_here_run(const struct rows_work *work, struct error *err)
{
	struct rows_ahead a = { .work = work, .take_error = err, .read_error = ERROR_INIT };
	return work->read(work->context, &a, err);
}

int rows_ahead_run(const struct rows_work *work, struct error *err)
{
	struct rows_ahead a = { .work = work, .take_error = err, .read_error = ERROR_INIT };
	if (!relay_is_useful() || !relay_run(&(struct relay_work){ .context = &a, .write = read_rows, .read = use_batch }))
		return rows_here_run(work, err);
	if (a.take_result == 0 && a.read_result != 0)
		error_set(err, "%s", buf_str(&a.read_error.text));
	error_release(&a.read_error);
	return a.take_result != 0 || a.read_result != 0 ? -1 : 0;
}
