/* Lists of file names, one a line or each up to a NUL. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file_list.h"

#include "unit.h"

/* The names that a list of LEN bytes holds, joined by '|'. */
static const char *names_in(const char *list, size_t len, bool nul)
{
	static char joined[1024];
	char path[] = "/tmp/test_file_listXXXXXX";
	int fd = mkstemp(path);
	bool written = fd >= 0 && write(fd, list, len) == (ssize_t)len;
	struct file_list l;
	struct error err = ERROR_INIT;
	joined[0] = '\0';
	if (CHECK(written && file_list_open(&l, path, nul, &err) == 0))
		for (const char *name; (name = file_list_next(&l, &err)) != NULL;)
			snprintf(joined + strlen(joined), sizeof joined - strlen(joined), "%s|", name);
	CHECK_STR(buf_str(&err.text), "");
	file_list_close(&l);
	error_release(&err);
	close(fd);
	unlink(path);
	return joined;
}

#define LINES(text) names_in(text, sizeof text - 1, false)
#define NULS(text) names_in(text, sizeof text - 1, true)

static void test_lines(void)
{
	CHECK_STR(LINES(""), "");
	CHECK_STR(LINES("\n\n"), "");
	CHECK_STR(LINES("a.xml\nb.xml\n"), "a.xml|b.xml|");
	CHECK_STR(LINES("a.xml\nb.xml"), "a.xml|b.xml|");
	CHECK_STR(LINES("a.xml\r\nb.xml\r\n"), "a.xml|b.xml|");
	CHECK_STR(LINES(" a b.xml \n\n-\n"), " a b.xml |-|");
	CHECK_STR(LINES("lote n\xc2\xba 1.xml\n\xff\n"), "lote n\xc2\xba 1.xml|\xff|");
}

static void test_nuls(void)
{
	CHECK_STR(NULS(""), "");
	CHECK_STR(NULS("a.xml\0b.xml\0"), "a.xml|b.xml|");
	CHECK_STR(NULS("a.xml\0\0b.xml"), "a.xml|b.xml|");
	CHECK_STR(NULS("two\nlines\r\n\0b"), "two\nlines\r\n|b|");
}

static void test_missing(void)
{
	struct file_list l;
	struct error err = ERROR_INIT;
	CHECK(file_list_open(&l, "/nonexistent/list", false, &err) < 0);
	CHECK(err.text.len > 0);
	file_list_close(&l);
	error_release(&err);
}

static void test_directory(void)
{
	struct file_list l;
	struct error err = ERROR_INIT;
	bool opened = file_list_open(&l, "/", false, &err) == 0;
	if (opened)
		CHECK(file_list_next(&l, &err) == NULL);
	CHECK(err.text.len > 0);
	file_list_close(&l);
	error_release(&err);
}

int main(void)
{
	UNIT_RUN(test_lines);
	UNIT_RUN(test_nuls);
	UNIT_RUN(test_missing);
	UNIT_RUN(test_directory);
	return unit_done();
}
