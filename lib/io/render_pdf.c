/* Statements as PDF: the form as it is printed, A4 landscape, with its numbered fields in their places, the heads repeated on
 * every page. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "bill/glosa_tally.h"
#include "fmt/money.h"
#include "io/form.h"
#include "io/pdf.h"
#include "io/render.h"

#define CONTENT (PDF_WIDTH - 2 * PDF_MARGIN)
#define ROW 9.0         /* of an item, by line */
#define TABLE_HEAD 18.0
#define SIZE 7.0

enum { COLUMNS_MAX = 13 };

/* A column of the item table: the field's number on the form (0: none), where it stands. */
struct column {
	unsigned number;
	const char *label;
	double x, width;
	enum pdf_align align;
};

struct renderer_pdf {
	struct renderer renderer;
	const struct render_options *options;
	struct output *out;
	struct terms *terms;
	struct pdf *pdf;
	double y;                /* where the next thing goes */
	struct buf value, label;
	struct column columns[COLUMNS_MAX];
	unsigned ncolumns;
	double table_top;        /* of the table that is open on this page; 0: none */
	struct statement statement;
	const struct statement_guide *guide; /* the one we are in, or NULL */
	char *head;              /* what stands at the top of pages behind the first */
	struct glosa_tally tally;
	uint64_t statements, marks;
};

/* ---- pages ---- */

static void table_close(struct renderer_pdf *r)
{
	if (r->table_top <= 0)
		return;
	for (unsigned i = 0; i <= r->ncolumns; i++) {
		double x = i < r->ncolumns ? r->columns[i].x : PDF_MARGIN + CONTENT;
		pdf_rule(r->pdf, x, r->table_top, x, r->y);
	}
	r->table_top = 0;
}

static void page_begin(struct renderer_pdf *r)
{
	pdf_page(r->pdf);
	pdf_text(r->pdf, PDF_BOLD, 8, PDF_MARGIN, PDF_MARGIN + 8, CONTENT, PDF_LEFT, r->head);
	r->y = PDF_MARGIN + 14;
}

static void table_head(struct renderer_pdf *r)
{
	pdf_box(r->pdf, PDF_MARGIN, r->y, CONTENT, TABLE_HEAD, true);
	for (unsigned i = 0; i < r->ncolumns; i++) {
		const struct column *c = &r->columns[i];
		if (c->number > 0) {
			buf_clear(&r->label);
			buf_addf(&r->label, "%u", c->number);
			pdf_text(r->pdf, PDF_REGULAR, 5.5, c->x + 2, r->y + 6.5, c->width - 4, c->align, r->label.data);
		}
		pdf_text(r->pdf, PDF_BOLD, 6, c->x + 2, r->y + 14.5, c->width - 4, c->align, c->label);
	}
	r->table_top = r->y;
	r->y += TABLE_HEAD;
}

/* Goes to a new page unless HEIGHT fits on this one; an open table goes on there. */
static void need(struct renderer_pdf *r, double height)
{
	if (r->y + height <= PDF_BOTTOM)
		return;
	bool in_table = r->table_top > 0;
	table_close(r);
	page_begin(r);
	if (r->guide != NULL) {
		buf_clear(&r->label);
		buf_addf(&r->label, "14 - Guia %s (continuação)", r->guide->provider_number);
		pdf_text(r->pdf, PDF_REGULAR, SIZE, PDF_MARGIN, r->y + 6, CONTENT, PDF_LEFT, r->label.data);
		r->y += 9;
	}
	if (in_table)
		table_head(r);
}

/* ---- boxes ---- */

struct field {
	unsigned number;     /* 0: none */
	const char *label;   /* NULL: the form's */
	double share;        /* of the width */
};

