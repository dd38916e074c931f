/* The proof of the balance, asked of statements made by hand. */
#include "bill/statement_balance.h"

#include "unit.h"

static struct statement_mark last;
static unsigned told;
static char guide_of_last[32];

static void on_mark(void *context, const struct statement_mark *m, const struct statement_mark_place *place)
{
	(void)context;
	last = *m;
	told++;
	snprintf(guide_of_last, sizeof guide_of_last, "%s", place->guide);
}

static struct amounts amounts_of(int64_t informed, int64_t processed, int64_t released, int64_t denied)
{
	struct amounts a = { { informed, processed, released, denied, 0 }, 0 };
	for (int i = 0; i < AMOUNT_FRANCHISE; i++)
		a.given |= 1u << i;
	return a;
}

static struct statement_item item_of(int64_t processed, int64_t denied, struct glosa *glosas)
{
	return (struct statement_item){
		.sequence = "1", .date = "", .table = "", .code = "", .description = "", .participation = "", .tooth = "", .region = "", .face = "",
		.cost_centre = "", .relation = "", .amounts = amounts_of(processed, processed, processed - denied, denied), .glosas = glosas,
	};
}

static struct statement_guide guide_of(struct amounts a, struct statement_item *items, struct glosa *glosas)
{
	struct statement_guide g = { .provider_number = "1001", .amounts = a, .items = items, .glosas = glosas };
	for (const struct statement_item *i = items; i != NULL; i = i->next)
		g.nitems++;
	return g;
}

/* Proves an analysis of one protocol with one guide, totals as given. Returns the number of marks. */
static unsigned prove(const struct statement_guide *g, const struct amounts *protocol, const struct amounts *general, struct glosa *protocol_glosas)
{
	static const struct statement_sink nobody = { .context = NULL };
	struct statement_balance b = { .next = &nobody, .report = on_mark };
	const struct statement_sink *sink = statement_balance_init(&b);
	struct statement s = { .kind = STATEMENT_ANALYSIS, .file = "f", .amounts = *general };
	struct statement_protocol p = { .amounts = *protocol, .glosas = protocol_glosas };
	told = 0;
	sink->begin(sink->context, &s);
	sink->protocol(sink->context, &p);
	sink->guide(sink->context, g);
	sink->protocol_end(sink->context, &p);
	sink->end(sink->context, &s);
	CHECK_INT(b.faults, told);
	statement_balance_release(&b);
	return told;
}

static unsigned prove_guide(const struct statement_guide *g)
{
	return prove(g, &g->amounts, &g->amounts, NULL);
}

static void test_it_adds_up(void)
{
	struct glosa glosa = { .code = "1818", .description = "" };
	struct statement_item second = item_of(500, 500, &glosa), first = item_of(1000, 0, NULL);
	first.next = &second;
	struct statement_guide g = guide_of(amounts_of(1500, 1500, 1000, 500), &first, NULL);
	CHECK_INT(prove_guide(&g), 0);
	struct amounts wrong = g.amounts;
	wrong.of[AMOUNT_INFORMED]++;
	CHECK_INT(prove(&g, &wrong, &wrong, NULL), 1);
	CHECK_INT(last.rule, RULE_SUM);
	CHECK_STR(last.field, "Valor Informado do Protocolo");
	CHECK_INT(last.stated, 1501);
	CHECK_INT(last.computed, 1500);
	CHECK_STR(guide_of_last, "");
}

static void test_release(void)
{
	struct statement_item item = item_of(1000, 0, NULL);
	item.amounts.of[AMOUNT_RELEASED] = 999;
	struct statement_guide g = guide_of(amounts_of(1000, 1000, 999, 0), &item, NULL);
	CHECK_INT(prove_guide(&g), 4); /* item, guide, protocol, general: each says so of itself */
	CHECK_INT(last.rule, RULE_RELEASE);
}

/* Componente Organizacional, item 56. */
static void test_only_items_with_glosa(void)
{
	struct glosa glosa = { .code = "1818", .description = "" };
	struct statement_item item = item_of(500, 200, &glosa);
	struct statement_guide g = guide_of(amounts_of(1500, 1500, 1300, 200), &item, NULL);
	CHECK_INT(prove_guide(&g), 0);
	g.amounts = amounts_of(1500, 1500, 1200, 300); /* the glosa has to be there whole */
	CHECK_INT(prove_guide(&g), 1);
	CHECK_STR(last.field, "Valor Glosa da Guia");
	CHECK_STR(guide_of_last, "1001");
	item.glosas = NULL; /* an item without glosa: then all are listed */
	item.amounts = amounts_of(500, 500, 500, 0);
	g.amounts = amounts_of(1500, 1500, 1500, 0);
	CHECK_INT(prove_guide(&g), 3);
	g = guide_of(amounts_of(400, 400, 200, 200), &item, NULL); /* more than the guide has */
	item = item_of(500, 200, &glosa);
	CHECK(prove_guide(&g) > 0);
}

static void test_whole_glosas(void)
{
	struct glosa glosa = { .code = "1001", .description = "" };
	struct statement_item item = item_of(500, 0, NULL);
	struct statement_guide g = guide_of(amounts_of(500, 500, 0, 500), &item, &glosa);
	CHECK_INT(prove_guide(&g), 0);
	g.glosas = NULL;
	CHECK_INT(prove_guide(&g), 2); /* liberado and glosa differ from the items */
	CHECK_INT(prove(&g, &g.amounts, &g.amounts, &glosa), 0); /* unless the protocol has one */
}

static void test_missing(void)
{
	struct statement_guide g = guide_of(amounts_of(500, 500, 300, 200), NULL, NULL);
	struct amounts protocol = g.amounts;
	g.amounts.given &= ~(1u << AMOUNT_DENIED);
	g.amounts.of[AMOUNT_DENIED] = 0;
	CHECK_INT(prove(&g, &protocol, &protocol, NULL), 0); /* optional: what is missing between processado and liberado */
	protocol.given &= ~(1u << AMOUNT_PROCESSED);
	protocol.of[AMOUNT_PROCESSED] = 0;
	CHECK_INT(prove(&g, &protocol, &g.amounts, NULL), 1);
	CHECK_INT(last.rule, RULE_MISSING);
	CHECK_INT(last.computed, 500);
}

static void test_overflow(void)
{
	struct statement_item second = item_of(INT64_MAX, 0, NULL), first = item_of(INT64_MAX, 0, NULL);
	first.next = &second;
	struct statement_guide g = guide_of(amounts_of(1, 1, 1, 0), &first, NULL);
	CHECK(prove_guide(&g) > 0);
	CHECK_INT(last.rule, RULE_OVERFLOW);
}

static void test_words(void)
{
	struct statement_mark m = { .rule = RULE_SUM, .field = "Valor Liberado da Guia", .against = "a soma dos itens", .stated = 123456, .computed = 99 };
	struct buf out = BUF_INIT;
	statement_mark_text(&out, &m);
	CHECK_STR(buf_str(&out), "Valor Liberado da Guia é 1.234,56, mas a soma dos itens dá 0,99");
	buf_release(&out);
}

int main(void)
{
	UNIT_RUN(test_it_adds_up);
	UNIT_RUN(test_release);
	UNIT_RUN(test_only_items_with_glosa);
	UNIT_RUN(test_whole_glosas);
	UNIT_RUN(test_missing);
	UNIT_RUN(test_overflow);
	UNIT_RUN(test_words);
	return unit_done();
}
