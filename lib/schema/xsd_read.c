/* Reads the schema documents of a folder and lists what they define. */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libxml/parser.h>

#include "base/file.h"
#include "schema/xsd.h"

enum { FILE_MAX = 16 << 20 };

/* Parses LEN bytes of TEXT. No network, no external subset or entities (libxml2 loads those only when asked to
 * replace entities), the library's own limits on depth and size. */
static xmlDoc *parse(struct xsd_set *set, const char *path, const char *text, size_t len)
{
	const int options = XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_NOCDATA |
	                    XML_PARSE_BIG_LINES;
	xmlParserCtxt *parser = xmlNewParserCtxt();
	if (parser == NULL)
		abort();
	xmlDoc *xml = xmlCtxtReadMemory(parser, text, (int)len, path, NULL, options);
	if (xml == NULL)
		error_set(set->err, "%s:%d: XML malformado (erro %d da libxml2)", path, parser->lastError.line,
		          parser->lastError.code);
	xmlFreeParserCtxt(parser);
	return xml;
}

static struct xsd_doc *add_doc(struct xsd_set *set, const char *file, xmlDoc *xml)
{
	struct xsd_doc **end = &set->docs;
	while (*end != NULL)
		end = &(*end)->next;
	struct xsd_doc *d = arena_alloc(&set->arena, 1, sizeof *d);
	*d = (struct xsd_doc){ .set = set, .file = file, .ns = "", .xml = xml };
	xml->_private = d;
	return *end = d;
}

static bool prefix_taken(const struct xsd_set *set, const char *prefix)
{
	if (strcmp(prefix, "ans") == 0 || strcmp(prefix, "xsd") == 0)
		return true;
	for (size_t i = 0; i < set->nnamespaces; i++)
		if (strcmp(set->namespaces[i].prefix, prefix) == 0)
			return true;
	return false;
}

/* Gives the target namespace of ROOT a prefix for the table, its own where it has one. The first one is ANS's. */
static int add_namespace(struct xsd_set *set, const xmlNode *root, const char *uri)
{
	for (size_t i = 0; i < set->nnamespaces; i++)
		if (strcmp(set->namespaces[i].uri, uri) == 0)
			return 0;
	if (set->nnamespaces == XSD_NAMESPACES_MAX)
		return xsd_unsupported(root, "mais de %d namespaces", XSD_NAMESPACES_MAX);
	const char *prefix = set->nnamespaces == 0 ? "ans" : NULL;
	for (const xmlNs *ns = root->nsDef; ns != NULL && prefix == NULL; ns = ns->next)
		if (ns->prefix != NULL && strcmp((const char *)ns->href, uri) == 0 &&
		    !prefix_taken(set, (const char *)ns->prefix))
			prefix = (const char *)ns->prefix;
	if (prefix == NULL) {
		char made[32];
		int len = snprintf(made, sizeof made, "ns%zu", set->nnamespaces);
		prefix = arena_dup(&set->arena, made, (size_t)len);
	}
	set->namespaces[set->nnamespaces++] = (struct xsd_namespace){ uri, prefix };
	return 0;
}

static int add_globals(struct xsd_doc *d, const xmlNode *root)
{
	static const struct {
		const char *element;
		enum xsd_kind kind;
	} spaces[] = {
		{ "complexType", XSD_TYPE }, { "simpleType", XSD_TYPE }, { "element", XSD_ELEMENT },
		{ "group", XSD_GROUP }, { "attributeGroup", XSD_ATTRIBUTE_GROUP },
	};
	for (const xmlNode *n = xsd_first(root); n != NULL; n = xsd_next(n)) {
		for (size_t i = 0; i < sizeof spaces / sizeof *spaces; i++) {
			if (!xsd_is(n, spaces[i].element))
				continue;
			const char *name = xsd_attr(n, "name");
			if (name == NULL || *name == '\0')
				return xsd_error(n, "«%s» global sem nome", spaces[i].element);
			struct xsd_global *g = arena_alloc(&d->set->arena, 1, sizeof *g);
			*g = (struct xsd_global){ spaces[i].kind, d->ns, name, n, NULL };
			*d->set->globals_end = g;
			d->set->globals_end = &g->next;
			d->set->nglobals++;
		}
	}
	return 0;
}

