/* The names of a guides' CSV: which there are, what each means, and that every name leads back to its field. */
#include "lot/columns.h"
#include "schema/schema_store.h"

#include "unit.h"

struct fixture {
	struct vocabulary vocabulary;
	struct schema_store *store;
	struct columns *columns;
};

static bool set_up(struct fixture *f, const char *type, const char *version)
{
	struct error err = ERROR_INIT;
	vocabulary_init(&f->vocabulary);
	f->store = schema_store_open(&f->vocabulary, false);
	struct schema *schema = schema_store_get(f->store, version, &err);
	f->columns = schema != NULL ? columns_new(schema, type, &err) : NULL;
	CHECK_STR(buf_str(&err.text), "");
	error_release(&err);
	return CHECK(f->columns != NULL);
}

static void tear_down(struct fixture *f)
{
	columns_free(f->columns);
	schema_store_free(f->store);
	vocabulary_release(&f->vocabulary);
}

/* What NAME means: "scope:path" for each scope that has it, or "?" and what ERR says. */
static const char *meaning(const struct fixture *f, const char *name)
{
	static struct buf out = BUF_INIT;
	struct column_reference r;
	struct error err = ERROR_INIT;
	buf_clear(&out);
	if (columns_resolve(f->columns, name, &r, &err) != COLUMN_UNDERSTOOD)
		buf_addf(&out, "? %s", buf_str(&err.text));
	for (int scope = 0; scope < COLUMN_SCOPES && err.text.len == 0; scope++) {
		if (r.field[scope] == NULL)
			continue;
		buf_addf(&out, "%s%d:", out.len > 0 ? " " : "", scope);
		column_name(r.field[scope], r.index[scope], &out);
	}
	error_release(&err);
	return buf_str(&out);
}

static void test_names(void)
{
	struct fixture f;
	if (set_up(&f, "sp-sadt", "4.03.00")) {
		CHECK_STR(meaning(&f, "registroANS"), "2:registroANS");
		CHECK_STR(meaning(&f, "cabecalhoGuia/registroANS"), "2:registroANS");
		CHECK_STR(meaning(&f, "dataExecucao"), "3:dataExecucao 4:dataExecucao");
		CHECK_STR(meaning(&f, "procedimentoExecutado/dataExecucao"), "3:dataExecucao");
		CHECK_STR(meaning(&f, "valorTotal"), "3:valorTotal 4:valorTotal");
		CHECK_STR(meaning(&f, "valorTotal/valorTotalGeral"), "2:valorTotalGeral");
		CHECK_STR(meaning(&f, "nomeProf"), "3:nomeProf");
		CHECK_STR(meaning(&f, "equipeSadt[1]/nomeProf"), "3:nomeProf");
		CHECK_STR(meaning(&f, "equipeSadt[12]/nomeProf"), "3:equipeSadt[12]/nomeProf");
		CHECK_STR(meaning(&f, "numeroLote"), "1:numeroLote");
		CHECK_STR(meaning(&f, "cabecalho/Padrao"), "0:cabecalho/Padrao");
		CHECK_STR(meaning(&f, "cabecalho/sequencialTransacao"), "0:cabecalho/sequencialTransacao");
		CHECK_STR(meaning(&f, "cabecalho/identificacaoTransacao/sequencialTransacao"), "0:cabecalho/sequencialTransacao");
	}
	tear_down(&f);
}

static void test_wrong_names(void)
{
	struct fixture f;
	if (set_up(&f, "sp-sadt", "4.03.00")) {
		CHECK_STR(meaning(&f, "UF"), "? nome ambíguo em guia de sp-sadt: pode ser «profissionalSolicitante/UF», «equipeSadt/UF»");
		CHECK(strncmp(meaning(&f, "Padrao"), "? não é coluna", strlen("? não é coluna")) == 0);
		CHECK(strstr(meaning(&f, "numeroCarteiro"), "«numeroCarteira»") != NULL);
		CHECK(strncmp(meaning(&f, ""), "? não é coluna", strlen("? não é coluna")) == 0);
		CHECK(strncmp(meaning(&f, "/"), "?", 1) == 0);
		CHECK(strncmp(meaning(&f, "adosGuia/registroANS"), "?", 1) == 0);
		static const char *const misnumbered[] = { "equipeSadt[0]/nomeProf", "equipeSadt[x]/nomeProf", "equipeSadt[2/nomeProf",
			"equipeSadt[]/nomeProf", "equipeSadt[70000]/nomeProf", "equipeSadt[-1]/nomeProf", "dadosBeneficiario[2]/numeroCarteira",
			"equipeSadt[2]nomeProf", "[", "[1]", "a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p/q/r/s/t/u/v/x" };
		for (size_t i = 0; i < sizeof misnumbered / sizeof *misnumbered; i++)
			CHECK(meaning(&f, misnumbered[i])[0] == '?');
	}
	tear_down(&f);
}

