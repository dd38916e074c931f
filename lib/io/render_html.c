/* Statements as one HTML file, without scripts: first what an analyst asks first (how much was paid, how much denied, why, on which
 * guides), then the form. The first block needs the totals, which come last: what is below it is put aside (base/spool.h), so
 * that memory stays bounded. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/spool.h"
#include "base/visible.h"
#include "bill/glosa_tally.h"
#include "fmt/money.h"
#include "io/form.h"
#include "io/html.h"
#include "io/render.h"

enum { FLUSH = 64 * 1024, MARKS_MAX = 20 };

struct html {
	struct renderer renderer;
	struct output *out;
	struct terms *terms;
	struct buf page, value;
	struct buf marks;         /* what does not add up, as list items */
	uint64_t nmarks;
	struct spool body;        /* of the statement we are in */
	struct statement statement;
	struct glosa_tally tally;
	uint64_t statements;      /* begun; also the number of this one */
	struct error failure;
};

static void put(struct html *h, const char *markup)
{
	buf_adds(&h->page, markup);
}

static void text(struct html *h, const char *value)
{
	html_text(&h->page, value, strlen(value));
}

static const char *as_date(struct html *h, const char *date)
{
	buf_clear(&h->value);
	form_date(&h->value, date);
	return buf_str(&h->value);
}

static const char *money(struct html *h, int64_t cents)
{
	buf_clear(&h->value);
	money_add_br(&h->value, cents, 2);
	return h->value.data;
}

static const char *words_of(struct html *h, const char *domain, const char *code)
{
	const char *words = terms_find(h->terms, domain, code);
	buf_clear(&h->value);
	buf_adds(&h->value, code);
	if (words != NULL)
		buf_addf(&h->value, " – %s", words);
	return buf_str(&h->value);
}

static void set_aside(struct html *h, size_t least)
{
	if (h->page.len < least)
		return;
	spool_write(&h->body, h->page.data, h->page.len);
	buf_clear(&h->page);
}

static void flush(struct html *h)
{
	if (h->page.len > 0)
		output_write(h->out, h->page.data, h->page.len);
	buf_clear(&h->page);
}

/* ---- fields ---- */

static void field(struct html *h, unsigned number, const char *label, const char *value)
{
	if (*value == '\0')
		return;
	put(h, "<div><dt>");
	if (number > 0)
		buf_addf(&h->page, "<span class=\"n\">%u</span> ", number);
	text(h, label);
	put(h, "</dt><dd>");
	text(h, value);
	put(h, "</dd></div>\n");
}

static void numbered(struct html *h, unsigned number, const char *value)
{
	field(h, number, form_label(number), value);
}

static const char *codes_of(struct html *h, const struct glosa *glosas)
{
	buf_clear(&h->value);
	for (const struct glosa *g = glosas; g != NULL; g = g->next) {
		const struct glosa_term *term = terms_glosa(h->terms, g->code);
		buf_addf(&h->value, "%s%s – %s", g != glosas ? "; " : "", g->code,
		         *g->description != '\0' ? g->description : term != NULL ? term->term : "não está na Tabela 38");
	}
	return buf_str(&h->value);
}

static void marks(struct html *h, const struct statement_mark *list, const char *where)
{
	if (list == NULL)
		return;
	put(h, "<ul class=\"naofecha\">\n");
	for (const struct statement_mark *m = list; m != NULL; m = m->next) {
		buf_clear(&h->value);
		statement_mark_text(&h->value, m);
		put(h, "<li><strong>≠</strong> ");
		text(h, h->value.data);
		put(h, "</li>\n");
		if (h->nmarks++ < MARKS_MAX) {
			buf_adds(&h->marks, "<li>");
			html_text(&h->marks, where, strlen(where));
			html_text(&h->marks, h->value.data, h->value.len);
			buf_adds(&h->marks, "</li>\n");
		}
	}
	put(h, "</ul>\n");
}

/* ---- tables ---- */

static unsigned amounts_shown(const struct html *h)
{
	return h->statement.kind == STATEMENT_DENTAL ? AMOUNT_COUNT : AMOUNT_COUNT - 1;
}

