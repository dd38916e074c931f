/* The verbs that only look: list, files, show, log, cover, dump; and restore. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/visible.h"
#include "fmt/money.h"
#include "io/cover_render.h"
#include "io/store_event.h"
#include "io/store_file.h"
#include "send/lot_send.h"
#include "tiss/profile.h"

/* ---- list ---- */

static bool put_lot(void *context, const struct lot_record *lot)
{
	lot_send_put(context, lot);
	return true;
}

enum lot_send_status lot_send_list(const struct lot_send_options *o)
{
	struct lot_send x;
	struct table_out t;
	struct error err = ERROR_INIT;
	if (!lot_send_open(&x, o, STORE_LOOK))
		return x.status;
	lot_send_table(&x, &t);
	if (store_lots(x.store, &o->filter, put_lot, &t, &err) < 0)
		lot_send_fail(&x, SEND_NOT_DONE, &err);
	table_out_finish(&t);
	return lot_send_close_run(&x);
}

/* ---- files ---- */

static const struct table_column file_columns[] = {
	{ "id", "id", TABLE_COUNT }, { "oferecido", "oferecido", TABLE_DATE }, { "arquivo", "arquivo", TABLE_TEXT },
	{ "situacao", "situação", TABLE_TEXT }, { "criticas", "críticas", TABLE_COUNT }, { "corrigido", "corrigido", TABLE_TEXT },
	{ "registroANS", "operadora", TABLE_TEXT }, { "numeroLote", "lote", TABLE_TEXT }, { "idLote", "id do lote", TABLE_COUNT },
	{ "bytes", NULL, TABLE_COUNT },
};

static const char *file_state_title(const char *state)
{
	static const char *const titles[][2] = {
		{ "processando", "em processamento" }, { "invalido", "inválido" }, { "recusado", "recusado" }, { "repetido", "repetido" }, { "importado", "importado" },
	};
	for (size_t i = 0; i < sizeof titles / sizeof *titles; i++)
		if (strcmp(titles[i][0], state) == 0)
			return titles[i][1];
	return state;
}

static void put_file(void *context, const struct store_file *f)
{
	struct table_out *t = context;
	bool invalid = strcmp(f->state, "invalido") == 0;
	table_out_number(t, f->id);
	table_out_text(t, f->offered_at);
	table_out_text(t, f->name);
	table_out_text(t, t->text ? file_state_title(f->state) : f->state);
	table_out_number(t, f->findings);
	table_out_text(t, !invalid ? NULL : f->corrected_by != STORE_NULL ? "sim" : "não");
	table_out_text(t, f->operator);
	table_out_text(t, f->number);
	table_out_number(t, f->lot);
	table_out_number(t, f->size);
	table_out_row(t);
}

enum lot_send_status lot_send_files(const struct lot_send_options *o)
{
	struct lot_send x;
	struct table_out t;
	struct error err = ERROR_INIT;
	if (!lot_send_open(&x, o, STORE_LOOK))
		return x.status;
	table_out_init(&t, file_columns, sizeof file_columns / sizeof *file_columns, o->style, &x.out);
	if (store_files(x.store, o->invalid, put_file, &t, &err) < 0)
		lot_send_fail(&x, SEND_NOT_DONE, &err);
	table_out_finish(&t);
	return lot_send_close_run(&x);
}

/* ---- show ---- */

static const struct table_column guide_columns[] = {
	{ "numeroLote", NULL, TABLE_TEXT }, { "numeroGuiaPrestador", "guia", TABLE_TEXT }, { "numeroGuiaOperadora", "guia da operadora", TABLE_TEXT },
	{ "numeroCarteira", "carteira", TABLE_TEXT }, { "dataEntrada", "entrada", TABLE_DATE }, { "itens", "itens", TABLE_COUNT },
	{ "valorInformado", "informado", TABLE_MONEY }, { "valorProcessado", "processado", TABLE_MONEY },
	{ "valorGlosado", "glosado", TABLE_MONEY }, { "valorLiberado", "liberado", TABLE_MONEY },
};

