#include "fmt/xml_tree.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/names.h"

struct reading {
	struct xml_tree *tree;
	struct xml_consumer consumer;
	struct xml_node *open[XML_DEPTH_MAX + 1]; /* open[0] stands for the document */
	struct xml_node document;
	unsigned depth;
	size_t nodes;
	struct buf text;
};

static const char *keep_name(struct xml_tree *t, const char *text)
{
	if (text == NULL)
		return "";
	if (t->names == NULL)
		t->names = names_new();
	return names_text(t->names, names_add(t->names, text, strlen(text)));
}

static struct xml_node *node_new(struct xml_tree *t, struct xml_node *parent, const char *name, const char *uri)
{
	struct xml_node *node = arena_alloc(&t->arena, 1, sizeof *node);
	node->name = name;
	node->uri = uri;
	node->text = "";
	if (parent != NULL) {
		*(parent->last != NULL ? &parent->last->next : &parent->child) = node;
		parent->last = node;
	}
	return node;
}

static void refuse(struct reading *r, const char *why)
{
	if (r->tree->reason.len == 0)
		buf_adds(&r->tree->reason, why);
	r->consumer.stop = true;
}

static void on_start(void *context, const struct xml_start *start)
{
	struct reading *r = context;
	if (++r->nodes > XML_TREE_NODES_MAX) {
		refuse(r, "tem elementos demais");
		return;
	}
	struct xml_node *node = node_new(r->tree, r->open[r->depth], keep_name(r->tree, start->local), keep_name(r->tree, start->uri));
	r->open[++r->depth] = node;
	buf_clear(&r->text);
}

static void on_text(void *context, const char *text, size_t len, bool cdata)
{
	struct reading *r = context;
	(void)cdata;
	if (r->open[r->depth]->child == NULL)
		buf_add(&r->text, text, len);
}

static void on_end(void *context, long line, long column, bool empty)
{
	struct reading *r = context;
	(void)line, (void)column, (void)empty;
	struct xml_node *node = r->open[r->depth--];
	if (node->child == NULL && r->text.len > 0) {
		node->text = arena_dup(&r->tree->arena, buf_str(&r->text), r->text.len);
		node->len = r->text.len;
	}
	buf_clear(&r->text);
}

static const char *fault_text(enum xml_fault_kind kind)
{
	switch (kind) {
	case XML_FAULT_EMPTY: return "está vazio";
	case XML_FAULT_WIDE: return "está em UTF-16 ou UTF-32, que não é aceito";
	case XML_FAULT_UNSUPPORTED: return "declara uma codificação que não é aceita";
	case XML_FAULT_NOT_UTF8: return "não está em UTF-8, como declara ou deveria";
	case XML_FAULT_BOM: return "tem a marca de UTF-8 e declara outra codificação";
	case XML_FAULT_NUL: return "tem bytes nulos";
	case XML_FAULT_START_TAG: return "tem uma etiqueta grande demais";
	case XML_FAULT_DOCTYPE: return "tem DOCTYPE, que não é aceito";
	case XML_FAULT_DEPTH: return "tem elementos um dentro do outro em excesso";
	default: return "não é XML bem formado";
	}
}

static void on_fault(void *context, const struct xml_fault *fault)
{
	struct reading *r = context;
	if (fault->kind == XML_FAULT_DISGUISED || fault->kind == XML_FAULT_CONTROL || r->tree->reason.len > 0)
		return;
	buf_adds(&r->tree->reason, fault_text(fault->kind));
	if (fault->reason != NULL)
		buf_addf(&r->tree->reason, ": %s", fault->reason);
	if (fault->place.line > 0)
		buf_addf(&r->tree->reason, " (linha %ld, coluna %ld)", fault->place.line, fault->place.column);
}

int xml_tree_read(struct xml_source source, const char *name, struct xml_tree *t, struct error *err)
{
	struct reading r = { .tree = t, .consumer = { .start = on_start, .text = on_text, .end = on_end, .fault = on_fault } };
	struct names *none = names_new();
	uint64_t size;
	r.consumer.context = &r;
	r.open[0] = &r.document;
	int result = xml_read(source, name, none, none, &r.consumer, &size, err);
	t->root = result == 0 && t->reason.len == 0 ? r.document.child : NULL;
	if (result == 0 && t->root == NULL && t->reason.len == 0)
		buf_adds(&t->reason, fault_text(XML_FAULT_EMPTY));
	buf_release(&r.text);
	names_free(none);
	return result;
}

void xml_tree_release(struct xml_tree *t)
{
	arena_release(&t->arena);
	if (t->names != NULL)
		names_free(t->names);
	buf_release(&t->reason);
	*t = (struct xml_tree)XML_TREE_INIT;
}

static void set_text(struct xml_tree *t, struct xml_node *node, const char *text)
{
	if (text == NULL)
		return;
	node->len = strlen(text);
	node->text = arena_dup(&t->arena, text, node->len);
}

struct xml_node *xml_tree_new(struct xml_tree *t, struct xml_node *parent, const char *name, const char *text)
{
	struct xml_node *node = node_new(t, parent, keep_name(t, name), "");
	if (parent == NULL)
		t->root = node;
	set_text(t, node, text);
	return node;
}

struct xml_node *xml_tree_add(struct xml_tree *t, struct xml_node *parent, const char *path, const char *text)
{
	const char *rest = path;
	for (;;) {
		size_t len = strcspn(rest, "/");
		bool leaf = rest[len] == '\0';
		char *name = mem_dup_n(rest, len);
		bool there = !leaf && parent->last != NULL && strcmp(parent->last->name, name) == 0;
		struct xml_node *node = there ? parent->last : xml_tree_new(t, parent, name, leaf ? text : NULL);
		free(name);
		if (leaf)
			return node;
		parent = node;
		rest += len + 1;
	}
}

const struct xml_node *xml_node_find(const struct xml_node *node, const char *path)
{
	while (node != NULL) {
		size_t len = strcspn(path, "/");
		const struct xml_node *child = node->child;
		while (child != NULL && (strncmp(child->name, path, len) != 0 || child->name[len] != '\0'))
			child = child->next;
		node = child;
		if (path[len] == '\0')
			return node;
		path += len + 1;
	}
	return NULL;
}

const char *xml_node_text(const struct xml_node *node, const char *path)
{
	const struct xml_node *found = xml_node_find(node, path);
	return found != NULL ? found->text : "";
}

const struct xml_node *xml_node_again(const struct xml_node *node)
{
	for (const struct xml_node *next = node->next; next != NULL; next = next->next)
		if (strcmp(next->name, node->name) == 0)
			return next;
	return NULL;
}