/* A row of boxes; VALUES as they go on. */
static void fields_row(struct renderer_pdf *r, const struct field *fields, const char *const values[], size_t n)
{
	double x = PDF_MARGIN, whole = 0;
	for (size_t i = 0; i < n; i++)
		whole += fields[i].share;
	for (size_t i = 0; i < n; i++) {
		double width = CONTENT * fields[i].share / whole;
		const char *label = fields[i].label != NULL ? fields[i].label : form_label(fields[i].number);
		buf_clear(&r->label);
		if (fields[i].number > 0)
			buf_addf(&r->label, "%u - ", fields[i].number);
		buf_adds(&r->label, label);
		pdf_field(r->pdf, x, r->y, width, r->label.data, values[i], PDF_LEFT);
		x += width;
	}
	r->y += PDF_FIELD_HEIGHT;
}

static void totals(struct renderer_pdf *r, const char *title, unsigned first, const struct amounts *a)
{
	unsigned n = r->statement.kind == STATEMENT_DENTAL ? AMOUNT_COUNT : AMOUNT_COUNT - 1;
	static const char *const names[] = { "Valor Informado (R$)", "Valor Processado (R$)", "Valor Liberado (R$)", "Valor Glosa (R$)",
	                                     "Valor Franquia (R$)" };
	const double width = 130;
	need(r, PDF_FIELD_HEIGHT + 4);
	r->y += 2;
	double x = PDF_MARGIN + CONTENT - n * width;
	pdf_text(r->pdf, PDF_BOLD, 8, PDF_MARGIN, r->y + 13, x - PDF_MARGIN - 6, PDF_RIGHT, title);
	for (unsigned i = 0; i < n; i++, x += width) {
		buf_clear(&r->label);
		if (first > 0)
			buf_addf(&r->label, "%u - %s", first + i, form_label(first + i));
		else
			buf_adds(&r->label, names[i]);
		buf_clear(&r->value);
		form_amount(&r->value, a, (enum amount)i);
		pdf_field(r->pdf, x, r->y, width, r->label.data, buf_str(&r->value), PDF_RIGHT);
	}
	r->y += PDF_FIELD_HEIGHT + 2;
}

/* TEXT over as many lines and pages as it takes. */
static void paragraph(struct renderer_pdf *r, const char *text)
{
	size_t n = pdf_wrap(r->pdf, PDF_REGULAR, SIZE, CONTENT - 8, text);
	for (size_t i = 0; i < n; i++) {
		need(r, ROW);
		r->y += ROW;
		pdf_line(r->pdf, PDF_REGULAR, SIZE, PDF_MARGIN + 4, r->y - 2, i);
	}
}

static void note(struct renderer_pdf *r, const char *label, const char *text)
{
	if (*text == '\0')
		return;
	buf_clear(&r->value);
	buf_addf(&r->value, "%s: %s", label, text);
	paragraph(r, r->value.data);
}

static void marks(struct renderer_pdf *r, const struct statement_mark *list)
{
	for (const struct statement_mark *m = list; m != NULL; m = m->next) {
		r->marks++;
		buf_clear(&r->value);
		buf_adds(&r->value, "NÃO FECHA: ");
		statement_mark_text(&r->value, m);
		need(r, ROW);
		pdf_red(r->pdf, true);
		paragraph(r, r->value.data);
		pdf_red(r->pdf, false);
	}
}

static const char *as_date(struct buf *out, const char *date)
{
	buf_clear(out);
	form_date(out, date);
	return buf_str(out);
}

static const char *in_words(struct renderer_pdf *r, struct buf *out, const char *domain, const char *code)
{
	const char *words = terms_find(r->terms, domain, code);
	buf_clear(out);
	buf_adds(out, code);
	if (words != NULL)
		buf_addf(out, " - %s", words);
	return buf_str(out);
}

/* ---- the table ---- */

