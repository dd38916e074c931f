#include "fmt/finding_list.h"

#include <string.h>

#include "base/finding.h"
#include "base/visible.h"

/* ---- ANS codes ---- */

static void add_day(struct buf *out, const char *when, const char *date)
{
	buf_addf(out, "%s%.2s/%.2s/%.4s", when, date + 8, date + 5, date);
}

/* One entry of finding_def.ans: "3209", with its validity in words when VALIDITY: "3209 (a partir de 01/12/2025)". */
static void add_entry(struct buf *out, const char *entry, size_t len, bool validity)
{
	enum { CODE_LEN = 4, DATE_LEN = 10 };
	buf_add(out, entry, CODE_LEN);
	if (!validity || len <= CODE_LEN + 1)
		return;
	const char *from = entry + CODE_LEN + 1, *end = entry + len;
	const char *to = strstr(from, "..") + 2;
	const char *separator = " (";
	if (*from != '.') {
		buf_adds(out, separator);
		add_day(out, "a partir de ", from);
		separator = ", ";
	}
	if (end - to >= DATE_LEN) {
		buf_adds(out, separator);
		add_day(out, "até ", to);
		separator = ", ";
	}
	if (separator[0] == ',')
		buf_addc(out, ')');
}

static void add_ans(struct buf *out, const char *ans, bool validity)
{
	if (*ans == '\0')
		buf_addc(out, '-');
	while (*ans != '\0') {
		size_t len = strcspn(ans, ",");
		add_entry(out, ans, len, validity);
		ans += len;
		if (*ans == ',') {
			buf_adds(out, validity ? ", " : ",");
			ans++;
		}
	}
}

/* ---- the list ---- */

enum { COLUMNS = 5 };

struct row {
	const char *cells[COLUMNS];
	struct buf ans;
};

static const struct row title = { { "código", "camada", "severidade", "ANS", "mensagem" }, BUF_INIT };

static void row_of(struct row *row, const struct finding_def *def)
{
	buf_clear(&row->ans);
	add_ans(&row->ans, def->ans, false);
	row->cells[0] = def->code;
	row->cells[1] = finding_layer_name(def->layer);
	row->cells[2] = finding_severity_name(def->severity);
	row->cells[3] = buf_str(&row->ans);
	row->cells[4] = def->message;
}

static void widen(size_t widths[COLUMNS], const struct row *row)
{
	for (size_t i = 0; i < COLUMNS; i++) {
		size_t width = visible_width(row->cells[i]);
		if (width > widths[i])
			widths[i] = width;
	}
}

static void row_write(struct output *out, const struct row *row, const size_t widths[COLUMNS])
{
	for (size_t i = 0; i < COLUMNS - 1; i++) {
		size_t pad = widths[i] - visible_width(row->cells[i]) + 2;
		output_printf(out, "%s%*s", row->cells[i], (int)pad, "");
	}
	output_printf(out, "%s\n", row->cells[COLUMNS - 1]);
}

void finding_list_write(struct output *out)
{
	size_t widths[COLUMNS] = { 0 };
	struct row row = { { NULL }, BUF_INIT };
	widen(widths, &title);
	for (unsigned code = 0; code < FINDING_COUNT; code++) {
		row_of(&row, finding_def((enum finding_code)code));
		widen(widths, &row);
	}
	row_write(out, &title, widths);
	for (unsigned code = 0; code < FINDING_COUNT; code++) {
		row_of(&row, finding_def((enum finding_code)code));
		row_write(out, &row, widths);
	}
	buf_release(&row.ans);
}

/* ---- one finding explained ---- */

enum { LINE_WIDTH = 80, LABEL_WIDTH = 13 };

/* LABEL and TEXT beside it, wrapped at spaces, the lines aligned. */
static void paragraph(struct output *out, const char *label, const char *text)
{
	size_t column = visible_width(label);
	output_printf(out, "%s%*s", label, (int)(LABEL_WIDTH - column), "");
	column = LABEL_WIDTH;
	struct buf word = BUF_INIT;
	while (*text != '\0') {
		size_t len = strcspn(text, " ");
		buf_clear(&word);
		buf_add(&word, text, len);
		size_t width = visible_width(buf_str(&word));
		if (column > LABEL_WIDTH && column + 1 + width > LINE_WIDTH) {
			output_printf(out, "\n%*s", LABEL_WIDTH, "");
			column = LABEL_WIDTH;
		}
		if (column > LABEL_WIDTH) {
			output_puts(out, " ");
			column++;
		}
		output_puts(out, buf_str(&word));
		column += width;
		text += len;
		text += strspn(text, " ");
	}
	output_puts(out, "\n");
	buf_release(&word);
}

int finding_explain_write(struct output *out, const char *code, struct error *err)
{
	enum finding_code found = finding_code_of(code);
	if (found == FINDING_COUNT)
		return error_set(err, "%s: não há crítica com este código (--list-rules mostra todos)", code);
	const struct finding_def *def = finding_def(found);
	struct buf ans = BUF_INIT;
	add_ans(&ans, def->ans, true);
	paragraph(out, "Código", def->code);
	paragraph(out, "Camada", finding_layer_name(def->layer));
	paragraph(out, "Severidade", finding_severity_name(def->severity));
	paragraph(out, "Código ANS", def->ans[0] != '\0' ? buf_str(&ans) : "nenhum");
	paragraph(out, "Mensagem", def->message);
	paragraph(out, "Por quê", def->explanation);
	paragraph(out, "O que fazer", def->suggestion[0] != '\0' ? def->suggestion : "-");
	paragraph(out, "Norma", def->norm);
	buf_release(&ans);
	return 0;
}
