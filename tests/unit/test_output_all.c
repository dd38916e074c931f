#define _XOPEN_SOURCE 700

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/output.h"
#include "unit.h"

static char folder[] = "/tmp/tiss-output-XXXXXX";

static void open_with(struct output *o, const char *path, const char *text)
{
	struct error err = ERROR_INIT;
	CHECK_INT(output_open(o, path, OUTPUT_SPOOL, &err), 0);
	output_puts(o, text);
	error_release(&err);
}

static void check_file(const char *path, const char *want)
{
	struct error err = ERROR_INIT;
	size_t len;
	char *text = file_read(path, 100, &len, &err);
	CHECK_STR(text, want);
	free(text);
	error_release(&err);
}

static void test_all_are_put_in_place(void)
{
	struct output a, b;
	struct error err = ERROR_INIT;
	open_with(&a, "a", "one");
	open_with(&b, "b", "two");
	CHECK_INT(output_close_all((struct output *const[]){ &a, &b }, 2, &err), 0);
	check_file("a", "one");
	check_file("b", "two");
	error_release(&err);
}

/* The second folder disappears under its temporary file: the rename fails, and the first file is as it was. */
static void test_none_when_a_rename_fails(void)
{
	struct output a, b, c;
	struct error err = ERROR_INIT;
	CHECK_INT(mkdir("sub", 0700), 0);
	open_with(&a, "a", "three");
	open_with(&c, "new", "four");
	open_with(&b, "sub/b", "five");
	CHECK_INT(unlink(b.temp), 0);
	CHECK_INT(rmdir("sub"), 0);
	CHECK_INT(output_close_all((struct output *const[]){ &a, &c, &b }, 3, &err), -1);
	CHECK(err.text.len > 0);
	check_file("a", "one");
	CHECK(access("new", F_OK) != 0);
	error_release(&err);
}

static void test_none_when_the_disk_is_full(void)
{
	struct output a, full;
	struct error err = ERROR_INIT;
	open_with(&a, "a", "six");
	open_with(&full, "/dev/full", "seven");
	CHECK_INT(output_close_all((struct output *const[]){ &a, &full }, 2, &err), -1);
	check_file("a", "one");
	error_release(&err);
}

static void test_nothing_is_left_behind(void)
{
	CHECK_INT(unlink("a"), 0);
	CHECK_INT(unlink("b"), 0);
	CHECK_INT(chdir("/"), 0);
	CHECK_INT(rmdir(folder), 0); /* it is empty */
}

int main(void)
{
	if (mkdtemp(folder) == NULL || chdir(folder) != 0)
		return 1;
	UNIT_RUN(test_all_are_put_in_place);
	UNIT_RUN(test_none_when_a_rename_fails);
	UNIT_RUN(test_none_when_the_disk_is_full);
	UNIT_RUN(test_nothing_is_left_behind);
	return unit_done();
}
