/* The answers of the web services as read, and what an exchange comes to. */
#include <stdlib.h>

#include "send/ws_call.h"

#include "unit.h"

struct text_source {
	const char *text;
	size_t at, len;
};

static ssize_t read_text(void *context, char *buffer, size_t n)
{
	struct text_source *s = context;
	n = n < s->len - s->at ? n : s->len - s->at;
	memcpy(buffer, s->text + s->at, n);
	s->at += n;
	return (ssize_t)n;
}

static void read_bytes(struct ws_answer *a, const char *text, size_t len)
{
	struct error err = ERROR_INIT;
	struct text_source source = { text, 0, len };
	struct xml_source xml = { .context = &source, .read = read_text };
	CHECK_INT(ws_answer_read(xml, "resposta", a, &err), 0);
	CHECK_STR(buf_str(&err.text), "");
	error_release(&err);
}

static void read_answer(struct ws_answer *a, const char *text)
{
	read_bytes(a, text, strlen(text));
}

#define ANS "xmlns:t='http://www.ans.gov.br/padroes/tiss/schemas'"
#define SOAP(body) "<?xml version='1.0' encoding='UTF-8'?><S:Envelope xmlns:S='http://schemas.xmlsoap.org/soap/envelope/'><S:Header/><S:Body>" \
	body "</S:Body></S:Envelope>"
#define HEAD "<t:cabecalho><t:falhaNegocio>5001</t:falhaNegocio><t:Padrao>4.03.00</t:Padrao></t:cabecalho>"
#define RECEIPT(protocol) "<t:protocoloRecebimentoWS " ANS ">" HEAD "<t:recebimentoLote><t:protocoloRecebimento>" \
	"<t:registroANS>331988</t:registroANS><t:numeroLote>12</t:numeroLote><t:dataEnvioLote>2026-07-20</t:dataEnvioLote><t:detalheProtocolo>" \
	protocol "<t:valorTotalProtocolo>150.00</t:valorTotalProtocolo><t:glosaProtocolo><t:motivosGlosa><t:motivoGlosa><t:codigoGlosa>1801" \
	"</t:codigoGlosa></t:motivoGlosa></t:motivosGlosa><t:vlGlosaProtocolo>10.50</t:vlGlosaProtocolo></t:glosaProtocolo><t:dadosGuiasProtocolo>" \
	"<t:dadosGuias><t:numeroGuiaPrestador>G1</t:numeroGuiaPrestador><t:numeroGuiaOperadora>O1</t:numeroGuiaOperadora><t:dadosBeneficiario>" \
	"<t:numeroCarteira>C1</t:numeroCarteira></t:dadosBeneficiario><t:vlInformadoGuia><t:valorProcessado>150.00</t:valorProcessado>" \
	"<t:valorGlosa>10.50</t:valorGlosa><t:valorLiberado>139.50</t:valorLiberado></t:vlInformadoGuia><t:procedimentosRealizados>" \
	"<t:procedimentoRealizado><t:glosasProcedimento><t:motivoGlosa><t:codigoGlosa>1702</t:codigoGlosa><t:descricaoGlosa>REPETIDO" \
	"</t:descricaoGlosa></t:motivoGlosa><t:valorGlosaProcedimento>10.50</t:valorGlosaProcedimento></t:glosasProcedimento>" \
	"</t:procedimentoRealizado><t:procedimentoRealizado/></t:procedimentosRealizados></t:dadosGuias></t:dadosGuiasProtocolo>" \
	"</t:detalheProtocolo></t:protocoloRecebimento></t:recebimentoLote><t:hash>00000000000000000000000000000000</t:hash></t:protocoloRecebimentoWS>"
#define NUMBER "<t:numeroProtocolo> 700000001\n</t:numeroProtocolo>"

