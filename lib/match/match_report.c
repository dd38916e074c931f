#include <string.h>

#include "fmt/money.h"
#include "match/match_private.h"

/* ---- --report ---- */

static void put_money(struct csv_writer *w, int64_t cents)
{
	struct buf text = BUF_INIT;
	money_add(&text, cents, 2);
	csv_writer_number(w, text.data, text.len);
	buf_release(&text);
}

static void put_sum(struct csv_writer *w, const char *group, const char *key, const struct account_sum *s, uint64_t informative)
{
	struct buf count = BUF_INIT;
	csv_writer_text(w, group);
	csv_writer_text(w, key);
	buf_addf(&count, "%llu", (unsigned long long)s->items);
	csv_writer_number(w, count.data, count.len);
	put_money(w, s->informed);
	put_money(w, s->processed);
	put_money(w, s->released);
	put_money(w, s->denied);
	buf_clear(&count);
	buf_addf(&count, "%llu", (unsigned long long)informative);
	csv_writer_number(w, count.data, count.len);
	csv_writer_row(w);
	buf_release(&count);
}

void match_write_report(const struct match_run *run, struct output *out)
{
	static const char *const columns[] = {
		"grupo", "chave", "itens", "valorInformado", "valorProcessado", "valorLiberado", "valorGlosa", "itensInformativos"
	};
	const struct account *a = &run->result->account;
	struct buf text = BUF_INIT;
	struct csv_writer w;
	csv_writer_init(&w, run->options->style, &text);
	if (!run->options->no_header) {
		csv_writer_mark(&w);
		for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
			csv_writer_text(&w, columns[i]);
		csv_writer_row(&w);
	}
	for (unsigned i = 0; i < RELATION_COUNT; i++)
		put_sum(&w, "relacionamento", match_relation_name((enum match_relation)i), &a->by_relation[i], 0);
	for (size_t i = 0; i < a->ncodes; i++)
		put_sum(&w, "glosa", a->codes[i].code, &a->codes[i].sum, a->codes[i].informative);
	put_sum(&w, "total", NULL, &a->all, 0);
	output_write(out, text.data, text.len);
	buf_release(&text);
}

/* ---- --explain ---- */

static void add_ref(struct buf *out, struct text_ref t)
{
	buf_add(out, t.len > 0 ? t.text : "", t.len);
}

static void add_item(struct buf *out, const struct billed_item *item)
{
	const struct text_ref *f = item->fields;
	buf_adds(out, "guia ");
	add_ref(out, f[ACCOUNT_NUMERO_GUIA_PRESTADOR]);
	buf_addf(out, " (%s), item ", billed_type_name(item->type));
	add_ref(out, f[ACCOUNT_SEQUENCIAL_ITEM]);
	buf_adds(out, ": ");
	add_ref(out, f[ACCOUNT_CODIGO_TABELA]);
	buf_addc(out, ' ');
	add_ref(out, f[ACCOUNT_CODIGO_PROCEDIMENTO]);
	buf_adds(out, ", quantidade ");
	quantity_add(out, item->quantity);
	buf_adds(out, ", R$ ");
	money_add_br(out, item->amount, 2);
	buf_addc(out, '\n');
}

static void add_key(struct buf *out, const struct billed_item *item)
{
	bool consulta = item->type == BILLED_CONSULTA;
	struct text_ref key = item->fields[consulta ? ACCOUNT_NUMERO_GUIA_OPERADORA : ACCOUNT_SENHA];
	buf_addf(out, "    chave: %s ", consulta ? "numeroGuiaOperadora" : "senha");
	if (key.len > 0)
		add_ref(out, key);
	else
		buf_adds(out, "não informada");
	buf_addc(out, '\n');
}

static void add_place(struct buf *out, const struct match_run *run, uint32_t file, uint32_t line)
{
	if (run->store == NULL)
		buf_addf(out, " em %s:%u", run->inputs[file].name, (unsigned)line);
}

static void add_authorised(struct buf *out, const struct match_run *run, const struct match_found *found)
{
	if (found->authorisation == AUTHORISATION_NONE)
		return;
	struct authorisation_view v = authorisations_view(run->authorisations, found->authorisation);
	char date[DATE_TEXT] = "";
	if (v.valid_until != DATE_NONE)
		date_text(v.valid_until, date);
	buf_addf(out, "    autorização: guia %s, senha %s, situação %u, validade %s", v.operator_guide[0] != '\0' ? v.operator_guide : "-",
	         v.password[0] != '\0' ? v.password : "-", v.status, date[0] != '\0' ? date : "não informada");
	add_place(out, run, v.file, v.line);
	buf_addc(out, '\n');
	if (found->line == AUTHORISATION_NONE)
		return;
	struct authorised_line_view l = authorisations_line(run->authorisations, found->line);
	buf_addf(out, "    linha autorizada: item %u, quantidade ", l.item);
	quantity_add(out, l.quantity);
	add_place(out, run, l.file, l.line);
	buf_addc(out, '\n');
}

