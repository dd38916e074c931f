/* Statements as TISS, from the operator's side: a Demonstrativo de Análise de Conta in any version. What a version has, and what its
 * values may be, its schema table says: elements that it lacks are left out, and a value that it would not take is a finding, after
 * which nothing is written. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/visible.h"
#include "fmt/money.h"
#include "fmt/xml_writer.h"
#include "io/render.h"
#include "lot/translit.h"
#include "schema/content.h"
#include "schema/schema_open.h"
#include "schema/schema_words.h"
#include "schema/simple.h"
#include "tiss/hash.h"

/* The elements, each below its parent, in no particular order: ELEMENT(id, parent, name). */
#define ELEMENTS(E) \
	E(message, message, "mensagemTISS") \
	E(header, message, "cabecalho") \
	E(transaction, header, "identificacaoTransacao") \
	E(kind, transaction, "tipoTransacao") \
	E(sequence, transaction, "sequencialTransacao") \
	E(date, transaction, "dataRegistroTransacao") \
	E(time, transaction, "horaRegistroTransacao") \
	E(origin, header, "origem") \
	E(origin_ans, origin, "registroANS") \
	E(destination, header, "destino") \
	E(to, destination, "identificacaoPrestador") \
	E(to_cnpj, to, "CNPJ") \
	E(to_cpf, to, "CPF") \
	E(to_code, to, "codigoPrestadorNaOperadora") \
	E(padrao, header, "Padrao") \
	E(versao_padrao, header, "versaoPadrao") \
	E(operator, message, "operadoraParaPrestador") \
	E(answer, operator, "demonstrativosRetorno") \
	E(statement, answer, "demonstrativoAnaliseConta") \
	E(head, statement, "cabecalhoDemonstrativo") \
	E(head_ans, head, "registroANS") \
	E(head_number, head, "numeroDemonstrativo") \
	E(head_name, head, "nomeOperadora") \
	E(head_cnpj, head, "numeroCNPJ") \
	E(head_issued, head, "dataEmissao") \
	E(provider, statement, "dadosPrestador") \
	E(contracted, provider, "dadosContratado") \
	E(provider_code, contracted, "codigoPrestadorNaOperadora") \
	E(provider_cpf, contracted, "cpfContratado") \
	E(provider_cnpj, contracted, "cnpjContratado") \
	E(provider_name, contracted, "nomeContratado") \
	E(cnes, provider, "CNES") \
	E(account, statement, "dadosConta") \
	E(protocol, account, "dadosProtocolo") \
	E(lot, protocol, "numeroLotePrestador") \
	E(protocol_number, protocol, "numeroProtocolo") \
	E(protocol_date, protocol, "dataProtocolo") \
	E(protocol_glosa, protocol, "GlosaProtocolo") \
	E(protocol_glosa_code, protocol_glosa, "codigoGlosa") \
	E(protocol_glosa_text, protocol_glosa, "descricaoGlosa") \
	E(protocol_status, protocol, "situacaoProtocolo") \
	E(protocol_status_old, protocol, "situacaoProtrocolo") \
	E(guide, protocol, "relacaoGuias") \
	E(guide_number, guide, "numeroGuiaPrestador") \
	E(guide_operator, guide, "numeroGuiaOperadora") \
	E(password, guide, "senha") \
	E(beneficiary, guide, "nomeBeneficiario") \
	E(card, guide, "numeroCarteira") \
	E(start_date, guide, "dataInicioFat") \
	E(start_time, guide, "horaInicioFat") \
	E(end_date, guide, "dataFimFat") \
	E(end_time, guide, "horaFimFat") \
	E(guide_glosa, guide, "motivoGlosaGuia") \
	E(guide_glosa_code, guide_glosa, "codigoGlosa") \
	E(guide_glosa_text, guide_glosa, "descricaoGlosa") \
	E(guide_status, guide, "situacaoGuia") \
	E(item, guide, "detalhesGuia") \
	E(item_sequence, item, "sequencialItem") \
	E(item_date, item, "dataRealizacao") \
	E(procedure, item, "procedimento") \
	E(table, procedure, "codigoTabela") \
	E(code, procedure, "codigoProcedimento") \
	E(description, procedure, "descricaoProcedimento") \
	E(participation, item, "grauParticipacao") \
	E(item_informed, item, "valorInformado") \
	E(quantity, item, "qtdExecutada") \
	E(item_processed, item, "valorProcessado") \
	E(item_released, item, "valorLiberado") \
	E(item_glosa, item, "relacaoGlosa") \
	E(item_glosa_value, item_glosa, "valorGlosa") \
	E(item_glosa_code, item_glosa, "tipoGlosa") \
	E(cost_centre, item, "centroConsumo") \
	E(guide_informed, guide, "valorInformadoGuia") \
	E(guide_processed, guide, "valorProcessadoGuia") \
	E(guide_released, guide, "valorLiberadoGuia") \
	E(guide_denied, guide, "valorGlosaGuia") \
	E(guide_note, guide, "observacao") \
	E(protocol_informed, protocol, "valorInformadoProtocolo") \
	E(protocol_processed, protocol, "valorProcessadoProtocolo") \
	E(protocol_released, protocol, "valorLiberadoProtocolo") \
	E(protocol_denied, protocol, "valorGlosaProtocolo") \
	E(general_informed, statement, "valorInformadoGeral") \
	E(general_processed, statement, "valorProcessadoGeral") \
	E(general_released, statement, "valorLiberadoGeral") \
	E(general_denied, statement, "valorGlosaGeral") \
	E(note, statement, "observacao") \
	E(epilogue, message, "epilogo") \
	E(hash, epilogue, "hash")

