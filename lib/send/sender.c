/* send: a lot reaches its operator once, or it is known that it may have (lots.md, "Sending").
 *
 * The order is what makes it safe:
 *	1. the request is made and the lot's lock taken;
 *	2. one transaction: the lot becomes Enviando, and the sending is written down;
 *	3. the call, made exactly once;
 *	4. one transaction: the outcome, and with it the lot's next situation.
 * A process that dies between 2 and 4 leaves a lot Enviando whose lock is free, which store_recover turns into Envio incerto. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fault.h"
#include "base/mem.h"
#include "io/store_sending.h"
#include "lot/lot_build.h"
#include "send/answer_take.h"
#include "send/import.h"
#include "send/operator_link.h"
#include "send/ws_call.h"

/* One lot on its way. */
struct sender {
	struct lot_send *x;
	struct lot_record *lot;
	const char *ref;
	struct operator_link link;
	struct spool request;
	struct ws_lot_facts facts;
	struct store_sending sending;
	struct ws_exchange exchange;
	struct table_out *table;
};

/* ---- 1: the request ---- */

/* Bytes in memory, as a source to read. */
struct bytes {
	const struct buf *buf;
	size_t at;
};

static ssize_t read_bytes(void *context, char *buffer, size_t n)
{
	struct bytes *b = context;
	size_t left = b->buf->len - b->at;
	if (n > left)
		n = left;
	if (n > 0)
		memcpy(buffer, b->buf->data + b->at, n);
	b->at += n;
	return (ssize_t)n;
}

/* The operator's limits may have changed since the import. */
static int check_limits(const struct sender *s, struct error *err)
{
	const struct profile *p = s->link.profile;
	uint64_t bytes = p->max_bytes > 0 ? p->max_bytes : LOT_BYTES_MAX;
	if ((uint64_t)s->lot->guides > p->max_guides)
		return error_set(err, "lote %s: tem %lld guias, e a operadora aceita até %llu em um lote (lot-build --from-xml o divide)", s->ref,
		                 (long long)s->lot->guides, (unsigned long long)p->max_guides);
	if ((uint64_t)s->lot->size > bytes)
		return error_set(err, "lote %s: tem %lld bytes, e a operadora aceita até %llu (lot-build --from-xml o divide)", s->ref,
		                 (long long)s->lot->size, (unsigned long long)bytes);
	return 0;
}

static int make_request(struct sender *s, struct error *err)
{
	struct buf xml = BUF_INIT;
	struct ws_header header = { .sequence = NULL };
	struct schema *schema = operator_link_schema(&s->link, s->lot->version, err);
	int result = schema != NULL ? store_lot_xml(s->x->store, s->lot->id, &xml, err) : -1;
	if (result == 0) {
		struct bytes bytes = { &xml, 0 };
		struct xml_source source = { .context = &bytes, .read = read_bytes };
		operator_link_header(&s->link, &header);
		result = ws_request_lot(schema, &header, source, "XML do lote", &s->request, &s->facts, err);
	}
	buf_release(&xml);
	return result;
}

/* Replaces what could be used to log in; what is kept is otherwise what was sent. */
static void hide_password(const struct sender *s, char *bytes, size_t n)
{
	size_t len = strlen(s->link.password_md5);
	if (len == 0)
		return;
	for (char *at = bytes; (size_t)(bytes + n - at) >= len; at++) {
		at = memchr(at, s->link.password_md5[0], (size_t)(bytes + n - at) - len + 1);
		if (at == NULL)
			return;
		if (memcmp(at, s->link.password_md5, len) == 0)
			memset(at, '*', len);
	}
}

static int copy_spool(struct spool *from, char **bytes, struct error *err)
{
	*bytes = mem_alloc((size_t)from->size + 1);
	if (from->size > 0 && (spool_rewind(from, err) != 0 || spool_read(from, *bytes, (size_t)from->size, err) < 0)) {
		free(*bytes);
		*bytes = NULL;
		return -1;
	}
	return spool_rewind(from, err);
}

/* ---- 2: before the first byte leaves ---- */

/* 1 it is Enviando and written down, 0 refused, -1. */
static int begin(struct sender *s, const void *request, struct error *err)
{
	struct lot_send *x = s->x;
	if (store_begin(x->store, err) != 0)
		return -1;
	int done = store_lot_move(x->store, s->lot, LOT_SEND, s->ref, x->now, s->link.soap.url, err);
	if (done > 0) {
		s->sending = (struct store_sending){ .lot = s->lot->id, .url = s->link.soap.url, .hash = s->facts.hash, .request = request,
		                                     .request_len = (size_t)s->request.size, .size = (size_t)s->request.size };
		if (store_sending_begin(x->store, &s->sending, x->now, err) != 0)
			done = -1;
	}
	if (done > 0 && store_commit(x->store, err) == 0)
		return 1;
	store_rollback(x->store);
	return done > 0 ? -1 : done;
}