static void add_action(struct buf *out, const struct account_row *row)
{
	static const char *const requirements[] = {
		"não está na tabela de requisitos (como não requer)", "não requer autorização prévia", "requer autorização prévia"
	};
	const struct match_values *v = &row->values;
	buf_addf(out, "    linha %u da tabela, %s: %s\n", row->rule->row, row->rule->name, row->rule->reason);
	buf_addf(out, "    o item %s\n    ", requirements[row->requirement]);
	if (row->action == ACTION_GLOSA) {
		buf_addf(out, "glosa de R$ ");
		money_add_br(out, v->denied, 2);
		buf_addf(out, ", código %s%s%s\n", row->code, row->detail[0] != '\0' ? ", detalhe " : "", row->detail);
		return;
	}
	buf_addf(out, "%s R$ ", row->action == ACTION_RELACIONA ? "relacionado: paga" : "paga");
	money_add_br(out, v->released, 2);
	if (v->carried.number_payable != 0)
		buf_addf(out, ", o valor a pagar da autorização (NROGCRPAG %lld)", (long long)v->carried.number_payable);
	if (v->carried.number_receivable != 0) {
		buf_adds(out, "; a receber R$ ");
		money_add_br(out, v->carried.receivable, 2);
		buf_addf(out, " (NROGCRREC %lld)", (long long)v->carried.number_receivable);
	}
	buf_addc(out, '\n');
}

void match_explain(const struct match_run *run, const struct account_row *row, const struct match_found *found, struct output *out)
{
	struct buf text = BUF_INIT;
	add_item(&text, row->item);
	add_key(&text, row->item);
	add_authorised(&text, run, found);
	add_action(&text, row);
	output_write(out, text.data, text.len);
	buf_release(&text);
}

void match_explain_done(const struct account_row *row, const struct match_lot *lot, struct output *out)
{
	struct buf text = BUF_INIT;
	add_item(&text, row->item);
	buf_addf(&text, "    o lote já foi analisado em %s: %s", lot->at, match_relation_name(row->rule->relation));
	if (row->code[0] != '\0')
		buf_addf(&text, ", glosa %s", row->code);
	buf_adds(&text, ", liberado R$ ");
	money_add_br(&text, row->values.released, 2);
	buf_addc(&text, '\n');
	output_write(out, text.data, text.len);
	buf_release(&text);
}

/* ---- the summary ---- */

static void add_line(struct buf *out, const char *label, const struct account_sum *s, int64_t cents)
{
	buf_addf(out, "  %-24s %12llu itens  R$ ", label, (unsigned long long)s->items);
	money_add_br(out, cents, 2);
	buf_addc(out, '\n');
}

void match_summary(struct buf *out, const struct match_result *result)
{
	const struct account *a = &result->account;
	if (result->lots_done > 0)
		buf_addf(out, "  %llu lotes já analisados antes: nada mudou para eles\n", (unsigned long long)result->lots_done);
	add_line(out, "cobrados", &a->all, a->all.informed);
	add_line(out, "relacionados, pagos", &a->by_relation[RELATION_RELACIONADO], a->by_relation[RELATION_RELACIONADO].released);
	add_line(out, "pagos sem autorizacao", &a->paid, a->paid.released);
	for (size_t i = 0; i < a->ncodes; i++) {
		char label[GLOSA_CODE_TEXT + 8];
		memcpy(label, "glosa ", 6);
		memcpy(label + 6, a->codes[i].code, strlen(a->codes[i].code) + 1);
		if (a->codes[i].sum.items > 0)
			add_line(out, label, &a->codes[i].sum, a->codes[i].sum.denied);
	}
	add_line(out, "liberado", &a->all, a->all.released);
	if (result->guides_without_items > 0)
		buf_addf(out, "  %llu guias sem itens\n", (unsigned long long)result->guides_without_items);
	if (result->unknown_requirements > 0)
		buf_addf(out, "  %llu itens fora da tabela de requisitos\n", (unsigned long long)result->unknown_requirements);
}
