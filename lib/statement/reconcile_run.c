#include "statement/reconcile_run.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "bill/reconcile.h"
#include "bill/statement_balance.h"
#include "fix/fix.h"
#include "fmt/finding_sink.h"
#include "fmt/money.h"
#include "match/billed.h"
#include "statement/statement_reader.h"

struct run {
	const struct match_options *options;
	struct reconcile_counts *counts;
	struct finding_sink sink;
	struct finding finding;
	struct reconcile *reconcile;
	struct message_reader *messages;
	struct billed_reader *billed;
	struct statement_balance balance;
	const char *protocol;        /* we are in, or NULL */
	bool has_guides;             /* it listed some */
	size_t errors, complaints;
	struct csv_writer writer;
	struct buf text;
	struct output out;
};

/* ---- findings ---- */

static void put(void *context, const struct finding *f)
{
	struct run *r = context;
	r->errors += f->severity == FINDING_ERRO && !f->ignored;
	finding_sink_put(&r->sink, f);
}

static void put_found(void *context, struct finding *f)
{
	put(context, f);
}

static void complain(void *context, const char *text)
{
	struct run *r = context;
	r->complaints++;
	if (r->complaints <= r->options->max_complaints)
		r->options->complain(r->options->context, text);
}

static void warn(void *context, const char *text)
{
	struct run *r = context;
	r->options->complain(r->options->context, text);
}

static struct finding *start_difference(struct run *r, const char *file, long line, const char *guide)
{
	struct finding *f = &r->finding;
	finding_start(f, FINDING_MATCH_DIFFERENCE);
	f->file = file;
	f->line = line;
	buf_adds(&f->guide, guide);
	return f;
}

static void put_mark(void *context, const struct statement_mark *mark, const struct statement_mark_place *place)
{
	struct run *r = context;
	struct finding *f = start_difference(r, place->file, place->line, place->guide);
	statement_mark_text(&f->detail, mark);
	put(r, f);
}

/* ---- what was billed ---- */

static char *copy(struct text_ref t)
{
	return mem_dup_n(t.len > 0 ? t.text : "", t.len);
}

static int take_item(void *context, const struct billed_item *item, struct error *err)
{
	static const enum account_field wanted[] = {
		ACCOUNT_NUMERO_LOTE, ACCOUNT_NUMERO_GUIA_PRESTADOR, ACCOUNT_SEQUENCIAL_ITEM, ACCOUNT_CODIGO_TABELA, ACCOUNT_CODIGO_PROCEDIMENTO
	};
	struct run *r = context;
	char *texts[5];
	for (size_t i = 0; i < 5; i++)
		texts[i] = copy(item->fields[wanted[i]]);
	reconcile_bill(r->reconcile, texts[0], texts[1], texts[2], texts[3], texts[4], item->amount);
	for (size_t i = 0; i < 5; i++)
		free(texts[i]);
	int64_t sum;
	if (!amounts_add(r->counts->billed, item->amount, &sum))
		return error_set(err, "a soma do que foi cobrado passa do que cabe");
	r->counts->billed = sum;
	return 0;
}

static int read_billed(struct run *r, struct error *err)
{
	const struct match_options *o = r->options;
	const struct billed_options billed = {
		.messages = r->messages, .version = o->version, .encoding = o->encoding, .take = take_item, .complain = complain,
		.warn = warn, .context = r,
	};
	r->billed = billed_reader_new(&billed);
	for (size_t i = 0; i < o->nfiles; i++)
		if (billed_read(r->billed, o->files[i], err) != 0)
			return -1;
	return 0;
}

/* ---- what was answered ---- */

static void on_protocol(void *context, const struct statement_protocol *p)
{
	struct run *r = context;
	r->protocol = p->number;
	r->has_guides = false;
}

static void on_guide(void *context, const struct statement_guide *g)
{
	struct run *r = context;
	r->has_guides = true;
	reconcile_answer(r->reconcile, g, r->protocol);
}

static void on_protocol_end(void *context, const struct statement_protocol *p)
{
	struct run *r = context;
	if (!r->has_guides)
		reconcile_answer_lot(r->reconcile, p);
	r->protocol = NULL;
}

