/* Rules over the operator's registries: providers, beneficiaries, TUSS terms. Silent where there is no registry. */
#include <string.h>

#include "tiss/rules_layer.h"

static void add_validity(struct finding *f, const struct registry_validity *v)
{
	char text[REGISTRY_VALIDITY_TEXT];
	registry_validity_text(v, text);
	finding_arg(f, "limite", "%s", text);
}

static void add_day(struct finding *f, date_days date)
{
	char text[DATE_TEXT];
	date_text(date, text);
	finding_arg(f, "outra", "%s", text);
}

/* tuss.unknown, tuss.expired: with a TUSS table for that codigoTabela, the code was not valid on the day of service
 * (Componente Organizacional, item 174). Tables 00, 90 and 98 are nobody's terminology and never have a registry. */
void rule_tuss(struct walk *w, const struct rules_layer *l)
{
	const struct field_value *code = &l->item[FIELD_CODIGO], *served_field;
	unsigned from;
	const struct registry_tuss *terms = l->item[FIELD_TABELA].present ? operator_terms(l->operator, l->item[FIELD_TABELA].text) : NULL;
	if (terms == NULL || !code->present)
		return;
	struct tuss_term term;
	date_days served = rules_service_date(l, &served_field, &from, w);
	enum registry_answer answer = registry_tuss_find(terms, code->text, code->len, served, &term);
	if (answer == REGISTRY_VALID)
		return;
	bool unknown = answer == REGISTRY_UNKNOWN;
	struct finding *f = field_finding(w, unknown ? FINDING_TUSS_UNKNOWN : FINDING_TUSS_EXPIRED, w->guides->item_depth, code);
	finding_arg(f, "tipo", "%s", l->item[FIELD_TABELA].text);
	if (!unknown) {
		add_validity(f, &term.validity);
		add_day(f, served);
	}
	report_add(w->report, f);
}

static struct finding *card_finding(struct walk *w, const struct rules_layer *l, enum finding_code code, date_days served)
{
	struct finding *f = field_finding(w, code, w->guides->guide_depth, &l->guide[FIELD_CARTEIRA]);
	if (served != DATE_NONE)
		add_day(f, served);
	return f;
}

/* beneficiary.unknown, .left, .card-expired: the card of a guide against the registry, on the days of its items. */
void rule_beneficiary(struct walk *w, const struct rules_layer *l)
{
	const struct registry_beneficiaries *registry = l->operator->beneficiaries;
	const struct field_value *card = &l->guide[FIELD_CARTEIRA];
	struct beneficiary who;
	if (registry == NULL || !card->present)
		return;
	struct finding *f = NULL;
	if (registry_beneficiaries_find(registry, card->text, card->len, DATE_NONE, &who) == REGISTRY_UNKNOWN) {
		f = card_finding(w, l, FINDING_BENEFICIARY_UNKNOWN, DATE_NONE);
	} else if (l->last_service == DATE_NONE) {
		return;
	} else if (who.validity.until != DATE_NONE && l->last_service > who.validity.until) {
		f = card_finding(w, l, FINDING_BENEFICIARY_LEFT, l->last_service);
		add_validity(f, &who.validity);
	} else if (who.validity.from != DATE_NONE && l->first_service < who.validity.from) {
		f = card_finding(w, l, FINDING_BENEFICIARY_EARLY, l->first_service);
		add_validity(f, &who.validity);
	} else if (who.card_until != DATE_NONE && l->last_service > who.card_until) {
		f = card_finding(w, l, FINDING_BENEFICIARY_CARD_EXPIRED, l->last_service);
		struct registry_validity card_validity = { DATE_NONE, who.card_until };
		add_validity(f, &card_validity);
	}
	if (f != NULL)
		report_add(w->report, f);
}

/* provider.unknown: who sends the lot (origem/identificacaoPrestador) is not among the operator's providers. */
void rule_provider(struct walk *w, const struct rules_layer *l, const char *value, size_t len)
{
	const struct registry_providers *registry = l->operator->providers;
	if (registry == NULL)
		return;
	const char *name = walk_node(w)->local;
	const struct provider *who;
	enum registry_answer answer;
	if (strcmp(name, "CNPJ") == 0 || strcmp(name, "CPF") == 0)
		answer = registry_providers_by_cnpj_cpf(registry, value, len, l->message_date, &who);
	else
		answer = registry_providers_by_code(registry, value, len, l->message_date, &who);
	if (answer == REGISTRY_VALID)
		return;
	struct finding *f = walk_value_finding(w, FINDING_PROVIDER_UNKNOWN, value, len);
	if (answer == REGISTRY_UNKNOWN) {
		finding_arg(f, "motivo", "não está no cadastro de prestadores da operadora");
	} else {
		char text[REGISTRY_VALIDITY_TEXT];
		registry_validity_text(&who->validity, text);
		finding_arg(f, "motivo", "está no cadastro da operadora, mas com vigência %s", text);
	}
	report_add(w->report, f);
}
