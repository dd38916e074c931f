/* Prices, as plans; part of fee/fee_store.h. */
#include <inttypes.h>
#include <string.h>

#include "base/mem.h"
#include "fee/fee_store.h"

enum { PRICE_SCALE = 6, LEAST_PLACES = 2 };

static struct fee_plan *plan_of(struct fee_store *s, const struct fee_value *v)
{
	const char *modality = v[FEE_PRICES_MODALIDADE].text, *name = v[FEE_PRICES_PLANO].text, *kind = v[FEE_PRICES_TIPO_PLANO].text;
	uint32_t before = names_count(s->plan_keys), key = fee_key(s->plan_keys, true, modality, name, kind);
	if (names_count(s->plan_keys) == before)
		return &s->plans[key - 1].plan;
	if (s->nplans == s->plans_cap) {
		s->plans_cap = s->plans_cap ? s->plans_cap * 2 : 16;
		s->plans = mem_grow(s->plans, s->plans_cap, sizeof *s->plans);
	}
	struct fee_plan_entry *p = &s->plans[s->nplans++];
	*p = (struct fee_plan_entry){
		.modality = arena_dup(&s->arena, modality, strlen(modality)), .name = arena_dup(&s->arena, name, strlen(name)),
		.kind = arena_dup(&s->arena, kind, strlen(kind)),
	};
	return &p->plan;
}

/* What is wrong with a sound row's fields taken together; false when that was told. */
static bool check_row(const struct fee_input *in, struct fee_faults *faults)
{
	const struct fee_value *v = in->values;
	const struct fee_value *min = &v[FEE_PRICES_IDADE_MINIMA], *max = &v[FEE_PRICES_IDADE_MAXIMA];
	bool sound = true;
	if (max->len > 0 && max->number < min->number) {
		fee_fault_at(faults, in->reader, FEE_PRICES_IDADE_MAXIMA, "é menor que idadeMinima (%" PRId64 ")", min->number);
		sound = false;
	}
	if (v[FEE_PRICES_FIM_VIGENCIA].len > 0 && v[FEE_PRICES_FIM_VIGENCIA].date < v[FEE_PRICES_INICIO_VIGENCIA].date) {
		fee_fault_at(faults, in->reader, FEE_PRICES_FIM_VIGENCIA, "é anterior a inicioVigencia");
		sound = false;
	}
	return sound;
}

static void add_price(struct fee_store *s, struct fee_plan *plan, const struct fee_input *in, struct fee_faults *faults)
{
	const struct fee_value *v = in->values;
	const struct fee_value *max = &v[FEE_PRICES_IDADE_MAXIMA], *until = &v[FEE_PRICES_FIM_VIGENCIA];
	if (plan->nmodules == FEE_MODULES_MAX && fee_plan_find(plan, v[FEE_PRICES_MODULO].text) < 0) {
		fee_fault_at(faults, in->reader, FEE_PRICES_MODULO, "o plano já tem %d módulos, o máximo", FEE_MODULES_MAX);
		plan->broken = true;
		return;
	}
	struct fee_price price = {
		.age_min = (unsigned char)v[FEE_PRICES_IDADE_MINIMA].number,
		.age_max = max->len > 0 ? (unsigned char)max->number : FEE_AGE_MAX,
		.mandatory = v[FEE_PRICES_OBRIGATORIO].number == 1,
		.value = fee_decimal_trim((struct fee_decimal){ v[FEE_PRICES_VALOR].number, PRICE_SCALE }, LEAST_PLACES),
		.from = v[FEE_PRICES_INICIO_VIGENCIA].date, .until = until->len > 0 ? until->date : FEE_PRICE_OPEN,
		.line = csv_reader_line(in->reader),
	};
	fee_plan_add(plan, fee_plan_module(plan, v[FEE_PRICES_MODULO].text, &s->arena), &price);
}

static void tell(const struct fee_store *s, const struct fee_price_report *r, const char *module, struct fee_faults *faults)
{
	struct buf text = BUF_INIT;
	char date[DATE_TEXT];
	date_text(r->at, date);
	buf_addf(&text, "%s:%ld: módulo %s: ", s->prices_name, r->row->line, module);
	if (r->fault == FEE_PRICES_OVERLAP)
		buf_addf(&text, "esta faixa etária e a da linha %ld se sobrepõem em %s", r->other->line, date);
	else if (r->fault == FEE_PRICES_GAP)
		buf_addf(&text, "entre as faixas da linha %ld (até %u anos) e desta (de %u em diante) falta preço em %s", r->other->line,
		         r->other->age_max, r->row->age_min, date);
	else
		buf_addf(&text, "o preço da linha %ld acaba e este ainda não começou: nenhum vale em %s", r->other->line, date);
	fee_fault_text(faults, buf_str(&text));
	buf_release(&text);
}

/* Each module's rows must be whole, in ages and in time. */
static void seal(struct fee_store *s, struct fee_plan *plan, struct fee_faults *faults)
{
	for (size_t i = 0; i < plan->nmodules; i++) {
		struct fee_price_report report;
		fee_plan_seal(&plan->modules[i], &report);
		if (report.fault != FEE_PRICES_SOUND) {
			tell(s, &report, plan->modules[i].name, faults);
			plan->broken = true;
		}
	}
}

int fee_store_read_prices(struct fee_store *s, struct fee_input *in, struct fee_faults *faults, struct error *err)
{
	enum fee_row_state state;
	const struct fee_value *v = in->values;
	(void)err;
	while ((state = fee_input_next(in, faults)) == FEE_ROW_OK || state == FEE_ROW_WRONG) {
		if (v[FEE_PRICES_MODALIDADE].wrong || v[FEE_PRICES_PLANO].wrong || v[FEE_PRICES_TIPO_PLANO].wrong) {
			s->fatal = true; /* nobody knows whose price it is */
			continue;
		}
		struct fee_plan *plan = plan_of(s, v);
		if (state == FEE_ROW_WRONG || !check_row(in, faults))
			plan->broken = true;
		else
			add_price(s, plan, in, faults);
	}
	s->fatal |= state == FEE_ROW_BROKEN;
	for (size_t i = 0; i < s->nplans; i++)
		if (!s->plans[i].plan.broken)
			seal(s, &s->plans[i].plan, faults);
	return 0;
}
