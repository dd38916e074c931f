/* The reading that finds what is to be corrected. The message goes through the same walk as in validation, and a value that
 * is corrected is corrected before the layers see it. So the sums are those of the corrected items, and the hash layer computes
 * the hash of the corrected message, in one pass and with no more than a guide in memory.
 *
 * What a total should be is known when its item or guide ends. Until then it is pending, and the hash waits (fix/fix_hold.h). */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "fix/fix.h"
#include "fix/fix_hold.h"
#include "fix/fix_total.h"
#include "fmt/money.h"
#include "tiss/layers.h"
#include "tiss/prologue.h"

enum { PENDING_MAX = 64 }; /* totals of one guide: no schema has half as many */

/* A total whose item or guide has not ended yet. */
struct pending {
	enum field field;
	uint64_t tag;
	size_t held;                  /* its number in the hold */
	uint32_t line, column;
	int64_t informed;
	char old[FIELD_TEXT_MAX + 1]; /* as it stands in the file */
	const char *set;              /* what it was set to by hand, or NULL */
};

struct fixer {
	struct fix_options options;
	struct layers layers;
	struct schema *fixed;        /* the schema that the user chose, or NULL */
	struct prologue prologue;
	struct xml_consumer consumer;
	struct fix_plan *plan;
	uint64_t tags;               /* start tags so far */
	struct buf old;              /* the value as it was */
	struct fix_hold hold;
	struct pending pending[PENDING_MAX];
	size_t npending;
	bool given_up;               /* this guide's totals stay as they are */
	long signature_line;         /* 0: not signed */
	bool broken;
	bool misdeclared;            /* the bytes are not in the encoding that is declared */
};

/* ---- values ---- */

static void replace(struct fixer *f, const char *value)
{
	buf_clear(&f->layers.walk.text);
	buf_adds(&f->layers.walk.text, value);
}

/* The innermost element carries the hash, and the values are complete. */
static bool correct_hash(struct fixer *f)
{
	struct walk *w = &f->layers.walk;
	struct hash_layer *l = &f->layers.hash;
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
	const struct walk *w = &f->layers.walk;
	const struct node *n = &w->nodes[w->depth];
	struct buf path = BUF_INIT;
	walk_path(w, w->depth, &path);
	struct fix_change c = {
		.tag = f->tags, .code = code, .line = n->value_line, .column = n->value_column, .path = buf_str(&path),
		.guide = buf_str(&f->layers.report.guide), .item = f->layers.report.item, .element = n->local, .old = buf_str(&f->old),
		.new = buf_str(&w->text),
	};
	fix_plan_add(f->plan, &c);
	buf_release(&path);
}

/* ---- totals ---- */

/* The innermost element is FIELD, a total that can be read: what it should be is decided when its item or guide ends. */
static bool leave_pending(struct fixer *f, enum field field)
{
	struct walk *w = &f->layers.walk;
	int64_t informed;
	if (field == FIELD_NONE || f->given_up || f->npending == PENDING_MAX || f->old.len > FIELD_TEXT_MAX ||
	    w->text.len > FIELD_TEXT_MAX || !money_parse(buf_str(&w->text), w->text.len, 2, &informed))
		return false;
	struct pending *p = &f->pending[f->npending++];
	fix_hold_begin(&f->hold);
	*p = (struct pending){
		.field = field, .tag = f->tags, .held = f->hold.n, .informed = informed,
		.line = walk_node(w)->value_line, .column = walk_node(w)->value_column,
	};
	memcpy(p->old, buf_str(&f->old), f->old.len);
	return true;
}

/* What the rules layer knows of P, and is going to sum. */
static struct field_value *value_of(struct fixer *f, const struct pending *p)
{
	struct rules_layer *l = &f->layers.rules;
	return p->field == FIELD_VALOR_TOTAL ? &l->item[p->field] : &l->guide[p->field];
}

/* Notes that P now has the text NEW. */
static void note_total(struct fixer *f, const struct pending *p, const char *new, enum finding_code code)
{
	const struct field_value *v = value_of(f, p);
	struct buf path = BUF_INIT;
	walk_path(&f->layers.walk, p->field == FIELD_VALOR_TOTAL ? f->layers.guides.item_depth : f->layers.guides.guide_depth, &path);
	for (uint8_t i = 0; i < v->nsteps; i++)
		buf_addf(&path, "/%s", v->steps[i]);
	struct fix_change c = {
		.tag = p->tag, .code = code, .line = p->line, .column = p->column, .path = buf_str(&path),
		.guide = buf_str(&f->layers.report.guide), .item = p->field == FIELD_VALOR_TOTAL ? f->layers.report.item : 0,
		.element = v->nsteps > 0 ? v->steps[v->nsteps - 1] : "", .old = p->old, .new = new,
	};
	fix_plan_add(f->plan, &c);
	buf_release(&path);
}

