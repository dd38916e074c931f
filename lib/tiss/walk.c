#include "tiss/walk.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "tiss/guides.h"
#include "tiss/hash_layer.h"
#include "tiss/limits_layer.h"
#include "tiss/rules_layer.h"
#include "tiss/schema_layer.h"

enum {
	VALUE_MAX = 10000000,  /* a longer text is refused, as libxml2's own tree does */
	SIBLING_NAMES_MAX = 64 /* no type has as many; beyond that indexes are not kept */
};

void walk_begin(struct walk *w, struct vocabulary *vocabulary, struct report *report)
{
	w->vocabulary = vocabulary;
	w->report = report;
	w->schema = NULL;
	w->depth = 0;
	w->message_depth = 0;
	w->kind = MESSAGE_NONE;
	w->ncounts = 0;
	w->after_child = false;
	w->text_long = w->text_cdata = false;
	w->text_size = 0;
	buf_clear(&w->text);
	buf_reserve(&w->text, 256);
	w->nodes[0] = (struct node){ .check = NODE_SKIPPED };
}

void walk_release(struct walk *w)
{
	buf_release(&w->text);
	free(w->counts);
}

bool walk_is_space(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (text[i] != ' ' && text[i] != '\n' && text[i] != '\t' && text[i] != '\r')
			return false;
	return true;
}

enum message_kind walk_kind_of(const char *root)
{
	size_t len = strlen(root);
	if (strcasecmp(root, "mensagemTISS") == 0)
		return MESSAGE_TISS;
	if (strcmp(root, "tissFaultWS") == 0)
		return MESSAGE_FAULT;
	return len > 2 && strcasecmp(root + len - 2, "WS") == 0 ? MESSAGE_WS : MESSAGE_NONE;
}

/* Counts a child KEY of PARENT and returns how many of that name it has now. Only where no schema counts them. */
static uint32_t count_child(struct walk *w, const struct node *parent, element_key key)
{
	if (parent->check == NODE_TYPED)
		return 1;
	size_t i = w->ncounts;
	while (i > parent->counts_from && w->counts[i - 1].key != key)
		i--;
	if (i > parent->counts_from)
		return ++w->counts[i - 1].count;
	if (KEY_NAME(key) == 0 || w->ncounts - parent->counts_from >= SIBLING_NAMES_MAX)
		return 1;
	if (w->ncounts == w->counts_cap) {
		w->counts_cap = w->counts_cap ? w->counts_cap * 2 : 256;
		w->counts = mem_grow(w->counts, w->counts_cap, sizeof *w->counts);
	}
	w->counts[w->ncounts++] = (struct name_count){ key, 1 };
	return 1;
}

static void clear_text(struct walk *w)
{
	w->text.len = 0;
	w->text_long = w->text_cdata = false;
	w->text_size = 0;
}

/* Text that stands beside child elements. White space only separates tags and is no value. */
static void flush_stray_text(struct walk *w)
{
	if (w->text_size == 0 && !w->text_cdata)
		return;
	bool blank = !w->text_long && walk_is_space(buf_str(&w->text), w->text.len);
	if (!blank && !w->text_long)
		hash_layer_value(w, w->text.data, w->text.len);
	if (!blank || w->text_cdata)
		schema_layer_stray_text(w);
	clear_text(w);
}

/* The message is the root, or the first element in a SOAP Body. */
static void find_message(struct walk *w, const struct node *n)
{
	uint32_t ns = KEY_NS(n->key);
	const struct node *parent = &w->nodes[w->depth - 1];
	if (w->depth > 1 && (ns == NS_SOAP11 || ns == NS_SOAP12))
		return; /* a Fault is no message */
	bool soap_root = w->depth == 1 && (ns == NS_SOAP11 || ns == NS_SOAP12) && KEY_NAME(n->key) == TERM_Envelope;
	bool in_body = w->depth == 3 && KEY_NAME(parent->key) == TERM_Body && KEY_NS(parent->key) == KEY_NS(w->nodes[1].key);
	bool soap = KEY_NAME(w->nodes[1].key) == TERM_Envelope && (KEY_NS(w->nodes[1].key) == NS_SOAP11 || KEY_NS(w->nodes[1].key) == NS_SOAP12);
	if ((w->depth == 1 && !soap_root) || (soap && in_body))
		w->message_depth = w->depth;
	if (w->message_depth != 0)
		w->kind = walk_kind_of(n->local);
}

/* N is the element KEY that START begins, and nothing more is known of it. (Field by field: as a whole, a compiler clears it with an
 * instruction that takes longer to get going than all of this.) */
static void open_node(struct node *n, element_key key, const struct xml_start *start)
{
	n->key = key;
	n->line = (uint32_t)start->line;
	n->column = (uint32_t)start->column;
	n->value_line = (uint32_t)start->value_line;
	n->value_column = (uint32_t)start->value_column;
	n->local = start->local;
	n->prefix = start->prefix;
	n->uri = start->uri;
	n->count = 0;
	n->state = 0;
	n->check = NODE_SKIPPED;
	n->has_children = n->repeats = n->foreign_ns = false;
	n->told_text = n->told_child = n->told_repeat = n->told_nil = false;
	n->type = NULL;
	n->content = NULL;
	n->seen = 0;
}

