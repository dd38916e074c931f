/* Inside of fmt/xml_reader.h: why XML is not well-formed, in an analyst's words. */
#ifndef FMT_XML_REASON_H
#define FMT_XML_REASON_H

#include <libxml/xmlerror.h>

#include "base/buf.h"

/* Adds to OUT what libxml2's error E says, in Portuguese. */
void xml_reason(struct buf *out, const xmlError *e);

#endif
