#include "match/rows_ahead.h"

#include <stdint.h>
#include <string.h>

#include "base/relay.h"
#include "bill/authorisations.h"

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

static int use_row(struct rows_ahead *a, char *row)
{
	const struct rows_work *w = a->work;
	struct text_ref *texts = texts_of(w, row);
	const char *at = row + w->shape.size;
	for (size_t i = 0; i < w->shape.ntexts; i++) {
		texts[i].text = at;
		at += texts[i].len;
	}
	return w->take(w->context, row, a->take_error);
}

static bool use_batch(void *context, struct buf *batch)
{
	struct rows_ahead *a = context;
	struct head head;
	for (char *at = batch->data, *end = at + batch->len; at < end && a->take_result == 0; at += head.len) {
		memcpy(&head, at, sizeof head);
		at += sizeof head;
		if (head.complaint)
			a->work->complain(a->work->context, at);
		else
			a->take_result = use_row(a, at);
	}
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
