/* Statements as CSV: one row for each item with all its keys, one for a guide that lists none, one for a protocol that lists no
 * guide. Columns that the account of guide-match has too have its names: what is written here is read as an account. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "fmt/money.h"
#include "io/render.h"

static const char *const column_names[] = {
	"demonstrativo", "versao", "registroANS", "numeroDemonstrativo", "dataEmissao", "codigoPrestador", "CNES",
	"dataPagamento", "numeroLote", "numeroProtocolo", "dataProtocolo", "situacaoProtocolo", "codigoGlosaProtocolo",
	"numeroGuiaPrestador", "numeroGuiaOperadora", "senha", "numeroCarteira", "dataInicioFat", "horaInicioFat", "dataFimFat",
	"horaFimFat", "situacaoGuia", "codigoGlosaGuia", "tipoPagamento", "recurso", "valorInformadoGuia", "valorProcessadoGuia",
	"valorLiberadoGuia", "valorGlosaGuia", "valorFranquiaGuia", "confere",
	"sequencialItem", "dataRealizacao", "codigoTabela", "codigoProcedimento", "descricaoProcedimento", "grauParticipacao",
	"codDente", "codRegiao", "denteFace", "centroConsumo", "quantidadeExecutada", "valorInformado", "valorProcessado",
	"valorLiberado", "valorGlosa", "valorFranquia", "codigoGlosa", "glosas",
};

enum { COLUMNS = sizeof column_names / sizeof *column_names, ITEM_COLUMNS = 18, GUIDE_COLUMNS = COLUMNS - ITEM_COLUMNS };

enum { FLUSH = 64 * 1024 };

struct csv {
	struct renderer renderer;
	struct output *out;
	struct buf rows, prefix, scratch; /* PREFIX: the cells that the items of a guide share */
	struct csv_writer row, shared;
	struct statement statement;
	struct statement_protocol protocol;
	const char *payment_date;
	bool guides_seen;
};

static void flush(struct csv *c, size_t least)
{
	if (c->rows.len < least)
		return;
	output_write(c->out, c->rows.data, c->rows.len);
	buf_clear(&c->rows);
}

static void put_date(struct csv_writer *w, const char *date)
{
	if (*date == '\0')
		csv_writer_absent(w);
	else
		csv_writer_date(w, date, strlen(date));
}

static void put_number(struct csv *c, struct csv_writer *w, int64_t number, unsigned scale)
{
	buf_clear(&c->scratch);
	money_add(&c->scratch, number, scale);
	csv_writer_number(w, c->scratch.data, c->scratch.len);
}

static void put_amounts(struct csv *c, struct csv_writer *w, const struct amounts *a)
{
	for (int i = 0; i < AMOUNT_COUNT; i++)
		if (amount_given(a, (enum amount)i))
			put_number(c, w, a->of[i], 2);
		else
			csv_writer_absent(w);
}

static void put_codes(struct csv *c, struct csv_writer *w, const struct glosa *glosas)
{
	if (glosas == NULL) {
		csv_writer_absent(w);
		return;
	}
	buf_clear(&c->scratch);
	glosa_codes(&c->scratch, glosas, " ");
	csv_writer_text(w, buf_str(&c->scratch));
}

/* code:value pairs, as the account of guide-match has them. */
static void put_glosas(struct csv *c, struct csv_writer *w, const struct glosa *glosas)
{
	if (glosas == NULL) {
		csv_writer_absent(w);
		return;
	}
	buf_clear(&c->scratch);
	for (const struct glosa *g = glosas; g != NULL; g = g->next) {
		if (g != glosas)
			buf_addc(&c->scratch, ' ');
		buf_adds(&c->scratch, g->code);
		buf_addc(&c->scratch, ':');
		money_add(&c->scratch, g->amount.cents, 2);
	}
	csv_writer_text(w, buf_str(&c->scratch));
}

static void put_marks(struct csv *c, struct csv_writer *w, const struct statement_mark *marks)
{
	if (marks == NULL) {
		csv_writer_text(w, "S");
		return;
	}
	buf_clear(&c->scratch);
	for (const struct statement_mark *m = marks; m != NULL; m = m->next) {
		if (m != marks)
			buf_adds(&c->scratch, "; ");
		statement_mark_text(&c->scratch, m);
	}
	csv_writer_text(w, buf_str(&c->scratch));
}

static void put_statement(struct csv *c, struct csv_writer *w)
{
	static const char *const kinds[] = { "analise", "pagamento", "pagamento-odonto" };
	const struct statement *s = &c->statement;
	const struct statement_protocol *p = &c->protocol;
	csv_writer_text(w, kinds[s->kind]);
	csv_writer_text(w, s->version);
	csv_writer_text(w, s->operator_ans);
	csv_writer_text(w, s->number);
	put_date(w, s->issued);
	csv_writer_text(w, statement_provider_id(s));
	csv_writer_text(w, s->provider_cnes);
	put_date(w, c->payment_date);
	csv_writer_text(w, p->lot);
	csv_writer_text(w, p->number);
	put_date(w, p->date);
	csv_writer_text(w, p->situation);
	put_codes(c, w, p->glosas);
}