static void amount_cell(struct html *h, const struct amounts *a, enum amount which)
{
	put(h, "<td class=\"v\">");
	if (amount_given(a, which))
		money_add_br(&h->page, a->of[which], 2);
	else
		put(h, "–");
	put(h, "</td>");
}

static const char *const amount_heads[] = { "Informado", "Processado", "Liberado", "Glosa", "Franquia" };

/* Totals as a table of one row; FIRST: the number of its first field, 0 for none. */
static void totals(struct html *h, const char *caption, unsigned first, const struct amounts *a)
{
	put(h, "<table class=\"totais\"><caption>");
	text(h, caption);
	put(h, "</caption><thead><tr>");
	for (unsigned i = 0; i < amounts_shown(h); i++) {
		put(h, "<th scope=\"col\" class=\"v\">");
		if (first > 0)
			buf_addf(&h->page, "<span class=\"n\">%u</span> %s", first + i, form_label(first + i));
		else
			text(h, amount_heads[i]);
		put(h, "</th>");
	}
	put(h, "</tr></thead><tbody><tr>");
	for (unsigned i = 0; i < amounts_shown(h); i++)
		amount_cell(h, a, (enum amount)i);
	put(h, "</tr></tbody></table>\n");
}

static void item_head(struct html *h, const char *guide)
{
	static const unsigned analysis[] = { 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35 };
	put(h, "<div class=\"rolagem\"><table class=\"itens\"><caption>Itens da guia ");
	text(h, guide);
	put(h, "</caption><thead><tr><th scope=\"col\">Item</th>");
	for (size_t i = 0; i < sizeof analysis / sizeof *analysis; i++) {
		unsigned n = analysis[i];
		if (n == 35 && amounts_shown(h) == AMOUNT_COUNT)
			put(h, "<th scope=\"col\" class=\"v\">Franquia</th>");
		buf_addf(&h->page, "<th scope=\"col\"%s>", n >= 30 && n <= 34 ? " class=\"v\"" : "");
		if (h->statement.kind == STATEMENT_ANALYSIS)
			buf_addf(&h->page, "<span class=\"n\">%u</span> ", n);
		text(h, form_short_label(n));
		put(h, "</th>");
	}
	put(h, "</tr></thead>\n<tbody>\n");
}

static void cell(struct html *h, const char *value)
{
	put(h, "<td>");
	text(h, value);
	put(h, "</td>");
}

static void description_cell(struct html *h, const struct statement_item *item)
{
	put(h, "<td class=\"d\">");
	text(h, item->description);
	if (*item->tooth != '\0' || *item->region != '\0' || *item->face != '\0') {
		buf_clear(&h->value);
		buf_addf(&h->value, " (%s%s %s%s)", *item->tooth != '\0' ? "dente " : *item->region != '\0' ? "região " : "", item->tooth,
		         item->region, item->face);
		text(h, h->value.data);
	}
	put(h, "</td>");
}

static void item_row(struct html *h, const struct statement_item *item)
{
	put(h, item->glosas != NULL ? "<tr class=\"g\">" : "<tr>");
	cell(h, item->sequence);
	put(h, "<td>");
	text(h, as_date(h, item->date));
	put(h, "</td>");
	cell(h, item->table);
	put(h, "<th scope=\"row\">");
	text(h, item->code);
	put(h, "</th>");
	description_cell(h, item);
	cell(h, item->participation);
	amount_cell(h, &item->amounts, AMOUNT_INFORMED);
	put(h, "<td class=\"v\">");
	if (item->quantity_given)
		form_quantity(&h->page, item->quantity);
	put(h, "</td>");
	for (unsigned i = AMOUNT_PROCESSED; i < amounts_shown(h); i++)
		amount_cell(h, &item->amounts, (enum amount)i);
	put(h, "<td>");
	for (const struct glosa *g = item->glosas; g != NULL; g = g->next) {
		if (g != item->glosas)
			put(h, " ");
		buf_addf(&h->page, "<a href=\"#d%llu-", (unsigned long long)h->statements);
		html_id(&h->page, g->code);
		put(h, "\">");
		text(h, g->code);
		put(h, "</a>");
	}
	put(h, "</td></tr>\n");
}

/* ---- the parts ---- */

