/* The separators of every line are found, and nothing else: against a look at each byte. */
#include "fmt/csv_cut.h"

#include "unit.h"

enum { MAX = 80 };

static void check_line(const char *line, size_t len, char separator)
{
	uint32_t at[MAX];
	size_t n = csv_cut(line, len, separator, at), expected = 0;
	for (size_t i = 0; i < len; i++)
		if (line[i] == separator && !CHECK(expected < n && at[expected++] == i))
			return;
	CHECK_INT(n, expected);
}

static void test_random_lines(void)
{
	static const char bytes[] = { ',', ';', ',', '-', '+', 'x', '\0', '\1', '\200', '\254', '\253', '\377' }; /* some a bit or a borrow away */
	char line[MAX + CSV_CUT_OVERRUN];
	uint32_t state = 1;
	for (int round = 0; round < 200000; round++) {
		size_t len = (state >> 8) % MAX;
		for (size_t i = 0; i < sizeof line; i++) {
			state = state * 1664525u + 1013904223u;
			line[i] = bytes[(state >> 16) % sizeof bytes];
		}
		check_line(line, len, round % 2 == 0 ? ',' : ';');
	}
}

static void test_ends(void)
{
	check_line("       ", 0, ',');
	check_line(",,,,,,,,,,,,,,,,,,,,,,,", 16, ',');
	check_line(",,,,,,,,,,,,,,,,,,,,,,,", 1, ',');
	check_line("a,b;c,d ;;;;;;;;", 8, ';');
}

int main(void)
{
	UNIT_RUN(test_random_lines);
	UNIT_RUN(test_ends);
	return unit_done();
}
