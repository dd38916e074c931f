#include <string.h>

#include "base/buf.h"
#include "fmt/money.h"
#include "sim/sim_answer.h"
#include "sim/sim_tree.h"

static const char unknown_cnes[] = "9999999"; /* the standard's code for a provider without CNES */
static const char some_cnpj[] = "11222333000181"; /* of nobody: where a form must have one and the lot does not say */

struct sums {
	int64_t informed, franchise, denied, released;
};

static struct sums sums_of(const struct sim_lot *lot)
{
	return (struct sums){ lot->value, lot->franchise, lot->denied, lot->value - lot->franchise - lot->denied };
}

static struct sums sums_of_all(const struct sim_lot *const lots[], size_t n)
{
	struct sums all = { 0, 0, 0, 0 };
	for (size_t i = 0; i < n; i++) {
		struct sums s = sums_of(lots[i]);
		all.informed += s.informed;
		all.franchise += s.franchise;
		all.denied += s.denied;
		all.released += s.released;
	}
	return all;
}

static void put_number(struct xml_tree *t, struct xml_node *node, const char *name, int number)
{
	struct buf text = BUF_INIT;
	buf_addf(&text, "%d", number);
	xml_tree_new(t, node, name, buf_str(&text));
	buf_release(&text);
}

/* Four amounts under the names that a level of a statement has for them. */
static void put_sums(struct xml_tree *t, struct xml_node *node, const char *const names[4], const struct sums *s)
{
	sim_put_amount(t, node, names[0], s->informed);
	sim_put_amount(t, node, names[1], s->informed); /* processado = informado: no rule of ours changes it */
	sim_put_amount(t, node, names[2], s->released);
	sim_put_amount(t, node, names[3], s->denied);
}

void sim_answer_preparing(struct xml_tree *t, const struct sim_letter *l, const struct sim_lot *lot, const char *request, int kind)
{
	struct xml_node *body = sim_begin(t, l, "demonstrativoRetornoWS", "DEMONSTRATIVO_ANALISE_CONTA", "demonstrativoRetorno");
	struct xml_node *to = xml_tree_new(t, body, "situacaoDemonstrativoRetorno", NULL);
	xml_tree_new(t, to, "identificacaoOperadora", l->registro);
	sim_put_contractor(t, to, "dadosPrestador", &lot->provider);
	xml_tree_new(t, to, "numeroProtocolo", lot->protocol);
	xml_tree_new(t, to, "protocoloSolicitacaoDemonstrativo", request);
	put_number(t, to, "tipoDemonstrativo", kind);
	xml_tree_new(t, to, "dataSituacaoDemonstrativo", l->date);
	put_number(t, to, "situacaoDemonstrativo", lot->status);
}

/* ct_demonstrativoCabecalho; the statement's number is the answer's. */
static void put_head(struct xml_tree *t, struct xml_node *node, const struct sim_letter *l)
{
	struct xml_node *head = xml_tree_new(t, node, "cabecalhoDemonstrativo", NULL);
	xml_tree_new(t, head, "registroANS", l->registro);
	xml_tree_new(t, head, "numeroDemonstrativo", l->sequence);
	xml_tree_new(t, head, "nomeOperadora", l->operator_name);
	xml_tree_new(t, head, "numeroCNPJ", l->operator_cnpj);
	xml_tree_new(t, head, "dataEmissao", l->date);
}

static const char *cnes_of(const struct sim_lot *lot)
{
	return *lot->provider.cnes != '\0' ? lot->provider.cnes : unknown_cnes;
}

static void put_procedure(struct xml_tree *t, struct xml_node *node, const struct sim_item *item)
{
	struct xml_node *to = xml_tree_new(t, node, "procedimento", NULL);
	xml_tree_new(t, to, "codigoTabela", item->table);
	xml_tree_new(t, to, "codigoProcedimento", item->code);
	xml_tree_new(t, to, "descricaoProcedimento", item->description);
}

/* ---- Demonstrativo de Análise de Conta ---- */

