#include "io/cover_render.h"

#include <string.h>

#include "base/buf.h"
#include "base/visible.h"
#include "fmt/money.h"
#include "io/cover_text.h"
#include "io/form.h"

static void *text_open(struct output *out, struct error *err)
{
	(void)err;
	return out;
}

static void text_add(void *document, const struct cover *c)
{
	cover_text_write(c, document);
}

static int text_close(void *document, struct error *err)
{
	(void)document, (void)err;
	return 0;
}

static const struct cover_format formats[] = {
	{ "text", text_open, text_add, text_close },
	{ "html", cover_html_open, cover_html_add, cover_html_close },
	{ "pdf", cover_pdf_open, cover_pdf_add, cover_pdf_close },
};

const struct cover_format *cover_format_of(const char *name)
{
	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
		if (strcmp(formats[i].name, name) == 0)
			return &formats[i];
	return NULL;
}

const char *cover_title(const struct cover *c)
{
	return c->draft ? "Capa de Lote – RASCUNHO (lote ainda não enviado)" : "Capa de Lote";
}

struct facts {
	struct cover_fact *list;
	size_t n;
	unsigned group;
};

static void put(struct facts *f, const char *label, const char *value)
{
	struct cover_fact *fact = &f->list[f->n++];
	size_t len = value != NULL ? visible_cut(value, strlen(value), sizeof fact->value - 1) : 0;
	*fact = (struct cover_fact){ .label = label, .group = f->group };
	if (len > 0)
		memcpy(fact->value, value, len);
}

static void put_date(struct facts *f, const char *label, const char *date)
{
	struct buf text = BUF_INIT;
	char day[11] = "";
	if (date != NULL) {
		strncat(day, date, sizeof day - 1);
		form_date(&text, day);
		buf_adds(&text, date + strlen(day));
	}
	put(f, label, buf_str(&text));
	buf_release(&text);
}

static void put_money(struct facts *f, const char *label, int64_t cents)
{
	struct buf text = BUF_INIT;
	if (cents != COVER_NONE) {
		buf_adds(&text, "R$ ");
		money_add_br(&text, cents, 2);
	}
	put(f, label, buf_str(&text));
	buf_release(&text);
}

static void put_count(struct facts *f, const char *label, int64_t count)
{
	struct buf text = BUF_INIT;
	if (count != COVER_NONE)
		buf_addf(&text, "%lld", (long long)count);
	put(f, label, buf_str(&text));
	buf_release(&text);
}

static void put_operator(struct facts *f, const struct cover *c)
{
	struct buf text = BUF_INIT;
	buf_adds(&text, c->operator != NULL ? c->operator : "");
	if (c->operator_name != NULL)
		buf_addf(&text, " – %s", c->operator_name);
	put(f, "Operadora (ANS)", buf_str(&text));
	buf_release(&text);
}

static void put_invoice(struct facts *f, const struct cover *c)
{
	bool invoiced = c->invoice_number != NULL;
	size_t first = f->n;
	put(f, "Nota fiscal", c->invoice_number);
	put_date(f, "Data de emissão", invoiced ? c->invoice_date : NULL);
	put_money(f, "Valor da nota", invoiced ? c->invoice_value : COVER_NONE);
	for (size_t i = first; i < f->n; i++)
		f->list[i].blank = !invoiced;
}

size_t cover_facts(const struct cover *c, struct cover_fact facts[COVER_FACTS_MAX])
{
	struct facts f = { facts, 0, 0 };
	struct buf id = BUF_INIT;
	form_cnpj(&id, c->provider_cpf != NULL ? c->provider_cpf : c->provider_cnpj != NULL ? c->provider_cnpj : "");
	put_operator(&f, c);
	put(&f, "Protocolo (PEG)", c->protocol);
	put(&f, "Lote", c->lot);
	put_date(&f, "Data de envio", c->sent_at);
	put(&f, "Tipo de guia", cover_guide_title(c->guide_type));
	put(&f, "Origem", cover_channel_title(c->channel));
	put(&f, "Versão do TISS", c->version);
	f.group++;
	put_money(&f, "Valor informado", c->informed);
	put_money(&f, "Valor glosado", c->denied);
	put_money(&f, "Valor liberado", c->released);
	f.group++;
	put(&f, "Prestador", c->provider_name);
	put(&f, c->provider_cpf != NULL ? "CPF" : "CNPJ", buf_str(&id));
	put(&f, "Código na operadora", c->provider_code);
	f.group++;
	put_invoice(&f, c);
	f.group++;
	put_count(&f, "Guias apresentadas", c->guides_presented);
	put_count(&f, "Guias com glosas", c->guides_denied);
	put_count(&f, "Itens apresentados", c->items_presented);
	put_count(&f, "Itens com glosas", c->items_denied);
	buf_release(&id);
	return f.n;
}
