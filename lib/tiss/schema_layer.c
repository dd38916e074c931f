#include "tiss/schema_layer.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

void schema_layer_init(struct schema_layer *l, bool on)
{
	memset(l, 0, sizeof *l);
	l->on = on;
}

void schema_layer_release(struct schema_layer *l)
{
	free(l->missing);
	names_free(l->ids);
}

void schema_layer_begin(struct schema_layer *l)
{
	l->nmissing = 0;
	memset(l->early, 0, sizeof l->early);
	if (l->ids != NULL)
		names_clear(l->ids);
}

static void set_type(struct walk *w, struct node *n, struct schema_type *type)
{
	n->type = type;
	n->check = type == w->schema->any_type ? NODE_LAX : NODE_TYPED;
	n->content = NULL;
	if (n->check == NODE_TYPED && !type->simple)
		schema_type_load(type);
	if (n->check == NODE_TYPED && !type->simple && schema_text_type(type) == NULL)
		n->content = schema_content(type);
}

/* A name that looks like ANS's root but stands in another namespace, or in none. */
static struct schema_type *root_in_other_namespace(struct walk *w, struct node *n)
{
	struct schema_type *type = schema_root(w->schema, KEY(NS_ANS, KEY_NAME(n->key)));
	if (type == NULL || KEY_NAME(n->key) == 0)
		return NULL;
	n->foreign_ns = true;
	struct finding *f = walk_finding(w, FINDING_SCHEMA_NAMESPACE, w->depth);
	finding_arg(f, "elemento", "%s", n->local);
	finding_arg(f, "encontrado", "%s", n->uri != NULL ? n->uri : "nenhum");
	buf_adds(&f->detail, NS_ANS_URI);
	report_add(w->report, f);
	return type;
}

/* A misspelt root: mensagemTiss. */
static struct schema_type *root_misspelt(struct walk *w, const struct node *n)
{
	for (const struct schema_root *r = w->schema->roots; r != NULL; r = r->next) {
		const char *name = vocabulary_name(w->vocabulary, r->key);
		if (KEY_NS(r->key) != NS_ANS || !schema_is_similar(name, n->local))
			continue;
		struct finding *f = walk_finding(w, FINDING_SCHEMA_NAME, w->depth);
		finding_arg(f, "elemento", "%s", n->local);
		finding_arg(f, "pai", "documento");
		finding_arg(f, "esperado", "%s", name);
		report_add(w->report, f);
		return r->type;
	}
	return NULL;
}

static void check_root(struct walk *w, struct node *n)
{
	struct schema_type *type = NULL;
	if (KEY_NS(n->key) == NS_ANS)
		type = schema_root(w->schema, n->key);
	if (type == NULL)
		type = root_in_other_namespace(w, n);
	if (type == NULL)
		type = root_misspelt(w, n);
	if (type != NULL) {
		set_type(w, n, type);
		return;
	}
	struct finding *f = walk_finding(w, FINDING_SCHEMA_ROOT, w->depth);
	finding_arg(f, "elemento", "%s", n->local);
	report_add(w->report, f);
}

/* Below a wildcard: an element that the schema knows is checked, others only where the wildcard is strict. */
static void check_wild(struct walk *w, struct node *n, enum any_process process)
{
	struct schema_type *type = process == ANY_SKIP ? NULL : schema_root(w->schema, n->key);
	if (type != NULL) {
		set_type(w, n, type);
	} else if (process == ANY_LAX) {
		n->type = w->schema->any_type;
		n->check = NODE_LAX;
	} else if (process == ANY_STRICT) {
		struct finding *f = walk_finding(w, FINDING_SCHEMA_UNEXPECTED, w->depth);
		finding_arg(f, "elemento", "%s", n->local);
		finding_arg(f, "pai", "%s", w->nodes[w->depth - 1].local);
		report_add(w->report, f);
	}
}

static void enter_state(struct node *parent, uint16_t state)
{
	parent->count = state == parent->state ? parent->count + 1 : 1;
	parent->state = state;
	if (state < 64)
		parent->seen |= (uint64_t)1 << state;
}

/* A repeat that ended below its minimum. */
static void check_enough(struct walk *w, const struct node *parent, unsigned depth)
{
	const struct content_state *s = &parent->content->states[parent->state];
	if (s->min <= 1 || parent->count >= s->min)
		return;
	struct finding *f = walk_finding(w, FINDING_SCHEMA_OCCURS, depth);
	finding_arg(f, "elemento", "%s", vocabulary_name(w->vocabulary, s->key));
	finding_arg(f, "pai", "%s", parent->local);
	finding_arg(f, "minimo", "%u", s->min);
	report_add(w->report, f);
}

