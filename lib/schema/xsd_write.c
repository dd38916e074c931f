/* Puts the table together: every global definition of the set, sorted, below the header. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "schema/xsd.h"

void xsd_escape(struct buf *out, const char *value)
{
	for (; *value != '\0'; value++) {
		switch (*value) {
		case '\t': buf_adds(out, "\\t"); break;
		case '\n': buf_adds(out, "\\n"); break;
		case '\r': buf_adds(out, "\\r"); break;
		case '\\': buf_adds(out, "\\\\"); break;
		default: buf_addc(out, *value);
		}
	}
}

/* Types of both kinds share one symbol space, elements have their own. */
static bool same_space(enum xsd_section a, enum xsd_section b)
{
	return (a == XSD_ROOTS) == (b == XSD_ROOTS);
}

int xsd_entry_add(struct xsd_table *t, enum xsd_section section, const char *name, const struct buf *text,
                  const xmlNode *node)
{
	for (size_t i = 0; i < t->len; i++) {
		const struct xsd_entry *e = &t->entries[i];
		if (!same_space(e->section, section) || strcmp(e->name, name) != 0)
			continue;
		if (strcmp(e->text, buf_str(text)) == 0)
			return 0;
		return xsd_error(node, "«%s» já foi definido de outra forma em %s:%ld", name, xsd_doc_of(e->node)->file,
		                 xmlGetLineNo(e->node));
	}
	if (t->len == t->cap) {
		t->cap = t->cap == 0 ? 256 : t->cap * 2;
		t->entries = mem_grow(t->entries, t->cap, sizeof *t->entries);
	}
	struct arena *a = &t->set->arena;
	t->entries[t->len++] = (struct xsd_entry){ section, arena_dup(a, name, strlen(name)),
	                                           arena_dup(a, buf_str(text), text->len), node };
	return 0;
}

static int add_root(struct xsd_table *t, const struct xsd_global *g)
{
	struct buf path = BUF_INIT, name = BUF_INIT, text = BUF_INIT;
	xsd_prefix_add(t->set, g->ns, &name);
	buf_addf(&path, "%s/%s", buf_str(&name), g->name);
	buf_adds(&name, g->name);
	buf_addf(&text, "root\t%s\t", buf_str(&name));
	int rc;
	if (xsd_attr(g->node, "ref") != NULL || xsd_attr(g->node, "minOccurs") != NULL ||
	    xsd_attr(g->node, "maxOccurs") != NULL)
		rc = xsd_error(g->node, "elemento global com ref, minOccurs ou maxOccurs");
	else
		rc = xsd_type_of(t, g->node, buf_str(&path), &text);
	buf_addc(&text, '\n');
	if (rc == 0)
		rc = xsd_entry_add(t, XSD_ROOTS, buf_str(&name), &text, g->node);
	buf_release(&path);
	buf_release(&name);
	buf_release(&text);
	return rc;
}

static int add_type(struct xsd_table *t, const struct xsd_global *g)
{
	struct buf name = BUF_INIT;
	xsd_prefix_add(t->set, g->ns, &name);
	buf_adds(&name, g->name);
	int rc = xsd_is(g->node, "simpleType") ? xsd_simple(t, g->node, buf_str(&name))
	                                       : xsd_complex(t, g->node, buf_str(&name));
	buf_release(&name);
	return rc;
}

/* A group stands in the table only where it is used, so that two of the same name could not be compared there. */
static int check_group(const struct xsd_set *set, const struct xsd_global *g)
{
	const struct xsd_global *first = xsd_find(set, g->kind, g->ns, g->name);
	if (first == g)
		return 0;
	return xsd_error(g->node, "o grupo «%s» já foi definido em %s:%ld", g->name, xsd_doc_of(first->node)->file,
	                 xmlGetLineNo(first->node));
}

static int add_global(struct xsd_table *t, const struct xsd_global *g)
{
	switch (g->kind) {
	case XSD_ELEMENT: return add_root(t, g);
	case XSD_TYPE: return add_type(t, g);
	default: return check_group(t->set, g);
	}
}

static int compare_entries(const void *a, const void *b)
{
	const struct xsd_entry *x = a, *y = b;
	if (x->section != y->section)
		return x->section < y->section ? -1 : 1;
	bool x_foreign = strchr(x->name, ':') != NULL, y_foreign = strchr(y->name, ':') != NULL;
	if (x_foreign != y_foreign)
		return x_foreign ? 1 : -1;
	return strcmp(x->name, y->name);
}

static int compare_namespaces(const void *a, const void *b)
{
	const struct xsd_namespace *x = a, *y = b;
	return strcmp(x->prefix, y->prefix);
}

static void put_header(struct xsd_set *set, const char *version, struct buf *out)
{
	struct xsd_namespace sorted[XSD_NAMESPACES_MAX];
	memcpy(sorted, set->namespaces, sizeof sorted);
	if (set->nnamespaces > 1)
		qsort(sorted + 1, set->nnamespaces - 1, sizeof *sorted, compare_namespaces);
	buf_addf(out, "tiss-schema\t1\nversion\t%s\n", version);
	for (size_t i = 0; i < set->nnamespaces; i++)
		buf_addf(out, "namespace\t%s\t%s\n", sorted[i].prefix, sorted[i].uri);
}

int xsd_write(struct xsd_set *set, const char *version, struct buf *out)
{
	struct xsd_table t = { .set = set };
	int rc = 0;
	for (const struct xsd_global *g = set->globals; rc == 0 && g != NULL; g = g->next)
		rc = add_global(&t, g);
	if (rc == 0) {
		if (t.len > 1)
			qsort(t.entries, t.len, sizeof *t.entries, compare_entries);
		put_header(set, version, out);
		for (size_t i = 0; i < t.len; i++)
			buf_adds(out, t.entries[i].text);
	}
	free(t.entries);
	return rc;
}
