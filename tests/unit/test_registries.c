#include "tiss/registry_beneficiaries.h"
#include "tiss/registry_providers.h"
#include "tiss/registry_tuss.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"

#include "unit.h"

#define FIXTURES "tests/fixtures/csv/"

/* Warnings, one a line. */
static struct buf warnings;

static void warn(void *context, const char *text)
{
	buf_addf(context, "%s\n", text);
}

static const struct csv_options listening = { .warn = warn, .context = &warnings };

static date_days day(const char *text)
{
	return date_parse(text, strlen(text));
}

/* ---- what a file with TEXT is refused for, without its name; "" when it is not */

enum kind { PROVIDERS, BENEFICIARIES, TUSS };

static void load(enum kind kind, const char *path, struct error *err)
{
	switch (kind) {
	case PROVIDERS: registry_providers_free(registry_providers_load(path, &listening, err)); break;
	case BENEFICIARIES: registry_beneficiaries_free(registry_beneficiaries_load(path, &listening, true, err)); break;
	case TUSS: registry_tuss_free(registry_tuss_load(path, &listening, true, err)); break;
	}
}

static const char *refusal(enum kind kind, const char *text)
{
	static char out[400];
	char path[] = "/tmp/test_registries.XXXXXX";
	struct error err = ERROR_INIT;
	int fd = mkstemp(path);
	buf_clear(&warnings);
	if (fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text))
		load(kind, path, &err);
	close(fd);
	unlink(path);
	const char *message = buf_str(&err.text);
	snprintf(out, sizeof out, "%s", *message != '\0' ? message + strlen(path) + 1 : "");
	error_release(&err);
	return out;
}

/* ---- providers */

static void test_providers(void)
{
	struct error err = ERROR_INIT;
	const struct provider *found;
	buf_clear(&warnings);
	struct registry_providers *p = registry_providers_load(FIXTURES "prestadores.csv", &listening, &err);
	CHECK_STR(buf_str(&err.text), "");
	CHECK_STR(buf_str(&warnings), "");
	if (!CHECK(p != NULL))
		return;
	CHECK_INT(registry_providers_count(p), 3);
	CHECK_INT(registry_providers_by_code(p, "1001", 4, day("2015-01-01"), &found), REGISTRY_VALID);
	CHECK_STR(found->name, "Hospital Inventado");
	CHECK_STR(found->cnes, "9999999");
	CHECK_STR(found->cnpj_cpf, "11011122000108");
	CHECK_INT(registry_providers_by_code(p, "1001", 4, day("2014-12-31"), &found), REGISTRY_NOT_VALID);
	CHECK_INT(registry_providers_by_code(p, "1001", 3, day("2015-01-01"), &found), REGISTRY_UNKNOWN);
	CHECK(found == NULL);
	CHECK_INT(registry_providers_by_cnpj_cpf(p, "12ABC34501DE35", 14, day("2024-12-31"), &found), REGISTRY_VALID);
	CHECK_STR(found->name, "Clínica \"Exemplo\", Ltda.");
	CHECK_INT(registry_providers_by_cnpj_cpf(p, "12ABC34501DE35", 14, day("2025-01-01"), &found), REGISTRY_NOT_VALID);
	CHECK_INT(found->validity.until, day("2024-12-31"));
	CHECK_INT(registry_providers_by_cnpj_cpf(p, "12ABC34501DE35", 14, DATE_NONE, NULL), REGISTRY_VALID);
	CHECK_INT(registry_providers_by_cnpj_cpf(p, "12345678062", 11, day("1999-01-01"), &found), REGISTRY_VALID);
	CHECK_STR(found != NULL ? found->code : NULL, "A-7");
	registry_providers_free(p);
	error_release(&err);
}

