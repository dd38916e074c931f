#include "bill/statement_balance.h"

#include <string.h>

enum level { LEVEL_ITEM, LEVEL_GUIDE, LEVEL_PROTOCOL, LEVEL_PAYMENT, LEVEL_GENERAL, LEVEL_STATEMENT, LEVELS };

static const char *const field_names[LEVELS][AMOUNT_COUNT] = {
	[LEVEL_ITEM] = { "Valor Informado", "Valor Processado", "Valor Liberado", "Valor Glosa", "Valor Franquia" },
	[LEVEL_GUIDE] = { "Valor Informado da Guia", "Valor Processado da Guia", "Valor Liberado da Guia", "Valor Glosa da Guia",
	                  "Valor Franquia da Guia" },
	[LEVEL_PROTOCOL] = { "Valor Informado do Protocolo", "Valor Processado do Protocolo", "Valor Liberado do Protocolo",
	                     "Valor Glosa do Protocolo", "Valor Franquia do Protocolo" },
	[LEVEL_PAYMENT] = { "Valor Informado na Data", "Valor Processado na Data", "Valor Liberado na Data", "Valor Glosa na Data",
	                    "Valor Franquia na Data" },
	[LEVEL_GENERAL] = { "Valor Informado Geral", "Valor Processado Geral", "Valor Liberado Geral", "Valor Glosa Geral",
	                    "Valor Franquia Geral" },
	[LEVEL_STATEMENT] = { "Valor Informado do Demonstrativo", "Valor Processado do Demonstrativo",
	                      "Valor Liberado do Demonstrativo", "Valor Glosa do Demonstrativo", "Valor Franquia do Demonstrativo" },
};

static const char *const below[LEVELS] = {
	[LEVEL_GUIDE] = "a soma dos itens", [LEVEL_PROTOCOL] = "a soma das guias", [LEVEL_PAYMENT] = "a soma dos protocolos",
	[LEVEL_GENERAL] = "a soma dos protocolos", [LEVEL_STATEMENT] = "a soma das datas",
};

bool amounts_add(int64_t a, int64_t b, int64_t *sum)
{
	return !__builtin_add_overflow(a, b, sum);
}

static void sums_add(struct balance_sums *s, const int64_t of[AMOUNT_COUNT])
{
	s->parts++;
	for (int i = 0; i < AMOUNT_COUNT; i++)
		if (!amounts_add(s->of[i], of[i], &s->of[i]))
			s->overflow = true;
}

/* ---- marks ---- */

static void mark(struct statement_balance *b, struct statement_mark m)
{
	struct statement_mark *kept = arena_alloc(*b->place.guide != '\0' ? &b->of_guide : &b->of_rest, 1, sizeof *kept);
	*kept = m;
	*b->tail = kept;
	b->tail = &kept->next;
	b->faults++;
	if (b->report != NULL)
		b->report(b->context, kept, &b->place);
}

/* How STATED is to be to COMPUTED. */
enum relation { EQUAL, AT_LEAST, AT_MOST };

static void compare(struct statement_balance *b, struct statement_mark m, enum relation relation)
{
	b->checks++;
	bool holds = relation == EQUAL ? m.stated == m.computed : relation == AT_LEAST ? m.stated >= m.computed : m.stated <= m.computed;
	if (!holds)
		mark(b, m);
}

/* liberado = processado − glosa − franquia, of what OF says. */
static void check_release(struct statement_balance *b, enum level level, const int64_t of[AMOUNT_COUNT],
                          const struct statement_item *item)
{
	struct statement_mark m = { .rule = RULE_RELEASE, .field = field_names[level][AMOUNT_RELEASED], .item = item };
	bool dental = b->statement.kind == STATEMENT_DENTAL;
	m.against = dental ? "processado − glosa − franquia" : "processado − glosa";
	m.stated = of[AMOUNT_RELEASED];
	if (__builtin_sub_overflow(of[AMOUNT_PROCESSED], of[AMOUNT_DENIED], &m.computed) ||
	    __builtin_sub_overflow(m.computed, of[AMOUNT_FRANCHISE], &m.computed)) {
		m.rule = RULE_OVERFLOW;
		mark(b, m);
		return;
	}
	compare(b, m, EQUAL);
}

