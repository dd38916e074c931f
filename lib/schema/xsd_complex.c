/* Writes complex types: their particles and attributes, groups put in place of the references to them. */
#include <string.h>

#include "schema/xsd.h"

enum { DEPTH_MAX = 30, OCCURS_MAX = 65534 }; /* what lib/schema/schema_read.c takes */
enum { EXPANSIONS_MAX = 10000 };             /* groups in groups can grow without measure */

/* The type being written. */
struct writer {
	struct xsd_table *table;
	const char *name; /* of the type */
	struct buf text;
	size_t depth;     /* of the next line */
};

static void indent(struct writer *w)
{
	for (size_t i = 0; i < w->depth; i++)
		buf_addc(&w->text, '\t');
}

/* Attribute NAME of NODE as a number of occurrences, 1 if absent. */
static int occurs(const xmlNode *node, const char *name, unsigned *value)
{
	const char *text = xsd_attr(node, name);
	*value = 1;
	if (text == NULL)
		return 0;
	size_t len = strspn(text, "0123456789");
	if (len == 0 || len > 5 || text[len] != '\0')
		return xsd_error(node, "%s=\"%s\": não é um número de ocorrências", name, text);
	*value = 0;
	for (const char *c = text; *c != '\0'; c++)
		*value = *value * 10 + (unsigned)(*c - '0');
	return *value <= OCCURS_MAX ? 0 : xsd_unsupported(node, "%s=\"%s\"", name, text);
}

/* Adds "min..max" of NODE to OUT; *NEVER says that it may not occur at all. */
static int occurs_add(const xmlNode *node, struct buf *out, bool *never)
{
	unsigned min, max;
	const char *top = xsd_attr(node, "maxOccurs");
	*never = false;
	if (occurs(node, "minOccurs", &min) != 0)
		return -1;
	if (top != NULL && strcmp(top, "unbounded") == 0) {
		buf_addf(out, "%u..*", min);
		return 0;
	}
	if (occurs(node, "maxOccurs", &max) != 0)
		return -1;
	if (max < min)
		return xsd_error(node, "«%s» com maxOccurs menor que minOccurs", (const char *)node->name);
	*never = max == 0;
	buf_addf(out, "%u..%u", min, max);
	return 0;
}

int xsd_type_of(struct xsd_table *t, const xmlNode *node, const char *path, struct buf *out)
{
	const xmlNode *inside = xsd_first(node), *def;
	if (xsd_attr(node, "type") != NULL)
		return inside == NULL ? xsd_type_ref(node, "type", &def, out)
		                      : xsd_error(node, "«%s» com type e também um tipo escrito nele", path);
	if (inside == NULL)
		return xsd_unsupported(node, "«%s» sem tipo (aceitaria qualquer conteúdo)", path);
	if (xsd_next(inside) != NULL)
		return xsd_error(node, "«%s» com mais de um tipo", path);
	buf_adds(out, path);
	return xsd_is(inside, "simpleType") ? xsd_simple(t, inside, path) : xsd_complex(t, inside, path);
}

/* The name and type of the global element that NODE refers to. */
static int element_ref(struct writer *w, const xmlNode *node, struct buf *name, struct buf *type)
{
	const char *ns, *local, *ref = xsd_attr(node, "ref");
	if (xsd_attr(node, "name") != NULL || xsd_attr(node, "type") != NULL || xsd_first(node) != NULL)
		return xsd_error(node, "elemento com ref e também nome ou tipo");
	if (xsd_qname(node, ref, &ns, &local) != 0)
		return -1;
	const struct xsd_set *set = w->table->set;
	const struct xsd_global *g = xsd_find(set, XSD_ELEMENT, ns, local);
	if (g == NULL)
		return xsd_error(node, "o elemento «%s» não está definido em nenhum dos arquivos lidos", ref);
	xsd_prefix_add(set, ns, name);
	buf_adds(name, local);
	const xmlNode *def;
	if (xsd_attr(g->node, "type") != NULL)
		return xsd_type_ref(g->node, "type", &def, type);
	/* an anonymous type, written when the global element is; named as xsd_write.c does */
	xsd_prefix_add(set, ns, type);
	buf_addf(type, "/%s", local);
	return 0;
}

/* The name and type of an element defined where it stands. */
static int element_local(struct writer *w, const xmlNode *node, struct buf *name, struct buf *type)
{
	const struct xsd_doc *d = xsd_doc_of(node);
	const char *local = xsd_attr(node, "name");
	if (local == NULL)
		return xsd_error(node, "elemento sem name nem ref");
	if (!d->qualified && xsd_attr(node, "form") == NULL)
		return xsd_unsupported(node, "elemento local «%s» sem namespace (elementFormDefault não é qualified)",
		                       local);
	xsd_prefix_add(w->table->set, d->ns, name);
	buf_adds(name, local);
	struct buf path = BUF_INIT;
	buf_addf(&path, "%s/%s", w->name, local);
	const char *kept = arena_dup(&w->table->set->arena, buf_str(&path), path.len);
	buf_release(&path);
	return xsd_type_of(w->table, node, kept, type);
}

