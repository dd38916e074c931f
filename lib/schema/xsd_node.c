/* What is asked of the nodes of schema documents: attributes, names, references, places. */
#include <stdarg.h>
#include <string.h>

#include <libxml/xmlmemory.h>

#include "schema/xsd.h"

const char XSD_NS[] = "http://www.w3.org/2001/XMLSchema";

/* XSD's own types that a value can be checked against without knowing the rest of the document. */
static const char *const builtin_types[] = {
	"ID", "NCName", "NMTOKEN", "Name", "anyURI", "base64Binary", "boolean", "byte", "date", "dateTime",
	"decimal", "double", "duration", "float", "gDay", "gMonth", "gMonthDay", "gYear", "gYearMonth", "hexBinary", "int", "integer",
	"language", "long", "negativeInteger", "nonNegativeInteger", "nonPositiveInteger", "normalizedString",
	"positiveInteger", "short", "string", "time", "token", "unsignedByte", "unsignedInt", "unsignedLong",
	"unsignedShort",
};

struct xsd_doc *xsd_doc_of(const xmlNode *node)
{
	return node->doc->_private;
}

struct xsd_set *xsd_set_of(const xmlNode *node)
{
	return xsd_doc_of(node)->set;
}

static int place_error(const xmlNode *node, const char *intro, const char *fmt, va_list ap)
{
	const struct xsd_doc *d = xsd_doc_of(node);
	struct buf text = BUF_INIT;
	buf_vaddf(&text, fmt, ap);
	error_set(d->set->err, "%s/%s:%ld: %s%s", d->set->dir, d->file, xmlGetLineNo(node), intro, buf_str(&text));
	buf_release(&text);
	return -1;
}

int xsd_error(const xmlNode *node, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	place_error(node, "", fmt, ap);
	va_end(ap);
	return -1;
}

int xsd_unsupported(const xmlNode *node, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	place_error(node, "construção de XML Schema não suportada: ", fmt, ap);
	va_end(ap);
	return -1;
}

const char *xsd_attr_raw(const xmlNode *node, const char *name)
{
	xmlChar *value = xmlGetNoNsProp(node, (const xmlChar *)name);
	if (value == NULL)
		return NULL;
	const char *copy = arena_dup(&xsd_set_of(node)->arena, (const char *)value, strlen((const char *)value));
	xmlFree(value);
	return copy;
}

const char *xsd_attr(const xmlNode *node, const char *name)
{
	static const char space[] = " \t\r\n";
	const char *value = xsd_attr_raw(node, name);
	if (value == NULL)
		return NULL;
	value += strspn(value, space);
	size_t len = strlen(value);
	while (len > 0 && strchr(space, value[len - 1]) != NULL)
		len--;
	return arena_dup(&xsd_set_of(node)->arena, value, len);
}

bool xsd_attr_true(const xmlNode *node, const char *name)
{
	const char *value = xsd_attr(node, name);
	return value != NULL && strcmp(value, "false") != 0 && strcmp(value, "0") != 0;
}

bool xsd_is(const xmlNode *node, const char *name)
{
	return node->type == XML_ELEMENT_NODE && node->ns != NULL && strcmp((const char *)node->ns->href, XSD_NS) == 0 &&
	       strcmp((const char *)node->name, name) == 0;
}

static const xmlNode *skip(const xmlNode *node)
{
	while (node != NULL && (node->type != XML_ELEMENT_NODE || xsd_is(node, "annotation")))
		node = node->next;
	return node;
}

const xmlNode *xsd_first(const xmlNode *node)
{
	return skip(node->children);
}

const xmlNode *xsd_next(const xmlNode *node)
{
	return skip(node->next);
}

const struct xsd_global *xsd_find(const struct xsd_set *set, enum xsd_kind kind, const char *ns, const char *name)
{
	for (const struct xsd_global *g = set->globals; g != NULL; g = g->next)
		if (g->kind == kind && strcmp(g->name, name) == 0 && strcmp(g->ns, ns) == 0)
			return g;
	return NULL;
}

