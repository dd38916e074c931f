/* What silences a finding or changes its severity, and what is refused. */
#include "tiss/policy.h"

#include "unit.h"

/* Adds with ADD; WHY: the error expected, or NULL. */
static void check_add(struct policy *p, int (*add)(struct policy *p, const char *text, struct error *err),
                      const char *text, const char *why)
{
	struct error err = ERROR_INIT;
	CHECK_INT(add(p, text, &err), why != NULL ? -1 : 0);
	CHECK_STR(buf_str(&err.text), why != NULL ? why : "");
	error_release(&err);
}

static void check_ignored(const struct policy *p, enum finding_code code, const char *path, bool want)
{
	struct finding f = { 0 };
	finding_start(&f, code);
	buf_adds(&f.path, path);
	policy_apply(p, &f);
	if (!CHECK_INT(f.ignored, want))
		printf("# %s\n", path);
	finding_release(&f);
}

static void test_ignore(void)
{
	struct policy p;
	policy_init(&p);
	check_ignored(&p, FINDING_LIMIT_SIZE, "/a", false);
	check_add(&p, policy_add_ignore, "limit.size", NULL);
	check_ignored(&p, FINDING_LIMIT_SIZE, "/a", true);
	check_ignored(&p, FINDING_LIMIT_SIZE, "", true);
	check_ignored(&p, FINDING_LIMIT_GUIDES, "/a", false);
	policy_release(&p);
}

static void test_ignore_path(void)
{
	struct policy p;
	policy_init(&p);
	check_add(&p, policy_add_ignore, "limit.guides@guiasTISS/guiaSP-SADT", NULL);
	check_add(&p, policy_add_ignore, "limit.guides@/raiz/x", NULL);
	check_add(&p, policy_add_ignore, "limit.guides@item/@ordem", NULL);
	check_ignored(&p, FINDING_LIMIT_GUIDES, "/m/guiasTISS/guiaSP-SADT", true);
	check_ignored(&p, FINDING_LIMIT_GUIDES, "/m/guiasTISS[1]/guiaSP-SADT[12]", true);
	check_ignored(&p, FINDING_LIMIT_GUIDES, "guiasTISS/guiaSP-SADT", true);
	check_ignored(&p, FINDING_LIMIT_GUIDES, "/m/outrasguiasTISS/guiaSP-SADT", false);
	check_ignored(&p, FINDING_LIMIT_GUIDES, "/m/guiasTISS/guiaSP-SADT/valorTotal", false);
	check_ignored(&p, FINDING_LIMIT_GUIDES, "/m/guiaSP-SADT", false);
	check_ignored(&p, FINDING_LIMIT_GUIDES, "guiaSP-SADT", false);
	check_ignored(&p, FINDING_LIMIT_GUIDES, "", false);
	check_ignored(&p, FINDING_LIMIT_GUIDES, "/raiz/x[3]", true);
	check_ignored(&p, FINDING_LIMIT_GUIDES, "/m/item[2]/@ordem", true);
	check_ignored(&p, FINDING_LIMIT_SIZE, "/m/guiasTISS/guiaSP-SADT", false);
	policy_release(&p);
}

static void test_severity(void)
{
	struct policy p;
	struct finding f = { 0 };
	policy_init(&p);
	check_add(&p, policy_add_severity, "limit.size=info", NULL);
	finding_start(&f, FINDING_LIMIT_SIZE);
	policy_apply(&p, &f);
	CHECK_INT(f.severity, FINDING_INFO);
	CHECK(!f.ignored);
	check_add(&p, policy_add_severity, "limit.size=aviso", NULL); /* the last one holds */
	policy_apply(&p, &f);
	CHECK_INT(f.severity, FINDING_AVISO);
	finding_start(&f, FINDING_LIMIT_GUIDES);
	policy_apply(&p, &f);
	CHECK_INT(f.severity, finding_def(FINDING_LIMIT_GUIDES)->severity);
	finding_release(&f);
	policy_release(&p);
}

static void test_refused(void)
{
	struct policy p;
	policy_init(&p);
	check_add(&p, policy_add_ignore, "limit", "não existe a crítica limit (tiss-validate --list-rules mostra as que há)");
	check_add(&p, policy_add_ignore, "hash.mismatch",
	          "a crítica hash.mismatch não pode ser silenciada nem mudada: é da camada hash");
	check_add(&p, policy_add_severity, "xml.malformed=aviso",
	          "a crítica xml.malformed não pode ser silenciada nem mudada: é da camada xml");
	check_add(&p, policy_add_severity, "limit.size",
	          "grau desconhecido em “limit.size”: escreva CÓDIGO=info, CÓDIGO=aviso ou CÓDIGO=erro");
	check_add(&p, policy_add_severity, "limit.size=Erro",
	          "grau desconhecido em “limit.size=Erro”: escreva CÓDIGO=info, CÓDIGO=aviso ou CÓDIGO=erro");
	check_add(&p, policy_add_ignore, "limit.size@",
	          "o caminho em “limit.size@” não serve: escreva os últimos elementos dele, sem índices, como "
	          "limit.size@guiaSP-SADT/valorTotal");
	check_add(&p, policy_add_ignore, "limit.size@a[1]/b",
	          "o caminho em “limit.size@a[1]/b” não serve: escreva os últimos elementos dele, sem índices, como "
	          "limit.size@guiaSP-SADT/valorTotal");
	CHECK(p.ignored == NULL);
	policy_release(&p);
}

int main(void)
{
	UNIT_RUN(test_ignore);
	UNIT_RUN(test_ignore_path);
	UNIT_RUN(test_severity);
	UNIT_RUN(test_refused);
	return unit_done();
}
