/*
 * gen-guides: write invented SP/SADT guides as CSV for lot-build to standard output, as many as asked for.
 *
 *	gen-guides GUIDES ITEMS >guias.csv
 *
 * ITEMS rows to a guide, one in six an expense. The same arguments give the same bytes; every lot made of them is clean.
 */
#include <stdio.h>
#include <stdlib.h>

static const char header[] =
	"tipoGuia,tipoItem,registroANS,numeroGuiaPrestador,numeroGuiaOperadora,dataAutorizacao,senha,dataValidadeSenha,"
	"numeroCarteira,atendimentoRN,contratadoSolicitante/cnpjContratado,nomeContratadoSolicitante,nomeProfissional,"
	"conselhoProfissional,profissionalSolicitante/numeroConselhoProfissional,profissionalSolicitante/UF,"
	"profissionalSolicitante/CBOS,dataSolicitacao,caraterAtendimento,indicacaoClinica,contratadoExecutante/cnpjContratado,"
	"CNES,tipoAtendimento,indicacaoAcidente,regimeAtendimento,dataExecucao,horaInicial,horaFinal,codigoTabela,"
	"codigoProcedimento,descricaoProcedimento,quantidadeExecutada,unidadeMedida,reducaoAcrescimo,valorUnitario,codigoDespesa\n";

static const char *const procedures[] = {
	"Hemograma com contagem de plaquetas ou frações", "Glicose - pesquisa e/ou dosagem", "Ureia - pesquisa e/ou dosagem",
	"Creatinina - pesquisa e/ou dosagem", "Colesterol total - pesquisa e/ou dosagem",
	"Tomografia computadorizada de crânio", "Radiografia de tórax - 2 incidências",
};

enum { PROCEDURES = sizeof procedures / sizeof *procedures, EXPENSE_EACH = 6 };

static void put_item(long guide, long item)
{
	const char *name = procedures[(guide + item) % PROCEDURES];
	int expense = item % EXPENSE_EACH == EXPENSE_EACH - 1;
	printf("sp-sadt,%s,331988,%ld,7%07ld,2026-07-05,A%07ld,2026-08-07,000000000%08ld,N,11444777000161,"
	       "Clínica Exemplo da Conceição,Ana Exemplo da Conceição,06,100001,35,225125,2026-07-04,1,Avaliação de rotina,"
	       "11222333000181,9999999,23,9,01,", expense ? "despesa" : "procedimento", 100000 + guide, guide, guide, guide);
	printf("2026-07-%02ld,%02ld:%02ld:00,%02ld:%02ld:00,%s,%08ld,%s,%ld,%s,1.00,%ld.%02ld,%s\n", 5 + item % 5, 8 + item % 8,
	       item % 60, 9 + item % 8, item % 60, expense ? "19" : "22", 40300000 + item * 11, name, 1 + item % 3,
	       expense ? "036" : "", 1 + (guide * 7 + item * 13) % 300, (guide + item * 31) % 100, expense ? "02" : "");
}

int main(int argc, char **argv)
{
	if (argc != 3) {
		fputs("usage: gen-guides GUIDES ITEMS >guias.csv\n", stderr);
		return 2;
	}
	long guides = strtol(argv[1], NULL, 10), items = strtol(argv[2], NULL, 10);
	fputs(header, stdout);
	for (long guide = 0; guide < guides; guide++)
		for (long item = 0; item < items; item++)
			put_item(guide, item);
	return fflush(stdout) == 0 ? 0 : 2;
}
