/* Which terms billing-param changes: --where 'modalidade=10 termo=100..200 plano=A,B situacaoTermo!=cancelado dataFim='. */
#ifndef FEE_PARAM_WHERE_H
#define FEE_PARAM_WHERE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "fee/fee_input.h"

/* One condition on a column of the terms' file. */
struct param_condition {
	size_t column;
	bool negated;
	char *values; /* owned: the items, one behind the other, each NUL-terminated */
	size_t nvalues;
};

struct param_where {
	struct param_condition *conditions;
	size_t n, cap;
};

/* Adds the conditions of TEXT, all of which must hold: COLUMN=ITEM[,ITEM]… or COLUMN!=…, apart by spaces; an ITEM is a value, a range FROM..TO
 * of numbers or dates, or nothing, for an empty cell; "…" keeps spaces and commas together. -1 with ERR set. */
int param_where_add(struct param_where *w, const char *text, struct error *err);

/* Whether all conditions hold for a row of the terms' file. */
bool param_where_holds(const struct param_where *w, const struct fee_value *values);

void param_where_release(struct param_where *w);

#endif
