#include "bill/fee_age.h"
#include "bill/fee_contract.h"
#include "bill/fee_days.h"
#include "bill/fee_event.h"
#include "bill/fee_month.h"
#include "bill/fee_price.h"
#include "fee/fee_keys.h"
#include "unit.h"

static fee_month month(const char *text)
{
	return fee_month_parse(text, strlen(text));
}

static void test_months(void)
{
	char text[FEE_MONTH_TEXT];
	CHECK_INT(month("202613"), FEE_MONTH_NONE);
	CHECK_INT(month("202600"), FEE_MONTH_NONE);
	CHECK_INT(month("2026-1"), FEE_MONTH_NONE);
	CHECK_INT(month("20261"), FEE_MONTH_NONE);
	CHECK_INT(month("189912"), FEE_MONTH_NONE);
	CHECK_INT(month("300001"), FEE_MONTH_NONE);
	CHECK_INT(month("202701") - month("202612"), 1);
	fee_month_text(month("202612"), text);
	CHECK_STR(text, "202612");
	CHECK_INT(fee_month_last(month("202402")), date_of(2024, 2, 29));
	CHECK_INT(fee_month_day(month("202602"), 31), date_of(2026, 2, 28));
	CHECK_INT(fee_day_start(date_of(2026, 1, 31)), 30);
	CHECK_INT(fee_day_start(date_of(2026, 2, 28)), 28);
	CHECK_INT(fee_day_end(date_of(2026, 2, 28)), 30);
	CHECK_INT(fee_day_end(date_of(2024, 2, 28)), 28);
	CHECK_INT(fee_day_end(date_of(2026, 1, 30)), 30);
}

static void test_ages(void)
{
	fee_month born = month("200703");
	CHECK_INT(fee_age(born, month("202603"), FEE_AGE_NEXT_MONTH), 18);
	CHECK_INT(fee_age(born, month("202604"), FEE_AGE_NEXT_MONTH), 19);
	CHECK_INT(fee_age(born, month("202603"), FEE_AGE_BIRTHDAY), 19);
	CHECK_INT(fee_age(born, month("202602"), FEE_AGE_BIRTHDAY), 18);
	CHECK_INT(fee_age(born, month("200703"), FEE_AGE_NEXT_MONTH), 0);
	CHECK_INT(fee_age(born, month("200601"), FEE_AGE_NEXT_MONTH), 0);
}

/* Every inadimplenciaPor against every combination of the three cobrar…, with a contratante origem. */
static void test_blame(void)
{
	for (int who = 0; who < 8; who++)
		for (int blame = FEE_BLAME_NONE; blame <= 2; blame++) {
			struct fee_contract c = { .end = DATE_NONE, .cancelled = DATE_NONE, .last = FEE_MONTH_NONE, .has_origin = true };
			for (int kind = 0; kind < FEE_KINDS; kind++)
				c.indicators.by_origin[kind] = who >> kind & 1;
			c.indicators.blame = blame;
			bool sound = who == 0 ? blame <= 0 : who == 7 ? blame == 1 : blame != FEE_BLAME_NONE;
			CHECK_INT(fee_contract_check(&c) == FEE_CONTRACT_SOUND, sound);
			c.has_origin = false;
			CHECK_INT(fee_contract_check(&c) == FEE_CONTRACT_SOUND, sound && who == 0);
		}
}

static void test_standing(void)
{
	struct fee_contract c = {
		.start = date_of(2026, 3, 10), .end = DATE_NONE, .cancelled = DATE_NONE, .last = FEE_MONTH_NONE, .indicators = { .bill = true },
	};
	CHECK_INT(fee_contract_standing(&c, month("202602")), FEE_SKIP_FUTURE);
	CHECK_INT(fee_contract_standing(&c, month("202603")), FEE_BILLED);
	c.cancelled = date_of(2026, 5, 1);
	c.end = date_of(2026, 12, 31);
	CHECK_INT(fee_contract_standing(&c, month("202605")), FEE_BILLED);
	CHECK_INT(fee_contract_standing(&c, month("202606")), FEE_SKIP_OVER);
	c.last = month("202605");
	CHECK_INT(fee_contract_standing(&c, month("202604")), FEE_SKIP_DONE);
	c.indicators.bill = false;
	CHECK_INT(fee_contract_standing(&c, month("202604")), FEE_SKIP_INDICATOR);
}

