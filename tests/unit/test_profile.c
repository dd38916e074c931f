/* Operators' profiles: what good ones hold, what bad ones are told, and that tiss-profile(5) and the table of keys agree.
 * Reads tests/fixtures/profile, data and man; runs in the root of the source tree.
 *
 * In tests/fixtures/profile/bad, a file's first line is "#" and what the error says behind the file's name. */
#include "tiss/profile.h"

#include <dirent.h>
#include <stdlib.h>

#include "base/file.h"
#include "tiss/endpoint.h"
#include "tiss/hash.h"
#include "tiss/profile_key.h"

#include "unit.h"

#define FIXTURES "tests/fixtures/profile/"
#define MANUAL "man/tiss-profile.5"

enum { FILE_MAX = 1024 * 1024, BAD_FIXTURES = 45 };

/* The profile NAME, which has to be good. */
static struct profile *load_good(const char *name)
{
	struct error err = ERROR_INIT;
	struct profile *p = profile_load(name, &err);
	CHECK_STR(buf_str(&err.text), "");
	error_release(&err);
	return p;
}

static void check_item(const struct profile_list *list, size_t i, const char *name, const char *value, unsigned line)
{
	if (!CHECK(i < list->n))
		return;
	CHECK_STR(list->items[i].name, name);
	CHECK_STR(list->items[i].value, value);
	CHECK_INT(list->items[i].line, line);
}

static void check_endpoint(const struct profile *p, const char *service, const char *want)
{
	struct buf out = BUF_INIT;
	CHECK_INT(profile_endpoint(p, service, &out), want != NULL);
	CHECK_STR(buf_str(&out), want != NULL ? want : "");
	buf_release(&out);
}

static void test_values(void)
{
	struct profile *p = load_good(FIXTURES "good.conf");
	if (!CHECK(p != NULL))
		return;
	CHECK_STR(p->file, FIXTURES "good.conf");
	CHECK_STR(p->registro, "123456");
	CHECK_STR(p->nome, "Operadora de Ação");
	CHECK_INT(p->max_guides, 50);
	CHECK_INT(p->max_bytes, 15000000);
	CHECK_INT(p->deadline_days, 60);
	CHECK_STR(hash_variant_name(p->hash_variant), "utf-8+crlf");
	CHECK_INT(p->encoding, PROFILE_UTF_8);
	CHECK_STR(p->providers, FIXTURES "cadastros/prestadores.csv");
	CHECK_STR(p->beneficiaries, "/srv/beneficiarios.csv");
	CHECK_STR(p->login_file, FIXTURES "login");
	CHECK_INT(p->connect_timeout, 10);
	CHECK_INT(p->total_timeout, 120);
	CHECK_INT(p->line[PROFILE_MAX_GUIDES], 5);
	CHECK(profile_card_holds(p, "123#AB") && !profile_card_holds(p, "123#ABC") && !profile_card_holds(p, ""));
	CHECK(profile_accepts_version(p, "4.03.00") && !profile_accepts_version(p, "4.01.00"));
	profile_free(p);
}

static void test_lists(void)
{
	struct profile *p = load_good(FIXTURES "good.conf");
	if (!CHECK(p != NULL))
		return;
	CHECK_INT(p->versions.n, 2);
	check_item(&p->versions, 0, NULL, "4.02.00", 4);
	check_item(&p->versions, 1, NULL, "4.03.00", 4);
	CHECK_INT(p->ignore.n, 2);
	check_item(&p->ignore, 1, NULL, "limit.size@guiaSP-SADT/valorTotal", 12);
	check_item(&p->severity, 0, "limit.guide-type", "aviso", 13);
	CHECK_INT(p->policy.severity[FINDING_LIMIT_GUIDE_TYPE], FINDING_AVISO);
	CHECK(p->policy.ignored != NULL && p->policy.ignored->next != NULL);
	CHECK_INT(p->tuss.n, 2);
	check_item(&p->tuss, 0, "22", FIXTURES "tuss 22.csv", 16);
	check_item(&p->tuss, 1, "19", FIXTURES "../tuss19.csv", 17);
	check_item(&p->required, 1, NULL, "/mensagemTISS/cabecalho/loginSenhaPrestador", 20);
	check_endpoint(p, "tissLoteGuias", "http://127.0.0.1:8080/lote?v=4");
	check_endpoint(p, "tissSolicitacaoStatusProtocolo", "http://[::1]/status");
	check_endpoint(p, "tissSolicitacaoDemonstrativoRetorno",
	               "https://tiss.example/ws/tissSolicitacaoDemonstrativoRetorno");
	profile_free(p);
}