static int add_root(struct xsd_doc *d)
{
	const xmlNode *root = xmlDocGetRootElement(d->xml);
	if (!xsd_is(root, "schema"))
		return xsd_error(root, "não é um XML Schema: o primeiro elemento é «%s»", (const char *)root->name);
	if (xsd_check(root) != 0)
		return -1;
	const char *ns = xsd_attr(root, "targetNamespace"), *form = xsd_attr(root, "elementFormDefault");
	if (ns == NULL || *ns == '\0')
		return xsd_unsupported(root, "«schema» sem targetNamespace");
	d->ns = ns;
	d->qualified = form != NULL && strcmp(form, "qualified") == 0;
	return add_namespace(d->set, root, ns) != 0 ? -1 : add_globals(d, root);
}

static struct xsd_doc *read_doc(struct xsd_set *set, const char *file, struct error *err)
{
	struct buf path = BUF_INIT;
	size_t len;
	buf_addf(&path, "%s/%s", set->dir, file);
	char *text = file_read(buf_str(&path), FILE_MAX, &len, err);
	xmlDoc *xml = text != NULL ? parse(set, buf_str(&path), text, len) : NULL;
	free(text);
	buf_release(&path);
	return xml != NULL ? add_doc(set, file, xml) : NULL;
}

static struct xsd_doc *doc_named(const struct xsd_set *set, const char *file)
{
	for (struct xsd_doc *d = set->docs; d != NULL; d = d->next)
		if (strcmp(d->file, file) == 0)
			return d;
	return NULL;
}

/* The document that include or import NODE names, read now unless it was before. */
static struct xsd_doc *refer(const xmlNode *node)
{
	struct xsd_set *set = xsd_set_of(node);
	const char *kind = (const char *)node->name, *file = xsd_attr(node, "schemaLocation");
	if (file == NULL) {
		xsd_unsupported(node, "«%s» sem schemaLocation", kind);
		return NULL;
	}
	if (strncmp(file, "./", 2) == 0)
		file += 2;
	if (*file == '\0' || *file == '.' || strpbrk(file, "/\\:") != NULL) {
		xsd_error(node, "%s de «%s»: só se leem arquivos da própria pasta", kind, file);
		return NULL;
	}
	struct xsd_doc *d = doc_named(set, file);
	if (d != NULL)
		return d;
	struct error cause = ERROR_INIT;
	d = read_doc(set, file, &cause);
	if (d == NULL && cause.text.len > 0)
		xsd_error(node, "%s de «%s»: %s", kind, file, buf_str(&cause.text));
	error_release(&cause);
	return d != NULL && add_root(d) == 0 ? d : NULL;
}

static int follow(const struct xsd_doc *from)
{
	for (const xmlNode *n = xsd_first(xmlDocGetRootElement(from->xml)); n != NULL; n = xsd_next(n)) {
		bool import = xsd_is(n, "import");
		if (!import && !xsd_is(n, "include"))
			continue;
		const struct xsd_doc *d = refer(n);
		if (d == NULL)
			return -1;
		const char *ns = import ? xsd_attr(n, "namespace") : from->ns;
		if (ns == NULL || strcmp(ns, d->ns) != 0)
			return xsd_error(n, "%s de «%s»: o namespace esperado é «%s», o do arquivo é «%s»",
			                 (const char *)n->name, d->file, ns != NULL ? ns : "", d->ns);
	}
	return 0;
}

int xsd_set_read(struct xsd_set *set, const char *const *start, size_t n)
{
	set->globals_end = &set->globals;
	for (size_t i = 0; i < n; i++) {
		struct xsd_doc *d = read_doc(set, start[i], set->err);
		if (d == NULL || add_root(d) != 0)
			return -1;
	}
	for (const struct xsd_doc *d = set->docs; d != NULL; d = d->next)
		if (follow(d) != 0)
			return -1;
	return 0;
}

void xsd_set_release(struct xsd_set *set)
{
	for (struct xsd_doc *d = set->docs; d != NULL; d = d->next)
		xmlFreeDoc(d->xml);
	arena_release(&set->arena);
}