#define AS_ENUM(id, parent, name) EL_##id,
enum element { ELEMENTS(AS_ENUM) EL_COUNT };
#undef AS_ENUM

static const struct {
	enum element parent;
	const char *name;
} elements[] = {
#define AS_ROW(id, parent, name) { EL_##parent, name },
	ELEMENTS(AS_ROW)
#undef AS_ROW
};

/* An element in the version that is written. */
struct slot {
	struct xml_tag tag;
	struct schema_type *type;   /* NULL: the version does not have it */
	struct simple_rules *rules; /* of a value */
	bool required;
};

enum { FLUSH = 64 * 1024, STATEMENTS_MAX = 30, TOLD_MAX = 100 };

struct xml {
	struct renderer renderer;
	const struct render_options *options;
	struct vocabulary vocabulary;
	struct schema_store *store;
	struct schema *schema;       /* NULL until the first statement begins */
	struct slot slots[EL_COUNT];
	struct arena arena;
	struct xml_writer writer;
	struct buf page, values, value, clean;
	struct hash *hash;
	struct translit *translit;
	struct names *mapped;        /* codes that were told of */
	struct finding finding;
	struct statement statement;
	const char *guide, *item;    /* for findings */
	uint64_t statements, replaced, refusals;
	struct error failure;
};

static void fail(struct xml *x, const char *why)
{
	error_set(&x->failure, "%s", why);
}

static void flush(struct xml *x, size_t least)
{
	if (x->page.len < least)
		return;
	hash_value(x->hash, buf_str(&x->values), x->values.len);
	output_write(x->options->out, x->page.data, x->page.len);
	buf_clear(&x->values);
	buf_clear(&x->page);
}

/* ---- the version ---- */

static unsigned depth_of(enum element e)
{
	unsigned depth = 0;
	for (; elements[e].parent != e; e = elements[e].parent)
		depth++;
	return depth;
}

/* Finds element E as a child of its parent in the schema. */
static void find_slot(struct xml *x, enum element e)
{
	struct slot *slot = &x->slots[e];
	const char *name = elements[e].name;
	element_key key = KEY(NS_ANS, names_find(x->vocabulary.names, name, strlen(name)));
	if (elements[e].parent == e) {
		slot->type = schema_root(x->schema, key);
		return;
	}
	struct schema_type *parent = x->slots[elements[e].parent].type;
	if (parent == NULL || parent->simple)
		return;
	const struct content_model *m = schema_content(parent);
	for (uint16_t i = 1; i < m->nstates && slot->type == NULL; i++) {
		if (m->states[i].key != key)
			continue;
		slot->type = m->states[i].type;
		slot->required = m->states[i].min > 0;
	}
	struct schema_type *text = slot->type != NULL ? schema_text_type(slot->type) : NULL;
	if (text != NULL)
		slot->rules = schema_rules(text);
}

