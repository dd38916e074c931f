/* Rules about numbers that identify: check digits. A number of the wrong form is the schema's business. */
#include "fmt/ids.h"
#include "tiss/rules_layer.h"

static bool all_of(const char *value, size_t len, bool letters)
{
	for (size_t i = 0; i < len; i++)
		if ((value[i] < '0' || value[i] > '9') && !(letters && value[i] >= 'A' && value[i] <= 'Z'))
			return false;
	return true;
}

static void report_id(struct walk *w, enum finding_code code, const char *what, const char *value, size_t len)
{
	struct finding *f = walk_value_finding(w, code, value, len);
	finding_arg(f, "tipo", "%s", what);
	report_add(w->report, f);
}

/* id.cpf-cnpj */
void rule_id_cpf(struct walk *w, const char *value, size_t len)
{
	if (len == 11 && all_of(value, len, false) && !id_cpf_holds(value, len))
		report_id(w, FINDING_ID_CPF_CNPJ, "CPF", value, len);
}

/* id.cpf-cnpj: numeric, and alphanumeric from 4.03.00 on. */
void rule_id_cnpj(struct walk *w, const char *value, size_t len)
{
	if (len == 14 && all_of(value, 12, true) && all_of(value + 12, 2, false) && !id_cnpj_holds(value, len))
		report_id(w, FINDING_ID_CPF_CNPJ, "CNPJ", value, len);
}

/* id.cns: a field of free text in the schema, so that its form is judged here too. */
void rule_id_cns(struct walk *w, const char *value, size_t len)
{
	if (len > 0 && !id_cns_holds(value, len))
		report_id(w, FINDING_ID_CNS, "CNS", value, len);
}
