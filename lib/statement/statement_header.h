/* What the account of guide-match does not say and a statement needs: a file of `key = value` lines (--header). */
#ifndef STATEMENT_STATEMENT_HEADER_H
#define STATEMENT_STATEMENT_HEADER_H

#include "base/arena.h"
#include "base/error.h"

/* All "" where the file does not say. */
struct statement_header {
	const char *registroANS, *nomeOperadora, *cnpjOperadora, *numeroDemonstrativo, *dataEmissao, *prestador, *nomeContratado, *CNES,
		*numeroLote, *numeroProtocolo, *dataProtocolo, *situacaoProtocolo, *situacaoGuia, *observacao, *version;
	struct arena arena; /* of the texts */
};

/* Nothing said. */
void statement_header_init(struct statement_header *h);
void statement_header_release(struct statement_header *h);

/* Reads FILE, in UTF-8 or Windows-1252. Lines that begin with # and blank lines say nothing. -1 with ERR set, naming file and line. */
int statement_header_read(struct statement_header *h, const char *file, struct error *err);

#endif
