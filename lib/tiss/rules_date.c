/* Rules about dates: of service, authorisation, billing period. */
#include <string.h>

#include "tiss/rules_layer.h"

static void add_date(struct finding *f, const char *argument, date_days date)
{
	char text[DATE_TEXT];
	date_text(date, text);
	finding_arg(f, argument, "%s", text);
}

/* date.future: service after dataRegistroTransacao. */
void rule_date_future(struct walk *w, const struct rules_layer *l)
{
	const struct field_value *v;
	unsigned from;
	date_days served = rules_service_date(l, &v, &from, w);
	if (served == DATE_NONE || l->message_date == DATE_NONE || served <= l->message_date)
		return;
	struct finding *f = field_finding(w, FINDING_DATE_FUTURE, from, v);
	add_date(f, "limite", l->message_date);
	report_add(w->report, f);
}

static void report_order(struct walk *w, unsigned from, const struct field_value *end, const struct field_value *start, const char *start_name)
{
	struct finding *f = field_finding(w, FINDING_DATE_ORDER, from, end);
	finding_arg(f, "outra", "%s", start->text);
	finding_arg(f, "esperado", "%s", start_name);
	report_add(w->report, f);
}

/* date.order, hours of an item: only when it cannot have gone on past midnight, that is on the last day of the billing
 * period or on the day the message was made. */
void rule_item_hours(struct walk *w, const struct rules_layer *l)
{
	const struct field_value *start = &l->item[FIELD_HORA_INICIAL], *end = &l->item[FIELD_HORA_FINAL];
	int begins = field_minutes(start), ends = field_minutes(end);
	date_days day = field_date(&l->item[FIELD_DATA]);
	if (begins < 0 || ends < 0 || ends >= begins || day == DATE_NONE)
		return;
	if (day == field_date(&l->guide[FIELD_FIM_FATURAMENTO]) || day == l->message_date)
		report_order(w, w->guides->item_depth, end, start, "a horaInicial");
}

/* date.order: the billing period ends before it begins, or the senha's validity before the authorisation. */
void rule_date_order(struct walk *w, const struct rules_layer *l)
{
	unsigned from = w->guides->guide_depth;
	const struct field_value *start = &l->guide[FIELD_INICIO_FATURAMENTO], *end = &l->guide[FIELD_FIM_FATURAMENTO];
	date_days first = field_date(start), last = field_date(end);
	if (first != DATE_NONE && last != DATE_NONE) {
		int begins = field_minutes(&l->guide[FIELD_INICIO_FATURAMENTO_HORA]);
		int ends = field_minutes(&l->guide[FIELD_FIM_FATURAMENTO_HORA]);
		if (last < first)
			report_order(w, from, end, start, "ao início do faturamento");
		else if (last == first && begins >= 0 && ends >= 0 && ends < begins)
			report_order(w, from, &l->guide[FIELD_FIM_FATURAMENTO_HORA], &l->guide[FIELD_INICIO_FATURAMENTO_HORA], "ao início do faturamento");
	}
	date_days authorised = field_date(&l->guide[FIELD_AUTORIZADA_EM]), valid = field_date(&l->guide[FIELD_VALIDADE_SENHA]);
	if (authorised != DATE_NONE && valid != DATE_NONE && valid < authorised)
		report_order(w, from, &l->guide[FIELD_VALIDADE_SENHA], &l->guide[FIELD_AUTORIZADA_EM], "à data da autorização");
}

/* date.authorization: service after the senha's validity (1414); authorised after the service (1814), unless urgent
 * (caraterAtendimento 2). Once a guide says it for all its items. */
void rule_date_authorization(struct walk *w, struct rules_layer *l)
{
	const struct field_value *v;
	unsigned from;
	date_days served = rules_service_date(l, &v, &from, w);
	date_days authorised = field_date(&l->guide[FIELD_AUTORIZADA_EM]), valid = field_date(&l->guide[FIELD_VALIDADE_SENHA]);
	if (served == DATE_NONE)
		return;
	if (valid != DATE_NONE && served > valid && !l->told_expired) {
		l->told_expired = true;
		struct finding *f = field_finding(w, FINDING_DATE_AUTHORIZATION, from, v);
		f->ans_wanted = "1414";
		finding_arg(f, "motivo", "depois da validade da senha, %s", l->guide[FIELD_VALIDADE_SENHA].text);
		report_add(w->report, f);
	}
	if (authorised != DATE_NONE && authorised > served && !l->told_late && !field_is(&l->guide[FIELD_CARATER], "2")) {
		l->told_late = true;
		struct finding *f = field_finding(w, FINDING_DATE_AUTHORIZATION, from, v);
		f->ans_wanted = "1814";
		finding_arg(f, "motivo", "antes da autorização, de %s, sem ser urgência", l->guide[FIELD_AUTORIZADA_EM].text);
		report_add(w->report, f);
	}
}

/* date.deadline: older than the profile's days, from SERVED, the day in V. Once a guide says it for all its items. */
static void check_deadline(struct walk *w, struct rules_layer *l, date_days served, const struct field_value *v,
                           unsigned from)
{
	int32_t allowed = (int32_t)l->operator->profile->deadline_days;
	if (allowed == 0 || served == DATE_NONE || l->message_date == DATE_NONE || l->told_deadline)
		return;
	int32_t days = l->message_date - served;
	if (days <= allowed)
		return;
	l->told_deadline = true;
	struct finding *f = field_finding(w, FINDING_DATE_DEADLINE, from, v);
	finding_arg(f, "quantidade", "%d", days);
	finding_arg(f, "maximo", "%d", allowed);
	report_add(w->report, f);
}

/* A guide of internação is late or in time as a whole, by the end of its billing period, with items or without. */
static bool is_internacao(const struct walk *w)
{
	return strcmp(w->guides->kind->type, "internacao") == 0;
}

void rule_date_deadline(struct walk *w, struct rules_layer *l)
{
	const struct field_value *v;
	unsigned from;
	date_days served = rules_service_date(l, &v, &from, w);
	if (!is_internacao(w))
		check_deadline(w, l, served, v, from);
}

void rule_date_deadline_period(struct walk *w, struct rules_layer *l)
{
	const struct field_value *v = &l->guide[FIELD_FIM_FATURAMENTO];
	if (is_internacao(w))
		check_deadline(w, l, field_date(v), v, w->guides->guide_depth);
}