static bool open_version(struct xml *x, const char *version)
{
	struct buf name = BUF_INIT;
	x->schema = schema_open_version(x->store, version, &x->failure);
	for (unsigned e = 0; e < EL_COUNT && x->schema != NULL; e++) {
		buf_clear(&name);
		buf_addf(&name, "ans:%s", elements[e].name);
		xml_tag_init(&x->slots[e].tag, name.data, depth_of((enum element)e), false, &x->arena);
		find_slot(x, (enum element)e);
	}
	buf_release(&name);
	if (x->schema != NULL && x->slots[EL_item].type == NULL)
		fail(x, "a tabela desta versão não tem o Demonstrativo de Análise de Conta");
	return x->failure.text.len == 0;
}

/* ---- values ---- */

static struct finding *finding(struct xml *x, enum finding_code code, const char *value, size_t len)
{
	struct finding *f = &x->finding;
	finding_start(f, code);
	f->file = x->statement.file;
	f->ans = "";
	finding_arg(f, "versao", "%s", x->schema->version);
	buf_adds(&f->guide, x->guide);
	buf_adds(&f->item, x->item);
	finding_set_value(f, value, len);
	return f;
}

static void refuse(struct xml *x, enum element e, const char *value, size_t len)
{
	x->refusals++;
	struct finding *f = finding(x, FINDING_STATEMENT_XML_VALUE, value, len);
	finding_arg(f, "elemento", "%s", elements[e].name);
	if (x->slots[e].type != NULL)
		schema_words_value(&f->detail, schema_text_type(x->slots[e].type));
	x->options->finding(x->options->context, f);
}

/* TEXT with what ISO-8859-1 lacks replaced, in X->clean. NULL when something cannot be. */
static const char *to_latin(struct xml *x, const char *text, size_t len)
{
	size_t at;
	buf_clear(&x->clean);
	while (len > 0) {
		enum xml_text_fault fault = xml_text_check(text, len, &at);
		buf_add(&x->clean, text, at);
		if (fault == XML_TEXT_OK)
			break;
		struct visible_char c = visible_next(text + at, len - at);
		if (x->translit == NULL && (x->translit = translit_open(&x->failure)) == NULL)
			return NULL;
		const char *instead = fault == XML_TEXT_OUTSIDE ? translit_find(x->translit, text + at, c.len) : NULL;
		if (instead == NULL)
			return NULL;
		buf_adds(&x->clean, instead);
		x->replaced++;
		text += at + c.len;
		len -= at + c.len;
	}
	return buf_str(&x->clean);
}

/* An element with a value; nothing where the version has no such element, or TEXT is empty and it may be left out. */
static void value(struct xml *x, enum element e, const char *text)
{
	const struct slot *slot = &x->slots[e];
	size_t len = strlen(text), at;
	if (slot->type == NULL || (len == 0 && !slot->required))
		return;
	if (xml_text_check(text, len, &at) != XML_TEXT_OK) {
		const char *clean = to_latin(x, text, len);
		if (clean == NULL) {
			refuse(x, e, text, len);
			return;
		}
		text = clean;
		len = x->clean.len;
	}
	if (len > SIMPLE_VALUE_MAX || (slot->rules != NULL && simple_check(slot->rules, text, len) != SIMPLE_OK)) {
		refuse(x, e, text, len);
		return;
	}
	xml_value(&x->writer, &slot->tag, text, len);
}

static void number(struct xml *x, enum element e, int64_t amount, unsigned scale)
{
	buf_clear(&x->value);
	money_add(&x->value, amount, scale);
	value(x, e, x->value.data);
}

static void open_element(struct xml *x, enum element e)
{
	xml_open(&x->writer, &x->slots[e].tag);
}

static void close_element(struct xml *x, enum element e)
{
	xml_close(&x->writer, &x->slots[e].tag);
}

static void amounts(struct xml *x, enum element first, const struct amounts *a)
{
	for (unsigned i = 0; i < AMOUNT_FRANCHISE; i++)
		if (amount_given(a, (enum amount)i))
			number(x, (enum element)(first + i), a->of[i], 2);
		else
			value(x, (enum element)(first + i), "");
}

/* ---- glosas ---- */

static bool has_glosa(const struct xml *x, const char *code)
{
	return simple_enum_has(x->slots[EL_item_glosa_code].rules, code, strlen(code));
}

