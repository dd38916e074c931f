/* The reading that finds what is to be corrected. The message goes through the same walk as in validation, and a value that
 * is corrected is corrected before the layers see it. So the sums are those of the corrected items, and the hash layer computes
 * the hash of the corrected message, in one pass and without the file in memory.
 *
 * That works because in a schema's order everything a total depends on stands before it. Where a guide is not in that
 * order, its end shows that a total was computed too early: the file is read again, and that guide is left alone. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "fmt/money.h"
#include "tiss/fix.h"
#include "tiss/fix_total.h"
#include "tiss/hash_layer.h"
#include "tiss/limits_layer.h"
#include "tiss/prologue.h"
#include "tiss/schema_layer.h"
#include "tiss/schema_store.h"

struct fixer {
	struct fix_options options;
	struct vocabulary vocabulary;
	struct schema_store *store;
	struct schema *fixed;        /* the schema that the user chose, or NULL */
	struct operator_book *book;
	struct report report;        /* its findings go nowhere */
	struct prologue prologue;
	struct walk walk;
	struct schema_layer schema_layer;
	struct hash_layer hash_layer;
	struct limits_layer limits_layer;
	struct rules_layer rules_layer;
	struct guides guides;
	struct xml_consumer consumer;
	struct error error;          /* met on the way */
	struct fix_plan *plan;
	uint64_t tags;               /* start tags so far */
	struct buf old;              /* the value as it was */
	int64_t corrected[FIELD_COUNT]; /* totals of this guide, and that of this item, which were computed … */
	bool is_corrected[FIELD_COUNT]; /* … and may turn out to have been computed too early */
	bool guide_spoilt;
	uint64_t *spoilt;            /* the guides to be left alone, by their ordinals, rising */
	size_t nspoilt, spoilt_cap;
	bool again;                  /* there are new ones */
	long signature_line;         /* 0: not signed */
	bool broken;
	bool misdeclared;            /* the bytes are not in the encoding that is declared */
};

/* ---- values ---- */

static void replace(struct fixer *f, const char *value)
{
	buf_clear(&f->walk.text);
	buf_adds(&f->walk.text, value);
}

/* Same value, though perhaps written otherwise ("100.0"). */
static bool is_amount(const struct buf *text, int64_t amount)
{
	int64_t now;
	return money_parse(buf_str(text), text->len, 2, &now) && now == amount;
}

static bool guide_is_spoilt(const struct fixer *f)
{
	for (size_t i = 0; i < f->nspoilt; i++)
		if (f->spoilt[i] == f->guides.count)
			return true;
	return false;
}

/* The innermost element is a total: it gets the value that is due. */
static bool correct_total(struct fixer *f)
{
	struct walk *w = &f->walk;
	enum field field = fix_total_field(w);
	int64_t due, informed;
	if (field == FIELD_NONE || f->guide_spoilt || !money_parse(buf_str(&w->text), w->text.len, 2, &informed) ||
	    !fix_total_due(w, field, &due))
		return false;
	if (is_amount(&w->text, due))
		return false;
	struct buf text = BUF_INIT;
	money_add(&text, due, 2);
	replace(f, buf_str(&text));
	buf_release(&text);
	f->corrected[field] = due;
	f->is_corrected[field] = true;
	return true;
}

/* The innermost element carries the hash, and the values are complete. */
static bool correct_hash(struct fixer *f)
{
	struct walk *w = &f->walk;
	struct hash_layer *l = &f->hash_layer;
	if (!l->closed || l->carriers != 1 || w->depth != l->carrier_depth || KEY_NAME(walk_node(w)->key) != TERM_hash ||
	    hash_outside(l->hash) != NULL)
		return false;
	const char *text = buf_str(&w->text);
	size_t len = w->text.len;
	while (len > 0 && walk_is_space(text, 1))
		text++, len--;
	while (len > 0 && walk_is_space(text + len - 1, 1))
		len--;
	int variant = hash_variant_of(l->hash, text, len);
	if (variant == HASH_OFFICIAL || (variant >= 0 && variant == l->accepted))
		return false;
	replace(f, l->result);
	return true;
}

