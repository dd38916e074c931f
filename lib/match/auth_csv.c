/* autorizacoes.csv, row by row. */
#include <stddef.h>
#include <string.h>

#include "fmt/csv_cell.h"
#include "fmt/rows_ahead.h"
#include "match/auth_input.h"

enum { KEY_MAX = 20 }; /* st_texto20 */

static int take_key(const struct csv_reader *r, enum auth_column column, struct text_ref *out, struct error *err)
{
	const struct csv_cell *cell = csv_reader_cell(r, column);
	*out = (struct text_ref){ cell->text, cell->len };
	if (cell->len > KEY_MAX)
		return csv_reader_error(r, column, err, "mais de %d caracteres", KEY_MAX);
	return 0;
}

static int take_whole(const struct csv_reader *r, enum auth_column column, int64_t max, int64_t *number, struct error *err)
{
	bool given;
	if (csv_cell_decimal(r, column, 0, number, &given, err) != 0)
		return -1;
	if (*number < 0 || *number > max)
		return csv_reader_error(r, column, err, "não é um número inteiro de 0 a %lld", (long long)max);
	return 0;
}

/* A number that must not be negative, at SCALE. */
static int take_amount(const struct csv_reader *r, enum auth_column column, unsigned scale, int64_t *amount, bool *given,
                       struct error *err)
{
	if (csv_cell_decimal(r, column, scale, amount, given, err) != 0)
		return -1;
	return *amount < 0 ? csv_reader_error(r, column, err, "é negativo") : 0;
}

static int take_head(const struct csv_reader *r, struct auth_row *out, struct error *err)
{
	struct authorised_row *row = &out->row;
	if (take_key(r, AUTH_GUIDE, &row->operator_guide, err) != 0 || take_key(r, AUTH_PASSWORD, &row->password, err) != 0)
		return -1;
	if (row->operator_guide.len == 0 && row->password.len == 0)
		return csv_reader_error(r, AUTH_PASSWORD, err, "sem senha e sem numeroGuiaOperadora: nenhuma guia a encontraria");
	if (csv_cell_date(r, AUTH_DATE, &out->authorised_on, err) != 0 ||
	    csv_cell_date(r, AUTH_VALID_UNTIL, &row->valid_until, err) != 0)
		return -1;
	const struct csv_cell *status = csv_cell_text(r, AUTH_STATUS, err);
	if (status == NULL)
		return -1;
	if (status->len != 1 || status->text[0] < '1' || status->text[0] > '7')
		return csv_reader_error(r, AUTH_STATUS, err, "situação desconhecida: espera-se de 1 a 7 (1 autorizado, 2 em análise, "
		                        "3 negado, 4 e 5 aguardando, 6 cancelado, 7 autorizado parcialmente)");
	row->status = (unsigned)(status->text[0] - '0');
	return take_key(r, AUTH_CARD, &row->card, err);
}

static int take_place(const struct csv_reader *r, struct authorised_row *row, struct error *err)
{
	const struct csv_cell *part = csv_reader_cell(r, AUTH_PARTICIPATION);
	if (take_key(r, AUTH_TOOTH, &row->tooth, err) != 0 || take_key(r, AUTH_REGION, &row->region, err) != 0 ||
	    take_key(r, AUTH_FACE, &row->face, err) != 0)
		return -1;
	row->participation = 0;
	if (part->len == 0)
		return 0;
	int64_t number;
	if (take_whole(r, AUTH_PARTICIPATION, 63, &number, err) != 0)
		return -1;
	row->participation = (unsigned)number + 1;
	return 0;
}

static int take_values(const struct csv_reader *r, struct auth_row *out, struct error *err)
{
	struct match_carry *carry = &out->row.carry;
	bool given;
	if (take_amount(r, AUTH_PAID, 4, &out->paid, &out->paid_given, err) != 0)
		return -1;
	if (out->paid > out->row.quantity)
		return csv_reader_error(r, AUTH_PAID, err, "é maior que a quantidadeAutorizada");
	out->row.consumed = out->paid_given && out->paid == 0 && out->row.quantity > 0;
	if (take_amount(r, AUTH_PAYABLE, 2, &carry->payable, &given, err) != 0 ||
	    take_amount(r, AUTH_RECEIVABLE, 2, &carry->receivable, &given, err) != 0 ||
	    take_whole(r, AUTH_NUMBER_PAYABLE, INT64_MAX, &carry->number_payable, err) != 0)
		return -1;
	return take_whole(r, AUTH_NUMBER_RECEIVABLE, INT64_MAX, &carry->number_receivable, err);
}

