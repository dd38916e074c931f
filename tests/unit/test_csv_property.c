/* Random tables, written in every dialect that the contract knows, are read back the same; and what is read does not
 * depend on how the bytes come in, whatever they are. */
#include "fmt/csv_reader.h"

#include <stdint.h>
#include <stdlib.h>

#include "unit.h"

#include "csv_memory.h"

enum { TABLES = 400, MIXES = 4000 };

static uint64_t state = 20240229;

/* A number below N, the same ones in every run. */
static unsigned pick(unsigned n)
{
	state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (unsigned)(state >> 33) % n;
}

struct dialect {
	char separator;
	const char *line_end;
	bool bom, cp1252, always_quoted, last_line_open;
};

/* A letter and its byte in Windows-1252. */
struct letter {
	const char *utf8;
	char cp1252;
};

static const struct letter letters[] = {
	{ "a", 'a' }, { "Z", 'Z' }, { "7", '7' }, { " ", ' ' }, { ".", '.' }, { ",", ',' }, { ";", ';' }, { "\"", '"' },
	{ "\n", '\n' }, { "\r", '\r' }, { "ç", '\xe7' }, { "ã", '\xe3' }, { "É", '\xc9' }, { "–", '\x96' }, { "”", '\x94' },
	{ "º", '\xba' }, { "€", '\x80' }, { "\t", '\t' },
};

enum { LETTERS = sizeof letters / sizeof letters[0], CELL_LETTERS = 12, ABSENT = 255 };

static bool needs_quotes(const unsigned char *cell, unsigned n)
{
	if (n == 0)
		return true;
	for (unsigned i = 0; i < n; i++)
		if (strchr(" ,;\"\n\r\t", letters[cell[i]].utf8[0]) != NULL)
			return true;
	return false;
}

static void write_cell(struct buf *out, const unsigned char *cell, unsigned n, const struct dialect *d)
{
	if (n == ABSENT)
		return;
	bool quoted = d->always_quoted || needs_quotes(cell, n);
	if (quoted)
		buf_addc(out, '"');
	for (unsigned i = 0; i < n; i++) {
		const struct letter *l = &letters[cell[i]];
		if (l->utf8[0] == '"')
			buf_addc(out, '"');
		if (d->cp1252)
			buf_addc(out, l->cp1252);
		else
			buf_adds(out, l->utf8);
	}
	if (quoted)
		buf_addc(out, '"');
}

/* One row to FILE and, as the reader is to give it, to WANT. Returns the line that follows. */
static long write_row(struct buf *file, struct buf *want, unsigned columns, long line, const struct dialect *d)
{
	long first = line;
	buf_addf(want, "%ld:", first);
	for (unsigned c = 0; c < columns; c++) {
		unsigned char cell[CELL_LETTERS];
		unsigned n = pick(4) == 0 && columns > 1 ? (unsigned)ABSENT : pick(CELL_LETTERS);
		long cell_line = line;
		bool after_cr = false;
		if (c > 0)
			buf_addc(file, d->separator);
		buf_addc(want, n == ABSENT ? '-' : '[');
		for (unsigned i = 0; n != ABSENT && i < n; i++) {
			cell[i] = (unsigned char)pick(LETTERS);
			const char *text = letters[cell[i]].utf8;
			line += *text == '\r' || (*text == '\n' && !after_cr);
			after_cr = *text == '\r';
			buf_adds(want, text);
		}
		if (n != ABSENT)
			buf_addc(want, ']');
		if (cell_line != first)
			buf_addf(want, "@%ld", cell_line);
		write_cell(file, cell, n, d);
	}
	buf_addc(want, '\n');
	return line + 1;
}

static void write_table(struct buf *file, struct buf *want, const struct dialect *d)
{
	unsigned columns = 1 + pick(6), rows = pick(8);
	buf_clear(file);
	buf_clear(want);
	buf_adds(file, d->bom ? "\xef\xbb\xbf" : "");
	for (unsigned c = 0; c < columns; c++) {
		buf_addf(want, "<c%u>", c);
		buf_addf(file, "%.*sc%u", c > 0, &d->separator, c);
	}
	buf_addc(want, '\n');
	long line = 2;
	for (unsigned row = 0; row < rows; row++) {
		buf_adds(file, d->line_end);
		line = write_row(file, want, columns, line, d);
	}
	if (!d->last_line_open)
		buf_adds(file, d->line_end);
}

