#include <string.h>

#include "base/mem.h"
#include "base/names.h"
#include "match/match_private.h"
#include "schema/simple.h"

/* ---- findings ---- */

static struct finding *start(struct match_run *run, enum finding_code code, const struct billed_item *item)
{
	struct finding *f = &run->finding;
	finding_start(f, code);
	f->file = match_file_of(run, item->unit);
	f->line = item->line;
	buf_add(&f->guide, item->fields[ACCOUNT_NUMERO_GUIA_PRESTADOR].text, item->fields[ACCOUNT_NUMERO_GUIA_PRESTADOR].len);
	return f;
}

/* Whether TEXT was not told yet in this run. */
static bool is_new(struct match_run *run, enum finding_code code, struct text_ref text)
{
	struct buf key = BUF_INIT;
	uint32_t before = names_count(run->told);
	buf_addf(&key, "%u\t", (unsigned)code);
	buf_add(&key, text.text, text.len);
	bool fresh = names_add(run->told, key.data, key.len) > before;
	buf_release(&key);
	return fresh;
}

/* The guide of ITEM is in another lot too, or twice in this one: told once. */
static void tell_repeated(struct match_run *run, const struct billed_item *item, uint32_t other, uint32_t other_line)
{
	struct text_ref number = item->fields[ACCOUNT_NUMERO_GUIA_PRESTADOR];
	run->refused++;
	if (!is_new(run, FINDING_MATCH_REPEATED_GUIDE, number))
		return;
	struct finding *f = start(run, FINDING_MATCH_REPEATED_GUIDE, item);
	finding_set_value(f, number.text, number.len);
	f->ans = finding_def(f->code)->ans; /* one code, valid at any date */
	finding_arg(f, "outra", "%s:%u", match_file_of(run, other), (unsigned)other_line);
	match_put(run, f);
}

/* A guide that has no period of its own begins, for a statement, with its first item. */
static void note_start(struct match_run *run, const struct billed_item *item)
{
	if (run->guide == item->guide && run->unit == item->unit)
		return;
	run->guide = item->guide;
	run->unit = item->unit;
	run->start = item->date;
}

static uint64_t guide_of(const struct billed_item *item)
{
	static const enum account_field key[] = { ACCOUNT_REGISTRO_ANS, ACCOUNT_CODIGO_PRESTADOR, ACCOUNT_NUMERO_GUIA_PRESTADOR };
	uint64_t hash = guide_hash_begin();
	for (size_t i = 0; i < sizeof key / sizeof *key; i++)
		hash = guide_hash_add(hash, item->fields[key[i]].text, item->fields[key[i]].len);
	return guide_hash_add(hash, billed_type_name(item->type), 1);
}

static bool is_repeated(struct match_run *run, const struct billed_item *item)
{
	uint32_t other, other_line;
	note_start(run, item);
	if (guides_seen_add(&run->seen, item->guide, item->unit, (uint32_t)item->line, &other, &other_line))
		return false;
	tell_repeated(run, item, other, other_line);
	return true;
}

static const char *key_name(const struct match_query *q)
{
	return q->by_operator_guide ? "numeroGuiaOperadora" : "senha";
}

/* "auth.csv:2 (guia 1, senha S)" */
static void add_authorisation(const struct match_run *run, struct buf *out, uint32_t id)
{
	struct authorisation_view v = authorisations_view(run->authorisations, id);
	if (run->store == NULL)
		buf_addf(out, "%s:%u ", run->inputs[v.file].name, (unsigned)v.line);
	buf_addf(out, "(guia %s, senha %s)", v.operator_guide[0] != '\0' ? v.operator_guide : "não informada",
	         v.password[0] != '\0' ? v.password : "não informada");
}

static void tell_situation(struct match_run *run, const struct billed_item *item, const struct match_query *q,
                           const struct match_found *found)
{
	bool shared = found->situation == MATCH_DUAS_AUTORIZACOES;
	if (!shared && found->situation != MATCH_OUTRO_BENEFICIARIO)
		return;
	enum finding_code code = shared ? FINDING_MATCH_SHARED_KEY : FINDING_MATCH_OTHER_BENEFICIARY;
	if (!is_new(run, code, q->key))
		return;
	struct finding *f = start(run, code, item);
	finding_set_value(f, q->key.text, q->key.len);
	finding_arg(f, "elemento", "%s", key_name(q));
	if (shared) {
		add_authorisation(run, &f->detail, found->authorisation);
		buf_adds(&f->detail, " e ");
		add_authorisation(run, &f->detail, found->other);
	}
	match_put(run, f);
}

