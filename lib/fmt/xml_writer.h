/* Writes XML elements into a buffer: escaping, encoding, indentation; and beside them their values alone, as the hash of a
 * message takes them.
 *
 * Elements are known by tags that are made once and written often (xml_tag_init). Values are UTF-8; they must hold only
 * characters that xml_text_check lets pass. */
#ifndef FMT_XML_WRITER_H
#define FMT_XML_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"

enum xml_output_encoding { XML_OUT_ISO_8859_1, XML_OUT_UTF_8 };

/* An element's tags, with what stands before them. */
struct xml_tag {
	const char *open;   /* "\n    <ans:UF>" */
	const char *close;  /* "</ans:UF>" */
	const char *close_group; /* "\n    </ans:UF>": behind child elements */
	size_t open_len, close_len, close_group_len;
};

/* Where elements go. */
struct xml_writer {
	enum xml_output_encoding encoding;
	bool one_line;       /* no line ends and no indentation */
	struct buf *out;     /* borrowed */
	struct buf *values;  /* borrowed: the values, concatenated, in UTF-8; NULL: nobody wants them */
};

/* Makes the tags of element NAME (with its prefix) at DEPTH below the root, as W writes them. Memory from ARENA. */
void xml_tag_init(struct xml_tag *tag, const char *name, unsigned depth, bool one_line, struct arena *arena);

void xml_open(struct xml_writer *w, const struct xml_tag *tag);
void xml_close(struct xml_writer *w, const struct xml_tag *tag);

/* A whole element with LEN bytes of TEXT. */
void xml_value(struct xml_writer *w, const struct xml_tag *tag, const char *text, size_t len);

/* Adds LEN bytes of TEXT as an element may hold them: escaped, in ENCODING. */
void xml_add_text(struct buf *out, enum xml_output_encoding encoding, const char *text, size_t len);

/* What is wrong with a character. */
enum xml_text_fault {
	XML_TEXT_OK,
	XML_TEXT_CONTROL, /* XML has no way to hold it */
	XML_TEXT_OUTSIDE  /* ISO-8859-1 lacks it */
};

/* Looks at LEN bytes of sound UTF-8. *AT is where the first wrong character begins. */
enum xml_text_fault xml_text_check(const char *text, size_t len, size_t *at);

#endif
