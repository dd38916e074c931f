#include "fee/fee_store.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

/* ---- keys ---- */

enum { KEY_MAX = 512 };

uint32_t fee_key(struct names *names, bool add, const char *a, const char *b, const char *c)
{
	char local[KEY_MAX];
	const char *parts[] = { a, b, c };
	size_t len = 0;
	for (int i = 0; i < 3; i++)
		len += strlen(parts[i]) + 1;
	char *key = len <= KEY_MAX ? local : mem_alloc(len), *to = key;
	for (int i = 0; i < 3; i++) {
		size_t n = strlen(parts[i]);
		memcpy(to, parts[i], n);
		to[n] = '\x1f'; /* no key column holds it */
		to += n + 1;
	}
	uint32_t number = add ? names_add(names, key, len) : names_find(names, key, len);
	if (key != local)
		free(key);
	return number;
}

struct fee_term *fee_store_term(const struct fee_store *s, const struct fee_value *modality, const struct fee_value *number)
{
	uint32_t key = fee_key(s->term_keys, false, modality->text, number->text, "");
	return key != 0 ? &s->terms[key - 1] : NULL;
}

/* ---- one term ---- */

static bool says_yes(const struct fee_value *values, size_t column)
{
	return values[column].number == 1;
}

void fee_contract_read(struct fee_contract *c, const struct fee_value *v)
{
	*c = (struct fee_contract){
		.start = v[FEE_TERMS_DATA_INICIO].date, .end = v[FEE_TERMS_DATA_FIM].date,
		.cancelled = v[FEE_TERMS_DATA_CANCELAMENTO].date, .last = v[FEE_TERMS_ULTIMO_FATURAMENTO].month,
		.has_origin = v[FEE_TERMS_CONTRATANTE_ORIGEM].len > 0,
		.indicators = {
			.bill = says_yes(v, FEE_TERMS_FATURAR), .due_day = (unsigned)v[FEE_TERMS_DIA_VENCIMENTO].number,
			.by_origin = {
				says_yes(v, FEE_TERMS_COBRAR_MENSALIDADE), says_yes(v, FEE_TERMS_COBRAR_PARTICIPACAO),
				says_yes(v, FEE_TERMS_COBRAR_CUSTO_OPERACIONAL),
			},
			.blame = v[FEE_TERMS_INADIMPLENCIA_POR].len > 0 ? (int)v[FEE_TERMS_INADIMPLENCIA_POR].number : FEE_BLAME_NONE,
			.prorate_entry = says_yes(v, FEE_TERMS_FATURAMENTO_PROPORCIONAL),
			.hold_open_accounts = says_yes(v, FEE_TERMS_BLOQUEIA_CONTA_FECHADA),
			.adjust_from_start = says_yes(v, FEE_TERMS_REAJUSTE_INICIO_VIGENCIA),
			.late_in_parts = says_yes(v, FEE_TERMS_REAJUSTE_RETROATIVO_PARCELADO),
			.prorate_exit = says_yes(v, FEE_TERMS_PROPORCIONAL_SAIDA_VIGENCIA),
			.round_modules = says_yes(v, FEE_TERMS_ARREDONDA_MODULO),
			.decimals = (unsigned)v[FEE_TERMS_CASAS_DECIMAIS].number,
		},
	};
}

