/* The capa de lote as text, for paper of 80 columns. */
#ifndef IO_COVER_TEXT_H
#define IO_COVER_TEXT_H

#include "base/output.h"
#include "bill/cover.h"

/* Failures stay with OUT. */
void cover_text_write(const struct cover *c, struct output *out);

#endif
