/* Decimals as spreadsheets write them. */
#include <stddef.h>
#include <string.h>

#include "fmt/csv_decimal.h"

#include "unit.h"

/* What NUMBER of a file with SEPARATOR becomes; "?" when it is refused. */
static const char *plain(const char *number, char separator)
{
	static char out[64];
	strcpy(out, number);
	return csv_decimal_plain(out, separator) == NULL ? out : "?";
}

static void test_semicolon(void)
{
	CHECK_STR(plain("150,00", ';'), "150.00");
	CHECK_STR(plain("150.00", ';'), "150.00");
	CHECK_STR(plain("1.234,56", ';'), "1234.56");
	CHECK_STR(plain("1.234.567,8", ';'), "1234567.8");
	CHECK_STR(plain("-1.234,5", ';'), "-1234.5");
	CHECK_STR(plain("1.5", ';'), "1.5");
	CHECK_STR(plain("1234.567", ';'), "1234.567");
	CHECK_STR(plain("0.125", ';'), "0.125");
	CHECK_STR(plain("", ';'), "");
	CHECK_STR(plain("abc", ';'), "abc"); /* for the reader of numbers to refuse */
}

static void test_refused(void)
{
	static const char *const wrong[] = { "1.234", "1.234.567", "-1.234", "1,2,3", "1,2.3", "12.34,5", "1.23,4", "1234.567,8" };
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		if (!CHECK(strcmp(plain(wrong[i], ';'), "?") == 0))
			printf("# %s\n", wrong[i]);
}

static void test_comma(void)
{
	CHECK_STR(plain("1.234", ','), "1.234");
	CHECK_STR(plain("150.00", ','), "150.00");
	CHECK_STR(plain("150,00", ','), "?");
}

int main(void)
{
	UNIT_RUN(test_semicolon);
	UNIT_RUN(test_refused);
	UNIT_RUN(test_comma);
	return unit_done();
}