struct guide_rows {
	struct table_out *table;
	const char *lot;
};

static void put_guide(void *context, const struct lot_guide_record *g)
{
	struct guide_rows *rows = context;
	struct table_out *t = rows->table;
	table_out_text(t, rows->lot);
	table_out_text(t, g->number);
	table_out_text(t, g->operator_number);
	table_out_text(t, g->card);
	table_out_text(t, g->entry_date);
	table_out_number(t, g->items);
	table_out_number(t, g->informed);
	table_out_number(t, g->processed);
	table_out_number(t, g->denied);
	table_out_number(t, g->released);
	table_out_row(t);
}

static void show_fact(struct lot_send *x, const char *label, const char *value)
{
	struct buf line = BUF_INIT;
	if (value == NULL || *value == '\0')
		return;
	buf_adds(&line, label);
	for (size_t n = visible_width(label); n < 22; n++)
		buf_addc(&line, ' ');
	visible_add(&line, value, strlen(value));
	output_printf(&x->out, "%s\n", buf_str(&line));
	buf_release(&line);
}

/* dd/mm/aaaa, with the time of day if there is one. */
static void show_date(struct lot_send *x, const char *label, const char *date)
{
	struct buf text = BUF_INIT;
	if (date != NULL && strlen(date) >= 10)
		buf_addf(&text, "%.2s/%.2s/%.4s%s", date + 8, date + 5, date, date + 10);
	show_fact(x, label, buf_str(&text));
	buf_release(&text);
}

static void show_amount(struct lot_send *x, const char *label, int64_t amount)
{
	struct buf text = BUF_INIT;
	if (amount != STORE_NULL)
		money_add_br(&text, amount, 2);
	show_fact(x, label, buf_str(&text));
	buf_release(&text);
}

static void show_head(struct lot_send *x, const struct lot_record *lot)
{
	struct buf text = BUF_INIT;
	buf_addf(&text, "%s (id:%lld)", lot->number, (long long)lot->id);
	show_fact(x, "Lote", buf_str(&text));
	show_fact(x, "Operadora", lot->operator);
	show_fact(x, "Situação", lot_situation_title(lot->situation));
	show_fact(x, "Tipo de guia", cover_guide_title(lot->guide_type));
	show_fact(x, "Versão do TISS", lot->version);
	show_fact(x, "CNPJ do prestador", lot->provider_cnpj);
	show_fact(x, "CPF do prestador", lot->provider_cpf);
	show_fact(x, "Código na operadora", lot->provider_code);
	show_date(x, "Incluído em", lot->included_at);
	show_date(x, "Fechado em", lot->closed_at);
	show_date(x, "Enviar até", lot->send_until);
	show_date(x, "Enviado em", lot->sent_at);
	show_fact(x, "Canal", cover_channel_title(lot->channel));
	show_fact(x, "Protocolo (PEG)", lot->protocol);
	if (lot->protocol_status != STORE_NULL)
		show_fact(x, "No portal", protocol_status_title((int)lot->protocol_status));
	show_date(x, "Pagamento", lot->payment_date);
	show_fact(x, "Nota fiscal", lot->invoice_number);
	show_date(x, "Emissão da nota", lot->invoice_date);
	show_amount(x, "Valor da nota", lot->invoice_value);
	show_amount(x, "Valor informado", lot->informed);
	show_amount(x, "Valor processado", lot->processed);
	show_amount(x, "Valor glosado", lot->denied);
	show_amount(x, "Valor liberado", lot->released);
	show_fact(x, "Hash", lot->hash);
	output_puts(&x->out, "\n");
	buf_release(&text);
}

