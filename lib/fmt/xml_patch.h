/* Replaces the values of some elements in the bytes of an XML file, and leaves every other byte as it is.
 *
 * The file must be well-formed and have no DOCTYPE: an XML parser has read it before and has numbered its start tags,
 * from 1 in document order. Here only as much is understood as is needed to count them again: tags, comments, CDATA
 * sections and processing instructions. Pure: bytes come in pieces of any size, and go to a sink. */
#ifndef FMT_XML_PATCH_H
#define FMT_XML_PATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "fmt/xml_bytes.h"

/* The new content of the element whose start tag is number TAG, as it shall stand in the file (xml_patch_escape). All that
 * is between the tags is replaced; the element must hold no other. <x/> becomes <x>text</x>. */
struct xml_edit {
	uint64_t tag;
	const char *text;
	size_t len;
};

/* LEN bytes at AT, before the first start tag, that TEXT takes the place of: the XML declaration or a part of it. */
struct xml_splice {
	uint64_t at, len;
	const char *text; /* NULL: no splice */
	size_t text_len;
};

/* Gets the file piece by piece: what stays, what goes, and what comes in its place (told behind what goes). */
struct xml_patch_sink {
	void *context;
	void (*keep)(void *context, const char *bytes, size_t n);
	void (*drop)(void *context, const char *bytes, size_t n); /* NULL: nobody wants to know */
	void (*add)(void *context, const char *bytes, size_t n);
};

/* Private but for its size. */
struct xml_patch {
	const struct xml_edit *edits;
	size_t left;          /* of them */
	struct xml_splice splice;
	bool spliced;
	struct xml_patch_sink sink;
	uint64_t offset;      /* bytes taken so far */
	uint64_t tags;        /* start tags begun so far */
	int state;
	char quote;           /* around the attribute value we are in */
	unsigned run;         /* '-', ']' or '?' in a row, towards the end of what we are in */
	bool target;          /* the start tag we are in is that of the next edit */
	bool dropping;        /* inside the element of the next edit */
	bool misplaced;       /* an edit was for an element that holds others */
	struct buf name;      /* of the target */
};

/* EDITS: N of them by rising tag, borrowed like the texts until xml_patch_release. */
void xml_patch_init(struct xml_patch *p, struct xml_splice splice, const struct xml_edit *edits, size_t n,
                    struct xml_patch_sink sink);
void xml_patch_release(struct xml_patch *p);

/* The next N bytes of the file. */
void xml_patch_feed(struct xml_patch *p, const char *bytes, size_t n);

/* Nothing is left to be replaced: all that follows stays as it is. */
bool xml_patch_done(const struct xml_patch *p);

/* At the end of the file: whether every edit found its element. */
bool xml_patch_finish(const struct xml_patch *p);

/* Adds VALUE (LEN bytes of valid UTF-8, only characters XML allows) to OUT as content in ENCODING (XML_UTF8 or XML_LATIN1): markup
 * escaped, and characters that the encoding lacks written as references. */
void xml_patch_escape(struct buf *out, const char *value, size_t len, enum xml_encoding encoding);

#endif