static void note_change(struct fixer *f, enum finding_code code)
{
	const struct walk *w = &f->walk;
	const struct node *n = &w->nodes[w->depth];
	struct buf path = BUF_INIT;
	walk_path(w, w->depth, &path);
	struct fix_change c = {
		.tag = f->tags, .code = code, .line = n->value_line, .column = n->value_column, .path = buf_str(&path),
		.guide = buf_str(&f->report.guide), .item = f->report.item, .element = n->local, .old = buf_str(&f->old),
		.new = buf_str(&w->text),
	};
	fix_plan_add(f->plan, &c);
	buf_release(&path);
}

static bool may_change(const struct fixer *f)
{
	const struct walk *w = &f->walk;
	return fix_total_field(w) != FIELD_NONE || KEY_NAME(w->nodes[w->depth].key) == TERM_hash;
}

/* The innermost element ends: what is wrong with its value is put right. */
static void correct_value(struct fixer *f)
{
	struct walk *w = &f->walk;
	const struct fix_set *set = f->options.sets->n > 0 ? fix_sets_match(f->options.sets, w) : NULL;
	if (w->nodes[w->depth].has_children || w->text_long || (set == NULL && !may_change(f)))
		return;
	enum finding_code code = FINDING_FIX_SET;
	buf_clear(&f->old);
	buf_add(&f->old, buf_str(&w->text), w->text.len);
	if (set != NULL)
		replace(f, set->value);
	if (correct_total(f))
		code = FINDING_FIX_TOTAL;
	else if (correct_hash(f))
		code = FINDING_FIX_HASH;
	if (strcmp(buf_str(&f->old), buf_str(&w->text)) != 0)
		note_change(f, code);
}

/* ---- totals that were computed too early ---- */

static void leave_guide_alone(struct fixer *f)
{
	if (f->guide_spoilt)
		return;
	if (f->nspoilt == f->spoilt_cap) {
		f->spoilt_cap = f->spoilt_cap > 0 ? f->spoilt_cap * 2 : 16;
		f->spoilt = mem_grow(f->spoilt, f->spoilt_cap, sizeof *f->spoilt);
	}
	f->spoilt[f->nspoilt++] = f->guides.count;
	f->guide_spoilt = f->again = true;
}

static void check_again(struct fixer *f, enum field field)
{
	int64_t due;
	if (!f->is_corrected[field])
		return;
	f->is_corrected[field] = false;
	if (!fix_total_due(&f->walk, field, &due) || due != f->corrected[field])
		leave_guide_alone(f);
}

/* ---- events ---- */

/* Elements that hold an XML signature: ds:Signature itself, and ANS's assinaturaDigital and assinaturaDigitalGuia around one. */
static bool is_signature(const struct xml_start *start)
{
	return strcmp(start->local, "Signature") == 0 || strncmp(start->local, "assinaturaDigital", strlen("assinaturaDigital")) == 0;
}

static void on_start(void *context, const struct xml_start *start)
{
	struct fixer *f = context;
	f->tags++;
	if (is_signature(start)) {
		f->signature_line = start->line;
		f->consumer.stop = true;
		return;
	}
	walk_start(&f->walk, start);
	if (f->walk.depth == f->guides.guide_depth) {
		memset(f->is_corrected, 0, sizeof f->is_corrected);
		f->guide_spoilt = f->nspoilt > 0 && guide_is_spoilt(f);
	}
}

static void on_text(void *context, const char *text, size_t len, bool cdata)
{
	struct fixer *f = context;
	walk_text(&f->walk, text, len, cdata);
}

static void on_end(void *context, long line, long column, bool empty)
{
	struct fixer *f = context;
	struct walk *w = &f->walk;
	correct_value(f);
	if (w->depth == f->guides.item_depth)
		check_again(f, FIELD_VALOR_TOTAL);
	if (w->depth == f->guides.guide_depth)
		for (enum field field = 0; field < FIELD_COUNT; field++)
			check_again(f, field);
	walk_end(w, line, column, empty);
}