static void test_receipt(void)
{
	struct ws_answer a;
	read_answer(&a, SOAP(RECEIPT(NUMBER)));
	CHECK_INT(a.kind, WS_RECEIPT);
	CHECK_STR(a.version, "4.03.00");
	CHECK_STR(a.business, "5001");
	CHECK(a.hash_given && !a.hash_right);
	if (CHECK_INT(a.nprotocols, 1)) {
		const struct ws_protocol *p = a.protocols;
		CHECK_STR(p->number, "700000001");
		CHECK_STR(p->lot, "12");
		CHECK_INT(p->amounts.informed, 15000);
		CHECK_INT(p->amounts.denied, 1050);
		CHECK(p->amounts.released == WS_NO_AMOUNT);
		CHECK_INT(p->nmotives, 1);
		CHECK_STR(p->motives[0].code, "1801");
		CHECK_INT(p->nguides, 1);
		CHECK_STR(p->guides[0].provider_number, "G1");
		CHECK_STR(p->guides[0].card, "C1");
		CHECK_INT(p->guides[0].amounts.released, 13950);
		CHECK_INT(p->guides[0].items, 2);
		CHECK_INT(p->guides[0].items_denied, 1);
		CHECK_STR(p->guides[0].motives[0].text, "REPETIDO");
		CHECK_INT(p->guides[0].motives[0].amount, 1050);
	}
	ws_answer_release(&a);
}

static void test_prefixes_and_wrappings(void)
{
	static const char *const answers[] = {
		RECEIPT(NUMBER),
		"<protocoloRecebimentoWS xmlns='http://www.ans.gov.br/padroes/tiss/schemas'><recebimentoLote><protocoloRecebimento><detalheProtocolo>"
		"<numeroProtocolo>700000001</numeroProtocolo></detalheProtocolo></protocoloRecebimento></recebimentoLote></protocoloRecebimentoWS>",
		"<e:Envelope xmlns:e='http://www.w3.org/2003/05/soap-envelope'><e:Body>" RECEIPT(NUMBER) "</e:Body></e:Envelope>",
		"\xef\xbb\xbf" SOAP(RECEIPT(NUMBER)),
		"<t:mensagemTISS " ANS "><t:operadoraParaPrestador><t:recebimentoLote><t:protocoloRecebimento><t:detalheProtocolo>" NUMBER
		"</t:detalheProtocolo></t:protocoloRecebimento></t:recebimentoLote></t:operadoraParaPrestador></t:mensagemTISS>",
	};
	for (size_t i = 0; i < sizeof answers / sizeof answers[0]; i++) {
		struct ws_answer a;
		read_answer(&a, answers[i]);
		CHECK_INT(a.kind, WS_RECEIPT);
		CHECK(a.nprotocols == 1 && strcmp(a.protocols[0].number, "700000001") == 0);
		ws_answer_release(&a);
	}
}

static void test_errors(void)
{
	struct ws_answer a;
	read_answer(&a, SOAP("<protocoloRecebimentoWS><recebimentoLote><mensagemErro><codigoGlosa>3268</codigoGlosa><descricaoGlosa>NÚMERO DE LOTE"
	                     " JÁ INFORMADO</descricaoGlosa></mensagemErro></recebimentoLote></protocoloRecebimentoWS>"));
	CHECK_INT(a.kind, WS_ERROR);
	CHECK_INT(a.nmotives, 1);
	CHECK_STR(a.motives[0].code, "3268");
	CHECK_STR(a.motives[0].text, "NÚMERO DE LOTE JÁ INFORMADO");
	CHECK(!a.hash_given);
	ws_answer_release(&a);
	read_answer(&a, SOAP("<situacaoProtocoloWS><situacaoProtocolo><situacaoDoProtocolo><lote><mensagemErro><codigoGlosa>5001</codigoGlosa>"
	                     "</mensagemErro></lote></situacaoDoProtocolo></situacaoProtocolo></situacaoProtocoloWS>"));
	CHECK_INT(a.kind, WS_ERROR);
	ws_answer_release(&a);
}

