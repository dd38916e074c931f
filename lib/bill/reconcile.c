#include "bill/reconcile.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/names.h"

struct reconcile {
	struct arena arena;
	struct names *numbers;            /* of guides; by number less one in BY_NUMBER */
	struct reconcile_guide **by_number;
	struct reconcile_guide *first, *last;
};

const char *reconcile_state_name(enum reconcile_state state)
{
	static const char *const names[RECONCILE_STATES] = {
		"nao-respondido", "pago", "glosado", "glosa-da-guia", "diferente", "nao-cobrado"
	};
	return names[state];
}

int64_t reconcile_difference(const struct reconcile_sum *s)
{
	return s->billed - s->released - s->denied - s->franchise;
}

struct reconcile *reconcile_new(void)
{
	struct reconcile *r = mem_zero(1, sizeof *r);
	r->numbers = names_new();
	return r;
}

void reconcile_free(struct reconcile *r)
{
	if (r == NULL)
		return;
	names_free(r->numbers);
	free(r->by_number);
	arena_release(&r->arena);
	free(r);
}

static const char *keep(struct reconcile *r, const char *text)
{
	return text[0] != '\0' ? arena_dup(&r->arena, text, strlen(text)) : "";
}

static struct reconcile_guide *find(const struct reconcile *r, const char *number)
{
	uint32_t id = names_find(r->numbers, number, strlen(number));
	return id != 0 ? r->by_number[id - 1] : NULL;
}

static struct reconcile_guide *add_guide(struct reconcile *r, const char *lot, const char *number, bool billed)
{
	struct reconcile_guide *g = arena_alloc(&r->arena, 1, sizeof *g);
	uint32_t id = names_add(r->numbers, number, strlen(number));
	*g = (struct reconcile_guide){ .lot = keep(r, lot), .number = names_text(r->numbers, id), .protocol = "", .codes = "", .billed = billed };
	r->by_number = mem_grow(r->by_number, id, sizeof(struct reconcile_guide *));
	r->by_number[id - 1] = g;
	*(r->last != NULL ? &r->last->next : &r->first) = g;
	r->last = g;
	return g;
}

static struct reconcile_item *add_item(struct reconcile *r, struct reconcile_guide *g, const char *sequence, const char *table,
                                       const char *code)
{
	struct reconcile_item *i = arena_alloc(&r->arena, 1, sizeof *i);
	*i = (struct reconcile_item){ .sequence = keep(r, sequence), .table = keep(r, table), .code = keep(r, code), .codes = "" };
	*(g->last != NULL ? &g->last->next : &g->items) = i;
	g->last = i;
	return i;
}

struct reconcile_guide *reconcile_bill(struct reconcile *r, const char *lot, const char *number, const char *sequence, const char *table,
                                       const char *code, int64_t amount)
{
	struct reconcile_guide *g = find(r, number);
	if (g == NULL)
		g = add_guide(r, lot, number, true);
	struct reconcile_item *i = add_item(r, g, sequence, table, code);
	i->billed = true;
	i->sum.billed = amount;
	g->sum.billed += amount;
	return g;
}

/* ---- answers ---- */

static void take_sum(struct reconcile_sum *s, const struct amounts *a)
{
	s->informed += a->of[AMOUNT_INFORMED];
	s->processed += a->of[AMOUNT_PROCESSED];
	s->released += a->of[AMOUNT_RELEASED];
	s->denied += a->of[AMOUNT_DENIED];
	s->franchise += a->of[AMOUNT_FRANCHISE];
}

static void clear_sum(struct reconcile_sum *s)
{
	*s = (struct reconcile_sum){ .billed = s->billed };
}

static const char *codes_of(struct reconcile *r, const struct glosa *glosas)
{
	struct buf text = BUF_INIT;
	glosa_codes(&text, glosas, " ");
	const char *kept = keep(r, buf_str(&text));
	buf_release(&text);
	return kept;
}

/* Numbers of items are written with and without leading zeros. */
static bool same_number(const char *a, const char *b)
{
	a += strspn(a, "0");
	b += strspn(b, "0");
	return strcmp(a, b) == 0;
}

/* The billed item that I speaks of: the one of its number when the code is the same, otherwise the first of the code that no other
 * listed item took. */
static struct reconcile_item *find_item(struct reconcile_guide *g, const struct statement_item *i)
{
	struct reconcile_item *of_code = NULL;
	for (struct reconcile_item *b = g->items; b != NULL; b = b->next) {
		if (b->listed || strcmp(b->code, i->code) != 0 || (i->table[0] != '\0' && strcmp(b->table, i->table) != 0))
			continue;
		if (i->sequence[0] == '\0' || same_number(b->sequence, i->sequence))
			return b;
		if (of_code == NULL)
			of_code = b;
	}
	return of_code;
}

