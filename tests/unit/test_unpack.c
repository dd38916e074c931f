#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <archive.h>
#include <archive_entry.h>

#include "base/size.h"
#include "base/temp.h"
#include "fmt/unpack.h"

#include "unit.h"

static const struct unpack_limits limits = { 100000, 5 };

struct packed {
	char bytes[300000];
	size_t used;
};

/* A zip of the N entries NAME, TEXT. */
static void make_zip(struct packed *p, const char *const entries[][2], size_t n)
{
	struct archive *a = archive_write_new();
	archive_write_set_format_zip(a);
	archive_write_open_memory(a, p->bytes, sizeof p->bytes, &p->used);
	for (size_t i = 0; i < n; i++) {
		struct archive_entry *e = archive_entry_new();
		size_t len = strlen(entries[i][1]);
		archive_entry_set_pathname(e, entries[i][0]);
		archive_entry_set_filetype(e, AE_IFREG);
		archive_entry_set_size(e, (la_int64_t)len);
		archive_write_header(a, e);
		archive_write_data(a, entries[i][1], len);
		archive_entry_free(e);
	}
	archive_write_close(a);
	archive_write_free(a);
}

static void make_gzip(struct packed *p, const char *text)
{
	struct archive *a = archive_write_new();
	struct archive_entry *e = archive_entry_new();
	archive_write_add_filter_gzip(a);
	archive_write_set_format_raw(a);
	archive_write_open_memory(a, p->bytes, sizeof p->bytes, &p->used);
	archive_entry_set_filetype(e, AE_IFREG);
	archive_write_header(a, e);
	archive_write_data(a, text, strlen(text));
	archive_entry_free(e);
	archive_write_close(a);
	archive_write_free(a);
}

/* An unlinked file that holds N bytes. */
static int file_of(const char *bytes, size_t n)
{
	struct error err = ERROR_INIT;
	int fd = temp_open(&err);
	CHECK(fd >= 0 && temp_write(fd, bytes, n) == 0 && lseek(fd, 0, SEEK_SET) == 0);
	error_release(&err);
	return fd;
}

/* A pipe that holds N bytes (few enough for it), at its end behind them. */
static int pipe_of(const char *bytes, size_t n)
{
	int ends[2];
	CHECK(pipe(ends) == 0 && temp_write(ends[1], bytes, n) == 0);
	close(ends[1]);
	return ends[0];
}

/* All inputs of FD in one text: "name=bytes;" or "name!fault;", 7 bytes at a time. */
static const char *all_of(int fd)
{
	static struct buf text;
	struct error err = ERROR_INIT;
	struct unpack *u = unpack_open(fd, &limits, &err);
	buf_clear(&text);
	CHECK(u != NULL);
	while (u != NULL && unpack_next(u)) {
		struct xml_source source = unpack_source(u);
		enum xml_fault_kind kind;
		const char *reason;
		char piece[7];
		ssize_t n;
		buf_addf(&text, "%s=", unpack_name(u) != NULL ? unpack_name(u) : "");
		while ((n = source.read(source.context, piece, sizeof piece)) > 0)
			if (text.len < 1000)
				buf_add(&text, piece, (size_t)n);
		if (n < 0 && source.refused(source.context, &kind, &reason))
			buf_addf(&text, "!%d", (int)kind - (int)XML_FAULT_PACKED_BOMB);
		buf_addc(&text, ';');
	}
	unpack_free(u);
	error_release(&err);
	close(fd);
	return buf_str(&text);
}

static void test_plain(void)
{
	CHECK_STR(all_of(file_of("<a/>", 4)), "=<a/>;");
	CHECK_STR(all_of(pipe_of("<a/>", 4)), "=<a/>;");
	CHECK_STR(all_of(file_of("", 0)), "=;");
	CHECK_STR(all_of(file_of("\x1f", 1)), "=\x1f;");
}

static void test_gzip(void)
{
	struct packed *p = malloc(sizeof *p);
	make_gzip(p, "<message/>");
	CHECK_STR(all_of(file_of(p->bytes, p->used)), "=<message/>;");
	CHECK_STR(all_of(pipe_of(p->bytes, p->used)), "=<message/>;");
	for (size_t cut = 2; cut < p->used; cut++)
		CHECK(strstr(all_of(file_of(p->bytes, cut)), "!3;") != NULL);
	make_gzip(p, "PK\x03\x04 and more");
	CHECK_STR(all_of(file_of(p->bytes, p->used)), "=!1;");
	free(p);
}

static void test_zip(void)
{
	static const char *const entries[][2] = {
		{ "one.xml", "<one/>" }, { "__MACOSX/._one.xml", "x" }, { "dir/two.xml", "<two/>" }, { "dir/.DS_Store", "x" },
	};
	struct packed *p = malloc(sizeof *p);
	make_zip(p, entries, 4);
	CHECK_STR(all_of(file_of(p->bytes, p->used)), "one.xml=<one/>;dir/two.xml=<two/>;");
	CHECK_STR(all_of(pipe_of(p->bytes, p->used)), "one.xml=<one/>;dir/two.xml=<two/>;");
	for (size_t cut = 4; cut < p->used; cut++)
		CHECK_STR(all_of(file_of(p->bytes, cut)), "=!3;");
	free(p);
}

static void test_limits(void)
{
	static const char *const six[][2] = {
		{ "1", "x" }, { "2", "x" }, { "3", "x" }, { "4", "x" }, { "5", "x" }, { "6", "x" },
	};
	struct packed *p = malloc(sizeof *p);
	make_zip(p, six, 6);
	CHECK_STR(all_of(file_of(p->bytes, p->used)), "=!2;");
	make_zip(p, six, 5);
	CHECK_STR(all_of(file_of(p->bytes, p->used)), "1=x;2=x;3=x;4=x;5=x;");
	char *large = malloc(100002);
	memset(large, 'x', 100001);
	large[100001] = '\0';
	const char *const entries[][2] = { { "a", "<a/>" }, { "b", large }, { "c", "<c/>" } };
	make_zip(p, entries, 3);
	CHECK_STR(all_of(file_of(p->bytes, p->used)), "a=<a/>;b=!0;");
	large[100000] = '\0';
	make_zip(p, entries, 3);
	CHECK(strstr(all_of(file_of(p->bytes, p->used)), ";c=;") != NULL);
	free(large);
	free(p);
}

static void test_size(void)
{
	uint64_t n = 0;
	struct buf text = BUF_INIT;
	CHECK(size_parse("1", &n) && n == 1);
	CHECK(size_parse("512M", &n) && n == UINT64_C(512) << 20);
	CHECK(size_parse("2g", &n) && n == UINT64_C(2) << 30);
	CHECK(size_parse("18446744073709551615", &n) && n == UINT64_MAX);
	CHECK(!size_parse("18446744073709551616", &n));
	CHECK(!size_parse("17179869184G", &n));
	CHECK(!size_parse("", &n) && !size_parse("0", &n) && !size_parse("K", &n) && !size_parse("1KB", &n));
	CHECK(!size_parse("-1", &n) && !size_parse("1 K", &n) && !size_parse("1T", &n));
	size_add(&text, UINT64_C(512) << 20);
	size_add(&text, 1000);
	CHECK_STR(buf_str(&text), "512 MiB1000 bytes");
	buf_release(&text);
}

int main(void)
{
	UNIT_RUN(test_plain);
	UNIT_RUN(test_gzip);
	UNIT_RUN(test_zip);
	UNIT_RUN(test_limits);
	UNIT_RUN(test_size);
	return unit_done();
}