static int put_element(struct writer *w, const xmlNode *node, const char *occ)
{
	struct buf name = BUF_INIT, type = BUF_INIT;
	int rc = xsd_attr(node, "ref") != NULL ? element_ref(w, node, &name, &type)
	                                       : element_local(w, node, &name, &type);
	if (rc == 0) {
		indent(w);
		buf_addf(&w->text, "element\t%s\t%s\t%s\n", buf_str(&name), occ, buf_str(&type));
	}
	buf_release(&name);
	buf_release(&type);
	return rc;
}

static int put_any(struct writer *w, const xmlNode *node, const char *occ)
{
	const char *spaces = xsd_attr(node, "namespace"), *process = xsd_attr(node, "processContents");
	indent(w);
	buf_adds(&w->text, "any\t");
	if (spaces == NULL || *spaces == '\0')
		spaces = "##any";
	for (const char *c = spaces; *c != '\0'; c++) {
		if (strchr(" \t\r\n", *c) == NULL)
			buf_addc(&w->text, *c);
		else if (strchr(" \t\r\n", c[1]) == NULL)
			buf_addc(&w->text, ' ');
	}
	buf_addf(&w->text, "\t%s\t%s\n", process != NULL ? process : "strict", occ);
	return 0;
}

static int put_particle(struct writer *w, const xmlNode *node, const xmlNode *counted);

static int put_model(struct writer *w, const xmlNode *node, const char *occ)
{
	const xmlNode *child = xsd_first(node);
	if (child == NULL && xsd_is(node, "choice"))
		return xsd_unsupported(node, "«choice» vazio");
	if (w->depth == DEPTH_MAX)
		return xsd_unsupported(node, "mais de %d níveis de «sequence» e «choice»", DEPTH_MAX);
	indent(w);
	buf_addf(&w->text, "%s\t%s\n", (const char *)node->name, occ);
	w->depth++;
	for (; child != NULL; child = xsd_next(child))
		if (put_particle(w, child, child) != 0)
			return -1;
	w->depth--;
	return 0;
}

/* The definition that group or attributeGroup reference NODE means. */
static const xmlNode *group_named(const xmlNode *node, enum xsd_kind kind)
{
	const char *ns, *local, *ref = xsd_attr(node, "ref");
	if (ref == NULL) {
		xsd_error(node, "«%s» sem ref", (const char *)node->name);
		return NULL;
	}
	if (xsd_qname(node, ref, &ns, &local) != 0)
		return NULL;
	const struct xsd_global *g = xsd_find(xsd_set_of(node), kind, ns, local);
	if (g == NULL) {
		xsd_error(node, "o grupo «%s» não está definido em nenhum dos arquivos lidos", ref);
		return NULL;
	}
	/* in the table, ##other depends on the type's namespace and local names take their type's */
	if (strcmp(ns, xsd_doc_of(node)->ns) != 0) {
		xsd_unsupported(node, "«%s» de outro namespace", (const char *)node->name);
		return NULL;
	}
	return g->node;
}

/* Makes GROUP the innermost open one of T, in OPEN, unless NODE, the reference to it, stands inside it. */
static int open_group(struct xsd_table *t, struct xsd_open_group *open, const xmlNode *group, const xmlNode *node)
{
	for (const struct xsd_open_group *o = t->open; o != NULL; o = o->outer)
		if (o->group == group)
			return xsd_unsupported(node, "o grupo «%s» contém a si mesmo", xsd_attr(node, "ref"));
	if (++t->expansions > EXPANSIONS_MAX)
		return xsd_unsupported(node, "mais de %d referências a grupos", EXPANSIONS_MAX);
	*open = (struct xsd_open_group){ group, t->open };
	t->open = open;
	return 0;
}

/* The group's own sequence or choice, with the occurrences of the reference. */
static int put_group(struct writer *w, const xmlNode *node)
{
	const xmlNode *group = group_named(node, XSD_GROUP);
	if (group == NULL)
		return -1;
	const xmlNode *model = xsd_first(group);
	if (model == NULL || xsd_next(model) != NULL || xsd_attr(model, "minOccurs") != NULL ||
	    xsd_attr(model, "maxOccurs") != NULL)
		return xsd_error(group, "«group» precisa de um «sequence» ou «choice», sem minOccurs nem maxOccurs");
	struct xsd_open_group open;
	if (open_group(w->table, &open, group, node) != 0)
		return -1;
	int rc = put_particle(w, model, node);
	w->table->open = open.outer;
	return rc;
}

