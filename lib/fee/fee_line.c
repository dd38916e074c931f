#include "fee/fee_line.h"

#include <string.h>

#include "bill/fee_round.h"
#include "fee/fee_table.h"

void fee_line_init(struct fee_line *l, enum csv_style style, struct output *out)
{
	*l = (struct fee_line){ .out = out };
	csv_writer_init(&l->csv, style, &l->row);
}

void fee_line_release(struct fee_line *l)
{
	buf_release(&l->row);
	buf_release(&l->cell);
}

void fee_line_head(struct fee_line *l, int file)
{
	const struct fee_table *t = fee_table(file);
	csv_writer_mark(&l->csv);
	for (size_t i = 0; i < t->n; i++)
		csv_writer_text(&l->csv, t->columns[i].name);
	fee_line_end(l);
}

void fee_line_text(struct fee_line *l, const char *text)
{
	csv_writer_text(&l->csv, text);
}

void fee_line_month(struct fee_line *l, fee_month month)
{
	char text[FEE_MONTH_TEXT];
	fee_month_text(month, text);
	csv_writer_text(&l->csv, text);
}

void fee_line_date(struct fee_line *l, date_days date)
{
	char text[DATE_TEXT];
	date_text(date, text);
	csv_writer_date(&l->csv, text, strlen(text));
}

void fee_line_cents(struct fee_line *l, int64_t cents)
{
	csv_writer_money(&l->csv, cents, FEE_CENTS);
}

void fee_line_count(struct fee_line *l, uint64_t count)
{
	buf_clear(&l->cell);
	buf_addu(&l->cell, count);
	csv_writer_plain(&l->csv, buf_str(&l->cell), l->cell.len);
}

void fee_line_end(struct fee_line *l)
{
	csv_writer_row(&l->csv);
	output_write(l->out, buf_str(&l->row), l->row.len);
	buf_clear(&l->row);
}
