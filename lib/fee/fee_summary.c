/* The summary of a run; part of fee/fee_run.h. */
#include <inttypes.h>

#include "bill/fee_round.h"
#include "fee/fee_explain.h"
#include "fee/fee_run.h"
#include "fmt/money.h"

static void add_count(struct buf *out, uint64_t count, const char *one, const char *many)
{
	buf_addf(out, "%" PRIu64 " %s", count, count == 1 ? one : many);
}

static void add_terms(struct buf *out, const struct fee_run_counts *c)
{
	uint64_t skipped = 0;
	for (int s = FEE_BILLED + 1; s < FEE_STANDINGS; s++)
		skipped += c->terms[s];
	add_count(out, c->terms[FEE_BILLED], "termo faturado", "termos faturados");
	if (skipped > 0) {
		const char *before = " (";
		buf_addf(out, ", %" PRIu64 " não", skipped);
		for (int s = FEE_BILLED + 1; s < FEE_STANDINGS; s++) {
			if (c->terms[s] == 0)
				continue;
			buf_addf(out, "%s%s %" PRIu64, before, fee_standing_words((enum fee_standing)s), c->terms[s]);
			before = ", ";
		}
		buf_addc(out, ')');
	}
	if (c->rejected > 0)
		buf_addf(out, ", %" PRIu64 " com erro, à parte", c->rejected);
	buf_adds(out, "; ");
	add_count(out, c->people, "beneficiário", "beneficiários");
	buf_addf(out, ", %" PRIu64 " com cobrança\n", c->people_billed);
}

static void add_events(struct buf *out, const char *prefix, const struct fee_run_counts *c)
{
	static const char *const words[FEE_EVENT_STANDINGS] = {
		[FEE_EVENT_BILLED] = "faturados", [FEE_EVENT_DONE] = "já faturados antes", [FEE_EVENT_FUTURE] = "posteriores à competência",
		[FEE_EVENT_HELD] = "à espera do fechamento da conta",
	};
	const char *before = ": ";
	uint64_t all = c->events_of_others;
	for (int s = 0; s < FEE_EVENT_STANDINGS; s++)
		all += c->events[s];
	if (all == 0)
		return;
	buf_adds(out, prefix);
	add_count(out, all, "documento de participação ou custo", "documentos de participação ou custo");
	for (int s = 0; s < FEE_EVENT_STANDINGS; s++) {
		if (c->events[s] == 0)
			continue;
		buf_addf(out, "%s%s %" PRIu64, before, words[s], c->events[s]);
		before = ", ";
	}
	if (c->events_of_others > 0)
		buf_addf(out, "%sde termos não faturados %" PRIu64, before, c->events_of_others);
	buf_addc(out, '\n');
}

static void add_amounts(struct buf *out, const char *prefix, const struct fee_run_counts *c)
{
	for (int e = 0; e < FEE_EVENT_KINDS; e++) {
		if (c->amounts[e] == 0)
			continue;
		buf_addf(out, "%s%s R$ ", prefix, fee_event_name((enum fee_event_kind)e));
		money_add_br(out, c->amounts[e], FEE_CENTS);
		buf_addc(out, '\n');
	}
	buf_adds(out, prefix);
	add_count(out, c->rows, "linha em ", "linhas em ");
	add_count(out, c->notas, "nota e ", "notas e ");
	add_count(out, c->invoices, "fatura, R$ ", "faturas, R$ ");
	money_add_br(out, c->total, FEE_CENTS);
	buf_addc(out, '\n');
}

void fee_run_summary(struct buf *out, const char *prefix, fee_month month, const struct fee_run_counts *c)
{
	char text[FEE_MONTH_TEXT];
	fee_month_text(month, text);
	buf_addf(out, "%scompetência %s: ", prefix, text);
	add_terms(out, c);
	add_events(out, prefix, c);
	add_amounts(out, prefix, c);
}
