/* The frame of our HTML documents: one file, no script, its style inside; and values put into it so that none can be more than
 * text. */
#ifndef IO_HTML_H
#define IO_HTML_H

#include <stddef.h>

#include "base/buf.h"

/* Adds TEXT as character data or as an attribute's value in quotes: markup escaped, what is hidden or broken made visible. */
void html_text(struct buf *out, const char *text, size_t len);

/* Adds what TEXT leaves of an id: letters, digits, hyphens. */
void html_id(struct buf *out, const char *text);

/* Adds all up to <main>. It is ended by "</main></body></html>". */
void html_head(struct buf *out, const char *title);

#endif