static void tell_unknown(struct match_run *run, const struct billed_item *item)
{
	struct text_ref table = item->fields[ACCOUNT_CODIGO_TABELA], code = item->fields[ACCOUNT_CODIGO_PROCEDIMENTO];
	struct buf text = BUF_INIT;
	struct finding *f = start(run, FINDING_MATCH_REQUIREMENT_UNKNOWN, item);
	buf_add(&text, table.text, table.len);
	buf_addc(&text, ' ');
	buf_add(&text, code.text, code.len);
	finding_set_value(f, text.data, text.len);
	match_put(run, f);
	buf_release(&text);
}

/* ---- the decision ---- */

static struct match_query query_of(const struct billed_item *item)
{
	const struct text_ref *f = item->fields;
	bool consulta = item->type == BILLED_CONSULTA;
	return (struct match_query){
		.by_operator_guide = consulta, .by_tooth = item->type == BILLED_ODONTO,
		.key = f[consulta ? ACCOUNT_NUMERO_GUIA_OPERADORA : ACCOUNT_SENHA], .card = f[ACCOUNT_NUMERO_CARTEIRA], .date = item->date,
		.table = f[ACCOUNT_CODIGO_TABELA], .code = f[ACCOUNT_CODIGO_PROCEDIMENTO], .tooth = f[ACCOUNT_COD_DENTE],
		.region = f[ACCOUNT_COD_REGIAO], .face = f[ACCOUNT_DENTE_FACE], .participations = item->participations,
		.quantity = item->quantity,
	};
}

static enum requirement requirement_of(struct match_run *run, const struct billed_item *item)
{
	struct text_ref table = item->fields[ACCOUNT_CODIGO_TABELA], code = item->fields[ACCOUNT_CODIGO_PROCEDIMENTO];
	date_days date = item->date != DATE_NONE ? item->date : run->day;
	bool first = false;
	if (run->requirements == NULL)
		return REQUIRES_UNKNOWN;
	enum requirement r = requirements_find(run->requirements, table.text, table.len, code.text, code.len, date, &first);
	if (first)
		tell_unknown(run, item);
	return r;
}

/* Whether the version's own list (dm_tipoGlosa) has CODE. */
static bool code_in_version(void *context, const char *code)
{
	const struct chosen_codes *c = context;
	struct schema_type *codes = c->schema != NULL ? schema_type_find(c->schema, "dm_tipoGlosa") : NULL;
	return codes == NULL || simple_enum_has(schema_rules(codes), code, strlen(code));
}

const void *match_choose_codes(void *context, struct schema *schema)
{
	struct match_run *run = context;
	struct chosen_codes *c = run->chosen;
	while (c != NULL && c->schema != schema)
		c = c->next;
	if (c != NULL)
		return c;
	c = mem_zero(1, sizeof *c);
	c->schema = schema;
	c->next = run->chosen;
	run->chosen = c;
	run->glosa.exists = code_in_version;
	run->glosa.context = c;
	for (unsigned i = 0; i < MATCH_SITUATION_COUNT; i++) {
		glosa_code(&run->glosa, (enum match_situation)i, c->code[i]);
		glosa_detail(&run->glosa, (enum match_situation)i, c->detail[i]);
		if (strcmp(c->code[i], c->detail[i]) == 0)
			c->detail[i][0] = '\0';
	}
	return c;
}

/* A denied value must have a code: nobody could appeal against nothing. */
static int set_codes(struct match_run *run, struct account_row *row, enum match_situation situation, struct error *err)
{
	const struct chosen_codes *chosen = row->item->prepared;
	memcpy(row->code, chosen->code[situation], GLOSA_CODE_TEXT);
	memcpy(row->detail, chosen->detail[situation], GLOSA_CODE_TEXT);
	if (row->code[0] != '\0')
		return 0;
	return error_set(err, "%s:%ld: nenhum código de glosa de “%s” vale em %s na versão %s", match_file_of(run, row->item->unit),
	                 row->item->line, row->rule->name, run->date, row->item->schema->version);
}

static int add_up(struct match_run *run, const struct account_row *row, struct error *err)
{
	if (account_add(&run->result->account, row->rule->relation, row->item->amount, &row->values, row->code, row->detail))
		return 0;
	return error_set(err, "%s:%ld: a soma dos valores passa do que cabe", match_file_of(run, row->item->unit), row->item->line);
}

