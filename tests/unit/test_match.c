/* The pure half of guide-match: the table, authorisations in memory, requirements, reconciling. */
#include "unit.h"

#include "bill/authorisations.h"
#include "bill/decision.h"
#include "bill/reconcile.h"
#include "bill/requirements.h"

static struct text_ref text(const char *s)
{
	return (struct text_ref){ s, strlen(s) };
}

static enum authorisation_fault add(struct authorisations *a, const char *guide, const char *password, unsigned item, const char *code,
                                    int64_t quantity, uint32_t line)
{
	uint32_t file, earlier;
	const char *what;
	struct authorised_row row = {
		.operator_guide = text(guide), .password = text(password), .card = text("1"), .valid_until = DATE_NONE, .status = 1,
		.item = item, .table = text("22"), .code = text(code), .quantity = quantity, .line = line,
	};
	return authorisations_add(a, &row, &file, &earlier, &what);
}

static struct match_query query(const char *key, const char *code, int64_t quantity)
{
	return (struct match_query){
		.key = text(key), .card = text("1"), .date = DATE_NONE, .table = text("22"), .code = text(code), .tooth = text(""),
		.region = text(""), .face = text(""), .quantity = quantity,
	};
}

static void test_table(void)
{
	for (unsigned i = 0; i < MATCH_SITUATION_COUNT; i++) {
		const struct match_rule *r = match_rule((enum match_situation)i);
		CHECK_INT(match_situation_of(r->name), i);
		CHECK((r->if_required == ACTION_GLOSA) == (r->codes[0] != '\0'));
		CHECK_INT(match_action(r, REQUIRES_UNKNOWN), match_action(r, REQUIRES_NO));
	}
	CHECK_INT(match_situation_of("x"), MATCH_SITUATION_COUNT);
}

static bool no_3306(void *context, const char *code)
{
	(void)context;
	return strcmp(code, "3306") != 0;
}

static void test_codes(void)
{
	struct glosa_codes g = { .date = "2025-11-30" };
	char code[GLOSA_CODE_TEXT];
	glosa_detail(&g, MATCH_GUIA_NAO_LOCALIZADA, code);
	CHECK_STR(code, "1404");
	memcpy(g.date, "2025-12-01", sizeof g.date);
	glosa_detail(&g, MATCH_GUIA_NAO_LOCALIZADA, code);
	CHECK_STR(code, "3306");
	g.exists = no_3306;
	glosa_detail(&g, MATCH_GUIA_NAO_LOCALIZADA, code);
	CHECK_STR(code, "1404");
	memcpy(g.date, "2026-07-01", sizeof g.date);
	glosa_detail(&g, MATCH_GUIA_NAO_LOCALIZADA, code);
	CHECK_STR(code, "");
	g.codes[MATCH_SEM_CHAVE] = "1999";
	glosa_code(&g, MATCH_SEM_CHAVE, code);
	CHECK_STR(code, "1999");
}

static void test_values(void)
{
	struct match_carry carry = { 0, 900, 7, 100 };
	struct match_values v = match_values(ACTION_RELACIONA, 1000, &carry);
	CHECK_INT(v.released, 1000);
	CHECK_INT(v.carried.payable, 0);
	CHECK_INT(v.carried.receivable, 100);
	carry.number_payable = 5;
	v = match_values(ACTION_RELACIONA, 1000, &carry);
	CHECK_INT(v.processed, 900);
	CHECK_INT(v.released, 900);
	CHECK_INT(v.denied, 0);
	v = match_values(ACTION_GLOSA, 1000, &carry);
	CHECK_INT(v.processed, 1000);
	CHECK_INT(v.released, 0);
	CHECK_INT(v.denied, 1000);
	CHECK_INT(v.carried.payable, 0);
}

static void test_each_line_once(void)
{
	struct authorisations *a = authorisations_new();
	CHECK_INT(add(a, "1", "S", 1, "10", 10000, 2), AUTHORISATION_TAKEN);
	CHECK_INT(add(a, "1", "S", 2, "10", 10000, 3), AUTHORISATION_TAKEN);
	struct match_query q = query(" S ", "10", 10000);
	struct match_found f = authorisations_find(a, &q);
	CHECK_INT(f.situation, MATCH_RELACIONADO);
	CHECK_INT(f.line, 0);
	authorisations_consume(a, 0);
	CHECK(authorisations_was_consumed(a, 0) && !authorisations_was_consumed(a, 1));
	f = authorisations_find(a, &q);
	CHECK_INT(f.line, 1);
	authorisations_consume(a, 1);
	CHECK_INT(authorisations_find(a, &q).situation, MATCH_JA_CONSUMIDA);
	q = query("0S", "10", 10000);
	CHECK_INT(authorisations_find(a, &q).situation, MATCH_GUIA_NAO_LOCALIZADA);
	authorisations_free(a);
}