static void test_providers_refused(void)
{
	CHECK_STR(refusal(PROVIDERS, "nome,inicio\nx,\n"), "1: falta no cabeçalho: «codigoPrestador», «cnpjCpf»");
	CHECK_STR(refusal(PROVIDERS, "codigoPrestador,cnpjCpf\n1,11011122000108\n2,\n"),
	          "3: coluna «cnpjCpf»: a célula está vazia, e esta coluna é obrigatória");
	CHECK_STR(refusal(PROVIDERS, "codigoPrestador,cnpjCpf\n,11011122000108\n"),
	          "2: coluna «codigoPrestador»: a célula está vazia, e esta coluna é obrigatória");
	CHECK_STR(refusal(PROVIDERS, "codigoPrestador,cnpjCpf\n1,11011122000108\n1,12345678062\n"),
	          "3: coluna «codigoPrestador»: “1”: já está na linha 2");
	CHECK_STR(refusal(PROVIDERS, "codigoPrestador,cnpjCpf\n1,11.011.122/0001-08\n2,11011122000108\n"),
	          "3: coluna «cnpjCpf»: “11011122000108”: já está na linha 2");
	CHECK_STR(refusal(PROVIDERS, "codigoPrestador,cnpjCpf\n1,11011122000109\n"),
	          "2: coluna «cnpjCpf»: “11011122000109”: os dígitos verificadores não conferem");
	CHECK_STR(refusal(PROVIDERS, "codigoPrestador,cnpjCpf\n1,1011122000108\n"),
	          "2: coluna «cnpjCpf»: “1011122000108”: um CNPJ tem 14 caracteres e um CPF, 11 (a planilha tirou zeros do início?)");
	CHECK_STR(refusal(PROVIDERS, "codigoPrestador,cnpjCpf,inicio,fim\n1,11011122000108,2020-01-02,2020-01-01\n"),
	          "2: coluna «fim»: “2020-01-01”: o fim vem antes do início (2020-01-02)");
	CHECK_STR(refusal(PROVIDERS, "codigoPrestador,cnpjCpf,início\n1,11011122000108,\n"), "");
	CHECK(strstr(buf_str(&warnings), ":1: coluna «início»: coluna desconhecida, que não é lida\n") != NULL);
}

/* ---- beneficiaries */

static void test_beneficiaries(void)
{
	struct error err = ERROR_INIT;
	struct beneficiary found;
	struct registry_beneficiaries *b = registry_beneficiaries_load(FIXTURES "beneficiarios.csv", NULL, true, &err);
	CHECK_STR(buf_str(&err.text), "");
	if (!CHECK(b != NULL))
		return;
	CHECK_INT(registry_beneficiaries_count(b), 3);
	CHECK_INT(registry_beneficiaries_find(b, "00010001", 8, day("2026-07-01"), &found), REGISTRY_VALID);
	CHECK_STR(found.name, "José Inventado");
	CHECK_INT(found.born, day("1980-02-01"));
	CHECK_INT(found.sex, 'M');
	CHECK_INT(found.card_until, day("2027-12-31"));
	CHECK_INT(registry_beneficiaries_find(b, "00010002", 8, day("2025-05-31"), &found), REGISTRY_VALID);
	CHECK_INT(registry_beneficiaries_find(b, "00010002", 8, day("2025-06-01"), &found), REGISTRY_NOT_VALID);
	CHECK_INT(found.validity.from, day("2020-01-01"));
	CHECK_INT(found.validity.until, day("2025-05-31"));
	CHECK_INT(registry_beneficiaries_find(b, "00010003", 8, day("1950-01-01"), &found), REGISTRY_VALID);
	CHECK_INT(found.card_until, DATE_NONE);
	CHECK_INT(registry_beneficiaries_find(b, "10001", 5, day("2026-07-01"), NULL), REGISTRY_UNKNOWN);
	registry_beneficiaries_free(b);
	b = registry_beneficiaries_load(FIXTURES "beneficiarios.csv", NULL, false, &err);
	CHECK_INT(registry_beneficiaries_find(b, "00010001", 8, day("2026-07-01"), &found), REGISTRY_VALID);
	CHECK_STR(found.name, "");
	registry_beneficiaries_free(b);
	error_release(&err);
}

