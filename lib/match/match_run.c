#include "match/match_run.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/names.h"
#include "match/match_private.h"
#include "tiss/profile.h"
#include "tiss/profile_key.h"

/* ---- what is told ---- */

void match_complain(void *context, const char *text)
{
	struct match_run *run = context;
	run->rows_told++;
	if (run->result->complaints++ < run->options->max_complaints)
		run->options->complain(run->options->context, text);
}

void match_warn(void *context, const char *text)
{
	const struct match_run *run = context;
	run->options->complain(run->options->context, text);
}

void match_put(void *context, const struct finding *f)
{
	struct match_run *run = context;
	run->errors += f->severity == FINDING_ERRO && !f->ignored;
	finding_sink_put(&run->sink, f);
}

const char *match_file_of(const struct match_run *run, uint32_t unit)
{
	size_t i = run->file;
	while (i > 0 && run->unit_of_file[i] > unit)
		i--;
	const char *name = run->options->files[i];
	return strcmp(name, "-") == 0 ? "(entrada padrão)" : name;
}

/* ---- the parts of a run ---- */

static int set_date(struct match_run *run, struct error *err)
{
	struct clock now;
	if (run->options->date == NULL && clock_read(&now, err) != 0)
		return -1;
	memcpy(run->date, run->options->date != NULL ? run->options->date : now.date, DATE_TEXT - 1);
	run->day = date_parse(run->date, DATE_TEXT - 1);
	memcpy(run->glosa.date, run->date, DATE_TEXT);
	return 0;
}

/* The codes that the profile gives for situations, in place of the table's. */
static int take_codes(const struct profile *p, enum profile_key key, const struct profile_list *list, const char *codes[],
                      struct error *err)
{
	for (size_t i = 0; i < list->n; i++) {
		enum match_situation situation = match_situation_of(list->items[i].name);
		if (situation == MATCH_SITUATION_COUNT)
			return error_set(err, "%s:%u: %s: “%s” não é uma situação da tabela de decisão: veja guide-match(1)", p->file,
			                 list->items[i].line, profile_key_def(key)->name, list->items[i].name);
		codes[situation] = list->items[i].value;
	}
	return 0;
}

static int load_profile(struct match_run *run, struct error *err)
{
	if (run->options->profile == NULL)
		return 0;
	struct profile *p = run->profile = profile_load(run->options->profile, err);
	if (p == NULL || take_codes(p, PROFILE_MATCH_GLOSA, &p->match_glosa, run->glosa.codes, err) != 0)
		return -1;
	return take_codes(p, PROFILE_MATCH_DETALHE, &p->match_detalhe, run->glosa.details, err);
}

static int open_outputs(struct match_run *run, struct error *err)
{
	const struct match_options *o = run->options;
	if (output_open(&run->account_file, o->output, OUTPUT_SPOOL, err) != 0)
		return -1;
	if (o->auth_output != NULL && output_open(&run->auth_file, o->auth_output, OUTPUT_STREAM, err) != 0)
		return -1;
	if (o->report != NULL && output_open(&run->report_file, o->report, OUTPUT_STREAM, err) != 0)
		return -1;
	account_out_init(&run->out, &run->account_file, o->style, !o->no_header && o->explain == NULL);
	account_out_init(&run->kept, NULL, CSV_STD, false);
	return 0;
}

static int read_billed(struct match_run *run, struct error *err)
{
	const struct match_options *o = run->options;
	const struct billed_options billed = {
		.messages = run->messages, .version = o->version, .encoding = o->encoding, .prepare = match_choose_codes,
		.made = match_made, .look = match_look, .take = match_take, .complain = match_complain, .warn = match_warn, .context = run,
	};
	run->billed = billed_reader_new(&billed);
	run->unit_of_file = mem_zero(o->nfiles, sizeof *run->unit_of_file);
	for (size_t i = 0; i < o->nfiles; i++) {
		run->file = i;
		run->unit_of_file[i] = billed_counts(run->billed)->units;
		if (billed_read(run->billed, o->files[i], err) != 0)
			return -1;
	}
	run->refused += billed_counts(run->billed)->refused;
	return 0;
}

static void tell_lot(void *context, const struct match_lot *lot, const char *number, bool changed)
{
	struct match_run *run = context;
	struct finding *f = &run->finding;
	run->result->lots_done += !changed;
	run->refused += changed;
	finding_start(f, changed ? FINDING_MATCH_LOT_CHANGED : FINDING_MATCH_LOT_DONE);
	f->file = run->options->db;
	finding_set_value(f, number, strlen(number));
	buf_adds(&f->detail, lot->at);
	match_put(run, f);
}