static void put_analysed_item(struct xml_tree *t, struct xml_node *guide, const struct sim_item *item)
{
	struct xml_node *to = xml_tree_new(t, guide, "detalhesGuia", NULL);
	struct buf quantity = BUF_INIT;
	xml_tree_new(t, to, "sequencialItem", item->sequence);
	xml_tree_new(t, to, "dataRealizacao", item->date);
	put_procedure(t, to, item);
	sim_put(t, to, "grauParticipacao", item->participation);
	sim_put_amount(t, to, "valorInformado", item->value);
	money_add(&quantity, item->quantity, 4);
	xml_tree_new(t, to, "qtdExecutada", buf_str(&quantity));
	buf_release(&quantity);
	sim_put_amount(t, to, "valorProcessado", item->value);
	sim_put_amount(t, to, "valorLiberado", item->value - item->franchise - item->denied);
	if (item->denied > 0) {
		struct xml_node *glosa = xml_tree_new(t, to, "relacaoGlosa", NULL);
		sim_put_amount(t, glosa, "valorGlosa", item->denied);
		xml_tree_new(t, glosa, "tipoGlosa", item->glosa);
	}
}

static void put_analysed_guide(struct xml_tree *t, struct xml_node *protocol, const struct sim_lot *lot, const struct sim_guide *g)
{
	static const char *const names[] = { "valorInformadoGuia", "valorProcessadoGuia", "valorLiberadoGuia", "valorGlosaGuia" };
	struct xml_node *to = xml_tree_new(t, protocol, "relacaoGuias", NULL);
	xml_tree_new(t, to, "numeroGuiaPrestador", g->number);
	sim_put(t, to, "numeroGuiaOperadora", g->operator_number);
	sim_put(t, to, "senha", g->password);
	xml_tree_new(t, to, "nomeBeneficiario", *g->beneficiary != '\0' ? g->beneficiary : "BENEFICIARIO"); /* before 4.00.00 */
	xml_tree_new(t, to, "numeroCarteira", g->card);
	xml_tree_new(t, to, "dataInicioFat", *g->start != '\0' ? g->start : lot->received);
	sim_put(t, to, "dataFimFat", g->end);
	if (*g->glosa != '\0')
		sim_put_motive(t, to, "motivoGlosaGuia", g->glosa);
	put_number(t, to, "situacaoGuia", lot->status);
	for (size_t i = 0; i < g->nitems; i++)
		put_analysed_item(t, to, &g->items[i]);
	struct sums s = { g->value, g->franchise, g->denied, g->value - g->franchise - g->denied };
	put_sums(t, to, names, &s);
}

static void put_analysed_lot(struct xml_tree *t, struct xml_node *account, const struct sim_lot *lot)
{
	static const char *const names[] = { "valorInformadoProtocolo", "valorProcessadoProtocolo", "valorLiberadoProtocolo",
	                                     "valorGlosaProtocolo" };
	struct xml_node *to = xml_tree_new(t, account, "dadosProtocolo", NULL);
	xml_tree_new(t, to, "numeroLotePrestador", lot->number);
	xml_tree_new(t, to, "numeroProtocolo", lot->protocol);
	xml_tree_new(t, to, "dataProtocolo", lot->received);
	put_number(t, to, "situacaoProtocolo", lot->status);
	put_number(t, to, "situacaoProtrocolo", lot->status); /* its name in 3.02.00 and 3.02.01 */
	for (size_t i = 0; i < lot->nguides; i++)
		put_analysed_guide(t, to, lot, &lot->guides[i]);
	struct sums s = sums_of(lot);
	put_sums(t, to, names, &s);
}

