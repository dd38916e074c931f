#include "send/operator_ask.h"

#include <string.h>

#include "send/answer_take.h"

bool operator_ask_open(struct operator_ask *a, struct lot_send *x, enum ws_service service, const struct lot_record *lot, const char *subject)
{
	struct error err = ERROR_INIT;
	*a = (struct operator_ask){ .x = x, .service = service, .subject = subject, .request = SPOOL_INIT, .exchange = WS_EXCHANGE_INIT };
	if (operator_link_open(&a->link, x, lot->operator, service, &err) == 0)
		a->schema = operator_link_schema(&a->link, lot->version, &err);
	if (a->schema == NULL) {
		lot_send_fail(x, SEND_NOT_DONE, &err);
		return false;
	}
	a->header = (struct ws_header){ .sequence = lot->sequence, .date = x->clock.date, .time = x->clock.time, .registro_ans = lot->operator };
	operator_link_provider(lot, &a->header.provider_kind, &a->header.provider);
	operator_link_header(&a->link, &a->header);
	a->who = (struct ws_contractor){ .kind = a->header.provider_kind, .value = a->header.provider, .name = lot->provider_name };
	return true;
}

void operator_ask_release(struct operator_ask *a)
{
	operator_link_release(&a->link);
	spool_release(&a->request);
	ws_exchange_release(&a->exchange);
}

static void fail(struct operator_ask *a, enum lot_send_status status, const char *reason)
{
	struct error err = ERROR_INIT;
	error_set(&err, "%s: %s", a->subject, reason);
	lot_send_fail(a->x, status, &err);
}

bool operator_ask_send(struct operator_ask *a)
{
	struct error err = ERROR_INIT;
	if (ws_call(&a->link.soap, a->service, &a->request, a->link.encoding, &a->exchange, &err) != 0) {
		lot_send_fail(a->x, SEND_NOT_DONE, &err);
		return false;
	}
	const struct ws_exchange *e = &a->exchange;
	if (e->outcome == WS_REFUSED) {
		fail(a, SEND_REFUSED, buf_str(&e->reason));
	} else if (e->outcome != WS_ANSWERED) {
		fail(a, SEND_TRY_AGAIN, buf_str(&e->reason));
	} else if (e->answer.kind == WS_ERROR || e->answer.kind == WS_FAULT) {
		answer_tell_refusal(a->x, a->subject, &e->answer);
		lot_send_note_status(a->x, SEND_REFUSED);
	} else {
		return true;
	}
	return false;
}
