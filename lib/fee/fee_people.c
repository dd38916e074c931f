/* The beneficiaries, streamed; part of fee/fee_work.h. */
#include <string.h>

#include "fee/fee_explain.h"
#include "fee/fee_work.h"

enum { PROGRESS_EVERY = 1024 };

/* One pass. */
struct pass {
	struct fee_work *w;
	bool check, bill;
	bool has_last;           /* the file has ultimoFaturamento */
	struct fee_term *term;   /* of the row before */
	unsigned optional[FEE_MODULES_MAX];
};

static void fault(struct pass *p, struct fee_term *term, size_t column, const char *what)
{
	term->bad = true;
	if (p->check)
		fee_fault_at(&p->w->faults, p->w->people.reader, column, "%s", what);
}

/* Rows of one term mostly come together. */
static struct fee_term *term_of(struct pass *p)
{
	const struct fee_value *v = p->w->people.values;
	const struct fee_value *modality = &v[FEE_BENEFICIARIES_MODALIDADE], *number = &v[FEE_BENEFICIARIES_TERMO];
	if (modality->wrong || number->wrong)
		return NULL;
	if (p->term == NULL || strcmp(p->term->number, number->text) != 0 || strcmp(p->term->modality, modality->text) != 0)
		p->term = fee_store_term(&p->w->store, modality, number);
	if (p->term == NULL && p->check)
		fee_fault_at(&p->w->faults, p->w->people.reader, FEE_BENEFICIARIES_TERMO, "não há termo com esta modalidade e este número em %s",
		             p->w->terms.name);
	return p->term;
}

/* modulosOpcionais as numbers of the plan's modules. */
static bool read_modules(struct pass *p, struct fee_term *term, struct fee_person *person)
{
	const char *text = p->w->people.values[FEE_BENEFICIARIES_MODULOS_OPCIONAIS].text;
	person->optional = p->optional;
	for (text += strspn(text, " "); *text != '\0'; text += strspn(text, " ")) {
		size_t len = strcspn(text, " ");
		char name[256];
		long module = -1;
		if (len < sizeof name) {
			memcpy(name, text, len);
			name[len] = '\0';
			module = fee_plan_find(term->contract.plan, name);
		}
		if (module < 0) {
			fault(p, term, FEE_BENEFICIARIES_MODULOS_OPCIONAIS, "um dos módulos não está entre os preços do plano");
			return false;
		}
		if (person->noptional < FEE_MODULES_MAX)
			p->optional[person->noptional++] = (unsigned)module;
		text += len;
	}
	return true;
}

static bool check_person(struct pass *p, struct fee_term *term, const struct fee_person *person)
{
	if (person->exit != DATE_NONE && person->exit < person->entry)
		fault(p, term, FEE_BENEFICIARIES_DATA_EXCLUSAO, "é anterior a dataInclusao");
	else if (person->birth > person->entry)
		fault(p, term, FEE_BENEFICIARIES_DATA_NASCIMENTO, "é posterior a dataInclusao");
	else if (fee_age(fee_month_of(person->birth), p->w->rules.month, FEE_AGE_BIRTHDAY) > FEE_AGE_MAX)
		fault(p, term, FEE_BENEFICIARIES_DATA_NASCIMENTO, "dá uma idade maior que 130 anos");
	else
		return true;
	return false;
}

static void tell_trouble(struct pass *p, struct fee_term *term, const struct fee_trouble *t)
{
	char month[FEE_MONTH_TEXT];
	term->bad = true;
	if (!p->check)
		return;
	fee_month_text(t->month, month);
	struct fee_faults *faults = &p->w->faults;
	const struct csv_reader *r = p->w->people.reader;
	switch (t->fault) {
	case FEE_NO_PRICE:
		fee_fault_at(faults, r, FEE_BENEFICIARIES_TERMO, "nenhum módulo do plano tem preço em vigor em %s", month);
		break;
	case FEE_PRICE_ENDED:
		fee_fault_at(faults, r, FEE_BENEFICIARIES_TERMO, "o preço do módulo %s já não vale em %s", t->module, month);
		break;
	case FEE_AGE_OUTSIDE:
		fee_fault_at(faults, r, FEE_BENEFICIARIES_DATA_NASCIMENTO, "com %d anos em %s, está fora de todas as faixas do módulo %s", t->age,
		             month, t->module);
		break;
	case FEE_OVERFLOW:
		fee_fault_at(faults, r, FEE_BENEFICIARIES_TERMO, "valor grande demais em %s (módulo %s)", month, t->module);
		break;
	case FEE_OK: break;
	}
}

/* What the file says of him. Where the state of each is not kept, the term's own holds: what it was billed for is not billed again. */
static struct fee_person person_of(const struct pass *p, const struct fee_term *term)
{
	const struct fee_value *v = p->w->people.values;
	return (struct fee_person){
		.birth = v[FEE_BENEFICIARIES_DATA_NASCIMENTO].date, .entry = v[FEE_BENEFICIARIES_DATA_INCLUSAO].date,
		.exit = v[FEE_BENEFICIARIES_DATA_EXCLUSAO].date,
		.last = p->has_last ? v[FEE_BENEFICIARIES_ULTIMO_FATURAMENTO].month : term->contract.last,
	};
}

static void bill_person(struct pass *p, struct fee_term *term, const struct fee_person *person, fee_month through)
{
	struct fee_work *w = p->w;
	const char *matricula = w->people.values[FEE_BENEFICIARIES_MATRICULA].text;
	if (w->options->explain != NULL)
		fee_explain_person(w->bill.out, matricula, csv_reader_line(w->people.reader), &term->contract, person, w->rules.month, through, w->rows.n > 0);
	w->counts->people_billed += w->rows.n > 0;
	if (!fee_bill_rows(&w->bill, term, matricula, "", &w->rows)) {
		fee_fault_at(&w->faults, w->people.reader, FEE_BENEFICIARIES_TERMO, "a soma das notas é grande demais");
		w->store.fatal = true;
	}
}