static void on_begin(void *context, const struct statement *s)
{
	struct html *h = context;
	h->statement = *s;
	glosa_tally_release(&h->tally);
	buf_clear(&h->marks);
	h->nmarks = 0;
	h->body = (struct spool)SPOOL_INIT;
	if (h->statements++ == 0) {
		buf_clear(&h->value);
		buf_addf(&h->value, "%s %s – %s", statement_title(s->kind), s->number, s->operator_name);
		html_head(&h->page, h->value.data);
	}
	flush(h);
}

static void on_payment(void *context, const struct statement_payment *p)
{
	struct html *h = context;
	put(h, "<section class=\"data\"><h2>Pagamento em ");
	text(h, as_date(h, p->date));
	put(h, "</h2>\n<dl>");
	field(h, 0, "Forma", words_of(h, "dm_formaPagamento", p->form));
	field(h, 0, "Banco", p->bank);
	field(h, 0, "Agência", p->branch);
	field(h, 0, "Conta ou cheque", p->account);
	put(h, "</dl>\n");
}

static void on_protocol(void *context, const struct statement_protocol *p)
{
	struct html *h = context;
	put(h, "<section class=\"protocolo\"><h2>Protocolo ");
	text(h, p->number);
	put(h, "</h2>\n<dl>");
	numbered(h, 9, p->lot);
	numbered(h, 10, p->number);
	numbered(h, 11, as_date(h, p->date));
	numbered(h, 12, codes_of(h, p->glosas));
	numbered(h, 13, words_of(h, "dm_statusProtocolo", p->situation));
	put(h, "</dl>\n");
	glosa_tally_protocol(&h->tally, p);
}

static void guide_fields(struct html *h, const struct statement_guide *g)
{
	put(h, "<dl>");
	numbered(h, 14, g->provider_number);
	numbered(h, 15, g->operator_number);
	numbered(h, 16, g->password);
	numbered(h, 17, g->beneficiary);
	numbered(h, 18, g->card);
	numbered(h, 19, as_date(h, g->start_date));
	numbered(h, 20, g->start_time);
	numbered(h, 21, as_date(h, g->end_date));
	numbered(h, 22, g->end_time);
	numbered(h, 23, codes_of(h, g->glosas));
	numbered(h, 24, words_of(h, "dm_statusProtocolo", g->situation));
	field(h, 0, "Pagamento", words_of(h, "dm_tipoPagamento", g->payment_type));
	field(h, 0, "Recurso", strcmp(g->appeal, "S") == 0 ? "sim" : strcmp(g->appeal, "N") == 0 ? "não" : g->appeal);
	field(h, 0, "Executante", g->performer);
	field(h, 0, "Observação", g->note);
	put(h, "</dl>\n");
}

static void on_guide(void *context, const struct statement_guide *g)
{
	struct html *h = context;
	glosa_tally_guide(&h->tally, g);
	buf_addf(&h->page, "<section class=\"guia\" id=\"d%llu-g%llu\"><h3>Guia ", (unsigned long long)h->statements,
	         (unsigned long long)h->tally.guides_seen);
	text(h, g->provider_number);
	put(h, "</h3>\n");
	guide_fields(h, g);
	if (g->items != NULL) {
		item_head(h, g->provider_number);
		for (const struct statement_item *item = g->items; item != NULL; item = item->next) {
			item_row(h, item);
			set_aside(h, FLUSH);
		}
		put(h, "</tbody></table></div>\n");
	}
	totals(h, "Total da guia", h->statement.kind == STATEMENT_ANALYSIS ? 36 : 0, &g->amounts);
	buf_clear(&h->value);
	char *where = NULL;
	if (g->marks != NULL) {
		buf_addf(&h->value, "guia %s: ", g->provider_number);
		where = mem_dup(h->value.data);
	}
	marks(h, g->marks, where);
	free(where);
	put(h, "</section>\n");
	set_aside(h, FLUSH);
}

static void on_protocol_end(void *context, const struct statement_protocol *p)
{
	struct html *h = context;
	totals(h, "Total do protocolo", h->statement.kind == STATEMENT_ANALYSIS ? 40 : 0, &p->amounts);
	marks(h, p->marks, "protocolo: ");
	put(h, "</section>\n");
	set_aside(h, FLUSH);
}