static void test_defaults(void)
{
	struct profile *p = profile_defaults();
	struct buf origin = BUF_INIT;
	CHECK(p->file == NULL && p->registro == NULL && p->endpoint == NULL);
	CHECK_INT(p->max_guides, 100);
	CHECK_INT(p->max_bytes, 0);
	CHECK_INT(p->deadline_days, 0);
	CHECK_INT(p->hash_variant, HASH_OFFICIAL);
	CHECK_INT(p->encoding, PROFILE_ISO_8859_1);
	CHECK_INT(p->connect_timeout, 30);
	CHECK_INT(p->total_timeout, 300);
	CHECK(profile_card_holds(p, "") && profile_accepts_version(p, "3.02.00"));
	check_endpoint(p, "tissLoteGuias", NULL);
	profile_origin(p, PROFILE_MAX_GUIDES, &origin);
	CHECK_STR(buf_str(&origin), "padrão: Componente Organizacional, item 176");
	buf_release(&origin);
	profile_free(p);
}

/* Every default is one its own check takes, and a key without one says what that means. */
static void test_key_table(void)
{
	for (int k = 0; k < PROFILE_KEY_COUNT; k++) {
		const struct profile_key_def *def = profile_key_def((enum profile_key)k);
		CHECK(def->name != NULL && profile_type_name(def->type) != NULL);
		CHECK(def->source != NULL || def->fallback == NULL);
		CHECK((def->fallback != NULL) != (def->absent != NULL));
		CHECK_INT(profile_key_of(def->name), k);
	}
	CHECK_STR(profile_key_nearest("beneficiarios"), "beneficiaries");
	CHECK_STR(profile_key_nearest("endpoint-tissloteguia"), "endpoint-tissLoteGuias");
	CHECK_STR(profile_key_nearest("Encoding_"), "encoding");
	CHECK_STR(profile_key_nearest("q"), NULL);
}

static void test_line_ends(void)
{
	struct profile *p = load_good(FIXTURES "crlf.conf");
	if (CHECK(p != NULL))
		CHECK_INT(p->max_guides, 7);
	profile_free(p);
}

static void check_bad(const char *name)
{
	struct error err = ERROR_INIT;
	struct buf file = BUF_INIT, want = BUF_INIT;
	size_t len;
	buf_addf(&file, FIXTURES "bad/%s", name);
	char *text = file_read(buf_str(&file), FILE_MAX, &len, &err);
	if (CHECK(text != NULL && *text == '#')) {
		buf_adds(&want, buf_str(&file));
		buf_add(&want, text + 1, strcspn(text, "\n") - 1);
		struct profile *p = profile_load(buf_str(&file), &err);
		CHECK(p == NULL);
		CHECK_STR(buf_str(&err.text), buf_str(&want));
		profile_free(p);
	}
	free(text);
	buf_release(&file);
	buf_release(&want);
	error_release(&err);
}

static void test_bad(void)
{
	DIR *dir = opendir(FIXTURES "bad");
	int n = 0;
	if (!CHECK(dir != NULL))
		return;
	for (struct dirent *e; (e = readdir(dir)) != NULL;)
		if (e->d_name[0] != '.') {
			check_bad(e->d_name);
			n++;
		}
	closedir(dir);
	CHECK(n >= BAD_FIXTURES);
}

static void check_fails(const char *name, const char *why)
{
	struct error err = ERROR_INIT;
	struct profile *p = profile_load(name, &err);
	CHECK(p == NULL);
	CHECK_STR(buf_str(&err.text), why);
	profile_free(p);
	error_release(&err);
}

static void check_not_found(const char *registro)
{
	struct error err = ERROR_INIT;
	CHECK(profile_find(registro, &err) == NULL);
	CHECK_STR(buf_str(&err.text), "");
	error_release(&err);
}

static void test_by_registro(void)
{
	setenv("TISS_DATA_DIR", "tests/fixtures/profile", 1);
	struct profile *p = load_good("123456");
	if (CHECK(p != NULL))
		CHECK_STR(p->file, FIXTURES "operators/123456.conf");
	profile_free(p);
	check_fails("111111", FIXTURES "operators/111111.conf:1: registroANS = 654321: esperado 111111, como no nome do "
	                      "arquivo");
	check_fails("222222", "não há perfil da operadora 222222, esperado operators/222222.conf em "
	                      "~/.local/share/tissutils ou nos dados do programa (tiss-profile(5))");
	check_fails("nenhum.conf", "nenhum.conf: arquivo não encontrado");
	check_not_found("222222");
	check_not_found("../123");
	check_not_found("");
}

static void test_shipped(void)
{
	setenv("TISS_DATA_DIR", "data", 1);
	struct profile *p = load_good("331988");
	if (!CHECK(p != NULL))
		return;
	CHECK_STR(p->nome, "PASA");
	CHECK_INT(p->max_guides, 100);
	CHECK_INT(p->max_bytes, 15000000);
	CHECK_INT(p->deadline_days, 90);
	profile_free(p);
}