static void place_columns(struct renderer_pdf *r, bool dental)
{
	static const struct {
		unsigned number;
		double width;
		enum pdf_align align;
	} plan[] = {
		{ 0, 22, PDF_RIGHT }, { 25, 46, PDF_LEFT }, { 26, 22, PDF_LEFT }, { 27, 54, PDF_LEFT }, { 28, 0, PDF_LEFT }, { 29, 24, PDF_LEFT },
		{ 30, 58, PDF_RIGHT }, { 31, 42, PDF_RIGHT }, { 32, 58, PDF_RIGHT }, { 33, 58, PDF_RIGHT }, { 34, 56, PDF_RIGHT }, { 35, 62, PDF_LEFT },
	};
	double rest = CONTENT - (dental ? 54 : 0), x = PDF_MARGIN;
	for (size_t i = 0; i < sizeof plan / sizeof *plan; i++)
		rest -= plan[i].width;
	r->ncolumns = 0;
	for (size_t i = 0; i < sizeof plan / sizeof *plan; i++) {
		unsigned number = plan[i].number;
		if (dental && number == 35) {
			r->columns[r->ncolumns++] = (struct column){ 0, "Franquia", x, 54, PDF_RIGHT };
			x += 54;
		}
		double width = number == 28 ? rest : plan[i].width;
		r->columns[r->ncolumns++] = (struct column){ dental ? 0 : number, number == 0 ? "Item" : form_short_label(number), x, width,
		                                             plan[i].align };
		x += width;
	}
}

enum { DESCRIPTION = 4 };

static void cell(struct renderer_pdf *r, unsigned i, const char *text)
{
	const struct column *c = &r->columns[i];
	pdf_text(r->pdf, PDF_REGULAR, SIZE, c->x + 2, r->y + ROW - 2.2, c->width - 4, c->align, text);
}

static void amount_cell(struct renderer_pdf *r, unsigned i, const struct amounts *a, enum amount which)
{
	buf_clear(&r->value);
	form_amount(&r->value, a, which);
	cell(r, i, buf_str(&r->value));
}

static void item_cells(struct renderer_pdf *r, const struct statement_item *item)
{
	const struct amounts *a = &item->amounts;
	cell(r, 0, item->sequence);
	cell(r, 1, as_date(&r->value, item->date));
	cell(r, 2, item->table);
	cell(r, 3, item->code);
	cell(r, 5, item->participation);
	amount_cell(r, 6, a, AMOUNT_INFORMED);
	buf_clear(&r->value);
	if (item->quantity_given)
		form_quantity(&r->value, item->quantity);
	cell(r, 7, buf_str(&r->value));
	amount_cell(r, 8, a, AMOUNT_PROCESSED);
	amount_cell(r, 9, a, AMOUNT_RELEASED);
	amount_cell(r, 10, a, AMOUNT_DENIED);
	if (r->statement.kind == STATEMENT_DENTAL)
		amount_cell(r, 11, a, AMOUNT_FRANCHISE);
	if (item->glosas == NULL)
		return;
	buf_clear(&r->value);
	glosa_codes(&r->value, item->glosas, ", ");
	cell(r, r->ncolumns - 1, buf_str(&r->value));
}

static void item_row(struct renderer_pdf *r, const struct statement_item *item)
{
	const struct column *c = &r->columns[DESCRIPTION];
	buf_clear(&r->value);
	buf_adds(&r->value, item->description);
	if (*item->tooth != '\0' || *item->region != '\0' || *item->face != '\0')
		buf_addf(&r->value, " (%s%s %s%s)", *item->tooth != '\0' ? "dente " : *item->region != '\0' ? "região " : "", item->tooth, item->region,
		         item->face);
	size_t n = pdf_wrap(r->pdf, PDF_REGULAR, SIZE, c->width - 4, buf_str(&r->value));
	need(r, ROW);
	item_cells(r, item);
	for (size_t i = 0; i < n || i == 0; i++) {
		if (i > 0)
			need(r, ROW);
		pdf_line(r->pdf, PDF_REGULAR, SIZE, c->x + 2, r->y + ROW - 2.2, i);
		r->y += ROW;
	}
	pdf_rule(r->pdf, PDF_MARGIN, r->y, PDF_MARGIN + CONTENT, r->y);
}

