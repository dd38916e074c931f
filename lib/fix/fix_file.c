#include "fix/fix_file.h"

#include <stdlib.h>
#include <unistd.h>

#include "fix/fix_backup.h"

/* One file being corrected. */
struct work {
	struct fixer *fixer;
	struct validator *validator;
	const char *name;
	const struct fix_target *target;
	void (*put)(void *context, const struct finding *finding);
	void *context;
	struct fix_result *result;
	struct fix_input in;
	struct fix_plan plan;
	struct output own;   /* the file's successor */
	char *backup;
};

static void copy_bytes(void *context, const char *bytes, size_t n)
{
	if (context != NULL)
		output_write(context, bytes, n);
}

static void tell_changes(const struct work *w)
{
	struct finding f = { .nargs = 0 };
	for (size_t i = 0; i < w->plan.n; i++) {
		fix_change_finding(&w->plan.changes[i], w->in.name, &f);
		w->put(w->context, &f);
	}
	finding_release(&f);
}

/* Validates the corrected bytes, which go to OUT (NULL: nowhere) and DIFF (NULL: no difference wanted) on the way. */
static int validate(struct work *w, struct output *out, struct unified_diff *diff, struct error *err)
{
	struct fix_stream stream;
	if (fix_input_rewind(&w->in, err) != 0)
		return -1;
	struct xml_source source = fix_stream_open(&stream, &w->in, &w->plan, diff);
	int failed = validator_run(w->validator, source, w->in.name, copy_bytes, out, &w->result->validation, err);
	if (!fix_stream_close(&stream) && !failed)
		failed = error_set(err, "%s: o arquivo mudou enquanto era lido", w->in.name);
	return failed;
}

static int write_difference(struct work *w, struct error *err)
{
	struct unified_diff diff;
	unified_diff_init(&diff, w->in.name, w->target->out);
	int result = validate(w, NULL, &diff, err);
	if (result == 0)
		unified_diff_finish(&diff);
	unified_diff_release(&diff);
	return result;
}

/* The successor is complete: the old file gets its second name, and then the first one goes to the new. */
static int take_place(struct work *w, struct error *err)
{
	const struct fix_target *t = w->target;
	if (fix_backup_make(&w->in, w->name, w->backup, t->overwrite, err) != 0)
		return -1;
	if (output_close(&w->own, err) == 0)
		return 0;
	if (!t->overwrite)
		unlink(w->backup);
	return -1;
}

static int correct_in_place(struct work *w, struct error *err)
{
	if (w->plan.n == 0)
		return validate(w, NULL, NULL, err);
	int result = validate(w, &w->own, NULL, err);
	return result == 0 ? take_place(w, err) : result;
}

/* Before anything is said to be changed: the names of the file's successor and of its backup are free. */
static int prepare(struct work *w, struct error *err)
{
	const struct fix_target *t = w->target;
	if (!t->in_place || t->dry_run || w->plan.n == 0)
		return 0;
	w->backup = fix_backup_name(w->name, t->suffix, t->overwrite, err);
	return w->backup != NULL ? output_open(&w->own, w->name, OUTPUT_STREAM, err) : -1;
}

static int validate_broken(struct work *w, struct error *err)
{
	if (fix_input_rewind(&w->in, err) != 0)
		return -1;
	return validator_run(w->validator, xml_source_fd(&w->in.fd), w->in.name, NULL, NULL, &w->result->validation, err);
}

static int correct(struct work *w, struct error *err)
{
	if (fixer_plan(w->fixer, &w->in, &w->plan, err) != 0)
		return -1;
	w->result->broken = w->plan.broken;
	if (w->plan.broken)
		return validate_broken(w, err);
	if (prepare(w, err) != 0)
		return -1;
	tell_changes(w);
	w->result->changes = w->plan.n;
	if (w->target->dry_run)
		return write_difference(w, err);
	if (w->target->in_place)
		return correct_in_place(w, err);
	return validate(w, w->target->out, NULL, err);
}

int fix_file(struct fixer *f, struct validator *v, const char *name, const char *called, const struct fix_target *target,
             void (*put)(void *context, const struct finding *finding), void *context, struct fix_result *result,
             struct error *err)
{
	struct work w = {
		.fixer = f, .validator = v, .name = name, .target = target, .put = put, .context = context, .result = result,
		.plan = FIX_PLAN_INIT, .own = OUTPUT_INIT,
	};
	*result = (struct fix_result){ .changes = 0 };
	if (fix_input_open(&w.in, name, called, err) != 0)
		return -1;
	int failed = correct(&w, err);
	output_abort(&w.own);
	free(w.backup);
	fix_plan_release(&w.plan);
	fix_input_close(&w.in);
	return failed;
}
