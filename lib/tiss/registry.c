#include "tiss/registry.h"

#include <sys/stat.h>

#include <stdio.h>

#include "fmt/csv_cell.h"

bool registry_validity_holds(const struct registry_validity *v, date_days date)
{
	if (date == DATE_NONE)
		return true;
	return (v->from == DATE_NONE || v->from <= date) && (v->until == DATE_NONE || date <= v->until);
}

int registry_validity_read(struct registry_validity *v, const struct csv_reader *r, size_t from, size_t until,
                           struct error *err)
{
	if (csv_cell_date(r, from, &v->from, err) != 0 || csv_cell_date(r, until, &v->until, err) != 0)
		return -1;
	if (v->from == DATE_NONE || v->until == DATE_NONE || v->from <= v->until)
		return 0;
	char start[DATE_TEXT];
	date_text(v->from, start);
	return csv_reader_error(r, until, err, "o fim vem antes do início (%s)", start);
}

void registry_validity_text(const struct registry_validity *v, char out[REGISTRY_VALIDITY_TEXT])
{
	char from[DATE_TEXT] = "", until[DATE_TEXT] = "";
	if (v->from != DATE_NONE)
		date_text(v->from, from);
	if (v->until != DATE_NONE)
		date_text(v->until, until);
	if (*from != '\0' && *until != '\0')
		snprintf(out, REGISTRY_VALIDITY_TEXT, "%s a %s", from, until);
	else if (*from != '\0')
		snprintf(out, REGISTRY_VALIDITY_TEXT, "desde %s", from);
	else
		snprintf(out, REGISTRY_VALIDITY_TEXT, *until != '\0' ? "até %s" : "sem limite", until);
}

uint32_t registry_rows_guess(const char *path, size_t row_bytes)
{
	struct stat st;
	if (stat(path, &st) != 0 || !S_ISREG(st.st_mode) || st.st_size < 0)
		return 0;
	uintmax_t rows = (uintmax_t)st.st_size / row_bytes;
	return rows < UINT32_MAX / 8 ? (uint32_t)rows : 0;
}