/* What the amounts count as: what is not given is the sum of what is below. A glosa that may be left out and is not listed
 * either is what is missing between processado and liberado. Required ones that are missing are marked. */
static void settle(struct statement_balance *b, enum level level, const struct amounts *a, const struct balance_sums *sums,
                   unsigned required, int64_t out[AMOUNT_COUNT])
{
	for (int i = 0; i < AMOUNT_COUNT; i++) {
		out[i] = amount_given(a, (enum amount)i) ? a->of[i] : sums->parts > 0 ? sums->of[i] : 0;
		if ((required & ~a->given & 1u << i) != 0)
			mark(b, (struct statement_mark){ .rule = RULE_MISSING, .field = field_names[level][i], .against = below[level],
			                                 .computed = out[i] });
	}
	if (((required | a->given) & 1u << AMOUNT_DENIED) == 0 && out[AMOUNT_DENIED] == 0 &&
	    __builtin_sub_overflow(out[AMOUNT_PROCESSED], out[AMOUNT_RELEASED], &out[AMOUNT_DENIED]))
		out[AMOUNT_DENIED] = 0;
}

enum { ALL_BUT_FRANCHISE = 1 << AMOUNT_INFORMED | 1 << AMOUNT_PROCESSED | 1 << AMOUNT_RELEASED | 1 << AMOUNT_DENIED };

/* What the schema asks for; the glosa may be left out of an analysis, and above payment dates of none. */
static unsigned required_amounts(const struct statement_balance *b, enum level level)
{
	unsigned three = ALL_BUT_FRANCHISE & ~(1u << AMOUNT_DENIED);
	if (b->statement.kind == STATEMENT_DENTAL)
		return ALL_BUT_FRANCHISE | 1u << AMOUNT_FRANCHISE;
	if (b->statement.kind == STATEMENT_ANALYSIS || level == LEVEL_PROTOCOL)
		return three;
	return level == LEVEL_GUIDE ? three & ~(1u << AMOUNT_INFORMED) : ALL_BUT_FRANCHISE;
}

/* Holds the total A against SUMS; OWN_GLOSA: it has glosas that nothing below it has. */
static void check_sums(struct statement_balance *b, enum level level, const struct amounts *a, const struct balance_sums *sums,
                       unsigned wanted, bool own_glosa)
{
	if (sums->overflow) {
		mark(b, (struct statement_mark){ .rule = RULE_OVERFLOW, .field = field_names[level][AMOUNT_INFORMED] });
		return;
	}
	for (int i = 0; i < AMOUNT_COUNT; i++) {
		if ((wanted & a->given & 1u << i) == 0)
			continue;
		enum relation relation = !own_glosa ? EQUAL : i == AMOUNT_DENIED ? AT_LEAST : i == AMOUNT_RELEASED ? AT_MOST : EQUAL;
		compare(b, (struct statement_mark){ .rule = RULE_SUM, .field = field_names[level][i], .against = below[level],
		                                    .stated = a->of[i], .computed = sums->of[i] }, relation);
	}
}

/* ---- guides ---- */

static bool every_item_denied(const struct statement_guide *g)
{
	for (const struct statement_item *item = g->items; item != NULL; item = item->next)
		if (item->glosas == NULL)
			return false;
	return true;
}

static void sum_items(struct statement_balance *b, const struct statement_guide *g, struct balance_sums *sums)
{
	for (const struct statement_item *item = g->items; item != NULL; item = item->next) {
		sums_add(sums, item->amounts.of);
		unsigned both = 1u << AMOUNT_PROCESSED | 1u << AMOUNT_RELEASED;
		if ((item->amounts.given & both) == both)
			check_release(b, LEVEL_ITEM, item->amounts.of, item);
	}
}

