/* The requests of the web services: every version's are held against the library's validator (schema, hash) and, where ANS's XSDs
 * are (TISS_ANS_DIR), against libxml2 with those. */
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/temp.h"
#include "schema/schema_store.h"
#include "schema/xsd_verdict.h"
#include "send/ws_request.h"
#include "tiss/validator.h"

#include "unit.h"

static struct vocabulary vocabulary;
static struct schema_store *store;
static struct validator *validator;
static struct xsd_verdict *verdict; /* NULL without TISS_ANS_DIR */
static char findings[4096];

static void note(void *context, const struct finding *f)
{
	(void)context;
	if (f->severity != FINDING_ERRO)
		return;
	strncat(findings, finding_def(f->code)->code, sizeof findings - strlen(findings) - 2);
	strcat(findings, " ");
}

static struct ws_header header_of(enum xml_output_encoding encoding)
{
	return (struct ws_header){ .sequence = "77", .date = "2026-07-20", .time = "10:11:12", .registro_ans = "331988",
	                           .provider_kind = "CNPJ", .provider = "11222333000181", .login = "clínica", .password_md5 =
	                           "0123456789abcdef0123456789abcdef", .encoding = encoding };
}

static char *text_of(struct spool *s, size_t *len)
{
	struct error err = ERROR_INIT;
	*len = (size_t)s->size;
	char *text = calloc(*len + 1, 1);
	CHECK_INT(spool_read(s, text, *len, &err), 1);
	error_release(&err);
	return text;
}

/* The envelope in TEXT is right by our tables; its message is right by the XSD. */
static void check_valid(const char *text, size_t len, const char *version, const char *root)
{
	struct error err = ERROR_INIT;
	struct validation result;
	struct buf reason = BUF_INIT, bare = BUF_INIT;
	int fd = temp_open(&err);
	CHECK_INT(temp_write(fd, text, len), 0);
	lseek(fd, 0, SEEK_SET);
	findings[0] = '\0';
	CHECK_INT(validator_run(validator, xml_source_fd(&fd), "x", NULL, NULL, &result, &err), 0);
	CHECK_STR(findings, "");
	CHECK_STR(result.version, version);
	close(fd);
	const char *from = strstr(text, "<ans:"), *to = strstr(text, "</soapenv:Body>"), *end = strchr(text, '>');
	CHECK(strncmp(from + 5, root, strlen(root)) == 0);
	bool valid = false;
	long line;
	buf_add(&bare, text, (size_t)(end - text) + 1);
	buf_add(&bare, from, (size_t)(to - from));
	fd = temp_open(&err);
	CHECK_INT(temp_write(fd, bare.data, bare.len), 0);
	if (verdict != NULL) {
		CHECK_INT(xsd_verdict_ask(verdict, version, fd, &valid, &line, &reason, &err), 0);
		if (!CHECK(valid))
			printf("# %s %s: %s\n", version, root, buf_str(&reason));
	}
	close(fd);
	CHECK_STR(buf_str(&err.text), "");
	buf_release(&reason);
	buf_release(&bare);
	error_release(&err);
}

static void check_spool(struct spool *s, const char *version, const char *root)
{
	size_t len;
	char *text = text_of(s, &len);
	check_valid(text, len, version, root);
	free(text);
	spool_release(s);
}

static void test_status_and_statements_of_all_versions(void)
{
	static const char *const protocols[] = { "1", "700000002", "999999999999" };
	const struct ws_statement_wish wishes[] = {
		{ .protocols = protocols, .nprotocols = 3 }, { .payment_date = "2026-08-19" }, { .competencia = "202608", .odonto = true },
	};
	struct error err = ERROR_INIT;
	size_t n;
	const struct schema_entry *entries = schema_store_list(store, &n);
	CHECK(n >= 14);
	for (size_t i = 0; i < n; i++) {
		struct schema *s = schema_store_get(store, entries[i].version, &err);
		struct ws_header h = header_of(i % 2 == 0 ? XML_OUT_UTF_8 : XML_OUT_ISO_8859_1);
		bool named = entries[i].version[0] < '4';
		struct ws_contractor who = { "CNPJ", "11222333000181", named ? "CLÍNICA & CIA" : NULL };
		struct spool out = SPOOL_INIT;
		CHECK_INT(ws_request_status(s, &h, &who, "700000001", &out, &err), 0);
		check_spool(&out, entries[i].version, "solicitacaoStatusProtocoloWS");
		for (size_t k = 0; k < 3; k++) {
			CHECK_INT(ws_request_statement(s, &h, &who, &wishes[k], &out, &err), 0);
			check_spool(&out, entries[i].version, "solicitacaoDemonstrativoRetornoWS");
		}
	}
	CHECK_STR(buf_str(&err.text), "");
	error_release(&err);
}

