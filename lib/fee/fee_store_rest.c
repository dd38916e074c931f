/* Due dates and readjustments; part of fee/fee_store.h. */
#include <stdlib.h>

#include "base/mem.h"
#include "fee/fee_store.h"

/* ---- due dates ---- */

int fee_store_read_due_dates(struct fee_store *s, struct fee_input *in, struct fee_faults *faults, struct error *err)
{
	enum fee_row_state state;
	(void)err;
	while ((state = fee_input_next(in, faults)) == FEE_ROW_OK || state == FEE_ROW_WRONG) {
		if (state == FEE_ROW_WRONG) {
			s->fatal = true;
			continue;
		}
		uint32_t before = names_count(s->due_codes), code = fee_key(s->due_codes, true, in->values[FEE_DUE_DATES_VENCIMENTO].text, "", "");
		if (names_count(s->due_codes) == before) {
			fee_fault_at(faults, in->reader, FEE_DUE_DATES_VENCIMENTO, "este código já veio em outra linha");
			s->fatal = true;
			continue;
		}
		if (code >= s->due_cap) {
			s->due_cap = (size_t)code * 2;
			s->due_months = mem_grow(s->due_months, s->due_cap, sizeof *s->due_months);
		}
		s->due_months[code] = (int)in->values[FEE_DUE_DATES_MESES].number;
	}
	s->fatal |= state == FEE_ROW_BROKEN;
	return 0;
}

/* ---- readjustments ---- */

enum {
	RATE_SCALE = 4, RATE_ONE = 1000000, RATE_LEAST = 2,
	LATE_MONTHS_MAX = 120, OF_TERM_MAX = 200 /* beyond any contract's: what is more is a slip of the pen, and would cost hours */
};

/* A readjustment with its term and place, until all are read. */
struct adjustment_row {
	size_t term;
	struct fee_adjustment adjustment;
	int64_t rate; /* percentual, at RATE_SCALE */
	long line;
};

struct adjustment_rows {
	struct adjustment_row *rows;
	size_t n, cap;
};

static int by_term(const void *a, const void *b)
{
	const struct adjustment_row *x = a, *y = b;
	if (x->term != y->term)
		return x->term < y->term ? -1 : 1;
	if (x->adjustment.due != y->adjustment.due)
		return x->adjustment.due < y->adjustment.due ? -1 : 1;
	if (x->adjustment.from != y->adjustment.from)
		return x->adjustment.from < y->adjustment.from ? -1 : 1;
	if (x->rate != y->rate)
		return x->rate < y->rate ? -1 : 1;
	return (x->line > y->line) - (x->line < y->line);
}

static void warn_unknown(const struct fee_input *in)
{
	struct error text = ERROR_INIT;
	if (in->options.warn == NULL)
		return;
	csv_reader_error(in->reader, FEE_ADJUSTMENTS_TERMO, &text, "este termo não está em --terms: reajuste não usado");
	in->options.warn(in->options.context, buf_str(&text.text));
	error_release(&text);
}

static void add_adjustment(struct adjustment_rows *rows, size_t term, const struct fee_input *in)
{
	const struct fee_value *v = in->values;
	int64_t rate = v[FEE_ADJUSTMENTS_PERCENTUAL].number; /* at scale 4; over 100, at scale 6 */
	if (rate == 0)
		return; /* 0 % changes nothing */
	if (rows->n == rows->cap) {
		rows->cap = rows->cap ? rows->cap * 2 : 64;
		rows->rows = mem_grow(rows->rows, rows->cap, sizeof *rows->rows);
	}
	fee_month due = v[FEE_ADJUSTMENTS_COMPETENCIA].month, from = v[FEE_ADJUSTMENTS_COMPETENCIA_APLICACAO].month;
	rows->rows[rows->n++] = (struct adjustment_row){ term, {
		.due = due, .from = from != FEE_MONTH_NONE ? from : due,
		.factor = fee_decimal_trim((struct fee_decimal){ RATE_ONE + rate, RATE_SCALE + 2 }, RATE_LEAST),
		.rate = fee_decimal_trim((struct fee_decimal){ rate, RATE_SCALE + 2 }, RATE_LEAST),
	}, rate, csv_reader_line(in->reader) };
}

