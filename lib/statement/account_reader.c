#include "statement/account_reader.h"

#include <string.h>

#include "base/arena.h"
#include "bill/statement_balance.h"
#include "fmt/csv_cell.h"
#include "fmt/ids.h"
#include "fmt/money.h"

enum {
	ACC_ANS, ACC_PROVIDER, ACC_NUMBER, ACC_ISSUED, ACC_CNES, ACC_LOT, ACC_PROTOCOL, ACC_PROTOCOL_DATE, ACC_PROTOCOL_STATUS, ACC_PROTOCOL_GLOSA,
	ACC_GUIDE, ACC_GUIDE_OPERATOR, ACC_PASSWORD, ACC_CARD, ACC_START_DATE, ACC_START_TIME, ACC_END_DATE, ACC_END_TIME,
	ACC_GUIDE_STATUS, ACC_GUIDE_GLOSA, ACC_GUIDE_INFORMED, ACC_GUIDE_PROCESSED, ACC_GUIDE_RELEASED, ACC_GUIDE_DENIED,
	ACC_SEQUENCE, ACC_DATE, ACC_TABLE, ACC_CODE, ACC_DESCRIPTION, ACC_PARTICIPATION, ACC_TOOTH, ACC_REGION, ACC_FACE, ACC_COST_CENTRE,
	ACC_QUANTITY, ACC_INFORMED, ACC_PROCESSED, ACC_RELEASED, ACC_DENIED, ACC_CODE_DENIED, ACC_GLOSAS, ACC_RELATION,
	/* known, and of no account here */
	ACC_TYPE, ACC_PAY, ACC_PAY_NUMBER, ACC_RECEIVE, ACC_RECEIVE_NUMBER, ACC_KIND, ACC_VERSION, ACC_PAYMENT, ACC_PAYMENT_TYPE, ACC_APPEAL,
	ACC_GUIDE_FRANCHISE, ACC_FRANCHISE, ACC_BALANCED,
	ACC_COUNT
};

static const struct csv_column columns[ACC_COUNT] = {
	[ACC_ANS] = { .name = "registroANS" }, [ACC_PROVIDER] = { .name = "codigoPrestador" },
	[ACC_NUMBER] = { .name = "numeroDemonstrativo" }, [ACC_ISSUED] = { .name = "dataEmissao" }, [ACC_CNES] = { .name = "CNES" },
	[ACC_LOT] = { .name = "numeroLote" }, [ACC_PROTOCOL] = { .name = "numeroProtocolo" },
	[ACC_PROTOCOL_DATE] = { .name = "dataProtocolo" }, [ACC_PROTOCOL_STATUS] = { .name = "situacaoProtocolo" },
	[ACC_PROTOCOL_GLOSA] = { .name = "codigoGlosaProtocolo" },
	[ACC_GUIDE] = { .name = "numeroGuiaPrestador", .required = true }, [ACC_GUIDE_OPERATOR] = { .name = "numeroGuiaOperadora" },
	[ACC_PASSWORD] = { .name = "senha", .personal = true }, [ACC_CARD] = { .name = "numeroCarteira", .personal = true },
	[ACC_START_DATE] = { .name = "dataInicioFat" }, [ACC_START_TIME] = { .name = "horaInicioFat" },
	[ACC_END_DATE] = { .name = "dataFimFat" }, [ACC_END_TIME] = { .name = "horaFimFat" },
	[ACC_GUIDE_STATUS] = { .name = "situacaoGuia" }, [ACC_GUIDE_GLOSA] = { .name = "codigoGlosaGuia" },
	[ACC_GUIDE_INFORMED] = { .name = "valorInformadoGuia" }, [ACC_GUIDE_PROCESSED] = { .name = "valorProcessadoGuia" },
	[ACC_GUIDE_RELEASED] = { .name = "valorLiberadoGuia" }, [ACC_GUIDE_DENIED] = { .name = "valorGlosaGuia" },
	[ACC_SEQUENCE] = { .name = "sequencialItem" }, [ACC_DATE] = { .name = "dataRealizacao" }, [ACC_TABLE] = { .name = "codigoTabela" },
	[ACC_CODE] = { .name = "codigoProcedimento", .required = true }, [ACC_DESCRIPTION] = { .name = "descricaoProcedimento" },
	[ACC_PARTICIPATION] = { .name = "grauParticipacao" }, [ACC_TOOTH] = { .name = "codDente" }, [ACC_REGION] = { .name = "codRegiao" },
	[ACC_FACE] = { .name = "denteFace" }, [ACC_COST_CENTRE] = { .name = "centroConsumo" },
	[ACC_QUANTITY] = { .name = "quantidadeExecutada" }, [ACC_INFORMED] = { .name = "valorInformado", .required = true },
	[ACC_PROCESSED] = { .name = "valorProcessado" }, [ACC_RELEASED] = { .name = "valorLiberado" }, [ACC_DENIED] = { .name = "valorGlosa" },
	[ACC_CODE_DENIED] = { .name = "codigoGlosa" }, [ACC_GLOSAS] = { .name = "glosas" }, [ACC_RELATION] = { .name = "relacionamento" },
	[ACC_TYPE] = { .name = "tipoGuia" }, [ACC_PAY] = { .name = "valorPagar" }, [ACC_PAY_NUMBER] = { .name = "nroGcrPag" },
	[ACC_RECEIVE] = { .name = "valorReceber" }, [ACC_RECEIVE_NUMBER] = { .name = "nroGcrRec" }, [ACC_KIND] = { .name = "demonstrativo" },
	[ACC_VERSION] = { .name = "versao" }, [ACC_PAYMENT] = { .name = "dataPagamento" }, [ACC_PAYMENT_TYPE] = { .name = "tipoPagamento" },
	[ACC_APPEAL] = { .name = "recurso" }, [ACC_GUIDE_FRANCHISE] = { .name = "valorFranquiaGuia" }, [ACC_FRANCHISE] = { .name = "valorFranquia" },
	[ACC_BALANCED] = { .name = "confere" },
};

