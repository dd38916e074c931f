/* Numbers the names of a file after the lists of whoever reads it. */
#ifndef FMT_XML_NUMBERS_H
#define FMT_XML_NUMBERS_H

#include "fmt/xml_reader.h"

enum { XML_NUMBERS_CACHE = 256 };

/* libxml2 keeps one copy of each name of a file, so a name's address stands for its text. */
struct xml_cached_name {
	const char *text;
	uint32_t number;
};

/* One file's: the addresses are those of its parser. */
struct xml_numbers {
	const struct names *locals, *namespaces; /* borrowed */
	uint32_t known;                          /* names in the lists when the caches were last empty */
	struct xml_cached_name local_cache[XML_NUMBERS_CACHE];
	struct xml_cached_name ns_cache[XML_NUMBERS_CACHE];
};

void xml_numbers_init(struct xml_numbers *n, const struct names *locals, const struct names *namespaces);

/* The number of the name LOCAL of URI (NULL: none), as in struct xml_start. Both are names of the file's parser. */
void xml_numbers_of(struct xml_numbers *n, const char *uri, const char *local, uint32_t *ns, uint32_t *name);

/* How many names the lists have: as long as it is the same, so are the numbers. */
uint32_t xml_numbers_known(const struct xml_numbers *n);

/* Sets ns and name of START and of its ATTRIBUTES, from their uri and local. */
void xml_numbers_set(struct xml_numbers *n, struct xml_start *start, struct xml_attribute *attributes);

#endif
