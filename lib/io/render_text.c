/* Statements as text for a terminal and a pager: at least 72 columns, aligned, in Brazilian numbers, the fields numbered as on the
 * form. Control characters of values are shown, never sent. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/visible.h"
#include "bill/glosa_tally.h"
#include "fmt/money.h"
#include "io/form.h"
#include "io/render.h"

enum { FLUSH = 64 * 1024, MONEY_WIDTH = 13, QUANTITY_WIDTH = 10, WIDE = 132, INDENT = 4 };

struct text {
	struct renderer renderer;
	struct output *out;
	struct terms *terms;
	size_t width;
	struct buf page, value, word; /* PAGE: what is to be written; VALUE: one value being made */
	size_t column;                /* of the line of fields being filled, 0: none */
	struct statement statement;
	struct glosa_tally tally;
	uint64_t statements;
	uint64_t marks;
};

static void flush(struct text *t, size_t least)
{
	if (t->page.len < least)
		return;
	output_write(t->out, t->page.data, t->page.len);
	buf_clear(&t->page);
}

static void spaces(struct text *t, size_t n)
{
	static const char blank[] = "                                ";
	for (; n > 0;) {
		size_t some = n < sizeof blank - 1 ? n : sizeof blank - 1;
		buf_add(&t->page, blank, some);
		n -= some;
	}
}

static void rule(struct text *t, char c)
{
	for (size_t i = 0; i < t->width; i++)
		buf_addc(&t->page, c);
	buf_addc(&t->page, '\n');
}

static bool is_ascii(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)text[i] - 0x20u >= 0x5fu)
			return false;
	return true;
}

/* Adds TEXT with what is hidden in it made visible; returns its columns. */
static size_t put(struct text *t, const char *text)
{
	size_t len = strlen(text), before = t->page.len;
	if (is_ascii(text, len)) {
		buf_add(&t->page, text, len);
		return len;
	}
	visible_add(&t->page, text, len);
	return visible_width(buf_str(&t->page) + before);
}

static void put_right(struct text *t, const char *text, size_t width)
{
	size_t own = visible_width(text);
	spaces(t, own < width ? width - own : 0);
	put(t, text);
}

static void put_left(struct text *t, const char *text, size_t width)
{
	size_t own = put(t, text);
	spaces(t, own < width ? width - own : 0);
}

/* ---- wrapped text ---- */

/* Writes TEXT from column AT on, broken at spaces, further lines indented by INDENT_TO. Ends the line. */
static void wrap(struct text *t, const char *text, size_t at, size_t indent_to)
{
	buf_clear(&t->word);
	visible_add(&t->word, text, strlen(text));
	const char *p = buf_str(&t->word);
	if (at + visible_width(p) <= t->width) {
		buf_add(&t->page, p, t->word.len);
		buf_addc(&t->page, '\n');
		return;
	}
	bool fresh = true; /* nothing on this line yet but what stood there */
	while (*p != '\0') {
		size_t bytes = strcspn(p, " "), room = t->width > at ? t->width - at : 1;
		char *end = t->word.data + (p - t->word.data) + bytes, kept = *end;
		*end = '\0';
		size_t columns = visible_width(p);
		*end = kept;
		if (!fresh && columns + 1 > room) {
			buf_addc(&t->page, '\n');
			spaces(t, indent_to);
			at = indent_to;
			fresh = true;
			continue;
		}
		if (!fresh) {
			buf_addc(&t->page, ' ');
			at++;
			room--;
		}
		if (columns > room) /* a word longer than a line is cut */
			bytes = visible_cut(p, bytes, room);
		if (bytes == 0)
			bytes = visible_next(p, strlen(p)).len;
		buf_add(&t->page, p, bytes);
		at += columns;
		p += bytes;
		if (*p == ' ')
			p++;
		else if (*p != '\0')
			at = t->width;
		fresh = false;
	}
	buf_addc(&t->page, '\n');
}

/* ---- fields, one behind the other ---- */

static void end_fields(struct text *t)
{
	if (t->column > 0)
		buf_addc(&t->page, '\n');
	t->column = 0;
}

/* One field with its number (0: it has none) and label. Fields without a value are left out. */
static void field(struct text *t, unsigned number, const char *label, const char *value)
{
	if (*value == '\0')
		return;
	buf_clear(&t->word);
	if (number > 0)
		buf_addf(&t->word, "%u ", number);
	buf_addf(&t->word, "%s: ", label);
	size_t own = visible_width(buf_str(&t->word)), columns = own + visible_width(value);
	if (t->column > 0 && t->column + 3 + columns > t->width)
		end_fields(t);
	if (t->column > 0) {
		buf_adds(&t->page, "   ");
		t->column += 3;
	}
	buf_add(&t->page, t->word.data, t->word.len);
	if (columns > t->width - t->column) {
		wrap(t, value, t->column + own, INDENT);
		t->column = 0;
		return;
	}
	put(t, value);
	t->column += columns;
}

