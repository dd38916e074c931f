/* What fmt/csv_writer.h writes, and that fmt/csv_reader.h reads it back. */
#include "fmt/csv_writer.h"

#include <stdlib.h>

#include "unit.h"

#include "csv_memory.h"

/* One row of N cells in STYLE; a NULL cell is absent. Borrowed until the next call. */
static const char *row_of(enum csv_style style, size_t n, const char *const cells[])
{
	static struct buf out;
	struct csv_writer w;
	buf_clear(&out);
	csv_writer_init(&w, style, &out);
	for (size_t i = 0; i < n; i++) {
		if (cells[i] == NULL)
			csv_writer_absent(&w);
		else
			csv_writer_cell(&w, cells[i], strlen(cells[i]));
	}
	csv_writer_row(&w);
	return buf_str(&out);
}

#define ROW(style, ...) \
	row_of(style, sizeof((const char *[]){ __VA_ARGS__ }) / sizeof(const char *), (const char *[]){ __VA_ARGS__ })

static void test_standard(void)
{
	CHECK_STR(ROW(CSV_STD, "a", "b c", "1;2"), "a,b c,1;2\n");
	CHECK_STR(ROW(CSV_STD, NULL, "", "x"), ",\"\",x\n");
	CHECK_STR(ROW(CSV_STD, "a,b", "say \"hi\"", "x\ny", "x\ry"), "\"a,b\",\"say \"\"hi\"\"\",\"x\ny\",\"x\ry\"\n");
	CHECK_STR(ROW(CSV_STD, " a", "a ", "\ta", "a b"), "\" a\",\"a \",\"\ta\",a b\n");
	CHECK_STR(ROW(CSV_STD, "=1+1", "-5", "'x"), "=1+1,-5,'x\n");
}

static void test_brazilian(void)
{
	CHECK_STR(ROW(CSV_BR, "a;b", "1,5", NULL, ""), "\"a;b\";1,5;;\"\"\r\n");
	CHECK_STR(ROW(CSV_BR, "=1+1", "+x", "-x", "@x"), "'=1+1;'+x;'-x;'@x\r\n");
	CHECK_STR(ROW(CSV_BR, "\tx", "\rx", "=\"a\""), "\"'\tx\";\"'\rx\";\"'=\"\"a\"\"\"\r\n");
	CHECK_STR(ROW(CSV_BR, "'x", "'=x", "''", "''-"), "'x;''=x;'';'''-\r\n");
}

static void test_blank_line_is_no_row(void)
{
	CHECK_STR(row_of(CSV_STD, 1, (const char *[]){ NULL }), "\"\"\n");
	CHECK_STR(row_of(CSV_STD, 1, (const char *[]){ "" }), "\"\"\n");
	CHECK_STR(ROW(CSV_STD, NULL, NULL), ",\n");
}

static void test_numbers_and_dates(void)
{
	struct buf out = BUF_INIT;
	struct csv_writer w;
	csv_writer_init(&w, CSV_BR, &out);
	csv_writer_mark(&w);
	csv_writer_number(&w, "1234.56", 7);
	csv_writer_number(&w, "-5.00", 5);
	csv_writer_number(&w, "100", 3);
	csv_writer_number(&w, "1.2.3", 5);
	csv_writer_number(&w, "-", 1);
	csv_writer_date(&w, "2026-07-01", 10);
	csv_writer_date(&w, "2026-07-01Z", 11);
	csv_writer_row(&w);
	CHECK_STR(buf_str(&out), "\xEF\xBB\xBF" "1234,56;-5,00;100;1.2.3;'-;01/07/2026;2026-07-01Z\r\n");
	buf_clear(&out);
	csv_writer_init(&w, CSV_STD, &out);
	csv_writer_mark(&w);
	csv_writer_number(&w, "1234.56", 7);
	csv_writer_date(&w, "2026-07-01", 10);
	csv_writer_row(&w);
	CHECK_STR(buf_str(&out), "1234.56,2026-07-01\n");
	buf_release(&out);
}

