/* The proof that a statement adds up: items to guide, guides to protocol, protocols to payment date and statement, liberado =
 * processado − glosa (− franquia), net = liberado − débitos + créditos. It stands between who tells a statement and who listens,
 * hands everything on, and puts marks on what does not add up. Nothing is corrected.
 *
 * What may differ (Componente Organizacional, item 56): a guide that was analysed before lists only its items with
 * glosa, so that they come to less than the guide; a glosa on a whole guide or protocol has no item, so that the total
 * has more glosa, and less liberado, than what it is the sum of. */
#ifndef BILL_STATEMENT_BALANCE_H
#define BILL_STATEMENT_BALANCE_H

#include <stdint.h>

#include "base/arena.h"
#include "bill/statement.h"

/* Where a mark belongs. */
struct statement_mark_place {
	const char *file;
	long line;
	const char *guide; /* numeroGuiaPrestador, "" when the mark is of no guide */
};

/* Sums of one level. */
struct balance_sums {
	int64_t of[AMOUNT_COUNT];
	bool overflow;
	uint64_t parts;
};

struct statement_balance {
	/* set by the owner */
	const struct statement_sink *next;
	void (*report)(void *context, const struct statement_mark *mark, const struct statement_mark_place *place); /* or NULL */
	void *context;
	uint64_t checks, faults;       /* sums compared, and how many of them did not hold */
	/* private */
	struct statement_sink sink;
	struct arena of_guide, of_rest; /* the marks */
	struct statement statement;
	struct statement_payment payment;
	bool in_payment;
	bool protocol_glosa;
	struct balance_sums protocol, date, whole;
	struct statement_net dates;     /* debits, credits and net of all dates, added */
	const struct statement_mark **tail;
	struct statement_mark_place place;
};

/* Makes B ready (NEXT, REPORT and CONTEXT set, the rest zeroed); the sink that it returns, borrowed, is what to tell. */
const struct statement_sink *statement_balance_init(struct statement_balance *b);
void statement_balance_release(struct statement_balance *b);

/* Adds A and B into *SUM. False when it cannot be held. */
bool amounts_add(int64_t a, int64_t b, int64_t *sum);

#endif