/* The columns that say where a row belongs, by level. */
static const unsigned statement_keys[] = { ACC_ANS, ACC_PROVIDER, ACC_NUMBER }, protocol_keys[] = { ACC_LOT, ACC_PROTOCOL },
                      guide_keys[] = { ACC_GUIDE, ACC_GUIDE_OPERATOR };

struct account {
	struct csv_reader *csv;
	const struct account_options *options;
	const struct statement_sink *sink;
	struct statement_reading *result;
	const char *name;
	struct buf key[3];           /* of the statement, protocol and guide we are in */
	struct arena whole, part, one;
	struct statement statement;
	struct statement_protocol protocol;
	struct statement_guide guide;
	struct statement_item **next_item;
	bool in_statement, in_protocol, in_guide;
	bool overflow;
};

/* ---- cells ---- */

static const char *cell(const struct account *a, unsigned column)
{
	return csv_reader_cell(a->csv, column)->text;
}

static const char *text(struct account *a, struct arena *arena, unsigned column, const char *otherwise)
{
	const struct csv_cell *c = csv_reader_cell(a->csv, column);
	return c->len > 0 ? arena_dup(arena, c->text, c->len) : otherwise;
}

/* A date as aaaa-mm-dd. */
static int take_date(struct account *a, struct arena *arena, unsigned column, const char *otherwise, const char **out, struct error *err)
{
	date_days date;
	if (csv_cell_date(a->csv, column, &date, err) != 0)
		return -1;
	*out = otherwise;
	if (date != DATE_NONE) {
		char *copy = arena_alloc(arena, DATE_TEXT, 1);
		date_text(date, copy);
		*out = copy;
	}
	return 0;
}

static int take_amount(struct account *a, unsigned column, struct amounts *amounts, enum amount which, struct error *err)
{
	int64_t cents;
	bool given;
	if (csv_cell_decimal(a->csv, column, 2, &cents, &given, err) != 0)
		return -1;
	if (given)
		amount_set(amounts, which, cents);
	return 0;
}

/* Codes separated by spaces, without amounts. */
static struct glosa *take_codes(struct account *a, struct arena *arena, unsigned column)
{
	struct glosa *list = NULL, **next = &list;
	for (const char *at = cell(a, column); *(at += strspn(at, " ")) != '\0';) {
		size_t len = strcspn(at, " ");
		struct glosa *g = arena_alloc(arena, 1, sizeof *g);
		g->code = arena_dup(arena, at, len);
		g->description = "";
		*next = g;
		next = &g->next;
		at += len;
	}
	return list;
}