/* ---- 4: the outcome ---- */

/* The situation alone does not tell a lot's stranger from its receipt: one that names another lot is no answer to this one. */
static bool is_of_other(const struct sender *s)
{
	const struct ws_answer *a = &s->exchange.answer;
	const char *lot = a->kind == WS_RECEIPT && a->nprotocols > 0 ? a->protocols[0].lot : "";
	return *lot != '\0' && strcmp(lot, s->lot->number) != 0;
}

static enum lot_verb outcome_of(struct sender *s)
{
	struct ws_exchange *e = &s->exchange;
	switch (e->outcome) {
	case WS_NOT_SENT: return LOT_OUTCOME_UNSENT;
	case WS_REFUSED: return LOT_OUTCOME_REFUSED;
	case WS_UNCERTAIN: return LOT_OUTCOME_LOST;
	case WS_ANSWERED: break;
	}
	if (is_of_other(s)) {
		buf_addf(&e->reason, "a resposta fala de outro lote (%s)", e->answer.protocols[0].lot);
		return LOT_OUTCOME_LOST;
	}
	if (e->answer.kind == WS_RECEIPT)
		return LOT_OUTCOME_ACCEPTED;
	if (s->lot->doubted != 0 && answer_repeats_number(&e->answer))
		return LOT_OUTCOME_REPEATED;
	return LOT_OUTCOME_REFUSED;
}

static void outcome_text(const struct sender *s, enum lot_verb outcome, struct buf *text)
{
	const struct ws_exchange *e = &s->exchange;
	if (outcome == LOT_OUTCOME_ACCEPTED)
		buf_addf(text, "protocolo %s", e->answer.protocols[0].number);
	else if (e->outcome == WS_ANSWERED && outcome != LOT_OUTCOME_LOST)
		answer_refusal_text(&e->answer, text);
	else
		buf_adds(text, buf_str(&e->reason));
}

/* Another lot of this operator has the same protocol: it is kept, and said. */
static int warn_repeated(struct sender *s, const char *protocol, struct error *err)
{
	int64_t other = 0;
	int got = store_lot_of_protocol(s->x->store, s->lot->operator, protocol, &other, err);
	if (got > 0 && other != s->lot->id)
		lot_send_tell(s->x, s->lot, "aviso: a operadora repetiu o protocolo %s, que já é do lote id:%lld; confirme com ela", protocol,
		              (long long)other);
	return got < 0 ? -1 : 0;
}

/* What the lot keeps of its outcome. */
static int take_outcome(struct sender *s, enum lot_verb outcome, struct error *err)
{
	const struct ws_answer *a = &s->exchange.answer;
	if (outcome != LOT_OUTCOME_ACCEPTED && outcome != LOT_OUTCOME_REPEATED)
		return 0;
	s->lot->channel = "webservice";
	if (outcome == LOT_OUTCOME_REPEATED)
		return store_lot_update(s->x->store, s->lot, err);
	s->lot->doubted = 0;
	if (s->lot->protocol_status == STORE_NULL)
		s->lot->protocol_status = 1;
	if (warn_repeated(s, a->protocols[0].number, err) != 0)
		return -1;
	return answer_take_protocol(s->x, s->lot, &a->protocols[0], err);
}

static int settle(struct sender *s, enum lot_verb outcome, struct error *err)
{
	struct lot_send *x = s->x;
	struct buf text = BUF_INIT;
	char *answer = NULL;
	outcome_text(s, outcome, &text);
	int done = copy_spool(&s->exchange.soap.answer, &answer, err) == 0 && store_begin(x->store, err) == 0 ? 1 : -1;
	if (done > 0)
		done = store_lot_move(x->store, s->lot, outcome, s->ref, x->now, buf_str(&text), err);
	if (done > 0 && (take_outcome(s, outcome, err) != 0 ||
	                 store_sending_end(x->store, s->sending.id, outcome, answer, (size_t)s->exchange.soap.answer.size, err) != 0))
		done = -1;
	if (done <= 0 || store_commit(x->store, err) != 0) {
		store_rollback(x->store);
		done = -1;
	}
	free(answer);
	buf_release(&text);
	return done > 0 ? 0 : -1;
}

/* ---- telling ---- */

static void tell_refused(struct sender *s)
{
	struct buf subject = BUF_INIT;
	if (s->exchange.outcome == WS_REFUSED) {
		lot_send_tell(s->x, s->lot, "não foi aceito, e continua fechado: %s", buf_str(&s->exchange.reason));
		return;
	}
	buf_addf(&subject, "lote %s (id:%lld)", s->lot->number, (long long)s->lot->id);
	answer_tell_refusal(s->x, buf_str(&subject), &s->exchange.answer);
	buf_release(&subject);
}

