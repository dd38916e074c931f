#include "fmt/xml_scope.h"

#include <stdlib.h>
#include <string.h>

#include <libxml/tree.h>
#include <libxml/uri.h>

#include "base/mem.h"
#include "base/names.h"

enum {
	SLOTS = 256,
	ATTRIBUTES_MAX = 1000, /* of an element: the parser compares each with each */
	URIS_MAX = 1024 * 1024 /* so that memory is bounded; the names are, by libxml2's dictionary */
};

#define XMLNS_URI "http://www.w3.org/2000/xmlns/"

/* A prefix declared by an element at DEPTH. */
struct binding {
	const char *uri;    /* NULL: none, as xmlns="" says */
	uint64_t serial;    /* each has its own: the innermost one's stands for all that are in scope */
	uint32_t prefix;    /* its number; that of "" stands for no prefix */
	unsigned depth;
	size_t outer;       /* the binding of the same prefix that it hides, 0: none */
};

struct xml_scope {
	struct names *strings;     /* one copy of each */
	size_t uris;               /* bytes of those that are URIs */
	struct names *prefixes;    /* that were declared */
	size_t *inner;             /* by a prefix's number: its binding in scope, 0: none */
	size_t inner_cap;
	struct binding *bindings;  /* in scope, the innermost last; the first one is none */
	size_t count, cap;
	uint64_t serial;           /* of the last binding ever made */
	unsigned depth;
	struct xml_scope_name slots[SLOTS];
	struct xml_attribute *attributes;
	size_t nattributes, attributes_cap;
};

static void push(struct xml_scope *s, const char *prefix, size_t len, const char *uri)
{
	uint32_t number = names_add(s->prefixes, prefix, len);
	if (number >= s->inner_cap) {
		size_t cap = ((size_t)number + 1) * 2;
		s->inner = mem_grow(s->inner, cap, sizeof *s->inner);
		memset(s->inner + s->inner_cap, 0, (cap - s->inner_cap) * sizeof *s->inner);
		s->inner_cap = cap;
	}
	if (s->count == s->cap) {
		s->cap = s->cap > 0 ? s->cap * 2 : 16;
		s->bindings = mem_grow(s->bindings, s->cap, sizeof *s->bindings);
	}
	s->bindings[s->count] = (struct binding){ uri, ++s->serial, number, s->depth, s->inner[number] };
	s->inner[number] = s->count++;
}

struct xml_scope *xml_scope_new(void)
{
	struct xml_scope *s = mem_zero(1, sizeof *s);
	s->strings = names_new();
	s->prefixes = names_new();
	s->count = s->cap = 1;
	s->bindings = mem_zero(1, sizeof *s->bindings);
	push(s, "xml", 3, (const char *)XML_XML_NAMESPACE);
	return s;
}

void xml_scope_free(struct xml_scope *s)
{
	if (s == NULL)
		return;
	names_free(s->strings);
	names_free(s->prefixes);
	free(s->inner);
	free(s->bindings);
	free(s->attributes);
	free(s);
}

unsigned xml_scope_depth(const struct xml_scope *s)
{
	return s->depth;
}

/* ---- names ---- */

static const char *keep(struct xml_scope *s, const char *text, size_t len)
{
	return names_text(s->strings, names_add(s->strings, text, len));
}

/* Whether a name may begin at TEXT, behind a colon: of the characters that the parser lets into names, some may not come first. */
static bool is_name_start(const xmlChar *text)
{
	if (*text < 0x80)
		return *text != '\0' && strchr("-.0123456789", *text) == NULL;
	int len = 4; /* the parser has seen to it that a whole character is there */
	int c = xmlGetUTF8Char(text, &len);
	return c != 0xb7 && !(c >= 0x300 && c <= 0x36f) && c != 0x203f && c != 0x2040;
}

/* Where the local part of QNAME begins; NULL when colons stand where they must not. */
static const char *local_part(const char *qname)
{
	const char *colon = strchr(qname, ':');
	if (colon == NULL)
		return qname;
	if (colon == qname || strchr(colon + 1, ':') != NULL || !is_name_start((const xmlChar *)colon + 1))
		return NULL;
	return colon + 1;
}

/* Splits QNAME into *PREFIX, NULL when it has none, and *LOCAL. */
static bool split(struct xml_scope *s, const char *qname, const char **prefix, const char **local, struct buf *reason)
{
	const char *part = local_part(qname);
	if (part == NULL) {
		buf_addf(reason, "o nome %s está malformado: “:” só pode estar uma vez, entre um prefixo e um nome que comece com letra", qname);
		return false;
	}
	*prefix = part > qname ? keep(s, qname, (size_t)(part - qname) - 1) : NULL;
	*local = keep(s, part, strlen(part));
	return true;
}

