/* What a provider billed held against what the operator's statements say of it, guide by guide and item by item. Pure.
 *
 * An analysed guide may list only its items with glosa (Componente Organizacional, item 56): billed items that it does not list have
 * what is left of the guide's own values. Amounts in cents. */
#ifndef BILL_RECONCILE_H
#define BILL_RECONCILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "bill/statement.h"

enum reconcile_state {
	RECONCILE_UNANSWERED,   /* no statement speaks of it */
	RECONCILE_PAID,         /* released as billed */
	RECONCILE_DENIED,       /* some or all of it is denied */
	RECONCILE_GUIDE_DENIED, /* not listed, in a guide that is denied as a whole or in part */
	RECONCILE_DIFFERENT,    /* what is released, denied and left to the beneficiary is not what was billed */
	RECONCILE_NOT_BILLED,   /* in a statement, and not among what was billed */
	RECONCILE_STATES
};

/* "nao-respondido", "pago", "glosado", "glosa-da-guia", "diferente", "nao-cobrado" */
const char *reconcile_state_name(enum reconcile_state state);

struct reconcile_sum {
	int64_t billed, informed, processed, released, denied, franchise;
};

/* BILLED less what became of it; 0 where it adds up. */
int64_t reconcile_difference(const struct reconcile_sum *s);

struct reconcile_item {
	const char *sequence, *table, *code;
	enum reconcile_state state;
	struct reconcile_sum sum;
	const char *codes;          /* of its glosas, separated by spaces; "" */
	bool billed, listed;
	struct reconcile_item *next;
};

struct reconcile_guide {
	const char *lot, *number;   /* numeroLote, numeroGuiaPrestador */
	const char *protocol;       /* that answered; "" */
	bool billed, answered;
	struct reconcile_sum sum;   /* ANSWERED: of the guide as the statement has it */
	const char *codes;          /* of the guide as a whole */
	struct reconcile_item *items, *last;
	struct reconcile_guide *next;
	enum reconcile_state state;
};

struct reconcile;

struct reconcile *reconcile_new(void);
void reconcile_free(struct reconcile *r);

/* Adds a billed item. */
struct reconcile_guide *reconcile_bill(struct reconcile *r, const char *lot, const char *number, const char *sequence, const char *table,
                                       const char *code, int64_t amount);

/* Takes a guide of a statement, in protocol PROTOCOL (NULL: none). What is said of an appeal (tipo de pagamento 2) is added to what was
 * said before; otherwise what comes later holds. */
void reconcile_answer(struct reconcile *r, const struct statement_guide *g, const char *protocol);

/* Takes a protocol that lists no guides: all billed guides of its lot are answered by it together. False when no lot has its number. */
bool reconcile_answer_lot(struct reconcile *r, const struct statement_protocol *p);

/* All has been said: decides every state. */
void reconcile_settle(struct reconcile *r);

/* The guides, billed ones in the order of billing, then the others. */
const struct reconcile_guide *reconcile_guides(const struct reconcile *r);

#endif
