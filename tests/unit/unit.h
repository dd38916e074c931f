/* Unit tests that speak TAP. A test program is:
 *
 *	#include "unit.h"
 *	static void test_sum(void) { CHECK(1 + 1 == 2); CHECK_INT(sum(2, 2), 4); CHECK_STR(name(), "x"); }
 *	int main(void) { UNIT_RUN(test_sum); return unit_done(); }
 *
 * A failed check says where, with both values, and the test goes on. The program's status is 1 when a test failed. */
#ifndef UNIT_H
#define UNIT_H

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static int unit_tests, unit_failed_tests, unit_failed_checks;

static inline bool unit_check(bool good, const char *file, int line, const char *text)
{
	if (!good) {
		unit_failed_checks++;
		printf("# %s:%d: %s\n", file, line, text);
	}
	return good;
}

static inline bool unit_check_int(long long got, long long want, const char *file, int line, const char *text)
{
	if (!unit_check(got == want, file, line, text))
		printf("#   got %lld, want %lld\n", got, want);
	return got == want;
}

static inline bool unit_check_str(const char *got, const char *want, const char *file, int line, const char *text)
{
	bool good = got != NULL && want != NULL ? strcmp(got, want) == 0 : got == want;
	if (!unit_check(good, file, line, text))
		printf("#   got  «%s»\n#   want «%s»\n", got != NULL ? got : "(NULL)", want != NULL ? want : "(NULL)");
	return good;
}

/* Each is an expression: true when the check holds. */
#define CHECK(condition) unit_check((condition), __FILE__, __LINE__, #condition)
#define CHECK_INT(got, want) unit_check_int((long long)(got), (long long)(want), __FILE__, __LINE__, #got)
#define CHECK_STR(got, want) unit_check_str((got), (want), __FILE__, __LINE__, #got)

static inline void unit_run(const char *name, void (*test)(void))
{
	unit_failed_checks = 0;
	test();
	unit_tests++;
	unit_failed_tests += unit_failed_checks > 0;
	printf("%s %d - %s\n", unit_failed_checks > 0 ? "not ok" : "ok", unit_tests, name);
	fflush(stdout);
}

#define UNIT_RUN(test) unit_run(#test, test)

/* A test that cannot run here: still listed, with the reason. */
static inline void unit_skip(const char *name, const char *reason)
{
	printf("ok %d - %s # SKIP %s\n", ++unit_tests, name, reason);
}

static inline int unit_done(void)
{
	printf("1..%d\n", unit_tests);
	return unit_failed_tests > 0;
}

#endif