/* The item or guide of P ends. */
static void decide(struct fixer *f, const struct pending *p)
{
	struct field_value *v = value_of(f, p);
	int64_t due;
	if (!fix_total_due(&f->layers.walk, p->field, &due) || due == p->informed) {
		if (p->set != NULL)
			note_total(f, p, p->set, FINDING_FIX_SET);
		return;
	}
	struct buf text = BUF_INIT;
	money_add(&text, due, 2);
	fix_hold_replace(&f->hold, p->held, buf_str(&text));
	note_total(f, p, buf_str(&text), FINDING_FIX_TOTAL);
	v->len = (uint8_t)text.len; /* 20 digits, a sign and a point at most */
	memcpy(v->text, buf_str(&text), text.len + 1);
	buf_release(&text);
}

/* The totals of the item, or of the guide, that ends. */
static void decide_pending(struct fixer *f, bool of_item)
{
	size_t left = 0;
	for (size_t i = 0; i < f->npending; i++) {
		const struct pending *p = &f->pending[i];
		if ((p->field == FIELD_VALOR_TOTAL) == of_item)
			decide(f, p);
		else
			f->pending[left++] = *p;
	}
	f->npending = left;
}

/* A text too long to be held back is coming, which no guide has: what is pending stays as it is. */
static void give_up(struct fixer *f)
{
	for (size_t i = 0; i < f->npending; i++)
		if (f->pending[i].set != NULL)
			note_total(f, &f->pending[i], f->pending[i].set, FINDING_FIX_SET);
	f->npending = 0;
	f->given_up = true;
	fix_hold_end(&f->hold);
}

/* ---- values ---- */

/* The innermost element ends: what is wrong with its value is put right. */
static void correct_value(struct fixer *f)
{
	struct walk *w = &f->layers.walk;
	const struct node *n = walk_node(w);
	const struct fix_set *set = f->options.sets->n > 0 ? fix_sets_match(f->options.sets, w) : NULL;
	enum field total = fix_total_field(w);
	if (n->has_children || w->text_long || (set == NULL && total == FIELD_NONE && KEY_NAME(n->key) != TERM_hash))
		return;
	enum finding_code code = FINDING_FIX_SET;
	buf_clear(&f->old);
	buf_add(&f->old, buf_str(&w->text), w->text.len);
	if (set != NULL)
		replace(f, set->value);
	if (leave_pending(f, total)) {
		bool set_anew = set != NULL && strcmp(buf_str(&f->old), buf_str(&w->text)) != 0;
		f->pending[f->npending - 1].set = set_anew ? set->value : NULL;
		return;
	}
	if (correct_hash(f))
		code = FINDING_FIX_HASH;
	if (strcmp(buf_str(&f->old), buf_str(&w->text)) != 0)
		note_change(f, code);
}

/* Text of the innermost element that the hash layer would take now, were it not held back. */
static void hold_text(struct fixer *f, bool is_value)
{
	const struct walk *w = &f->layers.walk;
	if (f->hold.on && !w->text_long && w->text.len > 0 && (is_value || !walk_is_space(buf_str(&w->text), w->text.len)))
		fix_hold_value(&f->hold, buf_str(&w->text), w->text.len);
}

/* ---- events ---- */

/* Elements that hold an XML signature: ds:Signature itself, and ANS's assinaturaDigital and assinaturaDigitalGuia around one. */
static bool is_signature(const struct xml_start *start)
{
	switch (start->local[0]) {
	case 'S': return strcmp(start->local, "Signature") == 0;
	case 'a': return strncmp(start->local, "assinaturaDigital", strlen("assinaturaDigital")) == 0;
	default: return false;
	}
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
	hold_text(f, false);
	walk_start(&f->layers.walk, start);
	if (f->layers.walk.depth == f->layers.guides.guide_depth)
		f->given_up = false;
}

static void on_text(void *context, const char *text, size_t len, bool cdata)
{
	struct fixer *f = context;
	if (f->hold.on && !f->layers.walk.text_long && f->layers.walk.text.len + len > SIMPLE_VALUE_MAX)
		give_up(f);
	walk_text(&f->layers.walk, text, len, cdata);
}