static void test_situation(void)
{
	struct ws_answer a;
	read_answer(&a, SOAP("<situacaoProtocoloWS><situacaoProtocolo><situacaoDoProtocolo><lote><detalheLote><statusProtocolo>10</statusProtocolo>"
	                     "<numeroProtocolo>7</numeroProtocolo><numeroLote>12</numeroLote><valorTotalLote><valorProcessado>3.00</valorProcessado>"
	                     "<valorGlosa>1</valorGlosa><valorLiberado>2.0</valorLiberado></valorTotalLote><guiasTISS><guiasOdonto><guias>"
	                     "<numeroGuiaPrestador>1</numeroGuiaPrestador><numeroCarteira>C</numeroCarteira></guias></guiasOdonto><guiasOdonto><guias>"
	                     "<numeroGuiaPrestador>2</numeroGuiaPrestador></guias></guiasOdonto></guiasTISS></detalheLote></lote>"
	                     "</situacaoDoProtocolo></situacaoProtocolo></situacaoProtocoloWS>"));
	CHECK_INT(a.kind, WS_SITUATION);
	CHECK_INT(a.protocols[0].status, 10);
	CHECK_INT(a.protocols[0].amounts.released, 200);
	CHECK_INT(a.protocols[0].nguides, 2);
	CHECK_STR(a.protocols[0].guides[0].card, "C");
	CHECK_STR(a.protocols[0].guides[1].provider_number, "2");
	ws_answer_release(&a);
}

static void test_statements(void)
{
	struct ws_answer a;
	read_answer(&a, SOAP("<demonstrativoRetornoWS><demonstrativoRetorno><demonstrativoAnaliseConta><dadosConta><dadosProtocolo>"
	                     "<numeroLotePrestador>12</numeroLotePrestador><numeroProtocolo>7</numeroProtocolo><GlosaProtocolo><codigoGlosa>1</codigoGlosa>"
	                     "</GlosaProtocolo><situacaoProtrocolo>5</situacaoProtrocolo><relacaoGuias><numeroGuiaPrestador>1</numeroGuiaPrestador>"
	                     "<motivoGlosaGuia><codigoGlosa>2</codigoGlosa></motivoGlosaGuia><situacaoGuia>5</situacaoGuia><detalhesGuia><relacaoGlosa>"
	                     "<valorGlosa>1.00</valorGlosa><tipoGlosa>1702</tipoGlosa></relacaoGlosa><relacaoGlosa><valorGlosa>2.00</valorGlosa>"
	                     "<tipoGlosa/></relacaoGlosa></detalhesGuia><detalhesGuia><relacaoGlosa><valorGlosa>0.00</valorGlosa><tipoGlosa/></relacaoGlosa>"
	                     "</detalhesGuia><valorInformadoGuia>10.00</valorInformadoGuia></relacaoGuias></dadosProtocolo></dadosConta>"
	                     "</demonstrativoAnaliseConta><demonstrativoPagamento><pagamentos><pagamentosPorData><dadosPagamento>"
	                     "<dataPagamento>2026-08-19</dataPagamento></dadosPagamento><dadosResumo><relacaoProtocolos><numeroProtocolo>8</numeroProtocolo>"
	                     "<numeroLote>13</numeroLote><valorLiberado>9.99</valorLiberado><guiasDoLote><numeroGuiaPrestador>5</numeroGuiaPrestador>"
	                     "<valorGlosaGuia>0.01</valorGlosaGuia></guiasDoLote></relacaoProtocolos></dadosResumo></pagamentosPorData></pagamentos>"
	                     "</demonstrativoPagamento></demonstrativoRetorno></demonstrativoRetornoWS>"));
	CHECK_INT(a.kind, WS_STATEMENTS);
	if (CHECK_INT(a.nprotocols, 2)) {
		CHECK_INT(a.protocols[0].status, 5);
		CHECK_INT(a.protocols[0].nmotives, 1);
		CHECK_INT(a.protocols[0].guides[0].nmotives, 4);
		CHECK_INT(a.protocols[0].guides[0].items, 2);
		CHECK_INT(a.protocols[0].guides[0].items_denied, 1);
		CHECK(!a.protocols[0].payment && a.protocols[1].payment);
		CHECK_STR(a.protocols[1].payment_date, "2026-08-19");
		CHECK_INT(a.protocols[1].amounts.released, 999);
		CHECK_INT(a.protocols[1].guides[0].amounts.denied, 1);
	}
	ws_answer_release(&a);
	read_answer(&a, SOAP("<demonstrativoRetornoWS><demonstrativoRetorno><situacaoDemonstrativoRetorno><numeroProtocolo>7</numeroProtocolo>"
	                     "<situacaoDemonstrativo>2</situacaoDemonstrativo></situacaoDemonstrativoRetorno></demonstrativoRetorno></demonstrativoRetornoWS>"));
	CHECK_INT(a.kind, WS_PREPARING);
	CHECK_INT(a.protocols[0].status, 2);
	ws_answer_release(&a);
}

