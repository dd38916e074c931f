#include "send/ws_answer.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "fmt/money.h"
#include "fmt/xml_tree.h"
#include "tiss/hash.h"

static const char *const fault_names[] = {
	[WS_FAULT_DESTINATARIO_INVALIDO] = "DestinatarioInvalido", [WS_FAULT_REMETENTE_INVALIDO] = "RemetenteInvalido",
	[WS_FAULT_LOGIN_INVALIDO] = "LoginInvalido", [WS_FAULT_VERSAO_INVALIDA] = "VersaoInvalida",
	[WS_FAULT_HASH_INVALIDO] = "HashInvalido", [WS_FAULT_SCHEMA_INVALIDO] = "SchemaInvalido",
	[WS_FAULT_ERRO_INESPERADO] = "ErroInesperadoServidor",
};

static const char *const fault_meanings[] = {
	[WS_FAULT_OTHER] = "o servidor da operadora devolveu uma falha que não é do Padrão TISS",
	[WS_FAULT_DESTINATARIO_INVALIDO] = "a operadora não se reconhece no destino da mensagem: confira o registro ANS e o endereço",
	[WS_FAULT_REMETENTE_INVALIDO] = "a operadora não reconhece o prestador que envia: confira o CNPJ, o CPF ou o código na operadora",
	[WS_FAULT_LOGIN_INVALIDO] = "a operadora não aceitou o usuário ou a senha: confira o arquivo de login-file",
	[WS_FAULT_VERSAO_INVALIDA] = "a operadora não aceita esta versão do Padrão TISS neste endereço",
	[WS_FAULT_HASH_INVALIDO] = "a operadora calculou outro hash: veja se ela usa uma variante (hash-variant em tiss-profile(5))",
	[WS_FAULT_SCHEMA_INVALIDO] = "a operadora diz que a mensagem não segue o XSD desta versão",
	[WS_FAULT_ERRO_INESPERADO] = "o servidor da operadora falhou; não se sabe se ele guardou o que recebeu",
};

const char *ws_fault_meaning(enum ws_fault fault)
{
	return fault_meanings[fault];
}

/* ---- what the messages call things ---- */

/* A part of a message that speaks of one protocol or guide: where it says what. NULL: nowhere. A second name stands where versions
 * differ: situacaoProtrocolo is 3.02.00's. */
struct places {
	const char *number, *operator_number, *lot, *card, *date, *status, *other_status;
	const char *informed, *processed, *denied, *released;
};

static const struct places receipt_protocol = {
	.number = "detalheProtocolo/numeroProtocolo", .lot = "numeroLote", .date = "dataEnvioLote",
	.informed = "detalheProtocolo/valorTotalProtocolo", .denied = "detalheProtocolo/glosaProtocolo/vlGlosaProtocolo",
};
static const struct places situation_protocol = {
	.number = "numeroProtocolo", .lot = "numeroLote", .date = "dataEnvioLote", .status = "statusProtocolo",
	.processed = "valorTotalLote/valorProcessado", .denied = "valorTotalLote/valorGlosa", .released = "valorTotalLote/valorLiberado",
};
static const struct places analysis_protocol = {
	.number = "numeroProtocolo", .lot = "numeroLotePrestador", .date = "dataProtocolo",
	.status = "situacaoProtocolo", .other_status = "situacaoProtrocolo",
	.informed = "valorInformadoProtocolo", .processed = "valorProcessadoProtocolo", .denied = "valorGlosaProtocolo",
	.released = "valorLiberadoProtocolo",
};
static const struct places payment_protocol = {
	.number = "numeroProtocolo", .lot = "numeroLote", .date = "dataProtocolo",
	.informed = "valorInformado", .processed = "valorProcessado", .denied = "valorGlosa", .released = "valorLiberado",
};
static const struct places odonto_protocol = {
	.number = "numeroProtocolo", .lot = "numeroLote",
	.informed = "totaisPorProtocolo/valorTotalInformadoPorProtocolo", .processed = "totaisPorProtocolo/valorTotalProcessadoPorProtocolo",
	.denied = "totaisPorProtocolo/valorTotalGlosaPorProtocolo", .released = "totaisPorProtocolo/valorTotalLiberadoPorProtocolo",
};
static const struct places preparing_protocol = {
	.number = "numeroProtocolo", .date = "dataSituacaoDemonstrativo", .status = "situacaoDemonstrativo",
};