static void on_fault(void *context, const struct xml_fault *fault)
{
	struct fixer *f = context;
	bool note = fault->kind == XML_FAULT_DISGUISED || fault->kind == XML_FAULT_CONTROL;
	f->broken = f->broken || !note;
	f->misdeclared = f->misdeclared || fault->kind == XML_FAULT_DISGUISED || fault->kind == XML_FAULT_NOT_UTF8 ||
	                 fault->kind == XML_FAULT_BOM;
}

/* ---- the version ---- */

static void head_start(void *context, const struct xml_start *start)
{
	struct fixer *f = context;
	prologue_start(&f->prologue, start);
	f->consumer.stop = f->prologue.verdict != PROLOGUE_OPEN;
}

static void head_text(void *context, const char *text, size_t len, bool cdata)
{
	struct fixer *f = context;
	prologue_text(&f->prologue, text, len, cdata);
}

static void head_end(void *context, long line, long column, bool empty)
{
	struct fixer *f = context;
	prologue_end(&f->prologue, line, column, empty);
	f->consumer.stop = f->prologue.verdict != PROLOGUE_OPEN;
}

/* Reads the file as far as f->consumer wants it. */
static int read_file(struct fixer *f, const struct fix_input *in, struct error *err)
{
	struct fix_plan declaration = { .splice = f->plan->splice };
	struct fix_stream stream;
	uint64_t size;
	if (fix_input_rewind(in, err) != 0)
		return -1;
	struct xml_source source = fix_stream_open(&stream, in, &declaration, NULL);
	int result = xml_read(source, in->name, f->vocabulary.names, f->vocabulary.namespaces, &f->consumer, &size, err);
	fix_stream_close(&stream);
	return result;
}

/* The schema of the message, for the indexes in its paths; NULL when its version is not known. */
static int find_schema(struct fixer *f, const struct fix_input *in, struct schema **schema, struct error *err)
{
	struct prologue *p = &f->prologue;
	*schema = f->fixed;
	if (f->fixed != NULL)
		return 0;
	prologue_begin(p);
	f->consumer = (struct xml_consumer){ .context = f, .start = head_start, .text = head_text, .end = head_end };
	if (read_file(f, in, err) != 0)
		return -1;
	if (p->verdict == PROLOGUE_VERSION && p->version.len > 0)
		*schema = schema_store_get(f->store, buf_str(&p->version), err);
	else if (p->verdict == PROLOGUE_UNVERSIONED)
		*schema = schema_store_newest(f->store, err);
	prologue_release(p);
	return err->text.len > 0 ? -1 : 0;
}

/* ---- a whole file ---- */

static void begin(struct fixer *f, const char *name, struct schema *schema)
{
	report_begin_file(&f->report, name);
	f->report.schema = schema;
	walk_begin(&f->walk, &f->vocabulary, &f->report);
	f->walk.schema = schema;
	schema_layer_begin(&f->schema_layer);
	hash_layer_begin(&f->hash_layer);
	limits_layer_begin(&f->limits_layer);
	guides_begin(&f->guides);
	rules_layer_begin(&f->rules_layer);
	fix_sets_begin(f->options.sets);
	f->consumer = (struct xml_consumer){ .context = f, .start = on_start, .text = on_text, .end = on_end, .fault = on_fault };
	f->tags = 0;
	f->signature_line = 0;
	f->broken = f->misdeclared = f->again = f->guide_spoilt = false;
	memset(f->is_corrected, 0, sizeof f->is_corrected);
}

static int read_message(struct fixer *f, const struct fix_input *in, struct schema *schema, struct error *err)
{
	begin(f, in->name, schema);
	int result = read_file(f, in, err);
	report_end_file(&f->report);
	if (result == 0 && schema != NULL && schema->damage.text.len > 0)
		result = error_set(err, "%s", buf_str(&schema->damage.text));
	if (result == 0 && f->error.text.len > 0)
		result = error_set(err, "%s", buf_str(&f->error.text));
	buf_clear(&f->error.text);
	return result;
}

