#include "fee/param_run.h"

#include <string.h>

#include "base/mem.h"
#include "fee/fee_store.h"
#include "fee/param_history.h"

enum { USER, UPDATED, EXTRA }; /* what is noted in a changed term beside its indicators */

struct work {
	const struct param_options *o;
	struct param_counts *counts;
	struct fee_input in;
	struct fee_faults faults;
	struct fee_faults held;    /* what is wrong with cells of this row, until it is known whether it matters */
	struct buf held_text;
	struct fee_copy copy;
	struct param_history history;
	struct fee_value values[FEE_TERMS_COLUMNS]; /* of the row as it will be */
};

/* ---- one term ---- */

static void hold(void *context, const char *text)
{
	struct work *w = context;
	buf_add(&w->held_text, text, strlen(text) + 1);
}

static void tell_held(struct work *w)
{
	for (size_t at = 0; at < w->held_text.len; at += strlen(w->held_text.data + at) + 1)
		fee_fault_text(&w->faults, w->held_text.data + at);
}

static bool differs(const struct work *w, const struct param_set *set)
{
	return strcmp(w->in.values[set->number].text, set->value.text) != 0;
}

static size_t count_changes(const struct work *w)
{
	size_t n = 0;
	for (size_t i = 0; i < w->o->settings->n; i++)
		n += differs(w, &w->o->settings->sets[i]);
	return n;
}

/* Sets the indicators in the copy of the row, and tells what would be wrong with the term then. */
static void check_term(struct work *w)
{
	struct fee_contract contract;
	size_t column;
	bool wrong = false;
	memcpy(w->values, w->in.values, sizeof w->values);
	for (size_t i = 0; i < w->o->settings->n; i++)
		w->values[w->o->settings->sets[i].number] = w->o->settings->sets[i].value;
	for (size_t i = 0; i < FEE_TERMS_COLUMNS; i++)
		wrong |= w->values[i].wrong;
	if (wrong) {
		tell_held(w);
		return;
	}
	fee_contract_read(&contract, w->values);
	const char *words = fee_contract_words(fee_contract_check(&contract), &column);
	if (words != NULL)
		fee_fault_at(&w->faults, w->in.reader, column, "com a mudança: %s", words);
}

static bool next_row(struct work *w, enum fee_row_state *state)
{
	buf_clear(&w->held_text);
	*state = fee_input_next(&w->in, &w->held);
	return *state == FEE_ROW_OK || *state == FEE_ROW_WRONG;
}

/* ---- the passes ---- */

/* Whether every changed term stays sound, and how many there are. */
static int check_all(struct work *w, struct error *err)
{
	enum fee_row_state state;
	if (fee_input_begin(&w->in, true, err) != 0)
		return -1;
	while (next_row(w, &state)) {
		w->counts->terms++;
		if (!param_where_holds(w->o->where, w->in.values))
			continue;
		size_t changes = count_changes(w);
		w->counts->selected++;
		w->counts->changed += changes > 0;
		w->counts->changes += changes;
		if (changes > 0)
			check_term(w);
	}
	if (state == FEE_ROW_BROKEN)
		tell_held(w);
	return 0;
}

static void note_changes(struct work *w)
{
	const struct param_options *o = w->o;
	const struct fee_value *v = w->in.values;
	for (size_t i = 0; i < o->settings->n; i++) {
		const struct param_set *set = &o->settings->sets[i];
		if (differs(w, set))
			param_history_add(&w->history, &(struct param_change){ {
				o->date, o->user, v[FEE_TERMS_MODALIDADE].text, v[FEE_TERMS_TERMO].text, set->column->name,
				v[set->number].text, set->value.text, o->note,
			} });
	}
}

static void write_term(struct work *w, bool selected)
{
	const struct param_settings *s = w->o->settings;
	const char *texts[FEE_COPY_CHANGES_MAX] = { NULL };
	bool changes = selected && count_changes(w) > 0;
	for (size_t i = 0; i < s->n && changes; i++)
		texts[EXTRA + i] = s->sets[i].value.text;
	if (changes) {
		texts[USER] = w->o->user;
		texts[UPDATED] = w->o->date;
		note_changes(w);
	}
	if (!w->o->dry_run)
		fee_copy_row(&w->copy, w->in.reader, texts);
}

static int write_all(struct work *w, struct error *err)
{
	const struct param_settings *s = w->o->settings;
	const char *names[FEE_COPY_CHANGES_MAX] = { [USER] = "usuario", [UPDATED] = "atualizacao" };
	enum fee_row_state state;
	for (size_t i = 0; i < s->n; i++)
		names[EXTRA + i] = s->sets[i].column->name;
	if (fee_input_begin(&w->in, false, err) != 0)
		return -1;
	if (!w->o->dry_run)
		fee_copy_head(&w->copy, w->in.reader, names, w->counts->changes > 0 ? s->n + EXTRA : 0);
	while (next_row(w, &state))
		write_term(w, param_where_holds(w->o->where, w->in.values));
	return 0;
}

static int open_outputs(struct work *w, struct error *err)
{
	const struct param_options *o = w->o;
	if (o->history != NULL && o->output != NULL && strcmp(o->history, o->output) == 0)
		return error_set(err, "%s: duas saídas não podem ir para o mesmo arquivo", o->output);
	if (!o->dry_run && fee_copy_open(&w->copy, o->output, OUTPUT_SPOOL, err) != 0)
		return -1;
	return param_history_open(&w->history, o->dry_run ? NULL : o->history, o->style, err);
}

static int run(struct work *w, struct error *err)
{
	struct csv_options csv = { .encoding = w->o->encoding, .warn = w->o->warn, .context = w->o->context };
	if (fee_input_open(&w->in, w->o->terms, FEE_FILE_TERMS, false, &csv, err) != 0 || check_all(w, err) != 0)
		return -1;
	if (w->faults.count > 0)
		return 2;
	if (open_outputs(w, err) != 0 || write_all(w, err) != 0)
		return -1;
	return w->counts->selected == 0;
}

int param_run(const struct param_options *options, struct param_counts *counts, struct error *err)
{
	struct work w = {
		.o = options, .counts = counts, .in = FEE_INPUT_INIT, .copy = FEE_COPY_INIT, .history = PARAM_HISTORY_INIT,
		.faults = { options->complain, options->context, options->max_complaints, 0 },
	};
	w.held = (struct fee_faults){ hold, &w, UINT64_MAX, 0 };
	*counts = (struct param_counts){ 0 };
	int result = run(&w, err);
	struct output *outputs[] = { &w.copy.out, &w.history.out };
	size_t first = options->dry_run;
	if (result == 0 || result == 1) {
		if (output_close_all(outputs + first, 2 - first, err) != 0)
			result = -1;
	} else {
		output_abort(outputs[0]);
		output_abort(outputs[1]);
	}
	counts->faults = w.faults.count;
	fee_input_close(&w.in);
	fee_copy_release(&w.copy);
	param_history_release(&w.history);
	buf_release(&w.held_text);
	return result;
}
