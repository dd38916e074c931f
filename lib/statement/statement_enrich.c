#include "statement/statement_enrich.h"

#include <string.h>

enum { TOLD_MAX = 1000 };

static const char *provider_name(const struct statement_enrich *e, const struct statement *s)
{
	const struct provider *found = NULL;
	if (e->providers == NULL || *s->provider_name != '\0')
		return s->provider_name;
	if (*s->provider_code != '\0')
		registry_providers_by_code(e->providers, s->provider_code, strlen(s->provider_code), DATE_NONE, &found);
	const char *id = *s->provider_cnpj != '\0' ? s->provider_cnpj : s->provider_cpf;
	if (found == NULL && *id != '\0')
		registry_providers_by_cnpj_cpf(e->providers, id, strlen(id), DATE_NONE, &found);
	return found != NULL ? found->name : s->provider_name;
}

static const char *beneficiary_name(const struct statement_enrich *e, const struct statement_guide *g)
{
	struct beneficiary found = { .name = "" };
	if (e->beneficiaries == NULL || *g->beneficiary != '\0' || *g->card == '\0')
		return g->beneficiary;
	if (registry_beneficiaries_find(e->beneficiaries, g->card, strlen(g->card), DATE_NONE, &found) == REGISTRY_UNKNOWN)
		return g->beneficiary;
	return found.name;
}

/* Tells once of each code that Tabela 38 does not have, or not on the statement's date. */
static void check_glosas(struct statement_enrich *e, const struct glosa *glosas, long line, const char *item)
{
	for (const struct glosa *g = glosas; g != NULL; g = g->next) {
		const struct glosa_term *term = *g->code != '\0' ? terms_glosa(e->terms, g->code) : NULL;
		if (*g->code == '\0' || (term != NULL && glosa_term_holds(term, e->date)))
			continue;
		size_t len = strlen(g->code);
		if (names_find(e->told, g->code, len) != 0 || names_count(e->told) >= TOLD_MAX)
			continue;
		names_add(e->told, g->code, len);
		struct finding *f = &e->finding_text;
		finding_start(f, FINDING_STATEMENT_GLOSA);
		f->file = e->statement.file;
		f->line = line;
		f->ans = "";
		finding_set_value(f, g->code, len);
		buf_adds(&f->detail, term == NULL ? "da TUSS" : "vigente na data de emissão");
		buf_adds(&f->guide, e->guide);
		buf_adds(&f->item, item);
		e->finding(e->context, f);
	}
}

static void on_begin(void *context, const struct statement *s)
{
	struct statement_enrich *e = context;
	e->statement = *s;
	e->statement.provider_name = provider_name(e, s);
	e->date = date_parse(s->issued, strlen(s->issued));
	e->guide = "";
	names_free(e->told);
	e->told = names_new();
	if (e->next->begin != NULL)
		e->next->begin(e->next->context, &e->statement);
}

static void on_payment(void *context, const struct statement_payment *p)
{
	struct statement_enrich *e = context;
	if (e->next->payment != NULL)
		e->next->payment(e->next->context, p);
}

static void on_protocol(void *context, const struct statement_protocol *p)
{
	struct statement_enrich *e = context;
	check_glosas(e, p->glosas, p->line, "");
	if (e->next->protocol != NULL)
		e->next->protocol(e->next->context, p);
}

static void on_guide(void *context, const struct statement_guide *told)
{
	struct statement_enrich *e = context;
	struct statement_guide g = *told;
	g.beneficiary = beneficiary_name(e, told);
	e->guide = g.provider_number;
	check_glosas(e, g.glosas, g.line, "");
	for (const struct statement_item *item = g.items; item != NULL; item = item->next)
		check_glosas(e, item->glosas, item->line, item->sequence);
	e->guide = "";
	if (e->next->guide != NULL)
		e->next->guide(e->next->context, &g);
}

static void on_protocol_end(void *context, const struct statement_protocol *p)
{
	struct statement_enrich *e = context;
	if (e->next->protocol_end != NULL)
		e->next->protocol_end(e->next->context, p);
}

static void on_payment_end(void *context, const struct statement_payment *p)
{
	struct statement_enrich *e = context;
	if (e->next->payment_end != NULL)
		e->next->payment_end(e->next->context, p);
}

static void on_end(void *context, const struct statement *told)
{
	struct statement_enrich *e = context;
	struct statement s = *told;
	s.provider_name = e->statement.provider_name;
	if (e->next->end != NULL)
		e->next->end(e->next->context, &s);
}

static void on_answer(void *context, const struct statement_answer *a)
{
	struct statement_enrich *e = context;
	if (e->next->answer != NULL)
		e->next->answer(e->next->context, a);
}

const struct statement_sink *statement_enrich_init(struct statement_enrich *e)
{
	e->sink = (struct statement_sink){
		.context = e, .begin = on_begin, .payment = on_payment, .protocol = on_protocol, .guide = on_guide,
		.protocol_end = on_protocol_end, .payment_end = on_payment_end, .end = on_end, .answer = on_answer,
	};
	return &e->sink;
}

void statement_enrich_release(struct statement_enrich *e)
{
	names_free(e->told);
	finding_release(&e->finding_text);
}