/* What the reading forbids. */
static int judge(const struct fixer *f, const struct fix_input *in, struct error *err)
{
	if (f->signature_line > 0)
		return error_set(err, "%s: a mensagem tem assinatura digital (linha %ld), que uma correção invalidaria: "
		                 "corrija no sistema de origem e assine de novo", in->name, f->signature_line);
	return f->broken ? 0 : fix_sets_check(f->options.sets, in->name, err);
}

/* Reads the message until its totals are right or left alone: once, or once more. */
static int find_changes(struct fixer *f, const struct fix_input *in, struct error *err)
{
	struct schema *schema;
	size_t declared = f->plan->n; /* changes of the declaration */
	f->nspoilt = 0;
	if (find_schema(f, in, &schema, err) != 0)
		return -1;
	do {
		f->plan->n = declared;
		f->plan->nedits = 0;
		if (read_message(f, in, schema, err) != 0)
			return -1;
	} while (f->again && !f->broken && f->signature_line == 0);
	return 0;
}

/* Hardly any file declares the wrong encoding, so that is looked into when the reading has shown it. */
int fixer_plan(struct fixer *f, const struct fix_input *in, struct fix_plan *plan, struct error *err)
{
	f->plan = plan;
	if (fix_encoding_read(in, plan, err) != 0 || find_changes(f, in, err) != 0)
		return -1;
	if (f->misdeclared) {
		plan->n = plan->nedits = 0;
		if (fix_encoding_plan(in, plan, err) != 0 || (plan->splice.text != NULL && find_changes(f, in, err) != 0))
			return -1;
	}
	plan->broken = f->broken;
	return judge(f, in, err);
}

/* ---- the fixer ---- */

static void ignore_finding(void *context, const struct finding *finding)
{
	(void)context;
	(void)finding;
}

static int choose_schema(struct fixer *f, struct error *err)
{
	if (f->options.schema_file != NULL)
		f->fixed = schema_store_add(f->store, f->options.schema_file, err);
	else if (f->options.version != NULL)
		f->fixed = schema_store_get(f->store, f->options.version, err);
	return err->text.len > 0 ? -1 : 0;
}

struct fixer *fixer_new(const struct fix_options *options, struct error *err)
{
	struct fixer *f = mem_zero(1, sizeof *f);
	struct limits limits = LIMITS_OF_THE_NORM;
	struct operator_options profile = { .profile = options->operator->profile, .csv = options->operator->csv };
	profile.csv.warn = NULL; /* whoever validates says it */
	f->options = *options;
	vocabulary_init(&f->vocabulary);
	f->store = schema_store_open(&f->vocabulary, false);
	report_init(&f->report, ignore_finding, NULL, 0);
	schema_layer_init(&f->schema_layer, true);
	hash_layer_init(&f->hash_layer, true);
	limits_layer_init(&f->limits_layer, false, limits);
	guides_init(&f->guides, &f->vocabulary);
	f->book = operator_book_open(&profile, err);
	rules_layer_init(&f->rules_layer, &f->vocabulary, false, false, f->book, &f->error);
	f->walk.schema_layer = &f->schema_layer;
	f->walk.hash_layer = &f->hash_layer;
	f->walk.limits_layer = &f->limits_layer;
	f->walk.guides = &f->guides;
	f->walk.rules_layer = &f->rules_layer;
	if (f->book == NULL || choose_schema(f, err) != 0) {
		fixer_free(f);
		return NULL;
	}
	return f;
}

void fixer_free(struct fixer *f)
{
	if (f == NULL)
		return;
	walk_release(&f->walk);
	schema_layer_release(&f->schema_layer);
	hash_layer_release(&f->hash_layer);
	limits_layer_release(&f->limits_layer);
	guides_release(&f->guides);
	rules_layer_release(&f->rules_layer);
	report_release(&f->report);
	operator_book_free(f->book);
	error_release(&f->error);
	buf_release(&f->old);
	free(f->spoilt);
	schema_store_free(f->store);
	vocabulary_release(&f->vocabulary);
	free(f);
}