#define FAULT(code, detail) SOAP("<S:Fault><faultcode>S:" code "</faultcode><faultstring>algo</faultstring>" detail "</S:Fault>")
#define TISS_FAULT(kind) "<detail><t:tissFaultWS " ANS "><t:tissFault>" kind "</t:tissFault></t:tissFaultWS></detail>"

static void test_faults(void)
{
	struct ws_answer a;
	read_answer(&a, FAULT("Client", TISS_FAULT("LoginInvalido")));
	CHECK_INT(a.kind, WS_FAULT);
	CHECK_INT(a.fault, WS_FAULT_LOGIN_INVALIDO);
	CHECK_STR(a.fault_text, "LoginInvalido");
	ws_answer_release(&a);
	read_answer(&a, FAULT("Client.Authentication", ""));
	CHECK(a.fault == WS_FAULT_OTHER && a.fault_of_client);
	CHECK_STR(a.fault_text, "algo");
	ws_answer_release(&a);
	read_answer(&a, FAULT("Clientes", TISS_FAULT("NovaFalha")));
	CHECK(a.fault == WS_FAULT_OTHER && !a.fault_of_client);
	ws_answer_release(&a);
	read_answer(&a, SOAP("<t:tissFaultWS " ANS "><t:tissFault>ErroInesperadoServidor</t:tissFault></t:tissFaultWS>"));
	CHECK_INT(a.fault, WS_FAULT_ERRO_INESPERADO);
	ws_answer_release(&a);
}

static void unreadable(const char *text, size_t len)
{
	struct ws_answer a;
	read_bytes(&a, text, len);
	CHECK_INT(a.kind, WS_UNREADABLE);
	CHECK(a.reason[0] != '\0');
	ws_answer_release(&a);
}

static void test_hostile_answers(void)
{
	static const char *const texts[] = {
		"", " ", "isto não é XML", "<html><body>Sistema em manutenção<br></html>", "<a>", SOAP(""), SOAP("<x/>"),
		"<Envelope/>", "<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>", "<?xml version='1.0' encoding='UTF-16'?><x/>", "\xff\xfe<\0x",
		SOAP(RECEIPT("")), SOAP(RECEIPT("<t:numeroProtocolo> </t:numeroProtocolo>")), "<protocoloRecebimentoWS/>",
		SOAP("<situacaoProtocoloWS><situacaoProtocolo/></situacaoProtocoloWS>"), SOAP("<demonstrativoRetornoWS><demonstrativoRetorno/></demonstrativoRetornoWS>"),
		SOAP("<t:protocoloRecebimentoWS " ANS "><t:recebimentoLote>"),
	};
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
		unreadable(texts[i], strlen(texts[i]));
	static const char whole[] = SOAP(RECEIPT(NUMBER));
	for (size_t len = 0; len < sizeof whole - 1; len += 7)
		unreadable(whole, len); /* cut short anywhere, it says nothing */
	struct buf deep = BUF_INIT;
	for (int i = 0; i < 100000; i++)
		buf_adds(&deep, "<a>");
	unreadable(deep.data, deep.len);
	buf_release(&deep);
}