/* What profile_show prints; the caller frees it. */
static char *shown(const struct profile *p)
{
	char name[] = "/tmp/test_profile.XXXXXX";
	struct output out = OUTPUT_INIT;
	struct error err = ERROR_INIT;
	size_t len;
	char *text = NULL;
	int fd = mkstemp(name);
	if (CHECK(fd >= 0) && CHECK(output_open(&out, name, OUTPUT_STREAM, &err) == 0)) {
		profile_show(p, &out);
		CHECK_INT(output_close(&out, &err), 0);
		text = file_read(name, FILE_MAX, &len, &err);
		remove(name);
	}
	error_release(&err);
	return text;
}

static void test_show(void)
{
	struct error err = ERROR_INIT;
	size_t len;
	struct profile *p = load_good(FIXTURES "good.conf");
	char *text = p != NULL ? shown(p) : NULL, *want = file_read(FIXTURES "good.show", FILE_MAX, &len, &err);
	CHECK_STR(text, want);
	free(text);
	free(want);
	profile_free(p);
	error_release(&err);
}

/* The lines that KEY's place in the manual begins with. */
static void add_facts(struct buf *out, enum profile_key key)
{
	const struct profile_key_def *def = profile_key_def(key);
	buf_adds(out, "\n.TP\n.B ");
	for (const char *c = def->name; *c != '\0'; c++)
		buf_addf(out, "%s%c", *c == '-' ? "\\" : "", *c);
	buf_addf(out, "\n\\fI%s\\fR;\n", profile_type_name(def->type));
	if (def->repeatable)
		buf_adds(out, "repetível;\n");
	if (key == PROFILE_REGISTRO)
		buf_adds(out, "obrigatória.\n");
	else
		buf_addf(out, "padrão: %s.\n", def->fallback != NULL ? def->fallback : def->absent);
}

/* The manual has the keys of the table, all of them in its order, each with its type, whether it may be repeated and its
 * default; so it is one place less to forget. */
static void test_manual(void)
{
	struct error err = ERROR_INIT;
	size_t len;
	int count = 0;
	char *text = file_read(MANUAL, FILE_MAX, &len, &err);
	if (!CHECK(text != NULL))
		return;
	const char *at = strstr(text, "\n.SH CHAVES\n"), *end = strstr(text, "\n.SH ARQUIVOS\n");
	for (const char *item = at; (item = strstr(item, "\n.TP\n")) != NULL && item < end; item++)
		count++;
	CHECK_INT(count, PROFILE_KEY_COUNT);
	for (int k = 0; k < PROFILE_KEY_COUNT; k++) {
		struct buf facts = BUF_INIT;
		add_facts(&facts, (enum profile_key)k);
		const char *found = strstr(at, buf_str(&facts));
		if (!CHECK(found != NULL))
			printf("# %s lacks, or has in the wrong order: %s", MANUAL, buf_str(&facts));
		else
			at = found;
		buf_release(&facts);
	}
	free(text);
	error_release(&err);
}

static void test_endpoints(void)
{
	static const char *const good[] = {
		"https://a", "HTTPS://tiss.example:8443/x/y", "http://localhost", "http://127.1.2.3:1/x", "http://[::1]:65535",
		"https://[2001:db8::1]/", "https://a/@",
	};
	static const char *const bad[] = {
		"", "https://", "https:///x", "http://a", "http://localhost.example", "http://127.0.0.1.example",
		"http://127.0.0", "http://127.0.0.256", "http://128.0.0.1", "http://[::2]", "https://a:0", "https://a:65536",
		"https://a:", "https://a:b", "https://u@a",
		"http://localhost:1@a/", "https://a b", "https://á", "https://a/#x", "https://a?x", "https://[::1",
		"file:///etc/passwd", "http://127.0.0.1\\@a/",
	};
	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		CHECK_STR(endpoint_wrong(good[i], true), NULL);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		if (!CHECK(endpoint_wrong(bad[i], true) != NULL))
			printf("# %s\n", bad[i]);
	CHECK_STR(endpoint_wrong("https://a?x", false), NULL);
}

int main(void)
{
	UNIT_RUN(test_values);
	UNIT_RUN(test_lists);
	UNIT_RUN(test_defaults);
	UNIT_RUN(test_key_table);
	UNIT_RUN(test_line_ends);
	UNIT_RUN(test_bad);
	UNIT_RUN(test_by_registro);
	UNIT_RUN(test_shipped);
	UNIT_RUN(test_show);
	UNIT_RUN(test_manual);
	UNIT_RUN(test_endpoints);
	return unit_done();
}