/* Another code of the same rule that the version has: those that the crítica names beside CODE. */
static bool same_rule(const struct xml *x, const char *code, char other[8])
{
	for (unsigned i = 0; i < FINDING_COUNT; i++) {
		const struct finding_def *def = finding_def((enum finding_code)i);
		bool named = false;
		for (const char *entry = def->ans; *entry != '\0' && !named; entry += strcspn(entry, ","), entry += *entry == ',')
			named = strlen(code) == 4 && strncmp(entry, code, 4) == 0;
		if (!named)
			continue;
		for (const char *entry = def->ans; *entry != '\0'; entry += strcspn(entry, ","), entry += *entry == ',') {
			memcpy(other, entry, 4);
			other[4] = '\0';
			if (has_glosa(x, other))
				return true;
		}
	}
	return false;
}

/* CODE as the version has it; NULL when it has nothing for it. OTHER keeps what is returned. */
static const char *glosa_code(struct xml *x, const char *code, char other[8])
{
	if (has_glosa(x, code))
		return code;
	const struct glosa_term *term = terms_glosa(x->options->terms, code);
	const char *instead = term != NULL && *term->previous != '\0' && has_glosa(x, term->previous) ? term->previous : NULL;
	if (instead == NULL && same_rule(x, code, other))
		instead = other;
	bool told = names_find(x->mapped, code, strlen(code)) != 0;
	if (instead == NULL)
		x->refusals++;
	if (told || names_count(x->mapped) >= TOLD_MAX)
		return instead;
	names_add(x->mapped, code, strlen(code));
	struct finding *f = finding(x, instead != NULL ? FINDING_STATEMENT_XML_GLOSA_MAPPED : FINDING_STATEMENT_XML_GLOSA, code, strlen(code));
	if (instead != NULL)
		buf_adds(&f->detail, instead);
	x->options->finding(x->options->context, f);
	return instead;
}

static void glosa_code_value(struct xml *x, enum element e, const char *code)
{
	char other[8];
	const char *written = glosa_code(x, code, other);
	if (written != NULL)
		value(x, e, written);
}

static void glosas_of_whole(struct xml *x, enum element group, const struct glosa *glosas)
{
	for (const struct glosa *g = glosas; g != NULL; g = g->next) {
		open_element(x, group);
		glosa_code_value(x, group + 1, g->code);
		value(x, group + 2, g->description);
		close_element(x, group);
	}
}

static void glosas_of_item(struct xml *x, const struct statement_item *item)
{
	for (const struct glosa *g = item->glosas; g != NULL; g = g->next) {
		open_element(x, EL_item_glosa);
		number(x, EL_item_glosa_value, g->amount.cents, 2);
		glosa_code_value(x, EL_item_glosa_code, g->code);
		close_element(x, EL_item_glosa);
	}
	if (item->glosas == NULL && item->amounts.of[AMOUNT_DENIED] != 0)
		refuse(x, EL_item_glosa_code, "", 0); /* denied, and no reason given */
}

/* ---- the parts ---- */

static void provider_id(struct xml *x, enum element cnpj, enum element cpf, enum element code)
{
	const struct statement *s = &x->statement;
	if (*s->provider_cnpj != '\0')
		value(x, cnpj, s->provider_cnpj);
	else if (*s->provider_cpf != '\0')
		value(x, cpf, s->provider_cpf);
	else
		value(x, code, s->provider_code);
}

/* sequencialTransacao takes 12 characters: the last of the statement's number. */
static const char *transaction(const struct xml *x)
{
	size_t len = strlen(x->statement.number);
	return x->options->transaction != NULL ? x->options->transaction : x->statement.number + (len > 12 ? len - 12 : 0);
}

