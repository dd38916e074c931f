#include "schema/schema_csv.h"

#include <string.h>

#include "base/visible.h"
#include "fmt/csv_writer.h"

static const enum csv_style styles[] = { [SCHEMA_CSV_STD] = CSV_STD, [SCHEMA_CSV_BR] = CSV_BR };

void schema_csv_begin(struct buf *out, enum schema_csv style)
{
	struct csv_writer w;
	csv_writer_init(&w, styles[style], out);
	csv_writer_mark(&w);
}

void schema_csv_record(struct buf *out, enum schema_csv style, const char *const cells[], size_t n)
{
	struct csv_writer w;
	struct buf shown = BUF_INIT;
	csv_writer_init(&w, styles[style], out);
	for (size_t i = 0; i < n; i++) {
		buf_clear(&shown);
		if (cells[i] != NULL)
			visible_add(&shown, cells[i], strlen(cells[i]));
		csv_writer_text(&w, buf_str(&shown));
	}
	csv_writer_row(&w);
	buf_release(&shown);
}
