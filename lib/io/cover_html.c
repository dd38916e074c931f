/* The capa de lote as HTML, in the frame of the statements (io/html.h). */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "fmt/money.h"
#include "io/cover_render.h"
#include "io/form.h"
#include "io/html.h"

struct cover_html {
	struct output *out;
	struct buf page, value;
	unsigned covers;
};

static void text(struct cover_html *h, const char *value)
{
	html_text(&h->page, value, strlen(value));
}

static void flush(struct cover_html *h)
{
	output_write(h->out, buf_str(&h->page), h->page.len);
	buf_clear(&h->page);
}

void *cover_html_open(struct output *out, struct error *err)
{
	(void)err;
	struct cover_html *h = mem_zero(1, sizeof *h);
	h->out = out;
	return h;
}

static void put_facts(struct cover_html *h, const struct cover *c)
{
	struct cover_fact facts[COVER_FACTS_MAX];
	size_t n = cover_facts(c, facts);
	for (size_t i = 0; i < n; i++) {
		if (i == 0 || facts[i].group != facts[i - 1].group)
			buf_adds(&h->page, i == 0 ? "<dl>" : "</dl>\n<dl>");
		buf_adds(&h->page, "<div><dt>");
		text(h, facts[i].label);
		buf_adds(&h->page, "</dt><dd>");
		text(h, facts[i].blank ? "______________________" : *facts[i].value != '\0' ? facts[i].value : "–");
		buf_adds(&h->page, "</dd></div>\n");
	}
	buf_adds(&h->page, "</dl>\n");
}

static void put_amount(struct cover_html *h, int64_t cents)
{
	buf_adds(&h->page, "<td class=\"v\">");
	if (cents != COVER_NONE)
		money_add_br(&h->page, cents, 2);
	buf_adds(&h->page, "</td>");
}

static void put_guide(struct cover_html *h, const struct cover_guide *g)
{
	buf_adds(&h->page, "<tr><th scope=\"row\">");
	text(h, g->number != NULL ? g->number : "");
	buf_adds(&h->page, "</th><td>");
	text(h, g->operator_number != NULL ? g->operator_number : "");
	buf_adds(&h->page, "</td><td>");
	buf_clear(&h->value);
	form_date(&h->value, g->entry_date != NULL ? g->entry_date : "");
	text(h, buf_str(&h->value));
	buf_addf(&h->page, "</td><td class=\"v\">%lld</td>", (long long)g->items);
	put_amount(h, g->informed);
	put_amount(h, g->denied);
	put_amount(h, g->released);
	buf_adds(&h->page, "</tr>\n");
}

void cover_html_add(void *document, const struct cover *c)
{
	struct cover_html *h = document;
	if (h->covers++ == 0) {
		buf_clear(&h->value);
		buf_addf(&h->value, "Capa de Lote %s", c->lot != NULL ? c->lot : "");
		html_head(&h->page, h->value.data);
	}
	buf_adds(&h->page, "<article>\n<header><h1>");
	text(h, cover_title(c));
	buf_adds(&h->page, "</h1></header>\n");
	put_facts(h, c);
	buf_adds(&h->page, "<div class=\"rolagem\"><table class=\"itens\"><caption>Guias do lote</caption><thead><tr><th scope=\"col\">Guia</th>"
	                   "<th scope=\"col\">Guia na operadora</th><th scope=\"col\">Data</th><th scope=\"col\" class=\"v\">Itens</th>"
	                   "<th scope=\"col\" class=\"v\">Informado</th><th scope=\"col\" class=\"v\">Glosado</th>"
	                   "<th scope=\"col\" class=\"v\">Liberado</th></tr></thead>\n<tbody>\n");
	for (size_t i = 0; i < c->nguides; i++)
		put_guide(h, &c->guides[i]);
	buf_adds(&h->page, "</tbody></table></div>\n<p>Impresso em ");
	buf_clear(&h->value);
	form_date(&h->value, c->printed_date);
	text(h, buf_str(&h->value));
	buf_addf(&h->page, " %s</p>\n</article>\n", c->printed_time);
	flush(h);
}

int cover_html_close(void *document, struct error *err)
{
	struct cover_html *h = document;
	(void)err;
	if (h->covers > 0) {
		buf_adds(&h->page, "</main>\n</body>\n</html>\n");
		flush(h);
	}
	buf_release(&h->page);
	buf_release(&h->value);
	free(h);
	return 0;
}
