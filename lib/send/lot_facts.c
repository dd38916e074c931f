#include "send/lot_facts.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "tiss/rules_layer.h"

static const char *keep(struct lot_facts *f, const char *text, size_t len)
{
	return arena_dup(&f->arena, text, len);
}

static bool is(const struct node *n, const char *name)
{
	return strcmp(n->local, name) == 0;
}

/* Outside the guides: the header, and the lot's own elements. The hash of a lot is the only one there is. */
static void take_header(struct lot_facts *f, const struct walk *w, const char *value, size_t len)
{
	const struct node *n = &w->nodes[w->depth], *parent = &w->nodes[w->depth - 1];
	struct lot_record *lot = &f->lot;
	if (is(n, "numeroLote"))
		lot->number = keep(f, value, len);
	else if (is(n, "sequencialTransacao"))
		lot->sequence = keep(f, value, len);
	else if (is(n, "Padrao"))
		lot->version = keep(f, value, len);
	else if (is(n, "hash"))
		lot->hash = keep(f, value, len);
	else if (is(n, "registroANS") && is(parent, "destino"))
		lot->operator = keep(f, value, len);
	else if (is(parent, "identificacaoPrestador") && is(n, "CNPJ"))
		lot->provider_cnpj = keep(f, value, len);
	else if (is(parent, "identificacaoPrestador") && is(n, "CPF"))
		lot->provider_cpf = keep(f, value, len);
	else if (is(parent, "identificacaoPrestador") && is(n, "codigoPrestadorNaOperadora"))
		lot->provider_code = keep(f, value, len);
}

static bool in_executor(const struct walk *w)
{
	for (unsigned d = w->guides->guide_depth + 1; d < w->depth; d++)
		if (strstr(w->nodes[d].local, "xecutante") != NULL) /* contratadoExecutante, dadosExecutante, … */
			return true;
	return false;
}

/* What the first guide says of the provider that the header does not: its cover shows both CNPJ and code. */
static void take_executor(struct lot_facts *f, const struct walk *w, const char *value, size_t len)
{
	const struct node *n = &w->nodes[w->depth];
	const char **field = NULL;
	if (is(n, "codigoPrestadorNaOperadora"))
		field = &f->lot.provider_code;
	else if (is(n, "cnpjContratado"))
		field = &f->lot.provider_cnpj;
	else if (is(n, "nomeContratado"))
		field = &f->lot.provider_name;
	if (field != NULL && *field == NULL && in_executor(w))
		*field = keep(f, value, len);
}

static void take_value(void *context, const struct walk *w, const char *value, size_t len)
{
	struct lot_facts *f = context;
	const struct node *n = &w->nodes[w->depth];
	if (w->guides->guide_depth == 0)
		take_header(f, w, value, len);
	else if (f->nguides == 0)
		take_executor(f, w, value, len);
	if (w->guides->guide_depth != 0 && is(n, "numeroGuiaOperadora"))
		f->guides[f->nguides].operator_number = keep(f, value, len);
}

/* The day from which the operator counts its deadline. */
static date_days deadline_base(const struct walk *w)
{
	const struct rules_layer *l = w->rules_layer;
	bool stay = strcmp(w->guides->kind->type, "internacao") == 0;
	return stay ? field_date(&l->guide[FIELD_FIM_FATURAMENTO]) : l->first_service;
}

static void note_deadline(struct lot_facts *f, const struct walk *w)
{
	const struct operator *o = w->rules_layer->operator;
	date_days from = deadline_base(w);
	char text[DATE_TEXT];
	if (o == NULL || o->profile->deadline_days == 0 || from == DATE_NONE)
		return;
	date_text(from + (date_days)o->profile->deadline_days, text);
	if (f->lot.send_until == NULL || strcmp(text, f->lot.send_until) < 0)
		f->lot.send_until = keep(f, text, strlen(text));
}

static void note_entry(struct lot_facts *f, const struct walk *w, struct lot_guide_record *g)
{
	const struct rules_layer *l = w->rules_layer;
	date_days entry = field_date(&l->guide[FIELD_INICIO_FATURAMENTO]);
	char text[DATE_TEXT];
	if (entry == DATE_NONE)
		entry = field_date(&l->guide[FIELD_ATENDIDA_EM]);
	if (entry == DATE_NONE)
		entry = l->first_service;
	if (entry == DATE_NONE)
		return;
	date_text(entry, text);
	g->entry_date = keep(f, text, strlen(text));
}

/* Room for the guide that comes, whose values may already be noted. */
static void open_guide(struct lot_facts *f)
{
	if (f->nguides == f->cap) {
		f->cap = f->cap > 0 ? f->cap * 2 : 128;
		f->guides = mem_grow(f->guides, f->cap, sizeof *f->guides);
	}
	f->guides[f->nguides] = (struct lot_guide_record){
		.processed = STORE_NULL, .denied = STORE_NULL, .released = STORE_NULL,
	};
}

static void take_guide(void *context, const struct walk *w)
{
	struct lot_facts *f = context;
	const struct field_value *card = &w->rules_layer->guide[FIELD_CARTEIRA];
	struct lot_guide_record *g = &f->guides[f->nguides];
	f->is_lot = w->kind == MESSAGE_TISS;
	if (f->lot.guide_type == NULL)
		f->lot.guide_type = w->guides->kind->type; /* static */
	g->number = keep(f, buf_str(&w->report->guide), w->report->guide.len);
	if (card->present)
		g->card = keep(f, card->text, card->len);
	g->items = w->guides->item;
	g->informed = w->report->guide_amount;
	note_entry(f, w, g);
	note_deadline(f, w);
	f->nguides++;
	open_guide(f);
}

static void start(struct lot_facts *f)
{
	f->lot = (struct lot_record){
		.invoice_value = STORE_NULL, .processed = STORE_NULL, .denied = STORE_NULL, .released = STORE_NULL,
		.guides_denied = STORE_NULL, .items_denied = STORE_NULL, .protocol_status = STORE_NULL,
	};
	f->nguides = 0;
	f->is_lot = false;
	open_guide(f);
}

void lot_facts_init(struct lot_facts *f)
{
	memset(f, 0, sizeof *f);
	f->observer = (struct walk_observer){ .context = f, .value = take_value, .guide = take_guide };
	start(f);
}

void lot_facts_release(struct lot_facts *f)
{
	arena_release(&f->arena);
	free(f->guides);
	f->guides = NULL;
}

void lot_facts_clear(struct lot_facts *f)
{
	arena_release(&f->arena);
	start(f);
}