static void report_child_of_field(struct walk *w, struct node *parent, const struct node *n)
{
	if (parent->told_child)
		return;
	parent->told_child = true;
	struct finding *f = walk_finding(w, FINDING_SCHEMA_CHILD, w->depth);
	finding_arg(f, "elemento", "%s", n->local);
	finding_arg(f, "pai", "%s", parent->local);
	report_add(w->report, f);
}

static void check_child(struct walk *w, struct node *parent, struct node *n)
{
	if (parent->content == NULL) {
		report_child_of_field(w, parent, n);
		return;
	}
	bool keep_state = false;
	int to = content_step(parent->content, parent->state, parent->count, n->key);
	if (to < 0)
		to = schema_recover(w, parent, n, &keep_state);
	if (to < 0)
		return;
	const struct content_state *s = &parent->content->states[to];
	if (!keep_state) {
		if (to != parent->state)
			check_enough(w, parent, w->depth - 1);
		enter_state(parent, (uint16_t)to);
	}
	n->repeats = s->max > 1;
	n->index = keep_state ? n->index : parent->count;
	if (s->any != NULL)
		check_wild(w, n, s->any->process);
	else
		set_type(w, n, s->type);
}

static void report_attribute(struct walk *w, enum finding_code code, const char *name)
{
	struct finding *f = walk_finding(w, code, w->depth);
	finding_arg(f, "elemento", "%s", walk_node(w)->local);
	finding_arg(f, "atributo", "%s", name);
	report_add(w->report, f);
}

static char *qualified_name(const struct xml_attribute *a)
{
	struct buf name = BUF_INIT;
	if (a->prefix != NULL)
		buf_addf(&name, "%s:", a->prefix);
	buf_adds(&name, a->local);
	return name.data;
}

static bool is_xsi(const struct xml_attribute *a, const char *local)
{
	return a->ns == NS_XSI && strcmp(a->local, local) == 0;
}

static struct schema_type *type_in_namespace(struct walk *w, uint32_t ns, const char *local, size_t len)
{
	struct buf name = BUF_INIT;
	struct schema_type *type;
	buf_adds(&name, ns == NS_ANS || ns == NS_XSD ? "" : ns == NS_DS ? "ds:" : "?");
	buf_add(&name, local, len);
	if (ns == NS_XSD)
		type = schema_builtin_type(w->schema, buf_str(&name));
	else
		type = schema_type_find(w->schema, buf_str(&name));
	buf_release(&name);
	return type;
}

/* xsi:type may name a type derived from the declared one, which then holds in its place. */
static void apply_xsi_type(struct walk *w, struct node *n, const struct xml_attribute *a)
{
	const char *colon = memchr(a->value, ':', a->len);
	const char *local = colon != NULL ? colon + 1 : a->value;
	size_t len = a->len - (size_t)(local - a->value);
	while (len > 0 && walk_is_space(local + len - 1, 1))
		len--;
	struct schema_type *type = type_in_namespace(w, vocabulary_ns(w->vocabulary, a->value_uri), local, len);
	if (type != NULL && (n->check == NODE_LAX || schema_type_derives(type, n->type))) {
		set_type(w, n, type);
		return;
	}
	struct finding *f = walk_finding(w, FINDING_SCHEMA_TYPE, w->depth);
	finding_arg(f, "elemento", "%s", n->local);
	finding_arg(f, "encontrado", "%.*s", (int)(a->len < 80 ? a->len : 80), a->value);
	finding_arg(f, "tipo", "%s", n->type->name);
	report_add(w->report, f);
}

/* An attribute of xsi: may stand anywhere; xsi:nil may not on an element that the schema DECLARED, since nothing in the
 * standard is nillable. */
static bool take_xsi(struct walk *w, struct node *n, const struct xml_attribute *a, bool declared)
{
	if (is_xsi(a, "type")) {
		apply_xsi_type(w, n, a);
	} else if (is_xsi(a, "nil")) {
		if (declared) {
			report_attribute(w, FINDING_SCHEMA_NIL, "xsi:nil");
			n->told_nil = true;
		}
	} else {
		return is_xsi(a, "schemaLocation") || is_xsi(a, "noNamespaceSchemaLocation");
	}
	return true;
}

static void check_id(struct walk *w, const struct xml_attribute *a)
{
	struct schema_layer *l = w->schema_layer;
	if (l->ids == NULL)
		l->ids = names_new();
	const char *value = a->value;
	size_t len = a->len;
	while (len > 0 && walk_is_space(value, 1))
		value++, len--;
	while (len > 0 && walk_is_space(value + len - 1, 1))
		len--;
	if (names_find(l->ids, value, len) == 0) {
		names_add(l->ids, value, len);
		return;
	}
	struct finding *f = walk_finding(w, FINDING_SCHEMA_ID, w->depth);
	finding_arg(f, "elemento", "%s", walk_node(w)->local);
	finding_set_value(f, value, len);
	report_add(w->report, f);
}