/* Items against their guide. */
static void check_items(struct statement_balance *b, const struct statement_guide *g, const struct balance_sums *sums)
{
	const struct amounts *a = &g->amounts;
	bool own_glosa = g->glosas != NULL || b->protocol_glosa;
	bool informed = amount_given(a, AMOUNT_INFORMED);
	bool partial = b->statement.kind == STATEMENT_ANALYSIS && !sums->overflow && informed &&
	               sums->of[AMOUNT_INFORMED] < a->of[AMOUNT_INFORMED] && every_item_denied(g);
	if (!partial) {
		if (informed && !sums->overflow)
			compare(b, (struct statement_mark){ .rule = RULE_ITEMS, .field = field_names[LEVEL_GUIDE][AMOUNT_INFORMED],
			                                    .against = below[LEVEL_GUIDE], .stated = a->of[AMOUNT_INFORMED],
			                                    .computed = sums->of[AMOUNT_INFORMED] }, EQUAL);
		check_sums(b, LEVEL_GUIDE, a, sums, (ALL_BUT_FRANCHISE | 1u << AMOUNT_FRANCHISE) & ~(1u << AMOUNT_INFORMED), own_glosa);
		return;
	}
	/* only items with glosa are listed: all of the glosa, a part of the rest */
	check_sums(b, LEVEL_GUIDE, a, sums, 1u << AMOUNT_DENIED, own_glosa);
	if (amount_given(a, AMOUNT_PROCESSED))
		compare(b, (struct statement_mark){ .rule = RULE_ITEMS, .field = field_names[LEVEL_GUIDE][AMOUNT_PROCESSED],
		                                    .against = below[LEVEL_GUIDE], .stated = a->of[AMOUNT_PROCESSED],
		                                    .computed = sums->of[AMOUNT_PROCESSED] }, AT_LEAST);
}

static void on_guide(void *context, const struct statement_guide *told)
{
	struct statement_balance *b = context;
	struct statement_guide g = *told;
	struct balance_sums sums = { .parts = 0 };
	int64_t of[AMOUNT_COUNT];
	g.marks = NULL;
	b->tail = &g.marks;
	b->place.line = g.line;
	b->place.guide = *g.provider_number != '\0' ? g.provider_number : "?";
	sum_items(b, &g, &sums);
	settle(b, LEVEL_GUIDE, &g.amounts, &sums, required_amounts(b, LEVEL_GUIDE), of);
	if (g.nitems > 0)
		check_items(b, &g, &sums);
	check_release(b, LEVEL_GUIDE, of, NULL);
	sums_add(&b->protocol, of);
	b->place.guide = "";
	if (b->next->guide != NULL)
		b->next->guide(b->next->context, &g);
	arena_clear(&b->of_guide);
}

/* ---- protocols ---- */

static void on_protocol(void *context, const struct statement_protocol *p)
{
	struct statement_balance *b = context;
	memset(&b->protocol, 0, sizeof b->protocol);
	b->protocol_glosa = p->glosas != NULL;
	if (b->next->protocol != NULL)
		b->next->protocol(b->next->context, p);
}

static void on_protocol_end(void *context, const struct statement_protocol *told)
{
	struct statement_balance *b = context;
	struct statement_protocol p = *told;
	int64_t of[AMOUNT_COUNT];
	unsigned wanted = ALL_BUT_FRANCHISE | 1u << AMOUNT_FRANCHISE;
	if (b->statement.kind == STATEMENT_PAYMENT) /* its guides do not say what was informed */
		wanted &= ~(1u << AMOUNT_INFORMED);
	p.marks = NULL;
	b->tail = &p.marks;
	b->place.line = p.line;
	settle(b, LEVEL_PROTOCOL, &p.amounts, &b->protocol, required_amounts(b, LEVEL_PROTOCOL), of);
	if (b->protocol.parts > 0)
		check_sums(b, LEVEL_PROTOCOL, &p.amounts, &b->protocol, wanted, p.glosas != NULL);
	check_release(b, LEVEL_PROTOCOL, of, NULL);
	sums_add(b->in_payment ? &b->date : &b->whole, of);
	if (b->next->protocol_end != NULL)
		b->next->protocol_end(b->next->context, &p);
	arena_clear(&b->of_rest);
}