/* Elements that are a guide within a protocol. */
static const struct guide_form {
	const char *element;
	struct places places;
} guide_forms[] = {
	{ "dadosGuias", { .number = "numeroGuiaPrestador", .operator_number = "numeroGuiaOperadora", .card = "dadosBeneficiario/numeroCarteira",
	                  .processed = "vlInformadoGuia/valorProcessado", .denied = "vlInformadoGuia/valorGlosa",
	                  .released = "vlInformadoGuia/valorLiberado" } },
	{ "dadosGuiasOdonto", { .number = "numeroGuiaPrestador", .operator_number = "numeroGuiaOperadora", .card = "numeroCarteira",
	                        .processed = "vlInformadoGuia/valorProcessado", .denied = "vlInformadoGuia/valorGlosa",
	                        .released = "vlInformadoGuia/valorLiberado" } },
	{ "relacaoGuias", { .number = "numeroGuiaPrestador", .operator_number = "numeroGuiaOperadora", .card = "numeroCarteira",
	                    .status = "situacaoGuia", .informed = "valorInformadoGuia", .processed = "valorProcessadoGuia",
	                    .denied = "valorGlosaGuia", .released = "valorLiberadoGuia" } },
	{ "guiasDoLote", { .number = "numeroGuiaPrestador", .operator_number = "numeroGuiaOperadora", .processed = "valorProcessadoGuia",
	                   .denied = "valorGlosaGuia", .released = "valorLiberadoGuia" } },
	{ "dadosPagamentoGuia", { .number = "numeroGuiaPrestador", .operator_number = "numeroGuiaOperadora", .card = "carteiraBeneficiario",
	                          .informed = "valorTotalInformadoGuia", .processed = "valorTotalProcessadoGuia",
	                          .denied = "valorTotalGlosaGuia", .released = "valorTotalLiberadoGuia" } },
	/* in situacaoProtocoloWS a guide stands in an element of its own, medical or odontological */
	{ "guias", { .number = "numeroGuiaPrestador", .operator_number = "numeroGuiaOperadora", .card = "dadosBeneficiario/numeroCarteira",
	             .processed = "vlInformadoGuia/valorProcessado", .denied = "vlInformadoGuia/valorGlosa",
	             .released = "vlInformadoGuia/valorLiberado" } },
};

/* ---- collecting ---- */

struct list {
	void *items;
	size_t n, cap, size;
};

static void *list_add(struct list *l)
{
	if (l->n == l->cap) {
		l->cap = l->cap > 0 ? 2 * l->cap : 8;
		l->items = mem_grow(l->items, l->cap, l->size);
	}
	void *item = (char *)l->items + l->n++ * l->size;
	memset(item, 0, l->size);
	return item;
}

/* The list's items in A's memory; the list itself is freed. */
static const void *list_keep(struct list *l, struct ws_answer *a, size_t *n)
{
	void *kept = l->n > 0 ? arena_alloc(&a->arena, l->n, l->size) : NULL;
	if (kept != NULL)
		memcpy(kept, l->items, l->n * l->size);
	free(l->items);
	*n = l->n;
	return kept;
}

static bool is(const struct xml_node *node, const char *name)
{
	return strcmp(node->name, name) == 0;
}

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* The text at PATH, or of NODE itself when PATH is "", without the spaces around it. */
static const char *take(struct ws_answer *a, const struct xml_node *node, const char *path)
{
	const struct xml_node *at = path == NULL ? NULL : *path == '\0' ? node : xml_node_find(node, path);
	if (at == NULL)
		return "";
	const char *text = at->text, *end = text + at->len;
	while (text < end && is_space(*text))
		text++;
	while (end > text && is_space(end[-1]))
		end--;
	return text == end ? "" : arena_dup(&a->arena, text, (size_t)(end - text));
}

