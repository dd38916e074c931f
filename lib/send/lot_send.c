#include "send/lot_send.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "io/store_sending.h"

enum lot_send_status lot_send_worst(enum lot_send_status a, enum lot_send_status b)
{
	static const int rank[] = { [SEND_DONE] = 0, [SEND_REFUSED] = 1, [SEND_TRY_AGAIN] = 2, [SEND_NOT_DONE] = 3, [SEND_UNCERTAIN] = 4 };
	return rank[a] >= rank[b] ? a : b;
}

void lot_send_note_status(struct lot_send *x, enum lot_send_status status)
{
	x->status = lot_send_worst(x->status, status);
}

void lot_send_fail(struct lot_send *x, enum lot_send_status status, struct error *err)
{
	lot_send_note_status(x, status);
	progress_clear(&x->meter);
	if (err->text.len > 0)
		x->o->complain(x->o->context, buf_str(&err->text));
	error_release(err);
}

void lot_send_tell(struct lot_send *x, const struct lot_record *lot, const char *fmt, ...)
{
	struct buf text = BUF_INIT;
	va_list ap;
	buf_addf(&text, "lote %s (id:%lld): ", lot->number, (long long)lot->id);
	va_start(ap, fmt);
	buf_vaddf(&text, fmt, ap);
	va_end(ap);
	progress_clear(&x->meter);
	output_flush(&x->out);
	x->o->say(x->o->context, buf_str(&text));
	buf_release(&text);
}

/* ---- opening and closing ---- */

/* Senders that died are found whenever somebody looks; a store that cannot be written is only looked at. */
static int recover(struct lot_send *x, struct error *err)
{
	if (store_is_readonly(x->store))
		return 0;
	int n = store_recover(x->store, x->now, err);
	if (n > 0) {
		struct buf text = BUF_INIT;
		buf_addf(&text, "aviso: %d %s; lot-send list --situation incerto", n, n == 1
		         ? "envio foi interrompido, e o lote pode ter chegado à operadora ou não"
		         : "envios foram interrompidos, e os lotes podem ter chegado à operadora ou não");
		x->o->say(x->o->context, buf_str(&text));
		buf_release(&text);
	}
	return n < 0 ? -1 : 0;
}

bool lot_send_open(struct lot_send *x, const struct lot_send_options *o, enum store_mode mode)
{
	struct error err = ERROR_INIT;
	memset(x, 0, sizeof *x);
	x->o = o;
	x->out = (struct output)OUTPUT_INIT;
	progress_init(&x->meter, o->progress, stderr, 0);
	char *path = store_path(o->db, &err);
	if (path != NULL && clock_read(&x->clock, &err) == 0) {
		snprintf(x->now, sizeof x->now, "%.10s %.8s", x->clock.date, x->clock.time);
		x->store = store_open(path, mode, &err);
	}
	free(path);
	if (x->store != NULL && recover(x, &err) == 0 && output_open(&x->out, o->output, OUTPUT_STREAM, &err) == 0)
		return true;
	store_close(x->store);
	lot_send_fail(x, SEND_NOT_DONE, &err);
	return false;
}

enum lot_send_status lot_send_close_run(struct lot_send *x)
{
	struct error err = ERROR_INIT;
	progress_clear(&x->meter);
	store_close(x->store);
	if (output_close(&x->out, &err) != 0)
		lot_send_fail(x, SEND_NOT_DONE, &err);
	error_release(&err);
	return x->status;
}

/* ---- lots by name ---- */

void lot_send_each(struct lot_send *x, void (*act)(struct lot_send *x, struct lot_record *lot, const char *ref))
{
	for (size_t i = 0; i < x->o->noperands; i++) {
		struct error err = ERROR_INIT;
		struct lot_record lot;
		int got = store_lot_find(x->store, x->o->operands[i], x->o->filter.operator, &lot, &err);
		if (got > 0) {
			act(x, &lot, x->o->operands[i]);
			lot_record_release(&lot);
		} else {
			lot_send_fail(x, SEND_NOT_DONE, &err);
		}
		error_release(&err);
	}
}

struct ids {
	int64_t *list;
	size_t n;
};

static bool take_id(void *context, const struct lot_record *lot)
{
	struct ids *ids = context;
	ids->list = mem_grow(ids->list, ids->n + 1, sizeof *ids->list);
	ids->list[ids->n++] = lot->id;
	return true;
}