static void net_row(struct html *h, const char *label, const struct amount_value *v)
{
	put(h, "<tr><th scope=\"row\">");
	text(h, label);
	put(h, "</th><td class=\"v\">");
	text(h, v->given ? money(h, v->cents) : "–");
	put(h, "</td></tr>\n");
}

static void net_table(struct html *h, const struct statement_net *net)
{
	put(h, "<table class=\"liquido\"><caption>Do liberado ao líquido</caption><tbody>\n");
	for (const struct statement_adjustment *a = net->adjustments; a != NULL; a = a->next) {
		const char *type = terms_find(h->terms, "dm_debitoCreditoTipo", a->type);
		struct buf label = BUF_INIT;
		buf_addf(&label, "%s %s %s", strcmp(a->indicator, "2") == 0 ? "Crédito" : "Débito", a->type, type != NULL ? type : "");
		if (*a->description != '\0')
			buf_addf(&label, ": %s", a->description);
		net_row(h, label.data, &a->amount);
		buf_release(&label);
	}
	net_row(h, "Total de débitos", &net->debits);
	net_row(h, "Total de créditos", &net->credits);
	net_row(h, "Líquido", &net->net);
	put(h, "</tbody></table>\n");
}

static void on_payment_end(void *context, const struct statement_payment *p)
{
	struct html *h = context;
	totals(h, "Total da data de pagamento", 0, &p->amounts);
	net_table(h, &p->net);
	marks(h, p->marks, "data de pagamento: ");
	put(h, "</section>\n");
}

/* ---- the first block ---- */

static void bar(struct html *h, const char *class, int64_t part, int64_t whole)
{
	buf_addf(&h->page, "<svg class=\"barra\" viewBox=\"0 0 1000 10\" preserveAspectRatio=\"none\" aria-hidden=\"true\" focusable=\"false\">"
	         "<rect class=\"fundo\" width=\"1000\" height=\"10\"/><rect class=\"%s\" width=\"%d\" height=\"10\"/></svg>", class,
	         form_permille(part, whole));
}

static void figure(struct html *h, const char *class, const char *label, const struct amounts *a, enum amount which)
{
	buf_addf(&h->page, "<div class=\"%s\"><dt>%s</dt><dd>", class, label);
	if (amount_given(a, which))
		buf_addf(&h->page, "R$ %s", money(h, a->of[which]));
	else
		put(h, "não informado");
	int64_t whole = a->of[AMOUNT_PROCESSED];
	if (which != AMOUNT_PROCESSED && which != AMOUNT_INFORMED && whole > 0 && amount_given(a, which)) {
		put(h, " <small>");
		form_percent(&h->page, a->of[which], whole);
		put(h, " do processado</small>");
		bar(h, class, a->of[which], whole);
	}
	put(h, "</dd></div>\n");
}

static void reasons(struct html *h)
{
	if (!glosa_tally_sort(&h->tally))
		return;
	int64_t most = h->tally.codes[0].amount;
	put(h, "<div class=\"rolagem\"><table class=\"motivos\"><caption>Glosas por motivo</caption><thead><tr><th scope=\"col\">Código</th>"
	       "<th scope=\"col\">Motivo (Tabela 38)</th><th scope=\"col\" class=\"v\">Vezes</th><th scope=\"col\" class=\"v\">Valor (R$)</th>"
	       "<th scope=\"col\"><span class=\"oculto\">Proporção</span></th></tr></thead><tbody>\n");
	for (size_t i = 0; i < h->tally.ncodes; i++) {
		const struct tally_code *c = &h->tally.codes[i];
		const struct glosa_term *term = terms_glosa(h->terms, c->code);
		buf_addf(&h->page, "<tr id=\"d%llu-", (unsigned long long)h->statements);
		html_id(&h->page, c->code);
		put(h, "\"><th scope=\"row\">");
		text(h, *c->code != '\0' ? c->code : "–");
		put(h, "</th><td>");
		text(h, term != NULL ? term->term : *c->code != '\0' ? "não está na Tabela 38" : "sem código");
		buf_addf(&h->page, "</td><td class=\"v\">%llu</td><td class=\"v\">%s</td><td class=\"b\">", (unsigned long long)c->times,
		         money(h, c->amount));
		bar(h, "glosa", c->amount, most);
		put(h, "</td></tr>\n");
	}
	put(h, "</tbody></table></div>\n");
	if (h->tally.left_out > 0)
		buf_addf(&h->page, "<p>Mais %llu glosas, de outros códigos.</p>\n", (unsigned long long)h->tally.left_out);
}