static int64_t amount(const struct xml_node *node, const char *path)
{
	const struct xml_node *at = path != NULL ? xml_node_find(node, path) : NULL;
	int64_t cents;
	return at != NULL && money_parse(at->text, at->len, 2, &cents) ? cents : WS_NO_AMOUNT;
}

/* A code of dm_statusProtocolo; 0 when it is none. */
static int status_of(struct ws_answer *a, const struct xml_node *node, const struct places *p)
{
	const char *text = take(a, node, p->status);
	if (*text == '\0')
		text = take(a, node, p->other_status);
	size_t digits = strspn(text, "0123456789");
	return digits > 0 && digits <= 2 && text[digits] == '\0' ? atoi(text) : 0;
}

static struct ws_amounts amounts_of(const struct xml_node *node, const struct places *p)
{
	return (struct ws_amounts){ .informed = amount(node, p->informed), .processed = amount(node, p->processed),
	                            .denied = amount(node, p->denied), .released = amount(node, p->released) };
}

/* What a motive's amount is, that stands beside the motives of its parent: of several, nobody knows which has how much. */
static int64_t amount_beside(const struct xml_node *parent)
{
	size_t motives = 0;
	for (const struct xml_node *child = parent->child; child != NULL; child = child->next)
		motives += is(child, "motivoGlosa");
	return motives == 1 ? amount(parent, "valorGlosaProcedimento") : WS_NO_AMOUNT;
}

/* Adds the motives in NODE, wherever below it they stand. */
static void add_motives(struct ws_answer *a, const struct xml_node *node, const struct xml_node *parent, struct list *l)
{
	bool itemised = is(node, "relacaoGlosa"), bare = is(node, "codigosGlosa");
	if (itemised || bare || xml_node_find(node, "codigoGlosa") != NULL) {
		struct ws_motive *m = list_add(l);
		m->code = take(a, node, itemised ? "tipoGlosa" : bare ? "" : "codigoGlosa");
		m->text = take(a, node, "descricaoGlosa");
		m->amount = itemised ? amount(node, "valorGlosa") : parent != NULL ? amount_beside(parent) : WS_NO_AMOUNT;
		return;
	}
	for (const struct xml_node *child = node->child; child != NULL; child = child->next)
		add_motives(a, child, node, l);
}

static const struct ws_motive *motives_of(struct ws_answer *a, const struct xml_node *node, size_t *n)
{
	struct list l = { .size = sizeof(struct ws_motive) };
	if (node != NULL)
		add_motives(a, node, NULL, &l);
	return list_keep(&l, a, n);
}

/* Whether something of NODE is denied: a motive with a code, or an amount of glosa. */
static bool has_glosa(const struct xml_node *node)
{
	static const char *const codes[] = { "codigoGlosa", "tipoGlosa", "codigosGlosa" };
	static const char *const amounts[] = { "valorGlosa", "valorGlosaEstorno", "valorGlosaProcedimento" };
	int64_t cents;
	bool blank = node->text[strspn(node->text, " \t\r\n")] == '\0';
	for (size_t i = 0; i < 3; i++)
		if ((is(node, codes[i]) && !blank) || (is(node, amounts[i]) && money_parse(node->text, node->len, 2, &cents) && cents > 0))
			return true;
	for (const struct xml_node *child = node->child; child != NULL; child = child->next)
		if (has_glosa(child))
			return true;
	return false;
}

static void count_items(const struct xml_node *guide, struct ws_guide *g)
{
	const struct xml_node *list = xml_node_find(guide, "procedimentosRealizados");
	for (const struct xml_node *item = (list != NULL ? list : guide)->child; item != NULL; item = item->next) {
		if (!is(item, "procedimentoRealizado") && !is(item, "detalhesGuia") && !is(item, "dadosPagamento"))
			continue;
		g->items++;
		g->items_denied += has_glosa(item);
	}
}

