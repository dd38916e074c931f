#include "tiss/rules_layer.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "tiss/hash_layer.h"
#include "tiss/limits_layer.h"

void rules_layer_init(struct rules_layer *l, struct vocabulary *vocabulary, bool rules_on, bool operator_on,
                      struct operator_book *book, struct error *err)
{
	l->rules_on = rules_on;
	l->operator_on = operator_on;
	l->book = book;
	l->error = err;
	fields_init(&l->fields, vocabulary);
	l->totals = sums_new(vocabulary);
}

void rules_layer_release(struct rules_layer *l)
{
	fields_release(&l->fields);
	names_free(l->numbers);
	names_free(l->items);
	free(l->item_ordinals);
	free(l->registered);
	sums_free(l->totals);
}

void rules_layer_begin(struct rules_layer *l)
{
	if (l->numbers != NULL)
		names_clear(l->numbers);
	l->header_operator[0] = '\0';
	l->message_date = DATE_NONE;
	l->from_operator = false;
	l->operator = operator_default(l->book);
	memset(l->required_seen, 0, sizeof l->required_seen);
	sums_begin(l->totals);
}

static void begin_guide(struct rules_layer *l)
{
	memset(l->guide, 0, sizeof l->guide);
	memset(&l->sums, 0, sizeof l->sums);
	l->sums.complete = true;
	memset(l->sequence, 0, sizeof l->sequence);
	if (l->items != NULL)
		names_clear(l->items);
	l->told_expired = l->told_late = l->told_deadline = false;
	l->first_service = l->last_service = DATE_NONE;
}

void rules_layer_start(struct walk *w)
{
	struct rules_layer *l = w->rules_layer;
	const struct guides *g = w->guides;
	if (w->depth == g->guide_depth)
		begin_guide(l);
	else if (w->depth == g->item_depth)
		for (size_t i = 0; i < FIELD_COUNT; i++)
			l->item[i].present = false;
	sums_start(l->totals, w);
}

/* ---- sums of the items ---- */

/* The guide's total that an item goes into: that of procedures, or of an expense's codigoDespesa CODE. */
static enum field bucket_of(const struct walk *w, const struct field_value *code)
{
	static const struct {
		const char *code;
		enum field field;
	} buckets[] = {
		{ "01", FIELD_VALOR_GASES }, { "02", FIELD_VALOR_MEDICAMENTOS }, { "03", FIELD_VALOR_MATERIAIS },
		{ "05", FIELD_VALOR_DIARIAS }, { "07", FIELD_VALOR_TAXAS }, { "08", FIELD_VALOR_OPME },
	};
	if (!code->present)
		return strcmp(w->nodes[w->depth].local, "despesa") == 0 ? FIELD_NONE : FIELD_VALOR_PROCEDIMENTOS;
	for (size_t i = 0; i < sizeof buckets / sizeof *buckets; i++)
		if (field_is(code, buckets[i].code))
			return buckets[i].field;
	return FIELD_NONE;
}

static void add_to_sums(const struct walk *w, struct rules_layer *l)
{
	const struct field_value *total = l->item[FIELD_VALOR_TOTAL].present ? &l->item[FIELD_VALOR_TOTAL] : &l->item[FIELD_VALOR];
	enum field bucket = bucket_of(w, &l->item[FIELD_DESPESA]);
	int64_t amount, quantity = 1, full = INT64_MAX / 2;
	bool too_large = l->sums.total > full || l->sums.total < -full || l->sums.multiplied > full || l->sums.multiplied < -full;
	if (too_large || !field_amount(total, 2, &amount) || bucket == FIELD_NONE || amount > INT64_MAX / 2000000 || amount < -INT64_MAX / 2000000) {
		l->sums.complete = false;
		return;
	}
	if (!field_amount(&l->item[FIELD_QUANTIDADE], 0, &quantity) || quantity > 1000 || quantity < -1000)
		quantity = 1;
	l->sums.total += amount;
	l->sums.multiplied += amount * quantity;
	l->sums.buckets[bucket] += amount;
}

/* ---- calling the rules ---- */

date_days rules_service_date(const struct rules_layer *l, const struct field_value **field, unsigned *from, const struct walk *w)
{
	bool own = l->item[FIELD_DATA].present;
	*field = own ? &l->item[FIELD_DATA] : &l->guide[FIELD_ATENDIDA_EM];
	*from = own ? w->guides->item_depth : w->guides->guide_depth;
	return field_date(*field);
}

/* Guides as statements and receipts list them are the operator's words: only what the lot's guides say is judged. */
static bool in_lot_guide(const struct walk *w)
{
	return w->guides->kind != NULL && w->guides->kind->in_lot;
}

