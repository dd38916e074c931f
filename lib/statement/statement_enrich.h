/* What a statement does not say and the user has at hand: names from the registries (the standard took them out of the message in
 * 4.00.00). And what it says that Tabela 38 does not know. Stands between the balance and the renderer. */
#ifndef STATEMENT_STATEMENT_ENRICH_H
#define STATEMENT_STATEMENT_ENRICH_H

#include "base/finding.h"
#include "base/names.h"
#include "bill/statement.h"
#include "tiss/registry_beneficiaries.h"
#include "tiss/registry_providers.h"
#include "tiss/terms.h"

struct statement_enrich {
	/* set by the owner, borrowed; the rest zeroed */
	const struct statement_sink *next;
	const struct registry_beneficiaries *beneficiaries; /* NULL: none */
	const struct registry_providers *providers;         /* NULL: none */
	const struct terms *terms;
	void (*finding)(void *context, struct finding *f);
	void *context;
	/* private */
	struct statement_sink sink;
	struct statement statement;
	const char *guide;
	date_days date;                /* of the statement */
	struct names *told;            /* codes that were told of already */
	struct finding finding_text;
};

const struct statement_sink *statement_enrich_init(struct statement_enrich *e);
void statement_enrich_release(struct statement_enrich *e);

#endif
