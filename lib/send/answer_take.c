#include "send/answer_take.h"

#include <string.h>

#include "base/visible.h"
#include "fmt/finding_sink.h"

/* Tabela 38: "Lote já apresentado". */
#define CODE_REPEATED "3268"

static const char *keep(struct lot_record *lot, const char *text)
{
	return arena_dup(&lot->memory, text, strlen(text));
}

static void take_amount(int64_t *to, int64_t amount)
{
	if (amount != WS_NO_AMOUNT)
		*to = amount;
}

static int take_guides(struct lot_send *x, struct lot_record *lot, const struct ws_protocol *p, struct error *err)
{
	int64_t denied = 0, items = 0, items_denied = 0;
	for (size_t i = 0; i < p->nguides; i++) {
		const struct ws_guide *g = &p->guides[i];
		struct lot_guide_record record = {
			.number = g->provider_number, .operator_number = g->operator_number[0] != '\0' ? g->operator_number : NULL,
			.processed = g->amounts.processed, .denied = g->amounts.denied, .released = g->amounts.released,
		};
		denied += g->nmotives > 0 || (g->amounts.denied != WS_NO_AMOUNT && g->amounts.denied > 0);
		items += g->items;
		items_denied += g->items_denied;
		if (g->provider_number[0] != '\0' && store_guide_update(x->store, lot->id, &record, err) < 0)
			return -1;
	}
	if (p->nguides > 0)
		lot->guides_denied = denied;
	if (items > 0) /* some answers list guides without their items */
		lot->items_denied = items_denied;
	return 0;
}

int answer_take_protocol(struct lot_send *x, struct lot_record *lot, const struct ws_protocol *p, struct error *err)
{
	if (lot->protocol == NULL && p->number[0] != '\0')
		lot->protocol = keep(lot, p->number);
	if (lot->protocol_date == NULL && p->date[0] != '\0')
		lot->protocol_date = keep(lot, p->date);
	if (p->payment_date[0] != '\0')
		lot->payment_date = keep(lot, p->payment_date);
	if (p->status > 0)
		lot->protocol_status = p->status;
	take_amount(&lot->processed, p->amounts.processed);
	take_amount(&lot->denied, p->amounts.denied);
	take_amount(&lot->released, p->amounts.released);
	if (take_guides(x, lot, p, err) != 0)
		return -1;
	return store_lot_update(x->store, lot, err);
}

/* ---- refusals ---- */

static void put(struct finding_sink *sink, struct finding *f, const char *subject)
{
	f->file = subject;
	finding_sink_put(sink, f);
}

static void put_motives(struct finding_sink *sink, struct finding *f, const char *subject, const struct ws_answer *a)
{
	for (size_t i = 0; i < a->nmotives; i++) {
		finding_start(f, FINDING_SEND_REFUSED);
		finding_arg(f, "codigo", "%s", a->motives[i].code);
		finding_arg(f, "texto", "%s", a->motives[i].text);
		f->ans = a->motives[i].code;
		put(sink, f, subject);
	}
}

void answer_tell_refusal(struct lot_send *x, const char *subject, const struct ws_answer *a)
{
	struct finding f = { 0 };
	struct finding_sink sink;
	struct output out;
	struct error err = ERROR_INIT;
	progress_clear(&x->meter);
	output_open_stderr(&out);
	finding_sink_init(&sink, finding_format_of("text"), &out);
	if (a->kind == WS_FAULT) {
		finding_start(&f, FINDING_SEND_FAULT);
		finding_arg(&f, "texto", "%s", a->fault_text);
		buf_adds(&f.detail, ws_fault_meaning(a->fault));
		put(&sink, &f, subject);
	} else {
		put_motives(&sink, &f, subject, a);
	}
	finding_sink_release(&sink);
	finding_release(&f);
	output_close(&out, &err);
	error_release(&err);
}

void answer_refusal_text(const struct ws_answer *a, struct buf *out)
{
	if (a->kind == WS_FAULT) {
		visible_add(out, a->fault_text, strlen(a->fault_text));
		return;
	}
	for (size_t i = 0; i < a->nmotives; i++) {
		buf_addf(out, "%s%s ", i > 0 ? "; " : "", a->motives[i].code);
		visible_add(out, a->motives[i].text, strlen(a->motives[i].text));
	}
}

bool answer_repeats_number(const struct ws_answer *a)
{
	bool repeated = a->kind == WS_ERROR && a->nmotives > 0;
	for (size_t i = 0; i < a->nmotives; i++)
		repeated = repeated && strcmp(a->motives[i].code, CODE_REPEATED) == 0;
	return repeated;
}