static void test_beneficiaries_refused(void)
{
	CHECK_STR(refusal(BENEFICIARIES, "numeroCarteira\n1\n2\n1\n"), "4: coluna «numeroCarteira»: “1”: esta carteira já está na linha 2");
	CHECK_STR(refusal(BENEFICIARIES, "numeroCarteira;nome\n\"\";x\n"),
	          "2: coluna «numeroCarteira»: a célula está vazia, e esta coluna é obrigatória");
	CHECK_STR(refusal(BENEFICIARIES, "numeroCarteira;validadeCarteira\n1;31/11/2025\n"), "2: coluna «validadeCarteira»: “31/11/2025”: "
	          "não é uma data que exista, escrita como aaaa-mm-dd ou dd/mm/aaaa");
	CHECK_STR(refusal(BENEFICIARIES, "numeroCarteira;nome\n1;Maria \"x\"\n"), "2: coluna «nome»: aspas no meio de uma célula sem "
	          "aspas (ponha a célula inteira entre aspas, e dobre as de dentro: \"\")");
	CHECK_STR(refusal(BENEFICIARIES, "numeroCarteira;inicio;fim\n1;2020-02-01;2020-01-31\n"),
	          "2: coluna «fim»: “2020-01-31”: o fim vem antes do início (2020-02-01)");
}

/* ---- TUSS */

/* The term of CODE on DATE: its text and validity, or why there is none. */
static const char *term(const struct registry_tuss *t, const char *code, const char *date)
{
	static char out[200];
	static const char *const answers[] = { "unknown", "not valid", "valid" };
	char validity[REGISTRY_VALIDITY_TEXT] = "";
	struct tuss_term found = { "", "", { DATE_NONE, DATE_NONE } };
	enum registry_answer answer = registry_tuss_find(t, code, strlen(code), day(date), &found);
	if (answer != REGISTRY_UNKNOWN)
		registry_validity_text(&found.validity, validity);
	snprintf(out, sizeof out, "%s: %s (%s)", answers[answer], found.term, validity);
	return out;
}

static void test_tuss(void)
{
	struct error err = ERROR_INIT;
	struct registry_tuss *t = registry_tuss_load(FIXTURES "tuss.csv", &listening, true, &err);
	CHECK_STR(buf_str(&err.text), "");
	if (!CHECK(t != NULL))
		return;
	CHECK_INT(registry_tuss_count(t), 4);
	CHECK_STR(term(t, "10101012", "2009-02-13"), "valid: Consulta inventada (desde 2009-02-13)");
	CHECK_STR(term(t, "10101012", "2009-02-12"), "not valid: Consulta inventada (desde 2009-02-13)");
	CHECK_STR(term(t, "10101013", "2020-01-01"), "unknown:  ()");
	CHECK_STR(term(t, "20202020", "2009-12-31"), "not valid: Exame inventado, com contraste (2010-01-01 a 2015-12-31)");
	CHECK_STR(term(t, "20202020", "2015-12-31"), "valid: Exame inventado, com contraste (2010-01-01 a 2015-12-31)");
	CHECK_STR(term(t, "20202020", "2016-01-01"), "valid: Exame inventado, sem contraste (2016-01-01 a 2019-12-31)");
	CHECK_STR(term(t, "20202020", "2020-06-01"), "not valid: Exame inventado, sem contraste (2016-01-01 a 2019-12-31)");
	CHECK_STR(term(t, "20202020", "2030-01-01"), "valid: Exame inventado, com contraste (desde 2021-01-01)");
	registry_tuss_free(t);
	error_release(&err);
}

static void test_tuss_as_published(void)
{
	struct error err = ERROR_INIT;
	buf_clear(&warnings);
	struct registry_tuss *t = registry_tuss_load(FIXTURES "tuss-ans.csv", &listening, true, &err);
	CHECK_STR(buf_str(&err.text), "");
	CHECK_STR(buf_str(&warnings), FIXTURES "tuss-ans.csv:6: coluna «Código do Termo»: “40404040”: esta vigência (2020-06-01 a "
	          "2021-12-31) se sobrepõe à da linha 5 (desde 2010-09-09)\n");
	if (!CHECK(t != NULL))
		return;
	CHECK_STR(term(t, "30303030", "2015-12-31"), "valid: Cirurgia inventada \"a laser\" (2009-02-13 a 2015-12-31)");
	CHECK_STR(term(t, "40404040", "2021-12-31"),
	          "valid: Exame que a tabela traz aberto, outra vez (2020-06-01 a 2021-12-31)");
	CHECK_STR(term(t, "40404040", "2022-01-01"), "valid: Exame que a tabela traz aberto (desde 2010-09-09)");
	registry_tuss_free(t);
	error_release(&err);
}

