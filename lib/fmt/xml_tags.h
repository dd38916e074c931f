/* The tags of an XML file with their places in bytes, which a parser does not tell.
 *
 * The file must be well-formed, have no DOCTYPE and be in UTF-8 or ISO-8859-1: a parser has read it before. Here
 * only as much is understood as tells tags from comments, CDATA sections and processing instructions. Pure: bytes
 * come in pieces of any size. */
#ifndef FMT_XML_TAGS_H
#define FMT_XML_TAGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { XML_TAG_NAME_MAX = 127 };

struct xml_tag_place {
	uint64_t from, to;    /* the tag's bytes, '<' and '>' included */
	const char *name;     /* with its prefix; cut at XML_TAG_NAME_MAX; borrowed until the function returns */
	unsigned depth;       /* of its element: 1 for the root */
	bool start, end;      /* both: <x/> */
};

/* Private but for its size. */
struct xml_tags {
	void (*tell)(void *context, const struct xml_tag_place *tag);
	void *context;
	uint64_t offset;      /* bytes taken so far */
	uint64_t from;        /* of the tag we are in */
	unsigned depth;       /* elements open */
	int state;
	char quote;
	bool end_tag, slash;  /* the tag we are in is an end tag; its last character so far is a '/' outside quotes */
	unsigned run;         /* '-', ']' or '?' in a row, towards the end of what we are in */
	size_t name_len;
	char name[XML_TAG_NAME_MAX + 1];
};

void xml_tags_init(struct xml_tags *t, void (*tell)(void *context, const struct xml_tag_place *tag), void *context);

/* The next N bytes of the file. */
void xml_tags_feed(struct xml_tags *t, const char *bytes, size_t n);

/* The local part of a tag's NAME. */
const char *xml_tag_local(const char *name);

#endif
