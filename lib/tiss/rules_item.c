/* Rules about one item: sequence, duplicates, quantity, amounts. */
#include <string.h>

#include "base/mem.h"
#include "fmt/money.h"
#include "tiss/rules_layer.h"

static struct finding *item_finding(struct walk *w, enum finding_code code, const struct field_value *v)
{
	return field_finding(w, code, w->guides->item_depth, v);
}

/* item.sequence: sequencialItem repeated in a guide, expenses included (Componente Organizacional, item 64; from 3.04.00). */
void rule_item_sequence(struct walk *w, struct rules_layer *l)
{
	const struct field_value *v = &l->item[FIELD_SEQUENCIAL];
	int64_t number;
	if (!field_amount(v, 0, &number) || number < 0 || (uint64_t)number >= sizeof l->sequence * 8)
		return;
	uint8_t *byte = &l->sequence[number / 8];
	uint8_t bit = (uint8_t)(1u << (number % 8));
	if ((*byte & bit) != 0)
		report_add(w->report, item_finding(w, FINDING_ITEM_SEQUENCE, v));
	*byte |= bit;
}


/* item.duplicate: same code, date, hour and participation twice in a guide; odonto: also the same tooth and face. */
void rule_item_duplicate(struct walk *w, struct rules_layer *l)
{
	static const enum field parts[] = {
		FIELD_TABELA, FIELD_CODIGO, FIELD_DATA, FIELD_HORA_INICIAL, FIELD_PARTICIPACAO, FIELD_DENTE, FIELD_FACE,
	};
	if (!l->item[FIELD_CODIGO].present)
		return;
	char space[sizeof parts / sizeof *parts * (FIELD_TEXT_MAX + 2)];
	size_t len = 0;
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		const struct field_value *v = &l->item[parts[i]];
		if (v->present) {
			memcpy(space + len, v->text, v->len);
			len += v->len;
		}
		space[len++] = '|';
	}
	if (l->items == NULL)
		l->items = names_new();
	uint32_t before = names_count(l->items);
	uint32_t id = names_add(l->items, space, len);
	if (names_count(l->items) > before) {
		if (id >= l->item_ordinals_cap) {
			l->item_ordinals_cap = id * 2u + 64;
			l->item_ordinals = mem_grow(l->item_ordinals, l->item_ordinals_cap, sizeof *l->item_ordinals);
		}
		l->item_ordinals[id] = w->report->item;
		return;
	}
	struct finding *f = item_finding(w, FINDING_ITEM_DUPLICATE, &l->item[FIELD_CODIGO]);
	finding_arg(f, "outra", "%u", l->item_ordinals[id]);
	report_add(w->report, f);
}

/* item.quantity: zero or negative. */
void rule_item_quantity(struct walk *w, const struct rules_layer *l)
{
	const struct field_value *v = &l->item[FIELD_QUANTIDADE];
	int64_t quantity;
	if (field_amount(v, 4, &quantity) && quantity <= 0)
		report_add(w->report, item_finding(w, FINDING_ITEM_QUANTITY, v));
}

/* item.amount: zero or negative money where a price is due. The unit price is the price; a total that follows from it is
 * left to item.total. */
void rule_item_amount(struct walk *w, const struct rules_layer *l)
{
	const struct field_value *v = l->item[FIELD_VALOR_UNITARIO].present ? &l->item[FIELD_VALOR_UNITARIO] : &l->item[FIELD_VALOR];
	int64_t amount;
	if (!field_amount(v, 2, &amount) || amount > 0)
		return;
	struct finding *f = item_finding(w, FINDING_ITEM_AMOUNT, v);
	f->ans_wanted = amount < 0 ? "5049,5040" : "5040"; /* 3.02.x have no 5049 */
	report_add(w->report, f);
}

/* item.total: valorTotal is not round2(quantidade × valorUnitario × reducaoAcrescimo). */
void rule_item_total(struct walk *w, const struct rules_layer *l)
{
	const struct field_value *v = &l->item[FIELD_VALOR_TOTAL];
	int64_t quantity, unit, factor, total, due;
	if (!field_amount(v, 2, &total) || !field_amount(&l->item[FIELD_QUANTIDADE], 4, &quantity) ||
	    !field_amount(&l->item[FIELD_VALOR_UNITARIO], 2, &unit) || !field_amount(&l->item[FIELD_FATOR], 2, &factor))
		return;
	if (quantity <= 0 || unit <= 0)
		return; /* item.quantity and item.amount have said so */
	if (!money_item_total(quantity, unit, factor, &due) || due == total)
		return;
	struct finding *f = item_finding(w, FINDING_ITEM_TOTAL, v);
	struct buf text = BUF_INIT;
	money_add(&text, due, 2);
	finding_arg(f, "calculado", "%s", buf_str(&text));
	buf_addf(&f->detail, "%s = %s × %s × %s", buf_str(&text), l->item[FIELD_QUANTIDADE].text,
	         l->item[FIELD_VALOR_UNITARIO].text, l->item[FIELD_FATOR].text);
	buf_release(&text);
	report_add(w->report, f);
}
