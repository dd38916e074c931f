/* status: what the operator says of the protocols of lots that were sent. */
#include <stdio.h>
#include <string.h>

#include "send/answer_take.h"
#include "send/operator_ask.h"

/* Codes after which nothing more happens to a protocol: paid, closed without payment, cancelled. */
static bool is_final(const struct lot_record *lot)
{
	return lot->protocol_status == 4 || lot->protocol_status == 6 || lot->protocol_status == 9;
}

/* The protocol of the answer that is LOT's. */
static const struct ws_protocol *protocol_of(const struct ws_answer *a, const struct lot_record *lot)
{
	for (size_t i = 0; i < a->nprotocols; i++)
		if (a->protocols[i].number[0] == '\0' || strcmp(a->protocols[i].number, lot->protocol) == 0)
			return &a->protocols[i];
	return NULL;
}

static void take_answer(struct operator_ask *a, struct lot_record *lot, const char *ref)
{
	struct error err = ERROR_INIT;
	struct lot_send *x = a->x;
	const struct ws_protocol *p = protocol_of(&a->exchange.answer, lot);
	struct buf text = BUF_INIT;
	if (p == NULL) {
		error_set(&err, "lote %s: a resposta não fala do protocolo %s", ref, lot->protocol);
		lot_send_fail(x, SEND_REFUSED, &err);
		return;
	}
	buf_addf(&text, "%s", p->status > 0 ? protocol_status_title(p->status) : "sem situação");
	int done = store_begin(x->store, &err) == 0 ? store_lot_move(x->store, lot, LOT_STATUS, ref, x->now, buf_str(&text), &err) : -1;
	if (done <= 0 || answer_take_protocol(x, lot, p, &err) != 0 || store_commit(x->store, &err) != 0) {
		store_rollback(x->store);
		lot_send_fail(x, done == 0 ? SEND_REFUSED : SEND_NOT_DONE, &err);
	}
	buf_release(&text);
	error_release(&err);
}

static void ask_about(struct lot_send *x, struct lot_record *lot, const char *ref)
{
	struct operator_ask a;
	struct error err = ERROR_INIT;
	char subject[64];
	snprintf(subject, sizeof subject, "lote %s (id:%lld)", lot->number, (long long)lot->id);
	if (operator_ask_open(&a, x, WS_STATUS, lot, subject)) {
		if (ws_request_status(a.schema, &a.header, &a.who, lot->protocol, &a.request, &err) != 0)
			lot_send_fail(x, SEND_NOT_DONE, &err);
		else if (operator_ask_send(&a))
			take_answer(&a, lot, ref);
	}
	operator_ask_release(&a);
	error_release(&err);
}

struct status_run {
	struct lot_send x;
	struct table_out table;
	bool named; /* the user named the lots: each of them is asked about, or said why not */
};

static void status_lot(struct lot_send *x, struct lot_record *lot, const char *ref)
{
	struct status_run *run = (struct status_run *)x; /* X is its first member */
	struct error err = ERROR_INIT;
	const struct lot_move *move = lot_state_ask(lot->situation, LOT_STATUS);
	if (!run->named && (lot->protocol == NULL || is_final(lot)))
		return;
	if (!move->allowed) {
		struct buf why = BUF_INIT;
		lot_state_reason(&why, move, ref);
		error_set(&err, "lote %s: %s", ref, buf_str(&why));
		lot_send_fail(x, SEND_REFUSED, &err);
		buf_release(&why);
	} else if (lot->protocol == NULL) {
		error_set(&err, "lote %s: não tem protocolo com que perguntar; registre-o (lot-send receipt %s PROTOCOLO)", ref, ref);
		lot_send_fail(x, SEND_REFUSED, &err);
	} else {
		ask_about(x, lot, ref);
	}
	lot_send_put(&run->table, lot);
	error_release(&err);
}

enum lot_send_status lot_send_ask_status(const struct lot_send_options *o)
{
	struct status_run run = { .named = o->noperands > 0 };
	if (!lot_send_open(&run.x, o, STORE_EXISTING))
		return run.x.status;
	lot_send_table(&run.x, &run.table);
	if (run.named)
		lot_send_each(&run.x, status_lot);
	else
		lot_send_each_that(&run.x, LOT_STATUS, status_lot);
	table_out_finish(&run.table);
	return lot_send_close_run(&run.x);
}
