/* libFuzzer: any bytes through --fix. Besides not crashing: every correction finds its place; a corrected message has nothing
 * left to correct; what the corrections did not name is as it was; and the bytes come out the same in pieces of any size.
 * Runs in the root of the source tree. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fix/fix.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct fixer *plain, *setting; /* without and with --set */
static struct fix_sets no_sets, one_set;
static struct operator_options operator;
static int fd;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	struct error err = ERROR_INIT;
	(void)argc;
	(void)argv;
	setenv("TISS_DATA_DIR", "data", 1);
	FILE *file = tmpfile();
	if (file == NULL || fix_sets_add(&one_set, "numeroLote=1 & <ç–>", &err) != 0)
		abort();
	fd = fileno(file);
	plain = fixer_new(&(struct fix_options){ .operator = &operator, .sets = &no_sets }, &err);
	setting = fixer_new(&(struct fix_options){ .operator = &operator, .sets = &one_set }, &err);
	return plain != NULL && setting != NULL ? 0 : 1;
}

static void put_file(const void *data, size_t size)
{
	if (ftruncate(fd, 0) != 0 || pwrite(fd, data, size, 0) != (ssize_t)size)
		abort();
}

/* What a patch keeps, when it is told to lose nothing but the values. */
struct kept {
	struct buf kept, all;
};

static void on_keep(void *context, const char *bytes, size_t n)
{
	struct kept *k = context;
	buf_add(&k->kept, bytes, n);
	buf_add(&k->all, bytes, n);
}

static void on_drop(void *context, const char *bytes, size_t n)
{
	struct kept *k = context;
	buf_add(&k->all, bytes, n);
}

static void on_add(void *context, const char *bytes, size_t n)
{
	(void)context;
	(void)bytes;
	(void)n;
}

/* What is kept and dropped is the file; fed byte by byte it is the same. */
static void check_pieces(const uint8_t *data, size_t size, const struct fix_plan *plan)
{
	struct kept whole = { BUF_INIT, BUF_INIT }, bytes = { BUF_INIT, BUF_INIT };
	struct xml_patch p;
	xml_patch_init(&p, plan->splice, plan->edits, plan->nedits, (struct xml_patch_sink){ &whole, on_keep, on_drop, on_add });
	xml_patch_feed(&p, (const char *)data, size);
	xml_patch_release(&p);
	xml_patch_init(&p, plan->splice, plan->edits, plan->nedits, (struct xml_patch_sink){ &bytes, on_keep, on_drop, on_add });
	for (size_t i = 0; i < size; i++)
		xml_patch_feed(&p, (const char *)data + i, 1);
	xml_patch_release(&p);
	if (whole.all.len != size || (size > 0 && memcmp(whole.all.data, data, size) != 0))
		abort();
	if (whole.kept.len != bytes.kept.len || strcmp(buf_str(&whole.kept), buf_str(&bytes.kept)) != 0)
		abort();
	buf_release(&whole.kept);
	buf_release(&whole.all);
	buf_release(&bytes.kept);
	buf_release(&bytes.all);
}

static void read_corrected(const struct fix_input *in, const struct fix_plan *plan, struct buf *out)
{
	struct error err = ERROR_INIT;
	struct fix_stream stream;
	char piece[1000];
	ssize_t n;
	if (fix_input_rewind(in, &err) != 0)
		abort();
	struct xml_source source = fix_stream_open(&stream, in, plan, NULL);
	while ((n = source.read(source.context, piece, sizeof piece)) > 0)
		buf_add(out, piece, (size_t)n);
	if (!fix_stream_close(&stream) || n < 0)
		abort();
}

/* Whether there is a plan for what the file holds. */
static bool make_plan(struct fixer *f, const struct fix_input *in, struct fix_plan *plan)
{
	struct error err = ERROR_INIT;
	bool made = fixer_plan(f, in, plan, &err) == 0 && !plan->broken;
	error_release(&err);
	return made;
}

static void fix(struct fixer *f, const uint8_t *data, size_t size)
{
	struct fix_input in = { .name = "fuzz", .fd = fd };
	struct fix_plan plan = FIX_PLAN_INIT, again = FIX_PLAN_INIT;
	struct buf corrected = BUF_INIT;
	put_file(data, size);
	if (make_plan(f, &in, &plan)) {
		check_pieces(data, size, &plan);
		read_corrected(&in, &plan, &corrected);
		put_file(buf_str(&corrected), corrected.len);
		if (!make_plan(f, &in, &again) || again.n != 0)
			abort();
	}
	buf_release(&corrected);
	fix_plan_release(&plan);
	fix_plan_release(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fix(plain, data, size);
	fix(setting, data, size);
	return 0;
}
