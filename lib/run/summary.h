/* What a run of validations came to, in one line for people. */
#ifndef RUN_SUMMARY_H
#define RUN_SUMMARY_H

#include "base/buf.h"
#include "tiss/validator.h"

struct summary {
	uint64_t files, refused; /* refused: with error-level findings */
	uint64_t guides, items, errors, warnings, bytes;
	int64_t amount;          /* valor informado in cents; -1: too large to add up */
};

void summary_add(struct summary *s, const struct validation *v);

/* Adds "lote.xml: 20 guias, 45 itens, valor informado R$ 12.345,67; 3 erros, 1 aviso". */
void summary_file_text(struct buf *out, const char *name, const struct validation *v);

/* The same for all files: "12 arquivos (2 com erros): …". */
void summary_text(struct buf *out, const struct summary *s);

#endif