static void tell_outcome(struct sender *s, enum lot_verb outcome)
{
	static const enum lot_send_status statuses[LOT_VERBS] = {
		[LOT_OUTCOME_ACCEPTED] = SEND_DONE, [LOT_OUTCOME_REPEATED] = SEND_DONE, [LOT_OUTCOME_REFUSED] = SEND_REFUSED,
		[LOT_OUTCOME_UNSENT] = SEND_TRY_AGAIN, [LOT_OUTCOME_LOST] = SEND_UNCERTAIN,
	};
	const char *reason = buf_str(&s->exchange.reason);
	lot_send_note_status(s->x, statuses[outcome]);
	if (outcome == LOT_OUTCOME_REPEATED)
		lot_send_tell(s->x, s->lot, "a operadora já tinha este número: o envio anterior chegou. Veja o protocolo no portal dela, e: lot-send "
		              "receipt %s PROTOCOLO", s->ref);
	else if (outcome == LOT_OUTCOME_REFUSED)
		tell_refused(s);
	else if (outcome == LOT_OUTCOME_UNSENT)
		lot_send_tell(s->x, s->lot, "não foi enviado, e pode ser enviado de novo: %s", reason);
	else if (outcome == LOT_OUTCOME_LOST)
		lot_send_tell(s->x, s->lot, "envio incerto: %s. Pergunte à operadora se o recebeu, e: lot-send resolve %s --received PROTOCOLO, ou "
		              "--not-received", reason, s->ref);
	else if (s->x->o->verbose)
		lot_send_tell(s->x, s->lot, "enviado, protocolo %s", s->lot->protocol);
}

/* The outcome is known and the store does not take it: the user must have it, since nobody else will. */
static void tell_unsettled(struct sender *s, enum lot_verb outcome, struct error *err)
{
	lot_send_fail(s->x, SEND_NOT_DONE, err);
	if (outcome == LOT_OUTCOME_ACCEPTED)
		lot_send_tell(s->x, s->lot, "a operadora o RECEBEU, com o protocolo %s, mas o banco não pôde gravá-lo. Anote-o; depois: lot-send "
		              "resolve %s --received %s", s->exchange.answer.protocols[0].number, s->ref, s->exchange.answer.protocols[0].number);
	else
		tell_outcome(s, outcome);
	lot_send_note_status(s->x, SEND_UNCERTAIN);
}

/* ---- one lot ---- */

static int leaving(void *context)
{
	(void)context;
	fault_point();
	return 0;
}

/* Steps 3 and 4: the lot is Enviando. */
static void call(struct sender *s)
{
	struct error err = ERROR_INIT, wrong = ERROR_INIT;
	s->link.soap.leaving = leaving;
	fault_point();
	if (ws_call(&s->link.soap, WS_LOT, &s->request, s->link.encoding, &s->exchange, &wrong) != 0) {
		s->exchange.outcome = WS_NOT_SENT;
		buf_adds(&s->exchange.reason, buf_str(&wrong.text));
	}
	fault_point();
	enum lot_verb outcome = outcome_of(s);
	if (settle(s, outcome, &err) != 0)
		tell_unsettled(s, outcome, &err);
	else
		tell_outcome(s, outcome);
	if (wrong.text.len > 0)
		lot_send_note_status(s->x, SEND_NOT_DONE); /* trying again as it is would be of no use */
	fault_point();
	error_release(&wrong);
	error_release(&err);
}

static void send_locked(struct sender *s)
{
	struct error err = ERROR_INIT;
	char *kept = NULL;
	int begun = copy_spool(&s->request, &kept, &err);
	if (begun == 0) {
		hide_password(s, kept, (size_t)s->request.size);
		begun = begin(s, kept, &err);
	}
	free(kept);
	if (begun > 0)
		call(s);
	else
		lot_send_fail(s->x, begun == 0 ? SEND_REFUSED : SEND_NOT_DONE, &err);
	error_release(&err);
}

/* Step 1, and the lock around the rest. */
static void send_prepared(struct sender *s)
{
	struct error err = ERROR_INIT;
	struct lot_send *x = s->x;
	if (s->lot->send_until != NULL && strcmp(s->lot->send_until, x->clock.date) < 0)
		lot_send_tell(x, s->lot, "aviso: o prazo da operadora terminou em %s; ela pode recusá-lo", s->lot->send_until);
	if (operator_link_open(&s->link, x, s->lot->operator, WS_LOT, &err) != 0 || make_request(s, &err) != 0) {
		lot_send_fail(x, SEND_NOT_DONE, &err);
		return;
	}
	if (check_limits(s, &err) != 0) {
		lot_send_fail(x, SEND_REFUSED, &err);
		return;
	}
	int locked = store_lock(x->store, s->lot->id, &err);
	if (locked > 0) {
		send_locked(s);
		store_unlock(x->store, s->lot->id);
		return;
	}
	if (locked == 0)
		error_set(&err, "lote %s: já está sendo enviado por outro processo", s->ref);
	lot_send_fail(x, locked == 0 ? SEND_TRY_AGAIN : SEND_NOT_DONE, &err);
}