static void add_guide(struct ws_answer *a, const struct xml_node *node, const struct places *p, struct list *l)
{
	struct ws_guide *g = list_add(l);
	g->provider_number = take(a, node, p->number);
	g->operator_number = take(a, node, p->operator_number);
	g->card = take(a, node, p->card);
	if (*g->card == '\0')
		g->card = take(a, node, "numeroCarteira");
	g->status = status_of(a, node, p);
	g->amounts = amounts_of(node, p);
	g->motives = motives_of(a, node, &g->nmotives);
	count_items(node, g);
}

static void add_guides(struct ws_answer *a, const struct xml_node *node, struct list *l)
{
	for (const struct xml_node *child = node->child; child != NULL; child = child->next) {
		size_t form = 0, forms = sizeof guide_forms / sizeof guide_forms[0];
		while (form < forms && !is(child, guide_forms[form].element))
			form++;
		if (form < forms)
			add_guide(a, child, &guide_forms[form].places, l);
		else
			add_guides(a, child, l);
	}
}

static struct ws_protocol *add_protocol(struct ws_answer *a, const struct xml_node *node, const struct places *p, struct list *l)
{
	struct list guides = { .size = sizeof(struct ws_guide) };
	struct ws_protocol *to = list_add(l);
	const struct xml_node *denied = xml_node_find(node, "detalheProtocolo/glosaProtocolo");
	to->number = take(a, node, p->number);
	to->lot = take(a, node, p->lot);
	to->date = take(a, node, p->date);
	to->payment_date = "";
	to->status = status_of(a, node, p);
	to->amounts = amounts_of(node, p);
	to->motives = motives_of(a, denied != NULL ? denied : xml_node_find(node, "GlosaProtocolo"), &to->nmotives);
	add_guides(a, node, &guides);
	to->guides = list_keep(&guides, a, &to->nguides);
	return to;
}

/* Every element NAME directly below NODE is a protocol. */
static void add_protocols(struct ws_answer *a, const struct xml_node *node, const char *name, const struct places *p,
                          const char *payment_date, struct list *l)
{
	for (const struct xml_node *child = node != NULL ? node->child : NULL; child != NULL; child = child->next) {
		if (!is(child, name))
			continue;
		struct ws_protocol *protocol = add_protocol(a, child, p, l);
		protocol->payment = payment_date != NULL;
		if (payment_date != NULL)
			protocol->payment_date = payment_date;
	}
}

/* ---- the messages ---- */

static void unreadable(struct ws_answer *a, const char *fmt, const char *what)
{
	struct buf text = BUF_INIT;
	buf_addf(&text, fmt, what);
	a->kind = WS_UNREADABLE;
	a->reason = arena_dup(&a->arena, buf_str(&text), text.len);
	buf_release(&text);
}

/* Whether the message says no: mensagemErro at BODY. */
static bool take_error(struct ws_answer *a, const struct xml_node *body)
{
	const struct xml_node *error = xml_node_find(body, "mensagemErro");
	if (error == NULL)
		return false;
	a->kind = WS_ERROR;
	a->motives = motives_of(a, error, &a->nmotives);
	return true;
}

static void read_receipt(struct ws_answer *a, const struct xml_node *body, struct list *protocols)
{
	const struct xml_node *receipt = xml_node_find(body, "protocoloRecebimento");
	if (take_error(a, body))
		return;
	if (receipt == NULL || *add_protocol(a, receipt, &receipt_protocol, protocols)->number == '\0')
		unreadable(a, "%s sem o número do protocolo", "protocoloRecebimentoWS");
	else
		a->kind = WS_RECEIPT;
}

static void read_situation(struct ws_answer *a, const struct xml_node *body, struct list *protocols)
{
	const struct xml_node *lot = xml_node_find(body, "situacaoDoProtocolo/lote/detalheLote");
	if (take_error(a, body) || take_error(a, xml_node_find(body, "situacaoDoProtocolo/lote")))
		return;
	if (lot == NULL || add_protocol(a, lot, &situation_protocol, protocols)->status == 0)
		unreadable(a, "%s sem a situação do protocolo", "situacaoProtocoloWS");
	else
		a->kind = WS_SITUATION;
}