static void on_answer(void *context, const struct statement_answer *a)
{
	struct run *r = context;
	struct finding *f = &r->finding;
	finding_start(f, a->kind == ANSWER_SITUATION ? FINDING_STATEMENT_PENDING : FINDING_STATEMENT_ERROR);
	f->file = a->file;
	f->line = a->line;
	buf_addf(&f->detail, "%s %s", a->kind == ANSWER_SITUATION ? a->situation : a->code, a->description);
	f->severity = FINDING_ERRO;
	put(r, f);
}

static int read_statement(struct run *r, const char *name, struct error *err)
{
	static const struct statement_sink listener = {
		.protocol = on_protocol, .guide = on_guide, .protocol_end = on_protocol_end, .answer = on_answer,
	};
	struct statement_sink sink = listener;
	struct statement_findings findings = { r, put_found };
	struct statement_reading reading = { 0 };
	struct fix_input in;
	const char *called = strcmp(name, "-") == 0 ? "(entrada padrão)" : name;
	sink.context = r;
	if (fix_input_open(&in, name, called, err) != 0)
		return -1;
	r->balance = (struct statement_balance){ .next = &sink, .report = put_mark, .context = r };
	int result = statement_read(xml_source_fd(&in.fd), called, statement_balance_init(&r->balance), &findings, &reading, err);
	statement_balance_release(&r->balance);
	fix_input_close(&in);
	return result;
}

/* ---- the table ---- */

static void put_amount(struct run *r, int64_t cents)
{
	struct buf text = BUF_INIT;
	money_add(&text, cents, 2);
	csv_writer_number(&r->writer, text.data, text.len);
	buf_release(&text);
}

static void put_row(struct run *r, const struct reconcile_guide *g, const struct reconcile_item *i)
{
	const struct reconcile_sum *s = i != NULL ? &i->sum : &g->sum;
	enum reconcile_state state = i != NULL ? i->state : g->state;
	bool known = state != RECONCILE_UNANSWERED && state != RECONCILE_GUIDE_DENIED;
	struct csv_writer *w = &r->writer;
	csv_writer_text(w, i != NULL ? "item" : "guia");
	csv_writer_text(w, g->lot);
	csv_writer_text(w, g->protocol);
	csv_writer_text(w, g->number);
	csv_writer_text(w, i != NULL ? i->sequence : NULL);
	csv_writer_text(w, i != NULL ? i->table : NULL);
	csv_writer_text(w, i != NULL ? i->code : NULL);
	csv_writer_text(w, reconcile_state_name(state));
	put_amount(r, s->billed);
	const int64_t values[] = { s->processed, s->released, s->denied, s->franchise, reconcile_difference(s) };
	for (size_t v = 0; v < sizeof values / sizeof *values; v++) {
		if (known)
			put_amount(r, values[v]);
		else
			csv_writer_absent(w);
	}
	csv_writer_text(w, i != NULL ? i->codes : g->codes);
	csv_writer_row(w);
}

static void write_header(struct run *r)
{
	static const char *const columns[] = {
		"nivel", "numeroLote", "numeroProtocolo", "numeroGuiaPrestador", "sequencialItem", "codigoTabela", "codigoProcedimento", "situacao",
		"valorCobrado", "valorProcessado", "valorLiberado", "valorGlosa", "valorFranquia", "diferenca", "codigosGlosa"
	};
	csv_writer_mark(&r->writer);
	for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
		csv_writer_text(&r->writer, columns[i]);
	csv_writer_row(&r->writer);
}

static void add_labelled(struct buf *out, const char *label, int64_t cents)
{
	buf_addf(out, "%s R$ ", label);
	money_add_br(out, cents, 2);
}

/* I: the item that differs; NULL: the guide as a whole does. */
static void tell_difference(struct run *r, const struct reconcile_guide *g, const struct reconcile_item *i)
{
	const struct reconcile_sum *s = i != NULL ? &i->sum : &g->sum;
	struct finding *f = start_difference(r, r->options->nfiles == 1 ? r->options->files[0] : "guias cobradas", 0, g->number);
	buf_addf(&f->detail, "%s %s: ", i != NULL ? "item" : "guia", i != NULL ? i->sequence : g->number);
	add_labelled(&f->detail, "cobrado", s->billed);
	add_labelled(&f->detail, ", liberado", s->released);
	add_labelled(&f->detail, ", glosa", s->denied);
	if (s->franchise != 0)
		add_labelled(&f->detail, ", franquia", s->franchise);
	add_labelled(&f->detail, ": diferença de", reconcile_difference(s));
	put(r, f);
}