void sim_answer_analysis(struct xml_tree *t, const struct sim_letter *l, const struct sim_lot *const lots[], size_t n)
{
	static const char *const names[] = { "valorInformadoGeral", "valorProcessadoGeral", "valorLiberadoGeral", "valorGlosaGeral" };
	struct xml_node *body = sim_begin(t, l, "demonstrativoRetornoWS", "DEMONSTRATIVO_ANALISE_CONTA", "demonstrativoRetorno");
	struct xml_node *to = xml_tree_new(t, body, "demonstrativoAnaliseConta", NULL);
	put_head(t, to, l);
	struct xml_node *provider = xml_tree_new(t, to, "dadosPrestador", NULL);
	sim_put_contractor(t, provider, "dadosContratado", &lots[0]->provider);
	xml_tree_new(t, provider, "CNES", cnes_of(lots[0]));
	struct xml_node *account = xml_tree_new(t, to, "dadosConta", NULL);
	for (size_t i = 0; i < n; i++)
		put_analysed_lot(t, account, lots[i]);
	struct sums s = sums_of_all(lots, n);
	put_sums(t, to, names, &s);
}

/* ---- Demonstrativo de Pagamento ---- */

static void put_paid_lot(struct xml_tree *t, struct xml_node *list, const struct sim_lot *lot)
{
	static const char *const names[] = { "valorInformado", "valorProcessado", "valorLiberado", "valorGlosa" };
	struct xml_node *to = xml_tree_new(t, list, "relacaoProtocolos", NULL);
	xml_tree_new(t, to, "dataProtocolo", lot->received);
	xml_tree_new(t, to, "numeroProtocolo", lot->protocol);
	xml_tree_new(t, to, "numeroLote", lot->number);
	struct sums s = sums_of(lot);
	put_sums(t, to, names, &s);
	for (size_t i = 0; i < lot->nguides; i++) {
		const struct sim_guide *g = &lot->guides[i];
		struct xml_node *guide = xml_tree_new(t, to, "guiasDoLote", NULL); /* from 4.00.00 on */
		xml_tree_new(t, guide, "numeroGuiaPrestador", g->number);
		sim_put(t, guide, "numeroGuiaOperadora", g->operator_number);
		sim_put(t, guide, "senha", g->password);
		xml_tree_new(t, guide, "tipoPagamento", "1");
		sim_put_amount(t, guide, "valorProcessadoGuia", g->value);
		sim_put_amount(t, guide, "valorLiberadoGuia", g->value - g->franchise - g->denied);
		sim_put_amount(t, guide, "valorGlosaGuia", g->denied);
	}
}

void sim_answer_payment(struct xml_tree *t, const struct sim_letter *l, const struct sim_lot *const lots[], size_t n)
{
	static const char *const by_date[] = { "totalInformadoPorData", "totalProcessadoPorData", "totaLiberadoPorData", "totalGlosaPorData" };
	static const char *const gross[] = { "valorInformadoBruto", "valorProcessadoBruto", "valorLiberadoBruto", "valorGlosaBruto" };
	struct xml_node *body = sim_begin(t, l, "demonstrativoRetornoWS", "DEMONSTRATIVO_PAGAMENTO", "demonstrativoRetorno");
	struct xml_node *to = xml_tree_new(t, body, "demonstrativoPagamento", NULL);
	struct sums s = sums_of_all(lots, n);
	put_head(t, to, l);
	struct xml_node *provider = xml_tree_new(t, to, "dadosContratado", NULL);
	sim_put_contractor(t, provider, "dadosPrestador", &lots[0]->provider);
	xml_tree_new(t, provider, "CNES", cnes_of(lots[0]));
	struct xml_node *date = xml_tree_add(t, to, "pagamentos/pagamentosPorData", NULL);
	struct xml_node *how = xml_tree_new(t, date, "dadosPagamento", NULL);
	xml_tree_new(t, how, "dataPagamento", l->payment_date);
	xml_tree_new(t, how, "formaPagamento", "1");
	struct xml_node *list = xml_tree_new(t, date, "dadosResumo", NULL);
	for (size_t i = 0; i < n; i++)
		put_paid_lot(t, list, lots[i]);
	put_sums(t, xml_tree_new(t, date, "totaisBrutosPorData", NULL), by_date, &s);
	struct xml_node *net = xml_tree_new(t, date, "totaisLiquidosPorData", NULL);
	sim_put_amount(t, net, "totalDebitosPorData", 0);
	sim_put_amount(t, net, "totalCreditosPorData", 0);
	sim_put_amount(t, net, "liquidoPorData", s.released);
	struct xml_node *totals = xml_tree_new(t, to, "totaisDemonstrativo", NULL);
	put_sums(t, xml_tree_new(t, totals, "totaisBrutosDemonstrativo", NULL), gross, &s);
	net = xml_tree_new(t, totals, "totaisLiquidosDemonstrativo", NULL);
	sim_put_amount(t, net, "totalDebitosDemonstrativo", 0);
	sim_put_amount(t, net, "totalCreditosdemonstrativo", 0);
	sim_put_amount(t, net, "valorLiberadoDemonstrativo", s.released);
}