static void test_repeats(void)
{
	struct fixture f;
	if (set_up(&f, "internacao", "4.03.00")) {
		CHECK_STR(meaning(&f, "diagnostico[4]"), "2:diagnostico[4]");
		CHECK(strncmp(meaning(&f, "diagnostico[5]"), "? diagnostico se repete no máximo 4 vezes", 40) == 0);
		CHECK_STR(meaning(&f, "declaracoes[8]/diagnosticoObito"), "2:declaracoes[8]/diagnosticoObito");
		CHECK_STR(meaning(&f, "identEquipe[3]/identificacaoEquipe/nomeProf"), "3:identEquipe[3]/identificacaoEquipe/nomeProf");
	}
	tear_down(&f);
}

/* A whole path names its field even when others end in it. */
static void test_whole_paths(void)
{
	struct fixture f;
	if (set_up(&f, "odonto", "4.03.00")) {
		CHECK_STR(meaning(&f, "observacao"), "2:observacao");
		CHECK_STR(meaning(&f, "ct_situacaoInicial/observacao"), "2:ct_situacaoInicial/observacao");
		CHECK_STR(meaning(&f, "numeroGuiaOperadora"), "2:numeroGuiaOperadora");
		CHECK_STR(meaning(&f, "procedimentosExecutados[2]/qtdProc"), "3:qtdProc"); /* the item's own number says nothing */
	}
	tear_down(&f);
}

/* In every guide type of every version: names are unique, paths and names lead back to their field. */
static void check_all(const struct columns *c)
{
	static const uint16_t ones[COLUMN_STEPS_MAX] = { 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1 };
	struct buf name = BUF_INIT;
	for (size_t i = 0; i < c->n; i++) {
		const struct column *field = &c->all[i];
		struct column_reference r;
		struct error err = ERROR_INIT;
		CHECK(columns_resolve(c, field->name, &r, &err) == COLUMN_UNDERSTOOD && r.field[field->scope] == field);
		CHECK(columns_resolve(c, field->path, &r, &err) == COLUMN_UNDERSTOOD && r.field[field->scope] == field);
		CHECK(columns_find(c, field->scope, field->path) == field);
		buf_clear(&name);
		column_name(field, ones, &name);
		CHECK_STR(buf_str(&name), field->name);
		CHECK(field->type->simple);
		error_release(&err);
	}
	buf_release(&name);
}

static void test_all_versions(void)
{
	static const char *const types[] = { "consulta", "sp-sadt", "internacao", "honorarios", "odonto" };
	struct vocabulary vocabulary;
	size_t n;
	vocabulary_init(&vocabulary);
	struct schema_store *store = schema_store_open(&vocabulary, false);
	const struct schema_entry *entries = schema_store_list(store, &n);
	CHECK(n >= 14);
	for (size_t i = 0; i < n; i++) {
		for (size_t t = 0; t < sizeof types / sizeof *types; t++) {
			struct error err = ERROR_INIT;
			struct columns *c = columns_new(schema_store_get(store, entries[i].version, &err), types[t], &err);
			if (CHECK(c != NULL))
				check_all(c);
			columns_free(c);
			error_release(&err);
		}
	}
	schema_store_free(store);
	vocabulary_release(&vocabulary);
}

static void test_unknown_type(void)
{
	struct fixture f;
	struct error err = ERROR_INIT;
	if (set_up(&f, "consulta", "3.02.00")) {
		CHECK(columns_new(f.columns->schema, "exame", &err) == NULL);
		CHECK_STR(buf_str(&err.text), "“exame” não é um tipo de guia; os tipos são: consulta, sp-sadt, internacao, honorarios, odonto");
		CHECK(f.columns->types[COLUMN_EXPENSE] == NULL);
	}
	error_release(&err);
	tear_down(&f);
	columns_free(NULL);
}

int main(void)
{
	UNIT_RUN(test_names);
	UNIT_RUN(test_wrong_names);
	UNIT_RUN(test_repeats);
	UNIT_RUN(test_whole_paths);
	UNIT_RUN(test_all_versions);
	UNIT_RUN(test_unknown_type);
	return unit_done();
}