static void show_lot(struct lot_send *x, struct lot_record *lot, const char *ref)
{
	struct error err = ERROR_INIT;
	struct table_out t;
	(void)ref;
	struct table_style style = x->o->style;
	if (style.text)
		show_head(x, lot);
	table_out_init(&t, guide_columns, sizeof guide_columns / sizeof *guide_columns, style, &x->out);
	struct guide_rows rows = { &t, lot->number };
	if (store_guides(x->store, lot->id, put_guide, &rows, &err) != 0)
		lot_send_fail(x, SEND_NOT_DONE, &err);
	table_out_finish(&t);
	error_release(&err);
}

static enum lot_send_status look_each(const struct lot_send_options *o, void (*act)(struct lot_send *x, struct lot_record *lot, const char *ref))
{
	struct lot_send x;
	if (!lot_send_open(&x, o, STORE_LOOK))
		return x.status;
	lot_send_each(&x, act);
	return lot_send_close_run(&x);
}

enum lot_send_status lot_send_show(const struct lot_send_options *o)
{
	return look_each(o, show_lot);
}

/* ---- log ---- */

static const struct table_column event_columns[] = {
	{ "quando", "quando", TABLE_DATE }, { "numeroLote", "lote", TABLE_TEXT }, { "id", "id", TABLE_COUNT },
	{ "registroANS", NULL, TABLE_TEXT }, { "verbo", "o quê", TABLE_TEXT }, { "antes", "antes", TABLE_TEXT },
	{ "depois", "depois", TABLE_TEXT }, { "texto", "texto", TABLE_TEXT },
};

static const char *situation_text(const struct table_out *t, int64_t situation)
{
	if (situation < 0 || situation >= LOT_SITUATIONS)
		return NULL;
	return (t->text ? lot_situation_title : lot_situation_name)((enum lot_situation)situation);
}

static void put_event(void *context, const struct store_event *e)
{
	struct table_out *t = context;
	table_out_text(t, e->at);
	table_out_text(t, e->number);
	table_out_number(t, e->lot);
	table_out_text(t, e->operator);
	table_out_text(t, e->verb[0] == '@' ? e->verb + 1 : e->verb);
	table_out_text(t, situation_text(t, e->before));
	table_out_text(t, situation_text(t, e->after));
	table_out_text(t, e->text);
	table_out_row(t);
}

/* Lots that are gone keep their log, so the number or id is not looked up among the lots. */
enum lot_send_status lot_send_log(const struct lot_send_options *o)
{
	struct lot_send x;
	struct table_out t;
	struct error err = ERROR_INIT;
	if (!lot_send_open(&x, o, STORE_LOOK))
		return x.status;
	table_out_init(&t, event_columns, sizeof event_columns / sizeof *event_columns, o->style, &x.out);
	for (size_t i = 0; i < o->noperands; i++) {
		const char *ref = o->operands[i];
		bool by_id = strncmp(ref, "id:", 3) == 0;
		long n = store_events(x.store, by_id ? strtoll(ref + 3, NULL, 10) : 0, ref, put_event, &t, &err);
		if (n == 0)
			error_set(&err, "lote %s: não há no banco, e nunca houve", ref);
		if (n <= 0)
			lot_send_fail(&x, SEND_NOT_DONE, &err);
	}
	table_out_finish(&t);
	return lot_send_close_run(&x);
}

/* ---- cover ---- */

struct cover_guides {
	struct cover_guide *list;
	size_t n;
	struct arena arena;
};

static const char *keep(struct arena *a, const char *text)
{
	return text != NULL ? arena_dup(a, text, strlen(text)) : NULL;
}

static void take_guide(void *context, const struct lot_guide_record *g)
{
	struct cover_guides *guides = context;
	guides->list = mem_grow(guides->list, guides->n + 1, sizeof *guides->list);
	guides->list[guides->n++] = (struct cover_guide){
		.number = keep(&guides->arena, g->number), .operator_number = keep(&guides->arena, g->operator_number),
		.entry_date = keep(&guides->arena, g->entry_date), .items = g->items, .informed = g->informed, .denied = g->denied,
		.released = g->released,
	};
}

