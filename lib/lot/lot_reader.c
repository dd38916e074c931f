#include "lot/lot_reader.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "tiss/layers.h"
#include "tiss/prologue.h"

struct lot_reader {
	struct layers layers;
	struct prologue prologue;
	struct xml_consumer consumer;
	/* of the reading */
	struct lot_head *head;
	struct lot_listener *listener;
	bool in_guides;             /* the head: the next element is a guide */
	bool all, broken;
};

/* ---- the head ---- */

static const struct guide_kind *guide_of(const struct lot_reader *r, const struct xml_start *start)
{
	for (size_t i = 0; i < r->layers.guides.nkinds; i++)
		if (r->layers.guides.kinds[i].in_lot && KEY_NAME(r->layers.guides.kinds[i].element) == start->name)
			return &r->layers.guides.kinds[i];
	return NULL;
}

/* The lot is below a message that named its version: what the prologue does not look for any more. */
static void head_start(void *context, const struct xml_start *start)
{
	struct lot_reader *r = context;
	if (r->prologue.verdict == PROLOGUE_OPEN) {
		prologue_start(&r->prologue, start);
	} else if (r->in_guides) {
		r->head->guide = guide_of(r, start);
		r->consumer.stop = true;
	} else {
		r->in_guides = start->name == TERM_guiasTISS;
	}
	if (r->prologue.verdict != PROLOGUE_OPEN && r->prologue.verdict != PROLOGUE_VERSION)
		r->consumer.stop = true;
}

static void head_text(void *context, const char *text, size_t len, bool cdata)
{
	struct lot_reader *r = context;
	if (r->prologue.verdict == PROLOGUE_OPEN)
		prologue_text(&r->prologue, text, len, cdata);
}

static void head_end(void *context, long line, long column, bool empty)
{
	struct lot_reader *r = context;
	if (r->prologue.verdict == PROLOGUE_OPEN)
		prologue_end(&r->prologue, line, column, empty);
	r->in_guides = false;
}

static void head_comment(void *context, const char *text, size_t len)
{
	struct lot_reader *r = context;
	if (r->prologue.verdict == PROLOGUE_OPEN)
		prologue_comment(&r->prologue, text, len);
}

int lot_reader_head(struct lot_reader *r, const struct fix_input *in, struct lot_head *head, struct error *err)
{
	uint64_t size;
	*head = (struct lot_head){ NULL, NULL };
	r->head = head;
	r->in_guides = false;
	prologue_begin(&r->prologue);
	r->consumer = (struct xml_consumer){
		.context = r, .start = head_start, .text = head_text, .end = head_end, .comment = head_comment, .brief = true,
	};
	if (fix_input_rewind(in, err) != 0)
		return -1;
	const struct vocabulary *v = &r->layers.vocabulary;
	int result = xml_read(xml_source_fd(&in->fd), in->name, v->names, v->namespaces, &r->consumer, &size, err);
	if (result == 0 && r->prologue.verdict == PROLOGUE_VERSION && r->prologue.version.len > 0)
		head->schema = schema_store_get(r->layers.store, buf_str(&r->prologue.version), err);
	prologue_release(&r->prologue);
	r->prologue = (struct prologue){ .verdict = PROLOGUE_OPEN };
	return result != 0 || err->text.len > 0 ? -1 : 0;
}

/* ---- the message ---- */

static void on_start(void *context, const struct xml_start *start)
{
	struct lot_reader *r = context;
	walk_start(&r->layers.walk, start);
	if (r->listener != NULL && r->listener->start != NULL && !r->consumer.stop)
		r->listener->start(r->listener->context, &r->layers.walk);
	r->consumer.stop = r->consumer.stop || (r->listener != NULL && r->listener->stop);
}

static void on_text(void *context, const char *text, size_t len, bool cdata)
{
	struct lot_reader *r = context;
	walk_text(&r->layers.walk, text, len, cdata);
	if (r->listener != NULL && r->listener->text != NULL && !r->consumer.stop)
		r->listener->text(r->listener->context, text, len);
}

static void on_end(void *context, long line, long column, bool empty)
{
	struct lot_reader *r = context;
	if (r->listener != NULL)
		r->listener->end(r->listener->context, &r->layers.walk);
	walk_end(&r->layers.walk, line, column, empty);
	r->consumer.stop = r->consumer.stop || (r->listener != NULL && r->listener->stop);
}

static void on_fault(void *context, const struct xml_fault *fault)
{
	struct lot_reader *r = context;
	r->broken = r->broken || fault->kind != XML_FAULT_CONTROL;
}

static void on_finding(void *context, const struct finding *f)
{
	struct lot_reader *r = context;
	if (f->severity == FINDING_ERRO && !r->all)
		r->consumer.stop = true;
}

static void begin(struct lot_reader *r, const char *name, struct schema *schema)
{
	layers_begin(&r->layers, name, schema);
	r->consumer = (struct xml_consumer){
		.context = r, .start = on_start, .text = on_text, .end = on_end, .fault = on_fault
	};
	r->broken = false;
}

int lot_reader_run_source(struct lot_reader *r, struct xml_source source, const char *name, const struct lot_head *head,
                          unsigned flags, struct lot_listener *l, struct lot_reading *result, struct error *err)
{
	uint64_t size;
	r->listener = l;
	r->all = (flags & LOT_READ_ALL) != 0;
	r->layers.hash.on = (flags & LOT_READ_HASH) != 0;
	begin(r, name, head->schema);
	const struct vocabulary *v = &r->layers.vocabulary;
	int failed = xml_read(source, name, v->names, v->namespaces, &r->consumer, &size, err);
	report_end_file(&r->layers.report);
	*result = (struct lot_reading){
		.sound = !r->broken && !r->consumer.stop && r->layers.report.errors == 0, .broken = r->broken,
		.guides = r->layers.guides.count, .items = r->layers.guides.items, .amount = r->layers.guides.amount,
	};
	if (r->layers.hash.on && r->layers.hash.closed && hash_outside(r->layers.hash.hash) == NULL)
		memcpy(result->hash, r->layers.hash.result, HASH_HEX);
	if (!failed && head->schema->damage.text.len > 0)
		failed = error_set(err, "%s", buf_str(&head->schema->damage.text));
	return failed;
}

int lot_reader_run(struct lot_reader *r, const struct fix_input *in, const struct lot_head *head, unsigned flags,
                   struct lot_listener *l, struct lot_reading *result, struct error *err)
{
	if (fix_input_rewind(in, err) != 0)
		return -1;
	return lot_reader_run_source(r, xml_source_fd(&in->fd), in->name, head, flags, l, result, err);
}

/* ---- the reader ---- */

struct lot_reader *lot_reader_new(void)
{
	struct lot_reader *r = mem_zero(1, sizeof *r);
	const struct layers_options layers = {
		1u << LAYER_SCHEMA, 1u << LAYER_BYTES | 1u << LAYER_XML | 1u << LAYER_SCHEMA, on_finding, r, LIMITS_OF_THE_NORM, NULL
	};
	layers_init(&r->layers, &layers, NULL); /* without an operator's tables nothing can fail */
	return r;
}

void lot_reader_free(struct lot_reader *r)
{
	if (r == NULL)
		return;
	layers_release(&r->layers);
	prologue_release(&r->prologue);
	free(r);
}