/* ---- the parts ---- */

static void header_block(struct renderer_pdf *r, const struct statement *s)
{
	static const struct field first[] = { { 1, NULL, 1 }, { 3, NULL, 4 }, { 4, NULL, 1.6 }, { 5, NULL, 1.2 } },
	                          period[] = { { 1, NULL, 1 }, { 3, NULL, 4 }, { 4, NULL, 1.6 }, { 0, "Período de processamento", 1.8 } },
	                          second[] = { { 6, NULL, 1.6 }, { 7, NULL, 5 }, { 8, NULL, 1 } };
	struct buf cnpj = BUF_INIT, date = BUF_INIT, id = BUF_INIT;
	form_cnpj(&cnpj, s->operator_cnpj);
	if (s->kind == STATEMENT_DENTAL) {
		form_date(&date, s->period_start);
		buf_adds(&date, " a ");
		form_date(&date, s->period_end);
	} else {
		form_date(&date, s->issued);
	}
	if (*s->provider_code != '\0')
		buf_adds(&id, s->provider_code);
	else
		form_cnpj(&id, statement_provider_id(s));
	const char *operator[] = { s->operator_ans, s->operator_name, buf_str(&cnpj), buf_str(&date) };
	const char *provider[] = { buf_str(&id), s->provider_name, s->provider_cnes };
	fields_row(r, s->kind == STATEMENT_DENTAL ? period : first, operator, 4);
	fields_row(r, second, provider, 3);
	buf_release(&cnpj);
	buf_release(&date);
	buf_release(&id);
}

static void on_begin(void *context, const struct statement *s)
{
	struct renderer_pdf *r = context;
	const char *title = statement_title(s->kind);
	r->statement = *s;
	glosa_tally_release(&r->tally);
	place_columns(r, s->kind == STATEMENT_DENTAL);
	buf_clear(&r->value);
	buf_addf(&r->value, "%s – %s – 2 - Nº %s", title, s->operator_name, s->number);
	free(r->head);
	r->head = mem_dup(r->value.data);
	if (r->statements++ == 0) {
		buf_clear(&r->value);
		buf_addf(&r->value, "%s %s", title, s->number);
		pdf_info(r->pdf, r->value.data, *s->version != '\0' ? "Padrão TISS" : "", s->operator_name);
	}
	pdf_page(r->pdf);
	pdf_bookmark(r->pdf, 0, r->head);
	r->y = PDF_MARGIN;
	pdf_text(r->pdf, PDF_BOLD, 13, PDF_MARGIN + 150, r->y + 14, CONTENT - 300, PDF_CENTRE, title);
	if (*s->version != '\0') {
		buf_clear(&r->value);
		buf_addf(&r->value, "Padrão TISS %s", s->version);
		pdf_text(r->pdf, PDF_REGULAR, 8, PDF_MARGIN, r->y + 14, 140, PDF_LEFT, r->value.data);
	}
	buf_clear(&r->value);
	buf_addf(&r->value, "2 - Nº %s", s->number);
	pdf_text(r->pdf, PDF_BOLD, 9, PDF_MARGIN + CONTENT - 140, r->y + 14, 140, PDF_RIGHT, r->value.data);
	r->y += 22;
	header_block(r, s);
	r->y += 4;
}

static void on_payment(void *context, const struct statement_payment *p)
{
	static const struct field fields[] = { { 0, "Data do Pagamento", 1 }, { 0, "Forma de Pagamento", 2 }, { 0, "Banco", 1 }, { 0, "Agência", 1 },
	                                       { 0, "Conta ou cheque", 2 } };
	struct renderer_pdf *r = context;
	struct buf date = BUF_INIT, form = BUF_INIT;
	const char *values[] = { as_date(&date, p->date), in_words(r, &form, "dm_formaPagamento", p->form), p->bank, p->branch, p->account };
	need(r, 3 * PDF_FIELD_HEIGHT);
	fields_row(r, fields, values, 5);
	buf_release(&date);
	buf_release(&form);
}

