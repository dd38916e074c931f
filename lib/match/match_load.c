#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "fmt/money.h"
#include "match/match_private.h"
#include "match/requires_csv.h"

/* ---- reading ---- */

/* Adds a row to those in memory, or tells why not. */
static void take_authorisation(void *context, const struct authorised_row *row)
{
	struct match_run *run = context;
	uint32_t file, line;
	const char *what;
	struct buf text = BUF_INIT;
	const char *name = run->inputs[row->file].name;
	switch (authorisations_add(run->authorisations, row, &file, &line, &what)) {
	case AUTHORISATION_TAKEN:
		return;
	case AUTHORISATION_REPEATED:
		buf_addf(&text, "%s:%u: linha repetida: o item %u desta autorização já está em %s:%u", name, (unsigned)row->line,
		         row->item, run->inputs[file].name, (unsigned)line);
		break;
	case AUTHORISATION_DIFFERS:
		buf_addf(&text, "%s:%u: coluna «%s»: não é a mesma que em %s:%u, da mesma autorização", name, (unsigned)row->line, what,
		         run->inputs[file].name, (unsigned)line);
		break;
	case AUTHORISATION_FULL:
		buf_addf(&text, "%s:%u: autorizações demais para uma execução", name, (unsigned)row->line);
		break;
	}
	match_complain(run, buf_str(&text));
	buf_release(&text);
}

static void look_at_authorisation(void *context, struct authorised_row *row, unsigned step)
{
	const struct match_run *run = context;
	authorisations_look(run->authorisations, &row->hints[0], step);
	if (step == 0)
		authorisations_look(run->authorisations, &row->hints[1], step);
}

static int read_input(struct match_run *run, const char *name, struct error *err)
{
	struct auth_input *input = &run->inputs[run->ninputs];
	struct auth_listener listener = {
		.context = run, .take_values = take_authorisation, .look = look_at_authorisation, .complain = match_complain, .warn = match_warn,
		.encoding = run->options->encoding, .messages = run->messages,
	};
	if (auth_input_open(input, name, (uint32_t)run->ninputs, err) != 0)
		return -1;
	run->ninputs++;
	int result = auth_input_read(input, &listener, err);
	run->refused += listener.refused;
	return result;
}

/* A line that comes again far behind the first, which could not be seen at once. */
static void check_repeated(struct match_run *run)
{
	uint32_t file, line, earlier_file, earlier;
	struct buf text = BUF_INIT;
	if (!authorisations_repeated(run->authorisations, &file, &line, &earlier_file, &earlier))
		return;
	buf_addf(&text, "%s:%u: linha repetida: este item desta autorização já está em %s:%u", run->inputs[file].name, (unsigned)line,
	         run->inputs[earlier_file].name, (unsigned)earlier);
	match_complain(run, buf_str(&text));
	buf_release(&text);
}

static int read_requirements(struct match_run *run, struct error *err)
{
	const struct csv_options csv = { .encoding = run->options->encoding, .warn = match_warn, .context = run };
	size_t complaints = 0;
	run->requirements = requirements_new();
	return requires_csv_read(run->requirements, run->options->requires, &csv, match_complain, run, &complaints, err);
}

int match_load(struct match_run *run, struct error *err)
{
	const struct match_options *o = run->options;
	run->inputs = mem_zero(o->nauth_files + 1, sizeof *run->inputs);
	run->authorisations = authorisations_new();
	if (o->requires != NULL && read_requirements(run, err) != 0)
		return -1;
	for (size_t i = 0; i < o->nauth_files; i++)
		if (read_input(run, o->auth_files[i], err) != 0)
			return -1;
	check_repeated(run);
	return 0;
}

/* ---- writing ---- */

struct writing {
	struct match_run *run;
	struct csv_writer writer;
	struct buf text, scratch;
	uint32_t line; /* of the next row that is one */
};

