/* Inside of fmt/xml_reader.h: why XML is not well-formed, in an analyst's words. */
#ifndef FMT_XML_REASON_H
#define FMT_XML_REASON_H

#include <libxml/xmlerror.h>

#include "base/buf.h"

/* Adds to OUT what libxml2's error E says, in Portuguese. The innermost open element began on OPEN_LINE. (What is wrong with a namespace,
 * fmt/xml_scope.h says.) */
void xml_reason(struct buf *out, const xmlError *e, long open_line);

#endif
