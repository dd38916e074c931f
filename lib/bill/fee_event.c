#include "bill/fee_event.h"

#include "bill/fee_memo.h"

enum fee_event_standing fee_event_standing(const struct fee_contract *c, const struct fee_event *e, fee_month month, bool closed)
{
	if (e->billed != FEE_MONTH_NONE)
		return FEE_EVENT_DONE;
	if (fee_month_of(e->date) > month)
		return FEE_EVENT_FUTURE;
	bool waits = c->indicators.hold_open_accounts && e->of_account && !e->released;
	return waits && !closed ? FEE_EVENT_HELD : FEE_EVENT_BILLED;
}

bool fee_event_charge(const struct fee_event *e, struct fee_rows *rows)
{
	struct fee_row *row = fee_rows_add(rows);
	struct buf *text = &rows->expressions;
	bool share = e->kind == FEE_EVENT_PARTICIPATION;
	struct fee_decimal value = share && e->by_fixed ? e->fixed : e->value;
	row->event = e->kind;
	row->base = e->value;
	row->first = row->last = e->date;
	row->expression = text->len;
	row->amount.exact = fee_exact_of(value, FEE_DAYS);
	fee_memo_decimal(text, value);
	if (share && e->by_percent) {
		struct fee_decimal rate = fee_decimal_trim((struct fee_decimal){ e->percent.amount, e->percent.scale + 2 }, FEE_CENTS);
		if (!fee_exact_multiply(&row->amount.exact, rate))
			return false;
		buf_adds(text, " × ");
		fee_memo_decimal(text, rate);
	}
	row->expression_len = text->len - row->expression;
	fee_memo_finish(rows, row, NULL, 0);
	return fee_exact_round(&row->amount.exact, FEE_CENTS, &row->amount.cents);
}