/* Charges the person of this row; the last month charged goes into his row of the state, as TEXT. */
static void charge(struct pass *p, struct fee_term *term, char text[FEE_MONTH_TEXT])
{
	struct fee_work *w = p->w;
	struct fee_trouble trouble;
	struct fee_person person = person_of(p, term);
	if (!check_person(p, term, &person) || term->standing != FEE_BILLED || (term->bad && p->bill && !p->check))
		return;
	if (term->plan == FEE_NO_PLAN || term->contract.plan->broken || !read_modules(p, term, &person))
		return;
	if (w->only != NULL && w->only != term)
		return;
	fee_rows_clear(&w->rows);
	fee_month through = fee_charge(&w->rules, &term->contract, &person, &w->rows, &trouble);
	if (trouble.fault != FEE_OK) {
		tell_trouble(p, term, &trouble);
		return;
	}
	if (p->bill && !term->bad && fee_work_writes(w))
		bill_person(p, term, &person, through);
	if (through != FEE_MONTH_NONE)
		fee_month_text(through, text);
}

static void take_row(struct pass *p, bool wrong)
{
	struct fee_work *w = p->w;
	const struct fee_value *v = w->people.values;
	char last[FEE_MONTH_TEXT] = "";
	struct fee_term *term = term_of(p);
	if (wrong && term != NULL)
		term->bad = true;
	if (p->check && term != NULL)
		fee_keys_add(&w->people_keys, fee_keys_hash(v[FEE_BENEFICIARIES_MODALIDADE].text, v[FEE_BENEFICIARIES_MODALIDADE].len,
			v[FEE_BENEFICIARIES_TERMO].text, v[FEE_BENEFICIARIES_TERMO].len, v[FEE_BENEFICIARIES_MATRICULA].text,
			v[FEE_BENEFICIARIES_MATRICULA].len));
	if (!wrong && term != NULL)
		charge(p, term, last);
	if (p->bill && w->options->update_beneficiaries != NULL) {
		bool billed = last[0] != '\0' && !term->bad;
		fee_copy_row(&w->people_copy, w->people.reader, (const char *const[]){ billed ? last : p->has_last ? NULL : "" });
	}
}

/* Tells who stands twice in the file; needed only when hashes are alike. */
static int tell_repeated(struct fee_work *w, struct error *err)
{
	struct fee_suspects suspects;
	struct fee_faults silent = { .complain = w->faults.complain, .context = w->faults.context, .max = 0 };
	enum fee_row_state state;
	fee_keys_sort(&w->people_keys);
	if (!fee_suspects_init(&suspects, &w->people_keys))
		return 0;
	int result = fee_input_begin(&w->people, false, err);
	const struct fee_value *v = w->people.values;
	const struct fee_value *a = &v[FEE_BENEFICIARIES_MODALIDADE], *b = &v[FEE_BENEFICIARIES_TERMO], *c = &v[FEE_BENEFICIARIES_MATRICULA];
	while (result == 0 && ((state = fee_input_next(&w->people, &silent)) == FEE_ROW_OK || state == FEE_ROW_WRONG)) {
		struct fee_term *term = fee_store_term(&w->store, a, b);
		long first = fee_suspects_line(&suspects, fee_keys_hash(a->text, a->len, b->text, b->len, c->text, c->len), a->text, b->text,
		                               c->text, csv_reader_line(w->people.reader));
		if (first == 0 || term == NULL)
			continue;
		term->bad = true;
		fee_fault_at(&w->faults, w->people.reader, FEE_BENEFICIARIES_MATRICULA, "esta matrícula já está, no mesmo termo, na linha %ld", first);
	}
	fee_suspects_release(&suspects);
	return result;
}

static void warn_without_state(struct fee_work *w)
{
	struct buf text = BUF_INIT;
	bool billed = false;
	for (size_t i = 0; i < w->store.nterms; i++)
		billed |= w->store.terms[i].contract.last != FEE_MONTH_NONE;
	if (billed) {
		buf_addf(&text, "%s: sem a coluna ultimoFaturamento, vale a dos termos: inclusões anteriores a ela não são cobradas", w->people.name);
		w->options->warn(w->options->context, buf_str(&text));
	}
	buf_release(&text);
}

int fee_people_pass(struct fee_work *w, bool check, bool bill, struct error *err)
{
	static const char *const changed[] = { "ultimoFaturamento" };
	struct fee_faults silent = { .complain = w->faults.complain, .context = w->faults.context, .max = 0 };
	struct pass p = { .w = w, .check = check, .bill = bill };
	enum fee_row_state state;
	uint64_t rows = 0;
	if (fee_input_begin(&w->people, check, err) != 0)
		return -1;
	p.has_last = fee_input_has(&w->people, FEE_BENEFICIARIES_ULTIMO_FATURAMENTO);
	if (!p.has_last && check)
		warn_without_state(w);
	if (bill && w->options->update_beneficiaries != NULL)
		fee_copy_head(&w->people_copy, w->people.reader, changed, 1);
	while ((state = fee_input_next(&w->people, check ? &w->faults : &silent)) == FEE_ROW_OK || state == FEE_ROW_WRONG) {
		take_row(&p, state == FEE_ROW_WRONG);
		if (++rows % PROGRESS_EVERY == 0)
			fee_work_progress(w);
	}
	w->counts->people = rows;
	w->store.fatal |= state == FEE_ROW_BROKEN;
	return check ? tell_repeated(w, err) : 0;
}
