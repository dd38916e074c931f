#include "bill/statement.h"

#include <string.h>

#include "fmt/money.h"

bool amount_given(const struct amounts *a, enum amount which)
{
	return (a->given & 1u << which) != 0;
}

void amount_set(struct amounts *a, enum amount which, int64_t cents)
{
	a->of[which] = cents;
	a->given |= 1u << which;
}

const char *statement_title(enum statement_kind kind)
{
	static const char *const titles[] = {
		[STATEMENT_ANALYSIS] = "Demonstrativo de Análise de Conta",
		[STATEMENT_PAYMENT] = "Demonstrativo de Pagamento",
		[STATEMENT_DENTAL] = "Demonstrativo de Pagamento – Tratamento Odontológico",
	};
	return titles[kind];
}

const char *statement_provider_id(const struct statement *s)
{
	return *s->provider_code != '\0' ? s->provider_code : *s->provider_cnpj != '\0' ? s->provider_cnpj : s->provider_cpf;
}

static bool stands_before(const struct glosa *glosas, const struct glosa *g)
{
	for (const struct glosa *other = glosas; other != g; other = other->next)
		if (strcmp(other->code, g->code) == 0)
			return true;
	return false;
}

void glosa_codes(struct buf *out, const struct glosa *glosas, const char *separator)
{
	bool first = true;
	for (const struct glosa *g = glosas; g != NULL; g = g->next) {
		if (*g->code == '\0' || stands_before(glosas, g))
			continue;
		if (!first)
			buf_adds(out, separator);
		buf_adds(out, g->code);
		first = false;
	}
}

void statement_mark_text(struct buf *out, const struct statement_mark *mark)
{
	if (mark->item != NULL && *mark->item->sequence != '\0')
		buf_addf(out, "item %s: ", mark->item->sequence);
	else if (mark->item != NULL)
		buf_addf(out, "item %s: ", mark->item->code);
	buf_adds(out, mark->field);
	if (mark->rule == RULE_OVERFLOW) {
		buf_adds(out, ": a soma é grande demais para ser conferida");
		return;
	}
	if (mark->rule == RULE_MISSING) {
		buf_addf(out, " não foi informado; %s dá ", mark->against);
	} else {
		buf_adds(out, " é ");
		money_add_br(out, mark->stated, 2);
		buf_addf(out, ", mas %s dá ", mark->against);
	}
	money_add_br(out, mark->computed, 2);
}
