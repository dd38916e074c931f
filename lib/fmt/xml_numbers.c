#include "fmt/xml_numbers.h"

#include <string.h>

void xml_numbers_init(struct xml_numbers *n, const struct names *locals, const struct names *namespaces)
{
	memset(n, 0, sizeof *n);
	n->locals = locals;
	n->namespaces = namespaces;
}

static uint32_t cached(struct xml_cached_name *cache, const struct names *names, const char *text)
{
	struct xml_cached_name *c = &cache[((uintptr_t)text >> 3) % XML_NUMBERS_CACHE];
	if (c->text != text) {
		c->text = text;
		c->number = names_find(names, text, strlen(text));
	}
	return c->number;
}

uint32_t xml_numbers_known(const struct xml_numbers *n)
{
	return names_count(n->locals) + names_count(n->namespaces);
}

/* A consumer may learn names on the way (a schema is loaded once the version is known). */
static void refresh(struct xml_numbers *n)
{
	uint32_t known = xml_numbers_known(n);
	if (known == n->known)
		return;
	n->known = known;
	memset(n->local_cache, 0, sizeof n->local_cache);
	memset(n->ns_cache, 0, sizeof n->ns_cache);
}

static uint32_t ns_number(struct xml_numbers *n, const char *uri)
{
	if (uri == NULL)
		return XML_NS_NONE;
	uint32_t number = cached(n->ns_cache, n->namespaces, uri);
	return number != 0 ? number : XML_NS_UNKNOWN;
}

void xml_numbers_of(struct xml_numbers *n, const char *uri, const char *local, uint32_t *ns, uint32_t *name)
{
	refresh(n);
	*ns = ns_number(n, uri);
	*name = cached(n->local_cache, n->locals, local);
}

void xml_numbers_set(struct xml_numbers *n, struct xml_start *start, struct xml_attribute *attributes)
{
	xml_numbers_of(n, start->uri, start->local, &start->ns, &start->name);
	for (size_t i = 0; i < start->nattributes; i++)
		xml_numbers_of(n, attributes[i].uri, attributes[i].local, &attributes[i].ns, &attributes[i].name);
}
