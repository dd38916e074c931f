/* Late readjustments: due in one month, first charged in a later one (billing.md, Late readjustment).
 *
 * The difference of the months charged without it falls due in the month from which it is charged, all at once, or, with
 * reajusteRetroativoParcelado=S, in as many equal parts as there are such months, one a month. Whoever leaves before the last part
 * is charged the parts that are left with his last month. */
#include "bill/fee_charge_late.h"

#include <string.h>

#include "bill/fee_adjust.h"
#include "bill/fee_memo.h"

/* The months for which a readjustment leaves a difference to this beneficiary, FROM to TO. */
struct span {
	size_t late; /* number of the readjustment */
	fee_month from, to;
};

/* The sum in words being put together: equal terms in a row are told once, with their number. */
struct sum {
	struct buf *text;
	size_t begin;   /* of the expression */
	size_t last;    /* of its last term */
	size_t last_len;
	unsigned count; /* how often that came */
};

static void end_term(struct sum *s)
{
	if (s->count > 1)
		buf_addf(s->text, " × %u", s->count);
	s->count = 0;
}

/* The term that stands at AT, behind all that was written before. */
static void take_term(struct sum *s, size_t at)
{
	size_t len = s->text->len - at;
	bool same = s->count > 0 && len == s->last_len && memcmp(s->text->data + at, s->text->data + s->last, len) == 0;
	if (same) {
		s->text->len = at;
		s->text->data[at] = '\0';
		s->count++;
		return;
	}
	struct buf term = BUF_INIT;
	buf_add(&term, s->text->data + at, len);
	s->text->len = at;
	s->text->data[at] = '\0';
	end_term(s);
	if (at > s->begin)
		buf_adds(s->text, " + ");
	s->last = s->text->len;
	s->last_len = len;
	s->count = 1;
	buf_add(s->text, buf_str(&term), term.len);
	buf_release(&term);
}

/* price × what it was charged with × the late rate × days/30, for one segment of MONTH. */
static bool add_difference(const struct fee_charging *g, size_t late, fee_month month, enum fee_segment segment, unsigned days,
                           const struct fee_price *price, struct fee_row *row, struct sum *sum)
{
	const struct fee_contract *c = g->contract;
	size_t at = sum->text->len;
	struct fee_exact amount = fee_exact_of(price->value, days);
	fee_memo_decimal(sum->text, price->value);
	for (size_t i = 0; i < c->nadjustments; i++) {
		bool is_late = i == late;
		if (!is_late && !fee_late_on(c, late, i, month, segment, price->from))
			continue;
		struct fee_decimal factor = is_late ? c->adjustments[i].rate : c->adjustments[i].factor;
		if (!fee_exact_multiply(&amount, factor))
			return false;
		buf_adds(sum->text, " × ");
		fee_memo_decimal(sum->text, factor);
	}
	fee_memo_days(sum->text, days);
	take_term(sum, at);
	row->days += days;
	return fee_exact_add(&row->amount.exact, &amount);
}

static bool add_month(const struct fee_charging *g, size_t late, fee_month month, const struct fee_price *price, struct fee_row *row,
                      struct sum *sum)
{
	unsigned counts[FEE_SEGMENTS];
	struct fee_days days = fee_days_of(g->contract, g->entry, g->exit, month);
	fee_segments(g->contract, month, &days, true, counts);
	for (int s = 0; s < FEE_SEGMENTS; s++) {
		if (counts[s] == 0 || !fee_late_in(g->contract, late, month, (enum fee_segment)s, price->from))
			continue;
		if (row->price == NULL) {
			row->price = price;
			row->base = price->value;
		}
		if (!add_difference(g, late, month, (enum fee_segment)s, counts[s], price, row, sum))
			return fee_fails(g, FEE_OVERFLOW, row->module, month, 0);
	}
	return true;
}

/* The difference of one module over all months, as a row; none when there is none. */
static bool add_module(const struct fee_charging *g, const struct span *span, size_t module)
{
	struct fee_row *row = fee_rows_add(g->rows);
	struct sum sum = { .text = &g->rows->expressions, .begin = g->rows->expressions.len };
	row->event = FEE_LATE_ADJUSTMENT;
	row->module = g->contract->plan->modules[module].name;
	row->expression = sum.begin;
	row->first = fee_month_first(span->from);
	row->last = fee_month_last(span->to);
	for (fee_month month = span->from; month <= span->to; month++) {
		const struct fee_price *price = fee_price_for(g, module, month);
		if (g->trouble->fault != FEE_OK)
			return false;
		if (price != NULL && !add_month(g, span->late, month, price, row, &sum))
			return false;
	}
	end_term(&sum);
	fee_end_expression(g->rows, row);
	if (row->amount.exact.len == 0)
		g->rows->n--;
	return true;
}

/* Makes the rows from FIRST on, which hold whole differences, parts PART to UNTIL of PARTS. */
static void cut_in_parts(const struct fee_charging *g, size_t first, unsigned part, unsigned until, unsigned parts)
{
	size_t wholes = g->rows->n - first;
	for (size_t i = 0; i < wholes; i++)
		for (unsigned k = part + 1; k <= until; k++) {
			fee_rows_add(g->rows);
			g->rows->rows[g->rows->n - 1] = g->rows->rows[first + i];
			g->rows->rows[g->rows->n - 1].part = k;
		}
	for (size_t i = first; i < g->rows->n; i++) {
		struct fee_row *row = &g->rows->rows[i];
		int64_t total = row->amount.cents;
		row->part = i < first + wholes ? part : row->part;
		row->parts = parts;
		if (parts > 1) {
			row->amount.cents = fee_part(total, row->part, parts);
			row->amount.exact = fee_exact_of((struct fee_decimal){ row->amount.cents, FEE_CENTS }, FEE_DAYS);
		}
		fee_memo_finish(g->rows, row, &g->contract->indicators, total);
	}
}

/* Parts PART to UNTIL of the difference. */
static bool charge_span(const struct fee_charging *g, const struct span *span, unsigned part, unsigned until, unsigned parts)
{
	size_t first = g->rows->n;
	for (size_t i = 0; i < g->contract->plan->nmodules; i++)
		if (!g->contract->plan->modules[i].enrollment && !add_module(g, span, i))
			return false;
	if (g->rows->n == first)
		return true;
	if (!fee_round_rows(g, first))
		return false;
	cut_in_parts(g, first, part, until, parts);
	return true;
}

bool fee_charge_late(const struct fee_charging *g, fee_month month)
{
	for (size_t i = 0; i < g->contract->nadjustments; i++) {
		const struct fee_adjustment *a = &g->contract->adjustments[i];
		if (a->from == a->due || month < a->from)
			continue;
		struct span span = { i, a->due > g->enters ? a->due : g->enters, a->from - 1 };
		if (span.from > span.to)
			continue;
		unsigned parts = g->contract->indicators.late_in_parts ? (unsigned)(span.to - span.from + 1) : 1;
		unsigned part = (unsigned)(month - a->from) + 1;
		if (part <= parts && !charge_span(g, &span, part, month == g->leaves ? parts : part, parts))
			return false;
	}
	return true;
}
