#include "bill/glosa_tally.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "bill/statement_balance.h"

static void add_code(struct glosa_tally *t, const char *code, int64_t amount)
{
	if (t->names == NULL)
		t->names = names_new();
	size_t len = strlen(code);
	uint32_t id = len < sizeof t->codes->code ? names_find(t->names, code, len) : 0;
	if (len == 0 && t->ncodes > 0)
		id = names_find(t->names, " ", 1);
	if (id == 0) {
		if (t->ncodes == TALLY_CODES_MAX || len >= sizeof t->codes->code) {
			t->left_out++;
			return;
		}
		id = names_add(t->names, len > 0 ? code : " ", len > 0 ? len : 1);
		t->codes = mem_grow(t->codes, ++t->ncodes, sizeof *t->codes);
		memset(&t->codes[id - 1], 0, sizeof *t->codes);
		memcpy(t->codes[id - 1].code, code, len);
	}
	struct tally_code *c = &t->codes[id - 1];
	c->times++;
	if (!amounts_add(c->amount, amount, &c->amount))
		t->left_out++;
}

/* The glosas of ITEM; those of odontology have no amounts of their own: the first code carries the item's. */
static void add_item(struct glosa_tally *t, const struct statement_item *item)
{
	bool valued = false;
	for (const struct glosa *g = item->glosas; g != NULL; g = g->next)
		valued = valued || g->amount.given;
	t->items_seen++;
	t->items_denied += item->amounts.of[AMOUNT_DENIED] != 0 || item->glosas != NULL;
	for (const struct glosa *g = item->glosas; g != NULL; g = g->next)
		add_code(t, g->code, valued ? g->amount.cents : g == item->glosas ? item->amounts.of[AMOUNT_DENIED] : 0);
	if (item->glosas == NULL && item->amounts.of[AMOUNT_DENIED] != 0)
		add_code(t, "", item->amounts.of[AMOUNT_DENIED]);
}

static void rank_guide(struct glosa_tally *t, const struct statement_guide *g, int64_t denied)
{
	size_t at = t->nguides;
	while (at > 0 && t->guides[at - 1].denied < denied)
		at--;
	if (at == TALLY_GUIDES_MAX)
		return;
	if (t->nguides < TALLY_GUIDES_MAX)
		t->nguides++;
	memmove(&t->guides[at + 1], &t->guides[at], (t->nguides - 1 - at) * sizeof *t->guides);
	t->guides[at] = (struct tally_guide){ .ordinal = t->guides_seen, .denied = denied, .processed = g->amounts.of[AMOUNT_PROCESSED] };
	strncat(t->guides[at].number, g->provider_number, TALLY_NUMBER_MAX - 1);
}

void glosa_tally_guide(struct glosa_tally *t, const struct statement_guide *g)
{
	int64_t of_items = 0, denied = g->amounts.of[AMOUNT_DENIED];
	for (const struct statement_item *item = g->items; item != NULL; item = item->next) {
		add_item(t, item);
		if (!amounts_add(of_items, item->amounts.of[AMOUNT_DENIED], &of_items))
			of_items = 0;
	}
	if (!amount_given(&g->amounts, AMOUNT_DENIED))
		denied = of_items;
	/* what is denied of the guide as a whole goes to its own first code */
	int64_t rest = denied > of_items ? denied - of_items : 0;
	for (const struct glosa *glosa = g->glosas; glosa != NULL; glosa = glosa->next)
		add_code(t, glosa->code, glosa == g->glosas ? rest : 0);
	if (g->glosas == NULL && rest > 0)
		add_code(t, "", rest);
	t->guides_seen++;
	t->guides_denied += denied != 0 || g->glosas != NULL;
	if (denied > 0)
		rank_guide(t, g, denied);
}

void glosa_tally_protocol(struct glosa_tally *t, const struct statement_protocol *p)
{
	for (const struct glosa *glosa = p->glosas; glosa != NULL; glosa = glosa->next)
		add_code(t, glosa->code, 0);
}

static int by_amount(const void *a, const void *b)
{
	const struct tally_code *x = a, *y = b;
	if (x->amount != y->amount)
		return x->amount < y->amount ? 1 : -1;
	if (x->times != y->times)
		return x->times < y->times ? 1 : -1;
	return strcmp(x->code, y->code);
}

bool glosa_tally_sort(struct glosa_tally *t)
{
	if (t->ncodes > 1)
		qsort(t->codes, t->ncodes, sizeof *t->codes, by_amount);
	return t->ncodes > 1 || (t->ncodes == 1 && t->codes[0].code[0] != '\0');
}

static void add_count(struct buf *out, uint64_t n, const char *one, const char *many)
{
	buf_addf(out, "%llu %s", (unsigned long long)n, n == 1 ? one : many);
}

void glosa_tally_text(struct buf *out, const struct glosa_tally *t)
{
	add_count(out, t->guides_seen, "guia", "guias");
	buf_addf(out, ", %llu com glosa; ", (unsigned long long)t->guides_denied);
	add_count(out, t->items_seen, "item", "itens");
	buf_addf(out, ", %llu com glosa", (unsigned long long)t->items_denied);
}

void glosa_tally_release(struct glosa_tally *t)
{
	names_free(t->names);
	free(t->codes);
	memset(t, 0, sizeof *t);
}
