/* The events of use, streamed; part of fee/fee_work.h. */
#include "fee/fee_explain.h"
#include "fee/fee_work.h"

enum { VALUE_SCALE = 2, PERCENT_SCALE = 4 };

static struct fee_event event_of(const struct fee_value *v)
{
	return (struct fee_event){
		.kind = v[FEE_EVENTS_TIPO].number == 0 ? FEE_EVENT_PARTICIPATION : FEE_EVENT_COST,
		.date = v[FEE_EVENTS_DATA].date,
		.value = { v[FEE_EVENTS_VALOR].number, VALUE_SCALE },
		.by_percent = v[FEE_EVENTS_PERCENTUAL].len > 0, .by_fixed = v[FEE_EVENTS_VALOR_FIXO].len > 0,
		.percent = { v[FEE_EVENTS_PERCENTUAL].number, PERCENT_SCALE },
		.fixed = { v[FEE_EVENTS_VALOR_FIXO].number, VALUE_SCALE },
		.of_account = v[FEE_EVENTS_INTERNACAO].len > 0,
		.released = v[FEE_EVENTS_TRANSACAO_LIBERA_FATURAMENTO].len == 0 || v[FEE_EVENTS_TRANSACAO_LIBERA_FATURAMENTO].number == 1,
		.billed = v[FEE_EVENTS_FATURADO_EM].month,
	};
}

static struct fee_term *term_of(const struct fee_work *w)
{
	const struct fee_value *v = w->events.values;
	if (v[FEE_EVENTS_MODALIDADE].wrong || v[FEE_EVENTS_TERMO].wrong)
		return NULL;
	return fee_store_term(&w->store, &v[FEE_EVENTS_MODALIDADE], &v[FEE_EVENTS_TERMO]);
}

static uint64_t hash_of(const struct fee_value *a, const struct fee_value *b, const struct fee_value *c)
{
	return fee_keys_hash(a->text, a->len, b->text, b->len, c->text, c->len);
}

static uint32_t account_of(const struct fee_work *w, bool add)
{
	const struct fee_value *v = w->events.values;
	return fee_key(w->closed, add, v[FEE_EVENTS_MODALIDADE].text, v[FEE_EVENTS_TERMO].text, v[FEE_EVENTS_INTERNACAO].text);
}

/* ---- checking ---- */

static void fault(struct fee_work *w, struct fee_term *term, size_t column, const char *what)
{
	if (term != NULL)
		term->bad = true;
	fee_fault_at(&w->faults, w->events.reader, column, "%s", what);
}

/* A participação is by percentual or by valorFixo. */
static void check_share(struct fee_work *w, struct fee_term *term)
{
	struct fee_event e = event_of(w->events.values);
	if (e.kind != FEE_EVENT_PARTICIPATION)
		return;
	if (e.by_percent && e.by_fixed)
		fault(w, term, FEE_EVENTS_VALOR_FIXO, "há percentual e valorFixo: só um dos dois");
	else if (!e.by_percent && !e.by_fixed)
		fault(w, term, FEE_EVENTS_PERCENTUAL, "a participação precisa de percentual ou de valorFixo");
}

static void check_row(struct fee_work *w, bool wrong)
{
	const struct fee_value *v = w->events.values;
	struct fee_term *term = term_of(w);
	if (wrong) {
		if (term != NULL)
			term->bad = true;
		return;
	}
	fee_keys_add(&w->event_keys, hash_of(&v[FEE_EVENTS_DOCUMENTO], &v[FEE_EVENTS_TIPO], &(struct fee_value){ .text = "" }));
	if (term == NULL) {
		fault(w, NULL, FEE_EVENTS_TERMO, "não há termo com esta modalidade e este número em --terms");
		return;
	}
	if (!fee_keys_has(&w->people_keys, hash_of(&v[FEE_EVENTS_MODALIDADE], &v[FEE_EVENTS_TERMO], &v[FEE_EVENTS_MATRICULA])))
		fault(w, term, FEE_EVENTS_MATRICULA, "não há beneficiário com esta matrícula neste termo em --beneficiaries");
	check_share(w, term);
	if (v[FEE_EVENTS_INTERNACAO].len > 0 && v[FEE_EVENTS_DATA_ALTA].len > 0 && v[FEE_EVENTS_CONTA_FECHADA].number == 1)
		account_of(w, true);
}