/* Adds the lines of particle NODE, which occurs as COUNTED (itself or the reference to its group) says. */
static int put_particle(struct writer *w, const xmlNode *node, const xmlNode *counted)
{
	if (xsd_is(node, "group"))
		return put_group(w, node);
	struct buf occ = BUF_INIT;
	bool never;
	int rc = occurs_add(counted, &occ, &never);
	if (rc == 0 && !never) {
		if (xsd_is(node, "element"))
			rc = put_element(w, node, buf_str(&occ));
		else if (xsd_is(node, "any"))
			rc = put_any(w, node, buf_str(&occ));
		else
			rc = put_model(w, node, buf_str(&occ));
	}
	buf_release(&occ);
	return rc;
}

static int put_attribute(struct writer *w, const xmlNode *node)
{
	const char *name = xsd_attr(node, "name"), *use = xsd_attr(node, "use");
	if (name == NULL)
		return xsd_error(node, "atributo sem name");
	struct buf type = BUF_INIT;
	int rc = 0;
	if (xsd_attr(node, "type") != NULL && xsd_first(node) == NULL) {
		rc = xsd_simple_ref(node, "type", &type);
	} else {
		struct buf path = BUF_INIT;
		buf_addf(&path, "%s/@%s", w->name, name);
		const char *kept = arena_dup(&w->table->set->arena, buf_str(&path), path.len);
		buf_release(&path);
		rc = xsd_type_of(w->table, node, kept, &type);
	}
	if (rc == 0) {
		indent(w);
		buf_addf(&w->text, "attribute\t%s\t%s\t%s\n", name, use != NULL ? use : "optional", buf_str(&type));
	}
	buf_release(&type);
	return rc;
}

static int put_attribute_group(struct writer *w, const xmlNode *node)
{
	const xmlNode *group = group_named(node, XSD_ATTRIBUTE_GROUP);
	if (group == NULL)
		return -1;
	struct xsd_open_group open;
	if (open_group(w->table, &open, group, node) != 0)
		return -1;
	int rc = 0;
	for (const xmlNode *n = xsd_first(group); rc == 0 && n != NULL; n = xsd_next(n))
		rc = xsd_is(n, "attribute") ? put_attribute(w, n) : put_attribute_group(w, n);
	w->table->open = open.outer;
	return rc;
}

/* The particle and the attributes below OWNER, which may have a particle only if CONTENT. */
static int put_members(struct writer *w, const xmlNode *owner, bool content)
{
	bool particle_allowed = content;
	for (const xmlNode *n = xsd_first(owner); n != NULL; n = xsd_next(n)) {
		int rc;
		if (xsd_is(n, "attribute"))
			rc = put_attribute(w, n);
		else if (xsd_is(n, "attributeGroup"))
			rc = put_attribute_group(w, n);
		else if (particle_allowed)
			rc = put_particle(w, n, n);
		else
			rc = xsd_error(n, "«%s» fora de lugar", (const char *)n->name);
		if (rc != 0)
			return -1;
		particle_allowed = false;
	}
	return 0;
}

/* The head's end and the lines of a type with complexContent or simpleContent, CONTENT. */
static int put_extension(struct writer *w, const xmlNode *content)
{
	const xmlNode *ext = xsd_first(content), *base = NULL;
	bool simple = xsd_is(content, "simpleContent");
	if (ext == NULL || xsd_next(ext) != NULL || xsd_next(content) != NULL)
		return xsd_error(content, "«%s» precisa de um «extension», e nada mais", (const char *)content->name);
	buf_adds(&w->text, simple ? "\ttext\t" : "\textends\t");
	if (simple ? xsd_simple_ref(ext, "base", &w->text) != 0 : xsd_type_ref(ext, "base", &base, &w->text) != 0)
		return -1;
	if (!simple && (base == NULL || !xsd_is(base, "complexType")))
		return xsd_error(ext, "«%s» não é um tipo complexo", xsd_attr(ext, "base"));
	if (!simple && xsd_first(base) != NULL && xsd_is(xsd_first(base), "simpleContent"))
		return xsd_unsupported(ext, "complexContent sobre «%s», que só tem texto", xsd_attr(ext, "base"));
	buf_addc(&w->text, '\n');
	return put_members(w, ext, !simple);
}

int xsd_complex(struct xsd_table *t, const xmlNode *node, const char *name)
{
	struct writer w = { .table = t, .name = name, .depth = 1 };
	const xmlNode *content = xsd_first(node);
	bool wrapped = content != NULL && (xsd_is(content, "complexContent") || xsd_is(content, "simpleContent"));
	bool mixed = xsd_attr_true(node, "mixed") || (wrapped && xsd_attr_true(content, "mixed"));
	if (xsd_check_derivation(node) != 0)
		return -1;
	buf_addf(&w.text, "complex\t%s%s", name, mixed ? "\tmixed" : "");
	int rc = 0;
	if (wrapped) {
		rc = put_extension(&w, content);
	} else {
		buf_addc(&w.text, '\n');
		rc = put_members(&w, node, true);
	}
	if (rc == 0)
		rc = xsd_entry_add(t, XSD_COMPLEX, name, &w.text, node);
	buf_release(&w.text);
	return rc;
}
