/* The totals of a guide from its items. */
#include <stddef.h>
#include <stdint.h>

#include "tiss/totals.h"

#include "unit.h"

static void test_buckets(void)
{
	CHECK_INT(totals_bucket(NULL), FIELD_VALOR_PROCEDIMENTOS);
	CHECK_INT(totals_bucket("01"), FIELD_VALOR_GASES);
	CHECK_INT(totals_bucket("02"), FIELD_VALOR_MEDICAMENTOS);
	CHECK_INT(totals_bucket("03"), FIELD_VALOR_MATERIAIS);
	CHECK_INT(totals_bucket("05"), FIELD_VALOR_DIARIAS);
	CHECK_INT(totals_bucket("07"), FIELD_VALOR_TAXAS);
	CHECK_INT(totals_bucket("08"), FIELD_VALOR_OPME);
	CHECK_INT(totals_bucket("04"), FIELD_NONE);
	CHECK_INT(totals_bucket(""), FIELD_NONE);
}

static void test_sums(void)
{
	struct totals t;
	int64_t due = -1;
	totals_begin(&t);
	CHECK(!totals_due(&t, FIELD_VALOR_TOTAL_GERAL, &due));
	CHECK(totals_holds(&t, FIELD_VALOR_TOTAL_GERAL, 5));
	totals_add(&t, FIELD_VALOR_PROCEDIMENTOS, 1050, 1);
	totals_add(&t, FIELD_VALOR_PROCEDIMENTOS, 50, 1);
	totals_add(&t, FIELD_VALOR_MATERIAIS, 7, 1);
	CHECK(totals_due(&t, FIELD_VALOR_PROCEDIMENTOS, &due));
	CHECK_INT(due, 1100);
	CHECK(totals_due(&t, FIELD_VALOR_DIARIAS, &due));
	CHECK_INT(due, 0);
	CHECK(totals_due(&t, FIELD_VALOR_TOTAL_GERAL, &due));
	CHECK_INT(due, 1107);
	CHECK(!totals_due(&t, FIELD_VALOR_TOTAL, &due)); /* an item's, not the guide's */
	CHECK(totals_holds(&t, FIELD_VALOR_TOTAL_GERAL, 1107));
	CHECK(!totals_holds(&t, FIELD_VALOR_TOTAL_GERAL, 1108));
}

/* Odonto: the sum of the values, or of the values times the quantities, is right. */
static void test_odonto(void)
{
	struct totals t;
	int64_t due;
	totals_begin(&t);
	totals_add(&t, FIELD_VALOR_PROCEDIMENTOS, 1000, 2);
	totals_add(&t, FIELD_VALOR_PROCEDIMENTOS, 500, 1);
	CHECK(totals_due(&t, FIELD_VALOR_TOTAL_ODONTO, &due));
	CHECK_INT(due, 1500);
	CHECK(totals_holds(&t, FIELD_VALOR_TOTAL_ODONTO, 1500));
	CHECK(totals_holds(&t, FIELD_VALOR_TOTAL_ODONTO, 2500));
	CHECK(!totals_holds(&t, FIELD_VALOR_TOTAL_ODONTO, 2000));
	CHECK(!totals_holds(&t, FIELD_VALOR_TOTAL_GERAL, 2500));
}

static void test_incomplete(void)
{
	struct totals t;
	int64_t due;
	totals_begin(&t);
	totals_add(&t, FIELD_VALOR_PROCEDIMENTOS, 1000, 1);
	totals_add(&t, FIELD_NONE, 1000, 1);
	CHECK(!totals_due(&t, FIELD_VALOR_TOTAL_GERAL, &due));
	totals_begin(&t);
	totals_add(&t, FIELD_VALOR_PROCEDIMENTOS, INT64_MAX, 1);
	CHECK(!t.complete);
	totals_begin(&t);
	totals_spoil(&t);
	CHECK(!totals_due(&t, FIELD_VALOR_TOTAL_GERAL, &due));
}

int main(void)
{
	UNIT_RUN(test_buckets);
	UNIT_RUN(test_sums);
	UNIT_RUN(test_odonto);
	UNIT_RUN(test_incomplete);
	return unit_done();
}
