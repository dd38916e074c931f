#include "bill/fee_account.h"
#include "bill/fee_adjust.h"
#include "bill/fee_exact.h"
#include "bill/fee_round.h"
#include "unit.h"

static struct fee_exact amount(int64_t value, unsigned scale, unsigned days)
{
	return fee_exact_of((struct fee_decimal){ value, scale }, days);
}

static const char *text(const struct fee_exact *e)
{
	static struct buf out;
	buf_clear(&out);
	fee_exact_text(&out, e);
	return buf_str(&out);
}

static int64_t cents(const struct fee_exact *e)
{
	int64_t value = INT64_MIN;
	CHECK(fee_exact_round(e, FEE_CENTS, &value));
	return value;
}

static int64_t floor_cents(const struct fee_exact *e)
{
	int64_t value = INT64_MIN;
	CHECK(fee_exact_floor(e, FEE_CENTS, &value));
	return value;
}

static void test_days(void)
{
	struct fee_exact e = amount(45000, 2, 26);
	CHECK_STR(text(&e), "390.00");
	CHECK_INT(cents(&e), 39000);
	e = amount(100, 2, 10);
	CHECK_STR(text(&e), "0.333333333333");
	e = amount(200, 2, 10);
	CHECK_STR(text(&e), "0.666666666667");
	e = amount(0, 2, 30);
	CHECK_STR(text(&e), "0.00");
	e = amount(33335, 3, 30);
	CHECK_STR(text(&e), "33.335");
}

static void test_half_up_away_from_zero(void)
{
	static const struct {
		int64_t value;
		unsigned scale;
		int64_t rounded, floor;
	} cases[] = {
		{ 1004, 3, 100, 100 }, { 1005, 3, 101, 100 }, { 1006, 3, 101, 100 }, { -1004, 3, -100, -101 }, { -1005, 3, -101, -101 },
		{ -1006, 3, -101, -101 }, { 100, 2, 100, 100 }, { -100, 2, -100, -100 }, { 5, 3, 1, 0 }, { -5, 3, -1, -1 }, { 7, 0, 700, 700 },
		{ 1, 18, 0, 0 }, { -1, 18, 0, -1 },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct fee_exact e = amount(cases[i].value, cases[i].scale, 30);
		CHECK_INT(cents(&e), cases[i].rounded);
		CHECK_INT(floor_cents(&e), cases[i].floor);
	}
}

/* Twenty readjustments of 9,6312 %: more digits than 128 bits hold, and not one is lost. */
static void test_long_products(void)
{
	struct fee_exact e = amount(123456, 6, 30), again;
	for (int i = 0; i < 20; i++)
		CHECK(fee_exact_multiply(&e, (struct fee_decimal){ 1096312, 6 }));
	again = e;
	CHECK(fee_exact_add(&again, &e));
	e.negative = true;
	CHECK(fee_exact_add(&again, &e));
	CHECK(fee_exact_add(&again, &e));
	CHECK_INT(again.len, 0);
	CHECK(!again.negative);
}

static void test_overflow_is_refused(void)
{
	struct fee_exact e = amount(INT64_MAX, 0, 30);
	int64_t value;
	CHECK(!fee_exact_round(&e, 2, &value)); /* fits the number, not the cents */
	for (int i = 0; i < 7; i++)
		fee_exact_multiply(&e, (struct fee_decimal){ INT64_MAX, 0 });
	CHECK(!fee_exact_multiply(&e, (struct fee_decimal){ INT64_MAX, 0 }));
	e = amount(1, 0, 1);
	bool fits = true;
	for (int i = 0; i < 200 && fits; i++)
		fits = fee_exact_multiply(&e, (struct fee_decimal){ 1, 1 });
	CHECK(!fits); /* 10^-200 */
	e = amount(0, 0, 30);
	for (int i = 0; i < 1000; i++)
		CHECK(fee_exact_multiply(&e, (struct fee_decimal){ 1096312, 6 }));
	CHECK_STR(text(&e), "0.00");
}

static void test_large_factor(void)
{
	struct fee_exact e = amount(3, 0, 30);
	CHECK(fee_exact_multiply(&e, (struct fee_decimal){ INT64_C(12345678901234), 0 }));
	CHECK_STR(text(&e), "37037036703702.00");
	CHECK(fee_exact_multiply(&e, (struct fee_decimal){ -2, 0 }));
	CHECK_STR(text(&e), "-74074073407404.00");
}