static void test_tuss_refused(void)
{
	CHECK_STR(refusal(TUSS, "codigo,termo,inicio,fim\n1,x,2010-01-01,2015-12-31\n2,y,2010-01-01,\n1,z,2015-12-31,\n"),
	          "4: coluna «codigo»: “1”: esta vigência (desde 2015-12-31) se sobrepõe à da linha 2 (2010-01-01 a 2015-12-31)");
	CHECK_STR(refusal(TUSS, "codigo,termo,inicio,fim\n1,x,2016-01-01,\n1,z,2010-01-01,\n"),
	          "3: coluna «codigo»: “1”: esta vigência (desde 2010-01-01) se sobrepõe à da linha 2 (desde 2016-01-01)");
	CHECK_STR(refusal(TUSS, "codigo,inicio,fim\n1,2016-01-01,2017-01-01\n1,2016-01-01,2017-01-01\n"), "3: coluna «codigo»: “1”: "
	          "esta vigência (2016-01-01 a 2017-01-01) se sobrepõe à da linha 2 (2016-01-01 a 2017-01-01)");
	CHECK_STR(refusal(TUSS, "Código do Termo;Termo;Data de início de vigência;Data de fim de vigência\n"
	                        "1;x;01/01/2010;31/12/2015\n1;z;31/12/2015;\n"),
	          "3: coluna «Código do Termo»: “1”: esta vigência (desde 2015-12-31) se sobrepõe à da linha 2 (2010-01-01 a 2015-12-31)");
	CHECK_STR(refusal(TUSS, "codigo,termo,inicio,fim\n1,x,,\n"), "2: coluna «inicio»: a célula está vazia, e esta coluna é obrigatória");
	CHECK_STR(refusal(TUSS, "Código do Termo;Termo\n1;x\n"), "1: falta no cabeçalho: «inicio» (ou «Data de início de vigência»), "
	          "«fim» (ou «Data de fim de vigência»)");
	CHECK_STR(refusal(TUSS, "codigo,termo,inicio,fim\n"), "");
}

/* ANS's own files, where they are at hand. */
static void test_tuss_of_ans(void)
{
	static const struct {
		const char *file;
		size_t count;
	} tables[] = { { "tuss22_2020.csv", 5907 }, { "tuss20_2020_amostra.csv", 1114 } };
	for (size_t i = 0; i < 2; i++) {
		struct error err = ERROR_INIT;
		struct buf path = BUF_INIT;
		buf_addf(&path, "%s/tables/%s", getenv("TISS_ANS_DIR"), tables[i].file);
		buf_clear(&warnings);
		struct registry_tuss *t = registry_tuss_load(buf_str(&path), &listening, false, &err);
		CHECK_STR(buf_str(&err.text), "");
		if (CHECK(t != NULL))
			CHECK_INT(registry_tuss_count(t), tables[i].count);
		if (t != NULL && i == 0) {
			CHECK_STR(term(t, "30304156", "2019-02-28"), "valid:  (2018-01-01 a 2019-02-28)");
			CHECK_STR(term(t, "20102111", "2016-01-15"), "not valid:  (2009-02-13 a 2016-01-14)");
		}
		registry_tuss_free(t);
		buf_release(&path);
		error_release(&err);
	}
}

int main(void)
{
	UNIT_RUN(test_providers);
	UNIT_RUN(test_providers_refused);
	UNIT_RUN(test_beneficiaries);
	UNIT_RUN(test_beneficiaries_refused);
	UNIT_RUN(test_tuss);
	UNIT_RUN(test_tuss_as_published);
	UNIT_RUN(test_tuss_refused);
	if (getenv("TISS_ANS_DIR") != NULL)
		UNIT_RUN(test_tuss_of_ans);
	else
		unit_skip("test_tuss_of_ans", "TISS_ANS_DIR is not set");
	buf_release(&warnings);
	return unit_done();
}