void walk_start(struct walk *w, const struct xml_start *start)
{
	struct node *parent = walk_node(w);
	flush_stray_text(w);
	parent->has_children = true;
	element_key key = KEY(start->ns, start->name);
	uint32_t index = count_child(w, parent, key);
	struct node *n = &w->nodes[++w->depth];
	open_node(n, key, start);
	n->index = index;
	n->counts_from = (uint32_t)w->ncounts;
	w->after_child = false;
	if (w->message_depth == 0)
		find_message(w, n);
	if (w->depth - w->message_depth <= 2)
		hash_layer_start(w);
	schema_layer_start(w, start);
	if (w->message_depth != 0) {
		guides_start(w);
		limits_layer_start(w);
		if (w->rules_layer != NULL)
			rules_layer_start(w);
	}
}

/* The text has outgrown what is kept: from here on it is only measured and hashed. */
static void text_grows_long(struct walk *w)
{
	w->text_long = true;
	w->long_text = (struct simple_long){ 0 };
	simple_long_add(&w->long_text, w->text.data, w->text.len);
	hash_layer_piece(w, w->text.data, w->text.len);
}

void walk_text(struct walk *w, const char *text, size_t len, bool cdata)
{
	w->text_cdata = w->text_cdata || cdata;
	if (w->after_child && w->text_size == 0 && !cdata && walk_is_space(text, len))
		return;
	uint64_t before = w->text_size;
	w->text_size += len;
	if (!w->text_long && w->text.len + len <= SIMPLE_VALUE_MAX) {
		buf_add(&w->text, text, len);
		return;
	}
	if (!w->text_long)
		text_grows_long(w);
	simple_long_add(&w->long_text, text, len);
	hash_layer_piece(w, text, len);
	if (before <= VALUE_MAX && w->text_size > VALUE_MAX) {
		struct finding *f = walk_value_finding(w, FINDING_BYTES_VALUE, w->text.data, w->text.len);
		finding_arg(f, "maximo", "%d", VALUE_MAX);
		report_add(w->report, f);
	}
}

static void take_value(struct walk *w)
{
	const char *value = buf_str(&w->text);
	if (!w->text_long) {
		w->text.data[w->text.len] = '\0';
		hash_layer_value(w, value, w->text.len);
	}
	schema_layer_value(w);
	hash_layer_end_value(w);
	if (w->message_depth == 0 || w->text_long)
		return;
	guides_value(w, value, w->text.len);
	if (w->rules_layer != NULL)
		rules_layer_value(w, value, w->text.len);
	if (w->observer != NULL && w->observer->value != NULL && w->guides->item_depth == 0)
		w->observer->value(w->observer->context, w, value, w->text.len);
}

static void tell_guide(const struct walk *w)
{
	const struct guides *g = w->guides;
	if (w->observer != NULL && w->observer->guide != NULL && g->kind != NULL && g->kind->in_lot && w->depth == g->guide_depth)
		w->observer->guide(w->observer->context, w);
}

void walk_end(struct walk *w, long line, long column, bool empty)
{
	struct node *n = walk_node(w);
	if (n->has_children)
		flush_stray_text(w);
	else
		take_value(w);
	clear_text(w);
	schema_layer_end(w, line, column, empty);
	if (w->message_depth != 0) {
		limits_layer_end(w);
		if (w->rules_layer != NULL)
			rules_layer_end(w);
		tell_guide(w);
		guides_end(w);
	}
	w->ncounts = n->counts_from;
	w->depth--;
	w->after_child = true;
}

void walk_comment(struct walk *w, const char *text, size_t len)
{
	hash_layer_comment(w, text, len);
}

void walk_path(const struct walk *w, unsigned depth, struct buf *out)
{
	for (unsigned d = 1; d <= depth; d++) {
		const struct node *n = &w->nodes[d];
		buf_addc(out, '/');
		if (KEY_NS(n->key) != NS_ANS && n->prefix != NULL)
			buf_addf(out, "%s:", n->prefix);
		buf_adds(out, n->local);
		if (n->index > 1 || n->repeats)
			buf_addf(out, "[%u]", n->index);
	}
}

bool walk_is_at(const struct walk *w, unsigned from, const element_key *path, size_t n)
{
	if (w->depth != from + n)
		return false;
	for (size_t i = n; i > 0; i--)
		if (w->nodes[from + i].key != path[i - 1])
			return false;
	return true;
}

struct finding *walk_finding(struct walk *w, enum finding_code code, unsigned depth)
{
	const struct node *n = &w->nodes[depth];
	struct finding *f = report_start(w->report, code, n->line, n->column);
	walk_path(w, depth, &f->path);
	return f;
}

/* Names of persons are never printed: the fields that hold one are called nome, nomeSocial, nomeProf … */
static bool holds_a_name(const struct node *n)
{
	return strncmp(n->local, "nome", 4) == 0;
}

struct finding *walk_value_finding(struct walk *w, enum finding_code code, const char *value, size_t len)
{
	const struct node *n = walk_node(w);
	struct finding *f = report_start(w->report, code, n->value_line, n->value_column);
	walk_path(w, w->depth, &f->path);
	if (holds_a_name(n))
		finding_set_value(f, "(nome omitido)", strlen("(nome omitido)"));
	else
		finding_set_value(f, value, len);
	finding_arg(f, "elemento", "%s", n->local);
	return f;
}
