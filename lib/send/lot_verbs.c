/* The verbs that change a lot without the operator: close, reopen, delete, receipt, resolve, invoice, note. Each does its lot in one
 * transaction, and asks bill/lot_state.h inside it. */
#include <stdio.h>
#include <string.h>

#include "fmt/date.h"
#include "fmt/money.h"
#include "io/store_event.h"
#include "send/lot_send.h"

/* What one verb does to a lot that lets it: LOT was read again. 1, 0 with ERR set, -1 with ERR set. */
typedef int change(struct lot_send *x, struct lot_record *lot, const char *ref, struct error *err);

/* CHANGE in a transaction of its own; whether it was done. */
static bool apply(struct lot_send *x, struct lot_record *lot, const char *ref, change *act)
{
	struct error err = ERROR_INIT;
	int done = store_begin(x->store, &err) == 0 ? act(x, lot, ref, &err) : -1;
	if (done > 0 && store_commit(x->store, &err) != 0)
		done = -1;
	if (done <= 0) {
		store_rollback(x->store);
		lot_send_fail(x, done == 0 ? SEND_REFUSED : SEND_NOT_DONE, &err);
	}
	error_release(&err);
	return done > 0;
}

/* Whether VERB may be asked at all now, before the user is asked anything. */
static bool may(struct lot_send *x, const struct lot_record *lot, enum lot_verb verb, const char *ref)
{
	const struct lot_move *move = lot_state_ask(lot->situation, verb);
	if (move->allowed)
		return true;
	struct error err = ERROR_INIT;
	struct buf why = BUF_INIT;
	lot_state_reason(&why, move, ref);
	error_set(&err, "lote %s: %s", ref, buf_str(&why));
	buf_release(&why);
	lot_send_fail(x, SEND_REFUSED, &err);
	return false;
}

static const char *keep(struct lot_record *lot, const char *text)
{
	return arena_dup(&lot->memory, text, strlen(text));
}

/* ---- close, reopen, delete ---- */

static int do_close(struct lot_send *x, struct lot_record *lot, const char *ref, struct error *err)
{
	int done = store_lot_move(x->store, lot, LOT_CLOSE, ref, x->now, "", err);
	if (done <= 0)
		return done;
	if (lot->guides == 0) {
		error_set(err, "lote %s: não tem guias, e um lote vazio não se fecha", ref);
		return 0;
	}
	lot->closed_at = keep(lot, x->now);
	return store_lot_update(x->store, lot, err) == 0 ? 1 : -1;
}

static void close_lot(struct lot_send *x, struct lot_record *lot, const char *ref)
{
	if (apply(x, lot, ref, do_close) && x->o->verbose)
		lot_send_tell(x, lot, "fechado; pode ser enviado");
}

static int do_reopen(struct lot_send *x, struct lot_record *lot, const char *ref, struct error *err)
{
	int done = store_lot_move(x->store, lot, LOT_REOPEN, ref, x->now, "", err);
	if (done <= 0)
		return done;
	lot->closed_at = NULL;
	return store_lot_update(x->store, lot, err) == 0 ? 1 : -1;
}

static void reopen_lot(struct lot_send *x, struct lot_record *lot, const char *ref)
{
	if (apply(x, lot, ref, do_reopen) && x->o->verbose)
		lot_send_tell(x, lot, "aberto outra vez");
}

static int do_delete(struct lot_send *x, struct lot_record *lot, const char *ref, struct error *err)
{
	return store_lot_delete(x->store, lot, ref, x->now, err);
}

static void delete_lot(struct lot_send *x, struct lot_record *lot, const char *ref)
{
	if (!may(x, lot, LOT_DELETE, ref) ||
	    !lot_send_agrees(x, "lote %s (id:%lld, operadora %s, %lld guias): apagar o lote e o XML dele do banco?", lot->number,
	                     (long long)lot->id, lot->operator, (long long)lot->guides))
		return;
	if (apply(x, lot, ref, do_delete) && x->o->verbose)
		lot_send_tell(x, lot, "apagado; o número dele não é usado outra vez");
}

/* ---- receipt and resolve: the user says what the operator did ---- */