/* ---- the same of odontologia ---- */

/* Five amounts, NAMES in the order informed, processed, denied, franchise, released. */
static void put_five(struct xml_tree *t, struct xml_node *node, const char *const names[5], const struct sums *s)
{
	sim_put_amount(t, node, names[0], s->informed);
	sim_put_amount(t, node, names[1], s->informed);
	sim_put_amount(t, node, names[2], s->denied);
	sim_put_amount(t, node, names[3], s->franchise);
	sim_put_amount(t, node, names[4], s->released);
}

static void put_odonto_item(struct xml_tree *t, struct xml_node *guide, const struct sim_item *item)
{
	static const char *const names[] = { "valorInformado", "valorProcessado", "valorGlosaEstorno", "valorFranquia", "valorLiberado" };
	struct xml_node *to = xml_tree_new(t, guide, "dadosPagamento", NULL);
	xml_tree_new(t, to, "sequencialItem", item->sequence);
	put_procedure(t, to, item);
	if (*item->tooth != '\0' || *item->region != '\0')
		xml_tree_add(t, to, *item->tooth != '\0' ? "denteRegiao/codDente" : "denteRegiao/codRegiao",
		             *item->tooth != '\0' ? item->tooth : item->region);
	sim_put(t, to, "denteFace", item->face);
	xml_tree_new(t, to, "dataRealizacao", item->date);
	put_number(t, to, "qtdProc", (int)(item->quantity / 10000));
	struct sums s = { item->value, item->franchise, item->denied, item->value - item->franchise - item->denied };
	put_five(t, to, names, &s);
	if (item->denied > 0)
		xml_tree_new(t, to, "codigosGlosa", item->glosa);
}

static void put_odonto_lot(struct xml_tree *t, struct xml_node *date, const struct sim_lot *lot)
{
	static const char *const of_guide[] = { "valorTotalInformadoGuia", "valorTotalProcessadoGuia", "valorTotalGlosaGuia",
	                                        "valorTotalFranquiaGuia", "valorTotalLiberadoGuia" };
	static const char *const of_protocol[] = { "valorTotalInformadoPorProtocolo", "valorTotalProcessadoPorProtocolo",
	                                           "valorTotalGlosaPorProtocolo", "valorTotalFranquiaPorProtocolo",
	                                           "valorTotalLiberadoPorProtocolo" };
	struct xml_node *to = xml_tree_new(t, date, "protocolos", NULL);
	xml_tree_new(t, to, "numeroLote", lot->number);
	xml_tree_new(t, to, "numeroProtocolo", lot->protocol);
	for (size_t i = 0; i < lot->nguides; i++) {
		const struct sim_guide *g = &lot->guides[i];
		struct xml_node *guide = xml_tree_new(t, to, "dadosPagamentoGuia", NULL);
		xml_tree_new(t, guide, "numeroGuiaPrestador", g->number);
		sim_put(t, guide, "numeroGuiaOperadora", g->operator_number);
		xml_tree_new(t, guide, "recurso", "N");
		xml_tree_new(t, guide, "nomeExecutante", *g->professional != '\0' ? g->professional : "PROFISSIONAL");
		xml_tree_new(t, guide, "carteiraBeneficiario", g->card);
		xml_tree_new(t, guide, "nomeBeneficiario", *g->beneficiary != '\0' ? g->beneficiary : "BENEFICIARIO"); /* before 4.00.00 */
		for (size_t k = 0; k < g->nitems; k++)
			put_odonto_item(t, guide, &g->items[k]);
		struct sums s = { g->value, g->franchise, g->denied, g->value - g->franchise - g->denied };
		put_five(t, guide, of_guide, &s);
	}
	struct sums s = sums_of(lot);
	put_five(t, xml_tree_new(t, to, "totaisPorProtocolo", NULL), of_protocol, &s);
}