static void test_a_missing_name_is_told(void)
{
	struct error err = ERROR_INIT;
	struct ws_header h = header_of(XML_OUT_UTF_8);
	struct ws_contractor who = { "CPF", "52998224725", NULL };
	struct spool out = SPOOL_INIT;
	CHECK_INT(ws_request_status(schema_store_get(store, "3.05.00", &err), &h, &who, "1", &out, &err), -1);
	CHECK(strstr(buf_str(&err.text), "dadosPrestador/nomeContratado") != NULL);
	spool_release(&out);
	error_release(&err);
}

static void test_characters_without_a_hash_are_refused(void)
{
	struct error err = ERROR_INIT;
	struct ws_header h = header_of(XML_OUT_UTF_8);
	struct ws_contractor who = { "CNPJ", "11222333000181", NULL };
	struct spool out = SPOOL_INIT;
	h.login = "a–b";
	CHECK_INT(ws_request_status(schema_store_get(store, "4.03.00", &err), &h, &who, "1", &out, &err), -1);
	CHECK(strstr(buf_str(&err.text), "“–” não existe em ISO-8859-1") != NULL);
	spool_release(&out);
	error_release(&err);
}

/* The lot of FILE as a request, NULL when it is refused. */
static char *request_of(const char *file, const char *version, const struct ws_header *h, struct ws_lot_facts *facts, size_t *len,
                        struct error *err)
{
	struct spool out = SPOOL_INIT;
	int fd = open(file, O_RDONLY);
	char *text = NULL;
	CHECK(fd >= 0);
	if (ws_request_lot(schema_store_get(store, version, err), h, xml_source_fd(&fd), file, &out, facts, err) == 0)
		text = text_of(&out, len);
	close(fd);
	spool_release(&out);
	return text;
}

static void test_lots(void)
{
	static const struct { const char *file, *version; } lots[] = {
		{ "tests/golden/rules/consulta.xml", "4.03.00" }, { "tests/golden/rules/sp-sadt.xml", "4.03.00" },
		{ "tests/golden/rules/internacao.xml", "4.03.00" }, { "tests/golden/rules/honorarios.xml", "4.03.00" },
		{ "tests/golden/rules/odonto.xml", "4.03.00" }, { "tests/golden/rules/sp-sadt-4.01.00.xml", "4.01.00" },
		{ "tests/golden/rules/sp-sadt-3.05.00.xml", "3.05.00" }, { "tests/golden/rules/sp-sadt-3.02.00.xml", "3.02.00" },
	};
	for (size_t i = 0; i < sizeof lots / sizeof lots[0]; i++) {
		struct error err = ERROR_INIT;
		struct ws_header h = header_of(i % 2 == 0 ? XML_OUT_UTF_8 : XML_OUT_ISO_8859_1);
		struct ws_lot_facts facts;
		size_t len;
		char *text = request_of(lots[i].file, lots[i].version, &h, &facts, &len, &err);
		CHECK_STR(buf_str(&err.text), "");
		if (text != NULL) {
			check_valid(text, len, lots[i].version, "loteGuiasWS");
			CHECK(strstr(text, facts.hash) != NULL);
			CHECK(strstr(text, "<ans:sequencialTransacao>77</ans:sequencialTransacao>") != NULL);
		}
		CHECK_STR(facts.number, "1");
		free(text);
		error_release(&err);
	}
}

/* Without anything new in the header the lot's own hash still holds: value for value, all came over. */
static void test_a_lot_keeps_its_values(void)
{
	struct error err = ERROR_INIT;
	struct ws_header h = { .encoding = XML_OUT_UTF_8 };
	struct ws_lot_facts facts;
	size_t len;
	char *text = request_of("tests/golden/rules/sp-sadt.xml", "4.03.00", &h, &facts, &len, &err);
	char *own = NULL;
	size_t size;
	struct buf want = BUF_INIT;
	int fd = open("tests/golden/rules/sp-sadt.xml", O_RDONLY);
	char file[64 * 1024];
	size = (size_t)read(fd, file, sizeof file - 1);
	file[size] = '\0';
	own = strstr(file, "hash>") + 5;
	buf_add(&want, own, 32);
	CHECK_STR(facts.hash, buf_str(&want));
	CHECK(strstr(text, "loginPrestador") == NULL);
	close(fd);
	free(text);
	buf_release(&want);
	error_release(&err);
}