/* ---- from gross to net ---- */

/* The sum of the adjustments with INDICATOR. */
static int64_t sum_adjustments(const struct statement_net *net, char indicator, bool *overflow)
{
	int64_t sum = 0;
	for (const struct statement_adjustment *a = net->adjustments; a != NULL; a = a->next)
		if (a->indicator[0] == indicator && a->amount.given && !amounts_add(sum, a->amount.cents, &sum))
			*overflow = true;
	return sum;
}

static void check_missing(struct statement_balance *b, const struct amount_value *v, const char *field, const char *against,
                          int64_t computed)
{
	if (!v->given)
		mark(b, (struct statement_mark){ .rule = RULE_MISSING, .field = field, .against = against, .computed = computed });
}

/* A total of debits or credits: the sum of the list, of the dates, or of both; operators differ in what they list again.
 * Where nothing is listed there is nothing to hold it against. */
static int64_t check_adjustments(struct statement_balance *b, const struct amount_value *total, const char *field, bool has_list,
                                 int64_t listed, int64_t of_dates)
{
	int64_t both = 0;
	if (!amounts_add(listed, of_dates, &both))
		mark(b, (struct statement_mark){ .rule = RULE_OVERFLOW, .field = field });
	check_missing(b, total, field, "a soma dos lançamentos", both);
	if (!total->given)
		return both;
	if (!has_list)
		return total->cents;
	bool holds = total->cents == listed || total->cents == of_dates || total->cents == both;
	compare(b, (struct statement_mark){ .rule = RULE_DEBITS, .field = field, .against = "a soma dos lançamentos",
	                                    .stated = total->cents, .computed = holds ? total->cents : both }, EQUAL);
	return total->cents;
}

/* The net of a statement whose own debits and credits come on top of those of its dates, when that is what is stated; OTHERWISE
 * if not. */
static int64_t net_of_dates(const struct statement_net *net, const struct statement_net *dates, int64_t otherwise)
{
	int64_t sum;
	if (__builtin_sub_overflow(dates->net.cents, net->debits.cents, &sum) || !amounts_add(sum, net->credits.cents, &sum))
		return otherwise;
	return sum == net->net.cents ? sum : otherwise;
}

static void check_net(struct statement_balance *b, const struct statement_net *net, int64_t released, const struct statement_net *dates,
                      const char *const fields[3])
{
	struct statement_mark m = { .rule = RULE_NET, .field = fields[2], .against = "liberado − débitos + créditos" };
	bool overflow = false, has_list = net->adjustments != NULL || dates->debits.given || dates->credits.given;
	int64_t debits = check_adjustments(b, &net->debits, fields[0], has_list, sum_adjustments(net, '1', &overflow), dates->debits.cents);
	int64_t credits = check_adjustments(b, &net->credits, fields[1], has_list, sum_adjustments(net, '2', &overflow), dates->credits.cents);
	if (overflow || __builtin_sub_overflow(released, debits, &m.computed) || !amounts_add(m.computed, credits, &m.computed)) {
		m.rule = RULE_OVERFLOW;
		mark(b, m);
		return;
	}
	check_missing(b, &net->net, fields[2], m.against, m.computed);
	m.stated = net->net.cents;
	bool own = net->debits.cents != dates->debits.cents || net->credits.cents != dates->credits.cents;
	if (net->net.given && dates->net.given && own && m.stated != m.computed)
		m.computed = net_of_dates(net, dates, m.computed);
	if (net->net.given)
		compare(b, m, EQUAL);
}

static void on_payment(void *context, const struct statement_payment *p)
{
	struct statement_balance *b = context;
	memset(&b->date, 0, sizeof b->date);
	b->in_payment = true;
	if (b->next->payment != NULL)
		b->next->payment(b->next->context, p);
}