static void count(struct reconcile_counts *c, const struct reconcile_guide *g)
{
	c->guides[g->state]++;
	if (!g->answered) {
		c->unanswered += g->sum.billed;
	} else if (!g->billed) {
		c->not_billed += g->sum.released;
	} else {
		c->released += g->sum.released;
		c->denied += g->sum.denied;
		c->franchise += g->sum.franchise;
		c->difference += reconcile_difference(&g->sum);
	}
}

static void write_table(struct run *r)
{
	enum { FLUSH_AT = 48 * 1024 };
	for (const struct reconcile_guide *g = reconcile_guides(r->reconcile); g != NULL; g = g->next) {
		put_row(r, g, NULL);
		count(r->counts, g);
		if (g->state == RECONCILE_DIFFERENT)
			tell_difference(r, g, NULL);
		for (const struct reconcile_item *i = g->items; i != NULL; i = i->next) {
			put_row(r, g, i);
			r->counts->items[i->state]++;
			if (i->state == RECONCILE_DIFFERENT && g->state != RECONCILE_DIFFERENT)
				tell_difference(r, g, i);
		}
		if (r->text.len >= FLUSH_AT) {
			output_write(&r->out, r->text.data, r->text.len);
			buf_clear(&r->text);
		}
	}
	output_write(&r->out, buf_str(&r->text), r->text.len);
}

static int work(struct run *r, const char *const *statements, size_t nstatements, struct error *err)
{
	r->messages = message_reader_new(r->options->profile, put, r, err);
	if (r->messages == NULL || read_billed(r, err) != 0)
		return 2;
	if (r->complaints > 0)
		return 2;
	if (billed_counts(r->billed)->refused > 0)
		return 1;
	for (size_t i = 0; i < nstatements; i++)
		if (read_statement(r, statements[i], err) != 0)
			return 2;
	reconcile_settle(r->reconcile);
	if (output_open(&r->out, r->options->output, OUTPUT_STREAM, err) != 0)
		return 2;
	csv_writer_init(&r->writer, r->options->style, &r->text);
	if (!r->options->no_header)
		write_header(r);
	write_table(r);
	return output_close(&r->out, err) != 0 ? 2 : r->errors > 0;
}

int reconcile_run(const struct match_options *options, const char *const *statements, size_t nstatements,
                  struct reconcile_counts *counts, struct error *err)
{
	struct run r = { .options = options, .counts = counts, .out = OUTPUT_INIT, .reconcile = reconcile_new() };
	*counts = (struct reconcile_counts){ .billed = 0 };
	finding_sink_init(&r.sink, finding_format_of("text"), options->findings);
	int status = work(&r, statements, nstatements, err);
	output_abort(&r.out);
	buf_release(&r.text);
	billed_reader_free(r.billed);
	message_reader_free(r.messages);
	reconcile_free(r.reconcile);
	finding_sink_release(&r.sink);
	finding_release(&r.finding);
	return status;
}

static void add_line(struct buf *out, const char *label, int64_t cents)
{
	buf_addf(out, "  %-24s R$ ", label);
	money_add_br(out, cents, 2);
	buf_addc(out, '\n');
}

void reconcile_summary(struct buf *out, const struct reconcile_counts *c)
{
	add_line(out, "cobrado", c->billed);
	add_line(out, "liberado", c->released);
	add_line(out, "glosado", c->denied);
	if (c->franchise != 0)
		add_line(out, "franquia", c->franchise);
	add_line(out, "sem resposta", c->unanswered);
	add_line(out, "diferença", c->difference);
	if (c->not_billed != 0 || c->guides[RECONCILE_NOT_BILLED] > 0)
		add_line(out, "pago sem ser cobrado", c->not_billed);
}