/* LOT: the item's, NULL without a store. */
static int decide(struct match_run *run, struct account_row *row, struct match_found *found, const struct match_lot *lot,
                  struct error *err)
{
	struct match_query q = query_of(row->item);
	struct match_carry carry = { 0, 0, 0, 0 };
	if (run->store != NULL && match_store_fetch(run->store, run->authorisations, &q, err) != 0)
		return -1;
	*found = authorisations_find(run->authorisations, &q);
	tell_situation(run, row->item, &q, found);
	row->rule = match_rule(found->situation);
	row->requirement = requirement_of(run, row->item);
	row->action = match_action(row->rule, row->requirement);
	if (row->action == ACTION_RELACIONA) { /* transport first, then zeroing */
		carry = authorisations_carry(run->authorisations, found->line);
		authorisations_consume(run->authorisations, found->line);
		if (lot != NULL)
			match_store_consume(run->store, lot, found->line);
	}
	row->values = match_values(row->action, row->item->amount, &carry);
	if (row->action == ACTION_GLOSA && set_codes(run, row, found->situation, err) != 0)
		return -1;
	return add_up(run, row, err);
}

static bool is_explained(const struct match_run *run, const struct billed_item *item)
{
	struct text_ref number = item->fields[ACCOUNT_NUMERO_GUIA_PRESTADOR];
	return strlen(run->options->explain) == number.len && memcmp(run->options->explain, number.text, number.len) == 0;
}

/* An item of a lot that an earlier run decided: what it was told then. */
static int recall(struct match_run *run, struct account_row *row, const struct match_lot *lot, struct error *err)
{
	const char *line;
	int got = match_store_recall(run->store, lot, row, &line, err);
	if (got <= 0)
		return got; /* fewer items then: match_store_settle tells */
	if (run->options->explain == NULL)
		account_out_line(&run->out, line);
	else if (is_explained(run, row->item))
		match_explain_done(row, lot, &run->account_file);
	return add_up(run, row, err);
}

/* The lot of ITEM in the store. */
static struct match_lot *find_lot(struct match_run *run, const struct billed_item *item, struct error *err)
{
	if (item->fields[ACCOUNT_NUMERO_LOTE].len > 0)
		return match_store_lot(run->store, item, err);
	error_set(err, "%s:%ld: com -d, cada item precisa de numeroLote: é por ele que se sabe se o lote já foi analisado",
	          match_file_of(run, item->unit), item->line);
	return NULL;
}

static int write_decided(struct match_run *run, const struct account_row *row, const struct match_found *found,
                         const struct match_lot *lot, struct error *err)
{
	if (run->options->explain != NULL) {
		if (is_explained(run, row->item))
			match_explain(run, row, found, &run->account_file);
		return 0;
	}
	account_out_row(&run->out, row);
	if (run->store == NULL)
		return 0;
	struct account_out *as_stored = run->options->style == CSV_STD ? &run->out : &run->kept;
	if (as_stored == &run->kept)
		account_out_row(as_stored, row);
	return match_store_keep(run->store, lot, row, account_out_last(as_stored), err);
}

/* ---- items ---- */

/* Whether every text of ITEM is plain, or none. */
static bool is_plain(const struct billed_item *item)
{
	for (size_t i = 0; i < ACCOUNT_FIELD_COUNT; i++)
		if (item->fields[i].len > 0 && !csv_is_plain(item->fields[i].text, item->fields[i].len))
			return false;
	return true;
}

void match_made(void *context, struct billed_item *item)
{
	struct match_query q = query_of(item);
	(void)context;
	item->guide = guide_of(item);
	item->hint = authorisation_hint_of(q.by_operator_guide, q.key);
	item->plain = is_plain(item);
}

void match_look(void *context, struct billed_item *item, unsigned step)
{
	const struct match_run *run = context;
	if (step == 0)
		guides_seen_prefetch(&run->seen, item->guide);
	authorisations_look(run->authorisations, &item->hint, step);
}

int match_take(void *context, const struct billed_item *item, struct error *err)
{
	struct match_run *run = context;
	struct account_row row = { .item = item };
	struct match_found found;
	struct match_lot *lot = NULL;
	if (is_repeated(run, item) || run->rows_told > 0 || run->refused > 0)
		return 0; /* nothing will be written: what follows is only read for more errors */
	row.start = run->start;
	if (run->store != NULL && (lot = find_lot(run, item, err)) == NULL)
		return -1;
	if (lot != NULL && lot->done)
		return recall(run, &row, lot, err);
	if (decide(run, &row, &found, lot, err) != 0)
		return -1;
	return write_decided(run, &row, &found, lot, err);
}
