/* Any bytes as CSV, read at once and in small pieces: both must give the same rows, and end in the same way. Every cell is
 * also taken as a date and as a number. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "fmt/csv_cell.h"
#include "fmt/csv_reader.h"

#include "../unit/csv_memory.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_values(const char *bytes, size_t len)
{
	struct csv_memory memory = { bytes, len, 0, SIZE_MAX };
	struct error err = ERROR_INIT;
	struct csv_reader *r = csv_reader_open_source(csv_memory_source(&memory), "fuzz.csv", NULL, &err);
	struct csv_column columns[2] = { { .name = "", .other = "a" }, { .name = "b" } };
	if (r != NULL) {
		columns[0].name = csv_reader_column(r, 0);
		csv_reader_bind(r, columns, 2, &err);
		csv_reader_warn_unknown(r);
	}
	while (r != NULL && csv_reader_next(r, &err) > 0) {
		for (size_t i = 0; i < 2; i++) {
			date_days date;
			int64_t amount;
			bool given;
			csv_cell_date(r, i, &date, &err);
			csv_cell_decimal(r, i, 4, &amount, &given, &err);
			csv_cell_text(r, i, &err);
		}
	}
	csv_reader_free(r);
	error_release(&err);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf whole = BUF_INIT, parts = BUF_INIT;
	struct csv_options options = { .encoding = (enum csv_encoding)(size % 3), .cell_max = 200 };
	csv_memory_dump((const char *)data, size, SIZE_MAX, &options, &whole);
	csv_memory_dump((const char *)data, size, 1 + size % 7, &options, &parts);
	if (strcmp(buf_str(&whole), buf_str(&parts)) != 0)
		abort();
	read_values((const char *)data, size);
	buf_release(&whole);
	buf_release(&parts);
	return 0;
}