static void test_less(void)
{
	struct fee_exact a = amount(1, 0, 10), b = amount(333, 3, 30), c = amount(-1, 0, 30);
	bool less;
	CHECK(fee_exact_less(&b, &a, &less) && less);
	CHECK(fee_exact_less(&a, &b, &less) && !less);
	CHECK(fee_exact_less(&a, &a, &less) && !less);
	CHECK(fee_exact_less(&c, &b, &less) && less);
}

static void test_parts(void)
{
	CHECK_INT(fee_part(10000, 1, 3), 3333);
	CHECK_INT(fee_part(10000, 2, 3), 3333);
	CHECK_INT(fee_part(10000, 3, 3), 3334);
	CHECK_INT(fee_part(-10000, 1, 3), -3333);
	CHECK_INT(fee_part(-10000, 3, 3), -3334);
	CHECK_INT(fee_part(1, 1, 2), 0);
	CHECK_INT(fee_part(1, 2, 2), 1);
	CHECK_INT(fee_part(INT64_MAX, 1, 1), INT64_MAX);
}

static void round_all(const struct fee_indicators *in, struct fee_rounding *amounts, size_t n)
{
	struct fee_rounding *pointers[8];
	for (size_t i = 0; i < n; i++)
		pointers[i] = &amounts[i];
	CHECK(fee_round(in, pointers, n));
}

/* Whatever is shared out adds up to the rounded sum, and no one is more than a cent from his own. */
static void test_shares_add_up(void)
{
	struct fee_indicators in = { .round_modules = false };
	uint32_t seed = 1;
	for (int round = 0; round < 2000; round++) {
		struct fee_rounding amounts[8];
		size_t n = 2 + seed % 7;
		int64_t sum = 0, total;
		struct fee_exact all = amount(0, 0, 0);
		for (size_t i = 0; i < n; i++) {
			seed = seed * 1103515245u + 12345u;
			int64_t value = (int64_t)(seed >> 8) - (round % 3 == 0 ? 8000000 : 0);
			amounts[i] = (struct fee_rounding){ .exact = amount(value, 3 + seed % 3, 1 + seed % 30) };
			CHECK(fee_exact_add(&all, &amounts[i].exact));
		}
		round_all(&in, amounts, n);
		CHECK(fee_exact_round(&all, FEE_CENTS, &total));
		for (size_t i = 0; i < n; i++) {
			int64_t low = floor_cents(&amounts[i].exact);
			sum += amounts[i].cents;
			CHECK(amounts[i].cents == low || amounts[i].cents == low + 1);
		}
		CHECK_INT(sum, total);
	}
}

static void test_ties_go_to_the_earlier_row(void)
{
	struct fee_indicators in = { .round_modules = false };
	struct fee_rounding a[] = { { .exact = amount(1005, 3, 30) }, { .exact = amount(1005, 3, 30) }, { .exact = amount(1005, 3, 30) } };
	round_all(&in, a, 3); /* 3,015: 3,02 */
	CHECK_INT(a[0].cents, 101);
	CHECK_INT(a[1].cents, 101);
	CHECK_INT(a[2].cents, 100);
	CHECK(a[0].shared && a[2].shared);
	CHECK_INT(a[0].total, 302);
}

static void test_pro_rata(void)
{
	CHECK_INT(fee_first_month_share(45000, date_of(2010, 10, 5), date_of(2010, 11, 5)), 39194);
	CHECK_INT(fee_first_month_share(-45000, date_of(2010, 10, 5), date_of(2010, 11, 5)), -39194);
	CHECK_INT(fee_first_month_share(45000, date_of(2010, 10, 1), date_of(2010, 11, 1)), 45000);
	CHECK_INT(fee_first_month_share(45000, date_of(2011, 1, 31), date_of(2011, 2, 28)), 1607);
	CHECK_INT(fee_first_month_share(INT64_MAX / 32, date_of(2010, 12, 31), date_of(2011, 1, 31)), INT64_MAX / 32 / 31);
}

int main(void)
{
	UNIT_RUN(test_days);
	UNIT_RUN(test_half_up_away_from_zero);
	UNIT_RUN(test_long_products);
	UNIT_RUN(test_overflow_is_refused);
	UNIT_RUN(test_large_factor);
	UNIT_RUN(test_less);
	UNIT_RUN(test_parts);
	UNIT_RUN(test_shares_add_up);
	UNIT_RUN(test_ties_go_to_the_earlier_row);
	UNIT_RUN(test_pro_rata);
	return unit_done();
}
