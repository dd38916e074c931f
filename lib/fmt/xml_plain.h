/* Reads XML of the plainest form, several times as fast as a parser for all of XML: what fmt/xml_writer.h writes. That is
 * an XML declaration; then elements with one prefix, no attributes but those of the root, no comments and no CDATA; text
 * beside elements only white space; characters up to U+00FF; of references only &amp; &lt; &gt; and &#13;. Whatever it takes
 * is well-formed; the bytes are checked as fmt/xml_bytes.h does. For all else it says no, and there is fmt/xml_reader.h. */
#ifndef FMT_XML_PLAIN_H
#define FMT_XML_PLAIN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/names.h"
#include "fmt/xml_reader.h"
#include "fmt/xml_writer.h"

struct xml_plain_options {
	struct names *locals;      /* numbers the names; those it lacks are added */
	const char *prefix, *uri;  /* of all elements … */
	uint32_t ns;               /* … and its number */
	enum xml_output_encoding encoding;
};

/* Reads the document that the N pieces make, none of which ends within a tag or a value, and tells CONSUMER's start, text
 * and end of it. White space beside elements is not told; lines are the elements' ordinals, columns 0. True when all of it
 * has the plain form; otherwise false, with what was told so far of no use. */
bool xml_plain_read(const struct xml_plain_options *options, const struct buf *const pieces[], size_t n,
                    const struct xml_consumer *consumer);

#endif