static void numbered(struct text *t, unsigned number, const char *value)
{
	field(t, number, form_label(number), value);
}

static const char *as_date(struct text *t, const char *date)
{
	buf_clear(&t->value);
	form_date(&t->value, date);
	return buf_str(&t->value);
}

/* "CODE – what it means". */
static const char *in_words(struct text *t, const char *domain, const char *code)
{
	const char *words = terms_find(t->terms, domain, code);
	buf_clear(&t->value);
	buf_adds(&t->value, code);
	if (words != NULL)
		buf_addf(&t->value, " – %s", words);
	return buf_str(&t->value);
}

static const char *codes_of(struct text *t, const struct glosa *glosas)
{
	buf_clear(&t->value);
	glosa_codes(&t->value, glosas, ", ");
	return buf_str(&t->value);
}

static const char *amount_of(struct text *t, const struct amounts *a, enum amount which)
{
	buf_clear(&t->value);
	form_amount(&t->value, a, which);
	return t->value.len > 0 ? t->value.data : "–";
}

static void put_marks(struct text *t, const struct statement_mark *marks)
{
	for (const struct statement_mark *m = marks; m != NULL; m = m->next) {
		t->marks++;
		buf_adds(&t->page, "  ≠ ");
		buf_clear(&t->value);
		statement_mark_text(&t->value, m);
		wrap(t, buf_str(&t->value), INDENT, INDENT);
	}
}

/* ---- totals ---- */

/* Odontology has one column more, and narrower ones. */
static unsigned money_columns(const struct text *t)
{
	return t->statement.kind == STATEMENT_DENTAL ? AMOUNT_COUNT : AMOUNT_COUNT - 1;
}

static size_t money_width(const struct text *t)
{
	return t->statement.kind == STATEMENT_DENTAL ? MONEY_WIDTH - 1 : MONEY_WIDTH;
}

/* "Total da guia (36–39)", then the amounts, each under its column. */
static void put_totals(struct text *t, const char *title, const struct amounts *a)
{
	end_fields(t);
	unsigned n = money_columns(t);
	size_t width = n * money_width(t);
	size_t own = put(t, title);
	if (own + 1 > t->width - width) {
		buf_addc(&t->page, '\n');
		own = 0;
	}
	spaces(t, t->width - width - own);
	for (unsigned i = 0; i < n; i++)
		put_right(t, amount_of(t, a, (enum amount)i), money_width(t));
	buf_addc(&t->page, '\n');
}

/* Heads of the columns of amounts. */
static void put_heads(struct text *t)
{
	unsigned n = money_columns(t);
	static const char *const heads[] = { "Informado", "Processado", "Liberado", "Glosa", "Franquia" };
	spaces(t, t->width - n * money_width(t));
	for (unsigned i = 0; i < n; i++)
		put_right(t, heads[i], money_width(t));
	buf_addc(&t->page, '\n');
}

/* ---- the parts ---- */

static void on_begin(void *context, const struct statement *s)
{
	struct text *t = context;
	t->statement = *s;
	glosa_tally_release(&t->tally);
	if (t->statements++ > 0)
		buf_adds(&t->page, "\n\f\n");
	rule(t, '=');
	size_t own = put(t, statement_title(s->kind));
	if (*s->version != '\0') {
		buf_clear(&t->value);
		buf_addf(&t->value, "TISS %s", s->version);
		put_right(t, buf_str(&t->value), t->width - own);
	}
	buf_addc(&t->page, '\n');
	rule(t, '=');
	numbered(t, 1, s->operator_ans);
	numbered(t, 2, s->number);
	numbered(t, 5, as_date(t, s->issued));
	numbered(t, 3, s->operator_name);
	buf_clear(&t->value);
	form_cnpj(&t->value, s->operator_cnpj);
	numbered(t, 4, buf_str(&t->value));
	field(t, 0, "Período de", as_date(t, s->period_start));
	field(t, 0, "até", as_date(t, s->period_end));
	end_fields(t);
	buf_clear(&t->value);
	if (*s->provider_code != '\0')
		buf_adds(&t->value, s->provider_code);
	else
		form_cnpj(&t->value, statement_provider_id(s));
	numbered(t, 6, buf_str(&t->value));
	numbered(t, 7, s->provider_name);
	numbered(t, 8, s->provider_cnes);
	end_fields(t);
	flush(t, FLUSH);
}

