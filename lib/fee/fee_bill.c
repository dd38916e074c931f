#include "fee/fee_bill.h"

#include <inttypes.h>
#include <string.h>

#include "fee/fee_explain.h"
#include "fmt/money.h"

void fee_bill_init(struct fee_bill *b, const struct fee_run_options *options, struct fee_store *store, struct fee_run_counts *counts,
                   struct output *out)
{
	*b = (struct fee_bill){ .options = options, .store = store, .counts = counts, .out = out, .next_number = options->number };
	fee_line_init(&b->line, options->style, out);
	if (options->accounting != NULL)
		b->book = fee_account_book_new();
	if (!options->no_header && options->explain == NULL)
		fee_line_head(&b->line, FEE_FILE_NOTAS);
}

void fee_bill_release(struct fee_bill *b)
{
	fee_line_release(&b->line);
	fee_account_book_free(b->book);
	buf_release(&b->head_text);
	buf_release(&b->due_text);
	buf_release(&b->period_text);
}

const char *fee_bill_debtor(const struct fee_term *term, enum fee_kind kind)
{
	return term->contract.indicators.by_origin[kind] ? term->origin : term->contractor;
}

void fee_bill_nota(const struct fee_bill *b, const struct fee_term *term, enum fee_kind kind, struct buf *out)
{
	char month[FEE_MONTH_TEXT];
	if (b->options->number != 0) {
		buf_addf(out, "%" PRIu64, term->notas[kind].number);
		return;
	}
	fee_month_text(b->options->month, month);
	buf_addf(out, "%s.%s.%s.%s.%d", term->modality, term->number, month, fee_kind_name(kind), term->contract.indicators.by_origin[kind]);
}

void fee_band_text(struct buf *out, const struct fee_price *price)
{
	buf_addu(out, price->age_min);
	buf_addc(out, price->age_max == FEE_AGE_MAX ? '+' : '-');
	if (price->age_max < FEE_AGE_MAX)
		buf_addu(out, price->age_max);
}

/* ---- writing ---- */

/* The cells that all rows of a nota have in common. */
static void begin_nota(struct fee_bill *b, const struct fee_term *term, enum fee_kind kind)
{
	char month[FEE_MONTH_TEXT], due[DATE_TEXT];
	struct csv_writer *head = &b->head;
	b->term = term;
	b->kind = kind;
	buf_clear(&b->head_text);
	buf_clear(&b->due_text);
	csv_writer_init(head, b->options->style, &b->head_text);
	csv_writer_init(&b->due, b->options->style, &b->due_text);
	buf_clear(&b->line.cell);
	fee_bill_nota(b, term, kind, &b->line.cell);
	csv_writer_cell(head, buf_str(&b->line.cell), b->line.cell.len);
	csv_writer_text(head, fee_kind_name(kind));
	csv_writer_text(head, term->modality);
	csv_writer_text(head, term->number);
	csv_writer_text(head, term->proposal);
	csv_writer_text(head, term->contract.indicators.by_origin[kind] ? "1" : "0");
	csv_writer_text(head, fee_bill_debtor(term, kind));
	fee_month_text(b->options->month, month);
	csv_writer_text(head, month);
	date_text(fee_due_date(&term->contract, b->options->month), due);
	csv_writer_date(&b->due, b->options->date, strlen(b->options->date));
	csv_writer_date(&b->due, due, strlen(due));
}

static void write_amounts(struct fee_line *l, const struct fee_row *row, const struct fee_rows *rows, const struct fee_decimal *base)
{
	csv_writer_money(&l->csv, base->amount, base->scale);
	buf_clear(&l->cell);
	fee_exact_text(&l->cell, &row->amount.exact);
	csv_writer_number(&l->csv, buf_str(&l->cell), l->cell.len);
	fee_line_cents(l, row->amount.cents);
	csv_writer_cell(&l->csv, buf_str(&rows->memos) + row->memo, row->memo_len);
}

/* modulo to dias. */
static void write_what(struct fee_line *l, const struct fee_row *row)
{
	fee_line_text(l, row->module);
	fee_line_text(l, fee_event_name(row->event));
	buf_clear(&l->cell);
	buf_addu(&l->cell, row->part);
	buf_addc(&l->cell, '/');
	buf_addu(&l->cell, row->parts);
	csv_writer_plain(&l->csv, buf_str(&l->cell), l->cell.len);
	if (row->price == NULL) {
		csv_writer_absent(&l->csv);
		csv_writer_absent(&l->csv);
		return;
	}
	buf_clear(&l->cell);
	fee_band_text(&l->cell, row->price);
	csv_writer_plain(&l->csv, buf_str(&l->cell), l->cell.len);
	if (row->event == FEE_ENROLLMENT)
		csv_writer_absent(&l->csv);
	else
		fee_line_count(l, row->days);
}

/* inicioPeriodo and fimPeriodo, which most rows of a run have in common. */
static void write_period(struct fee_bill *b, const struct fee_row *row)
{
	if (b->period.cells == 0 || b->first != row->first || b->last != row->last) {
		char first[DATE_TEXT], last[DATE_TEXT];
		b->first = row->first;
		b->last = row->last;
		date_text(row->first, first);
		date_text(row->last, last);
		buf_clear(&b->period_text);
		csv_writer_init(&b->period, b->options->style, &b->period_text);
		csv_writer_date(&b->period, first, DATE_TEXT - 1);
		csv_writer_date(&b->period, last, DATE_TEXT - 1);
	}
	csv_writer_copy(&b->line.csv, &b->period);
}

static void write_row(struct fee_bill *b, const char *matricula, const char *document, const struct fee_rows *rows,
                      const struct fee_row *row)
{
	struct fee_line *l = &b->line;
	csv_writer_copy(&l->csv, &b->head);
	write_period(b, row);
	csv_writer_copy(&l->csv, &b->due);
	csv_writer_cell(&l->csv, matricula, strlen(matricula));
	write_what(l, row);
	write_amounts(l, row, rows, &row->base);
	fee_line_text(l, document);
	fee_line_end(l);
}

/* ---- adding up ---- */

static bool add_up(struct fee_bill *b, struct fee_term *term, const struct fee_row *row)
{
	struct fee_nota *nota = &term->notas[fee_kind_of(row->event)];
	struct fee_run_counts *c = b->counts;
	c->rows++;
	if (!nota->used) {
		nota->used = true;
		nota->number = b->next_number++;
		c->notas++;
	}
	return !__builtin_add_overflow(nota->cents, row->amount.cents, &nota->cents) &&
	       !__builtin_add_overflow(c->amounts[row->event], row->amount.cents, &c->amounts[row->event]) &&
	       !__builtin_add_overflow(c->total, row->amount.cents, &c->total) &&
	       (b->book == NULL || fee_account_book_add(b->book, (size_t)(term - b->store->terms), row));
}

bool fee_bill_rows(struct fee_bill *b, struct fee_term *term, const char *matricula, const char *document, const struct fee_rows *rows)
{
	for (size_t i = 0; i < rows->n; i++) {
		const struct fee_row *row = &rows->rows[i];
		enum fee_kind kind = fee_kind_of(row->event);
		if (!add_up(b, term, row))
			return false;
		if (b->options->explain != NULL) {
			fee_explain_row(b->out, rows, row);
			continue;
		}
		if (b->term != term || b->kind != kind)
			begin_nota(b, term, kind);
		write_row(b, matricula, document, rows, row);
	}
	return true;
}
