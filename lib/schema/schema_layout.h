/* Text laid out for a terminal of 80 columns. All characters are taken to be one column wide. */
#ifndef SCHEMA_SCHEMA_LAYOUT_H
#define SCHEMA_SCHEMA_LAYOUT_H

#include <stddef.h>

#include "base/buf.h"

enum { LAYOUT_WIDTH = 79, LAYOUT_COLUMN_MIN = 24 };

void layout_spaces(struct buf *out, size_t n);

/* TEXT and spaces up to WIDTH columns; at least none. */
void layout_cell(struct buf *out, const char *text, size_t width);

/* The words of TEXT from COLUMN on, where the line stands already; further lines start at COLUMN too. Ends the line.
 * A column far to the right still gets LAYOUT_COLUMN_MIN columns. */
void layout_words(struct buf *out, const char *text, size_t column);

/* "  LABEL     TEXT": one line of the head of an answer, its text wrapped. */
void layout_field(struct buf *out, const char *label, const char *text);

/* The lines of TEXT with what must not reach a terminal made visible: a table may be anybody's. */
void layout_visible(struct buf *out, const char *text, size_t len);

#endif