static void on_payment(void *context, const struct statement_payment *p)
{
	struct text *t = context;
	rule(t, '=');
	field(t, 0, "Pagamento em", as_date(t, p->date));
	field(t, 0, "Forma", in_words(t, "dm_formaPagamento", p->form));
	field(t, 0, "Banco", p->bank);
	field(t, 0, "Agência", p->branch);
	field(t, 0, "Conta ou cheque", p->account);
	end_fields(t);
}

static void on_protocol(void *context, const struct statement_protocol *p)
{
	struct text *t = context;
	rule(t, '-');
	numbered(t, 9, p->lot);
	numbered(t, 10, p->number);
	numbered(t, 11, as_date(t, p->date));
	numbered(t, 13, in_words(t, "dm_statusProtocolo", p->situation));
	numbered(t, 12, codes_of(t, p->glosas));
	end_fields(t);
	glosa_tally_protocol(&t->tally, p);
	for (const struct glosa *g = p->glosas; g != NULL; g = g->next)
		if (*g->description != '\0')
			field(t, 0, "Glosa do protocolo, nas palavras da operadora", g->description);
	end_fields(t);
}

/* Quantity and amounts of an item, behind AT columns, up to the end of the line. */
static void put_item_values(struct text *t, const struct statement_item *item, size_t at)
{
	unsigned n = money_columns(t);
	size_t width = QUANTITY_WIDTH + n * money_width(t);
	spaces(t, t->width > at + width ? t->width - at - width : 0);
	buf_clear(&t->value);
	if (item->quantity_given)
		form_quantity(&t->value, item->quantity);
	put_right(t, buf_str(&t->value), QUANTITY_WIDTH);
	for (unsigned i = 0; i < n; i++)
		put_right(t, amount_of(t, &item->amounts, (enum amount)i), money_width(t));
	buf_addc(&t->page, '\n');
}

static void add_item_words(struct buf *out, const struct statement_item *item)
{
	buf_adds(out, item->description);
	if (*item->participation != '\0')
		buf_addf(out, " (grau %s)", item->participation);
	if (*item->tooth != '\0')
		buf_addf(out, " (dente %s)", item->tooth);
	if (*item->region != '\0')
		buf_addf(out, " (região %s)", item->region);
	if (*item->face != '\0')
		buf_addf(out, " (face %s)", item->face);
}

/* Heads of the columns of items, placed as put_item places them. */
static void put_item_heads(struct text *t)
{
	static const char *const numbers[] = { "30 Informado", "32 Process.", "33 Liberado", "34 Glosa" };
	const size_t at = INDENT + 25, values = QUANTITY_WIDTH + money_columns(t) * money_width(t);
	if (t->statement.kind != STATEMENT_ANALYSIS) {
		put_heads(t);
		return;
	}
	size_t own = put(t, " #  25 Data    26 27 Código  28 Descrição");
	if (t->width < WIDE || at + values > t->width) {
		buf_addc(&t->page, '\n');
		own = 0;
	}
	spaces(t, t->width - own - values);
	put_right(t, "31 Quant.", QUANTITY_WIDTH);
	for (unsigned i = 0; i < money_columns(t); i++)
		put_right(t, numbers[i], money_width(t));
	buf_addc(&t->page, '\n');
}

static void put_item_glosa(struct text *t, const struct glosa *g, bool alone)
{
	const struct glosa_term *term = terms_glosa(t->terms, g->code);
	buf_adds(&t->page, "      35 Glosa ");
	size_t column = 15 + put(t, g->code);
	if (g->amount.given && !alone) {
		buf_clear(&t->value);
		buf_adds(&t->value, " (");
		money_add_br(&t->value, g->amount.cents, 2);
		buf_adds(&t->value, ")");
		column += put(t, buf_str(&t->value));
	}
	buf_adds(&t->page, ": ");
	wrap(t, term != NULL ? term->term : "código que não está na Tabela 38", column + 1, INDENT + 4);
}

