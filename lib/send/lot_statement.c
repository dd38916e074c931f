/* statement: asks for a Demonstrativo (de Análise de Conta, by protocols; de Pagamento, by date or month), writes the operator's answer as it
 * came, and takes its situations and values into the store. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "io/store_event.h"
#include "io/store_statement.h"
#include "send/answer_take.h"
#include "send/operator_ask.h"

struct wish {
	struct lot_send *x;
	const char *protocols[WS_PROTOCOLS_MAX];
	size_t n;
	struct lot_record first; /* whose operator, provider and version ask; id 0: none yet */
	struct arena arena;
	bool failed;
};

static void fail(struct wish *w, enum lot_send_status status, struct error *err)
{
	w->failed = true;
	lot_send_fail(w->x, status, err);
}

/* ---- who asks, for what ---- */

static void add_lot(struct wish *w, struct lot_record *lot, const char *ref)
{
	struct error err = ERROR_INIT;
	if (lot->protocol == NULL)
		error_set(&err, "lote %s: não tem protocolo, e o demonstrativo se pede pelo protocolo", ref);
	else if (w->n == WS_PROTOCOLS_MAX)
		error_set(&err, "um pedido leva até %d protocolos: peça os outros em outra vez", WS_PROTOCOLS_MAX);
	else if (w->first.id != 0 && strcmp(w->first.operator, lot->operator) != 0)
		error_set(&err, "lote %s: é da operadora %s, e o pedido já é para a %s: peça um por operadora", ref, lot->operator,
		          w->first.operator);
	if (err.text.len > 0) {
		fail(w, lot->protocol == NULL ? SEND_REFUSED : SEND_NOT_DONE, &err);
		return;
	}
	w->protocols[w->n++] = arena_dup(&w->arena, lot->protocol, strlen(lot->protocol));
}

static void find_lots(struct wish *w)
{
	const struct lot_send_options *o = w->x->o;
	for (size_t i = 0; i < o->noperands && !w->failed; i++) {
		struct error err = ERROR_INIT;
		struct lot_record lot;
		if (store_lot_find(w->x->store, o->operands[i], o->filter.operator, &lot, &err) <= 0) {
			fail(w, SEND_NOT_DONE, &err);
			continue;
		}
		add_lot(w, &lot, o->operands[i]);
		if (w->first.id == 0)
			w->first = lot;
		else
			lot_record_release(&lot);
	}
}

struct newest {
	int64_t id;
	bool several; /* operators */
	char operator[16];
};

static bool look_at(void *context, const struct lot_record *lot)
{
	struct newest *n = context;
	n->several = n->several || (n->id != 0 && strncmp(n->operator, lot->operator, sizeof n->operator - 1) != 0);
	n->operator[0] = '\0';
	strncat(n->operator, lot->operator, sizeof n->operator - 1);
	n->id = lot->id;
	return !n->several;
}

/* Payments are asked for by the provider of the newest lot that this operator has. */
static void find_asker(struct wish *w)
{
	struct error err = ERROR_INIT;
	struct newest newest = { 0 };
	struct lot_filter filter = { .operator = w->x->o->filter.operator, .situations = 1u << LOT_ENVIADO, .protocol_status = -1 };
	long n = store_lots(w->x->store, &filter, look_at, &newest, &err);
	if (n == 0)
		error_set(&err, "não há lotes enviados%s, e o pedido sai em nome do prestador deles", filter.operator != NULL ? " a esta operadora" : "");
	if (newest.several)
		error_set(&err, "há lotes de mais de uma operadora: diga de qual (--operator=REGISTRO)");
	if (err.text.len > 0 || store_lot_get(w->x->store, newest.id, &w->first, &err) <= 0)
		fail(w, SEND_NOT_DONE, &err);
}

/* ---- the answer ---- */

/* The values of one protocol go to its lot, if the store has it. */
static int take_protocol(struct lot_send *x, const char *operator, const struct ws_protocol *p, struct error *err)
{
	struct lot_record lot;
	int64_t id = 0;
	int got = p->number[0] != '\0' ? store_lot_of_protocol(x->store, operator, p->number, &id, err) : 0;
	if (got > 0)
		got = store_lot_get(x->store, id, &lot, err);
	if (got <= 0)
		return got;
	got = answer_take_protocol(x, &lot, p, err);
	if (got == 0)
		got = store_event_add(x->store, &lot, p->payment ? "statement-payment" : "statement", (int)lot.situation, (int)lot.situation, x->now,
		                      p->status > 0 ? protocol_status_title(p->status) : "", err);
	lot_record_release(&lot);
	return got;
}

static int take_all(struct wish *w, const struct ws_answer *a, const char *bytes, size_t n, struct error *err)
{
	struct lot_send *x = w->x;
	if (store_begin(x->store, err) != 0)
		return -1;
	int result = store_statement_add(x->store, w->first.operator, w->n > 0 ? "analise" : "pagamento", x->now, bytes, n, err);
	for (size_t i = 0; result == 0 && i < a->nprotocols; i++)
		result = take_protocol(x, w->first.operator, &a->protocols[i], err);
	if (result == 0)
		return store_commit(x->store, err);
	store_rollback(x->store);
	return -1;
}

static void take_answer(struct wish *w, struct operator_ask *ask)
{
	struct error err = ERROR_INIT;
	struct spool *answer = &ask->exchange.soap.answer;
	size_t n = (size_t)answer->size;
	char *bytes = mem_alloc(n + 1);
	if (ask->exchange.answer.kind == WS_PREPARING) {
		error_set(&err, "o demonstrativo ainda não está pronto; peça de novo mais tarde");
		fail(w, SEND_TRY_AGAIN, &err);
	} else if (spool_rewind(answer, &err) != 0 || (n > 0 && spool_read(answer, bytes, n, &err) < 0) ||
	           take_all(w, &ask->exchange.answer, bytes, n, &err) != 0) {
		fail(w, SEND_NOT_DONE, &err);
	} else {
		output_write(&w->x->out, bytes, n);
	}
	free(bytes);
	error_release(&err);
}

static void ask_for(struct wish *w)
{
	const struct lot_send_options *o = w->x->o;
	struct error err = ERROR_INIT;
	struct operator_ask ask;
	struct ws_statement_wish wish = { .protocols = w->protocols, .nprotocols = w->n, .payment_date = o->payment_date,
	                                  .competencia = o->month, .odonto = o->odonto };
	if (!operator_ask_open(&ask, w->x, WS_STATEMENT, &w->first, "demonstrativo"))
		w->failed = true;
	else if (ws_request_statement(ask.schema, &ask.header, &ask.who, &wish, &ask.request, &err) != 0)
		fail(w, SEND_NOT_DONE, &err);
	else if (operator_ask_send(&ask))
		take_answer(w, &ask);
	else
		w->failed = true;
	operator_ask_release(&ask);
	error_release(&err);
}

enum lot_send_status lot_send_statement(const struct lot_send_options *o)
{
	struct lot_send x;
	if (!lot_send_open(&x, o, STORE_EXISTING))
		return x.status;
	struct wish w = { .x = &x };
	if (o->noperands > 0)
		find_lots(&w);
	else
		find_asker(&w);
	if (!w.failed)
		ask_for(&w);
	if (w.failed)
		output_abort(&x.out);
	if (w.first.id != 0)
		lot_record_release(&w.first);
	arena_release(&w.arena);
	return lot_send_close_run(&x);
}