struct text_source {
	const char *text;
	size_t at;
};

static ssize_t read_text(void *context, char *buffer, size_t n)
{
	struct text_source *s = context;
	size_t left = strlen(s->text + s->at);
	n = n < left ? n : left;
	memcpy(buffer, s->text + s->at, n);
	s->at += n;
	return (ssize_t)n;
}

#define LOT(header, body) "<a:mensagemTISS xmlns:a='http://www.ans.gov.br/padroes/tiss/schemas'>" header \
	"<a:prestadorParaOperadora>" body "</a:prestadorParaOperadora></a:mensagemTISS>"
#define HEADER "<a:cabecalho><a:identificacaoTransacao><a:tipoTransacao>ENVIO_LOTE_GUIAS</a:tipoTransacao></a:identificacaoTransacao>" \
	"<a:Padrao>4.03.00</a:Padrao></a:cabecalho>"

static void refused(const char *lot, const char *why)
{
	struct error err = ERROR_INIT;
	struct ws_header h = header_of(XML_OUT_UTF_8);
	struct ws_lot_facts facts;
	struct spool out = SPOOL_INIT;
	struct text_source source = { lot, 0 };
	struct xml_source xml = { .context = &source, .read = read_text };
	CHECK_INT(ws_request_lot(schema_store_get(store, "4.03.00", &err), &h, xml, "lote.xml", &out, &facts, &err), -1);
	if (!CHECK(strstr(buf_str(&err.text), why) != NULL))
		printf("# %s\n", buf_str(&err.text));
	spool_release(&out);
	error_release(&err);
}

static void test_what_is_no_lot_is_refused(void)
{
	refused("", "lote.xml");
	refused("<x/>", "não tem um lote de guias");
	refused(LOT(HEADER, ""), "não tem um lote de guias");
	refused(LOT("", "<a:loteGuias><a:numeroLote>1</a:numeroLote></a:loteGuias>"), "não tem cabecalho");
	refused(LOT(HEADER, "<a:loteGuias b='1'><a:numeroLote>1</a:numeroLote></a:loteGuias>"), "atributo");
	refused(LOT(HEADER, "<a:loteGuias><a:numeroLote>1"), "lote.xml");
	refused("<!DOCTYPE a [<!ENTITY e 'x'>]>" LOT(HEADER, "<a:loteGuias>&e;</a:loteGuias>"), "lote.xml");
}

static void test_passwords(void)
{
	char hex[WS_MD5_HEX];
	ws_password_md5("segredo", hex);
	CHECK_STR(hex, "40847951488f9395f242f30ed27cdc47");
	ws_password_md5("", hex);
	CHECK_STR(hex, "d41d8cd98f00b204e9800998ecf8427e");
	ws_password_md5("ação", hex); /* 61 e7 e3 6f: in ISO-8859-1 */
	CHECK_STR(hex, "ae4a7803202641a834921dad2d15bb2c");
}

int main(void)
{
	struct error err = ERROR_INIT;
	struct validator_options options = { .layers = 1u << LAYER_BYTES | 1u << LAYER_XML | 1u << LAYER_SCHEMA | 1u << LAYER_HASH,
	                                     .limits = LIMITS_OF_THE_NORM, .put = note };
	const char *ans = getenv("TISS_ANS_DIR");
	struct buf xsd = BUF_INIT;
	setenv("TISS_DATA_DIR", "data", 1);
	vocabulary_init(&vocabulary);
	store = schema_store_open(&vocabulary, false);
	validator = validator_new(&options, &err);
	buf_addf(&xsd, "%s/xsd", ans != NULL ? ans : "");
	if (ans != NULL && *ans != '\0')
		verdict = xsd_verdict_new(buf_str(&xsd));
	else
		unit_skip("requests against the XSDs of ANS", "TISS_ANS_DIR is not set");
	UNIT_RUN(test_status_and_statements_of_all_versions);
	UNIT_RUN(test_a_missing_name_is_told);
	UNIT_RUN(test_characters_without_a_hash_are_refused);
	UNIT_RUN(test_lots);
	UNIT_RUN(test_a_lot_keeps_its_values);
	UNIT_RUN(test_what_is_no_lot_is_refused);
	UNIT_RUN(test_passwords);
	if (verdict != NULL)
		xsd_verdict_free(verdict);
	buf_release(&xsd);
	validator_free(validator);
	schema_store_free(store);
	vocabulary_release(&vocabulary);
	error_release(&err);
	return unit_done();
}