/* On a wide line all in one; otherwise the amounts under the words. */
static void put_item(struct text *t, const struct statement_item *item)
{
	const size_t at = INDENT + 25, values = QUANTITY_WIDTH + money_columns(t) * money_width(t);
	put_right(t, item->sequence, INDENT - 1);
	buf_addc(&t->page, ' ');
	put_left(t, as_date(t, item->date), 11);
	put_left(t, item->table, 3);
	put_left(t, item->code, 11);
	buf_clear(&t->value);
	add_item_words(&t->value, item);
	if (t->width >= WIDE && at + visible_width(buf_str(&t->value)) + 1 + values <= t->width) {
		put_item_values(t, item, at + put(t, buf_str(&t->value)));
	} else {
		wrap(t, buf_str(&t->value), at, at);
		put_item_values(t, item, 0);
	}
	for (const struct glosa *g = item->glosas; g != NULL; g = g->next)
		put_item_glosa(t, g, item->glosas->next == NULL);
}

static void on_guide(void *context, const struct statement_guide *g)
{
	struct text *t = context;
	buf_addc(&t->page, '\n');
	numbered(t, 14, g->provider_number);
	numbered(t, 15, g->operator_number);
	numbered(t, 16, g->password);
	numbered(t, 18, g->card);
	numbered(t, 17, g->beneficiary);
	buf_clear(&t->value);
	form_moment(&t->value, g->start_date, g->start_time);
	if (*g->end_date != '\0') {
		buf_adds(&t->value, " a ");
		form_moment(&t->value, g->end_date, g->end_time);
	}
	field(t, 0, "19–22 Faturamento", buf_str(&t->value));
	numbered(t, 24, in_words(t, "dm_statusProtocolo", g->situation));
	field(t, 0, "Pagamento", in_words(t, "dm_tipoPagamento", g->payment_type));
	field(t, 0, "Recurso", strcmp(g->appeal, "S") == 0 ? "sim" : strcmp(g->appeal, "N") == 0 ? "não" : g->appeal);
	field(t, 0, "Executante", g->performer);
	numbered(t, 23, codes_of(t, g->glosas));
	end_fields(t);
	for (const struct glosa *glosa = g->glosas; glosa != NULL; glosa = glosa->next) {
		const struct glosa_term *term = terms_glosa(t->terms, glosa->code);
		buf_clear(&t->value);
		buf_addf(&t->value, "      Glosa %s: %s", glosa->code,
		         *glosa->description != '\0' ? glosa->description : term != NULL ? term->term : "código que não está na Tabela 38");
		wrap(t, buf_str(&t->value), 0, INDENT + 4);
	}
	if (g->items != NULL)
		put_item_heads(t);
	for (const struct statement_item *item = g->items; item != NULL; item = item->next) {
		put_item(t, item);
		flush(t, FLUSH);
	}
	put_totals(t, t->statement.kind == STATEMENT_ANALYSIS ? "36–39 Guia" : "Guia", &g->amounts);
	put_marks(t, g->marks);
	if (*g->note != '\0')
		field(t, 0, "Observação", g->note);
	end_fields(t);
	glosa_tally_guide(&t->tally, g);
	flush(t, FLUSH);
}

static void on_protocol_end(void *context, const struct statement_protocol *p)
{
	struct text *t = context;
	buf_addc(&t->page, '\n');
	put_heads(t);
	put_totals(t, t->statement.kind == STATEMENT_ANALYSIS ? "40–43 Protocolo" : "Protocolo", &p->amounts);
	put_marks(t, p->marks);
}

static void put_line(struct text *t, const char *label, const struct amount_value *v)
{
	buf_clear(&t->value);
	if (v->given)
		money_add_br(&t->value, v->cents, 2);
	else
		buf_adds(&t->value, "–");
	size_t own = put(t, label);
	put_right(t, buf_str(&t->value), t->width - own);
	buf_addc(&t->page, '\n');
}

static void put_net(struct text *t, const struct statement_net *net)
{
	for (const struct statement_adjustment *a = net->adjustments; a != NULL; a = a->next) {
		const char *type = terms_find(t->terms, "dm_debitoCreditoTipo", a->type);
		buf_clear(&t->word);
		buf_addf(&t->word, "  %s %s", strcmp(a->indicator, "2") == 0 ? "+ Crédito" : "− Débito", a->type);
		if (type != NULL)
			buf_addf(&t->word, " %s", type);
		if (*a->description != '\0')
			buf_addf(&t->word, ": %s", a->description);
		char *label = mem_dup(buf_str(&t->word));
		put_line(t, label, &a->amount);
		free(label);
	}
	put_line(t, "  Total de débitos", &net->debits);
	put_line(t, "  Total de créditos", &net->credits);
	put_line(t, "  Líquido", &net->net);
}

