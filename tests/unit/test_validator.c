/* The validator through its own door: files one after the other.
 * Reads tests/golden; runs in the root of the source tree. */
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "tiss/validator.h"

#include "unit.h"

#define CLEAN "tests/golden/tiss-validate/clean-consulta.xml"
#define DIRTY "tests/golden/tiss-validate/several.xml"

static char seen[4096]; /* codes of the findings, each with a space behind */

static void note(void *context, const struct finding *f)
{
	(void)context;
	strncat(seen, finding_def(f->code)->code, sizeof seen - strlen(seen) - 2);
	strcat(seen, " ");
}

static struct validator_options options_of(unsigned layers)
{
	setenv("TISS_DATA_DIR", "data", 1);
	return (struct validator_options){ .layers = layers, .limits = LIMITS_OF_THE_NORM, .put = note };
}

static void run(struct validator *v, const char *file, struct validation *result)
{
	struct error err = ERROR_INIT;
	int fd = open(file, O_RDONLY);
	seen[0] = '\0';
	CHECK(fd >= 0);
	CHECK_INT(validator_run(v, xml_source_fd(&fd), file, NULL, NULL, result, &err), 0);
	CHECK_STR(buf_str(&err.text), "");
	error_release(&err);
	close(fd);
}

/* A validator keeps nothing of the file before. */
static void test_files_in_a_row(void)
{
	struct validator_options options = options_of((1u << LAYER_COUNT) - 1);
	struct error err = ERROR_INIT;
	struct validation first, again;
	char before[sizeof seen];
	struct validator *v = validator_new(&options, &err);
	run(v, DIRTY, &first);
	strcpy(before, seen);
	CHECK_INT(first.errors, 5);
	CHECK_INT(first.guides, 1);
	CHECK_STR(first.version, "4.03.00");
	static const char *const between[] = {
		CLEAN, "tests/golden/tiss-validate/xml-truncated.xml", "tests/golden/tiss-validate/bytes-nul.xml", "tests/golden/tiss-validate/clean-3.02.00.xml",
		"tests/golden/tiss-validate/version-unknown.xml", "tests/golden/tiss-validate/soap-no-body.xml", "/dev/null",
	};
	for (size_t i = 0; i < sizeof between / sizeof *between; i++) {
		run(v, between[i], &again);
		CHECK((again.errors == 0) == (i == 0 || i == 3));
		run(v, DIRTY, &again);
		CHECK_STR(seen, before);
		CHECK_INT(again.errors, first.errors);
		CHECK_INT(again.amount, first.amount);
	}
	validator_free(v);
	validator_free(NULL);
	error_release(&err);
}

static ssize_t give_little(void *context, char *buffer, size_t n)
{
	const int *fd = context;
	return read(*fd, buffer, n < 1 ? n : 1);
}

/* A pipe may give a byte at a time: libxml2 itself would misread accents then. */
static void test_byte_by_byte(void)
{
	static const char *const files[] = { CLEAN, "tests/golden/tiss-validate/clean-utf8.xml", "tests/golden/tiss-validate/clean-utf8-bom.xml" };
	struct validator_options options = options_of((1u << LAYER_COUNT) - 1);
	struct error err = ERROR_INIT;
	struct validator *v = validator_new(&options, &err);
	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		struct validation result;
		int fd = open(files[i], O_RDONLY);
		CHECK_INT(validator_run(v, (struct xml_source){ .context = &fd, .read = give_little }, files[i], NULL, NULL, &result, &err), 0);
		CHECK_INT(result.errors, 0);
		CHECK_INT(result.guides, 1);
		close(fd);
	}
	validator_free(v);
	error_release(&err);
}

static void test_unknown_version(void)
{
	struct validator_options options = options_of(1u << LAYER_SCHEMA);
	struct error err = ERROR_INIT;
	options.version = "1.00.00";
	CHECK(validator_new(&options, &err) == NULL);
	CHECK(strstr(buf_str(&err.text), "1.00.00") != NULL);
	error_release(&err);
}

int main(void)
{
	UNIT_RUN(test_files_in_a_row);
	UNIT_RUN(test_byte_by_byte);
	UNIT_RUN(test_unknown_version);
	return unit_done();
}
