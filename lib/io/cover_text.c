#include "io/cover_text.h"

#include <string.h>

#include "base/visible.h"
#include "fmt/money.h"

enum { WIDTH = 80, LABEL = 22 };

#define BLANK "______________________"

static void add_rule(struct buf *b, char c)
{
	for (int i = 0; i < WIDTH; i++)
		buf_addc(b, c);
	buf_addc(b, '\n');
}

static void add_spaces(struct buf *b, size_t n)
{
	while (n-- > 0)
		buf_addc(b, ' ');
}

static void add_line(struct buf *b, const char *label, const char *value)
{
	buf_adds(b, label);
	add_spaces(b, LABEL - visible_width(label));
	visible_add(b, value != NULL ? value : "", value != NULL ? strlen(value) : 0);
	while (b->data[b->len - 1] == ' ')
		b->len--;
	buf_addc(b, '\n');
}

/* dd/mm/aaaa, with the time of day if there is one. */
static void date_br(struct buf *b, const char *date)
{
	if (date == NULL || strlen(date) < 10)
		return;
	buf_addf(b, "%.2s/%.2s/%.4s", date + 8, date + 5, date);
	if (strlen(date) >= 19)
		buf_addf(b, " %.8s", date + 11);
}

static void add_date(struct buf *b, const char *label, const char *date)
{
	struct buf text = BUF_INIT;
	date_br(&text, date);
	add_line(b, label, buf_str(&text));
	buf_release(&text);
}

static void add_money(struct buf *b, const char *label, int64_t amount)
{
	struct buf text = BUF_INIT;
	if (amount != COVER_NONE) {
		buf_adds(&text, "R$ ");
		money_add_br(&text, amount, 2);
	}
	add_line(b, label, buf_str(&text));
	buf_release(&text);
}

static void add_count(struct buf *b, const char *label, int64_t count)
{
	struct buf text = BUF_INIT;
	if (count != COVER_NONE)
		buf_addf(&text, "%lld", (long long)count);
	add_line(b, label, buf_str(&text));
	buf_release(&text);
}

static void add_head(const struct cover *c, struct buf *b)
{
	const char *title = c->draft ? "CAPA DE LOTE - RASCUNHO (lote ainda não enviado)" : "CAPA DE LOTE";
	struct buf operator = BUF_INIT;
	buf_adds(&operator, c->operator);
	if (c->operator_name != NULL)
		buf_addf(&operator, " - %s", c->operator_name);
	add_spaces(b, (WIDTH - visible_width(title)) / 2);
	buf_addf(b, "%s\n", title);
	add_rule(b, '=');
	add_line(b, "Operadora (ANS)", buf_str(&operator));
	add_line(b, "Protocolo (PEG)", c->protocol);
	add_line(b, "Lote", c->lot);
	add_date(b, "Data de envio", c->sent_at);
	add_line(b, "Tipo de guia", cover_guide_title(c->guide_type));
	add_line(b, "Origem", cover_channel_title(c->channel));
	add_line(b, "Versão do TISS", c->version);
	buf_release(&operator);
}

static void add_body(const struct cover *c, struct buf *b)
{
	add_rule(b, '-');
	add_money(b, "Valor informado", c->informed);
	add_money(b, "Valor glosado", c->denied);
	add_money(b, "Valor liberado", c->released);
	add_rule(b, '-');
	add_line(b, "Prestador", c->provider_name);
	add_line(b, c->provider_cpf != NULL ? "CPF" : "CNPJ", c->provider_cpf != NULL ? c->provider_cpf : c->provider_cnpj);
	add_line(b, "Código na operadora", c->provider_code);
	add_rule(b, '-');
	bool invoiced = c->invoice_number != NULL;
	add_line(b, "Nota fiscal", invoiced ? c->invoice_number : BLANK);
	if (invoiced)
		add_date(b, "Data de emissão", c->invoice_date);
	else
		add_line(b, "Data de emissão", BLANK);
	if (invoiced)
		add_money(b, "Valor da nota", c->invoice_value);
	else
		add_line(b, "Valor da nota", BLANK);
	add_rule(b, '-');
	add_count(b, "Guias apresentadas", c->guides_presented);
	add_count(b, "Guias com glosas", c->guides_denied);
	add_count(b, "Itens apresentados", c->items_presented);
	add_count(b, "Itens com glosas", c->items_denied);
}

static void add_right(struct buf *b, const char *text, size_t width)
{
	size_t own = visible_width(text);
	add_spaces(b, own < width ? width - own : 0);
	buf_adds(b, text);
}

static void add_left(struct buf *b, const char *text, size_t width)
{
	size_t before = b->len;
	visible_add(b, text, strlen(text));
	size_t own = visible_width(buf_str(b) + before);
	add_spaces(b, own < width ? width - own : 0);
}

static void add_amount(struct buf *b, int64_t amount, size_t width)
{
	struct buf text = BUF_INIT;
	if (amount != COVER_NONE)
		money_add_br(&text, amount, 2);
	add_right(b, buf_str(&text), width);
	buf_release(&text);
}

static void add_guide(struct buf *b, const struct cover_guide *g)
{
	struct buf text = BUF_INIT;
	add_left(b, g->number, 21);
	date_br(&text, g->entry_date);
	add_left(b, buf_str(&text), 11);
	buf_clear(&text);
	buf_addf(&text, "%lld", (long long)g->items);
	add_right(b, buf_str(&text), 5);
	add_amount(b, g->informed, 15);
	add_amount(b, g->denied, 14);
	add_amount(b, g->released, 14);
	while (b->data[b->len - 1] == ' ')
		b->len--;
	buf_addc(b, '\n');
	buf_release(&text);
}

static void add_guides(const struct cover *c, struct buf *b)
{
	add_rule(b, '=');
	add_left(b, "Guia", 21);
	add_left(b, "Data", 11);
	add_right(b, "Itens", 5);
	add_right(b, "Informado", 15);
	add_right(b, "Glosado", 14);
	add_right(b, "Liberado", 14);
	buf_addc(b, '\n');
	add_rule(b, '-');
	for (size_t i = 0; i < c->nguides; i++)
		add_guide(b, &c->guides[i]);
	add_rule(b, '-');
}

void cover_text_write(const struct cover *c, struct output *out)
{
	struct buf b = BUF_INIT;
	add_head(c, &b);
	add_body(c, &b);
	add_guides(c, &b);
	buf_adds(&b, "Impresso em ");
	date_br(&b, c->printed_date);
	buf_addf(&b, " %s\n", c->printed_time);
	output_write(out, buf_str(&b), b.len);
	buf_release(&b);
}
