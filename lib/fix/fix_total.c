#include "fix/fix_total.h"

#include "fmt/money.h"

static bool is_guide_total(enum field field)
{
	switch (field) {
	case FIELD_VALOR_PROCEDIMENTOS:
	case FIELD_VALOR_DIARIAS:
	case FIELD_VALOR_TAXAS:
	case FIELD_VALOR_MATERIAIS:
	case FIELD_VALOR_MEDICAMENTOS:
	case FIELD_VALOR_OPME:
	case FIELD_VALOR_GASES:
	case FIELD_VALOR_TOTAL_GERAL:
	case FIELD_VALOR_TOTAL_HONORARIOS: return true;
	default: return false;
	}
}

enum field fix_total_field(const struct walk *w)
{
	const struct guides *g = w->guides;
	enum field_scope scope = SCOPE_NONE;
	if (g->guide_depth == 0 || !g->kind->in_lot)
		return FIELD_NONE;
	enum field field = fields_of(&w->rules_layer->fields, w->nodes[w->depth].key, &scope);
	bool of_item = scope == SCOPE_ITEM && g->item_depth != 0 && field == FIELD_VALOR_TOTAL;
	bool of_guide = scope == SCOPE_GUIA && g->item_depth == 0 && is_guide_total(field);
	return of_item || of_guide ? field : FIELD_NONE;
}

/* What item.total computes; where it is silent, nothing is corrected either. */
static bool item_due(const struct rules_layer *l, int64_t *due)
{
	int64_t quantity, unit, factor;
	return field_amount(&l->item[FIELD_QUANTIDADE], 4, &quantity) && field_amount(&l->item[FIELD_VALOR_UNITARIO], 2, &unit) &&
	       field_amount(&l->item[FIELD_FATOR], 2, &factor) && quantity > 0 && unit > 0 &&
	       money_item_total(quantity, unit, factor, due);
}

bool fix_total_due(const struct walk *w, enum field field, int64_t *due)
{
	const struct rules_layer *l = w->rules_layer;
	if (field == FIELD_VALOR_TOTAL)
		return item_due(l, due);
	if (!l->sums.complete || w->guides->item == 0)
		return false;
	bool whole = field == FIELD_VALOR_TOTAL_GERAL || field == FIELD_VALOR_TOTAL_HONORARIOS;
	*due = whole ? l->sums.total : l->sums.buckets[field];
	return true;
}