static void test_copy(void)
{
	struct buf out = BUF_INIT, part = BUF_INIT;
	struct csv_writer w, p;
	csv_writer_init(&w, CSV_STD, &out);
	csv_writer_init(&p, CSV_STD, &part);
	csv_writer_text(&p, "b");
	csv_writer_text(&p, NULL);
	csv_writer_text(&w, "a");
	csv_writer_copy(&w, &p);
	csv_writer_text(&w, "c");
	csv_writer_row(&w);
	csv_writer_copy(&w, &p);
	csv_writer_row(&w);
	CHECK_STR(buf_str(&out), "a,b,,c\nb,\n");
	buf_release(&out);
	buf_release(&part);
}

enum { CELLS = 3, ROWS = 2000, LENGTH = 7 };

/* A cell of letters that mean something in CSV; NULL for one in six. */
static const char *random_cell(char cell[LENGTH + 1])
{
	static const char letters[] = "a'=+-@,;\"\n\r\t ";
	int n = rand() % (LENGTH + 1);
	for (int i = 0; i < n; i++)
		cell[i] = letters[(size_t)rand() % (sizeof letters - 1)];
	cell[n] = '\0';
	return rand() % 6 == 0 ? NULL : cell;
}

static void add_expected(struct buf *expected, const char *cell)
{
	if (cell == NULL)
		buf_addc(expected, '-');
	else
		buf_addf(expected, "[%s]", cell);
}

/* What is written is read back, cell by cell. */
static void check_round_trip(enum csv_style style)
{
	char cells[CELLS][LENGTH + 1];
	struct buf out = BUF_INIT, expected = BUF_INIT, got = BUF_INIT;
	struct csv_writer w;
	srand(7);
	csv_writer_init(&w, style, &out);
	for (int i = 0; i < ROWS; i++) {
		buf_clear(&out);
		buf_clear(&expected);
		csv_writer_mark(&w);
		for (int k = 0; k < CELLS; k++)
			csv_writer_text(&w, k == 0 ? "a" : k == 1 ? "b" : "c");
		csv_writer_row(&w);
		for (int k = 0; k < CELLS; k++) {
			const char *cell = random_cell(cells[k]);
			if (cell == NULL)
				csv_writer_absent(&w);
			else
				csv_writer_cell(&w, cell, strlen(cell));
			add_expected(&expected, cell);
		}
		csv_writer_row(&w);
		struct csv_memory memory = { out.data, out.len, 0, SIZE_MAX };
		struct error err = ERROR_INIT;
		struct csv_reader *r = csv_reader_open_source(csv_memory_source(&memory), "m.csv", NULL, &err);
		buf_clear(&got);
		if (!CHECK(r != NULL) || !CHECK(csv_reader_next(r, &err) == 1)) {
			printf("# %s\n", buf_str(&err.text));
			break;
		}
		size_t n;
		const struct csv_cell *read = csv_reader_cells(r, &n);
		for (size_t k = 0; k < n; k++) {
			add_expected(&got, read[k].present ? read[k].text : NULL);
			CHECK(strlen(read[k].text) == read[k].len);
		}
		CHECK(csv_reader_next(r, &err) == 0);
		csv_reader_free(r);
		error_release(&err);
		if (!CHECK_STR(buf_str(&got), buf_str(&expected)))
			break;
	}
	buf_release(&out);
	buf_release(&expected);
	buf_release(&got);
}

static void test_read_back(void)
{
	check_round_trip(CSV_STD);
	check_round_trip(CSV_BR);
}

int main(void)
{
	UNIT_RUN(test_standard);
	UNIT_RUN(test_brazilian);
	UNIT_RUN(test_blank_line_is_no_row);
	UNIT_RUN(test_numbers_and_dates);
	UNIT_RUN(test_copy);
	UNIT_RUN(test_read_back);
	return unit_done();
}