/* Everything is written before the first file changes; the authorisations change last: a run that is cut short between the two
 * leaves an account that the next run writes again, and no authorisation consumed without one. */
static int write_outputs(struct match_run *run, struct error *err)
{
	const struct match_options *o = run->options;
	account_out_flush(&run->out);
	if (o->report != NULL)
		match_write_report(run, &run->report_file);
	if (o->auth_output != NULL && match_write_authorisations(run, err) != 0)
		return -1;
	if (output_ready(&run->account_file, err) != 0 || (o->report != NULL && output_ready(&run->report_file, err) != 0) ||
	    (o->auth_output != NULL && output_ready(&run->auth_file, err) != 0))
		return -1;
	if (run->store != NULL && o->explain == NULL && match_store_commit(run->store, err) != 0)
		return -1;
	if (output_close(&run->account_file, err) != 0 || output_close(&run->report_file, err) != 0)
		return -1;
	return output_close(&run->auth_file, err);
}

static int work(struct match_run *run, struct error *err)
{
	const struct match_options *o = run->options;
	if (set_date(run, err) != 0 || load_profile(run, err) != 0)
		return 2;
	run->messages = message_reader_new(o->profile, match_put, run, err);
	if (run->messages == NULL || match_load(run, err) != 0)
		return 2;
	if (run->rows_told > 0 || run->refused > 0)
		return run->rows_told > 0 ? 2 : 1;
	if (o->db != NULL && (run->store = match_store_open(o->db, run->date, err)) == NULL)
		return 2;
	if (open_outputs(run, err) != 0 || read_billed(run, err) != 0)
		return 2;
	run->result->guides_without_items = billed_counts(run->billed)->empty;
	run->result->unknown_requirements = run->requirements != NULL ? requirements_unknown(run->requirements) : 0;
	account_sort(&run->result->account);
	if (run->rows_told > 0)
		return 2;
	if (run->refused == 0 && run->store != NULL && match_store_settle(run->store, tell_lot, run, err) != 0)
		return 2;
	if (run->refused > 0)
		return 1;
	if (write_outputs(run, err) != 0)
		return 2;
	run->result->written = true;
	return run->errors > 0;
}

static void release(struct match_run *run)
{
	output_abort(&run->account_file);
	output_abort(&run->auth_file);
	output_abort(&run->report_file);
	account_out_release(&run->out);
	account_out_release(&run->kept);
	match_store_close(run->store);
	billed_reader_free(run->billed);
	message_reader_free(run->messages);
	for (size_t i = 0; i < run->ninputs; i++)
		auth_input_close(&run->inputs[i]);
	free(run->inputs);
	authorisations_free(run->authorisations);
	requirements_free(run->requirements);
	profile_free(run->profile);
	guides_seen_release(&run->seen);
	for (struct chosen_codes *c = run->chosen, *next; c != NULL; c = next) {
		next = c->next;
		free(c);
	}
	names_free(run->told);
	free(run->unit_of_file);
	finding_sink_release(&run->sink);
	finding_release(&run->finding);
}

static void begin(struct match_run *run, const struct match_options *options, struct match_result *result)
{
	*run = (struct match_run){
		.options = options, .result = result, .account_file = OUTPUT_INIT, .auth_file = OUTPUT_INIT, .report_file = OUTPUT_INIT,
	};
	*result = (struct match_result){ .complaints = 0 };
	run->told = names_new();
	finding_sink_init(&run->sink, finding_format_of("text"), options->findings);
}

int match_run(const struct match_options *options, struct match_result *result, struct error *err)
{
	struct match_run run;
	begin(&run, options, result);
	int status = work(&run, err);
	release(&run);
	return status;
}

static int import(struct match_run *run, struct error *err)
{
	if (set_date(run, err) != 0)
		return 2;
	run->messages = message_reader_new(run->options->profile, match_put, run, err);
	if (run->messages == NULL || match_load(run, err) != 0)
		return 2;
	if (run->rows_told > 0)
		return 2;
	if (run->refused > 0)
		return 1;
	if (match_import_rows(run, err) != 0 || run->rows_told > 0)
		return 2;
	run->result->written = true;
	return 0;
}

int match_import(const struct match_options *options, struct match_result *result, struct error *err)
{
	struct match_run run;
	begin(&run, options, result);
	int status = import(&run, err);
	release(&run);
	return status;
}