static void on_protocol(void *context, const struct statement_protocol *p)
{
	static const struct field fields[] = { { 9, NULL, 1.2 }, { 10, NULL, 1.2 }, { 11, NULL, 1 }, { 12, NULL, 1.4 }, { 13, NULL, 3 } };
	struct renderer_pdf *r = context;
	struct buf date = BUF_INIT, codes = BUF_INIT, situation = BUF_INIT;
	glosa_codes(&codes, p->glosas, ", ");
	const char *values[] = { p->lot, p->number, as_date(&date, p->date), buf_str(&codes),
	                         in_words(r, &situation, "dm_statusProtocolo", p->situation) };
	need(r, 4 * PDF_FIELD_HEIGHT);
	r->y += 2;
	fields_row(r, fields, values, 5);
	buf_clear(&r->value);
	buf_addf(&r->value, "Protocolo %s", p->number);
	pdf_bookmark(r->pdf, 1, r->value.data);
	glosa_tally_protocol(&r->tally, p);
	for (const struct glosa *g = p->glosas; g != NULL; g = g->next)
		note(r, "Glosa do protocolo", g->description);
	buf_release(&date);
	buf_release(&codes);
	buf_release(&situation);
}

static void guide_block(struct renderer_pdf *r, const struct statement_guide *g)
{
	static const struct field first[] = { { 14, NULL, 1.5 }, { 15, NULL, 1.5 }, { 16, NULL, 1.2 }, { 17, NULL, 3 }, { 18, NULL, 1.5 } },
	                          second[] = { { 19, NULL, 1.1 }, { 20, NULL, 1.1 }, { 21, NULL, 1.1 }, { 22, NULL, 1.1 }, { 23, NULL, 1.5 },
	                                       { 24, NULL, 2.8 } },
	                          dental[] = { { 14, NULL, 1.5 }, { 15, NULL, 1.5 }, { 0, "Recurso", 0.6 }, { 0, "Nome do Executante", 2.5 },
	                                       { 17, NULL, 2.5 }, { 18, NULL, 1.5 } },
	                          paid[] = { { 14, NULL, 1.5 }, { 15, NULL, 1.5 }, { 16, NULL, 1.2 }, { 0, "Tipo de Pagamento", 1.2 } };
	struct buf from = BUF_INIT, until = BUF_INIT, codes = BUF_INIT, situation = BUF_INIT;
	glosa_codes(&codes, g->glosas, ", ");
	if (r->statement.kind == STATEMENT_DENTAL) {
		const char *values[] = { g->provider_number, g->operator_number, g->appeal, g->performer, g->beneficiary, g->card };
		fields_row(r, dental, values, 6);
	} else if (r->statement.kind == STATEMENT_PAYMENT) {
		const char *values[] = { g->provider_number, g->operator_number, g->password,
		                         in_words(r, &situation, "dm_tipoPagamento", g->payment_type) };
		fields_row(r, paid, values, 4);
	} else {
		const char *values[] = { g->provider_number, g->operator_number, g->password, g->beneficiary, g->card };
		const char *more[] = { as_date(&from, g->start_date), g->start_time, as_date(&until, g->end_date), g->end_time, buf_str(&codes),
		                       in_words(r, &situation, "dm_statusProtocolo", g->situation) };
		fields_row(r, first, values, 5);
		fields_row(r, second, more, 6);
	}
	buf_release(&from);
	buf_release(&until);
	buf_release(&codes);
	buf_release(&situation);
}