/* What PREFIX of LEN bytes stands for, NULL when nothing. */
static const char *bound_to(const struct xml_scope *s, const char *prefix, size_t len)
{
	uint32_t number = names_find(s->prefixes, prefix, len);
	return number > 0 ? s->bindings[s->inner[number]].uri : NULL;
}

/* What PREFIX (not NULL) stands for; REASON is set when nothing. */
static const char *meaning(const struct xml_scope *s, const char *prefix, struct buf *reason)
{
	const char *uri = bound_to(s, prefix, strlen(prefix));
	if (uri == NULL)
		buf_addf(reason, "o prefixo %s: não foi declarado com xmlns:%s", prefix, prefix);
	return uri;
}

static bool look_at(struct xml_scope *s, struct xml_scope_name *name, const xmlChar *qname, struct buf *reason)
{
	if (!split(s, (const char *)qname, &name->prefix, &name->local, reason))
		return false;
	name->uri = name->prefix != NULL ? meaning(s, name->prefix, reason) : bound_to(s, "", 0);
	name->len = strlen((const char *)qname);
	name->width = (size_t)xmlUTF8Strlen(qname);
	return name->prefix == NULL || name->uri != NULL;
}

/* ---- attributes ---- */

/* The prefix that the attribute NAME declares ("" without one), or NULL when it is another attribute. */
static const char *declared_by(const char *name)
{
	if (strncmp(name, "xmlns", 5) != 0 || (name[5] != ':' && name[5] != '\0'))
		return NULL;
	return name + 5 + (name[5] == ':');
}

/* Whether URI is one, as libxml2 reads them. */
static bool is_uri(const char *uri)
{
	xmlURIPtr parsed = xmlParseURI(uri);
	xmlFreeURI(parsed);
	return parsed != NULL;
}

/* Why the attribute NAME, which declares PREFIX, must not have the value URI; NULL when it may. */
static const char *objection(const char *prefix, const char *uri)
{
	bool is_xml = strcmp(prefix, "xml") == 0, is_xml_uri = strcmp(uri, (const char *)XML_XML_NAMESPACE) == 0;
	if (is_xml != is_xml_uri)
		return "o prefixo xml e o namespace dele são do próprio XML e não vão com outros";
	if (strcmp(prefix, "xmlns") == 0 || strcmp(uri, XMLNS_URI) == 0)
		return "o prefixo xmlns e o namespace dele são do próprio XML e não podem ser declarados";
	if (*prefix != '\0' && *uri == '\0')
		return "um prefixo foi declarado com namespace vazio";
	if (!is_xml && *uri != '\0' && !is_uri(uri))
		return "um namespace declarado não é um URI válido";
	return NULL;
}

/* Why the attribute NAME, which declares PREFIX, does not make it stand for URI; NULL when it does. */
static const char *declare(struct xml_scope *s, const char *name, const char *prefix, const char *uri)
{
	const char *wrong = local_part(name) == NULL ? "o nome de um atributo está malformado" : objection(prefix, uri);
	if (wrong != NULL || strcmp(prefix, "xml") == 0)
		return wrong;
	uint32_t known = names_count(s->strings);
	size_t len = strlen(uri);
	const char *kept = len > 0 ? keep(s, uri, len) : NULL;
	s->uris += names_count(s->strings) > known ? len : 0;
	push(s, prefix, strlen(prefix), kept);
	return s->uris > URIS_MAX ? "há namespaces diferentes demais" : NULL;
}

/* xsi:type's value names a type, with a prefix or without. */
static void find_type(const struct xml_scope *s, struct xml_attribute *a)
{
	while (a->len > 0 && strchr(" \t\r\n", *a->value) != NULL)
		a->value++, a->len--;
	const char *colon = memchr(a->value, ':', a->len);
	a->value_uri = bound_to(s, a->value, colon != NULL ? (size_t)(colon - a->value) : 0);
}

static bool take(struct xml_scope *s, const char *name, const char *value, struct buf *reason)
{
	if (s->nattributes == s->attributes_cap) {
		s->attributes_cap = s->attributes_cap > 0 ? s->attributes_cap * 2 : 8;
		s->attributes = mem_grow(s->attributes, s->attributes_cap, sizeof *s->attributes);
	}
	struct xml_attribute *a = &s->attributes[s->nattributes++];
	*a = (struct xml_attribute){ .value = value, .len = strlen(value) };
	if (!split(s, name, &a->prefix, &a->local, reason))
		return false;
	a->uri = a->prefix != NULL ? meaning(s, a->prefix, reason) : NULL; /* xmlns= is not for attributes */
	if (a->prefix != NULL && a->uri == NULL)
		return false;
	if (a->uri != NULL && strcmp(a->local, "type") == 0)
		find_type(s, a);
	return true;
}