static void guides(struct html *h)
{
	if (h->tally.nguides == 0)
		return;
	int64_t most = h->tally.guides[0].denied;
	put(h, "<div class=\"rolagem\"><table class=\"piores\"><caption>Guias com mais glosa</caption><thead><tr><th scope=\"col\">Guia</th>"
	       "<th scope=\"col\" class=\"v\">Processado (R$)</th><th scope=\"col\" class=\"v\">Glosa (R$)</th>"
	       "<th scope=\"col\"><span class=\"oculto\">Proporção</span></th></tr></thead><tbody>\n");
	for (size_t i = 0; i < h->tally.nguides; i++) {
		const struct tally_guide *g = &h->tally.guides[i];
		buf_addf(&h->page, "<tr><th scope=\"row\"><a href=\"#d%llu-g%llu\">", (unsigned long long)h->statements,
		         (unsigned long long)g->ordinal);
		text(h, g->number);
		buf_addf(&h->page, "</a></th><td class=\"v\">%s</td>", money(h, g->processed));
		buf_addf(&h->page, "<td class=\"v\">%s</td><td class=\"b\">", money(h, g->denied));
		bar(h, "glosa", g->denied, most);
		put(h, "</td></tr>\n");
	}
	put(h, "</tbody></table></div>\n");
}

static void head_block(struct html *h, const struct statement *s)
{
	put(h, "<header>\n<h1>");
	text(h, statement_title(s->kind));
	put(h, "</h1>\n<dl>");
	numbered(h, 1, s->operator_ans);
	numbered(h, 2, s->number);
	numbered(h, 3, s->operator_name);
	buf_clear(&h->value);
	form_cnpj(&h->value, s->operator_cnpj);
	numbered(h, 4, buf_str(&h->value));
	numbered(h, 5, as_date(h, s->issued));
	field(h, 0, "Período de", as_date(h, s->period_start));
	field(h, 0, "Período até", as_date(h, s->period_end));
	buf_clear(&h->value);
	if (*s->provider_code != '\0')
		buf_adds(&h->value, s->provider_code);
	else
		form_cnpj(&h->value, statement_provider_id(s));
	numbered(h, 6, buf_str(&h->value));
	numbered(h, 7, s->provider_name);
	numbered(h, 8, s->provider_cnes);
	field(h, 0, "Padrão TISS", s->version);
	put(h, "</dl>\n</header>\n");
}

static void summary_block(struct html *h, const struct statement *s)
{
	put(h, "<section class=\"resumo\"><h2>Resumo</h2>\n");
	if (h->nmarks > 0) {
		buf_addf(&h->page, "<div class=\"aviso\"><h3>As somas não fecham: %llu %s</h3>\n<ul>\n", (unsigned long long)h->nmarks,
		         h->nmarks == 1 ? "diferença" : "diferenças");
		put(h, buf_str(&h->marks));
		put(h, "</ul></div>\n");
	}
	put(h, "<dl class=\"figuras\">\n");
	figure(h, "informado", "Informado", &s->amounts, AMOUNT_INFORMED);
	figure(h, "processado", "Processado", &s->amounts, AMOUNT_PROCESSED);
	figure(h, "liberado", "Liberado", &s->amounts, AMOUNT_RELEASED);
	figure(h, "glosa", "Glosa", &s->amounts, AMOUNT_DENIED);
	if (s->kind != STATEMENT_ANALYSIS && s->net.net.given)
		buf_addf(&h->page, "<div class=\"net\"><dt>Líquido</dt><dd>R$ %s</dd></div>\n", money(h, s->net.net.cents));
	put(h, "</dl>\n");
	put(h, "<p>");
	glosa_tally_text(&h->page, &h->tally);
	put(h, h->nmarks == 0 ? ". As somas fecham.</p>\n" : ".</p>\n");
	put(h, "<div class=\"lado\">\n");
	reasons(h);
	guides(h);
	put(h, "</div>\n</section>\n");
}