static void put_guide(struct csv *c, struct csv_writer *w, const struct statement_guide *g)
{
	csv_writer_text(w, g->provider_number);
	csv_writer_text(w, g->operator_number);
	csv_writer_text(w, g->password);
	csv_writer_text(w, g->card);
	put_date(w, g->start_date);
	csv_writer_text(w, g->start_time);
	put_date(w, g->end_date);
	csv_writer_text(w, g->end_time);
	csv_writer_text(w, g->situation);
	put_codes(c, w, g->glosas);
	csv_writer_text(w, g->payment_type);
	csv_writer_text(w, g->appeal);
	put_amounts(c, w, &g->amounts);
	put_marks(c, w, g->marks);
}

static void put_item(struct csv *c, struct csv_writer *w, const struct statement_item *item)
{
	csv_writer_text(w, item->sequence);
	put_date(w, item->date);
	csv_writer_text(w, item->table);
	csv_writer_text(w, item->code);
	csv_writer_text(w, item->description);
	csv_writer_text(w, item->participation);
	csv_writer_text(w, item->tooth);
	csv_writer_text(w, item->region);
	csv_writer_text(w, item->face);
	csv_writer_text(w, item->cost_centre);
	if (item->quantity_given)
		put_number(c, w, item->quantity, 4);
	else
		csv_writer_absent(w);
	put_amounts(c, w, &item->amounts);
	csv_writer_text(w, item->glosas != NULL ? item->glosas->code : "");
	put_glosas(c, w, item->glosas);
}

static void put_absent(struct csv_writer *w, unsigned n)
{
	for (; n > 0; n--)
		csv_writer_absent(w);
}

static void on_begin(void *context, const struct statement *s)
{
	struct csv *c = context;
	c->statement = *s;
	c->payment_date = "";
}

static void on_payment(void *context, const struct statement_payment *p)
{
	struct csv *c = context;
	c->payment_date = p->date;
}

static void on_protocol(void *context, const struct statement_protocol *p)
{
	struct csv *c = context;
	c->protocol = *p;
	c->guides_seen = false;
}

static void on_guide(void *context, const struct statement_guide *g)
{
	struct csv *c = context;
	c->guides_seen = true;
	buf_clear(&c->prefix);
	c->shared.cells = 0;
	put_statement(c, &c->shared);
	put_guide(c, &c->shared, g);
	if (g->items == NULL) {
		csv_writer_copy(&c->row, &c->shared);
		put_absent(&c->row, ITEM_COLUMNS);
		csv_writer_row(&c->row);
	}
	for (const struct statement_item *item = g->items; item != NULL; item = item->next) {
		csv_writer_copy(&c->row, &c->shared);
		put_item(c, &c->row, item);
		csv_writer_row(&c->row);
		flush(c, FLUSH);
	}
	flush(c, FLUSH);
}

/* A protocol that lists no guide has its own totals. */
static void on_protocol_end(void *context, const struct statement_protocol *p)
{
	struct csv *c = context;
	if (c->guides_seen)
		return;
	c->protocol = *p;
	put_statement(c, &c->row);
	put_absent(&c->row, GUIDE_COLUMNS - 13 - AMOUNT_COUNT - 1);
	put_amounts(c, &c->row, &p->amounts);
	put_marks(c, &c->row, p->marks);
	put_absent(&c->row, ITEM_COLUMNS);
	csv_writer_row(&c->row);
	flush(c, FLUSH);
}

static void drop(struct renderer *r)
{
	struct csv *c = r->sink.context;
	buf_release(&c->rows);
	buf_release(&c->prefix);
	buf_release(&c->scratch);
	free(c);
}

static int close_csv(struct renderer *r, struct error *err)
{
	(void)err;
	flush(r->sink.context, 1);
	drop(r);
	return 0;
}

struct renderer *render_csv_open(const struct render_options *options, struct error *err)
{
	(void)err;
	struct csv *c = mem_zero(1, sizeof *c);
	c->out = options->out;
	c->payment_date = "";
	csv_writer_init(&c->row, options->csv_style, &c->rows);
	csv_writer_init(&c->shared, options->csv_style, &c->prefix);
	if (!options->no_header) {
		csv_writer_mark(&c->row);
		for (unsigned i = 0; i < COLUMNS; i++)
			csv_writer_text(&c->row, column_names[i]);
		csv_writer_row(&c->row);
	}
	c->renderer = (struct renderer){
		.sink = { .context = c, .begin = on_begin, .payment = on_payment, .protocol = on_protocol, .guide = on_guide,
		          .protocol_end = on_protocol_end },
		.close = close_csv, .drop = drop,
	};
	return &c->renderer;
}