/* The place of the earlier one is told, whatever came between. */
static void test_repeated_small(void)
{
	uint32_t file = 9, line = 9;
	const char *what;
	struct authorisations *a = authorisations_new();
	for (unsigned item = 1; item <= 31; item++)
		CHECK_INT(add(a, "1", "S", 32 - item, "10", 10000, item), AUTHORISATION_TAKEN);
	for (unsigned item = 1; item <= 31; item++) {
		struct authorised_row row = { .operator_guide = text("1"), .password = text("S"), .card = text("1"), .valid_until = DATE_NONE,
			.status = 1, .item = item, .line = 99 };
		CHECK_INT(authorisations_add(a, &row, &file, &line, &what), AUTHORISATION_REPEATED);
		CHECK_INT(file, 0);
		CHECK_INT(line, 32 - item);
	}
	CHECK_INT(authorisations_lines(a), 31);
	authorisations_free(a);
}

/* Looking ahead finds nothing to trip over, and changes no answer. */
static void test_looking_ahead(void)
{
	struct authorisations *a = authorisations_new();
	char key[16];
	for (int round = 0; round < 2; round++) {
		for (unsigned i = 0; i < 3000; i++) {
			snprintf(key, sizeof key, "S%u", i % 1000);
			struct authorisation_hint h = authorisation_hint_of(i % 2 == 0, text(i % 7 == 0 ? "" : key));
			for (unsigned step = 0; step < AUTHORISATION_LOOKS; step++)
				authorisations_look(a, &h, step);
			CHECK(round == 0 || i % 2 == 0 || i % 7 == 0 || h.id != AUTHORISATION_NONE);
			if (round == 0 && i < 1000)
				CHECK_INT(add(a, "", key, 0, "", 0, i), AUTHORISATION_TAKEN);
			if (round == 0 && i >= 1000)
				CHECK_INT(add(a, "", key, i / 1000, "10", 10000, i), AUTHORISATION_TAKEN);
		}
	}
	struct match_query q = query("S7", "10", 10000);
	CHECK_INT(authorisations_find(a, &q).situation, MATCH_RELACIONADO);
	authorisations_free(a);
}

static void test_repeated_and_shared(void)
{
	uint32_t file, line, earlier_file, earlier;
	struct authorisations *a = authorisations_new();
	add(a, "1", "S", 2, "10", 10000, 2);
	add(a, "1", "S", 1, "10", 10000, 3);
	CHECK_INT(add(a, "1", "S", 1, "11", 10000, 4), AUTHORISATION_REPEATED);
	CHECK_INT(add(a, "1", "S", 2, "12", 10000, 4), AUTHORISATION_REPEATED);
	CHECK(!authorisations_repeated(a, &file, &line, &earlier_file, &earlier));
	CHECK_INT(add(a, "1", "S", 31, "12", 10000, 5), AUTHORISATION_TAKEN);
	CHECK_INT(add(a, "1", "S", 31, "12", 10000, 5), AUTHORISATION_REPEATED);
	CHECK_INT(add(a, "1", "S", 32, "12", 10000, 5), AUTHORISATION_TAKEN);
	CHECK_INT(add(a, "1", "S", 9999, "12", 10000, 5), AUTHORISATION_TAKEN);
	CHECK_INT(add(a, "1", "S", 9999, "13", 10000, 5), AUTHORISATION_REPEATED);
	CHECK(!authorisations_repeated(a, &file, &line, &earlier_file, &earlier));
	CHECK_INT(add(a, "1", "S", 32, "14", 10000, 8), AUTHORISATION_TAKEN);
	CHECK_INT(add(a, "1", "S", 32, "15", 10000, 9), AUTHORISATION_REPEATED); /* though a larger one came before */
	CHECK(authorisations_repeated(a, &file, &line, &earlier_file, &earlier));
	CHECK_INT(line, 8);
	CHECK_INT(earlier, 5);
	CHECK_INT(add(a, "2", "S", 1, "10", 10000, 6), AUTHORISATION_TAKEN);
	CHECK_INT(add(a, "2", "S", 2, "10", 10000, 7), AUTHORISATION_TAKEN);
	CHECK_INT(authorisations_count(a), 2);
	struct match_query q = query("S", "10", 10000);
	struct match_found f = authorisations_find(a, &q);
	CHECK_INT(f.situation, MATCH_DUAS_AUTORIZACOES);
	CHECK_INT(f.authorisation, 0);
	CHECK_INT(f.other, 1);
	q.by_operator_guide = true;
	q.key = text("2");
	CHECK_INT(authorisations_find(a, &q).situation, MATCH_RELACIONADO);
	authorisations_free(a);
}

