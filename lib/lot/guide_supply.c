#include "lot/guide_supply.h"

#include <string.h>

#include "fmt/money.h"

/* ---- items ---- */

static const char *item_text(const struct guide_record *g, const struct guide_item *item, enum field role)
{
	long slot = g->plan->part[item->scope].by_role[role];
	return slot < 0 ? NULL : guide_value_text(g, guide_item_value(g, item, (size_t)slot));
}

static bool item_amount(const struct guide_record *g, const struct guide_item *item, enum field role, unsigned scale,
                        int64_t *amount)
{
	const char *text = item_text(g, item, role);
	return text != NULL && money_parse(text, strlen(text), scale, amount);
}

static void set_amount(struct guide_record *g, size_t value, int64_t amount)
{
	buf_clear(&g->scratch);
	money_add(&g->scratch, amount, 2);
	guide_record_set(g, value, buf_str(&g->scratch), g->scratch.len);
}

static void tell_total(struct guide_record *g, long line, const struct plan_slot *slot, const char *given, int64_t due,
                       const char *why)
{
	struct buf text = BUF_INIT;
	money_add(&text, due, 2);
	guide_record_complain(g, line, slot, given, "o total é %s, %s (--recalc põe o valor calculado)", buf_str(&text), why);
	buf_release(&text);
}

static void supply_item_total(struct guide_record *g, const struct guide_item *item, bool recalc)
{
	const struct plan_part *part = &g->plan->part[item->scope];
	long slot = part->by_role[FIELD_VALOR_TOTAL];
	int64_t quantity, unit, factor, due, given;
	if (slot < 0 || !item_amount(g, item, FIELD_QUANTIDADE, 4, &quantity) ||
	    !item_amount(g, item, FIELD_VALOR_UNITARIO, 2, &unit) || !item_amount(g, item, FIELD_FATOR, 2, &factor) ||
	    !money_item_total(quantity, unit, factor, &due))
		return;
	size_t value = item->values + (size_t)slot;
	const char *text = guide_value_text(g, &g->values[value]);
	if (text != NULL && money_parse(text, strlen(text), 2, &given) && given == due)
		return;
	if (text == NULL || recalc)
		set_amount(g, value, due);
	else if (quantity > 0 && unit > 0)
		tell_total(g, item->line, &part->slots[slot], text, due, "quantidade × valor unitário × fator");
}

static void add_to_totals(struct guide_record *g, const struct guide_item *item)
{
	int64_t amount, quantity = 1;
	bool known = item_amount(g, item, FIELD_VALOR_TOTAL, 2, &amount) || item_amount(g, item, FIELD_VALOR, 2, &amount);
	item_amount(g, item, FIELD_QUANTIDADE, 0, &quantity);
	if (known)
		totals_add(&g->totals, totals_bucket(item_text(g, item, FIELD_DESPESA)), amount, quantity);
	else
		totals_spoil(&g->totals);
}

/* Numbers all of the guide's items, or none of them has a number missing. */
static void number_items(struct guide_record *g)
{
	size_t given = 0, able = 0;
	for (size_t i = 0; i < g->nitems; i++) {
		able += g->plan->part[g->items[i].scope].by_role[FIELD_SEQUENCIAL] >= 0;
		given += item_text(g, &g->items[i], FIELD_SEQUENCIAL) != NULL;
	}
	for (size_t i = 0; i < g->nitems; i++) {
		const struct guide_item *item = &g->items[i];
		long slot = g->plan->part[item->scope].by_role[FIELD_SEQUENCIAL];
		if (slot < 0 || item_text(g, item, FIELD_SEQUENCIAL) != NULL)
			continue;
		if (given > 0) {
			guide_record_complain(g, item->line, &g->plan->part[item->scope].slots[slot], NULL,
			                      "falta o número do item, que outros %zu de %zu itens da guia têm: dê todos, ou nenhum",
			                      given, able);
			return;
		}
		buf_clear(&g->scratch);
		buf_addf(&g->scratch, "%zu", i + 1);
		guide_record_set(g, item->values + (size_t)slot, buf_str(&g->scratch), g->scratch.len);
	}
}

/* ---- the guide ---- */

/* A guide without items asks for nothing. */
static bool total_due(const struct guide_record *g, enum field role, int64_t *due)
{
	*due = 0;
	return g->nitems == 0 || totals_due(&g->totals, role, due);
}

static void supply_guide_total(struct guide_record *g, size_t number, bool recalc)
{
	const struct plan_slot *slot = &g->plan->part[COLUMN_GUIDE].slots[number];
	size_t value = g->part[COLUMN_GUIDE] + number;
	const char *text = guide_value_text(g, &g->values[value]);
	int64_t due, given;
	if (!total_due(g, slot->role, &due))
		return;
	bool optional = slot->field->steps[slot->field->nsteps - 1]->min == 0;
	if (text == NULL && !(optional && due == 0)) {
		set_amount(g, value, due);
		return;
	}
	if (text == NULL || !money_parse(text, strlen(text), 2, &given))
		return;
	bool right = g->nitems == 0 ? given == 0 : totals_holds(&g->totals, slot->role, given);
	if (!right && recalc)
		set_amount(g, value, due);
	else if (!right)
		tell_total(g, g->line, slot, text, due, "a soma dos itens");
}

void guide_supply(struct guide_record *g, bool recalc)
{
	number_items(g);
	for (size_t i = 0; i < g->nitems; i++) {
		supply_item_total(g, &g->items[i], recalc);
		add_to_totals(g, &g->items[i]);
	}
	const struct plan_part *part = &g->plan->part[COLUMN_GUIDE];
	for (size_t i = 0; i < part->nslots; i++)
		if (part->slots[i].supply == SUPPLY_GUIDE_TOTAL)
			supply_guide_total(g, i, recalc);
}

int64_t guide_amount(const struct guide_record *g)
{
	return g->totals.total;
}