/* "1818:10.00 3306:0.00": codes with their amounts. */
static int take_pairs(struct account *a, struct glosa **next, int64_t *sum, struct error *err)
{
	for (const char *at = cell(a, ACC_GLOSAS); *(at += strspn(at, " ")) != '\0';) {
		size_t len = strcspn(at, " ");
		const char *colon = memchr(at, ':', len);
		struct glosa *g = arena_alloc(&a->one, 1, sizeof *g);
		size_t digits = colon != NULL ? len - (size_t)(colon + 1 - at) : 0;
		if (digits == 0 || !money_parse(colon + 1, digits, 2, &g->amount.cents) || !amounts_add(*sum, g->amount.cents, sum))
			return csv_reader_error(a->csv, ACC_GLOSAS, err, "esperavam-se pares código:valor, separados por espaços");
		g->code = arena_dup(&a->one, at, (size_t)(colon - at));
		g->description = "";
		g->amount.given = true;
		*next = g;
		next = &g->next;
		at += len;
	}
	return 0;
}

static int take_glosas(struct account *a, struct statement_item *item, struct error *err)
{
	int64_t sum = 0, denied = item->amounts.of[AMOUNT_DENIED];
	if (take_pairs(a, &item->glosas, &sum, err) != 0)
		return -1;
	if (item->glosas == NULL && *cell(a, ACC_CODE_DENIED) != '\0') {
		item->glosas = take_codes(a, &a->one, ACC_CODE_DENIED);
		item->glosas->amount = (struct amount_value){ denied, true };
		return 0;
	}
	if (item->glosas == NULL || !amount_given(&item->amounts, AMOUNT_DENIED) || sum == denied) {
		if (item->glosas != NULL)
			amount_set(&item->amounts, AMOUNT_DENIED, sum);
		return 0;
	}
	struct buf total = BUF_INIT;
	money_add_br(&total, sum, 2);
	csv_reader_error(a->csv, ACC_DENIED, err, "as glosas da coluna «glosas» somam %s", buf_str(&total));
	buf_release(&total);
	return -1;
}

/* ---- what begins and ends ---- */

static void add_into(struct account *a, struct amounts *to, const struct amounts *from)
{
	for (int i = 0; i < AMOUNT_FRANCHISE; i++) {
		int64_t sum;
		if (!amounts_add(to->of[i], from->of[i], &sum))
			a->overflow = true;
		else
			amount_set(to, (enum amount)i, sum);
	}
}

static void guide_end(struct account *a)
{
	if (!a->in_guide)
		return;
	struct amounts sums = { { 0 }, 0 };
	for (const struct statement_item *item = a->guide.items; item != NULL; item = item->next)
		add_into(a, &sums, &item->amounts);
	for (int i = 0; i < AMOUNT_FRANCHISE; i++)
		if (!amount_given(&a->guide.amounts, (enum amount)i))
			amount_set(&a->guide.amounts, (enum amount)i, sums.of[i]);
	a->in_guide = false;
	add_into(a, &a->protocol.amounts, &a->guide.amounts);
	a->result->guides++;
	a->result->items += a->guide.nitems;
	if (a->sink->guide != NULL)
		a->sink->guide(a->sink->context, &a->guide);
	arena_clear(&a->one);
}

static void protocol_end(struct account *a)
{
	guide_end(a);
	if (!a->in_protocol)
		return;
	a->in_protocol = false;
	add_into(a, &a->statement.amounts, &a->protocol.amounts);
	a->result->protocols++;
	if (a->sink->protocol_end != NULL)
		a->sink->protocol_end(a->sink->context, &a->protocol);
	arena_clear(&a->part);
}

static void statement_end(struct account *a)
{
	protocol_end(a);
	if (!a->in_statement)
		return;
	a->in_statement = false;
	if (a->sink->end != NULL)
		a->sink->end(a->sink->context, &a->statement);
	arena_clear(&a->whole);
}

/* What PROVIDER is: a CNPJ or CPF whose check digits hold, or the operator's own code. */
static void set_provider(struct statement *s, const char *provider)
{
	size_t len = strlen(provider);
	if (len == 14 && id_cnpj_holds(provider, len))
		s->provider_cnpj = provider;
	else if (len == 11 && id_cpf_holds(provider, len))
		s->provider_cpf = provider;
	else
		s->provider_code = provider;
}

