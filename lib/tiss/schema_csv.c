#include "tiss/schema_csv.h"

#include <string.h>

#include "base/visible.h"

static const struct {
	char separator;
	const char *line_end, *mark;
	bool spreadsheet; /* cells that it would run as a formula get an apostrophe in front */
} styles[] = {
	[SCHEMA_CSV_STD] = { ',', "\n", "", false },
	[SCHEMA_CSV_BR] = { ';', "\r\n", "\xEF\xBB\xBF", true },
};

void schema_csv_begin(struct buf *out, enum schema_csv style)
{
	buf_adds(out, styles[style].mark);
}

static void add_cell(struct buf *out, enum schema_csv style, const char *text)
{
	struct buf shown = BUF_INIT;
	if (styles[style].spreadsheet && text[0] != '\0' && strchr("=+-@\t\r", text[0]) != NULL)
		buf_addc(&shown, '\'');
	visible_add(&shown, text, strlen(text));
	const char *cell = buf_str(&shown);
	bool quoted = strchr(cell, '"') != NULL || strchr(cell, styles[style].separator) != NULL || cell[0] == ' ' ||
	              (shown.len > 0 && cell[shown.len - 1] == ' ');
	if (quoted)
		buf_addc(out, '"');
	for (; *cell != '\0'; cell++) {
		if (*cell == '"')
			buf_addc(out, '"');
		buf_addc(out, *cell);
	}
	if (quoted)
		buf_addc(out, '"');
	buf_release(&shown);
}

void schema_csv_record(struct buf *out, enum schema_csv style, const char *const cells[], size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			buf_addc(out, styles[style].separator);
		if (cells[i] != NULL)
			add_cell(out, style, cells[i]);
	}
	buf_adds(out, styles[style].line_end);
}