/* For all days of entry and exit in all months of two years: never more than 30 days, and all of them from the first to the last. */
static void test_no_proration_exceeds_the_whole(void)
{
	for (int indicators = 0; indicators < 4; indicators++)
		for (date_days entry = date_of(2024, 1, 1); entry < date_of(2025, 12, 31); entry += 3)
			for (date_days exit = entry; exit < entry + 70; exit++) {
				struct fee_contract c = {
					.start = date_of(2023, 5, 1 + entry % 28),
					.indicators = { .prorate_entry = indicators & 1, .prorate_exit = indicators >> 1 },
				};
				for (fee_month m = fee_month_of(entry); m <= fee_month_of(exit); m++) {
					struct fee_days d = fee_days_of(&c, entry, exit, m);
					CHECK(fee_days_count(&d) <= FEE_DAYS);
					CHECK(fee_days_before(&d, &c) <= fee_days_count(&d));
					if (m > fee_month_of(entry) && m < fee_month_of(exit))
						CHECK_INT(fee_days_count(&d), FEE_DAYS);
				}
			}
}

/* ---- prices ---- */

static struct fee_price row(int min, int max, date_days from, date_days until, long line)
{
	return (struct fee_price){
		.age_min = (unsigned char)min, .age_max = (unsigned char)max, .mandatory = true, .value = { 10000, 2 }, .from = from,
		.until = until, .line = line,
	};
}

static void check_seal(const struct fee_price *rows, size_t n, enum fee_price_fault fault, long line)
{
	struct arena arena = ARENA_INIT;
	struct fee_plan plan = { .nmodules = 0 };
	struct fee_price_report report;
	size_t module = fee_plan_module(&plan, "M", &arena);
	for (size_t i = 0; i < n; i++)
		fee_plan_add(&plan, module, &rows[i]);
	fee_plan_seal(&plan.modules[module], &report);
	CHECK_INT(report.fault, fault);
	CHECK_INT(report.fault != FEE_PRICES_SOUND ? report.row->line : 0, line);
	fee_plan_release(&plan);
	arena_release(&arena);
}

static void test_prices_that_are_whole(void)
{
	date_days a = date_of(2025, 1, 1), b = date_of(2025, 6, 30), c = date_of(2025, 7, 1);
	check_seal((struct fee_price[]){ row(19, 130, a, b, 2), row(0, 18, a, FEE_PRICE_OPEN, 1), row(19, 130, c, FEE_PRICE_OPEN, 3) }, 3,
	           FEE_PRICES_SOUND, 0);
	check_seal((struct fee_price[]){ row(0, 18, a, b, 1), row(20, 130, a, b, 2) }, 2, FEE_PRICES_GAP, 2);
	check_seal((struct fee_price[]){ row(0, 19, a, b, 1), row(19, 130, a, b, 2) }, 2, FEE_PRICES_OVERLAP, 2);
	check_seal((struct fee_price[]){ row(0, 130, a, b, 1), row(0, 130, b, FEE_PRICE_OPEN, 2) }, 2, FEE_PRICES_OVERLAP, 2);
	check_seal((struct fee_price[]){ row(0, 130, a, b, 1), row(0, 130, c + 1, FEE_PRICE_OPEN, 2) }, 2, FEE_PRICES_HOLE, 2);
	/* one band of three ends before the others: a gap from then on */
	check_seal((struct fee_price[]){ row(0, 18, a, c, 1), row(19, 58, a, b, 2), row(59, 130, a, c, 3) }, 3, FEE_PRICES_GAP, 3);
	check_seal((struct fee_price[]){ row(0, 130, a, FEE_PRICE_OPEN, 1), row(0, 130, a, FEE_PRICE_OPEN, 2) }, 2, FEE_PRICES_OVERLAP, 2);
	check_seal(NULL, 0, FEE_PRICES_SOUND, 0);
}