/* What to answer a send that the situation does not allow. */
static enum lot_send_status refusal_status(enum lot_situation situation)
{
	return situation == LOT_INCERTO ? SEND_UNCERTAIN : situation == LOT_ENVIANDO ? SEND_TRY_AGAIN : SEND_REFUSED;
}

static void refuse(struct lot_send *x, const struct lot_record *lot, const char *ref)
{
	struct error err = ERROR_INIT;
	struct buf why = BUF_INIT;
	lot_state_reason(&why, lot_state_ask(lot->situation, LOT_SEND), ref);
	error_set(&err, "lote %s: %s", ref, buf_str(&why));
	lot_send_fail(x, refusal_status(lot->situation), &err);
	buf_release(&why);
}

/* Sends LOT; its row is written as it then stands. */
static void send_lot(struct lot_send *x, struct lot_record *lot, const char *ref, struct table_out *table)
{
	struct sender s = { .x = x, .lot = lot, .ref = ref, .request = SPOOL_INIT, .exchange = WS_EXCHANGE_INIT, .table = table };
	if (!lot_state_ask(lot->situation, LOT_SEND)->allowed)
		refuse(x, lot, ref);
	else
		send_prepared(&s);
	lot_send_put(table, lot);
	operator_link_release(&s.link);
	spool_release(&s.request);
	ws_exchange_release(&s.exchange);
}

/* ---- the verb ---- */

/* The table of the run, for those who are called through lot_send_each. */
struct sending_run {
	struct lot_send x;
	struct table_out table;
	bool agreed; /* the user was asked once for all lots */
};

static void send_named(struct lot_send *x, struct lot_record *lot, const char *ref)
{
	struct sending_run *run = (struct sending_run *)x; /* X is its first member */
	bool allowed = lot_state_ask(lot->situation, LOT_SEND)->allowed;
	if (allowed && !run->agreed &&
	    !lot_send_agrees(x, "lote %s (id:%lld, operadora %s, %lld guias): enviar à operadora?", lot->number, (long long)lot->id,
	                     lot->operator, (long long)lot->guides))
		return;
	send_lot(x, lot, ref, &run->table);
}

/* A lot from the pipe, which was imported or was there: closed if it is open, and sent. One that was sent before, in a run that was
 * interrupted behind that, is what was asked for. */
static void send_piped(void *context, struct lot_record *lot, bool new)
{
	struct sending_run *run = context;
	struct lot_send *x = &run->x;
	struct error err = ERROR_INIT;
	char ref[32];
	(void)new;
	snprintf(ref, sizeof ref, "id:%lld", (long long)lot->id);
	if (lot->situation == LOT_ABERTO) {
		int done = store_begin(x->store, &err) == 0 ? store_lot_move(x->store, lot, LOT_CLOSE, ref, x->now, "", &err) : -1;
		lot->closed_at = x->now;
		if (done <= 0 || store_lot_update(x->store, lot, &err) != 0 || store_commit(x->store, &err) != 0) {
			store_rollback(x->store);
			lot_send_fail(x, done == 0 ? SEND_REFUSED : SEND_NOT_DONE, &err);
			return;
		}
	}
	if (lot->situation == LOT_ENVIADO) {
		lot_send_tell(x, lot, "já tinha sido enviado; não foi enviado outra vez");
		lot_send_put(&run->table, lot);
	} else {
		send_lot(x, lot, ref, &run->table);
	}
	error_release(&err);
}

enum lot_send_status lot_send_send(const struct lot_send_options *o)
{
	struct sending_run run = { .agreed = false };
	bool piped = o->noperands == 1 && strcmp(o->operands[0], "-") == 0;
	if (!lot_send_open(&run.x, o, piped ? STORE_CREATE : STORE_EXISTING))
		return run.x.status;
	lot_send_table(&run.x, &run.table);
	if (piped) {
		struct import_listener listener = { .lot = send_piped, .context = &run };
		import_files(&run.x, o->operands, 1, &listener);
	} else if (!o->all) {
		lot_send_each(&run.x, send_named);
	} else if (lot_send_agrees(&run.x, "enviar todos os lotes fechados%s%s?", o->filter.operator != NULL ? " da operadora " : "",
	                           o->filter.operator != NULL ? o->filter.operator : "")) {
		run.agreed = true;
		lot_send_each_that(&run.x, LOT_SEND, send_named);
	}
	table_out_finish(&run.table);
	return lot_send_close_run(&run.x);
}