/* With one column there is nothing that says ';', and a file in which only É” or the like is beyond ASCII reads as UTF-8:
 * then the options say it, as a user would. */
static void check_table(const struct dialect *d)
{
	struct buf file = BUF_INIT, want = BUF_INIT, got = BUF_INIT;
	struct csv_options options = { .encoding = d->cp1252 ? CSV_ENCODING_WINDOWS_1252 : CSV_ENCODING_GUESS };
	write_table(&file, &want, d);
	static const size_t chunks[] = { SIZE_MAX, 1, 2, 3, 7, 64 };
	for (size_t i = 0; i < sizeof chunks / sizeof chunks[0]; i++) {
		csv_memory_dump(file.data, file.len, chunks[i], &options, &got);
		if (!CHECK_STR(buf_str(&got), buf_str(&want)))
			printf("# chunks of %zu, file:\n# %s\n", chunks[i], file.data);
	}
	buf_release(&file);
	buf_release(&want);
	buf_release(&got);
}

static void test_every_dialect_reads_back(void)
{
	static const char *const ends[] = { "\n", "\r\n", "\r" };
	for (unsigned i = 0; i < TABLES && unit_failed_checks == 0; i++) {
		struct dialect d = { i & 1 ? ';' : ',', ends[i % 3], i & 2, i & 4, i & 8, i & 16 };
		d.bom = d.bom && !d.cp1252;
		check_table(&d);
	}
}

/* Pieces that a broken file is made of. */
static const char *const pieces[] = {
	"a", "b,", ";", "\"", "\"\"", "\n", "\r", "\r\n", " ", "\xe3", "\xc3\xa3", "\xc3", "\xef\xbb\xbf", "\x81", "\xe2\x80\x93",
	"\xf0\x9f", "1.234,5", "x\ny", ",,,",
};

static void test_chunks_never_matter(void)
{
	struct buf file = BUF_INIT, whole = BUF_INIT, parts = BUF_INIT;
	for (unsigned i = 0; i < MIXES && unit_failed_checks == 0; i++) {
		buf_clear(&file);
		buf_adds(&file, pick(2) ? "a,b\n" : "");
		for (unsigned n = pick(30); n > 0; n--)
			buf_adds(&file, pieces[pick(sizeof pieces / sizeof pieces[0])]);
		if (pick(20) == 0)
			buf_addc(&file, '\0');
		struct csv_options options = { .cell_max = pick(3) == 0 ? 6 : 0 };
		csv_memory_dump(buf_str(&file), file.len, SIZE_MAX, &options, &whole);
		csv_memory_dump(buf_str(&file), file.len, 1 + pick(5), &options, &parts);
		if (!CHECK_STR(buf_str(&parts), buf_str(&whole)))
			printf("# file:\n# %s\n", buf_str(&file));
	}
	buf_release(&file);
	buf_release(&whole);
	buf_release(&parts);
}

/* The same around the border of the reader's own chunks: a row after N bytes of rows, N around 64 KiB. */
static void test_borders_of_the_buffer(void)
{
	struct buf file = BUF_INIT, got = BUF_INIT;
	for (unsigned n = 65536 - 40; n <= 65536; n++) {
		buf_clear(&file);
		buf_adds(&file, "a,b\n");
		while (file.len < n - 1)
			buf_addc(&file, 'x');
		buf_adds(&file, ",\n\"ã\r\n–\",\"\"\"ç\"\"\"\r\n9,\r\n");
		csv_memory_dump(file.data, file.len, SIZE_MAX, NULL, &got);
		CHECK_STR(strrchr(got.data, 'x'), "x]-\n3:[ã\r\n–][\"ç\"]@4\n5:[9]-\n");
	}
	buf_release(&file);
	buf_release(&got);
}

int main(void)
{
	UNIT_RUN(test_every_dialect_reads_back);
	UNIT_RUN(test_chunks_never_matter);
	UNIT_RUN(test_borders_of_the_buffer);
	return unit_done();
}