static void on_payment_end(void *context, const struct statement_payment *p)
{
	struct text *t = context;
	rule(t, '-');
	put_heads(t);
	put_totals(t, "Total da data", &p->amounts);
	put_net(t, &p->net);
	put_marks(t, p->marks);
	flush(t, FLUSH);
}

/* Why money was denied: the codes, the most expensive first. */
static void put_reasons(struct text *t)
{
	if (!glosa_tally_sort(&t->tally))
		return;
	buf_adds(&t->page, "\nGlosas por motivo\n");
	for (size_t i = 0; i < t->tally.ncodes; i++) {
		const struct tally_code *c = &t->tally.codes[i];
		const struct glosa_term *term = terms_glosa(t->terms, c->code);
		buf_clear(&t->value);
		money_add_br(&t->value, c->amount, 2);
		put_right(t, buf_str(&t->value), MONEY_WIDTH);
		buf_clear(&t->value);
		buf_addf(&t->value, "%6llu×  ", (unsigned long long)c->times);
		put(t, buf_str(&t->value));
		buf_clear(&t->value);
		if (*c->code == '\0')
			buf_adds(&t->value, "sem código");
		else
			buf_addf(&t->value, "%s %s", c->code, term != NULL ? term->term : "(não está na Tabela 38)");
		wrap(t, buf_str(&t->value), MONEY_WIDTH + 9, MONEY_WIDTH + 9);
	}
	if (t->tally.left_out > 0)
		buf_addf(&t->page, "(mais %llu glosas, de outros códigos)\n", (unsigned long long)t->tally.left_out);
}

static void on_end(void *context, const struct statement *s)
{
	struct text *t = context;
	rule(t, '=');
	put_heads(t);
	put_totals(t, s->kind == STATEMENT_ANALYSIS ? "44–47 Geral" : "Demonstrativo", &s->amounts);
	if (s->kind != STATEMENT_ANALYSIS)
		put_net(t, &s->net);
	put_marks(t, s->marks);
	field(t, 0, "Observação", s->note);
	end_fields(t);
	put_reasons(t);
	rule(t, '=');
	glosa_tally_text(&t->page, &t->tally);
	buf_addc(&t->page, '\n');
	if (t->marks > 0)
		buf_addf(&t->page, "≠ NÃO FECHA: %llu diferenças, marcadas acima\n", (unsigned long long)t->marks);
	t->marks = 0;
	flush(t, FLUSH);
}

static void on_answer(void *context, const struct statement_answer *a)
{
	struct text *t = context;
	if (t->statements++ > 0)
		buf_adds(&t->page, "\n\f\n");
	rule(t, '=');
	if (a->kind == ANSWER_SITUATION) {
		buf_adds(&t->page, "O demonstrativo ainda não está pronto\n");
		field(t, 1, form_label(1), a->operator_ans);
		field(t, 0, "Protocolo", a->protocol);
		field(t, 0, "Solicitação", a->request);
		field(t, 0, "Pedido", in_words(t, "dm_tipoDemonstrativo", a->type));
		field(t, 0, "Situação em", as_date(t, a->date));
		field(t, 0, "Situação", in_words(t, "dm_statusProtocolo", a->situation));
	} else {
		const struct glosa_term *term = terms_glosa(t->terms, a->code);
		buf_adds(&t->page, "A operadora respondeu com um erro\n");
		field(t, 0, "Código", a->code);
		field(t, 0, "O que diz a Tabela 38", term != NULL ? term->term : "");
		field(t, 0, "O que diz a operadora", a->description);
	}
	end_fields(t);
	flush(t, FLUSH);
}

static void drop(struct renderer *r)
{
	struct text *t = r->sink.context;
	buf_release(&t->page);
	buf_release(&t->value);
	buf_release(&t->word);
	glosa_tally_release(&t->tally);
	free(t);
}

static int close_text(struct renderer *r, struct error *err)
{
	(void)err;
	flush(r->sink.context, 1);
	drop(r);
	return 0;
}

struct renderer *render_text_open(const struct render_options *options, struct error *err)
{
	(void)err;
	struct text *t = mem_zero(1, sizeof *t);
	t->out = options->out;
	t->terms = options->terms;
	t->width = options->columns;
	t->renderer = (struct renderer){
		.sink = { .context = t, .begin = on_begin, .payment = on_payment, .protocol = on_protocol, .guide = on_guide,
		          .protocol_end = on_protocol_end, .payment_end = on_payment_end, .end = on_end, .answer = on_answer },
		.close = close_text, .drop = drop,
	};
	return &t->renderer;
}