static void on_end(void *context, long line, long column, bool empty)
{
	struct fixer *f = context;
	struct walk *w = &f->layers.walk;
	struct node *n = walk_node(w);
	correct_value(f);
	hold_text(f, !n->has_children);
	if (f->npending > 0 && w->depth == f->layers.guides.item_depth)
		decide_pending(f, true);
	if (f->npending > 0 && w->depth == f->layers.guides.guide_depth)
		decide_pending(f, false);
	if (!n->has_children)
		n->check = NODE_SKIPPED; /* its value is judged when the corrected message is validated */
	walk_end(w, line, column, empty);
	if (f->npending == 0)
		fix_hold_end(&f->hold);
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
	const struct vocabulary *v = &f->layers.vocabulary;
	int result = xml_read(source, in->name, v->names, v->namespaces, &f->consumer, &size, err);
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
	f->consumer = (struct xml_consumer){ .context = f, .start = head_start, .text = head_text, .end = head_end, .brief = true };
	if (read_file(f, in, err) != 0)
		return -1;
	if (p->verdict == PROLOGUE_VERSION && p->version.len > 0)
		*schema = schema_store_get(f->layers.store, buf_str(&p->version), err);
	else if (p->verdict == PROLOGUE_UNVERSIONED)
		*schema = schema_store_newest(f->layers.store, err);
	prologue_release(p);
	return err->text.len > 0 ? -1 : 0;
}

/* ---- a whole file ---- */

static void begin(struct fixer *f, const char *name, struct schema *schema)
{
	layers_begin(&f->layers, name, schema);
	fix_sets_begin(f->options.sets);
	f->consumer = (struct xml_consumer){ .context = f, .start = on_start, .text = on_text, .end = on_end, .fault = on_fault };
	f->tags = 0;
	f->signature_line = 0;
	f->broken = f->misdeclared = f->given_up = false;
	f->npending = 0;
	f->hold.on = false;
}

static int read_message(struct fixer *f, const struct fix_input *in, struct error *err)
{
	struct schema *schema;
	if (find_schema(f, in, &schema, err) != 0)
		return -1;
	begin(f, in->name, schema);
	int result = read_file(f, in, err);
	report_end_file(&f->layers.report);
	if (result == 0 && schema != NULL && schema->damage.text.len > 0)
		result = error_set(err, "%s", buf_str(&schema->damage.text));
	if (result == 0 && f->layers.error.text.len > 0)
		result = error_set(err, "%s", buf_str(&f->layers.error.text));
	buf_clear(&f->layers.error.text);
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

/* Hardly any file declares the wrong encoding, so that is looked into when the reading has shown it. */
int fixer_plan(struct fixer *f, const struct fix_input *in, struct fix_plan *plan, struct error *err)
{
	f->plan = plan;
	if (fix_head_read(in, plan, err) != 0 || read_message(f, in, err) != 0)
		return -1;
	if (f->misdeclared) {
		plan->n = plan->nedits = 0;
		if (fix_encoding_plan(in, plan, err) != 0 || (plan->splice.text != NULL && read_message(f, in, err) != 0))
			return -1;
	}
	plan->broken = f->broken;
	fix_plan_sort(plan);
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
		f->fixed = schema_store_add(f->layers.store, f->options.schema_file, err);
	else if (f->options.version != NULL)
		f->fixed = schema_store_get(f->layers.store, f->options.version, err);
	return err->text.len > 0 ? -1 : 0;
}

struct fixer *fixer_new(const struct fix_options *options, struct error *err)
{
	struct fixer *f = mem_zero(1, sizeof *f);
	struct operator_options profile = { .profile = options->operator->profile, .csv = options->operator->csv };
	profile.csv.warn = NULL; /* whoever validates says it */
	f->options = *options;
	const struct layers_options layers = {
		1u << LAYER_SCHEMA | 1u << LAYER_HASH, 0, ignore_finding, NULL, LIMITS_OF_THE_NORM, &profile
	};
	f->hold.layer = &f->layers.hash;
	if (layers_init(&f->layers, &layers, err) != 0 || choose_schema(f, err) != 0) {
		fixer_free(f);
		return NULL;
	}
	return f;
}

void fixer_free(struct fixer *f)
{
	if (f == NULL)
		return;
	layers_release(&f->layers);
	buf_release(&f->old);
	fix_hold_release(&f->hold);
	free(f);
}