/* The key of attribute A. Its name may have become known only now, with the element's type. */
static element_key attribute_key(const struct walk *w, const struct xml_attribute *a)
{
	uint32_t name = a->name != 0 ? a->name : names_find(w->vocabulary->names, a->local, strlen(a->local));
	return KEY(a->ns, name);
}

static void check_attribute(struct walk *w, struct node *n, const struct xml_attribute *a)
{
	element_key key = attribute_key(w, a);
	const struct schema_attribute *declared = a->ns == NS_NONE ? schema_attribute_find(n->type, key) : NULL;
	if (declared == NULL || KEY_NAME(key) == 0) {
		if (n->check == NODE_LAX)
			return;
		char *name = qualified_name(a);
		report_attribute(w, FINDING_SCHEMA_ATTRIBUTE, name);
		free(name);
		return;
	}
	char *value = mem_dup_n(a->value, a->len);
	schema_check_value(w, declared->type, a->local, value, a->len);
	free(value);
	if (simple_kind(schema_rules(declared->type)) == SIMPLE_ID)
		check_id(w, a);
}

static void check_required(struct walk *w, const struct node *n, const struct xml_start *start)
{
	for (const struct schema_type *t = n->type; t != NULL && !t->simple; t = t->base) {
		for (const struct schema_attribute *a = t->attributes; a != NULL; a = a->next) {
			bool given = !a->required;
			for (size_t i = 0; i < start->nattributes && !given; i++)
				given = attribute_key(w, &start->attributes[i]) == a->key;
			if (!given)
				report_attribute(w, FINDING_SCHEMA_ATTRIBUTE_MISSING, vocabulary_name(w->vocabulary, a->key));
		}
	}
}

static void check_attributes(struct walk *w, struct node *n, const struct xml_start *start)
{
	bool taken[64] = { false }, declared = n->check == NODE_TYPED;
	for (size_t i = 0; i < start->nattributes; i++) {
		bool done = take_xsi(w, n, &start->attributes[i], declared);
		if (i < 64)
			taken[i] = done;
	}
	for (size_t i = 0; i < start->nattributes; i++)
		if (i >= 64 || !taken[i])
			check_attribute(w, n, &start->attributes[i]);
}

void schema_layer_start(struct walk *w, const struct xml_start *start)
{
	if (!w->schema_layer->on || w->schema == NULL || w->message_depth == 0)
		return;
	struct node *n = walk_node(w), *parent = &w->nodes[w->depth - 1];
	if (w->depth == w->message_depth)
		check_root(w, n);
	else if (parent->check == NODE_LAX)
		check_wild(w, n, ANY_LAX);
	else if (parent->check == NODE_TYPED)
		check_child(w, parent, n);
	if (n->check == NODE_SKIPPED)
		return;
	if (start->nattributes > 0)
		check_attributes(w, n, start);
	if (!n->type->simple && (n->type->attributes != NULL || n->type->base != NULL))
		check_required(w, n, start);
}

void schema_layer_stray_text(struct walk *w)
{
	struct node *n = walk_node(w);
	if (n->check != NODE_TYPED || n->told_text || n->content == NULL || n->type->mixed)
		return;
	n->told_text = true;
	struct finding *f = walk_value_finding(w, FINDING_SCHEMA_TEXT, "", 0);
	finding_arg(f, "tamanho", "%llu", (unsigned long long)simple_characters(buf_str(&w->text), w->text.len));
	report_add(w->report, f); /* the text itself may be a person's name */
}

/* An element without children: a field's value, or an empty group. */
void schema_layer_value(struct walk *w)
{
	struct node *n = walk_node(w);
	if (n->check != NODE_TYPED)
		return;
	if (n->content != NULL) {
		if (w->text_cdata || w->text_long || !walk_is_space(buf_str(&w->text), w->text.len))
			schema_layer_stray_text(w);
		return;
	}
	if (n->told_nil && w->text.len == 0)
		return; /* that it is empty is the same mistake */
	struct schema_type *type = schema_text_type(n->type);
	if (w->text_long)
		schema_check_long_value(w, type);
	else
		schema_check_value(w, type, NULL, buf_str(&w->text), w->text.len);
}

/* The column of the end tag's '<', from the one behind its '>'. */
static long end_tag_column(const struct node *n, long behind)
{
	size_t len = strlen("</>") + strlen(n->local) + (n->prefix != NULL ? strlen(n->prefix) + 1 : 0);
	return behind > (long)len ? behind - (long)len : 1;
}

void schema_layer_end(struct walk *w, long line, long column, bool empty)
{
	struct node *n = walk_node(w);
	if (n->check != NODE_TYPED || n->content == NULL)
		return;
	const struct content_state *s = &n->content->states[n->state];
	if (s->last && s->min <= 1 && w->schema_layer->nmissing == 0)
		return;
	check_enough(w, n, w->depth);
	schema_report_missing(w, line, empty ? column : end_tag_column(n, column));
}
