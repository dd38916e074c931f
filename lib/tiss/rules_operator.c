/* Rules of the operator's side: its registration, its profile. */
#include <string.h>

#include "tiss/rules_layer.h"

static void report_registry(struct walk *w, struct finding *f, const char *other, const char *whose)
{
	finding_arg(f, "outra", "%s", other);
	finding_arg(f, "motivo", "%s", whose);
	report_add(w->report, f);
}

/* operator.registry: destino/registroANS (origem's, in an operator's message) is not the profile's. */
void rule_operator_header(struct walk *w, const struct rules_layer *l, const char *value, size_t len)
{
	const char *due = l->operator.registro_ans;
	if (due[0] == '\0' || (strlen(due) == len && memcmp(due, value, len) == 0))
		return;
	report_registry(w, walk_value_finding(w, FINDING_OPERATOR_REGISTRY, value, len), due, "no perfil");
}

/* operator.registry: a guide of another operator than the message's. */
void rule_operator_guide(struct walk *w, const struct rules_layer *l)
{
	const struct field_value *v = &l->guide[FIELD_REGISTRO_ANS];
	if (!v->present || l->header_operator[0] == '\0' || field_is(v, l->header_operator))
		return;
	report_registry(w, field_finding(w, FINDING_OPERATOR_REGISTRY, w->guides->guide_depth, v), l->header_operator, "no cabeçalho");
}