static void test_price_of_a_day(void)
{
	struct arena arena = ARENA_INIT;
	struct fee_plan plan = { .nmodules = 0 };
	struct fee_price_report report;
	date_days a = date_of(2025, 1, 1), b = date_of(2025, 6, 30), often = date_of(2025, 3, 1);
	int why;
	size_t module = fee_plan_module(&plan, "M", &arena);
	struct fee_price one = row(0, 18, a, b, 1), two = row(19, 70, a, b, 2);
	fee_plan_add(&plan, module, &one);
	fee_plan_add(&plan, module, &two);
	fee_plan_seal(&plan.modules[module], &report);
	CHECK_INT(fee_plan_price(&plan, module, often, often, 18, &why)->line, 1);
	CHECK_INT(fee_plan_price(&plan, module, often, often, 19, &why)->line, 2);
	CHECK(fee_plan_price(&plan, module, often, often, 71, &why) == NULL && why == FEE_PRICE_NO_BAND);
	CHECK(fee_plan_price(&plan, module, a - 1, often, 20, &why) == NULL && why == FEE_PRICE_FUTURE);
	CHECK(fee_plan_price(&plan, module, b + 1, often, 20, &why) == NULL && why == FEE_PRICE_OVER);
	CHECK_INT(fee_plan_price(&plan, module, b, often, 70, &why)->line, 2);
	CHECK_INT(fee_plan_find(&plan, "N"), -1);
	fee_plan_release(&plan);
	arena_release(&arena);
}

/* ---- events, keys ---- */

static void test_event_standing(void)
{
	struct fee_contract c = { .indicators = { .hold_open_accounts = true } };
	struct fee_event e = { .date = date_of(2026, 3, 31), .of_account = true, .billed = FEE_MONTH_NONE };
	CHECK_INT(fee_event_standing(&c, &e, month("202602"), true), FEE_EVENT_FUTURE);
	CHECK_INT(fee_event_standing(&c, &e, month("202603"), false), FEE_EVENT_HELD);
	CHECK_INT(fee_event_standing(&c, &e, month("202603"), true), FEE_EVENT_BILLED);
	e.released = true;
	CHECK_INT(fee_event_standing(&c, &e, month("202603"), false), FEE_EVENT_BILLED);
	e.released = false;
	c.indicators.hold_open_accounts = false;
	CHECK_INT(fee_event_standing(&c, &e, month("202603"), false), FEE_EVENT_BILLED);
	e.billed = month("202603");
	CHECK_INT(fee_event_standing(&c, &e, month("202604"), true), FEE_EVENT_DONE);
}

static void test_keys(void)
{
	struct fee_keys keys = { NULL, 0, 0 };
	struct fee_suspects suspects;
	for (uint64_t i = 0; i < 5000; i++)
		fee_keys_add(&keys, i * UINT64_C(0x9e3779b97f4a7c15));
	fee_keys_sort(&keys);
	for (size_t i = 1; i < keys.n; i++)
		CHECK(keys.hashes[i - 1] < keys.hashes[i]);
	CHECK(fee_keys_has(&keys, 77 * UINT64_C(0x9e3779b97f4a7c15)));
	CHECK(!fee_keys_has(&keys, 1));
	CHECK(!fee_suspects_init(&suspects, &keys));
	fee_suspects_release(&suspects);
	fee_keys_add(&keys, 77 * UINT64_C(0x9e3779b97f4a7c15));
	fee_keys_sort(&keys);
	CHECK(fee_suspects_init(&suspects, &keys));
	/* alike in hash, not in key */
	CHECK_INT(fee_suspects_line(&suspects, 77 * UINT64_C(0x9e3779b97f4a7c15), "a", "b", "c", 5), 0);
	CHECK_INT(fee_suspects_line(&suspects, 77 * UINT64_C(0x9e3779b97f4a7c15), "a", "b", "d", 6), 0);
	CHECK_INT(fee_suspects_line(&suspects, 77 * UINT64_C(0x9e3779b97f4a7c15), "a", "b", "c", 7), 5);
	CHECK_INT(fee_suspects_line(&suspects, 78, "a", "b", "c", 8), 0);
	fee_suspects_release(&suspects);
	fee_keys_release(&keys);
	CHECK(fee_keys_hash("ab", 2, "c", 1, "", 0) != fee_keys_hash("a", 1, "bc", 2, "", 0));
}

int main(void)
{
	UNIT_RUN(test_months);
	UNIT_RUN(test_ages);
	UNIT_RUN(test_blame);
	UNIT_RUN(test_standing);
	UNIT_RUN(test_no_proration_exceeds_the_whole);
	UNIT_RUN(test_prices_that_are_whole);
	UNIT_RUN(test_price_of_a_day);
	UNIT_RUN(test_event_standing);
	UNIT_RUN(test_keys);
	return unit_done();
}
