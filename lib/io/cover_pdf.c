/* The capa de lote as PDF, with the boxes of the statements (io/pdf.h). */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "fmt/money.h"
#include "io/cover_render.h"
#include "io/form.h"
#include "io/pdf.h"

#define CONTENT (PDF_WIDTH - 2 * PDF_MARGIN)
#define ROW 11.0

struct cover_pdf {
	struct output *out;
	struct pdf *pdf;
	double y;
	struct buf value;
	unsigned covers;
};

/* The columns of the guides. */
static const struct {
	const char *label;
	double width;
	enum pdf_align align;
} columns[] = {
	{ "Guia", 140, PDF_LEFT }, { "Guia na operadora", 140, PDF_LEFT }, { "Data", 80, PDF_LEFT }, { "Itens", 60, PDF_RIGHT },
	{ "Informado", 124, PDF_RIGHT }, { "Glosado", 124, PDF_RIGHT }, { "Liberado", 124, PDF_RIGHT },
};

enum { COLUMNS = sizeof columns / sizeof *columns };

void *cover_pdf_open(struct output *out, struct error *err)
{
	struct pdf *pdf = pdf_new(err);
	if (pdf == NULL)
		return NULL;
	struct cover_pdf *p = mem_zero(1, sizeof *p);
	p->out = out;
	p->pdf = pdf;
	pdf_foot(pdf, "tissutils lot-send");
	return p;
}

/* The facts of a group share a row. */
static void put_facts(struct cover_pdf *p, const struct cover *c)
{
	struct cover_fact facts[COVER_FACTS_MAX];
	size_t n = cover_facts(c, facts);
	for (size_t i = 0, end; i < n; i = end) {
		for (end = i; end < n && facts[end].group == facts[i].group && end - i < 4; end++)
			;
		double width = CONTENT / (double)(end - i);
		for (size_t k = i; k < end; k++)
			pdf_field(p->pdf, PDF_MARGIN + (double)(k - i) * width, p->y, width, facts[k].label, facts[k].value, PDF_LEFT);
		p->y += PDF_FIELD_HEIGHT + (end < n && facts[end].group != facts[i].group ? 4 : 0);
	}
}

static void put_row(struct cover_pdf *p, const char *const cells[COLUMNS], enum pdf_font font)
{
	double x = PDF_MARGIN;
	for (unsigned i = 0; i < COLUMNS; i++) {
		pdf_text(p->pdf, font, 8, x + 2, p->y + ROW - 3, columns[i].width - 4, columns[i].align, cells[i]);
		x += columns[i].width;
	}
	p->y += ROW;
	pdf_rule(p->pdf, PDF_MARGIN, p->y, PDF_MARGIN + CONTENT, p->y);
}

static void put_head(struct cover_pdf *p)
{
	const char *labels[COLUMNS];
	for (unsigned i = 0; i < COLUMNS; i++)
		labels[i] = columns[i].label;
	pdf_box(p->pdf, PDF_MARGIN, p->y, CONTENT, ROW, true);
	put_row(p, labels, PDF_BOLD);
}

static void amount_text(struct buf *out, int64_t cents)
{
	if (cents != COVER_NONE)
		money_add_br(out, cents, 2);
}

static void put_guide(struct cover_pdf *p, const struct cover_guide *g)
{
	struct buf date = BUF_INIT, items = BUF_INIT, amounts[3] = { BUF_INIT, BUF_INIT, BUF_INIT };
	form_date(&date, g->entry_date != NULL ? g->entry_date : "");
	buf_addf(&items, "%lld", (long long)g->items);
	amount_text(&amounts[0], g->informed);
	amount_text(&amounts[1], g->denied);
	amount_text(&amounts[2], g->released);
	const char *cells[COLUMNS] = { g->number != NULL ? g->number : "", g->operator_number != NULL ? g->operator_number : "", buf_str(&date),
	                               items.data, buf_str(&amounts[0]), buf_str(&amounts[1]), buf_str(&amounts[2]) };
	put_row(p, cells, PDF_REGULAR);
	buf_release(&date);
	buf_release(&items);
	for (unsigned i = 0; i < 3; i++)
		buf_release(&amounts[i]);
}

static void put_printed(struct cover_pdf *p, const struct cover *c)
{
	buf_clear(&p->value);
	buf_adds(&p->value, "Impresso em ");
	form_date(&p->value, c->printed_date);
	buf_addf(&p->value, " %s", c->printed_time);
	pdf_text(p->pdf, PDF_REGULAR, 7, PDF_MARGIN, p->y + 10, CONTENT, PDF_LEFT, p->value.data);
}

void cover_pdf_add(void *document, const struct cover *c)
{
	struct cover_pdf *p = document;
	buf_clear(&p->value);
	buf_addf(&p->value, "Capa de Lote %s", c->lot != NULL ? c->lot : "");
	if (p->covers++ == 0)
		pdf_info(p->pdf, p->value.data, "Padrão TISS", c->provider_name != NULL ? c->provider_name : "");
	pdf_page(p->pdf);
	pdf_bookmark(p->pdf, 0, p->value.data);
	p->y = PDF_MARGIN;
	pdf_text(p->pdf, PDF_BOLD, 13, PDF_MARGIN, p->y + 14, CONTENT, PDF_CENTRE, cover_title(c));
	p->y += 22;
	put_facts(p, c);
	p->y += 8;
	put_head(p);
	for (size_t i = 0; i < c->nguides; i++) {
		if (p->y + 2 * ROW > PDF_BOTTOM) {
			pdf_page(p->pdf);
			p->y = PDF_MARGIN;
			put_head(p);
		}
		put_guide(p, &c->guides[i]);
	}
	put_printed(p, c);
}

int cover_pdf_close(void *document, struct error *err)
{
	struct cover_pdf *p = document;
	int failed = p->covers > 0 ? pdf_write(p->pdf, p->out, err) : 0;
	pdf_free(p->pdf);
	buf_release(&p->value);
	free(p);
	return failed;
}
