#include "statement/statement_output.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "base/mem.h"

static int open_document(struct statement_output *o, const char *path, struct error *err)
{
	o->out = (struct output)OUTPUT_INIT;
	if (output_open(&o->out, path, o->format->spooled ? OUTPUT_SPOOL : OUTPUT_STREAM, err) != 0)
		return -1;
	o->render.out = &o->out;
	o->renderer = o->format->open(&o->render, err);
	if (o->renderer != NULL)
		return 0;
	output_abort(&o->out);
	return -1;
}

static int close_document(struct statement_output *o, struct error *err)
{
	if (o->renderer == NULL)
		return 0;
	int failed = o->renderer->close(o->renderer, err);
	o->renderer = NULL;
	if (failed == 0)
		return output_close(&o->out, err);
	output_abort(&o->out);
	return failed < 0 ? -1 : 0; /* what is wrong with the data was told */
}

static void drop_document(struct statement_output *o)
{
	if (o->renderer == NULL)
		return;
	o->renderer->drop(o->renderer);
	o->renderer = NULL;
	output_abort(&o->out);
}

/* ---- each in a file of its own ---- */

/* Adds TEXT with all that could mean something in a path left out. */
static void add_safe(struct buf *name, const char *text)
{
	for (; *text != '\0' && name->len < 100; text++)
		buf_addc(name, (*text >= '0' && *text <= '9') || (*text >= 'A' && *text <= 'Z') || (*text >= 'a' && *text <= 'z') ||
		                       *text == '-' ? *text : '_');
}

/* DIR/REGISTRO-NUMERO.FORMAT, with -2, -3 … behind what was given before. */
static void name_file(struct statement_output *o, const struct statement *s, struct buf *path)
{
	struct buf base = BUF_INIT;
	add_safe(&base, *s->operator_ans != '\0' ? s->operator_ans : "demonstrativo");
	if (*s->number != '\0')
		buf_addc(&base, '-');
	add_safe(&base, s->number);
	struct buf name = BUF_INIT;
	buf_adds(&name, buf_str(&base));
	for (unsigned n = 2; names_find(o->files, name.data, name.len) != 0; n++) {
		buf_clear(&name);
		buf_addf(&name, "%s-%u", buf_str(&base), n);
	}
	names_add(o->files, name.data, name.len);
	buf_addf(path, "%s/%s.%s", o->path, name.data, strcmp(o->format->name, "text") == 0 ? "txt" : o->format->name);
	buf_release(&name);
	buf_release(&base);
}

static void on_begin(void *context, const struct statement *s)
{
	struct statement_output *o = context;
	if (o->failure.text.len > 0)
		return;
	struct buf path = BUF_INIT;
	name_file(o, s, &path);
	if (open_document(o, path.data, &o->failure) == 0)
		o->renderer->sink.begin(o->renderer->sink.context, s);
	buf_release(&path);
}

#define FORWARD(event, type) \
	static void on_##event(void *context, const struct type *told) \
	{ \
		struct statement_output *o = context; \
		if (o->renderer != NULL && o->renderer->sink.event != NULL) \
			o->renderer->sink.event(o->renderer->sink.context, told); \
	}

FORWARD(payment, statement_payment)
FORWARD(protocol, statement_protocol)
FORWARD(guide, statement_guide)
FORWARD(protocol_end, statement_protocol)
FORWARD(payment_end, statement_payment)

static void on_end(void *context, const struct statement *s)
{
	struct statement_output *o = context;
	if (o->renderer == NULL)
		return;
	if (o->renderer->sink.end != NULL)
		o->renderer->sink.end(o->renderer->sink.context, s);
	close_document(o, &o->failure);
}

/* ---- opening and closing ---- */

const struct statement_sink *statement_output_open(struct statement_output *o, struct error *err)
{
	static const struct statement_sink nobody = { .context = NULL };
	if (o->format == NULL)
		return &nobody;
	if (!o->dir)
		return open_document(o, o->path, err) == 0 ? &o->renderer->sink : NULL;
	if (mkdir(o->path, 0700) != 0 && errno != EEXIST) {
		error_sys(err, errno, "%s", o->path);
		return NULL;
	}
	o->files = names_new();
	o->sink = (struct statement_sink){
		.context = o, .begin = on_begin, .payment = on_payment, .protocol = on_protocol, .guide = on_guide,
		.protocol_end = on_protocol_end, .payment_end = on_payment_end, .end = on_end,
	};
	return &o->sink;
}

bool statement_output_failed(const struct statement_output *o)
{
	return o->failure.text.len > 0 || (o->renderer != NULL && output_failed(&o->out));
}

static void release(struct statement_output *o)
{
	names_free(o->files);
	o->files = NULL;
	error_release(&o->failure);
}

int statement_output_close(struct statement_output *o, struct error *err)
{
	int failed = 0;
	if (o->failure.text.len > 0) {
		failed = error_set(err, "%s", buf_str(&o->failure.text));
		drop_document(o);
	} else {
		failed = close_document(o, err);
	}
	release(o);
	return failed;
}

void statement_output_abort(struct statement_output *o)
{
	drop_document(o);
	release(o);
}