static void message_head(struct xml *x)
{
	const struct statement *s = &x->statement;
	buf_adds(&x->page, "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n");
	buf_addf(&x->page, "<ans:mensagemTISS xmlns:ans=\"%s\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" "
	         "xsi:schemaLocation=\"%s %s/tissV", NS_ANS_URI, NS_ANS_URI, NS_ANS_URI);
	for (const char *c = x->schema->version; *c != '\0'; c++)
		buf_addc(&x->page, *c == '.' ? '_' : *c);
	buf_adds(&x->page, ".xsd\">");
	open_element(x, EL_header);
	open_element(x, EL_transaction);
	value(x, EL_kind, "DEMONSTRATIVO_ANALISE_CONTA");
	value(x, EL_sequence, transaction(x));
	value(x, EL_date, x->options->date);
	value(x, EL_time, x->options->time);
	close_element(x, EL_transaction);
	open_element(x, EL_origin);
	value(x, EL_origin_ans, s->operator_ans);
	close_element(x, EL_origin);
	open_element(x, EL_destination);
	open_element(x, EL_to);
	provider_id(x, EL_to_cnpj, EL_to_cpf, EL_to_code);
	close_element(x, EL_to);
	close_element(x, EL_destination);
	value(x, EL_padrao, x->schema->version);
	value(x, EL_versao_padrao, x->schema->version);
	close_element(x, EL_header);
	open_element(x, EL_operator);
	open_element(x, EL_answer);
}

static void statement_head(struct xml *x)
{
	const struct statement *s = &x->statement;
	open_element(x, EL_statement);
	open_element(x, EL_head);
	value(x, EL_head_ans, s->operator_ans);
	value(x, EL_head_number, s->number);
	value(x, EL_head_name, s->operator_name);
	value(x, EL_head_cnpj, s->operator_cnpj);
	value(x, EL_head_issued, s->issued);
	close_element(x, EL_head);
	open_element(x, EL_provider);
	open_element(x, EL_contracted);
	provider_id(x, EL_provider_cnpj, EL_provider_cpf, EL_provider_code);
	value(x, EL_provider_name, s->provider_name);
	close_element(x, EL_contracted);
	value(x, EL_cnes, s->provider_cnes);
	close_element(x, EL_provider);
	open_element(x, EL_account);
}

static void on_begin(void *context, const struct statement *s)
{
	struct xml *x = context;
	if (x->failure.text.len > 0)
		return;
	bool other = x->statements > 0 && strcmp(x->statement.operator_ans, s->operator_ans) != 0;
	x->statement = *s;
	if (s->kind != STATEMENT_ANALYSIS)
		fail(x, "em XML só se escreve o Demonstrativo de Análise de Conta");
	else if (other)
		fail(x, "uma mensagem leva os demonstrativos de uma operadora só; com -o PASTA cada um vai em uma mensagem sua");
	else if (x->statements == STATEMENTS_MAX)
		fail(x, "uma mensagem leva no máximo 30 demonstrativos; com -o PASTA cada um vai em uma mensagem sua");
	else if (x->statements++ == 0 &&
	         open_version(x, x->options->version != NULL ? x->options->version : *s->version != '\0' ? s->version : NULL))
		message_head(x);
	if (x->failure.text.len == 0)
		statement_head(x);
}

static void on_protocol(void *context, const struct statement_protocol *p)
{
	struct xml *x = context;
	if (x->failure.text.len > 0)
		return;
	open_element(x, EL_protocol);
	value(x, EL_lot, p->lot);
	value(x, EL_protocol_number, p->number);
	value(x, EL_protocol_date, p->date);
	glosas_of_whole(x, EL_protocol_glosa, p->glosas);
	value(x, EL_protocol_status, p->situation);
	value(x, EL_protocol_status_old, p->situation);
}

static void write_item(struct xml *x, const struct statement_item *item, size_t ordinal)
{
	char sequence[24];
	snprintf(sequence, sizeof sequence, "%zu", ordinal);
	x->item = *item->sequence != '\0' ? item->sequence : sequence;
	open_element(x, EL_item);
	value(x, EL_item_sequence, x->item);
	value(x, EL_item_date, item->date);
	open_element(x, EL_procedure);
	value(x, EL_table, item->table);
	value(x, EL_code, item->code);
	value(x, EL_description, item->description);
	close_element(x, EL_procedure);
	value(x, EL_participation, item->participation);
	number(x, EL_item_informed, item->amounts.of[AMOUNT_INFORMED], 2);
	if (item->quantity_given)
		number(x, EL_quantity, item->quantity, 4);
	else
		value(x, EL_quantity, "");
	number(x, EL_item_processed, item->amounts.of[AMOUNT_PROCESSED], 2);
	number(x, EL_item_released, item->amounts.of[AMOUNT_RELEASED], 2);
	glosas_of_item(x, item);
	value(x, EL_cost_centre, item->cost_centre);
	close_element(x, EL_item);
	x->item = "";
}

