/* Namespaces in XML 1.0: what the names of a file mean where they stand.
 *
 * libxml2 would do this for us (SAX2), at a sixth of the time of a parse: it looks each name up part by part, each time. A lot says its
 * hundred names a hundred thousand times, so here a name is looked at once for as long as no prefix is declared. tests/unit/test_xml_scope.c
 * holds the two against one another. */
#ifndef FMT_XML_SCOPE_H
#define FMT_XML_SCOPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <libxml/xmlstring.h>

#include "base/buf.h"
#include "fmt/xml_reader.h"

/* An element's name. All strings live as long as the scope, QNAME as long as the parser. */
struct xml_scope_name {
	const xmlChar *qname;             /* as it stands in the file, with its prefix */
	size_t len, width;                /* of that: in bytes, in characters */
	const char *local, *prefix, *uri; /* prefix and uri may be NULL */
	uint64_t scope;                   /* what was declared when it was looked at */
};

struct xml_scope;

/* For one file. */
struct xml_scope *xml_scope_new(void);
void xml_scope_free(struct xml_scope *s);

/* Goes into the element QNAME, a name of libxml2's dictionary, with what libxml2's SAX1 gives for its ATTRIBUTES: names and values in turn, then
 * NULL; or NULL. NULL, with why in REASON in an analyst's words, when that is against the norm; otherwise it lives until the next call. */
const struct xml_scope_name *xml_scope_enter(struct xml_scope *s, const xmlChar *qname, const xmlChar **attributes, struct buf *reason);

/* The N attributes of the element that was entered last, without the declarations of prefixes; borrowed until the next call. */
struct xml_attribute *xml_scope_attributes(struct xml_scope *s, size_t *n);

/* Goes out of the element that was entered last and not left yet. */
void xml_scope_leave(struct xml_scope *s);

/* How many elements are open. */
unsigned xml_scope_depth(const struct xml_scope *s);

#endif