static int tell_repeated(struct fee_work *w, struct error *err)
{
	struct fee_suspects suspects;
	struct fee_faults silent = { .complain = w->faults.complain, .context = w->faults.context, .max = 0 };
	enum fee_row_state state;
	const struct fee_value *v = w->events.values, *a = &v[FEE_EVENTS_DOCUMENTO], *b = &v[FEE_EVENTS_TIPO];
	fee_keys_sort(&w->event_keys);
	if (!fee_suspects_init(&suspects, &w->event_keys))
		return 0;
	int result = fee_input_begin(&w->events, false, err);
	while (result == 0 && ((state = fee_input_next(&w->events, &silent)) == FEE_ROW_OK || state == FEE_ROW_WRONG)) {
		long first = fee_suspects_line(&suspects, hash_of(a, b, &(struct fee_value){ .text = "" }), a->text, b->text, "",
		                               csv_reader_line(w->events.reader));
		if (first != 0)
			fault(w, term_of(w), FEE_EVENTS_DOCUMENTO, "este documento já veio, com o mesmo tipo, em outra linha");
	}
	fee_suspects_release(&suspects);
	return result;
}

int fee_events_check(struct fee_work *w, struct error *err)
{
	enum fee_row_state state;
	if (fee_input_begin(&w->events, true, err) != 0)
		return -1;
	while ((state = fee_input_next(&w->events, &w->faults)) == FEE_ROW_OK || state == FEE_ROW_WRONG)
		check_row(w, state == FEE_ROW_WRONG);
	w->store.fatal |= state == FEE_ROW_BROKEN;
	return tell_repeated(w, err);
}

/* ---- billing ---- */

static void bill_event(struct fee_work *w, struct fee_term *term, const struct fee_event *e)
{
	const struct fee_value *v = w->events.values;
	fee_rows_clear(&w->rows);
	if (!fee_event_charge(e, &w->rows) ||
	    !fee_bill_rows(&w->bill, term, v[FEE_EVENTS_MATRICULA].text, v[FEE_EVENTS_DOCUMENTO].text, &w->rows)) {
		fault(w, term, FEE_EVENTS_VALOR, "a soma das notas é grande demais");
		w->store.fatal = true;
	}
}

/* Bills the event of this row if it is its time; true when it did. */
static bool take_event(struct fee_work *w)
{
	struct fee_term *term = term_of(w);
	if (term == NULL || (w->only != NULL && w->only != term))
		return false;
	struct fee_event e = event_of(w->events.values);
	if (term->bad || (term->standing != FEE_BILLED && e.billed == FEE_MONTH_NONE)) {
		w->counts->events_of_others++;
		return false;
	}
	enum fee_event_standing standing = fee_event_standing(&term->contract, &e, w->rules.month, e.of_account && account_of(w, false) != 0);
	w->counts->events[standing]++;
	if (w->options->explain != NULL)
		fee_explain_event(w->bill.out, w->events.values[FEE_EVENTS_DOCUMENTO].text, standing);
	if (standing == FEE_EVENT_BILLED)
		bill_event(w, term, &e);
	return standing == FEE_EVENT_BILLED;
}

int fee_events_bill(struct fee_work *w, struct error *err)
{
	static const char *const changed[] = { "faturadoEm" };
	struct fee_faults silent = { .complain = w->faults.complain, .context = w->faults.context, .max = 0 };
	enum fee_row_state state;
	char month[FEE_MONTH_TEXT];
	fee_month_text(w->rules.month, month);
	if (fee_input_begin(&w->events, false, err) != 0)
		return -1;
	bool copy = w->options->update_events != NULL, has = fee_input_has(&w->events, FEE_EVENTS_FATURADO_EM);
	if (copy)
		fee_copy_head(&w->events_copy, w->events.reader, changed, 1);
	while ((state = fee_input_next(&w->events, &silent)) == FEE_ROW_OK || state == FEE_ROW_WRONG) {
		fee_work_progress(w);
		bool billed = state == FEE_ROW_OK && fee_work_writes(w) && take_event(w);
		if (copy)
			fee_copy_row(&w->events_copy, w->events.reader, (const char *const[]){ billed ? month : has ? NULL : "" });
	}
	return 0;
}