static void take_adjustment(struct fee_store *s, struct adjustment_rows *rows, const struct fee_input *in, bool wrong,
                            struct fee_faults *faults)
{
	const struct fee_value *v = in->values;
	if (v[FEE_ADJUSTMENTS_MODALIDADE].wrong || v[FEE_ADJUSTMENTS_TERMO].wrong) {
		s->fatal = true;
		return;
	}
	struct fee_term *term = fee_store_term(s, &v[FEE_ADJUSTMENTS_MODALIDADE], &v[FEE_ADJUSTMENTS_TERMO]);
	fee_month from = v[FEE_ADJUSTMENTS_COMPETENCIA_APLICACAO].month;
	if (term == NULL) {
		warn_unknown(in);
		return;
	}
	if (!wrong && from != FEE_MONTH_NONE && from < v[FEE_ADJUSTMENTS_COMPETENCIA].month) {
		fee_fault_at(faults, in->reader, FEE_ADJUSTMENTS_COMPETENCIA_APLICACAO, "é anterior à competencia em que o reajuste é devido");
		wrong = true;
	}
	if (!wrong && from != FEE_MONTH_NONE && from - v[FEE_ADJUSTMENTS_COMPETENCIA].month > LATE_MONTHS_MAX) {
		fee_fault_at(faults, in->reader, FEE_ADJUSTMENTS_COMPETENCIA_APLICACAO, "é mais de %d meses depois de competencia", LATE_MONTHS_MAX);
		wrong = true;
	}
	if (wrong)
		term->bad = true;
	else
		add_adjustment(rows, (size_t)(term - s->terms), in);
}

static bool same(const struct adjustment_row *a, const struct adjustment_row *b)
{
	return a->term == b->term && a->adjustment.due == b->adjustment.due && a->adjustment.from == b->adjustment.from &&
	       a->rate == b->rate;
}

/* The same percentual for the same months twice is a row too many; different ones are levels that accumulate. */
static void check_repeated(struct fee_store *s, const struct adjustment_row *rows, size_t first, size_t end, const char *name,
                           struct fee_faults *faults)
{
	for (size_t i = first; i + 1 < end; i++)
		if (same(&rows[i], &rows[i + 1])) {
			struct buf text = BUF_INIT;
			buf_addf(&text, "%s:%ld: este reajuste já está na linha %ld", name, rows[i + 1].line, rows[i].line);
			fee_fault_text(faults, buf_str(&text));
			buf_release(&text);
			s->terms[rows[i].term].bad = true;
		}
}

static void check_number(struct fee_store *s, const struct adjustment_row *row, size_t n, const char *name, struct fee_faults *faults)
{
	if (n <= OF_TERM_MAX)
		return;
	struct buf text = BUF_INIT;
	buf_addf(&text, "%s:%ld: o termo já tem %d reajustes, o máximo", name, row->line, OF_TERM_MAX);
	fee_fault_text(faults, buf_str(&text));
	buf_release(&text);
	s->terms[row->term].bad = true;
}

/* Gives each term its readjustments. */
static void hand_out(struct fee_store *s, struct adjustment_rows *rows, const char *name, struct fee_faults *faults)
{
	if (rows->n == 0)
		return;
	qsort(rows->rows, rows->n, sizeof *rows->rows, by_term);
	s->adjustments = mem_array(rows->n, sizeof *s->adjustments);
	for (size_t i = 0, first = 0; i < rows->n; i++) {
		s->adjustments[i] = rows->rows[i].adjustment;
		if (i + 1 < rows->n && rows->rows[i + 1].term == rows->rows[i].term)
			continue;
		struct fee_contract *c = &s->terms[rows->rows[i].term].contract;
		c->adjustments = s->adjustments + first;
		c->nadjustments = i + 1 - first;
		check_repeated(s, rows->rows, first, i + 1, name, faults);
		check_number(s, &rows->rows[i], c->nadjustments, name, faults);
		first = i + 1;
	}
}

int fee_store_read_adjustments(struct fee_store *s, struct fee_input *in, struct fee_faults *faults, struct error *err)
{
	struct adjustment_rows rows = { NULL, 0, 0 };
	enum fee_row_state state;
	(void)err;
	while ((state = fee_input_next(in, faults)) == FEE_ROW_OK || state == FEE_ROW_WRONG)
		take_adjustment(s, &rows, in, state == FEE_ROW_WRONG, faults);
	s->fatal |= state == FEE_ROW_BROKEN;
	hand_out(s, &rows, in->name, faults);
	free(rows.rows);
	return 0;
}
