/* The statements (demonstrativos) that operators sent, as they sent them. */
#ifndef IO_STORE_STATEMENT_H
#define IO_STORE_STATEMENT_H

#include <stddef.h>

#include "io/store.h"

/* Keeps the N BYTES of an answer of OPERATOR that came at NOW; KIND: "analise" or "pagamento". The same bytes twice are kept once. Inside a
 * transaction. */
int store_statement_add(struct store *s, const char *operator, const char *kind, const char *now, const void *bytes, size_t n,
                        struct error *err);

#endif