static void add_date(struct statement_balance *b, struct amount_value *sum, const struct amount_value *of_date)
{
	sum->given = sum->given || of_date->given;
	if (!amounts_add(sum->cents, of_date->cents, &sum->cents))
		b->whole.overflow = true;
}

static void on_payment_end(void *context, const struct statement_payment *told)
{
	static const char *const fields[] = { "Total de Débitos na Data", "Total de Créditos na Data", "Valor Líquido na Data" };
	static const struct statement_net no_dates = { NULL, { 0, false }, { 0, false }, { 0, false } };
	struct statement_balance *b = context;
	struct statement_payment p = *told;
	int64_t of[AMOUNT_COUNT];
	p.marks = NULL;
	b->tail = &p.marks;
	b->place.line = p.line;
	settle(b, LEVEL_PAYMENT, &p.amounts, &b->date, required_amounts(b, LEVEL_PAYMENT), of);
	if (b->date.parts > 0)
		check_sums(b, LEVEL_PAYMENT, &p.amounts, &b->date, ALL_BUT_FRANCHISE | 1u << AMOUNT_FRANCHISE, false);
	check_release(b, LEVEL_PAYMENT, of, NULL);
	check_net(b, &p.net, of[AMOUNT_RELEASED], &no_dates, fields);
	sums_add(&b->whole, of);
	add_date(b, &b->dates.debits, &p.net.debits);
	add_date(b, &b->dates.credits, &p.net.credits);
	add_date(b, &b->dates.net, &p.net.net);
	b->in_payment = false;
	if (b->next->payment_end != NULL)
		b->next->payment_end(b->next->context, &p);
	arena_clear(&b->of_rest);
}

/* ---- the statement ---- */

static void on_begin(void *context, const struct statement *s)
{
	struct statement_balance *b = context;
	b->statement = *s;
	b->place = (struct statement_mark_place){ s->file, s->line, "" };
	memset(&b->whole, 0, sizeof b->whole);
	memset(&b->dates, 0, sizeof b->dates);
	b->in_payment = false;
	if (b->next->begin != NULL)
		b->next->begin(b->next->context, s);
}

static void on_end(void *context, const struct statement *told)
{
	static const char *const fields[] = { "Total de Débitos do Demonstrativo", "Total de Créditos do Demonstrativo",
	                                      "Valor Líquido do Demonstrativo" };
	struct statement_balance *b = context;
	struct statement s = *told;
	enum level level = s.kind == STATEMENT_ANALYSIS ? LEVEL_GENERAL : LEVEL_STATEMENT;
	int64_t of[AMOUNT_COUNT];
	s.marks = NULL;
	b->tail = &s.marks;
	b->place.line = s.line;
	settle(b, level, &s.amounts, &b->whole, required_amounts(b, level), of);
	if (b->whole.parts > 0)
		check_sums(b, level, &s.amounts, &b->whole, ALL_BUT_FRANCHISE | 1u << AMOUNT_FRANCHISE, false);
	check_release(b, level, of, NULL);
	if (s.kind != STATEMENT_ANALYSIS)
		check_net(b, &s.net, of[AMOUNT_RELEASED], &b->dates, fields);
	if (b->next->end != NULL)
		b->next->end(b->next->context, &s);
	arena_clear(&b->of_rest);
}

static void on_answer(void *context, const struct statement_answer *a)
{
	struct statement_balance *b = context;
	if (b->next->answer != NULL)
		b->next->answer(b->next->context, a);
}

const struct statement_sink *statement_balance_init(struct statement_balance *b)
{
	b->sink = (struct statement_sink){
		.context = b, .begin = on_begin, .payment = on_payment, .protocol = on_protocol, .guide = on_guide,
		.protocol_end = on_protocol_end, .payment_end = on_payment_end, .end = on_end, .answer = on_answer,
	};
	return &b->sink;
}

void statement_balance_release(struct statement_balance *b)
{
	arena_release(&b->of_guide);
	arena_release(&b->of_rest);
}