static void on_guide(void *context, const struct statement_guide *g)
{
	struct renderer_pdf *r = context;
	glosa_tally_guide(&r->tally, g);
	need(r, 3 * PDF_FIELD_HEIGHT + TABLE_HEAD + 3 * ROW);
	r->y += 3;
	guide_block(r, g);
	buf_clear(&r->value);
	buf_addf(&r->value, "Guia %s", g->provider_number);
	pdf_bookmark(r->pdf, 2, r->value.data);
	r->guide = g;
	for (const struct glosa *glosa = g->glosas; glosa != NULL; glosa = glosa->next)
		note(r, "Glosa da guia", glosa->description);
	if (g->items != NULL) {
		table_head(r);
		for (const struct statement_item *item = g->items; item != NULL; item = item->next)
			item_row(r, item);
		table_close(r);
	}
	totals(r, "Total da Guia", r->statement.kind == STATEMENT_ANALYSIS ? 36 : 0, &g->amounts);
	note(r, "Observação", g->note);
	marks(r, g->marks);
	r->guide = NULL;
}

static void on_protocol_end(void *context, const struct statement_protocol *p)
{
	struct renderer_pdf *r = context;
	totals(r, "Total do Protocolo", r->statement.kind == STATEMENT_ANALYSIS ? 40 : 0, &p->amounts);
	marks(r, p->marks);
}

static void add_money(struct buf *out, const struct amount_value *v)
{
	if (v->given)
		money_add_br(out, v->cents, 2);
	else
		buf_adds(out, "–");
}

static void net_block(struct renderer_pdf *r, const struct statement_net *net)
{
	static const struct field fields[] = { { 0, "Total de Débitos (R$)", 1 }, { 0, "Total de Créditos (R$)", 1 }, { 0, "Valor Líquido (R$)", 1 } };
	for (const struct statement_adjustment *a = net->adjustments; a != NULL; a = a->next) {
		const char *type = terms_find(r->terms, "dm_debitoCreditoTipo", a->type);
		buf_clear(&r->value);
		buf_addf(&r->value, "%s %s %s: ", strcmp(a->indicator, "2") == 0 ? "Crédito" : "Débito", a->type, type != NULL ? type : "");
		add_money(&r->value, &a->amount);
		if (*a->description != '\0')
			buf_addf(&r->value, " (%s)", a->description);
		paragraph(r, r->value.data);
	}
	struct buf debits = BUF_INIT, credits = BUF_INIT, rest = BUF_INIT;
	add_money(&debits, &net->debits);
	add_money(&credits, &net->credits);
	add_money(&rest, &net->net);
	const char *values[] = { debits.data, credits.data, rest.data };
	need(r, PDF_FIELD_HEIGHT + 2);
	fields_row(r, fields, values, 3);
	buf_release(&debits);
	buf_release(&credits);
	buf_release(&rest);
}

static void on_payment_end(void *context, const struct statement_payment *p)
{
	struct renderer_pdf *r = context;
	totals(r, "Total da Data", 0, &p->amounts);
	net_block(r, &p->net);
	marks(r, p->marks);
	r->y += 6;
}

/* What the codes of glosa in this statement mean. */
static void reasons(struct renderer_pdf *r)
{
	if (!glosa_tally_sort(&r->tally))
		return;
	need(r, 3 * ROW);
	r->y += 12;
	pdf_text(r->pdf, PDF_BOLD, 8, PDF_MARGIN, r->y, CONTENT, PDF_LEFT, "Glosas por motivo");
	r->y += 3;
	for (size_t i = 0; i < r->tally.ncodes; i++) {
		const struct tally_code *c = &r->tally.codes[i];
		const struct glosa_term *term = terms_glosa(r->terms, c->code);
		buf_clear(&r->value);
		buf_addf(&r->value, "%s – R$ ", *c->code != '\0' ? c->code : "sem código");
		money_add_br(&r->value, c->amount, 2);
		buf_addf(&r->value, " (%llu×) – %s", (unsigned long long)c->times,
		         term != NULL ? term->term : *c->code != '\0' ? "não está na Tabela 38" : "a operadora não deu motivo");
		paragraph(r, r->value.data);
	}
}

