#include "schema/vocabulary.h"

#include <string.h>

const char NS_ANS_URI[] = "http://www.ans.gov.br/padroes/tiss/schemas";

static const char *const fixed_uris[NS_FIXED] = {
	NS_ANS_URI,
	"http://www.w3.org/2000/09/xmldsig#",
	"http://schemas.xmlsoap.org/soap/envelope/",
	"http://www.w3.org/2003/05/soap-envelope",
	"http://www.w3.org/2001/XMLSchema-instance",
	"http://www.w3.org/2001/XMLSchema",
	"http://www.w3.org/XML/1998/namespace",
};

#define TERM_TEXT(identifier, text) text,
static const char *const terms[] = { TERMS(TERM_TEXT) };
#undef TERM_TEXT

void vocabulary_init(struct vocabulary *v)
{
	v->names = names_new();
	for (size_t i = 0; i < sizeof terms / sizeof *terms; i++)
		names_add(v->names, terms[i], strlen(terms[i]));
	v->namespaces = names_new();
	for (size_t i = 0; i < NS_FIXED; i++)
		names_add(v->namespaces, fixed_uris[i], strlen(fixed_uris[i]));
}

void vocabulary_release(struct vocabulary *v)
{
	names_free(v->names);
	names_free(v->namespaces);
	*v = (struct vocabulary){ NULL, NULL };
}

uint32_t vocabulary_ns(const struct vocabulary *v, const char *uri)
{
	if (uri == NULL)
		return NS_NONE;
	uint32_t ns = names_find(v->namespaces, uri, strlen(uri));
	return ns != 0 ? ns : NS_UNKNOWN;
}

const char *vocabulary_name(const struct vocabulary *v, element_key key)
{
	return names_text(v->names, KEY_NAME(key));
}
