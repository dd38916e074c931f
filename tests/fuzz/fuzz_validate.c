/* libFuzzer: any bytes through the validator, all layers on. Besides not crashing, the findings are the same when the
 * bytes are judged again, and when they come in other pieces. Runs in the root of the source tree. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/names.h"
#include "tiss/validator.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The input, given in pieces of PIECE bytes. */
struct input {
	const uint8_t *data;
	size_t size, at, piece;
};

/* What a run found: how many findings, and a number that stands for all that they say. */
struct outcome {
	unsigned long count;
	uint32_t digest;
};

static struct validator *validator;
static struct outcome current;
static bool telling;

static void put(void *context, const struct finding *f)
{
	struct buf text = BUF_INIT;
	(void)context;
	buf_addf(&text, "%u %s %ld:%ld %s|%s|%s|%s|%s|", current.digest, finding_def(f->code)->code, f->line, f->column, buf_str(&f->path),
	         buf_str(&f->guide), buf_str(&f->item), buf_str(&f->value), buf_str(&f->detail));
	finding_fill(&text, finding_def(f->code)->message, f);
	finding_fill(&text, finding_def(f->code)->suggestion, f);
	if (telling)
		fprintf(stderr, "%s\n", text.data);
	current.digest = names_hash(text.data, text.len);
	current.count++;
	buf_release(&text);
}

static ssize_t give(void *context, char *buffer, size_t n)
{
	struct input *in = context;
	size_t left = in->size - in->at;
	n = n < in->piece ? n : in->piece;
	n = n < left ? n : left;
	if (n > 0)
		memcpy(buffer, in->data + in->at, n);
	in->at += n;
	return (ssize_t)n;
}

static struct outcome judge(const uint8_t *data, size_t size, size_t piece)
{
	struct input in = { data, size, 0, piece };
	struct error err = ERROR_INIT;
	struct validation result;
	current = (struct outcome){ 0, 0 };
	if (validator_run(validator, (struct xml_source){ &in, give, NULL }, "fuzz", NULL, NULL, &result, &err) != 0)
		abort(); /* memory is always readable */
	if (current.count != result.errors + result.warnings + result.infos + result.ignored)
		abort();
	error_release(&err);
	return current;
}

static void expect(const uint8_t *data, size_t size, size_t piece, struct outcome want)
{
	struct outcome got = judge(data, size, piece);
	if (got.count == want.count && got.digest == want.digest)
		return;
	fprintf(stderr, "pieces of %zu give other findings than the whole:\n", piece);
	telling = true;
	judge(data, size, SIZE_MAX);
	fprintf(stderr, "--\n");
	judge(data, size, piece);
	abort();
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	struct error err = ERROR_INIT;
	struct validator_options options = { .layers = (1u << LAYER_COUNT) - 1, .limits = LIMITS_OF_THE_NORM, .put = put };
	(void)argc;
	(void)argv;
	setenv("TISS_DATA_DIR", "data", 1);
	validator = validator_new(&options, &err);
	if (validator == NULL) {
		fprintf(stderr, "%s\n", buf_str(&err.text));
		exit(2);
	}
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct outcome whole = judge(data, size, SIZE_MAX);
	expect(data, size, SIZE_MAX, whole);
	expect(data, size, 1, whole);
	expect(data, size, 2 + size % 61, whole);
	return 0;
}
