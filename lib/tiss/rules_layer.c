#include "tiss/rules_layer.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

void rules_layer_init(struct rules_layer *l, struct vocabulary *vocabulary, bool rules_on, bool operator_on,
                      const struct operator_rules *operator)
{
	l->rules_on = rules_on;
	l->operator_on = operator_on;
	l->operator= *operator;
	fields_init(&l->fields, vocabulary);
	l->totals = sums_new(vocabulary);
}

void rules_layer_release(struct rules_layer *l)
{
	fields_release(&l->fields);
	names_free(l->numbers);
	names_free(l->items);
	free(l->item_ordinals);
	sums_free(l->totals);
}

void rules_layer_begin(struct rules_layer *l)
{
	names_free(l->numbers);
	l->numbers = NULL;
	l->destination[0] = l->header_operator[0] = '\0';
	l->message_date = DATE_NONE;
	l->from_operator = false;
	sums_begin(l->totals);
}

static void begin_guide(struct rules_layer *l)
{
	memset(l->guide, 0, sizeof l->guide);
	memset(&l->sums, 0, sizeof l->sums);
	l->sums.complete = true;
	memset(l->sequence, 0, sizeof l->sequence);
	names_free(l->items);
	l->items = NULL;
	l->told_expired = l->told_late = l->told_deadline = false;
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

/* The guide's total that an expense of codigoDespesa CODE goes into. */
static enum field bucket_of(const struct field_value *code)
{
	static const struct {
		const char *code;
		enum field field;
	} buckets[] = {
		{ "01", FIELD_VALOR_GASES }, { "02", FIELD_VALOR_MEDICAMENTOS }, { "03", FIELD_VALOR_MATERIAIS },
		{ "05", FIELD_VALOR_DIARIAS }, { "07", FIELD_VALOR_TAXAS }, { "08", FIELD_VALOR_OPME },
	};
	if (!code->present)
		return FIELD_VALOR_PROCEDIMENTOS;
	for (size_t i = 0; i < sizeof buckets / sizeof *buckets; i++)
		if (field_is(code, buckets[i].code))
			return buckets[i].field;
	return FIELD_NONE;
}

static void add_to_sums(struct rules_layer *l)
{
	const struct field_value *total = l->item[FIELD_VALOR_TOTAL].present ? &l->item[FIELD_VALOR_TOTAL] : &l->item[FIELD_VALOR];
	enum field bucket = bucket_of(&l->item[FIELD_DESPESA]);
	int64_t amount, quantity = 1;
	if (!field_amount(total, 2, &amount) || bucket == FIELD_NONE || amount > INT64_MAX / 2000000 || amount < -INT64_MAX / 2000000) {
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

static void item_ends(struct walk *w, struct rules_layer *l)
{
	add_to_sums(l);
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
	if (l->operator_on)
		rule_date_deadline(w, l);
}

static void guide_ends(struct walk *w, struct rules_layer *l)
{
	if (l->rules_on) {
		rule_guide_duplicate(w, l);
		rule_guide_total(w, l);
		rule_date_order(w, l);
	}
	if (l->operator_on)
		rule_operator_guide(w, l);
}

static void take_header(struct walk *w, struct rules_layer *l, const char *value, size_t len)
{
	const struct node *n = walk_node(w);
	const struct node *parent = &w->nodes[w->depth - 1];
	if (KEY_NAME(n->key) == TERM_dataRegistroTransacao)
		l->message_date = date_parse(value, len);
	bool registro = KEY_NAME(n->key) == TERM_registroANS;
	if (!registro || (KEY_NAME(parent->key) != TERM_destino && KEY_NAME(parent->key) != TERM_origem))
		return;
	l->from_operator = KEY_NAME(parent->key) == TERM_origem;
	size_t kept = len < sizeof l->header_operator - 1 ? len : sizeof l->header_operator - 1;
	memcpy(l->header_operator, value, kept);
	l->header_operator[kept] = '\0';
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
}
