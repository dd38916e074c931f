#include "fee/fee_run.h"

#include <stdlib.h>
#include <string.h>

#include "fee/fee_explain.h"
#include "fee/fee_work.h"
#include "fmt/money.h"

bool fee_work_sets_aside(const struct fee_work *w)
{
	return w->options->rejects != NULL || w->options->explain != NULL;
}

bool fee_work_writes(const struct fee_work *w)
{
	return fee_work_sets_aside(w) || w->faults.count == 0;
}

void fee_work_progress(const struct fee_work *w)
{
	w->options->progress(w->options->context, w->people.bytes + w->events.bytes);
}

/* ---- opening ---- */

/* Standard input can be only one of the files, and no file can be written twice. */
static int check_paths(const struct fee_run_options *o, struct error *err)
{
	const char *const in[] = { o->terms, o->beneficiaries, o->prices, o->adjustments, o->events, o->due_dates };
	const char *const out[] = { o->output, o->invoices, o->accounting, o->rejects, o->update_terms, o->update_beneficiaries,
	                            o->update_events };
	unsigned standard = 0;
	for (size_t i = 0; i < sizeof in / sizeof *in; i++)
		standard += in[i] != NULL && strcmp(in[i], "-") == 0;
	if (standard > 1)
		return error_set(err, "a entrada padrão (-) só pode ser um dos arquivos");
	for (size_t i = 0; i < sizeof out / sizeof *out; i++)
		for (size_t j = i + 1; j < sizeof out / sizeof *out; j++)
			if (out[i] != NULL && out[j] != NULL && strcmp(out[i], out[j]) == 0)
				return error_set(err, "%s: duas saídas não podem ir para o mesmo arquivo", out[i]);
	return 0;
}

static int open_inputs(struct fee_work *w, struct error *err)
{
	const struct fee_run_options *o = w->options;
	struct csv_options csv = { .encoding = o->encoding, .warn = o->warn, .context = o->context };
	struct fee_store_files files = {
		.terms = o->terms, .prices = o->prices, .adjustments = o->adjustments, .due_dates = o->due_dates, .csv = csv,
	};
	if (fee_store_load(&w->store, &files, o->month, &w->terms, &w->faults, err) != 0)
		return -1;
	if (o->explain != NULL && (w->only = fee_explain_find(&w->store, o->explain, err)) == NULL)
		return -1;
	if (fee_input_open(&w->people, o->beneficiaries, FEE_FILE_BENEFICIARIES, false, &csv, err) != 0)
		return -1;
	return o->events != NULL ? fee_input_open(&w->events, o->events, FEE_FILE_EVENTS, false, &csv, err) : 0;
}

static int open_outputs(struct fee_work *w, struct error *err)
{
	const struct fee_run_options *o = w->options;
	if (output_open(&w->notas, o->output, o->stream ? OUTPUT_STREAM : OUTPUT_SPOOL, err) != 0)
		return -1;
	if (o->invoices != NULL && output_open(&w->invoices, o->invoices, OUTPUT_SPOOL, err) != 0)
		return -1;
	if (o->accounting != NULL && output_open(&w->accounting, o->accounting, OUTPUT_SPOOL, err) != 0)
		return -1;
	struct {
		struct fee_copy *copy;
		const char *path;
	} copies[] = {
		{ &w->rejects_copy, o->rejects }, { &w->terms_copy, o->update_terms }, { &w->people_copy, o->update_beneficiaries },
		{ &w->events_copy, o->update_events },
	};
	for (size_t i = 0; i < sizeof copies / sizeof *copies; i++)
		if (copies[i].path != NULL && fee_copy_open(copies[i].copy, copies[i].path, OUTPUT_SPOOL, err) != 0)
			return -1;
	fee_bill_init(&w->bill, o, &w->store, w->counts, &w->notas);
	return 0;
}

/* ---- the passes ---- */

static int bill_all(struct fee_work *w, struct error *err)
{
	bool twice = fee_work_sets_aside(w); /* who is set aside must be known before anything is written */
	if (w->only != NULL && fee_explain_term(&w->notas, w->only, &w->terms, w->rules.month, err) != 0)
		return -1;
	if (fee_people_pass(w, true, !twice, err) != 0)
		return -1;
	if (w->options->events != NULL && fee_events_check(w, err) != 0)
		return -1;
	if (w->store.fatal)
		return 0;
	if (twice && fee_people_pass(w, false, true, err) != 0)
		return -1;
	if (w->options->events != NULL && fee_events_bill(w, err) != 0)
		return -1;
	if (w->only != NULL)
		fee_explain_notas(&w->notas, &w->bill, w->only);
	return 0;
}

/* ---- the terms' state, and those set aside ---- */

static void copy_term(struct fee_work *w, const char *month, bool has_last)
{
	const struct fee_value *v = w->terms.values;
	const struct fee_term *t = NULL;
	if (!v[FEE_TERMS_MODALIDADE].wrong && !v[FEE_TERMS_TERMO].wrong)
		t = fee_store_term(&w->store, &v[FEE_TERMS_MODALIDADE], &v[FEE_TERMS_TERMO]);
	bool aside = t == NULL || t->bad;
	if (w->options->rejects != NULL && aside)
		fee_copy_row(&w->rejects_copy, w->terms.reader, (const char *const[]){ NULL });
	if (w->options->update_terms != NULL) {
		const char *text = !aside && t->standing == FEE_BILLED ? month : has_last ? NULL : "";
		fee_copy_row(&w->terms_copy, w->terms.reader, (const char *const[]){ text });
	}
}