static int statement_begin(struct account *a, struct error *err)
{
	const struct statement_header *h = a->options->header;
	a->statement = (struct statement){
		.kind = STATEMENT_ANALYSIS, .version = h->version, .operator_ans = text(a, &a->whole, ACC_ANS, h->registroANS),
		.number = text(a, &a->whole, ACC_NUMBER, h->numeroDemonstrativo), .operator_name = h->nomeOperadora,
		.operator_cnpj = h->cnpjOperadora, .period_start = "", .period_end = "", .provider_code = "", .provider_cnpj = "",
		.provider_cpf = "", .provider_name = h->nomeContratado, .provider_cnes = text(a, &a->whole, ACC_CNES, h->CNES),
		.note = h->observacao, .file = a->name, .line = csv_reader_line(a->csv),
	};
	set_provider(&a->statement, text(a, &a->whole, ACC_PROVIDER, h->prestador));
	const char *issued = *h->dataEmissao != '\0' ? h->dataEmissao : a->options->issued;
	if (take_date(a, &a->whole, ACC_ISSUED, issued, &a->statement.issued, err) != 0)
		return -1;
	a->in_statement = true;
	a->result->statements++;
	if (a->sink->begin != NULL)
		a->sink->begin(a->sink->context, &a->statement);
	return 0;
}

static int protocol_begin(struct account *a, struct error *err)
{
	const struct statement_header *h = a->options->header;
	a->protocol = (struct statement_protocol){
		.lot = text(a, &a->part, ACC_LOT, h->numeroLote), .number = text(a, &a->part, ACC_PROTOCOL, h->numeroProtocolo),
		.situation = text(a, &a->part, ACC_PROTOCOL_STATUS, h->situacaoProtocolo),
		.glosas = take_codes(a, &a->part, ACC_PROTOCOL_GLOSA), .line = csv_reader_line(a->csv),
	};
	if (take_date(a, &a->part, ACC_PROTOCOL_DATE, h->dataProtocolo, &a->protocol.date, err) != 0)
		return -1;
	a->in_protocol = true;
	if (a->sink->protocol != NULL)
		a->sink->protocol(a->sink->context, &a->protocol);
	return 0;
}

static int guide_begin(struct account *a, struct error *err)
{
	struct statement_guide *g = &a->guide;
	*g = (struct statement_guide){
		.provider_number = text(a, &a->one, ACC_GUIDE, ""), .operator_number = text(a, &a->one, ACC_GUIDE_OPERATOR, ""),
		.password = text(a, &a->one, ACC_PASSWORD, ""), .card = text(a, &a->one, ACC_CARD, ""), .beneficiary = "",
		.start_time = text(a, &a->one, ACC_START_TIME, ""), .end_time = text(a, &a->one, ACC_END_TIME, ""),
		.situation = text(a, &a->one, ACC_GUIDE_STATUS, a->options->header->situacaoGuia), .payment_type = "", .appeal = "",
		.performer = "", .note = "", .glosas = take_codes(a, &a->one, ACC_GUIDE_GLOSA), .line = csv_reader_line(a->csv),
	};
	a->next_item = &g->items;
	a->in_guide = true;
	if (take_date(a, &a->one, ACC_START_DATE, "", &g->start_date, err) != 0 ||
	    take_date(a, &a->one, ACC_END_DATE, "", &g->end_date, err) != 0)
		return -1;
	for (unsigned i = 0; i < AMOUNT_FRANCHISE; i++)
		if (take_amount(a, ACC_GUIDE_INFORMED + i, &g->amounts, (enum amount)i, err) != 0)
			return -1;
	return 0;
}

/* ---- rows ---- */

/* processado is informado unless it is given, liberado is processado − glosa. */
static int settle_item(struct account *a, struct statement_item *item, struct error *err)
{
	struct amounts *m = &item->amounts;
	int64_t released;
	if (!amount_given(m, AMOUNT_INFORMED))
		return csv_reader_error(a->csv, ACC_INFORMED, err, "falta o valor informado");
	if (!amount_given(m, AMOUNT_PROCESSED))
		amount_set(m, AMOUNT_PROCESSED, m->of[AMOUNT_INFORMED]);
	if (take_glosas(a, item, err) != 0)
		return -1;
	if (__builtin_sub_overflow(m->of[AMOUNT_PROCESSED], m->of[AMOUNT_DENIED], &released))
		a->overflow = true;
	else if (!amount_given(m, AMOUNT_RELEASED))
		amount_set(m, AMOUNT_RELEASED, released);
	return 0;
}