/* A protocol is one lot's: the other one is named, and nothing done. */
static int is_free(struct lot_send *x, const struct lot_record *lot, const char *protocol, struct error *err)
{
	int64_t other = 0;
	int got = store_lot_of_protocol(x->store, lot->operator, protocol, &other, err);
	if (got > 0 && other != lot->id) {
		error_set(err, "o protocolo %s já é do lote id:%lld desta operadora", protocol, (long long)other);
		return 0;
	}
	return got < 0 ? -1 : 1;
}

static int receive(struct lot_send *x, struct lot_record *lot, const char *ref, enum lot_verb verb, const char *protocol,
                   const char *channel, struct error *err)
{
	struct buf text = BUF_INIT;
	buf_addf(&text, "protocolo %s, dado pelo usuário", protocol);
	int done = is_free(x, lot, protocol, err);
	if (done > 0)
		done = store_lot_move(x->store, lot, verb, ref, x->now, buf_str(&text), err);
	buf_release(&text);
	if (done <= 0)
		return done;
	lot->protocol = keep(lot, protocol);
	lot->protocol_date = keep(lot, x->clock.date);
	lot->protocol_status = 1;
	lot->doubted = 0;
	if (lot->channel == NULL)
		lot->channel = channel;
	return store_lot_update(x->store, lot, err) == 0 ? 1 : -1;
}

/* A lot whose number the operator knew already was sent without a protocol: this is then the one it waited for. */
static int complete(struct lot_send *x, struct lot_record *lot, const char *protocol, struct error *err)
{
	struct buf text = BUF_INIT;
	int done = is_free(x, lot, protocol, err);
	if (done <= 0)
		return done;
	lot->protocol = keep(lot, protocol);
	lot->protocol_date = keep(lot, x->clock.date);
	lot->protocol_status = 1;
	lot->doubted = 0;
	buf_addf(&text, "protocolo %s, dado pelo usuário", protocol);
	if (store_event_add(x->store, lot, lot_verb_name(LOT_RECEIPT), (int)lot->situation, (int)lot->situation, x->now, buf_str(&text), err) != 0 ||
	    store_lot_update(x->store, lot, err) != 0)
		done = -1;
	buf_release(&text);
	return done;
}

static bool awaits_protocol(const struct lot_record *lot)
{
	return lot->situation == LOT_ENVIADO && lot->protocol == NULL;
}

static int do_receipt(struct lot_send *x, struct lot_record *lot, const char *ref, struct error *err)
{
	struct lot_record now;
	const char *protocol = x->o->operands[1];
	int got = store_lot_get(x->store, lot->id, &now, err);
	bool waits = got > 0 && awaits_protocol(&now);
	if (got > 0) {
		lot_record_release(lot);
		*lot = now;
	}
	if (got < 0)
		return -1;
	return waits ? complete(x, lot, protocol, err) : receive(x, lot, ref, LOT_RECEIPT, protocol, "portal", err);
}

static int do_received(struct lot_send *x, struct lot_record *lot, const char *ref, struct error *err)
{
	return receive(x, lot, ref, LOT_RESOLVE_RECEIVED, x->o->received, "webservice", err);
}

static int do_not_received(struct lot_send *x, struct lot_record *lot, const char *ref, struct error *err)
{
	int done = store_lot_move(x->store, lot, LOT_RESOLVE_NOT_RECEIVED, ref, x->now, "", err);
	if (done <= 0)
		return done;
	lot->doubted = 1;
	return store_lot_update(x->store, lot, err) == 0 ? 1 : -1;
}

static void receipt_lot(struct lot_send *x, struct lot_record *lot, const char *ref)
{
	const char *protocol = x->o->operands[1];
	if ((!awaits_protocol(lot) && !may(x, lot, LOT_RECEIPT, ref)) ||
	    !lot_send_agrees(x, "lote %s (id:%lld): registrar que a operadora o recebeu, com o protocolo %s? Isso não se desfaz.", lot->number,
	                     (long long)lot->id, protocol))
		return;
	if (apply(x, lot, ref, do_receipt) && x->o->verbose)
		lot_send_tell(x, lot, "enviado, protocolo %s", protocol);
}

