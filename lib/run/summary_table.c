#include "run/summary_table.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/visible.h"
#include "fmt/money.h"

enum { CELL = 40, FILE_COLUMNS = 7, CODE_COLUMNS = 6 };

/* ---- text: the last column has what may be long ---- */

static void add_right(struct buf *out, const char *text, size_t width)
{
	for (size_t n = visible_width(text); n < width; n++)
		buf_addc(out, ' ');
	buf_adds(out, text);
}

static void add_left(struct buf *out, const char *text, size_t width)
{
	buf_adds(out, text);
	for (size_t n = visible_width(text); n < width; n++)
		buf_addc(out, ' ');
}

static void add_count(struct buf *out, uint64_t n, size_t width)
{
	struct buf text = BUF_INIT;
	money_add_br(&text, (int64_t)n, 0);
	add_right(out, buf_str(&text), width);
	buf_release(&text);
}

static void add_money(struct buf *out, int64_t cents, size_t width)
{
	struct buf text = BUF_INIT;
	if (cents < 0)
		buf_adds(&text, "(não cabe)");
	else
		money_add_br(&text, cents, 2);
	add_right(out, buf_str(&text), width);
	buf_release(&text);
}

void summary_table_head(struct buf *out)
{
	add_left(out, "versão", 8);
	add_right(out, "guias", 9);
	add_right(out, "itens", 11);
	add_right(out, "valor informado", 18);
	add_right(out, "erros", 9);
	add_right(out, "avisos", 9);
	buf_adds(out, "  arquivo\n");
}

static void add_figures(struct buf *out, const char *first, uint64_t guides, uint64_t items, int64_t amount,
                        uint64_t errors, uint64_t warnings)
{
	add_left(out, first, 8);
	add_count(out, guides, 9);
	add_count(out, items, 11);
	add_money(out, amount, 18);
	add_count(out, errors, 9);
	add_count(out, warnings, 9);
	buf_adds(out, "  ");
}

void summary_table_file(struct buf *out, const char *name, const struct validation *v)
{
	add_figures(out, v->version[0] != '\0' ? v->version : "-", v->guides, v->items, v->amount, v->errors, v->warnings);
	visible_add(out, name, strlen(name));
	buf_addc(out, '\n');
}

void summary_table_total(struct buf *out, const struct summary *s)
{
	if (s->files < 2)
		return;
	add_figures(out, "total", s->guides, s->items, s->amount, s->errors, s->warnings);
	money_add_br(out, (int64_t)s->files, 0);
	buf_adds(out, " arquivos, ");
	money_add_br(out, (int64_t)s->refused, 0);
	buf_adds(out, " com erros\n");
}

void summary_table_codes(struct buf *out, struct tally *tally)
{
	if (tally->n == 0)
		return;
	tally_sort(tally);
	buf_addc(out, '\n');
	add_right(out, "críticas", 10);
	add_right(out, "arquivos", 10);
	add_right(out, "valor das guias", 18);
	buf_adds(out, "  grau   ANS   código\n");
	for (size_t i = 0; i < tally->n; i++) {
		const struct tally_row *row = &tally->rows[i];
		add_count(out, row->count, 10);
		add_count(out, row->files, 10);
		add_money(out, row->amount, 18);
		buf_adds(out, "  ");
		add_left(out, finding_severity_name(row->severity), 7);
		add_left(out, row->ans[0] != '\0' ? row->ans : "-", 6);
		buf_addf(out, "%s\n", finding_def(row->code)->code);
	}
}

/* ---- CSV ---- */

static const char *count_cell(char cell[CELL], uint64_t n)
{
	snprintf(cell, CELL, "%" PRIu64, n);
	return cell;
}

/* Absent when it is too large. */
static const char *money_cell(char cell[CELL], enum schema_csv style, int64_t cents)
{
	if (cents < 0)
		return NULL;
	snprintf(cell, CELL, "%" PRId64 "%c%02d", cents / 100, style == SCHEMA_CSV_BR ? ',' : '.', (int)(cents % 100));
	return cell;
}

void summary_csv_head(struct buf *out, enum schema_csv style)
{
	static const char *const names[FILE_COLUMNS] = {
		"arquivo", "versao", "guias", "itens", "valorInformado", "erros", "avisos"
	};
	schema_csv_begin(out, style);
	schema_csv_record(out, style, names, FILE_COLUMNS);
}

void summary_csv_file(struct buf *out, enum schema_csv style, const char *name, const struct validation *v)
{
	char guides[CELL], items[CELL], amount[CELL], errors[CELL], warnings[CELL];
	const char *const cells[FILE_COLUMNS] = {
		name, v->version, count_cell(guides, v->guides), count_cell(items, v->items), money_cell(amount, style, v->amount),
		count_cell(errors, v->errors), count_cell(warnings, v->warnings),
	};
	schema_csv_record(out, style, cells, FILE_COLUMNS);
}

void summary_csv_codes_head(struct buf *out, enum schema_csv style)
{
	static const char *const names[CODE_COLUMNS] = {
		"codigo", "codigoANS", "severidade", "quantidade", "arquivos", "valorInformado"
	};
	schema_csv_begin(out, style);
	schema_csv_record(out, style, names, CODE_COLUMNS);
}

void summary_csv_codes(struct buf *out, enum schema_csv style, struct tally *tally)
{
	tally_sort(tally);
	for (size_t i = 0; i < tally->n; i++) {
		const struct tally_row *row = &tally->rows[i];
		char count[CELL], files[CELL], amount[CELL];
		const char *const cells[CODE_COLUMNS] = {
			finding_def(row->code)->code, row->ans, finding_severity_name(row->severity), count_cell(count, row->count),
			count_cell(files, row->files), money_cell(amount, style, row->amount),
		};
		schema_csv_record(out, style, cells, CODE_COLUMNS);
	}
}