static enum ws_outcome judge(enum soap_outcome outcome, long status, const char *text, enum ws_service service)
{
	struct soap_result soap = SOAP_RESULT_INIT;
	struct buf reason = BUF_INIT;
	struct ws_answer a;
	read_answer(&a, text);
	soap.outcome = outcome;
	soap.http_status = status;
	enum ws_outcome result = ws_judge(&soap, &a, service, &reason);
	CHECK((result == WS_ANSWERED) == (reason.len == 0) || outcome != SOAP_ANSWERED);
	ws_answer_release(&a);
	buf_release(&reason);
	return result;
}

/* lots.md, "Sending", items 2 to 4. */
static void test_outcomes(void)
{
	static const char good[] = SOAP(RECEIPT(NUMBER)), none[] = "";
	CHECK_INT(judge(SOAP_NOT_SENT, 0, none, WS_LOT), WS_NOT_SENT);
	CHECK_INT(judge(SOAP_UNKNOWN, 0, none, WS_LOT), WS_UNCERTAIN);
	for (long status = 200; status < 600; status += 50)
		CHECK_INT(judge(SOAP_ANSWERED, status, good, WS_LOT), WS_ANSWERED); /* a SOAP answer, whatever the HTTP status */
	CHECK_INT(judge(SOAP_ANSWERED, 302, none, WS_LOT), WS_REFUSED);
	CHECK_INT(judge(SOAP_ANSWERED, 404, "<html/>", WS_LOT), WS_REFUSED);
	CHECK_INT(judge(SOAP_ANSWERED, 499, none, WS_LOT), WS_REFUSED);
	CHECK_INT(judge(SOAP_ANSWERED, 200, none, WS_LOT), WS_UNCERTAIN);
	CHECK_INT(judge(SOAP_ANSWERED, 500, none, WS_LOT), WS_UNCERTAIN);
	CHECK_INT(judge(SOAP_ANSWERED, 503, "<html/>", WS_LOT), WS_UNCERTAIN);
	CHECK_INT(judge(SOAP_ANSWERED, 500, FAULT("Client", TISS_FAULT("HashInvalido")), WS_LOT), WS_ANSWERED);
	CHECK_INT(judge(SOAP_ANSWERED, 500, FAULT("Client", TISS_FAULT("ErroInesperadoServidor")), WS_LOT), WS_UNCERTAIN);
	CHECK_INT(judge(SOAP_ANSWERED, 500, FAULT("Client", ""), WS_LOT), WS_ANSWERED);
	CHECK_INT(judge(SOAP_ANSWERED, 500, FAULT("Server", ""), WS_LOT), WS_UNCERTAIN);
	CHECK_INT(judge(SOAP_ANSWERED, 200, good, WS_STATUS), WS_UNCERTAIN);
	CHECK_INT(judge(SOAP_ANSWERED, 200, SOAP("<situacaoProtocoloWS><situacaoProtocolo><mensagemErro><codigoGlosa>1</codigoGlosa></mensagemErro>"
	                                         "</situacaoProtocolo></situacaoProtocoloWS>"), WS_LOT), WS_UNCERTAIN);
}

int main(void)
{
	UNIT_RUN(test_receipt);
	UNIT_RUN(test_prefixes_and_wrappings);
	UNIT_RUN(test_errors);
	UNIT_RUN(test_situation);
	UNIT_RUN(test_statements);
	UNIT_RUN(test_faults);
	UNIT_RUN(test_hostile_answers);
	UNIT_RUN(test_outcomes);
	return unit_done();
}
