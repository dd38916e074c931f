#include "match/account_out.h"

#include <string.h>

#include "fmt/csv_reader.h"
#include "fmt/money.h"
#include "match/billed_fields.h"

enum { FLUSH_AT = 48 * 1024 };

static const char *const decided[] = {
	"valorProcessado", "valorLiberado", "valorGlosa", "codigoGlosa", "glosas", "relacionamento", "valorPagar", "nroGcrPag",
	"valorReceber", "nroGcrRec"
};

static void write_header(struct account_out *a)
{
	csv_writer_mark(&a->writer);
	for (unsigned i = 0; i < ACCOUNT_FIELD_COUNT; i++) {
		if (i == ACCOUNT_NUMERO_GUIA_PRESTADOR)
			csv_writer_text(&a->writer, "tipoGuia");
		csv_writer_text(&a->writer, account_field_name((enum account_field)i));
	}
	for (size_t i = 0; i < sizeof decided / sizeof *decided; i++)
		csv_writer_text(&a->writer, decided[i]);
	csv_writer_row(&a->writer);
}

void account_out_init(struct account_out *a, struct output *out, enum csv_style style, bool header)
{
	*a = (struct account_out){ .text = BUF_INIT, .scratch = BUF_INIT, .out = out };
	buf_reserve(&a->text, FLUSH_AT + 4096);
	csv_writer_init(&a->writer, style, &a->text);
	if (header)
		write_header(a);
}

void account_out_release(struct account_out *a)
{
	buf_release(&a->text);
	buf_release(&a->scratch);
}

void account_out_flush(struct account_out *a)
{
	output_write(a->out, buf_str(&a->text), a->text.len);
	buf_clear(&a->text);
}

void quantity_add(struct buf *out, int64_t quantity)
{
	money_add(out, quantity, 4);
	while (out->len > 0 && out->data[out->len - 1] == '0')
		out->len--;
	if (out->len > 0 && out->data[out->len - 1] == '.')
		out->len--;
	out->data[out->len] = '\0';
}

static void put_text(struct account_out *a, struct text_ref t, bool plain)
{
	if (t.len == 0)
		csv_writer_absent(&a->writer);
	else if (plain)
		csv_writer_plain(&a->writer, t.text, t.len);
	else
		csv_writer_cell(&a->writer, t.text, t.len);
}

static void put_money(struct account_out *a, int64_t cents)
{
	csv_writer_money(&a->writer, cents, 2);
}

/* Most rows have the day of the one before. */
static void put_day(struct account_out *a, date_days day)
{
	if (a->day_text[0] == '\0' || a->day != day)
		date_text(day, a->day_text);
	a->day = day;
	csv_writer_date(&a->writer, a->day_text, DATE_TEXT - 1);
}

/* A date that came as dd/mm/aaaa, or with a zone behind it, is written as aaaa-mm-dd. */
static void put_date(struct account_out *a, struct text_ref t)
{
	bool plain = t.len == DATE_TEXT - 1 && t.text[4] == '-' && t.text[7] == '-';
	date_days date = plain ? DATE_NONE : t.len == DATE_TEXT - 1 ? date_parse_br(t.text, t.len) : date_parse(t.text, t.len);
	if (plain)
		csv_writer_date(&a->writer, t.text, t.len);
	else if (date == DATE_NONE)
		put_text(a, t, false);
	else
		put_day(a, date);
}

static void put_field(struct account_out *a, const struct billed_item *item, enum account_field field)
{
	struct text_ref t = item->fields[field];
	switch (field) {
	case ACCOUNT_DATA_INICIO_FAT:
	case ACCOUNT_DATA_FIM_FAT:
	case ACCOUNT_DATA_REALIZACAO:
		put_date(a, t);
		break;
	case ACCOUNT_QUANTIDADE_EXECUTADA:
		buf_clear(&a->scratch);
		quantity_add(&a->scratch, item->quantity);
		csv_writer_number(&a->writer, a->scratch.data, a->scratch.len);
		break;
	case ACCOUNT_VALOR_INFORMADO:
		put_money(a, item->amount);
		break;
	default:
		put_text(a, t, item->plain);
		break;
	}
}

