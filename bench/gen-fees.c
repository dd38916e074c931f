/*
 * gen-fees: terms, beneficiaries and prices of an invented operator, for billing-calc.
 *
 * cc -std=c11 -O2 -o build/bench/gen-fees bench/gen-fees.c
 *
 *	gen-fees DIR TERMS BENEFICIARIES
 *
 * Writes DIR/termos.csv, DIR/beneficiarios.csv (as many to each term, all billed up to the month before 202610) and DIR/precos.csv: 20
 * plans, each with three modules that everybody has, in ten age bands.
 */
#include <stdio.h>
#include <stdlib.h>

enum { PLANS = 20, MODULES = 3, BANDS = 10 };

static FILE *create(const char *dir, const char *name)
{
	char path[4096];
	snprintf(path, sizeof path, "%s/%s", dir, name);
	FILE *file = fopen(path, "w");
	if (file == NULL) {
		perror(path);
		exit(2);
	}
	return file;
}

static void finish(FILE *file)
{
	if (fclose(file) != 0) {
		perror("gen-fees");
		exit(2);
	}
}

static void write_terms(const char *dir, long terms)
{
	FILE *out = create(dir, "termos.csv");
	fputs("modalidade,termo,proposta,contratante,plano,tipoPlano,dataInicio,faturar,diaVencimento,ultimoFaturamento,"
	      "faturamentoProporcional,proporcionalSaidaVigencia,reajusteInicioVigencia,arredondaModulo\n", out);
	for (long i = 0; i < terms; i++)
		fprintf(out, "10,%ld,%ld,C%ld,P%ld,I,20%02ld-%02ld-%02ld,S,%ld,202609,S,S,N,%s\n", 100000 + i, 500000 + i, i / 2, i % PLANS, 10 + i % 15,
		        1 + i % 12, 1 + i % 28, 1 + i % 28, i % 3 == 0 ? "N" : "S");
	finish(out);
}

static void write_people(const char *dir, long terms, long people)
{
	FILE *out = create(dir, "beneficiarios.csv");
	fputs("modalidade,termo,matricula,dataNascimento,dataInclusao,familia,titular,dataExclusao,ultimoFaturamento,modulosOpcionais\n", out);
	for (long i = 0; i < people; i++)
		fprintf(out, "10,%ld,%08ld,%ld-%02ld-%02ld,2025-%02ld-%02ld,%ld,%s,,202609,\n", 100000 + i * terms / people, 1000000 + i,
		        1930 + i * 7 % 95, 1 + i % 12, 1 + i % 28, 1 + i % 12, 1 + i % 28, i / 3, i % 3 == 0 ? "S" : "N");
	finish(out);
}

static void write_prices(const char *dir)
{
	static const int bands[BANDS] = { 0, 19, 24, 29, 34, 39, 44, 49, 54, 59 };
	FILE *out = create(dir, "precos.csv");
	fputs("modalidade,plano,tipoPlano,modulo,obrigatorio,idadeMinima,idadeMaxima,valor,inicioVigencia,fimVigencia\n", out);
	for (int plan = 0; plan < PLANS; plan++)
		for (int module = 0; module < MODULES; module++)
			for (int band = 0; band < BANDS; band++) {
				fprintf(out, "10,P%d,I,MOD%d,S,%d,", plan, module, bands[band]);
				if (band < BANDS - 1)
					fprintf(out, "%d", bands[band + 1] - 1);
				fprintf(out, ",%d.%03d,2020-01-01,\n", 80 + 17 * plan + 25 * band + 9 * module, (plan * 37 + band * 111 + module * 5) % 1000);
			}
	finish(out);
}

int main(int argc, char **argv)
{
	if (argc != 4) {
		fputs("usage: gen-fees DIR TERMS BENEFICIARIES\n", stderr);
		return 2;
	}
	long terms = strtol(argv[2], NULL, 10), people = strtol(argv[3], NULL, 10);
	if (terms < 1 || people < terms)
		return 2;
	write_terms(argv[1], terms);
	write_people(argv[1], terms, people);
	write_prices(argv[1]);
	return 0;
}
