#include "match/requires_csv.h"

#include <string.h>

#include "fmt/csv_cell.h"

enum { TABLE, CODE, REQUIRED, FROM, UNTIL, COLUMNS };

static const struct csv_column columns[COLUMNS] = {
	[TABLE] = { .name = "codigoTabela", .required = true },
	[CODE] = { .name = "codigoProcedimento", .required = true },
	[REQUIRED] = { .name = "requerAutorizacao", .required = true },
	[FROM] = { .name = "inicioVigencia" },
	[UNTIL] = { .name = "fimVigencia" },
};

static int take_row(struct requirements *r, const struct csv_reader *csv, struct error *err)
{
	date_days from, until;
	uint32_t other;
	const struct csv_cell *table = csv_cell_text(csv, TABLE, err), *code = csv_cell_text(csv, CODE, err);
	const struct csv_cell *required = csv_cell_text(csv, REQUIRED, err);
	if (table == NULL || code == NULL || required == NULL)
		return -1;
	if (strcmp(required->text, "S") != 0 && strcmp(required->text, "N") != 0)
		return csv_reader_error(csv, REQUIRED, err, "espera-se S ou N");
	if (csv_cell_date(csv, FROM, &from, err) != 0 || csv_cell_date(csv, UNTIL, &until, err) != 0)
		return -1;
	if (from != DATE_NONE && until != DATE_NONE && until < from)
		return csv_reader_error(csv, UNTIL, err, "é anterior ao início da vigência");
	uint32_t line = (uint32_t)csv_reader_line(csv);
	if (!requirements_add(r, table->text, code->text, required->text[0] == 'S', from, until, line, &other))
		return csv_reader_error(csv, CODE, err, "a vigência coincide com a da linha %u, do mesmo item", (unsigned)other);
	return 0;
}

int requires_csv_read(struct requirements *r, const char *path, const struct csv_options *options,
                      void (*complain)(void *context, const char *text), void *context, size_t *complaints, struct error *err)
{
	struct csv_reader *csv = csv_reader_open(path, options, err);
	if (csv == NULL)
		return -1;
	int got = csv_reader_bind(csv, columns, COLUMNS, err);
	if (got == 0)
		csv_reader_warn_unknown(csv);
	while (got >= 0 && (got = csv_reader_next(csv, err)) != 0) {
		if (got > 0 && take_row(r, csv, err) == 0)
			continue;
		if (csv_reader_broken(csv))
			break;
		++*complaints;
		complain(context, buf_str(&err->text));
		buf_clear(&err->text);
		got = 0;
	}
	csv_reader_free(csv);
	return err->text.len > 0 ? -1 : 0;
}