static void answer_item(struct reconcile *r, struct reconcile_guide *g, const struct statement_item *i)
{
	struct reconcile_item *b = find_item(g, i);
	if (b == NULL)
		b = add_item(r, g, i->sequence, i->table, i->code);
	b->listed = true;
	take_sum(&b->sum, &i->amounts);
	b->codes = codes_of(r, i->glosas);
}

void reconcile_answer(struct reconcile *r, const struct statement_guide *s, const char *protocol)
{
	struct reconcile_guide *g = find(r, s->provider_number);
	bool appeal = strcmp(s->payment_type, "2") == 0;
	if (g == NULL)
		g = add_guide(r, "", s->provider_number, false);
	for (struct reconcile_item *b = g->items; b != NULL; b = b->next) {
		b->listed = false;
		if (!appeal)
			clear_sum(&b->sum);
	}
	if (!appeal)
		clear_sum(&g->sum);
	g->answered = true;
	take_sum(&g->sum, &s->amounts);
	g->codes = codes_of(r, s->glosas);
	g->protocol = keep(r, protocol != NULL ? protocol : "");
	for (const struct statement_item *i = s->items; i != NULL; i = i->next)
		answer_item(r, g, i);
}

/* The protocol's values are the lot's: they go to its guides as far as that is certain, which is when all is paid or all denied. */
bool reconcile_answer_lot(struct reconcile *r, const struct statement_protocol *p)
{
	int64_t billed = 0;
	bool any = false;
	for (const struct reconcile_guide *g = r->first; g != NULL; g = g->next)
		if (g->billed && strcmp(g->lot, p->lot) == 0) {
			billed += g->sum.billed;
			any = true;
		}
	bool paid = p->amounts.of[AMOUNT_RELEASED] == billed, denied = p->amounts.of[AMOUNT_DENIED] == billed;
	const char *codes = codes_of(r, p->glosas);
	for (struct reconcile_guide *g = r->first; g != NULL; g = g->next) {
		if (!g->billed || strcmp(g->lot, p->lot) != 0)
			continue;
		g->answered = true;
		g->protocol = keep(r, p->number);
		g->codes = codes;
		clear_sum(&g->sum);
		g->sum.informed = g->sum.processed = g->sum.billed;
		g->sum.released = paid ? g->sum.billed : 0;
		g->sum.denied = denied ? g->sum.billed : 0;
	}
	return any;
}

/* ---- settling ---- */

/* What the guide's listed items leave of its values, and how much the others come to. */
struct rest {
	int64_t billed, released, denied, franchise;
};

static struct rest rest_of(const struct reconcile_guide *g)
{
	struct rest rest = { 0, g->sum.released, g->sum.denied, g->sum.franchise };
	for (const struct reconcile_item *i = g->items; i != NULL; i = i->next) {
		if (!i->listed) {
			rest.billed += i->sum.billed;
			continue;
		}
		rest.released -= i->sum.released;
		rest.denied -= i->sum.denied;
		rest.franchise -= i->sum.franchise;
	}
	return rest;
}

static enum reconcile_state state_of(const struct reconcile_sum *s, bool billed)
{
	if (!billed)
		return RECONCILE_NOT_BILLED;
	if (reconcile_difference(s) != 0)
		return RECONCILE_DIFFERENT;
	return s->denied != 0 ? RECONCILE_DENIED : RECONCILE_PAID;
}

static void settle_item(const struct reconcile_guide *g, const struct rest *rest, struct reconcile_item *i)
{
	if (!g->answered) {
		i->state = RECONCILE_UNANSWERED;
		return;
	}
	if (!i->listed && rest->released == rest->billed && rest->denied == 0) {
		i->sum.informed = i->sum.processed = i->sum.released = i->sum.billed;
	} else if (!i->listed && rest->denied == rest->billed && rest->released == 0) {
		i->sum.informed = i->sum.processed = i->sum.denied = i->sum.billed;
		i->codes = g->codes;
	} else if (!i->listed) {
		i->state = rest->denied != 0 && rest->released + rest->denied + rest->franchise == rest->billed ? RECONCILE_GUIDE_DENIED :
		           RECONCILE_DIFFERENT;
		return;
	}
	i->state = state_of(&i->sum, i->billed);
}

void reconcile_settle(struct reconcile *r)
{
	for (struct reconcile_guide *g = r->first; g != NULL; g = g->next) {
		struct rest rest = rest_of(g);
		for (struct reconcile_item *i = g->items; i != NULL; i = i->next)
			settle_item(g, &rest, i);
		g->state = g->answered ? state_of(&g->sum, g->billed) : RECONCILE_UNANSWERED;
	}
}

const struct reconcile_guide *reconcile_guides(const struct reconcile *r)
{
	return r->first;
}