static void put_odonto_head(struct xml_tree *t, struct xml_node *to, const struct sim_letter *l, const struct sim_provider *who)
{
	struct xml_node *head = xml_tree_new(t, to, "cabecalhoDemonstrativoOdonto", NULL);
	bool person = strcmp(who->kind, "CPF") == 0, company = strcmp(who->kind, "CNPJ") == 0;
	xml_tree_new(t, head, "registroANS", l->registro);
	xml_tree_new(t, head, "numeroDemonstrativo", l->sequence);
	xml_tree_new(t, head, "nomeOperadora", l->operator_name);
	xml_tree_new(t, head, "cnpjOper", l->operator_cnpj);
	struct xml_node *period = xml_tree_new(t, head, "periodoProc", NULL);
	xml_tree_new(t, period, "datainicio", l->date);
	xml_tree_new(t, period, "datafim", l->date);
	struct xml_node *provider = xml_tree_new(t, to, "dadosPrestador", NULL);
	xml_tree_new(t, provider, "codigoPrestador", who->value);
	xml_tree_new(t, provider, "nomePrestador", *who->name != '\0' ? who->name : "PRESTADOR");
	xml_tree_add(t, provider, person ? "cpfCNPJContratado/cpfContratado" : "cpfCNPJContratado/cnpjPrestador",
	             person || company ? who->value : some_cnpj);
}

void sim_answer_payment_odonto(struct xml_tree *t, const struct sim_letter *l, const struct sim_lot *const lots[], size_t n)
{
	static const char *const by_date[] = { "valorBrutonformadoPorData", "valorBrutoProcessadoPorData", "valorBrutoGlosaPorData",
	                                       "valorBrutoFranquiaPorData", "valorBrutoLiberadoPorData" };
	static const char *const gross[] = { "valorInformadoPorDemonstrativoData", "valorlProcessadoPorDemonstrativo",
	                                     "valorlGlosaPorDemonstrativo", "valoFranquiaPorDemonstrativo", "valorLiberadoPorDemonstrativo" };
	struct xml_node *body = sim_begin(t, l, "demonstrativoRetornoWS", "DEMONSTRATIVO_ODONTOLOGIA", "demonstrativoRetorno");
	struct xml_node *to = xml_tree_new(t, body, "demonstrativoPagamentoOdonto", NULL);
	struct sums s = sums_of_all(lots, n);
	put_odonto_head(t, to, l, &lots[0]->provider);
	struct xml_node *date = xml_tree_new(t, to, "dadosPagamentoPorData", NULL);
	xml_tree_add(t, date, "dadosPagamento/dataPagamento", l->payment_date);
	for (size_t i = 0; i < n; i++)
		put_odonto_lot(t, date, lots[i]);
	put_five(t, xml_tree_new(t, date, "totaisPorData", NULL), by_date, &s);
	struct xml_node *net = xml_tree_new(t, date, "totalLiquidoPorData", NULL);
	sim_put_amount(t, net, "valorTotalDebitosPorData", 0);
	sim_put_amount(t, net, "valorTotalCreditosPorData", 0);
	sim_put_amount(t, net, "valorFinalAReceberPorData", s.released);
	put_five(t, xml_tree_new(t, to, "totaisBrutoDemonstrativo", NULL), gross, &s);
	sim_put_amount(t, to, "totalDebitosDemonstativo", 0);
	sim_put_amount(t, to, "totalCreditosDemonstrativo", 0);
	sim_put_amount(t, to, "valorRecebidoDemonstrativo", s.released);
}