static void put_amount(struct writing *w, int64_t amount, unsigned scale)
{
	buf_clear(&w->scratch);
	if (scale == 4)
		quantity_add(&w->scratch, amount);
	else
		money_add(&w->scratch, amount, scale);
	csv_writer_number(&w->writer, buf_str(&w->scratch), w->scratch.len);
}

static void put_date(struct writing *w, date_days date)
{
	char text[DATE_TEXT];
	if (date == DATE_NONE) {
		csv_writer_absent(&w->writer);
		return;
	}
	date_text(date, text);
	csv_writer_date(&w->writer, text, DATE_TEXT - 1);
}

/* A value in cents or a number, where the row has one. */
static void put_value(struct writing *w, const struct auth_row *row, enum auth_column column, int64_t value, unsigned scale)
{
	if (row->cells[column]->len == 0)
		csv_writer_absent(&w->writer);
	else
		put_amount(w, value, scale);
}

static void put_paid(struct writing *w, const struct auth_row *row, bool consumed)
{
	if (consumed || row->paid_given)
		put_amount(w, consumed ? 0 : row->paid, 4);
	else
		csv_writer_absent(&w->writer);
}

static void put_column(struct writing *w, const struct auth_row *row, enum auth_column column, bool consumed)
{
	const struct match_carry *carry = &row->row.carry;
	switch (column) {
	case AUTH_DATE: put_date(w, row->authorised_on); break;
	case AUTH_VALID_UNTIL: put_date(w, row->row.valid_until); break;
	case AUTH_ITEM:
		if (row->row.item == 0)
			csv_writer_absent(&w->writer);
		else
			put_amount(w, row->row.item, 0);
		break;
	case AUTH_QUANTITY: put_value(w, row, column, row->row.quantity, 4); break;
	case AUTH_PAID: put_paid(w, row, consumed); break;
	case AUTH_PAYABLE: put_value(w, row, column, consumed ? 0 : carry->payable, 2); break;
	case AUTH_RECEIVABLE: put_value(w, row, column, consumed ? 0 : carry->receivable, 2); break;
	case AUTH_NUMBER_PAYABLE: put_value(w, row, column, carry->number_payable, 0); break;
	case AUTH_NUMBER_RECEIVABLE: put_value(w, row, column, carry->number_receivable, 0); break;
	default: csv_writer_text(&w->writer, row->cells[column]->text); break;
	}
}

static void write_row(void *context, const struct auth_row *row)
{
	enum { FLUSH_AT = 48 * 1024 };
	struct writing *w = context;
	bool consumed = row->row.item > 0 && authorisations_was_consumed(w->run->authorisations, w->line);
	w->line += row->row.item > 0;
	for (unsigned i = 0; i < AUTH_COLUMNS; i++)
		put_column(w, row, (enum auth_column)i, consumed);
	csv_writer_row(&w->writer);
	if (w->text.len >= FLUSH_AT) {
		output_write(&w->run->auth_file, w->text.data, w->text.len);
		buf_clear(&w->text);
	}
}

static void ignore(void *context, const char *text)
{
	(void)context, (void)text; /* it was told when the file was read first */
}

int match_write_authorisations(struct match_run *run, struct error *err)
{
	struct writing w = { .run = run };
	int result = 0;
	csv_writer_init(&w.writer, run->options->style, &w.text);
	csv_writer_mark(&w.writer);
	for (size_t i = 0; i < AUTH_COLUMNS; i++)
		csv_writer_text(&w.writer, auth_columns[i].name);
	csv_writer_row(&w.writer);
	struct auth_listener listener = {
		.context = &w, .take = write_row, .complain = ignore, .encoding = run->options->encoding, .messages = run->messages,
	};
	for (size_t i = 0; i < run->ninputs && result == 0; i++)
		result = auth_input_read(&run->inputs[i], &listener, err);
	if (result == 0 && w.line != authorisations_lines(run->authorisations))
		result = error_set(err, "as autorizações mudaram enquanto eram lidas");
	output_write(&run->auth_file, buf_str(&w.text), w.text.len);
	buf_release(&w.text);
	buf_release(&w.scratch);
	return result;
}