static void read_statement(struct ws_answer *a, const struct xml_node *statement, struct list *protocols)
{
	if (is(statement, "demonstrativoAnaliseConta")) {
		add_protocols(a, xml_node_find(statement, "dadosConta"), "dadosProtocolo", &analysis_protocol, NULL, protocols);
		return;
	}
	bool odonto = is(statement, "demonstrativoPagamentoOdonto");
	const struct xml_node *dates = odonto ? statement : xml_node_find(statement, "pagamentos");
	for (const struct xml_node *date = dates != NULL ? dates->child : NULL; date != NULL; date = date->next) {
		if (!is(date, odonto ? "dadosPagamentoPorData" : "pagamentosPorData"))
			continue;
		const char *day = take(a, date, "dadosPagamento/dataPagamento");
		if (odonto)
			add_protocols(a, date, "protocolos", &odonto_protocol, day, protocols);
		else
			add_protocols(a, xml_node_find(date, "dadosResumo"), "relacaoProtocolos", &payment_protocol, day, protocols);
	}
}

static void read_statements(struct ws_answer *a, const struct xml_node *body, struct list *protocols)
{
	const struct xml_node *preparing = xml_node_find(body, "situacaoDemonstrativoRetorno");
	if (take_error(a, body))
		return;
	if (preparing != NULL) {
		add_protocol(a, preparing, &preparing_protocol, protocols);
		a->kind = WS_PREPARING;
		return;
	}
	for (const struct xml_node *child = body->child; child != NULL; child = child->next)
		if (is(child, "demonstrativoAnaliseConta") || is(child, "demonstrativoPagamento") || is(child, "demonstrativoPagamentoOdonto"))
			read_statement(a, child, protocols);
	if (protocols->n > 0)
		a->kind = WS_STATEMENTS;
	else
		unreadable(a, "%s sem demonstrativo", "demonstrativoRetornoWS");
}

/* ---- faults ---- */

static const struct xml_node *find_below(const struct xml_node *node, const char *name)
{
	for (const struct xml_node *child = node->child; child != NULL; child = child->next) {
		const struct xml_node *found = is(child, name) ? child : find_below(child, name);
		if (found != NULL)
			return found;
	}
	return NULL;
}

static void read_tiss_fault(struct ws_answer *a, const struct xml_node *node)
{
	a->kind = WS_FAULT;
	a->fault_text = take(a, node, "tissFault");
	if (*a->fault_text == '\0')
		a->fault_text = take(a, node, "");
	a->fault = WS_FAULT_OTHER;
	for (size_t i = WS_FAULT_OTHER + 1; i < sizeof fault_names / sizeof fault_names[0]; i++)
		if (strcmp(a->fault_text, fault_names[i]) == 0)
			a->fault = (enum ws_fault)i;
}

/* SOAP 1.1 has faultcode and faultstring; 1.2, which some servers fall into when they fail, Code/Value and Reason/Text. */
static void read_soap_fault(struct ws_answer *a, const struct xml_node *node)
{
	static const char *const of_client[] = { "Client", "Sender", "VersionMismatch", "MustUnderstand" };
	const struct xml_node *tiss = find_below(node, "tissFaultWS");
	const char *code = take(a, node, "faultcode");
	a->kind = WS_FAULT;
	a->fault = WS_FAULT_OTHER;
	if (*code == '\0')
		code = take(a, node, "Code/Value");
	a->fault_text = take(a, node, "faultstring");
	if (*a->fault_text == '\0')
		a->fault_text = take(a, node, "Reason/Text");
	const char *local = strrchr(code, ':') != NULL ? strrchr(code, ':') + 1 : code;
	for (size_t i = 0; i < sizeof of_client / sizeof of_client[0]; i++) {
		size_t len = strlen(of_client[i]); /* "Client.Authentication" is one too */
		a->fault_of_client |= strncmp(local, of_client[i], len) == 0 && (local[len] == '\0' || local[len] == '.');
	}
	if (tiss != NULL)
		read_tiss_fault(a, tiss);
}

/* ---- the whole ---- */