static void write_cover(struct lot_send *x, const struct lot_record *lot, const struct profile *profile, const struct cover_guides *guides)
{
	struct cover c = {
		.draft = lot->situation != LOT_ENVIADO, .operator = lot->operator, .operator_name = profile != NULL ? profile->nome : NULL,
		.lot = lot->number, .protocol = lot->protocol, .sent_at = lot->sent_at, .guide_type = lot->guide_type, .channel = lot->channel,
		.version = lot->version, .provider_name = lot->provider_name, .provider_cnpj = lot->provider_cnpj,
		.provider_cpf = lot->provider_cpf, .provider_code = lot->provider_code, .invoice_number = lot->invoice_number,
		.invoice_date = lot->invoice_date, .invoice_value = lot->invoice_value, .informed = lot->informed, .denied = lot->denied,
		.released = lot->released, .guides_presented = lot->guides, .guides_denied = lot->guides_denied, .items_presented = lot->items,
		.items_denied = lot->items_denied, .printed_date = x->clock.date, .printed_time = x->clock.time, .guides = guides->list,
		.nguides = guides->n,
	};
	x->cover_format->add(x->cover, &c);
}

static void cover_lot(struct lot_send *x, struct lot_record *lot, const char *ref)
{
	struct error err = ERROR_INIT;
	struct cover_guides guides = { NULL, 0, ARENA_INIT };
	const struct lot_move *move = lot_state_ask(lot->situation, LOT_COVER);
	if (!move->allowed) {
		struct buf why = BUF_INIT;
		lot_state_reason(&why, move, ref);
		error_set(&err, "lote %s: %s", ref, buf_str(&why));
		buf_release(&why);
		lot_send_fail(x, SEND_REFUSED, &err);
		return;
	}
	struct profile *profile = x->o->profile != NULL ? profile_load(x->o->profile, &err) : profile_find(lot->operator, &err);
	if (err.text.len > 0 || store_guides(x->store, lot->id, take_guide, &guides, &err) != 0)
		lot_send_fail(x, SEND_NOT_DONE, &err);
	else
		write_cover(x, lot, profile, &guides);
	profile_free(profile);
	arena_release(&guides.arena);
	free(guides.list);
	error_release(&err);
}

enum lot_send_status lot_send_cover(const struct lot_send_options *o)
{
	struct lot_send x;
	struct error err = ERROR_INIT;
	if (!lot_send_open(&x, o, STORE_LOOK))
		return x.status;
	x.cover_format = cover_format_of(o->cover);
	x.cover = x.cover_format->open(&x.out, &err);
	if (x.cover != NULL)
		lot_send_each(&x, cover_lot);
	if (x.cover == NULL || x.cover_format->close(x.cover, &err) != 0) {
		output_abort(&x.out);
		lot_send_fail(&x, SEND_NOT_DONE, &err);
	}
	error_release(&err);
	return lot_send_close_run(&x);
}

/* ---- dump and restore ---- */

enum lot_send_status lot_send_dump(const struct lot_send_options *o)
{
	struct lot_send x;
	struct error err = ERROR_INIT;
	if (!lot_send_open(&x, o, STORE_LOOK))
		return x.status;
	if (store_dump(x.store, &x.out, &err) != 0) {
		output_abort(&x.out);
		lot_send_fail(&x, SEND_NOT_DONE, &err);
	}
	return lot_send_close_run(&x);
}

enum lot_send_status lot_send_restore(const struct lot_send_options *o)
{
	struct error err = ERROR_INIT;
	char *path = store_path(o->db, &err);
	int failed = path == NULL || store_restore(path, o->noperands > 0 ? o->operands[0] : "-", &err) != 0;
	if (failed)
		o->complain(o->context, buf_str(&err.text));
	free(path);
	error_release(&err);
	return failed ? SEND_NOT_DONE : SEND_DONE;
}