static void on_guide(void *context, const struct statement_guide *g)
{
	struct xml *x = context;
	if (x->failure.text.len > 0)
		return;
	x->guide = g->provider_number;
	open_element(x, EL_guide);
	value(x, EL_guide_number, g->provider_number);
	value(x, EL_guide_operator, g->operator_number);
	value(x, EL_password, g->password);
	value(x, EL_beneficiary, g->beneficiary);
	value(x, EL_card, g->card);
	value(x, EL_start_date, g->start_date);
	value(x, EL_start_time, g->start_time);
	value(x, EL_end_date, g->end_date);
	value(x, EL_end_time, g->end_time);
	glosas_of_whole(x, EL_guide_glosa, g->glosas);
	value(x, EL_guide_status, g->situation);
	size_t ordinal = 0;
	for (const struct statement_item *item = g->items; item != NULL; item = item->next) {
		write_item(x, item, ++ordinal);
		flush(x, FLUSH);
	}
	amounts(x, EL_guide_informed, &g->amounts);
	value(x, EL_guide_note, g->note);
	close_element(x, EL_guide);
	x->guide = "";
	flush(x, FLUSH);
}

static void on_protocol_end(void *context, const struct statement_protocol *p)
{
	struct xml *x = context;
	if (x->failure.text.len > 0)
		return;
	amounts(x, EL_protocol_informed, &p->amounts);
	close_element(x, EL_protocol);
}

static void on_end(void *context, const struct statement *s)
{
	struct xml *x = context;
	if (x->failure.text.len > 0)
		return;
	close_element(x, EL_account);
	amounts(x, EL_general_informed, &s->amounts);
	value(x, EL_note, s->note);
	close_element(x, EL_statement);
}

static void message_tail(struct xml *x)
{
	char hex[HASH_HEX];
	close_element(x, EL_answer);
	close_element(x, EL_operator);
	flush(x, 1);
	hash_result(x->hash, HASH_OFFICIAL, hex);
	open_element(x, EL_epilogue);
	x->writer.values = NULL;
	value(x, EL_hash, hex);
	close_element(x, EL_epilogue);
	close_element(x, EL_message);
	buf_addc(&x->page, '\n');
	flush(x, 1);
}

static void drop(struct renderer *r)
{
	struct xml *x = r->sink.context;
	arena_release(&x->arena);
	buf_release(&x->page);
	buf_release(&x->values);
	buf_release(&x->value);
	buf_release(&x->clean);
	hash_free(x->hash);
	translit_free(x->translit);
	names_free(x->mapped);
	finding_release(&x->finding);
	schema_store_free(x->store);
	vocabulary_release(&x->vocabulary);
	error_release(&x->failure);
	free(x);
}

static void say_replaced(struct xml *x)
{
	if (x->replaced == 0)
		return;
	buf_clear(&x->value);
	buf_addf(&x->value, "%llu %s que ISO-8859-1 não tem foram trocados por outros parecidos", (unsigned long long)x->replaced,
	         x->replaced == 1 ? "caractere" : "caracteres");
	x->options->warn(x->options->context, x->value.data);
}

static int close_xml(struct renderer *r, struct error *err)
{
	struct xml *x = r->sink.context;
	int result = 0;
	if (x->failure.text.len == 0 && x->statements > 0)
		message_tail(x);
	if (x->failure.text.len > 0)
		result = error_set(err, "%s", x->failure.text.data);
	else if (x->refusals > 0)
		result = 1;
	else
		say_replaced(x);
	drop(r);
	return result;
}

struct renderer *render_xml_open(const struct render_options *options, struct error *err)
{
	(void)err;
	struct xml *x = mem_zero(1, sizeof *x);
	x->options = options;
	x->guide = x->item = "";
	x->hash = hash_new();
	x->mapped = names_new();
	vocabulary_init(&x->vocabulary);
	x->store = schema_store_open(&x->vocabulary, false);
	x->writer = (struct xml_writer){ .encoding = XML_OUT_ISO_8859_1, .out = &x->page, .values = &x->values };
	x->renderer = (struct renderer){
		.sink = { .context = x, .begin = on_begin, .protocol = on_protocol, .guide = on_guide, .protocol_end = on_protocol_end, .end = on_end },
		.close = close_xml, .drop = drop,
	};
	return &x->renderer;
}
