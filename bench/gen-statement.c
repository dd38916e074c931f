/* Writes an invented Demonstrativo de Análise de Conta that adds up, for measuring: gen-statement GUIDES ITEMS [PROTOCOLS] */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static const char *const procedures[][2] = {
	{ "40304361", "Hemograma com contagem de plaquetas ou frações" }, { "40302040", "Glicose – pesquisa e/ou dosagem" },
	{ "40901122", "US – Abdome total" }, { "10101012", "Consulta em consultório (no horário normal ou preestabelecido)" },
	{ "41001079", "TC – Crânio ou sela túrcica ou órbitas" }, { "20103492", "Fisioterapia em avaliação & reavaliação ortopédica" },
};

static const char *const glosas[] = { "1818", "1801", "3052", "2505" };

struct sums {
	int64_t informed, released, denied;
};

static void money(const char *name, int64_t cents)
{
	printf("<ans:%s>%lld.%02lld</ans:%s>\n", name, (long long)(cents / 100), (long long)(cents % 100), name);
}

static void add(struct sums *to, const struct sums *from)
{
	to->informed += from->informed;
	to->released += from->released;
	to->denied += from->denied;
}

static void item(unsigned number, struct sums *guide)
{
	const char *const *p = procedures[rand() % 6];
	int64_t value = 500 + rand() % 40000, denied = rand() % 10 == 0 ? value : 0;
	printf("<ans:detalhesGuia>\n<ans:sequencialItem>%u</ans:sequencialItem>\n<ans:dataRealizacao>2026-07-%02d</ans:dataRealizacao>\n"
	       "<ans:procedimento>\n<ans:codigoTabela>22</ans:codigoTabela>\n<ans:codigoProcedimento>%s</ans:codigoProcedimento>\n", number,
	       1 + rand() % 28, p[0]);
	printf("<ans:descricaoProcedimento>");
	for (const char *c = p[1]; *c != '\0'; c++) { /* the text is UTF-8 */
		if (*c == '&')
			fputs("&amp;", stdout);
		else
			putchar(*c);
	}
	printf("</ans:descricaoProcedimento>\n</ans:procedimento>\n");
	money("valorInformado", value);
	printf("<ans:qtdExecutada>1.0000</ans:qtdExecutada>\n");
	money("valorProcessado", value);
	money("valorLiberado", value - denied);
	if (denied > 0) {
		printf("<ans:relacaoGlosa>\n");
		money("valorGlosa", denied);
		printf("<ans:tipoGlosa>%s</ans:tipoGlosa>\n</ans:relacaoGlosa>\n", glosas[rand() % 4]);
	}
	printf("</ans:detalhesGuia>\n");
	add(guide, &(struct sums){ value, value - denied, denied });
}

static void totals(const char *what, const struct sums *s)
{
	static const char *const names[] = { "valorInformado", "valorProcessado", "valorLiberado", "valorGlosa" };
	const int64_t values[] = { s->informed, s->informed, s->released, s->denied };
	char name[64];
	for (int i = 0; i < 4; i++) {
		snprintf(name, sizeof name, "%s%s", names[i], what);
		money(name, values[i]);
	}
}

static void guide(unsigned number, unsigned items, struct sums *protocol)
{
	struct sums own = { 0, 0, 0 };
	printf("<ans:relacaoGuias>\n<ans:numeroGuiaPrestador>%u</ans:numeroGuiaPrestador>\n<ans:numeroGuiaOperadora>9%07u</ans:numeroGuiaOperadora>\n"
	       "<ans:senha>S%06u</ans:senha>\n<ans:numeroCarteira>%017u</ans:numeroCarteira>\n<ans:dataInicioFat>2026-07-01</ans:dataInicioFat>\n"
	       "<ans:situacaoGuia>3</ans:situacaoGuia>\n", 1000 + number, number, number, number);
	for (unsigned i = 1; i <= items; i++)
		item(i, &own);
	totals("Guia", &own);
	printf("</ans:relacaoGuias>\n");
	add(protocol, &own);
}

int main(int argc, char **argv)
{
	unsigned guides = argc > 1 ? (unsigned)atoi(argv[1]) : 100, items = argc > 2 ? (unsigned)atoi(argv[2]) : 300;
	unsigned protocols = argc > 3 ? (unsigned)atoi(argv[3]) : 1;
	struct sums general = { 0, 0, 0 };
	srand(1);
	printf("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ans:mensagemTISS xmlns:ans=\"http://www.ans.gov.br/padroes/tiss/schemas\">\n<ans:cabecalho>\n"
	       "<ans:identificacaoTransacao><ans:tipoTransacao>DEMONSTRATIVO_ANALISE_CONTA</ans:tipoTransacao>"
	       "<ans:sequencialTransacao>1</ans:sequencialTransacao><ans:dataRegistroTransacao>2026-08-10</ans:dataRegistroTransacao>"
	       "<ans:horaRegistroTransacao>10:00:00</ans:horaRegistroTransacao></ans:identificacaoTransacao>"
	       "<ans:origem><ans:registroANS>999999</ans:registroANS></ans:origem><ans:destino><ans:identificacaoPrestador>"
	       "<ans:CNPJ>11222333000181</ans:CNPJ></ans:identificacaoPrestador></ans:destino><ans:Padrao>4.03.00</ans:Padrao>\n</ans:cabecalho>\n"
	       "<ans:operadoraParaPrestador>\n<ans:demonstrativosRetorno>\n<ans:demonstrativoAnaliseConta>\n<ans:cabecalhoDemonstrativo>"
	       "<ans:registroANS>999999</ans:registroANS><ans:numeroDemonstrativo>2026080001</ans:numeroDemonstrativo>"
	       "<ans:nomeOperadora>Operadora Exemplo de Saúde</ans:nomeOperadora><ans:numeroCNPJ>11444777000161</ans:numeroCNPJ>"
	       "<ans:dataEmissao>2026-08-10</ans:dataEmissao></ans:cabecalhoDemonstrativo>\n<ans:dadosPrestador><ans:dadosContratado>"
	       "<ans:cnpjContratado>11222333000181</ans:cnpjContratado></ans:dadosContratado><ans:CNES>0000123</ans:CNES></ans:dadosPrestador>\n"
	       "<ans:dadosConta>\n");
	for (unsigned p = 0; p < protocols; p++) {
		struct sums own = { 0, 0, 0 };
		printf("<ans:dadosProtocolo>\n<ans:numeroLotePrestador>%u</ans:numeroLotePrestador>\n<ans:numeroProtocolo>%u</ans:numeroProtocolo>\n"
		       "<ans:dataProtocolo>2026-07-31</ans:dataProtocolo>\n<ans:situacaoProtocolo>3</ans:situacaoProtocolo>\n", p + 1, 500 + p);
		for (unsigned g = 0; g < guides; g++)
			guide(p * guides + g, items, &own);
		totals("Protocolo", &own);
		printf("</ans:dadosProtocolo>\n");
		add(&general, &own);
	}
	printf("</ans:dadosConta>\n");
	totals("Geral", &general);
	printf("</ans:demonstrativoAnaliseConta>\n</ans:demonstrativosRetorno>\n</ans:operadoraParaPrestador>\n<ans:epilogo><ans:hash>"
	       "00000000000000000000000000000000</ans:hash></ans:epilogo>\n</ans:mensagemTISS>\n");
	return fflush(stdout) != 0;
}
