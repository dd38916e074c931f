/* Amounts: exact, or refused. */
#include <inttypes.h>

#include "fmt/money.h"

#include "unit.h"

static void parses(const char *text, unsigned scale, int64_t want)
{
	int64_t got = -1;
	if (!CHECK(money_parse(text, strlen(text), scale, &got)))
		printf("#   «%s»\n", text);
	else if (got != want)
		CHECK_INT(got, want), printf("#   «%s»\n", text);
}

static void refuses(const char *text, unsigned scale)
{
	int64_t got;
	if (!CHECK(!money_parse(text, strlen(text), scale, &got)))
		printf("#   «%s»\n", text);
}

static void test_parse(void)
{
	parses("0", 2, 0);
	parses("150.00", 2, 15000);
	parses("150", 2, 15000);
	parses("150.", 2, 15000);
	parses(".5", 2, 50);
	parses("+1.5", 2, 150);
	parses("-1.5", 2, -150);
	parses("-0.00", 2, 0);
	parses("1.5000000000", 2, 150);
	parses("00000000000000000000000001.50", 2, 150);
	parses(" \t\n1.50\r ", 2, 150);
	parses("1.234567891", 9, 1234567891);
	parses("7", 0, 7);
	parses("7.000", 0, 7);
}

static void test_refuse(void)
{
	static const char *const wrong[] = {
		"", " ", ".", "+", "-", "-.", "1,50", "1.5.0", "1 000", "R$ 1", "1e3", "--1", "+-1", "0x10", "1.505", "NaN", "1\xa0", "1\xc2\xa0",
	};
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		refuses(wrong[i], 2);
	refuses("1.5", 0);
	int64_t got;
	CHECK(!money_parse("1\0", 2, 2, &got));
	CHECK(money_parse("12", 1, 0, &got) && got == 1);
}

static void test_bounds(void)
{
	parses("92233720368547757.99", 2, INT64_C(9223372036854775799));
	parses("9223372036854775799", 0, INT64_C(9223372036854775799));
	refuses("9223372036854775808", 0);
	refuses("92233720368547758.08", 2);
	refuses("9999999999999999999999999999999999999999", 0);
	refuses("-9999999999999999999999999999999999999999", 0);
	refuses("9999999999999999", 9);
	parses("-92233720368547757.99", 2, -INT64_C(9223372036854775799));
}

static void reads(int64_t amount, unsigned scale, const char *plain, const char *br)
{
	struct buf out = BUF_INIT;
	money_add(&out, amount, scale);
	CHECK_STR(buf_str(&out), plain);
	buf_clear(&out);
	money_add_br(&out, amount, scale);
	CHECK_STR(buf_str(&out), br);
	buf_release(&out);
}

static void test_write(void)
{
	reads(0, 2, "0.00", "0,00");
	reads(5, 2, "0.05", "0,05");
	reads(-5, 2, "-0.05", "-0,05");
	reads(123456, 2, "1234.56", "1.234,56");
	reads(99999, 2, "999.99", "999,99");
	reads(100000, 2, "1000.00", "1.000,00");
	reads(-123456789012, 2, "-1234567890.12", "-1.234.567.890,12");
	reads(1234567, 0, "1234567", "1.234.567");
	reads(123, 4, "0.0123", "0,0123");
	reads(INT64_MAX, 2, "92233720368547758.07", "92.233.720.368.547.758,07");
	reads(INT64_MIN, 2, "-92233720368547758.08", "-92.233.720.368.547.758,08");
}

/* What is written reads back as it was. */
static void test_round_trip(void)
{
	bool good = true;
	for (unsigned scale = 0; scale <= MONEY_SCALE_MAX; scale++) {
		for (int64_t amount = -1000003; amount < INT64_MAX / 7; amount = amount < 0 ? amount + 40009 : amount * 3 + 1) {
			struct buf out = BUF_INIT;
			int64_t back;
			money_add(&out, amount, scale);
			good = good && money_parse(out.data, out.len, scale, &back) && back == amount;
			buf_release(&out);
		}
	}
	CHECK(good);
}

/* quantity has scale 4, unit price and factor scale 2, the total is in cents. */
static void total_is(int64_t quantity, int64_t unit, int64_t factor, int64_t want)
{
	int64_t total = -1;
	CHECK(money_item_total(quantity, unit, factor, &total));
	CHECK_INT(total, want);
}

static void test_item_total(void)
{
	int64_t total;
	total_is(10000, 1124, 100, 1124);
	total_is(20000, 618, 100, 1236);
	total_is(5000, 1, 100, 1);    /* 0.005 is rounded up */
	total_is(4999, 1, 100, 0);
	total_is(-5000, 1, 100, -1);  /* away from zero, both ways */
	total_is(15000, 333, 150, 749); /* 1.5 × 3.33 × 1.50 = 7.4925 */
	total_is(0, 333, 150, 0);
	CHECK(!money_item_total(INT64_MAX, INT64_MAX, INT64_MAX, &total));
	CHECK(!money_item_total(INT64_MIN, 2, 100, &total));
}

int main(void)
{
	UNIT_RUN(test_parse);
	UNIT_RUN(test_refuse);
	UNIT_RUN(test_bounds);
	UNIT_RUN(test_write);
	UNIT_RUN(test_round_trip);
	UNIT_RUN(test_item_total);
	return unit_done();
}