int xsd_qname(const xmlNode *node, const char *text, const char **ns, const char **name)
{
	struct xsd_set *set = xsd_set_of(node);
	const char *colon = strchr(text, ':');
	const char *prefix = colon != NULL ? arena_dup(&set->arena, text, (size_t)(colon - text)) : NULL;
	/* xmlSearchNs writes to the node only for the prefix "xml" */
	const xmlNs *found = xmlSearchNs(node->doc, (xmlNode *)node, (const xmlChar *)prefix);
	*name = colon != NULL ? colon + 1 : text;
	if (found == NULL && prefix != NULL)
		return xsd_error(node, "o prefixo de «%s» não foi declarado", text);
	*ns = found != NULL && found->href != NULL ? (const char *)found->href : "";
	return 0;
}

void xsd_prefix_add(const struct xsd_set *set, const char *ns, struct buf *out)
{
	for (size_t i = 1; i < set->nnamespaces; i++)
		if (strcmp(set->namespaces[i].uri, ns) == 0)
			buf_addf(out, "%s:", set->namespaces[i].prefix);
}

static bool is_builtin(const char *name)
{
	for (size_t i = 0; i < sizeof builtin_types / sizeof *builtin_types; i++)
		if (strcmp(builtin_types[i], name) == 0)
			return true;
	return false;
}

int xsd_type_ref(const xmlNode *node, const char *attr, const xmlNode **def, struct buf *out)
{
	const char *ns, *name, *text = xsd_attr(node, attr);
	*def = NULL;
	if (text == NULL)
		return xsd_error(node, "falta o atributo %s em «%s»", attr, (const char *)node->name);
	if (xsd_qname(node, text, &ns, &name) != 0)
		return -1;
	if (strcmp(ns, XSD_NS) == 0) {
		if (!is_builtin(name))
			return xsd_unsupported(node, "o tipo «%s» do próprio XML Schema", name);
		buf_addf(out, "xsd:%s", name);
		return 0;
	}
	const struct xsd_global *g = xsd_find(xsd_set_of(node), XSD_TYPE, ns, name);
	if (g == NULL)
		return xsd_error(node, "o tipo «%s» não está definido em nenhum dos arquivos lidos", text);
	*def = g->node;
	xsd_prefix_add(xsd_set_of(node), ns, out);
	buf_adds(out, name);
	return 0;
}

int xsd_simple_ref(const xmlNode *node, const char *attr, struct buf *name)
{
	const xmlNode *def;
	if (xsd_type_ref(node, attr, &def, name) != 0)
		return -1;
	if (def != NULL && !xsd_is(def, "simpleType"))
		return xsd_unsupported(node, "«%s» com o tipo complexo «%s», onde a tabela só prevê um tipo simples",
		                       (const char *)node->name, xsd_attr(node, attr));
	return 0;
}

/* The definition that TYPE derives from; NULL at one of XSD's own types or where there is none. */
static const xmlNode *base_of(const xmlNode *type)
{
	const xmlNode *n = xsd_first(type), *def = NULL;
	if (n != NULL && (xsd_is(n, "complexContent") || xsd_is(n, "simpleContent")))
		n = xsd_first(n);
	if (n == NULL || !(xsd_is(n, "extension") || xsd_is(n, "restriction")))
		return NULL;
	const char *ns, *name, *base = xsd_attr(n, "base");
	if (base == NULL || xsd_qname(n, base, &ns, &name) != 0)
		return NULL;
	const struct xsd_global *g = xsd_find(xsd_set_of(n), XSD_TYPE, ns, name);
	if (g != NULL)
		def = g->node;
	return def;
}

int xsd_check_derivation(const xmlNode *type)
{
	size_t steps = 0, most = xsd_set_of(type)->nglobals + 1;
	for (const xmlNode *n = base_of(type); n != NULL; n = base_of(n))
		if (++steps > most)
			return xsd_error(type, "o tipo «%s» deriva de si mesmo", xsd_attr(type, "name"));
	return 0;
}