static int take_item(const struct csv_reader *r, struct auth_row *out, struct error *err)
{
	struct authorised_row *row = &out->row;
	int64_t number;
	bool given;
	if (csv_reader_cell(r, AUTH_ITEM)->len == 0 && csv_reader_cell(r, AUTH_CODE)->len == 0)
		return 0; /* an authorisation without items */
	if (csv_cell_text(r, AUTH_ITEM, err) == NULL || csv_cell_text(r, AUTH_TABLE, err) == NULL ||
	    csv_cell_text(r, AUTH_CODE, err) == NULL || csv_cell_text(r, AUTH_QUANTITY, err) == NULL)
		return -1;
	if (take_whole(r, AUTH_ITEM, AUTHORISATION_ITEM_MAX, &number, err) != 0)
		return -1;
	if (number == 0)
		return csv_reader_error(r, AUTH_ITEM, err, "o primeiro item é o 1");
	row->item = (unsigned)number;
	if (take_key(r, AUTH_TABLE, &row->table, err) != 0 || take_key(r, AUTH_CODE, &row->code, err) != 0 ||
	    take_amount(r, AUTH_QUANTITY, 4, &row->quantity, &given, err) != 0 || take_place(r, row, err) != 0)
		return -1;
	return take_values(r, out, err);
}

static int take_row(const struct auth_input *a, const struct csv_reader *r, struct auth_row *out, struct error *err)
{
	out->row = (struct authorised_row){ .file = a->number, .line = (uint32_t)csv_reader_line(r), .valid_until = DATE_NONE };
	out->authorised_on = DATE_NONE;
	out->paid = 0;
	out->paid_given = false;
	for (size_t i = 0; i < AUTH_COLUMNS; i++)
		out->cells[i] = csv_reader_cell(r, i);
	return take_head(r, out, err) != 0 || take_item(r, out, err) != 0 ? -1 : 0;
}

struct reading {
	const struct auth_input *input;
	struct auth_listener *listener;
	struct csv_reader *csv;
};

static int tell(const struct auth_listener *l, struct rows_ahead *a, struct auth_row *row, struct error *err)
{
	if (l->take_values != NULL) {
		row->row.hints[0] = authorisation_hint_of(true, row->row.operator_guide);
		row->row.hints[1] = authorisation_hint_of(false, row->row.password);
		return rows_ahead_put(a, &row->row, err);
	}
	l->take(l->context, row);
	return 0;
}

static int read_rows(void *context, struct rows_ahead *a, struct error *err)
{
	const struct reading *r = context;
	struct auth_row row;
	int got;
	while ((got = csv_reader_next(r->csv, err)) != 0) {
		if (got > 0 && take_row(r->input, r->csv, &row, err) == 0) {
			if (tell(r->listener, a, &row, err) != 0)
				return -1;
			continue;
		}
		if (csv_reader_broken(r->csv))
			return -1;
		r->listener->complaints++;
		rows_ahead_complain(a, buf_str(&err->text));
		buf_clear(&err->text);
	}
	return 0;
}

static int use_row(void *context, const void *row, struct error *err)
{
	const struct reading *r = context;
	(void)err;
	r->listener->take_values(r->listener->context, row);
	return 0;
}

static void look_at_row(void *context, void *row, unsigned step)
{
	const struct reading *r = context;
	r->listener->look(r->listener->context, row, step);
}

static void complain(void *context, const char *text)
{
	const struct reading *r = context;
	r->listener->complain(r->listener->context, text);
}

static int read_csv(struct reading *r, struct error *err)
{
	const struct rows_work work = {
		.shape = { sizeof(struct authorised_row), offsetof(struct authorised_row, operator_guide), AUTHORISED_TEXTS },
		.context = r, .read = read_rows, .look = look_at_row, .looks = r->listener->look != NULL ? AUTHORISATION_LOOKS_TO_ADD : 0,
		.take = use_row, .complain = complain,
	};
	if (csv_reader_bind(r->csv, auth_columns, AUTH_COLUMNS, err) != 0)
		return -1;
	csv_reader_warn_unknown(r->csv);
	return r->listener->take_values != NULL ? rows_ahead_run(&work, err) : rows_here_run(&work, err);
}

int auth_csv_read(struct auth_input *a, struct auth_listener *l, struct error *err)
{
	struct xml_source source = xml_source_fd(&a->in.fd);
	const struct csv_options options = { .encoding = l->encoding, .warn = l->warn, .context = l->context };
	struct reading r = { a, l, csv_reader_open_source((struct csv_source){ source.context, source.read }, a->name, &options, err) };
	if (r.csv == NULL)
		return -1;
	int result = read_csv(&r, err);
	csv_reader_free(r.csv);
	return result;
}
