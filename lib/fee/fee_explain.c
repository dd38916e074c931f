#include "fee/fee_explain.h"

#include <string.h>

#include "bill/fee_memo.h"
#include "fmt/money.h"

const char *fee_standing_words(enum fee_standing standing)
{
	static const char *const words[FEE_STANDINGS] = {
		[FEE_BILLED] = "", [FEE_SKIP_INDICATOR] = "faturar=N", [FEE_SKIP_DONE] = "competência já faturada",
		[FEE_SKIP_FUTURE] = "vigência ainda não iniciada", [FEE_SKIP_OVER] = "vigência encerrada",
	};
	return words[standing];
}

static bool is_named(const struct fee_term *t, const char *text)
{
	size_t len = strlen(t->modality);
	return strcmp(t->number, text) == 0 || (strncmp(text, t->modality, len) == 0 && text[len] == '.' &&
		strcmp(text + len + 1, t->number) == 0);
}

struct fee_term *fee_explain_find(const struct fee_store *s, const char *text, struct error *err)
{
	struct fee_term *found = NULL;
	for (size_t i = 0; i < s->nterms; i++) {
		if (!is_named(&s->terms[i], text))
			continue;
		if (found != NULL) {
			error_set(err, "--explain: há mais de um termo “%s”: escreva modalidade.termo", text);
			return NULL;
		}
		found = &s->terms[i];
	}
	if (found == NULL)
		error_set(err, "--explain: não há o termo “%s” em --terms", text);
	return found;
}

/* ---- the term ---- */

static void explain_indicators(struct output *out, const struct fee_value *values)
{
	const struct fee_table *t = fee_table(FEE_FILE_TERMS);
	output_puts(out, "  indicadores\n");
	for (size_t i = 0; i < t->n; i++) {
		if (!t->columns[i].indicator)
			continue;
		const char *value = values[i].text;
		output_printf(out, "    %s%s%s: %s\n", t->columns[i].name, value[0] != '\0' ? "=" : " vazio", value,
		              fee_effect(t->columns[i].name, value));
	}
}

static void explain_adjustments(struct output *out, const struct fee_contract *c)
{
	struct buf text = BUF_INIT;
	for (size_t i = 0; i < c->nadjustments; i++) {
		char due[FEE_MONTH_TEXT], from[FEE_MONTH_TEXT];
		const struct fee_adjustment *a = &c->adjustments[i];
		fee_month_text(a->due, due);
		fee_month_text(a->from, from);
		buf_addf(&text, "    devido em %s, cobrado desde %s: × ", due, from);
		fee_memo_decimal(&text, a->factor);
		buf_addc(&text, '\n');
	}
	if (text.len > 0)
		output_printf(out, "  reajustes\n%s", buf_str(&text));
	buf_release(&text);
}

static void explain_found(struct output *out, const struct fee_term *t, const struct fee_input *in, fee_month month)
{
	char text[FEE_MONTH_TEXT], date[DATE_TEXT];
	const struct fee_contract *c = &t->contract;
	fee_month_text(month, text);
	date_text(c->start, date);
	output_printf(out, "termo %s.%s (%s:%ld), competência %s\n", t->modality, t->number, in->name, t->line, text);
	output_printf(out, "  contratante %s; plano %s %s; vigência desde %s", t->contractor, t->plan_name, t->plan_kind, date);
	if (c->end != DATE_NONE) {
		date_text(c->end, date);
		output_printf(out, " até %s", date);
	}
	if (c->cancelled != DATE_NONE) {
		date_text(c->cancelled, date);
		output_printf(out, ", cancelado em %s", date);
	}
	output_puts(out, "\n");
	if (t->standing != FEE_BILLED)
		output_printf(out, "  não é faturado nesta competência: %s\n", fee_standing_words(t->standing));
	explain_indicators(out, in->values);
	explain_adjustments(out, c);
}

static void be_silent(void *context, const char *text)
{
	(void)context, (void)text;
}

