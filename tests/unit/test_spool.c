#include "base/spool.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/mem.h"

#include "unit.h"

/* Byte number I of what the tests write. */
static char byte_at(uint64_t i)
{
	return (char)(i * 131 + i / 251);
}

static void write_bytes(struct spool *s, uint64_t from, uint64_t to)
{
	enum { PIECE = 70001 };
	char *piece = mem_alloc(PIECE);
	while (from < to) {
		size_t n = to - from < PIECE ? (size_t)(to - from) : PIECE;
		for (size_t i = 0; i < n; i++)
			piece[i] = byte_at(from + i);
		spool_write(s, piece, n);
		from += n;
	}
	free(piece);
}

static bool reads_back(struct spool *s, uint64_t size)
{
	enum { PIECE = 99991 };
	char *piece = mem_alloc(PIECE);
	struct error err = ERROR_INIT;
	bool good = spool_rewind(s, &err) == 0;
	for (uint64_t at = 0; good && at < size;) {
		size_t n = size - at < PIECE ? (size_t)(size - at) : PIECE;
		good = spool_read(s, piece, n, &err) == 1;
		for (size_t i = 0; good && i < n; i++)
			good = piece[i] == byte_at(at + i);
		at += n;
	}
	good = good && spool_read(s, piece, 1, &err) == 0 && err.text.len == 0;
	free(piece);
	error_release(&err);
	return good;
}

static void test_sizes(void)
{
	static const uint64_t sizes[] = { 0, 1, 1000, SPOOL_MEMORY - 1, SPOOL_MEMORY, SPOOL_MEMORY + 1, 5 * SPOOL_MEMORY + 17 };
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		struct spool s = SPOOL_INIT;
		write_bytes(&s, 0, sizes[i]);
		CHECK_INT(s.size, sizes[i]);
		CHECK(reads_back(&s, sizes[i]));
		CHECK(reads_back(&s, sizes[i])); /* as often as one likes */
		spool_release(&s);
	}
}

static void test_cut(void)
{
	static const uint64_t cuts[] = { 0, 10, SPOOL_MEMORY - 5, SPOOL_MEMORY, 2 * SPOOL_MEMORY + 3 };
	for (size_t i = 0; i < sizeof cuts / sizeof *cuts; i++) {
		struct spool s = SPOOL_INIT;
		write_bytes(&s, 0, cuts[i]);
		write_bytes(&s, 77, 3 * SPOOL_MEMORY); /* what is not to stay */
		spool_cut(&s, cuts[i]);
		write_bytes(&s, cuts[i], cuts[i] + SPOOL_MEMORY + 9);
		CHECK(reads_back(&s, cuts[i] + SPOOL_MEMORY + 9));
		spool_release(&s);
	}
}

static void test_reading_past_the_end(void)
{
	char bytes[8];
	struct spool s = SPOOL_INIT;
	struct error err = ERROR_INIT;
	spool_write(&s, "abcd", 4);
	CHECK_INT(spool_rewind(&s, &err), 0);
	CHECK_INT(spool_read(&s, bytes, 5, &err), -1);
	CHECK(err.text.len > 0);
	error_release(&err);
	spool_release(&s);
}

static void test_no_room(void)
{
	struct spool s = SPOOL_INIT;
	struct error err = ERROR_INIT;
	setenv("TMPDIR", "/nonexistent/folder", 1);
	write_bytes(&s, 0, 2 * SPOOL_MEMORY);
	CHECK_INT(spool_rewind(&s, &err), -1);
	CHECK(err.text.len > 0);
	unsetenv("TMPDIR");
	error_release(&err);
	spool_release(&s);
}

int main(void)
{
	UNIT_RUN(test_sizes);
	UNIT_RUN(test_cut);
	UNIT_RUN(test_reading_past_the_end);
	UNIT_RUN(test_no_room);
	return unit_done();
}
