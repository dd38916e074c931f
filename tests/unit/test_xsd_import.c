/* Imports invented XSD folders: tests/fixtures/xsd/good must give good.tab; every file of tests/fixtures/xsd/bad is
 * imported as tissV1_00_00.xsd of a folder and must be refused at the line and with the text that its first line
 * says: <!-- LINE: TEXT -->. Runs in the root of the source tree. */
#include <dirent.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "schema/xsd_import.h"

#include "unit.h"

#define FIXTURES "tests/fixtures/xsd/"

static const char web_services[] =
	"<schema xmlns='http://www.w3.org/2001/XMLSchema' targetNamespace='urn:ans' elementFormDefault='qualified'/>\n";

static char *read_fixture(const char *name, size_t *len)
{
	struct error err = ERROR_INIT;
	struct buf path = BUF_INIT;
	buf_addf(&path, FIXTURES "%s", name);
	char *text = file_read(buf_str(&path), 1 << 20, len, &err);
	CHECK_STR(buf_str(&err.text), "");
	buf_release(&path);
	error_release(&err);
	return text;
}

static void put_file(const char *dir, const char *name, const char *text, size_t len)
{
	struct buf path = BUF_INIT;
	buf_addf(&path, "%s/%s", dir, name);
	FILE *f = fopen(buf_str(&path), "wb");
	if (CHECK(f != NULL)) {
		CHECK(fwrite(text, 1, len, f) == len);
		CHECK(fclose(f) == 0);
	}
	buf_release(&path);
}

static void remove_file(const char *dir, const char *name)
{
	struct buf path = BUF_INIT;
	buf_addf(&path, "%s/%s", dir, name);
	unlink(buf_str(&path));
	buf_release(&path);
}

static void check_import(const char *dir, const char *version, const char *table, const char *error)
{
	struct buf out = BUF_INIT;
	struct error err = ERROR_INIT;
	CHECK_INT(xsd_import(dir, version, &out, &err), *error == '\0' ? 0 : -1);
	CHECK_STR(buf_str(&out), table);
	CHECK_STR(buf_str(&err.text), error);
	buf_release(&out);
	error_release(&err);
}

static void test_good(void)
{
	size_t len;
	char *want = read_fixture("good.tab", &len);
	check_import(FIXTURES "good", NULL, want, "");
	free(want);
}

static void test_version(void)
{
	struct buf out = BUF_INIT;
	struct error err = ERROR_INIT;
	CHECK_INT(xsd_import(FIXTURES "good", "9.08.07", &out, &err), 0);
	CHECK(strstr(buf_str(&out), "\nversion\t9.08.07\n") != NULL);
	buf_release(&out);
	error_release(&err);
	check_import(FIXTURES "good", "9.8", "", "versão «9.8»: o esperado é algo como 4.03.00");
}

/* What is wrong with the folder itself. */
static void test_folder(void)
{
	char dir[] = "/tmp/test_xsd_import.XXXXXX";
	struct buf want = BUF_INIT;
	if (!CHECK(mkdtemp(dir) != NULL))
		return;
	put_file(dir, "tissV1_00_00.xsd", web_services, sizeof web_services - 1);
	buf_addf(&want, "%s: falta o arquivo tissWebServicesVN_NN_NN.xsd, que a ANS publica com os demais", dir);
	check_import(dir, NULL, "", buf_str(&want));
	put_file(dir, "tissWebServicesV1_00_01.xsd", web_services, sizeof web_services - 1);
	buf_clear(&want);
	buf_addf(&want, "%s: tissV1_00_00.xsd e tissWebServicesV1_00_01.xsd são de versões diferentes", dir);
	check_import(dir, NULL, "", buf_str(&want));
	put_file(dir, "tissV1_00_01.xsd", web_services, sizeof web_services - 1);
	buf_clear(&want);
	buf_addf(&want, "%s: há mais de uma versão na pasta: tissV1_00_00.xsd e tissV1_00_01.xsd; deixe uma só", dir);
	check_import(dir, NULL, "", buf_str(&want));
	remove_file(dir, "tissV1_00_00.xsd");
	check_import(dir, NULL, "tiss-schema\t1\nversion\t1.00.01\nnamespace\tans\turn:ans\n", "");
	remove_file(dir, "tissV1_00_01.xsd");
	remove_file(dir, "tissWebServicesV1_00_01.xsd");
	CHECK(rmdir(dir) == 0);
	buf_clear(&want);
	buf_addf(&want, "%s", dir);
	struct buf out = BUF_INIT;
	struct error err = ERROR_INIT;
	CHECK_INT(xsd_import(dir, NULL, &out, &err), -1);
	CHECK(strncmp(buf_str(&err.text), buf_str(&want), want.len) == 0);
	error_release(&err);
	buf_release(&out);
	buf_release(&want);
}

/* What the first line of bad fixture TEXT says to expect, behind the path of the file that it is put in. */
static void expectation(struct buf *want, const char *dir, const char *text)
{
	size_t line = strcspn(text, "\n");
	buf_addf(want, "%s/tissV1_00_00.xsd:", dir);
	if (CHECK(line > 9 && strncmp(text, "<!-- ", 5) == 0))
		buf_add(want, text + 5, line - 9);
}

static void check_bad(const char *dir, const char *name)
{
	struct buf path = BUF_INIT, want = BUF_INIT, out = BUF_INIT;
	struct error err = ERROR_INIT;
	size_t len;
	buf_addf(&path, "bad/%s", name);
	char *text = read_fixture(buf_str(&path), &len);
	if (text != NULL) {
		put_file(dir, "tissV1_00_00.xsd", text, len);
		expectation(&want, dir, text);
		bool good = CHECK_INT(xsd_import(dir, NULL, &out, &err), -1);
		good &= CHECK_INT(out.len, 0);
		good &= CHECK(strncmp(buf_str(&err.text), buf_str(&want), want.len) == 0);
		if (!good)
			printf("# %s:\n#   got  %s\n#   want %s\n", name, buf_str(&err.text), buf_str(&want));
	}
	free(text);
	buf_release(&path);
	buf_release(&want);
	buf_release(&out);
	error_release(&err);
}

static void test_bad(void)
{
	char dir[] = "/tmp/test_xsd_import.XXXXXX";
	DIR *d = opendir(FIXTURES "bad");
	int seen = 0;
	if (!CHECK(d != NULL))
		return;
	if (CHECK(mkdtemp(dir) != NULL)) {
		put_file(dir, "tissWebServicesV1_00_00.xsd", web_services, sizeof web_services - 1);
		for (const struct dirent *e = readdir(d); e != NULL; e = readdir(d)) {
			if (strstr(e->d_name, ".xsd") == NULL)
				continue;
			check_bad(dir, e->d_name);
			seen++;
		}
		remove_file(dir, "tissV1_00_00.xsd");
		remove_file(dir, "tissWebServicesV1_00_00.xsd");
		rmdir(dir);
	}
	closedir(d);
	CHECK(seen >= 60);
}

int main(void)
{
	UNIT_RUN(test_good);
	UNIT_RUN(test_version);
	UNIT_RUN(test_folder);
	UNIT_RUN(test_bad);
	return unit_done();
}