static void test_requirements(void)
{
	struct requirements *r = requirements_new();
	uint32_t other = 0;
	bool first;
	CHECK(requirements_add(r, "22", "1", true, 100, 200, 2, &other));
	CHECK(requirements_add(r, "22", "1", false, 201, DATE_NONE, 3, &other));
	CHECK(!requirements_add(r, "22", "1", false, DATE_NONE, 100, 4, &other));
	CHECK_INT(other, 2);
	CHECK_INT(requirements_find(r, "22", 2, "1", 1, 200, &first), REQUIRES_YES);
	CHECK_INT(requirements_find(r, "22", 2, "1", 1, 201, &first), REQUIRES_NO);
	CHECK_INT(requirements_find(r, "22", 2, "1", 1, 99, &first), REQUIRES_UNKNOWN);
	CHECK(first);
	CHECK_INT(requirements_find(r, "22", 2, "1", 1, 98, &first), REQUIRES_UNKNOWN);
	CHECK(!first);
	CHECK_INT(requirements_unknown(r), 1);
	requirements_free(r);
}

static struct statement_guide answered(const char *number, int64_t released, int64_t denied, struct statement_item *items)
{
	struct statement_guide g = { .provider_number = number, .payment_type = "", .items = items };
	amount_set(&g.amounts, AMOUNT_RELEASED, released);
	amount_set(&g.amounts, AMOUNT_DENIED, denied);
	return g;
}

/* A guide of three items, of which the statement lists the denied one only. */
static void test_reconcile_unlisted(void)
{
	struct reconcile *r = reconcile_new();
	struct statement_item denied = { .sequence = "002", .table = "22", .code = "11" };
	amount_set(&denied.amounts, AMOUNT_DENIED, 200);
	reconcile_bill(r, "7", "1", "1", "22", "10", 100);
	reconcile_bill(r, "7", "1", "2", "22", "11", 200);
	reconcile_bill(r, "7", "1", "3", "22", "12", 300);
	reconcile_bill(r, "7", "2", "1", "22", "10", 50);
	struct statement_guide g = answered("1", 400, 200, &denied);
	reconcile_answer(r, &g, "P");
	reconcile_settle(r);
	const struct reconcile_guide *one = reconcile_guides(r);
	CHECK_INT(one->state, RECONCILE_DENIED);
	CHECK_INT(one->items->state, RECONCILE_PAID);
	CHECK_INT(one->items->sum.released, 100);
	CHECK_INT(one->items->next->state, RECONCILE_DENIED);
	CHECK_INT(one->items->next->next->state, RECONCILE_PAID);
	CHECK_INT(one->next->state, RECONCILE_UNANSWERED);
	reconcile_free(r);
}

/* One cent less is a difference; a guide denied as a whole denies its items. */
static void test_reconcile_cent(void)
{
	struct reconcile *r = reconcile_new();
	reconcile_bill(r, "7", "1", "1", "22", "10", 100);
	reconcile_bill(r, "7", "2", "1", "22", "10", 100);
	struct statement_guide short_one = answered("1", 99, 0, NULL), whole = answered("2", 0, 100, NULL), other = answered("3", 5, 0, NULL);
	reconcile_answer(r, &short_one, NULL);
	reconcile_answer(r, &whole, NULL);
	reconcile_answer(r, &other, NULL);
	reconcile_settle(r);
	const struct reconcile_guide *g = reconcile_guides(r);
	CHECK_INT(g->state, RECONCILE_DIFFERENT);
	CHECK_INT(reconcile_difference(&g->sum), 1);
	CHECK_INT(g->next->items->state, RECONCILE_DENIED);
	CHECK_INT(g->next->next->state, RECONCILE_NOT_BILLED);
	reconcile_free(r);
}

int main(void)
{
	UNIT_RUN(test_table);
	UNIT_RUN(test_codes);
	UNIT_RUN(test_values);
	UNIT_RUN(test_each_line_once);
	UNIT_RUN(test_repeated_small);
	UNIT_RUN(test_looking_ahead);
	UNIT_RUN(test_repeated_and_shared);
	UNIT_RUN(test_requirements);
	UNIT_RUN(test_reconcile_unlisted);
	UNIT_RUN(test_reconcile_cent);
	return unit_done();
}
