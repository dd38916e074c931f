/* The vocabulary: numbers are given in order, once, and lead back to the text. */
#include <stdio.h>

#include "base/names.h"

#include "unit.h"

static void test_numbers(void)
{
	struct names *n = names_new();
	CHECK_INT(names_count(n), 0);
	CHECK_INT(names_find(n, "a", 1), 0);
	CHECK_INT(names_add(n, "guia", 4), 1);
	CHECK_INT(names_add(n, "lote", 4), 2);
	CHECK_INT(names_add(n, "guia", 4), 1);
	CHECK_INT(names_find(n, "lote", 4), 2);
	CHECK_INT(names_find(n, "lot", 3), 0);
	CHECK_INT(names_find(n, "lotes", 5), 0);
	CHECK_INT(names_find(n, "Lote", 4), 0);
	CHECK_STR(names_text(n, 1), "guia");
	CHECK_STR(names_text(n, 0), "");
	CHECK_INT(names_count(n), 2);
	names_free(n);
	names_free(NULL);
}

static void test_odd_texts(void)
{
	struct names *n = names_new();
	uint32_t empty = names_add(n, "", 0), nul = names_add(n, "a\0b", 3), part = names_add(n, "abc", 2);
	CHECK(empty != 0 && nul != 0 && part != 0);
	CHECK_INT(names_find(n, "", 0), empty);
	CHECK_INT(names_find(n, "a\0b", 3), nul);
	CHECK_INT(names_find(n, "a", 1), 0);
	CHECK_STR(names_text(n, part), "ab");
	names_free(n);
}

static void test_many(void)
{
	enum { MANY = 100000 };
	struct names *n = names_new();
	char text[16];
	bool good = true;
	for (int i = 0; i < MANY; i++)
		good = good && names_add(n, text, (size_t)snprintf(text, sizeof text, "n%d", i)) == (uint32_t)i + 1;
	const char *first = names_text(n, 1);
	for (int i = 0; i < MANY; i++) {
		size_t len = (size_t)snprintf(text, sizeof text, "n%d", i);
		good = good && names_find(n, text, len) == (uint32_t)i + 1 && strcmp(names_text(n, (uint32_t)i + 1), text) == 0;
	}
	CHECK(good);
	CHECK_STR(first, "n0"); /* a text stays where it is while others come */
	CHECK_INT(names_count(n), MANY);
	names_free(n);
}

/* Cleared, a vocabulary is as new, whether it held few strings or many. */
static void test_clear(void)
{
	static const int sizes[] = { 0, 3, 400, 20000, 3 };
	struct names *n = names_new();
	char text[16];
	for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
		bool good = true;
		for (int i = 0; i < sizes[s]; i++) {
			size_t len = (size_t)snprintf(text, sizeof text, "%zu-%d", s, i);
			good = good && names_find(n, text, len) == 0 && names_add(n, text, len) == (uint32_t)i + 1;
		}
		CHECK(good);
		CHECK_INT(names_count(n), sizes[s]);
		names_clear(n);
		CHECK_INT(names_count(n), 0);
		CHECK_INT(names_find(n, "1-0", 3), 0);
		CHECK_STR(names_text(n, 1), "");
	}
	names_free(n);
}

static void test_hash(void)
{
	CHECK(names_hash("a", 1) != names_hash("b", 1));
	CHECK_INT(names_hash("guia", 4), names_hash("guia2", 4));
	CHECK_INT(names_hash("", 0), 2166136261u); /* FNV-1a */
	CHECK_INT(names_hash("a", 1), 0xe40c292cu);
}

int main(void)
{
	UNIT_RUN(test_numbers);
	UNIT_RUN(test_odd_texts);
	UNIT_RUN(test_many);
	UNIT_RUN(test_clear);
	UNIT_RUN(test_hash);
	return unit_done();
}
