/* What is charged, row by row: the result of the calculation. */
#ifndef BILL_FEE_ROW_H
#define BILL_FEE_ROW_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "bill/fee_contract.h"
#include "bill/fee_round.h"

/* The kinds of charge (evento), in the order in which they are summed up. */
enum fee_event_kind {
	FEE_MONTHLY, FEE_ENROLLMENT, FEE_RETROACTIVE, FEE_LATE_ADJUSTMENT, FEE_EVENT_PARTICIPATION, FEE_EVENT_COST, FEE_EVENT_KINDS
};

const char *fee_event_name(enum fee_event_kind event); /* "mensalidade", "inscricao", … */
const char *fee_kind_name(enum fee_kind kind);         /* "pre-pagamento", … */
enum fee_kind fee_kind_of(enum fee_event_kind event);

/* One row. MODULE and PRICE are borrowed from the plan, and NULL for the events of use. */
struct fee_row {
	enum fee_event_kind event;
	const char *module;
	const struct fee_price *price;
	struct fee_decimal base;       /* valorBase: the price, or the document's value */
	unsigned days;                 /* charged, of the 30 of each month */
	date_days first, last;         /* the period: LAST is in it, or, when UNTIL, the day behind it */
	bool until;
	unsigned part, parts;          /* 1 of 1 but for a late readjustment in parts */
	struct fee_rounding amount;
	size_t expression, expression_len; /* the sum in words, in struct fee_rows' expressions */
	size_t memo, memo_len;             /* all that memoria says, in its memos */
};

/* Rows being made; zeroed, and used again for the next beneficiary. */
struct fee_rows {
	struct fee_row *rows;
	size_t n, cap;
	struct buf expressions, memos;
};

void fee_rows_clear(struct fee_rows *r);
void fee_rows_release(struct fee_rows *r);

/* One more row, zeroed but for part 1 of 1. Borrowed until the next one. */
struct fee_row *fee_rows_add(struct fee_rows *r);

#endif