const char *fee_contract_words(enum fee_contract_fault fault, size_t *column)
{
	static const struct {
		size_t column;
		const char *words;
	} faults[] = {
		[FEE_CONTRACT_NO_ORIGIN_PREPAID] = { FEE_TERMS_COBRAR_MENSALIDADE, "1 (contratante origem), mas o termo não tem contratanteOrigem" },
		[FEE_CONTRACT_NO_ORIGIN_PARTICIPATION] = { FEE_TERMS_COBRAR_PARTICIPACAO,
			"1 (contratante origem), mas o termo não tem contratanteOrigem" },
		[FEE_CONTRACT_NO_ORIGIN_COST] = { FEE_TERMS_COBRAR_CUSTO_OPERACIONAL,
			"1 (contratante origem), mas o termo não tem contratanteOrigem" },
		[FEE_CONTRACT_BLAME_0] = { FEE_TERMS_INADIMPLENCIA_POR,
			"as três colunas cobrar… são 0 (contratante): inadimplenciaPor deve ser 0" },
		[FEE_CONTRACT_BLAME_1] = { FEE_TERMS_INADIMPLENCIA_POR,
			"as três colunas cobrar… são 1 (contratante origem): inadimplenciaPor deve ser 1" },
		[FEE_CONTRACT_BLAME_MISSING] = { FEE_TERMS_INADIMPLENCIA_POR,
			"as colunas cobrar… não são iguais: inadimplenciaPor é obrigatório (0, 1, ou 2 para ambos)" },
		[FEE_CONTRACT_ENDS_BEFORE_START] = { FEE_TERMS_DATA_FIM, "é anterior a dataInicio" },
		[FEE_CONTRACT_CANCELLED_BEFORE_START] = { FEE_TERMS_DATA_CANCELAMENTO, "é anterior a dataInicio" },
		[FEE_CONTRACT_BILLED_BEFORE_START] = { FEE_TERMS_ULTIMO_FATURAMENTO, "é anterior ao mês de dataInicio" },
	};
	if (fault == FEE_CONTRACT_SOUND)
		return NULL;
	*column = faults[fault].column;
	return faults[fault].words;
}

/* ---- the terms' file ---- */

static const char *keep(struct fee_store *s, const struct fee_value *v)
{
	return v->len > 0 ? arena_dup(&s->arena, v->text, v->len) : "";
}

/* The plan that the term is priced by; without one, nothing can be billed. */
static void find_plan(struct fee_store *s, struct fee_term *t, const struct fee_input *in, struct fee_faults *faults)
{
	uint32_t key = fee_key(s->plan_keys, false, t->modality, t->plan_name, t->plan_kind);
	t->plan = key != 0 ? key - 1 : FEE_NO_PLAN;
	if (t->standing != FEE_BILLED)
		return;
	if (key == 0) {
		fee_fault_at(faults, in->reader, FEE_TERMS_PLANO, "não há preços para a modalidade, o plano e o tipoPlano deste termo em %s",
		             s->prices_name);
		t->bad = true;
	} else if (s->plans[t->plan].plan.broken) {
		t->bad = true;
	}
}

static void find_due_months(struct fee_store *s, struct fee_term *t, const struct fee_input *in)
{
	uint32_t code = fee_key(s->due_codes, false, t->due_code, "", "");
	if (code != 0)
		t->contract.indicators.due_months = s->due_months[code];
	if (code != 0 || t->due_code[0] == '\0' || names_count(s->due_codes) == 0 || in->options.warn == NULL)
		return;
	struct error text = ERROR_INIT;
	csv_reader_error(in->reader, FEE_TERMS_VENCIMENTO, &text, "este código não está em --due-dates: vence no mês da competência");
	in->options.warn(in->options.context, buf_str(&text.text));
	error_release(&text);
}

static struct fee_term *add_term(struct fee_store *s, const struct fee_value *v, long line)
{
	if (s->nterms == s->terms_cap) {
		s->terms_cap = s->terms_cap ? s->terms_cap * 2 : 64;
		s->terms = mem_grow(s->terms, s->terms_cap, sizeof *s->terms);
	}
	struct fee_term *t = &s->terms[s->nterms++];
	*t = (struct fee_term){
		.modality = keep(s, &v[FEE_TERMS_MODALIDADE]), .number = keep(s, &v[FEE_TERMS_TERMO]),
		.proposal = keep(s, &v[FEE_TERMS_PROPOSTA]), .contractor = keep(s, &v[FEE_TERMS_CONTRATANTE]),
		.origin = keep(s, &v[FEE_TERMS_CONTRATANTE_ORIGEM]), .plan_name = keep(s, &v[FEE_TERMS_PLANO]),
		.plan_kind = keep(s, &v[FEE_TERMS_TIPO_PLANO]), .due_code = keep(s, &v[FEE_TERMS_VENCIMENTO]), .line = line,
	};
	fee_contract_read(&t->contract, v);
	return t;
}

