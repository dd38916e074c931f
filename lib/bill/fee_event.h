/* Events of use: participação (the beneficiary's share of what was used) and custo operacional (what it cost). */
#ifndef BILL_FEE_EVENT_H
#define BILL_FEE_EVENT_H

#include <stdbool.h>

#include "bill/fee_contract.h"
#include "bill/fee_row.h"

/* An event as the calculation sees it. */
struct fee_event {
	enum fee_event_kind kind;     /* FEE_EVENT_PARTICIPATION or FEE_EVENT_COST */
	date_days date;
	struct fee_decimal value;     /* valor */
	bool by_percent, by_fixed;    /* which of the two below is given */
	struct fee_decimal percent;   /* 30 % is 30 */
	struct fee_decimal fixed;     /* valorFixo */
	bool of_account;              /* internacao is given */
	bool released;                /* transacaoLiberaFaturamento is not N */
	fee_month billed;             /* faturadoEm, or FEE_MONTH_NONE */
};

/* Why an event is not billed now. */
enum fee_event_standing {
	FEE_EVENT_BILLED,
	FEE_EVENT_DONE,    /* was billed before */
	FEE_EVENT_FUTURE,  /* after the competência */
	FEE_EVENT_HELD,    /* its hospital account is still open */
	FEE_EVENT_STANDINGS
};

/* CLOSED: dataAlta is given and contaFechada=S in a row of its account (billing.md, Participação …: then all its documents are released
 * together). */
enum fee_event_standing fee_event_standing(const struct fee_contract *c, const struct fee_event *e, fee_month month, bool closed);

/* Adds the row of E: valor × percentual, or valorFixo, or valor; half up to cents. False when it is too large. */
bool fee_event_charge(const struct fee_event *e, struct fee_rows *rows);

#endif