static void put_glosas(struct account_out *a, const struct account_row *row)
{
	csv_writer_text(&a->writer, row->code);
	if (row->code[0] == '\0' && row->detail[0] == '\0') {
		csv_writer_absent(&a->writer);
		return;
	}
	buf_clear(&a->scratch);
	if (row->code[0] != '\0') {
		buf_addf(&a->scratch, "%s:", row->code);
		money_add(&a->scratch, row->values.denied, 2);
	}
	if (row->detail[0] != '\0')
		buf_addf(&a->scratch, "%s%s:0.00", a->scratch.len > 0 ? " " : "", row->detail);
	csv_writer_cell(&a->writer, a->scratch.data, a->scratch.len);
}

/* A value that was carried, and its number; nothing where the number is 0. */
static void put_carried(struct account_out *a, int64_t value, int64_t number)
{
	if (number == 0) {
		csv_writer_absent(&a->writer);
		csv_writer_absent(&a->writer);
		return;
	}
	put_money(a, value);
	csv_writer_money(&a->writer, number, 0);
}

/* Rows go out before the next one, so that the last can be looked at. */
static void begin_row(struct account_out *a)
{
	if (a->out != NULL && a->text.len >= FLUSH_AT)
		account_out_flush(a);
	else if (a->out == NULL)
		buf_clear(&a->text);
	a->row = a->text.len;
}

void account_out_row(struct account_out *a, const struct account_row *row)
{
	const struct match_values *v = &row->values;
	begin_row(a);
	for (unsigned i = 0; i < ACCOUNT_FIELD_COUNT; i++) {
		if (i == ACCOUNT_NUMERO_GUIA_PRESTADOR)
			csv_writer_text(&a->writer, billed_type_name(row->item->type));
		if (i == ACCOUNT_DATA_INICIO_FAT && row->item->fields[i].len == 0 && row->start != DATE_NONE)
			put_day(a, row->start);
		else
			put_field(a, row->item, (enum account_field)i);
	}
	put_money(a, v->processed);
	put_money(a, v->released);
	put_money(a, v->denied);
	put_glosas(a, row);
	csv_writer_text(&a->writer, match_relation_name(row->rule->relation));
	put_carried(a, v->carried.payable, v->carried.number_payable);
	put_carried(a, v->carried.receivable, v->carried.number_receivable);
	csv_writer_row(&a->writer);
}

const char *account_out_last(const struct account_out *a)
{
	return buf_str(&a->text) + a->row;
}

/* A line of the store, for the reader of CSV: under a header of as many columns, whose names do not matter. */
struct line_source {
	const char *text;
	size_t left;
};

static ssize_t read_line(void *context, char *buffer, size_t n)
{
	struct line_source *s = context;
	if (n > s->left)
		n = s->left;
	memcpy(buffer, s->text, n);
	s->text += n;
	s->left -= n;
	return (ssize_t)n;
}

/* Dates and numbers in A's style, all else as it stands. */
static void put_cell(struct account_out *a, const struct csv_cell *cell, unsigned column)
{
	static const unsigned dates = 1u << 8 | 1u << 10 | 1u << 12;
	enum { FIRST_NUMBER = 21, LAST_NUMBER = 25, FIRST_CARRIED = 29 };
	if (!cell->present)
		csv_writer_absent(&a->writer);
	else if (column < 32 && (dates >> column & 1u) != 0)
		csv_writer_date(&a->writer, cell->text, cell->len);
	else if ((column >= FIRST_NUMBER && column <= LAST_NUMBER) || column >= FIRST_CARRIED)
		csv_writer_number(&a->writer, cell->text, cell->len);
	else
		csv_writer_cell(&a->writer, cell->text, cell->len);
}

static void convert_line(struct account_out *a, const char *line)
{
	struct buf text = BUF_INIT;
	struct error err = ERROR_INIT;
	size_t n = 0;
	for (unsigned i = 0; i < ACCOUNT_FIELD_COUNT + 1 + sizeof decided / sizeof *decided; i++)
		buf_addf(&text, "%s%u", i > 0 ? "," : "", i);
	buf_addf(&text, "\n%s", line);
	struct line_source source = { text.data, text.len };
	struct csv_reader *r = csv_reader_open_source((struct csv_source){ &source, read_line }, "", NULL, &err);
	if (r != NULL && csv_reader_next(r, &err) > 0) {
		const struct csv_cell *cells = csv_reader_cells(r, &n);
		for (unsigned i = 0; i < n; i++)
			put_cell(a, &cells[i], i);
		csv_writer_row(&a->writer);
	}
	csv_reader_free(r);
	error_release(&err);
	buf_release(&text);
}

void account_out_line(struct account_out *a, const char *line)
{
	begin_row(a);
	if (a->writer.dialect.br)
		convert_line(a, line);
	else
		buf_adds(&a->text, line);
}