static void tail_block(struct html *h, const struct statement *s)
{
	put(h, "<section class=\"geral\"><h2>Total geral</h2>\n");
	totals(h, "Total geral", s->kind == STATEMENT_ANALYSIS ? 44 : 0, &s->amounts);
	if (s->kind != STATEMENT_ANALYSIS)
		net_table(h, &s->net);
	marks(h, s->marks, "");
	if (*s->note != '\0') {
		put(h, "<dl>");
		field(h, 0, "Observação", s->note);
		put(h, "</dl>\n");
	}
	put(h, "</section>\n</article>\n");
}

static void copy_body(struct html *h)
{
	char bytes[16 * 1024];
	uint64_t left = h->body.size;
	if (spool_rewind(&h->body, &h->failure) != 0)
		left = 0;
	while (left > 0) {
		size_t n = left < sizeof bytes ? (size_t)left : sizeof bytes;
		if (spool_read(&h->body, bytes, n, &h->failure) != 1)
			break;
		output_write(h->out, bytes, n);
		left -= n;
	}
	spool_release(&h->body);
}

static void on_end(void *context, const struct statement *told)
{
	struct html *h = context;
	struct statement s = *told;
	tail_block(h, &s); /* its marks belong to the first block too */
	set_aside(h, 1);
	put(h, "<article>\n");
	head_block(h, &s);
	summary_block(h, &s);
	flush(h);
	copy_body(h);
}

static void on_answer(void *context, const struct statement_answer *a)
{
	struct html *h = context;
	if (h->statements++ == 0)
		html_head(&h->page, "Resposta da operadora");
	put(h, "<article>\n<header><h1>");
	text(h, a->kind == ANSWER_SITUATION ? "O demonstrativo ainda não está pronto" : "A operadora respondeu com um erro");
	put(h, "</h1>\n<dl>");
	if (a->kind == ANSWER_SITUATION) {
		numbered(h, 1, a->operator_ans);
		field(h, 0, "Protocolo", a->protocol);
		field(h, 0, "Solicitação", a->request);
		field(h, 0, "Pedido", words_of(h, "dm_tipoDemonstrativo", a->type));
		field(h, 0, "Situação em", as_date(h, a->date));
		field(h, 0, "Situação", words_of(h, "dm_statusProtocolo", a->situation));
	} else {
		const struct glosa_term *term = terms_glosa(h->terms, a->code);
		field(h, 0, "Código", a->code);
		field(h, 0, "O que diz a Tabela 38", term != NULL ? term->term : "");
		field(h, 0, "O que diz a operadora", a->description);
	}
	put(h, "</dl></header>\n</article>\n");
	flush(h);
}

static void drop(struct renderer *r)
{
	struct html *h = r->sink.context;
	buf_release(&h->page);
	buf_release(&h->value);
	buf_release(&h->marks);
	spool_release(&h->body);
	glosa_tally_release(&h->tally);
	error_release(&h->failure);
	free(h);
}

static int close_html(struct renderer *r, struct error *err)
{
	struct html *h = r->sink.context;
	int failed = 0;
	put(h, "</main>\n</body>\n</html>\n");
	if (h->statements > 0)
		flush(h);
	if (h->failure.text.len > 0)
		failed = error_set(err, "%s", h->failure.text.data);
	drop(r);
	return failed;
}

struct renderer *render_html_open(const struct render_options *options, struct error *err)
{
	(void)err;
	struct html *h = mem_zero(1, sizeof *h);
	h->out = options->out;
	h->terms = options->terms;
	h->body = (struct spool)SPOOL_INIT;
	h->renderer = (struct renderer){
		.sink = { .context = h, .begin = on_begin, .payment = on_payment, .protocol = on_protocol, .guide = on_guide,
		          .protocol_end = on_protocol_end, .payment_end = on_payment_end, .end = on_end, .answer = on_answer },
		.close = close_html, .drop = drop,
	};
	return &h->renderer;
}