static void note_service(struct walk *w, struct rules_layer *l)
{
	const struct field_value *v;
	date_days served = rules_service_date(l, &v, &l->service_from, w);
	if (served == DATE_NONE)
		return;
	if (l->first_service == DATE_NONE || served < l->first_service) {
		l->first_service = served;
		l->first_item = *v;
	}
	if (l->last_service == DATE_NONE || served > l->last_service) {
		l->last_service = served;
		l->last_item = *v;
	}
}

static void item_ends(struct walk *w, struct rules_layer *l)
{
	add_to_sums(w, l);
	note_service(w, l);
	if (l->rules_on) {
		rule_item_sequence(w, l);
		rule_item_duplicate(w, l);
		rule_item_quantity(w, l);
		rule_item_amount(w, l);
		rule_item_total(w, l);
		rule_date_future(w, l);
		rule_item_hours(w, l);
		rule_date_authorization(w, l);
	}
	if (l->operator_on) {
		rule_date_deadline(w, l);
		rule_tuss(w, l);
	}
}

static void guide_ends(struct walk *w, struct rules_layer *l)
{
	if (l->rules_on) {
		rule_guide_duplicate(w, l);
		rule_guide_total(w, l);
		rule_date_order(w, l);
	}
	if (l->operator_on) {
		rule_date_deadline_period(w, l);
		rule_operator_guide(w, l);
		rule_operator_card(w, l);
		rule_beneficiary(w, l);
	}
}

/* The message names its operator: that one's profile holds from here on. */
static void choose_operator(struct walk *w, struct rules_layer *l)
{
	const struct operator *o = operator_of(l->book, l->header_operator, l->error);
	if (o == NULL)
		return;
	l->operator = o;
	w->report->profile_policy = &o->profile->policy;
	w->hash_layer->accepted = o->profile->hash_variant;
	limits_layer_set(w->limits_layer, (unsigned)o->profile->max_guides, o->profile->max_bytes);
}

static void take_header(struct walk *w, struct rules_layer *l, const char *value, size_t len)
{
	const struct node *n = walk_node(w);
	const struct node *parent = &w->nodes[w->depth - 1];
	if (l->operator_on && (KEY_NAME(n->key) == TERM_Padrao || KEY_NAME(n->key) == TERM_versaoPadrao))
		rule_operator_version(w, l, value, len);
	if (l->operator_on && KEY_NAME(parent->key) == TERM_identificacaoPrestador)
		rule_provider(w, l, value, len);
	if (KEY_NAME(n->key) == TERM_dataRegistroTransacao)
		l->message_date = date_parse(value, len);
	bool registro = KEY_NAME(n->key) == TERM_registroANS;
	if (!registro || (KEY_NAME(parent->key) != TERM_destino && KEY_NAME(parent->key) != TERM_origem))
		return;
	l->from_operator = KEY_NAME(parent->key) == TERM_origem;
	size_t kept = len < sizeof l->header_operator - 1 ? len : sizeof l->header_operator - 1;
	memcpy(l->header_operator, value, kept);
	l->header_operator[kept] = '\0';
	choose_operator(w, l);
	if (l->operator_on)
		rule_operator_header(w, l, value, len);
}

static void check_ids(struct walk *w, enum field field, const char *value, size_t len)
{
	if (field == FIELD_CPF)
		rule_id_cpf(w, value, len);
	else if (field == FIELD_CNPJ)
		rule_id_cnpj(w, value, len);
	else
		rule_id_cns(w, value, len);
}

void rules_layer_value(struct walk *w, const char *value, size_t len)
{
	struct rules_layer *l = w->rules_layer;
	const struct guides *g = w->guides;
	enum field_scope scope = SCOPE_NONE;
	enum field field = fields_of(&l->fields, walk_node(w)->key, &scope);
	if (g->guide_depth == 0)
		take_header(w, l, value, len);
	if (scope == SCOPE_ANY && l->rules_on)
		check_ids(w, field, value, len);
	else if (scope == SCOPE_ITEM && g->item_depth != 0)
		field_take(&l->item[field], w, g->item_depth, value, len);
	else if (scope == SCOPE_GUIA && g->guide_depth != 0 && g->item_depth == 0)
		field_take(&l->guide[field], w, g->guide_depth, value, len);
	if (l->rules_on)
		sums_value(l->totals, w, value, len);
	if (l->operator_on && l->operator->profile->required.n > 0)
		rule_required_value(w, l, len);
}

void rules_layer_end(struct walk *w)
{
	struct rules_layer *l = w->rules_layer;
	const struct guides *g = w->guides;
	if (g->item_depth != 0 && w->depth == g->item_depth && in_lot_guide(w))
		item_ends(w, l);
	else if (g->guide_depth != 0 && w->depth == g->guide_depth && in_lot_guide(w))
		guide_ends(w, l);
	if (l->rules_on)
		sums_end(l->totals, w);
	if (l->operator_on && l->operator->profile->required.n > 0)
		rule_required_end(w, l);
}
