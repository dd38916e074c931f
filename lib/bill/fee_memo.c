#include "bill/fee_memo.h"

#include "bill/fee_adjust.h"
#include "fmt/money.h"

void fee_memo_decimal(struct buf *out, struct fee_decimal d)
{
	struct fee_decimal shown = fee_decimal_trim(d, FEE_CENTS);
	if (shown.amount < 0)
		buf_addc(out, '(');
	money_add_br(out, shown.amount, shown.scale);
	if (shown.amount < 0)
		buf_addc(out, ')');
}

static void add_cents(struct buf *out, int64_t cents)
{
	fee_memo_decimal(out, (struct fee_decimal){ cents, FEE_CENTS });
}

void fee_memo_days(struct buf *out, unsigned days)
{
	if (days == FEE_DAYS)
		return;
	buf_adds(out, " × ");
	buf_addu(out, days);
	buf_addc(out, '/');
	buf_addu(out, FEE_DAYS);
}

static void add_share(struct buf *out, const struct fee_rounding *a, int64_t cents)
{
	buf_adds(out, "rateio ");
	add_cents(out, a->floor);
	buf_adds(out, " + ");
	add_cents(out, cents - a->floor);
	buf_adds(out, " de ");
	add_cents(out, a->total);
}

static void add_part(struct buf *out, const struct fee_row *row, int64_t total)
{
	buf_adds(out, "; parcela ");
	if (row->part < row->parts) {
		buf_adds(out, "TRUNCAR(");
		add_cents(out, total);
		buf_addf(out, " ÷ %u; 2)", row->parts);
		return;
	}
	add_cents(out, total);
	buf_addf(out, " - %u × ", row->parts - 1);
	add_cents(out, fee_part(total, 1, row->parts));
}

void fee_memo_finish(struct fee_rows *rows, struct fee_row *row, const struct fee_indicators *in, int64_t total)
{
	struct buf *out = &rows->memos;
	bool rounded = in != NULL && row->amount.trimmed;
	row->memo = out->len;
	if (rounded)
		buf_adds(out, "ARRED(");
	buf_add(out, buf_str(&rows->expressions) + row->expression, row->expression_len);
	if (rounded)
		buf_addf(out, "; %u)", in->decimals);
	if (row->parts > 1) {
		buf_adds(out, " = ");
		add_cents(out, total);
		if (row->amount.shared) {
			buf_adds(out, " (");
			add_share(out, &row->amount, total);
			buf_addc(out, ')');
		}
		add_part(out, row, total);
	} else if (row->amount.shared) {
		buf_adds(out, "; ");
		add_share(out, &row->amount, row->amount.cents);
	}
	row->memo_len = out->len - row->memo;
}
