/* Asking an operator about lots that it has: one exchange, which changes nothing there. */
#ifndef SEND_OPERATOR_ASK_H
#define SEND_OPERATOR_ASK_H

#include "send/lot_send.h"
#include "send/operator_link.h"
#include "send/ws_call.h"

/* A question on its way: REQUEST is made by the verb between operator_ask_open and operator_ask_send. */
struct operator_ask {
	struct lot_send *x;
	enum ws_service service;
	const char *subject;          /* what messages call it: "lote 12 (id:3)" */
	struct operator_link link;
	struct schema *schema;
	struct ws_header header;
	struct ws_contractor who;
	struct spool request;
	struct ws_exchange exchange;
};

/* Reaches for SERVICE of LOT's operator, in LOT's version and as its provider. False: it was told. Released by the caller in both cases. */
bool operator_ask_open(struct operator_ask *a, struct lot_send *x, enum ws_service service, const struct lot_record *lot, const char *subject);
void operator_ask_release(struct operator_ask *a);

/* Asks. True: there is an answer that is no refusal, in EXCHANGE; false: it was told and noted, since a question may always be asked again
 * (exit 3) unless the operator refused it (exit 1). */
bool operator_ask_send(struct operator_ask *a);

#endif
