/* Paths and names. Reads tests/fixtures; runs in the root of the source tree. */
#include <stdlib.h>

#include "schema/schema_find.h"

#include "unit.h"

static struct vocabulary vocabulary;
static struct schema_places places;

/* PATH finds as many places; the first, told whole and short, reads WHOLE and SHORTEST. */
static void check_find(const char *path, size_t n, const char *whole, const char *shortest)
{
	const struct schema_place **found;
	struct buf out = BUF_INIT;
	CHECK_INT(schema_find(&places, path, &found), n);
	if (n > 0) {
		schema_place_path(&out, &places, found[0]);
		CHECK_STR(buf_str(&out), whole);
		buf_clear(&out);
		schema_place_short(&out, &places, found[0]);
		CHECK_STR(buf_str(&out), shortest);
	}
	buf_release(&out);
	free(found);
}

static void test_paths(void)
{
	check_find("mensagemTISS", 1, "/mensagemTISS", "mensagemTISS");
	check_find("/mensagemTISS/loteGuias/guia/valor", 1, "/mensagemTISS/loteGuias/guia/valor", "valor");
	check_find("guia/valor/", 1, "/mensagemTISS/loteGuias/guia/valor", "valor");
	check_find("ct_guia/valor", 1, "/mensagemTISS/loteGuias/guia/valor", "valor");
	check_find("ct_lote/guia", 1, "/mensagemTISS/loteGuias/guia", "guia");
	check_find("/reciboWS/lote/guia", 1, "/mensagemTISS/loteGuias/guia", "guia");
	check_find("lote/valor", 0, NULL, NULL);
	check_find("/guia", 0, NULL, NULL);
	check_find("Guia", 0, NULL, NULL);
	check_find("", 0, NULL, NULL);
	check_find("/", 0, NULL, NULL);
	check_find("//", 0, NULL, NULL);
}

static void check_similar(const char *name, const char *names)
{
	struct buf out = BUF_INIT;
	schema_similar(&out, &places, name);
	CHECK_STR(buf_str(&out), names);
	buf_release(&out);
}

static void test_similar(void)
{
	check_similar("GUIA", "guia, loteGuias, ct_guia");
	check_similar("vallor", "valor");
	check_similar("carater", "carater, dm_carater");
	check_similar("nadadisso", "");
	check_similar("", "");
}

int main(void)
{
	struct error err = ERROR_INIT;
	vocabulary_init(&vocabulary);
	struct schema *s = schema_read("tests/fixtures/schema/antes.tab", &vocabulary, &err);
	if (s == NULL) {
		printf("# %s\n", buf_str(&err.text));
		return 1;
	}
	schema_places_init(&places, s);
	UNIT_RUN(test_paths);
	UNIT_RUN(test_similar);
	schema_places_release(&places);
	schema_free(s);
	vocabulary_release(&vocabulary);
	return unit_done();
}