static void resolve_lot(struct lot_send *x, struct lot_record *lot, const char *ref)
{
	bool received = x->o->received != NULL;
	if (!may(x, lot, received ? LOT_RESOLVE_RECEIVED : LOT_RESOLVE_NOT_RECEIVED, ref))
		return;
	bool agreed = received
		? lot_send_agrees(x, "lote %s (id:%lld): registrar que a operadora o recebeu, com o protocolo %s? Isso não se desfaz.", lot->number,
		                  (long long)lot->id, x->o->received)
		: lot_send_agrees(x, "lote %s (id:%lld): a operadora disse que não o recebeu? Ele poderá ser enviado de novo.", lot->number,
		                  (long long)lot->id);
	if (!agreed || !apply(x, lot, ref, received ? do_received : do_not_received) || !x->o->verbose)
		return;
	if (received)
		lot_send_tell(x, lot, "enviado, protocolo %s", x->o->received);
	else
		lot_send_tell(x, lot, "fechado; pode ser enviado de novo");
}

/* ---- invoice and note ---- */

static int do_invoice(struct lot_send *x, struct lot_record *lot, const char *ref, struct error *err)
{
	struct buf text = BUF_INIT;
	buf_addf(&text, "nota fiscal %s", x->o->invoice_number);
	int done = store_lot_move(x->store, lot, LOT_INVOICE, ref, x->now, buf_str(&text), err);
	buf_release(&text);
	if (done <= 0)
		return done;
	lot->invoice_number = x->o->invoice_number;
	lot->invoice_date = x->o->invoice_date;
	lot->invoice_value = x->o->invoice_value;
	return store_lot_update(x->store, lot, err) == 0 ? 1 : -1;
}

static void invoice_lot(struct lot_send *x, struct lot_record *lot, const char *ref)
{
	if (apply(x, lot, ref, do_invoice) && x->o->verbose)
		lot_send_tell(x, lot, "nota fiscal %s", x->o->invoice_number);
}

static int do_note(struct lot_send *x, struct lot_record *lot, const char *ref, struct error *err)
{
	struct buf text = BUF_INIT;
	for (size_t i = 1; i < x->o->noperands; i++)
		buf_addf(&text, "%s%s", i > 1 ? " " : "", x->o->operands[i]);
	int done = store_lot_move(x->store, lot, LOT_NOTE, ref, x->now, buf_str(&text), err);
	buf_release(&text);
	return done;
}

static void note_lot(struct lot_send *x, struct lot_record *lot, const char *ref)
{
	apply(x, lot, ref, do_note);
}

/* ---- the verbs ---- */

static enum lot_send_status run_each(const struct lot_send_options *o, void (*act)(struct lot_send *x, struct lot_record *lot, const char *ref))
{
	struct lot_send x;
	if (!lot_send_open(&x, o, STORE_EXISTING))
		return x.status;
	lot_send_each(&x, act);
	return lot_send_close_run(&x);
}

/* Only the first operand is a lot. */
static enum lot_send_status run_first(const struct lot_send_options *o, void (*act)(struct lot_send *x, struct lot_record *lot, const char *ref))
{
	struct error err = ERROR_INIT;
	struct lot_record lot;
	struct lot_send x;
	if (!lot_send_open(&x, o, STORE_EXISTING))
		return x.status;
	if (store_lot_find(x.store, o->operands[0], o->filter.operator, &lot, &err) > 0) {
		act(&x, &lot, o->operands[0]);
		lot_record_release(&lot);
	} else {
		lot_send_fail(&x, SEND_NOT_DONE, &err);
	}
	error_release(&err);
	return lot_send_close_run(&x);
}

enum lot_send_status lot_send_close(const struct lot_send_options *o)
{
	struct lot_send x;
	if (!o->all)
		return run_each(o, close_lot);
	if (!lot_send_open(&x, o, STORE_EXISTING))
		return x.status;
	lot_send_each_that(&x, LOT_CLOSE, close_lot);
	return lot_send_close_run(&x);
}

enum lot_send_status lot_send_reopen(const struct lot_send_options *o)
{
	return run_each(o, reopen_lot);
}

enum lot_send_status lot_send_delete(const struct lot_send_options *o)
{
	return run_each(o, delete_lot);
}

enum lot_send_status lot_send_receipt(const struct lot_send_options *o)
{
	return run_first(o, receipt_lot);
}

enum lot_send_status lot_send_resolve(const struct lot_send_options *o)
{
	return run_first(o, resolve_lot);
}

enum lot_send_status lot_send_invoice(const struct lot_send_options *o)
{
	return run_first(o, invoice_lot);
}

enum lot_send_status lot_send_note(const struct lot_send_options *o)
{
	return run_first(o, note_lot);
}
