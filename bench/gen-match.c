/* gen-match N_ITEMS N_AUTHORISED DIR: invented guides and their authorisations for the measurements of guide-match, as DIR/guias.csv and
 * DIR/autorizacoes.csv: SP/SADT guides of four items on average, rows shuffled, one in eight items without its authorised line. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum { ITEMS_PER_GUIDE = 4 };

static uint64_t state = 88172645463325252u;

static uint64_t next_random(void)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state;
}

static uint32_t *shuffled(uint32_t n)
{
	uint32_t *order = malloc((size_t)n * sizeof *order);
	if (order == NULL)
		exit(2);
	for (uint32_t i = 0; i < n; i++)
		order[i] = i;
	for (uint32_t i = n; i > 1; i--) {
		uint32_t at = (uint32_t)(next_random() % i), kept = order[i - 1];
		order[i - 1] = order[at];
		order[at] = kept;
	}
	return order;
}

static FILE *create(const char *dir, const char *name)
{
	char path[4096];
	snprintf(path, sizeof path, "%s/%s", dir, name);
	FILE *f = fopen(path, "w");
	if (f == NULL) {
		perror(path);
		exit(2);
	}
	return f;
}

static void write_authorisations(FILE *f, uint32_t n)
{
	uint32_t *order = shuffled(n);
	fputs("numeroGuiaOperadora,senha,dataAutorizacao,dataValidadeSenha,statusSolicitacao,numeroCarteira,sequencialItem,codigoTabela,"
	      "codigoProcedimento,quantidadeAutorizada,quantidadePaga,valorPagar,valorReceber,nroGcrPag,nroGcrRec\n", f);
	for (uint32_t i = 0; i < n; i++) {
		uint32_t item = order[i], guide = item / ITEMS_PER_GUIDE;
		fprintf(f, "%08u,S%09u,2026-06-25,2026-12-31,1,%017u,%u,22,%08u,%u,,,,,\n", 90000000 + guide, guide, guide % 100000,
		        item % ITEMS_PER_GUIDE + 1, 40300000 + item * 7 % 3000, item % 8 == 7 ? 9 : item % 3 + 1);
	}
	free(order);
}

static void write_guides(FILE *f, uint32_t n, uint32_t authorised)
{
	uint32_t *order = shuffled(n);
	fputs("tipoGuia,tipoItem,numeroLote,cabecalho/origem/identificacaoPrestador/CNPJ,registroANS,numeroGuiaPrestador,senha,numeroCarteira,"
	      "sequencialItem,dataExecucao,codigoTabela,codigoProcedimento,descricaoProcedimento,quantidadeExecutada,valorUnitario,valorTotal\n", f);
	for (uint32_t i = 0; i < n; i++) {
		uint32_t item = order[i], guide = item / ITEMS_PER_GUIDE, wanted = item % authorised;
		uint32_t quantity = wanted % 3 + 1, cents = 1000 + item % 9000;
		fprintf(f, "sp-sadt,procedimento,%u,11222333000181,331988,%u,S%09u,%017u,%u,2026-07-05,22,%08u,Exame inventado %u,%u,%u.%02u,%u.%02u\n",
		        guide / 100 + 1, guide + 1, wanted / ITEMS_PER_GUIDE, wanted / ITEMS_PER_GUIDE % 100000,
		        item % ITEMS_PER_GUIDE + 1, 40300000 + wanted * 7 % 3000, wanted * 7 % 3000, quantity, cents / 100,
		        cents % 100, cents * quantity / 100, cents * quantity % 100);
	}
	free(order);
}

int main(int argc, char **argv)
{
	uint32_t items = argc == 4 ? (uint32_t)strtoul(argv[1], NULL, 10) : 0;
	uint32_t authorised = argc == 4 ? (uint32_t)strtoul(argv[2], NULL, 10) : 0;
	if (items == 0 || authorised == 0) {
		fputs("usage: gen-match ITEMS AUTHORISED DIR\n", stderr);
		return 2;
	}
	FILE *guides = create(argv[3], "guias.csv"), *auth = create(argv[3], "autorizacoes.csv");
	write_authorisations(auth, authorised);
	write_guides(guides, items, authorised);
	return fclose(guides) != 0 || fclose(auth) != 0 ? 2 : 0;
}
