/* Faturas: the notas of one debtor with one due date; part of fee/fee_bill.h. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "fee/fee_bill.h"

struct invoice {
	bool origin;
	const char *debtor;
	date_days due;
	uint64_t notas;
	int64_t cents;
};

struct invoices {
	struct names *keys; /* number I is invoice I - 1 */
	struct invoice *list;
	size_t n, cap;
};

static struct invoice *invoice_of(struct invoices *v, const struct fee_term *t, enum fee_kind kind, date_days due)
{
	char date[DATE_TEXT];
	bool origin = t->contract.indicators.by_origin[kind];
	const char *debtor = fee_bill_debtor(t, kind);
	date_text(due, date);
	uint32_t key = fee_key(v->keys, true, origin ? "1" : "0", debtor, date);
	if (key <= v->n)
		return &v->list[key - 1];
	if (v->n == v->cap) {
		v->cap = v->cap ? v->cap * 2 : 64;
		v->list = mem_grow(v->list, v->cap, sizeof *v->list);
	}
	v->list[v->n] = (struct invoice){ .origin = origin, .debtor = debtor, .due = due };
	return &v->list[v->n++];
}

/* By the terms' order. */
static bool collect(const struct fee_bill *b, struct invoices *v)
{
	for (size_t i = 0; i < b->store->nterms; i++) {
		const struct fee_term *t = &b->store->terms[i];
		for (int kind = 0; kind < FEE_KINDS; kind++) {
			if (!t->notas[kind].used)
				continue;
			struct invoice *invoice = invoice_of(v, t, (enum fee_kind)kind, fee_due_date(&t->contract, b->options->month));
			invoice->notas++;
			if (__builtin_add_overflow(invoice->cents, t->notas[kind].cents, &invoice->cents))
				return false;
		}
	}
	return true;
}

static void write_invoice(struct fee_line *line, const struct invoice *v)
{
	char date[DATE_TEXT];
	date_text(v->due, date);
	struct buf key = BUF_INIT;
	buf_addf(&key, "%d.%s.%s", v->origin, v->debtor, date);
	fee_line_text(line, buf_str(&key));
	fee_line_text(line, v->origin ? "1" : "0");
	fee_line_text(line, v->debtor);
	fee_line_date(line, v->due);
	fee_line_count(line, v->notas);
	fee_line_cents(line, v->cents);
	fee_line_end(line);
	buf_release(&key);
}

static void write_all(const struct fee_bill *b, const struct invoices *v, struct output *out)
{
	struct fee_line line;
	fee_line_init(&line, b->options->style, out);
	if (!b->options->no_header)
		fee_line_head(&line, FEE_FILE_FATURAS);
	for (size_t i = 0; i < v->n; i++)
		write_invoice(&line, &v->list[i]);
	fee_line_release(&line);
}

bool fee_bill_invoices(const struct fee_bill *b, struct output *out, int64_t *total)
{
	struct invoices v = { names_new(), NULL, 0, 0 };
	bool fits = collect(b, &v);
	*total = 0;
	b->counts->invoices = v.n;
	for (size_t i = 0; i < v.n && fits; i++)
		fits = !__builtin_add_overflow(*total, v.list[i].cents, total);
	if (fits && out != NULL)
		write_all(b, &v, out);
	names_free(v.keys);
	free(v.list);
	return fits;
}
