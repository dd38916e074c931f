#include "bill/fee_row.h"

#include <stdlib.h>

#include "base/mem.h"

const char *fee_event_name(enum fee_event_kind event)
{
	static const char *const names[FEE_EVENT_KINDS] = {
		[FEE_MONTHLY] = "mensalidade", [FEE_ENROLLMENT] = "inscricao", [FEE_RETROACTIVE] = "retroativo",
		[FEE_LATE_ADJUSTMENT] = "reajuste-retroativo", [FEE_EVENT_PARTICIPATION] = "participacao",
		[FEE_EVENT_COST] = "custo-operacional",
	};
	return names[event];
}

const char *fee_kind_name(enum fee_kind kind)
{
	static const char *const names[FEE_KINDS] = { "pre-pagamento", "participacao", "custo-operacional" };
	return names[kind];
}

/* The inscrição goes with the mensalidade (billing.md, Inputs). */
enum fee_kind fee_kind_of(enum fee_event_kind event)
{
	return event == FEE_EVENT_PARTICIPATION ? FEE_PARTICIPATION : event == FEE_EVENT_COST ? FEE_COST : FEE_PREPAID;
}

void fee_rows_clear(struct fee_rows *r)
{
	r->n = 0;
	buf_clear(&r->expressions);
	buf_clear(&r->memos);
}

void fee_rows_release(struct fee_rows *r)
{
	free(r->rows);
	buf_release(&r->expressions);
	buf_release(&r->memos);
}

struct fee_row *fee_rows_add(struct fee_rows *r)
{
	if (r->n == r->cap) {
		r->cap = r->cap ? r->cap * 2 : 16;
		r->rows = mem_grow(r->rows, r->cap, sizeof *r->rows);
	}
	struct fee_row *row = &r->rows[r->n++];
	*row = (struct fee_row){ .part = 1, .parts = 1 };
	return row;
}