static int take_item(struct account *a, struct error *err)
{
	struct arena *one = &a->one;
	struct statement_item *item = arena_alloc(one, 1, sizeof *item);
	item->sequence = text(a, one, ACC_SEQUENCE, "");
	item->table = text(a, one, ACC_TABLE, "");
	item->code = text(a, one, ACC_CODE, "");
	item->description = text(a, one, ACC_DESCRIPTION, "");
	item->participation = text(a, one, ACC_PARTICIPATION, "");
	item->tooth = text(a, one, ACC_TOOTH, "");
	item->region = text(a, one, ACC_REGION, "");
	item->face = text(a, one, ACC_FACE, "");
	item->cost_centre = text(a, one, ACC_COST_CENTRE, "");
	item->relation = text(a, one, ACC_RELATION, "");
	item->line = csv_reader_line(a->csv);
	if (take_date(a, one, ACC_DATE, "", &item->date, err) != 0 ||
	    csv_cell_decimal(a->csv, ACC_QUANTITY, 4, &item->quantity, &item->quantity_given, err) != 0)
		return -1;
	for (unsigned i = 0; i < AMOUNT_FRANCHISE; i++)
		if (take_amount(a, ACC_INFORMED + i, &item->amounts, (enum amount)i, err) != 0)
			return -1;
	if (settle_item(a, item, err) != 0)
		return -1;
	*a->next_item = item;
	a->next_item = &item->next;
	a->guide.nitems++;
	return 0;
}

/* Whether the row's cells in KEYS are other than those of the row before; they are remembered. */
static bool changed(struct account *a, struct buf *before, const unsigned keys[], size_t n)
{
	struct buf now = BUF_INIT;
	for (size_t i = 0; i < n; i++) {
		const struct csv_cell *c = csv_reader_cell(a->csv, keys[i]);
		buf_add(&now, c->text, c->len + 1);
	}
	bool differs = now.len != before->len || memcmp(now.data, before->data, now.len) != 0;
	if (differs) {
		buf_clear(before);
		buf_add(before, now.data, now.len);
	}
	buf_release(&now);
	return differs;
}

static int take_row(struct account *a, struct error *err)
{
	bool other_statement = changed(a, &a->key[0], statement_keys, 3) || !a->in_statement;
	bool other_protocol = changed(a, &a->key[1], protocol_keys, 2) || other_statement || !a->in_protocol;
	bool other_guide = changed(a, &a->key[2], guide_keys, 2) || other_protocol || !a->in_guide;
	if (other_guide)
		guide_end(a);
	if (other_protocol)
		protocol_end(a);
	if (other_statement)
		statement_end(a);
	if (csv_cell_text(a->csv, ACC_GUIDE, err) == NULL)
		return -1;
	const char *kind = cell(a, ACC_KIND);
	if (*kind != '\0' && strcmp(kind, "analise") != 0)
		return csv_reader_error(a->csv, ACC_KIND, err, "só uma análise de conta pode ser lida de um CSV");
	if ((other_statement && statement_begin(a, err) != 0) || (other_protocol && protocol_begin(a, err) != 0) ||
	    (other_guide && guide_begin(a, err) != 0))
		return -1;
	bool has_item = *cell(a, ACC_CODE) != '\0' || *cell(a, ACC_INFORMED) != '\0';
	return has_item ? take_item(a, err) : 0;
}

int account_read(struct csv_source source, const char *name, const struct account_options *options,
                 const struct statement_sink *sink, struct statement_reading *result, struct error *err)
{
	struct account a = { .options = options, .sink = sink, .result = result, .name = name };
	int got = -1;
	a.csv = csv_reader_open_source(source, name, &options->csv, err);
	if (a.csv != NULL && csv_reader_bind(a.csv, columns, ACC_COUNT, err) == 0) {
		csv_reader_warn_unknown(a.csv);
		while ((got = csv_reader_next(a.csv, err)) > 0 && (got = take_row(&a, err)) == 0)
			;
		if (got == 0)
			statement_end(&a);
		if (got == 0 && a.overflow)
			got = error_set(err, "%s: os valores são grandes demais para ser somados", name);
		if (got == 0 && result->statements == 0)
			got = error_set(err, "%s: a conta não tem nenhuma linha", name);
	}
	for (int i = 0; i < 3; i++)
		buf_release(&a.key[i]);
	arena_release(&a.whole);
	arena_release(&a.part);
	arena_release(&a.one);
	csv_reader_free(a.csv);
	return got == 0 ? 0 : -1;
}