void lot_send_each_that(struct lot_send *x, enum lot_verb verb, void (*act)(struct lot_send *x, struct lot_record *lot, const char *ref))
{
	struct error err = ERROR_INIT;
	struct ids ids = { NULL, 0 };
	struct lot_filter filter = x->o->filter;
	filter.situations = 0;
	for (int s = 0; s < LOT_SITUATIONS; s++)
		if (lot_state_ask((enum lot_situation)s, verb)->allowed)
			filter.situations |= 1u << s;
	if (store_lots(x->store, &filter, take_id, &ids, &err) < 0)
		lot_send_fail(x, SEND_NOT_DONE, &err);
	for (size_t i = 0; i < ids.n; i++) {
		struct lot_record lot;
		char ref[32];
		int got = store_lot_get(x->store, ids.list[i], &lot, &err);
		snprintf(ref, sizeof ref, "id:%lld", (long long)ids.list[i]);
		if (got > 0) {
			act(x, &lot, ref);
			lot_record_release(&lot);
		} else if (got < 0) {
			lot_send_fail(x, SEND_NOT_DONE, &err);
		}
	}
	free(ids.list);
	error_release(&err);
}

bool lot_send_agrees(struct lot_send *x, const char *fmt, ...)
{
	struct buf question = BUF_INIT;
	va_list ap;
	if (x->o->yes)
		return true;
	va_start(ap, fmt);
	buf_vaddf(&question, fmt, ap);
	va_end(ap);
	progress_clear(&x->meter);
	int answer = x->o->ask(x->o->context, buf_str(&question));
	if (answer < 0) {
		struct error err = ERROR_INIT;
		error_set(&err, "%s Sem terminal para perguntar, diga --yes; nada foi feito", buf_str(&question));
		lot_send_fail(x, SEND_NOT_DONE, &err);
	} else if (answer == 0) {
		lot_send_note_status(x, SEND_REFUSED);
	}
	buf_release(&question);
	return answer > 0;
}

/* ---- rows ---- */

static const struct table_column columns[] = {
	{ "numeroLote", "lote", TABLE_TEXT }, { "id", "id", TABLE_COUNT }, { "registroANS", "operadora", TABLE_TEXT },
	{ "situacao", "situação", TABLE_TEXT }, { "tipoGuia", "tipo", TABLE_TEXT }, { "versao", NULL, TABLE_TEXT },
	{ "canal", NULL, TABLE_TEXT }, { "guias", "guias", TABLE_COUNT }, { "itens", NULL, TABLE_COUNT },
	{ "valorInformado", "informado", TABLE_MONEY }, { "valorProcessado", NULL, TABLE_MONEY }, { "valorGlosado", "glosado", TABLE_MONEY },
	{ "valorLiberado", "liberado", TABLE_MONEY }, { "numeroProtocolo", "protocolo", TABLE_TEXT },
	{ "statusProtocolo", NULL, TABLE_TEXT }, { "situacaoProtocolo", "no portal", TABLE_TEXT }, { "inclusao", "incluído", TABLE_DATE },
	{ "fechamento", NULL, TABLE_DATE }, { "enviarAte", "enviar até", TABLE_DATE }, { "envio", "enviado", TABLE_DATE },
	{ "pagamento", NULL, TABLE_DATE }, { "notaFiscal", "nota fiscal", TABLE_TEXT }, { "notaFiscalData", NULL, TABLE_DATE },
	{ "notaFiscalValor", NULL, TABLE_MONEY }, { "hash", NULL, TABLE_TEXT },
};

void lot_send_table(struct lot_send *x, struct table_out *t)
{
	table_out_init(t, columns, sizeof columns / sizeof *columns, x->o->style, &x->out);
}

static void put_protocol(struct table_out *t, const struct lot_record *lot)
{
	bool known = lot->protocol_status != STORE_NULL;
	bool here = lot->situation == LOT_ABERTO || lot->situation == LOT_FECHADO;
	table_out_text(t, lot->protocol);
	table_out_number(t, lot->protocol_status);
	table_out_text(t, known ? protocol_status_title((int)lot->protocol_status) : here ? "Não enviado" : NULL);
}

void lot_send_put(struct table_out *t, const struct lot_record *lot)
{
	table_out_text(t, lot->number);
	table_out_number(t, lot->id);
	table_out_text(t, lot->operator);
	table_out_text(t, t->text ? lot_situation_title(lot->situation) : lot_situation_name(lot->situation));
	table_out_text(t, lot->guide_type);
	table_out_text(t, lot->version);
	table_out_text(t, lot->channel);
	table_out_number(t, lot->guides);
	table_out_number(t, lot->items);
	table_out_number(t, lot->informed);
	table_out_number(t, lot->processed);
	table_out_number(t, lot->denied);
	table_out_number(t, lot->released);
	put_protocol(t, lot);
	table_out_text(t, lot->included_at);
	table_out_text(t, lot->closed_at);
	table_out_text(t, lot->send_until);
	table_out_text(t, lot->sent_at);
	table_out_text(t, lot->payment_date);
	table_out_text(t, lot->invoice_number);
	table_out_text(t, lot->invoice_date);
	table_out_number(t, lot->invoice_value);
	table_out_text(t, lot->hash);
	table_out_row(t);
}
