#include "sim/sim_answer.h"

#include <string.h>

#include "base/buf.h"
#include "fmt/money.h"
#include "sim/sim_tree.h"

void sim_put_amount(struct xml_tree *t, struct xml_node *node, const char *name, int64_t cents)
{
	struct buf text = BUF_INIT;
	money_add(&text, cents, 2);
	xml_tree_new(t, node, name, buf_str(&text));
	buf_release(&text);
}

void sim_put(struct xml_tree *t, struct xml_node *node, const char *name, const char *text)
{
	if (*text != '\0')
		xml_tree_new(t, node, name, text);
}

void sim_put_contractor(struct xml_tree *t, struct xml_node *node, const char *name, const struct sim_provider *who)
{
	struct xml_node *to = xml_tree_new(t, node, name, NULL);
	const char *kind = strcmp(who->kind, "CNPJ") == 0 ? "cnpjContratado" : strcmp(who->kind, "CPF") == 0 ? "cpfContratado" : who->kind;
	xml_tree_new(t, to, kind, who->value);
	xml_tree_new(t, to, "nomeContratado", *who->name != '\0' ? who->name : "PRESTADOR"); /* before 4.00.00 */
}

void sim_put_motive(struct xml_tree *t, struct xml_node *node, const char *name, const char *code)
{
	struct xml_node *motive = xml_tree_new(t, node, name, NULL);
	xml_tree_new(t, motive, "codigoGlosa", code);
}

struct xml_node *sim_begin(struct xml_tree *t, const struct sim_letter *l, const char *root, const char *transaction, const char *body)
{
	struct xml_node *top = xml_tree_new(t, NULL, root, NULL), *header = xml_tree_new(t, top, "cabecalho", NULL);
	struct xml_node *id = xml_tree_new(t, header, "identificacaoTransacao", NULL);
	xml_tree_new(t, id, "tipoTransacao", transaction);
	xml_tree_new(t, id, "sequencialTransacao", l->sequence);
	xml_tree_new(t, id, "dataRegistroTransacao", l->date);
	xml_tree_new(t, id, "horaRegistroTransacao", l->time);
	xml_tree_add(t, header, "origem/registroANS", l->registro);
	struct xml_node *to = xml_tree_add(t, header, "destino/identificacaoPrestador", NULL);
	xml_tree_new(t, to, l->to->kind, l->to->value);
	xml_tree_new(t, header, "Padrao", l->version);
	xml_tree_new(t, header, "versaoPadrao", l->version); /* its name in 3.02.00 and 3.02.01 */
	return xml_tree_new(t, top, body, NULL);
}

static const struct {
	const char *root, *transaction, *body;
} answers[WS_SERVICES] = {
	[WS_LOT] = { "protocoloRecebimentoWS", "PROTOCOLO_RECEBIMENTO", "recebimentoLote" },
	[WS_STATUS] = { "situacaoProtocoloWS", "SITUACAO_PROTOCOLO", "situacaoProtocolo" },
	[WS_STATEMENT] = { "demonstrativoRetornoWS", "DEMONSTRATIVO_ANALISE_CONTA", "demonstrativoRetorno" },
};

static struct xml_node *begin(struct xml_tree *t, const struct sim_letter *l, enum ws_service service)
{
	return sim_begin(t, l, answers[service].root, answers[service].transaction, answers[service].body);
}

void sim_answer_error(struct xml_tree *t, const struct sim_letter *l, enum ws_service service, const char *code, const char *text)
{
	struct xml_node *error = xml_tree_new(t, begin(t, l, service), "mensagemErro", NULL);
	xml_tree_new(t, error, "codigoGlosa", code);
	sim_put(t, error, "descricaoGlosa", text);
}

/* ct_valorTotal */
static void put_total(struct xml_tree *t, struct xml_node *node, const char *name, int64_t processed, int64_t denied, int64_t released)
{
	struct xml_node *total = xml_tree_new(t, node, name, NULL);
	sim_put_amount(t, total, "valorProcessado", processed);
	sim_put_amount(t, total, "valorGlosa", denied);
	sim_put_amount(t, total, "valorLiberado", released);
}

