/* What codes mean, in words: Tabela 38 with its validity (data/glosas.tab), and the coded domains of the standard: data/terms.tab, then the
 * labels of the newest schema table. */
#ifndef TISS_TERMS_H
#define TISS_TERMS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "fmt/date.h"

struct terms;

/* NULL with ERR set when a table is missing or damaged. */
struct terms *terms_open(struct error *err);
void terms_free(struct terms *t);

/* A code of Tabela 38. Borrowed from the terms. */
struct glosa_term {
	const char *code, *term;
	const char *previous;   /* the code that its rule had before, "" for none */
	date_days from, until;  /* DATE_NONE: no limit */
};

/* NULL when Tabela 38 has no such code. */
const struct glosa_term *terms_glosa(const struct terms *t, const char *code);
bool glosa_term_holds(const struct glosa_term *g, date_days date); /* DATE_NONE: any day */

/* What CODE of DOMAIN ("dm_statusProtocolo") means; NULL when nobody says. */
const char *terms_find(struct terms *t, const char *domain, const char *code);

#endif