static void take_term(struct fee_store *s, const struct fee_input *in, bool wrong, fee_month month, struct fee_faults *faults)
{
	const struct fee_value *v = in->values;
	if (v[FEE_TERMS_MODALIDADE].wrong || v[FEE_TERMS_TERMO].wrong)
		return;
	uint32_t before = names_count(s->term_keys);
	uint32_t key = fee_key(s->term_keys, true, v[FEE_TERMS_MODALIDADE].text, v[FEE_TERMS_TERMO].text, "");
	if (names_count(s->term_keys) == before) {
		fee_fault_at(faults, in->reader, FEE_TERMS_TERMO, "esta modalidade e este termo já estão na linha %ld", s->terms[key - 1].line);
		s->terms[key - 1].bad = true;
		return;
	}
	struct fee_term *t = add_term(s, v, csv_reader_line(in->reader));
	t->bad = wrong;
	if (wrong)
		return;
	size_t column;
	const char *words = fee_contract_words(fee_contract_check(&t->contract), &column);
	if (words != NULL) {
		fee_fault_at(faults, in->reader, column, "%s", words);
		t->bad = true;
	}
	t->standing = fee_contract_standing(&t->contract, month);
	find_plan(s, t, in, faults);
	find_due_months(s, t, in);
}

static int read_terms(struct fee_store *s, struct fee_input *in, fee_month month, struct fee_faults *faults, struct error *err)
{
	enum fee_row_state state;
	if (fee_input_begin(in, true, err) != 0)
		return -1;
	while ((state = fee_input_next(in, faults)) == FEE_ROW_OK || state == FEE_ROW_WRONG)
		take_term(s, in, state == FEE_ROW_WRONG, month, faults);
	s->fatal |= state == FEE_ROW_BROKEN;
	for (size_t i = 0; i < s->nterms; i++)
		if (s->terms[i].plan != FEE_NO_PLAN)
			s->terms[i].contract.plan = &s->plans[s->terms[i].plan].plan;
	return 0;
}

/* ---- all files ---- */

typedef int reader(struct fee_store *s, struct fee_input *in, struct fee_faults *faults, struct error *err);

static int read_file(struct fee_store *s, const char *path, int file, const struct csv_options *options, reader *read,
                     struct fee_faults *faults, struct error *err)
{
	struct fee_input in = FEE_INPUT_INIT;
	if (path == NULL)
		return 0;
	int result = fee_input_open(&in, path, file, true, options, err);
	if (result == 0)
		result = fee_input_begin(&in, true, err);
	if (result == 0)
		result = read(s, &in, faults, err);
	fee_input_close(&in);
	return result;
}

int fee_store_load(struct fee_store *s, const struct fee_store_files *files, fee_month month, struct fee_input *terms,
                   struct fee_faults *faults, struct error *err)
{
	*s = (struct fee_store){ .prices_name = files->prices };
	s->term_keys = names_new();
	s->plan_keys = names_new();
	s->due_codes = names_new();
	if (read_file(s, files->prices, FEE_FILE_PRICES, &files->csv, fee_store_read_prices, faults, err) != 0 ||
	    read_file(s, files->due_dates, FEE_FILE_DUE_DATES, &files->csv, fee_store_read_due_dates, faults, err) != 0 ||
	    fee_input_open(terms, files->terms, FEE_FILE_TERMS, false, &files->csv, err) != 0 ||
	    read_terms(s, terms, month, faults, err) != 0)
		return -1;
	return read_file(s, files->adjustments, FEE_FILE_ADJUSTMENTS, &files->csv, fee_store_read_adjustments, faults, err);
}

void fee_store_release(struct fee_store *s)
{
	for (size_t i = 0; i < s->nplans; i++)
		fee_plan_release(&s->plans[i].plan);
	names_free(s->term_keys);
	names_free(s->plan_keys);
	names_free(s->due_codes);
	free(s->terms);
	free(s->plans);
	free(s->due_months);
	free(s->adjustments);
	arena_release(&s->arena);
}