static bool hash_values(struct hash *h, const struct xml_node *node)
{
	bool good = node->child != NULL || hash_value(h, node->text, node->len);
	for (const struct xml_node *child = node->child; child != NULL; child = child->next)
		good &= hash_values(h, child);
	return good;
}

static void check_hash(struct ws_answer *a, const struct xml_node *root)
{
	struct hash *h = hash_new();
	char own[HASH_HEX];
	bool good = true;
	const struct xml_node *child = root->child;
	for (; child != NULL && !is(child, "hash") && !is(child, "epilogo"); child = child->next)
		good &= hash_values(h, child);
	const char *given = child != NULL ? take(a, child, is(child, "hash") ? "" : "hash") : "";
	hash_result(h, HASH_OFFICIAL, own);
	a->hash_given = *given != '\0';
	a->hash_right = a->hash_given && good && strlen(given) == HASH_HEX - 1 && hash_variant_of(h, given, strlen(given)) == HASH_OFFICIAL;
	hash_free(h);
}

static void read_message(struct ws_answer *a, const struct xml_node *root, struct list *protocols)
{
	static const struct {
		const char *root, *body, *in_message;
		void (*read)(struct ws_answer *a, const struct xml_node *body, struct list *protocols);
	} messages[] = {
		{ "protocoloRecebimentoWS", "recebimentoLote", "recebimentoLote", read_receipt },
		{ "situacaoProtocoloWS", "situacaoProtocolo", "situacaoProtocolo", read_situation },
		{ "demonstrativoRetornoWS", "demonstrativoRetorno", "demonstrativosRetorno", read_statements },
	};
	const struct xml_node *inside = is(root, "mensagemTISS") ? xml_node_find(root, "operadoraParaPrestador") : NULL;
	for (size_t i = 0; i < sizeof messages / sizeof messages[0]; i++) {
		const struct xml_node *body = inside != NULL ? xml_node_find(inside, messages[i].in_message)
		                              : is(root, messages[i].root) ? xml_node_find(root, messages[i].body) : NULL;
		if (body == NULL)
			continue;
		a->version = take(a, root, "cabecalho/Padrao");
		if (*a->version == '\0')
			a->version = take(a, root, "cabecalho/versaoPadrao");
		a->business = take(a, root, "cabecalho/falhaNegocio");
		check_hash(a, root);
		messages[i].read(a, body, protocols);
		return;
	}
	unreadable(a, "não traz uma resposta do Padrão TISS, mas o elemento %s", root->name);
}

static void read_document(struct ws_answer *a, const struct xml_node *root)
{
	struct list protocols = { .size = sizeof(struct ws_protocol) };
	if (is(root, "Envelope")) {
		const struct xml_node *body = xml_node_find(root, "Body");
		root = body != NULL ? body->child : NULL;
	}
	if (root == NULL) {
		unreadable(a, "o envelope SOAP não tem %s", "conteúdo");
		return;
	}
	a->root = arena_dup(&a->arena, root->name, strlen(root->name));
	if (is(root, "Fault"))
		read_soap_fault(a, root);
	else if (is(root, "tissFaultWS"))
		read_tiss_fault(a, root);
	else
		read_message(a, root, &protocols);
	a->protocols = list_keep(&protocols, a, &a->nprotocols);
}

int ws_answer_read(struct xml_source source, const char *name, struct ws_answer *a, struct error *err)
{
	struct xml_tree t = XML_TREE_INIT;
	*a = (struct ws_answer){ .kind = WS_UNREADABLE, .root = "", .version = "", .business = "", .fault_text = "", .reason = "",
	                         .arena = ARENA_INIT };
	int result = xml_tree_read(source, name, &t, err);
	if (result == 0 && t.root == NULL)
		unreadable(a, "%s", buf_str(&t.reason));
	else if (result == 0)
		read_document(a, t.root);
	xml_tree_release(&t);
	return result;
}

void ws_answer_release(struct ws_answer *a)
{
	arena_release(&a->arena);
	*a = (struct ws_answer)WS_ANSWER_INIT;
}