static int copy_terms(struct fee_work *w, struct error *err)
{
	static const char *const changed[] = { "ultimoFaturamento" };
	struct fee_faults silent = { .complain = w->faults.complain, .context = w->faults.context, .max = 0 };
	enum fee_row_state state;
	char month[FEE_MONTH_TEXT];
	if (w->options->rejects == NULL && w->options->update_terms == NULL)
		return 0;
	if (fee_input_begin(&w->terms, false, err) != 0)
		return -1;
	fee_month_text(w->rules.month, month);
	if (w->options->rejects != NULL)
		fee_copy_head(&w->rejects_copy, w->terms.reader, changed, 0);
	if (w->options->update_terms != NULL)
		fee_copy_head(&w->terms_copy, w->terms.reader, changed, 1);
	bool has_last = fee_input_has(&w->terms, FEE_TERMS_ULTIMO_FATURAMENTO);
	while ((state = fee_input_next(&w->terms, &silent)) == FEE_ROW_OK || state == FEE_ROW_WRONG)
		copy_term(w, month, has_last);
	return 0;
}

/* ---- totals ---- */

static void count_terms(struct fee_work *w)
{
	for (size_t i = 0; i < w->store.nterms; i++) {
		const struct fee_term *t = &w->store.terms[i];
		if (t->bad)
			w->counts->rejected++;
		else
			w->counts->terms[t->standing]++;
	}
}

/* Rows add up to notas, notas to faturas, and both to the accounting rows; anything else is a fault of ours. */
static int add_up(struct fee_work *w, struct error *err)
{
	const struct fee_run_options *o = w->options;
	int64_t notas = 0, invoices, accounting = w->counts->total;
	for (size_t i = 0; i < w->store.nterms; i++)
		for (int kind = 0; kind < FEE_KINDS; kind++)
			notas += w->store.terms[i].notas[kind].cents;
	if (!fee_bill_invoices(&w->bill, o->invoices != NULL ? &w->invoices : NULL, &invoices))
		return error_set(err, "a soma das faturas é grande demais");
	if (w->bill.book != NULL)
		fee_account_book_write(w->bill.book, &w->store, w->rules.month, o->style, !o->no_header, &w->accounting, &accounting);
	if (notas == w->counts->total && invoices == notas && accounting == notas)
		return 0;
	return error_set(err, "erro interno: as linhas, as notas, as faturas e a contabilidade não somam o mesmo");
}

/* ---- closing ---- */

static int finish(struct fee_work *w, bool good, struct error *err)
{
	struct output *outputs[] = {
		&w->notas, &w->invoices, &w->accounting, &w->rejects_copy.out, &w->people_copy.out, &w->events_copy.out, &w->terms_copy.out,
	};
	const size_t n = sizeof outputs / sizeof *outputs;
	struct output *open[sizeof outputs / sizeof *outputs];
	size_t nopen = 0;
	for (size_t i = 0; i < n; i++) {
		if (good && outputs[i]->fd >= 0)
			open[nopen++] = outputs[i];
		else if (!good)
			output_abort(outputs[i]);
	}
	return good ? output_close_all(open, nopen, err) : 0;
}

static void release(struct fee_work *w)
{
	fee_input_close(&w->terms);
	fee_input_close(&w->people);
	fee_input_close(&w->events);
	fee_keys_release(&w->people_keys);
	fee_keys_release(&w->event_keys);
	names_free(w->closed);
	fee_copy_release(&w->terms_copy);
	fee_copy_release(&w->people_copy);
	fee_copy_release(&w->events_copy);
	fee_copy_release(&w->rejects_copy);
	fee_bill_release(&w->bill);
	fee_rows_release(&w->rows);
	fee_store_release(&w->store);
}

static int run(struct fee_work *w, struct error *err)
{
	if (check_paths(w->options, err) != 0 || open_inputs(w, err) != 0)
		return -1;
	if (w->store.fatal)
		return 2;
	if (open_outputs(w, err) != 0 || bill_all(w, err) != 0)
		return -1;
	if (w->store.fatal || !fee_work_writes(w) || (w->only != NULL && w->only->bad))
		return 2;
	count_terms(w);
	if (add_up(w, err) != 0 || copy_terms(w, err) != 0)
		return -1;
	return w->faults.count > 0 && w->options->rejects != NULL ? 1 : 0;
}

int fee_run(const struct fee_run_options *options, struct fee_run_counts *counts, struct error *err)
{
	struct fee_work w = {
		.options = options, .counts = counts,
		.rules = { options->month, options->ages, options->adjust_enrollment },
		.faults = { options->complain, options->context, options->max_complaints, 0 },
		.terms = FEE_INPUT_INIT, .people = FEE_INPUT_INIT, .events = FEE_INPUT_INIT,
		.notas = OUTPUT_INIT, .invoices = OUTPUT_INIT, .accounting = OUTPUT_INIT,
		.terms_copy = FEE_COPY_INIT, .people_copy = FEE_COPY_INIT, .events_copy = FEE_COPY_INIT, .rejects_copy = FEE_COPY_INIT,
	};
	*counts = (struct fee_run_counts){ 0 };
	w.closed = names_new();
	int result = run(&w, err);
	if (finish(&w, result == 0 || result == 1, err) != 0)
		result = -1;
	counts->faults = w.faults.count;
	release(&w);
	return result;
}