static void on_end(void *context, const struct statement *s)
{
	struct renderer_pdf *r = context;
	r->y += 4;
	totals(r, "Total Geral", s->kind == STATEMENT_ANALYSIS ? 44 : 0, &s->amounts);
	if (s->kind != STATEMENT_ANALYSIS)
		net_block(r, &s->net);
	note(r, "Observação", s->note);
	marks(r, s->marks);
	reasons(r);
	if (r->marks > 0) {
		buf_clear(&r->value);
		buf_addf(&r->value, "As somas deste demonstrativo não fecham: %llu %s, marcadas acima.", (unsigned long long)r->marks,
		         r->marks == 1 ? "diferença" : "diferenças");
		need(r, ROW);
		pdf_red(r->pdf, true);
		paragraph(r, r->value.data);
		pdf_red(r->pdf, false);
	}
	r->marks = 0;
}

static void on_answer(void *context, const struct statement_answer *a)
{
	struct renderer_pdf *r = context;
	const char *title = a->kind == ANSWER_SITUATION ? "O demonstrativo ainda não está pronto" : "A operadora respondeu com um erro";
	const struct glosa_term *term = terms_glosa(r->terms, a->code);
	if (r->statements++ == 0)
		pdf_info(r->pdf, title, "Padrão TISS", "");
	free(r->head);
	r->head = mem_dup(title);
	page_begin(r);
	r->y += 6;
	if (a->kind == ANSWER_SITUATION) {
		struct buf words = BUF_INIT;
		note(r, form_label(1), a->operator_ans);
		note(r, "Protocolo", a->protocol);
		note(r, "Solicitação", a->request);
		note(r, "Pedido", in_words(r, &words, "dm_tipoDemonstrativo", a->type));
		note(r, "Situação em", as_date(&words, a->date));
		note(r, "Situação", in_words(r, &words, "dm_statusProtocolo", a->situation));
		buf_release(&words);
		return;
	}
	note(r, "Código", a->code);
	note(r, "O que diz a Tabela 38", term != NULL ? term->term : "");
	note(r, "O que diz a operadora", a->description);
}

static void drop(struct renderer *renderer)
{
	struct renderer_pdf *r = renderer->sink.context;
	pdf_free(r->pdf);
	buf_release(&r->value);
	buf_release(&r->label);
	free(r->head);
	glosa_tally_release(&r->tally);
	free(r);
}

static int close_pdf(struct renderer *renderer, struct error *err)
{
	struct renderer_pdf *r = renderer->sink.context;
	int failed = 0;
	if (r->statements > 0)
		failed = pdf_write(r->pdf, r->out, err);
	uint64_t replaced = pdf_replaced(r->pdf);
	if (failed == 0 && replaced > 0 && r->options->warn != NULL) {
		buf_clear(&r->value);
		buf_addf(&r->value, "%llu %s as fontes do PDF não têm: no lugar está “¿”", (unsigned long long)replaced,
		         replaced == 1 ? "caractere que" : "caracteres que");
		r->options->warn(r->options->context, r->value.data);
	}
	drop(renderer);
	return failed;
}

struct renderer *render_pdf_open(const struct render_options *options, struct error *err)
{
	struct pdf *pdf = pdf_new(err);
	if (pdf == NULL)
		return NULL;
	struct renderer_pdf *r = mem_zero(1, sizeof *r);
	r->options = options;
	r->out = options->out;
	r->terms = options->terms;
	r->pdf = pdf;
	r->head = mem_dup("");
	pdf_foot(pdf, "tissutils demo-render");
	r->renderer = (struct renderer){
		.sink = { .context = r, .begin = on_begin, .payment = on_payment, .protocol = on_protocol, .guide = on_guide,
		          .protocol_end = on_protocol_end, .payment_end = on_payment_end, .end = on_end, .answer = on_answer },
		.close = close_pdf, .drop = drop,
	};
	return &r->renderer;
}