static int by_name(const void *x, const void *y)
{
	const struct xml_attribute *const *a = x, *const *b = y;
	int order = strcmp((*a)->local, (*b)->local);
	return order != 0 ? order : strcmp((*a)->uri, (*b)->uri);
}

/* No two attributes may mean the same name. That none is written the same, the parser has seen to. */
static bool are_distinct(const struct xml_scope *s, struct buf *reason)
{
	const struct xml_attribute **sorted = mem_array(s->nattributes, sizeof *sorted), *twice = NULL;
	size_t n = 0;
	for (size_t i = 0; i < s->nattributes; i++)
		if (s->attributes[i].uri != NULL)
			sorted[n++] = &s->attributes[i];
	qsort(sorted, n, sizeof *sorted, by_name);
	for (size_t i = 1; i < n && twice == NULL; i++)
		twice = by_name(&sorted[i - 1], &sorted[i]) == 0 ? sorted[i] : NULL;
	if (twice != NULL)
		buf_addf(reason, "o atributo %s aparece duas vezes no mesmo elemento, com prefixos diferentes", twice->local);
	free(sorted);
	return twice == NULL;
}

static bool are_few(const char **attributes, struct buf *reason)
{
	size_t n = 0;
	while (n <= 2 * ATTRIBUTES_MAX && attributes[n] != NULL)
		n += 2;
	if (n > 2 * ATTRIBUTES_MAX)
		buf_addf(reason, "um elemento tem mais de %d atributos", ATTRIBUTES_MAX);
	return n <= 2 * ATTRIBUTES_MAX;
}

/* Declarations hold for the whole tag, so they come first. */
static bool take_all(struct xml_scope *s, const char **attributes, struct buf *reason)
{
	if (!are_few(attributes, reason))
		return false;
	for (const char **a = attributes; *a != NULL; a += 2) {
		const char *prefix = declared_by(*a), *wrong = prefix != NULL ? declare(s, a[0], prefix, a[1]) : NULL;
		if (wrong != NULL) {
			buf_addf(reason, "%s: %s", wrong, a[0]);
			return false;
		}
	}
	for (const char **a = attributes; *a != NULL; a += 2)
		if (declared_by(*a) == NULL && !take(s, a[0], a[1], reason))
			return false;
	return s->nattributes < 2 || are_distinct(s, reason);
}

/* ---- elements ---- */

static struct xml_scope_name *slot_of(struct xml_scope *s, const xmlChar *qname)
{
	return &s->slots[((uintptr_t)qname >> 3) % SLOTS];
}

/* What is in scope, as a number. */
static uint64_t scope_of(const struct xml_scope *s)
{
	return s->bindings[s->count - 1].serial;
}

/* As xml_scope_enter, of a name that is in no slot or has attributes. Out of line: hardly any element comes here. */
static __attribute__((noinline)) const struct xml_scope_name *enter_new(struct xml_scope *s, const xmlChar *qname, const xmlChar **attributes,
                                                                        struct buf *reason)
{
	if (attributes != NULL && !take_all(s, (const char **)attributes, reason))
		return NULL;
	struct xml_scope_name *name = slot_of(s, qname);
	if (name->qname == qname && name->scope == scope_of(s))
		return name;
	*name = (struct xml_scope_name){ .scope = scope_of(s) };
	if (!look_at(s, name, qname, reason))
		return NULL;
	name->qname = qname;
	return name;
}

const struct xml_scope_name *xml_scope_enter(struct xml_scope *s, const xmlChar *qname, const xmlChar **attributes, struct buf *reason)
{
	const struct xml_scope_name *name = slot_of(s, qname);
	s->depth++;
	s->nattributes = 0;
	if (attributes == NULL && name->qname == qname && name->scope == scope_of(s))
		return name;
	return enter_new(s, qname, attributes, reason);
}

struct xml_attribute *xml_scope_attributes(struct xml_scope *s, size_t *n)
{
	*n = s->nattributes;
	return s->attributes;
}

void xml_scope_leave(struct xml_scope *s)
{
	while (s->bindings[s->count - 1].depth == s->depth) {
		const struct binding *b = &s->bindings[--s->count];
		s->inner[b->prefix] = b->outer;
	}
	s->depth--;
}