/* ct_guiaDados and ct_guiaDadosOdonto. JUDGED: with its glosas; on receipt nothing is denied yet. */
static void put_guide(struct xml_tree *t, struct xml_node *node, const char *name, const struct sim_guide *g, bool odonto, bool judged)
{
	struct xml_node *to = xml_tree_new(t, node, name, NULL);
	xml_tree_new(t, to, "numeroGuiaPrestador", g->number);
	sim_put(t, to, "numeroGuiaOperadora", g->operator_number);
	struct xml_node *person = odonto ? to : xml_tree_new(t, to, "dadosBeneficiario", NULL);
	xml_tree_new(t, person, "numeroCarteira", g->card);
	xml_tree_new(t, person, "atendimentoRN", *g->newborn != '\0' ? g->newborn : "N");
	xml_tree_new(t, person, "nomeBeneficiario", *g->beneficiary != '\0' ? g->beneficiary : "BENEFICIARIO"); /* before 4.00.00 */
	int64_t denied = judged ? g->denied : 0;
	put_total(t, to, "vlInformadoGuia", g->value, denied, g->value - g->franchise - denied);
	if (judged && *g->glosa != '\0')
		sim_put_motive(t, xml_tree_new(t, to, "glosaGuia", NULL), "motivoGlosa", g->glosa);
}

void sim_answer_receipt(struct xml_tree *t, const struct sim_letter *l, const struct sim_lot *lot, const char *number,
                        const char *protocol)
{
	struct xml_node *receipt = xml_tree_new(t, begin(t, l, WS_LOT), "protocoloRecebimento", NULL);
	xml_tree_new(t, receipt, "registroANS", l->registro);
	sim_put_contractor(t, receipt, "dadosPrestador", &lot->provider);
	xml_tree_new(t, receipt, "numeroLote", number);
	xml_tree_new(t, receipt, "dataEnvioLote", lot->received);
	struct xml_node *detail = xml_tree_new(t, receipt, "detalheProtocolo", NULL);
	xml_tree_new(t, detail, "numeroProtocolo", protocol);
	sim_put_amount(t, detail, "valorTotalProtocolo", lot->value);
	struct xml_node *guides = xml_tree_new(t, detail, "dadosGuiasProtocolo", NULL);
	for (size_t i = 0; i < lot->nguides; i++)
		put_guide(t, guides, lot->odonto ? "dadosGuiasOdonto" : "dadosGuias", &lot->guides[i], lot->odonto, false);
}

/* The operator has judged the lot's guides once their analysis is over. */
static bool is_judged(const struct sim_lot *lot)
{
	return lot->status >= 3 && lot->status <= 6;
}

void sim_answer_situation(struct xml_tree *t, const struct sim_letter *l, const struct sim_lot *lot)
{
	struct xml_node *situation = xml_tree_new(t, begin(t, l, WS_STATUS), "situacaoDoProtocolo", NULL);
	struct buf status = BUF_INIT;
	int64_t denied = is_judged(lot) ? lot->denied : 0;
	xml_tree_new(t, situation, "identificacaoOperadora", l->registro);
	sim_put_contractor(t, situation, "dadosPrestador", &lot->provider);
	struct xml_node *detail = xml_tree_add(t, situation, "lote/detalheLote", NULL);
	buf_addf(&status, "%d", lot->status);
	xml_tree_new(t, detail, "statusProtocolo", buf_str(&status));
	buf_release(&status);
	xml_tree_new(t, detail, "numeroProtocolo", lot->protocol);
	xml_tree_new(t, detail, "numeroLote", lot->number);
	xml_tree_new(t, detail, "dataEnvioLote", lot->received);
	put_total(t, detail, "valorTotalLote", lot->value, denied, lot->value - lot->franchise - denied);
	struct xml_node *guides = xml_tree_new(t, detail, "guiasTISS", NULL);
	for (size_t i = 0; i < lot->nguides; i++) {
		struct xml_node *one = xml_tree_new(t, guides, lot->odonto ? "guiasOdonto" : "guiasMedicas", NULL);
		put_guide(t, one, "guias", &lot->guides[i], lot->odonto, is_judged(lot));
	}
}
