/* The words for occurrences, patterns, values and types. Reads tests/fixtures; runs in the root of the source tree. */
#include "schema/schema_words.h"

#include "unit.h"

static void check_occurs(unsigned min, unsigned max, const char *words)
{
	struct buf out = BUF_INIT;
	schema_words_occurs(&out, min, max);
	CHECK_STR(buf_str(&out), words);
	buf_release(&out);
}

static void test_occurs(void)
{
	check_occurs(1, 1, "obrigatório");
	check_occurs(0, 1, "opcional");
	check_occurs(1, 100, "1 a 100 vezes");
	check_occurs(0, 4, "0 a 4 vezes");
	check_occurs(3, 3, "3 vezes");
	check_occurs(1, OCCURS_UNBOUNDED, "1 ou mais vezes");
	check_occurs(0, OCCURS_UNBOUNDED, "0 ou mais vezes");
}

/* WORDS NULL: the pattern has none. */
static void check_pattern(const char *pattern, const char *words)
{
	struct buf out = BUF_INIT;
	bool known = schema_words_pattern(&out, pattern);
	CHECK_INT(known, words != NULL);
	CHECK_STR(buf_str(&out), words != NULL ? words : "");
	buf_release(&out);
}

static void test_patterns(void)
{
	check_pattern("[0-9]{11}", "11 algarismos");
	check_pattern("[0-9]", "1 algarismo");
	check_pattern("\\d{2}", "2 algarismos");
	check_pattern("[0-9]{1,15}", "de 1 a 15 algarismos");
	check_pattern("[0-9]{4}[0-9]{2}", "6 algarismos");
	check_pattern("[a-zA-Z0-9]+", "só letras sem acento ou algarismos");
	check_pattern("[A-Z0-9]{12}[0-9]{2}", "12 letras maiúsculas ou algarismos, depois 2 algarismos");
	check_pattern("[A-Z0-9]{12}[0-9]{2}|[0-9]{11}",
	              "12 letras maiúsculas ou algarismos, depois 2 algarismos; ou 11 algarismos");
	check_pattern("[OLMVDIP]{1,5}", "de 1 a 5 letras O, L, M, V, D, I ou P");
}

static void test_patterns_without_words(void)
{
	static const char *const patterns[] = {
		"", "|", "[0-9]|", "[0-9]{", "[0-9]{2", "[0-9]{2,", "[0-9]{2,}", "[0-9]{0}", "[0-9]*", "[0-9]{2}?", "[^0-9]",
		"[0-9-]", "[]", "[A", "abc", "([0-9])", "[0-9]x", "[0-9]{2}{3}", ".*", "\\",
	};
	for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++)
		check_pattern(patterns[i], NULL);
}

static void check_type(const struct schema *s, const char *name, const char *words)
{
	struct buf out = BUF_INIT;
	struct schema_type *t = schema_type_find(s, name);
	if (CHECK(t != NULL))
		schema_words_type(&out, t);
	CHECK_STR(buf_str(&out), words);
	buf_release(&out);
}

static void test_types(void)
{
	static const char *const words[][2] = {
		{ "st_texto", "texto de 1 a 20 caracteres" },
		{ "/mensagem/corpo/nota", "texto de 1 a 5 caracteres" },
		{ "/mensagem/corpo/@ordem", "inteiro, a partir de 1" },
		{ "st_valor", "decimal até 8 algarismos, 2 após o ponto, até 99, acima de 0, abaixo de 100" },
		{ "st_codigo", "valor xsd:token, no formato \\d{2}\\\\ ou [A-Z]\t<&" },
		{ "dm_codigo", "um de 10 códigos, ou vazio (dm_codigo)" },
		{ "ct_quantia", "decimal até 8 algarismos, 2 após o ponto, até 99, acima de 0, abaixo de 100" },
		{ "ds:Resumo", "dados em base64" },
		{ "ct_maior", "1 elemento (ct_maior)" },
		{ "/mensagem", "3 elementos" },
		{ "/mensagem/corpo", "4 elementos" },
		{ "ct_base", "qualquer elemento (ct_base)" },
		{ "/anexo", "sem elementos" },
		{ "xsd:ID", "identificador único no arquivo" },
		{ "xsd:anyType", "qualquer conteúdo" },
	};
	struct vocabulary v;
	struct error err = ERROR_INIT;
	vocabulary_init(&v);
	struct schema *s = schema_read("tests/fixtures/xsd/good.tab", &v, &err);
	CHECK_STR(buf_str(&err.text), "");
	for (size_t i = 0; s != NULL && i < sizeof words / sizeof *words; i++)
		check_type(s, words[i][0], words[i][1]);
	schema_free(s);
	vocabulary_release(&v);
	error_release(&err);
}

int main(void)
{
	UNIT_RUN(test_occurs);
	UNIT_RUN(test_patterns);
	UNIT_RUN(test_patterns_without_words);
	UNIT_RUN(test_types);
	return unit_done();
}