int fee_explain_term(struct output *out, const struct fee_term *term, struct fee_input *terms, fee_month month, struct error *err)
{
	struct fee_faults told = { .complain = be_silent }; /* they were, when the file was read */
	enum fee_row_state state;
	if (fee_input_begin(terms, false, err) != 0)
		return -1;
	while ((state = fee_input_next(terms, &told)) == FEE_ROW_OK || state == FEE_ROW_WRONG)
		if (csv_reader_line(terms->reader) == term->line) {
			explain_found(out, term, terms, month);
			return 0;
		}
	return error_set(err, "%s: o arquivo mudou durante a leitura", terms->name);
}

/* ---- what is charged ---- */

static const char *why_nothing(const struct fee_contract *c, const struct fee_person *p, fee_month month)
{
	date_days exit = fee_exit(c, p);
	if (fee_month_of(fee_entry(c, p)) > month)
		return "entra depois desta competência";
	if (exit != DATE_NONE && fee_month_of(exit) < month)
		return "já saiu, e está faturado até a saída";
	return "já faturado";
}

void fee_explain_person(struct output *out, const char *matricula, long line, const struct fee_contract *c, const struct fee_person *p,
                        fee_month month, fee_month through, bool charged)
{
	const char *why = through == FEE_MONTH_NONE ? why_nothing(c, p, month) : charged ? "" : "nenhum dia a cobrar";
	output_printf(out, "  beneficiário %s (linha %ld)%s%s\n", matricula, line, why[0] != '\0' ? ": " : "", why);
}

void fee_explain_event(struct output *out, const char *document, enum fee_event_standing standing)
{
	static const char *const words[FEE_EVENT_STANDINGS] = {
		[FEE_EVENT_BILLED] = "", [FEE_EVENT_DONE] = ": já faturado", [FEE_EVENT_FUTURE] = ": posterior à competência",
		[FEE_EVENT_HELD] = ": espera o fechamento da conta hospitalar",
	};
	output_printf(out, "  documento %s%s\n", document, words[standing]);
}

void fee_explain_row(struct output *out, const struct fee_rows *rows, const struct fee_row *row)
{
	char first[DATE_TEXT], last[DATE_TEXT];
	struct buf text = BUF_INIT;
	date_text(row->first, first);
	date_text(row->last, last);
	buf_addf(&text, "    %s", fee_event_name(row->event));
	if (row->module != NULL) {
		buf_addf(&text, " %s, faixa ", row->module);
		fee_band_text(&text, row->price);
	}
	buf_addf(&text, ", %s a %s", first, last);
	if (row->parts > 1)
		buf_addf(&text, ", parcela %u/%u", row->part, row->parts);
	buf_adds(&text, ": ");
	buf_add(&text, buf_str(&rows->memos) + row->memo, row->memo_len);
	buf_adds(&text, " → R$ ");
	money_add_br(&text, row->amount.cents, FEE_CENTS);
	buf_addc(&text, '\n');
	output_write(out, buf_str(&text), text.len);
	buf_release(&text);
}

void fee_explain_notas(struct output *out, const struct fee_bill *b, const struct fee_term *term)
{
	struct buf text = BUF_INIT;
	char due[DATE_TEXT];
	date_text(fee_due_date(&term->contract, b->options->month), due);
	for (int kind = 0; kind < FEE_KINDS; kind++) {
		if (!term->notas[kind].used)
			continue;
		buf_adds(&text, "  nota ");
		fee_bill_nota(b, term, (enum fee_kind)kind, &text);
		buf_adds(&text, ": R$ ");
		money_add_br(&text, term->notas[kind].cents, FEE_CENTS);
		buf_addf(&text, ", devida por %s, vence em %s\n", fee_bill_debtor(term, (enum fee_kind)kind), due);
	}
	output_puts(out, text.len > 0 ? buf_str(&text) : "  nenhuma nota\n");
	buf_release(&text);
}
