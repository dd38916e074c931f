#include "run/run.h"

#include <string.h>

#include "base/names.h"
#include "base/output.h"

struct run {
	struct run_options *o;
	struct output findings, copy;
	struct summary_out summary;
	struct progress meter;
	struct names *warnings; /* that were told: several processes find the same ones */
	bool any_broken;        /* a file that --fix could not read */
	struct buf only; /* the summary of a single file: told at the end, when it is sure to be the only one */
	int status;
};

static void complain(void *context, const char *text)
{
	struct run *r = context;
	progress_clear(&r->meter);
	r->o->complain(text);
	r->status = 2;
}

/* Tells ERR, if there is one, and empties it. */
static void complain_of(struct run *r, struct error *err)
{
	if (err->text.len > 0)
		complain(r, buf_str(&err->text));
	error_release(err);
}

static void warn(void *context, const char *text)
{
	struct run *r = context;
	if (names_find(r->warnings, text, strlen(text)) != 0)
		return;
	names_add(r->warnings, text, strlen(text));
	progress_clear(&r->meter);
	r->o->warn(text);
}

/* Behind what was written so far. */
static void say(struct run *r, struct buf *text)
{
	output_flush(&r->findings);
	progress_clear(&r->meter);
	r->o->say(buf_str(text));
	buf_clear(text);
}

/* ---- what the job tells ---- */

static void write_findings(void *context, const char *bytes, size_t len)
{
	struct run *r = context;
	progress_clear(&r->meter);
	output_write(&r->findings, bytes, len);
}

static void copy_bytes(void *context, const char *bytes, size_t len)
{
	struct run *r = context;
	output_write(&r->copy, bytes, len);
}

/* One input was given, which may still be a zip of several. */
static bool is_alone(const struct run_options *o)
{
	return o->inputs.noperands <= 1 && o->inputs.list == NULL && !o->inputs.recursive;
}

static void tell_fixed(struct run *r, const char *name, const struct fix_result *fixed)
{
	struct buf text = BUF_INIT;
	if (fixed->broken)
		buf_addf(&text, "%s: o arquivo não pôde ser lido até o fim, e nada foi corrigido", name);
	else if (fixed->changes == 0)
		buf_addf(&text, "%s: nada a corrigir", name);
	else
		buf_addf(&text, "%s: %zu %s", name, fixed->changes, fixed->changes == 1 ? "correção" : "correções");
	say(r, &text);
	buf_release(&text);
}

static void tell_file(struct run *r, const struct job_file *file)
{
	struct buf text = BUF_INIT;
	if (file->fixed != NULL && (is_alone(r->o) || r->o->verbose || file->hidden > 0))
		tell_fixed(r, file->name, file->fixed);
	if (file->hidden > 0) {
		buf_addf(&text, "%s: mais %zu críticas não mostradas (--max-findings)", file->name, file->hidden);
		say(r, &text);
	}
	summary_file_text(&text, file->name, &file->result);
	if (r->o->verbose || file->hidden > 0)
		say(r, &text);
	else if (r->summary.total.files == 1)
		buf_adds(&r->only, buf_str(&text));
	buf_release(&text);
}

static void take_file(void *context, const struct job_file *file)
{
	struct run *r = context;
	if (r->status == 0 && file->result.errors > 0)
		r->status = 1;
	r->any_broken = r->any_broken || (file->fixed != NULL && file->fixed->broken);
	summary_out_file(&r->summary, file);
	if (!r->o->quiet)
		tell_file(r, file);
	progress_update(&r->meter, (size_t)r->summary.total.files, r->summary.total.bytes);
}

static bool is_stopped(void *context)
{
	const struct run *r = context;
	return output_failed(&r->findings);
}

/* ---- beginning and end ---- */

bool run_writes_findings(const struct run_options *o)
{
	return !o->quiet && o->summary != SUMMARY_CSV && o->summary != SUMMARY_CSV_CODES;
}

bool run_writes_messages(const struct run_options *o)
{
	return o->pass || (o->fix && (!o->target.in_place || o->target.dry_run));
}

static int open_outputs(struct run *r, struct error *err)
{
	const struct run_options *o = r->o;
	if (run_writes_messages(o)) {
		output_open_stderr(&r->findings);
		if (output_open(&r->copy, o->output, o->pass ? OUTPUT_SPOOL : OUTPUT_STREAM, err) != 0)
			return -1;
	} else if (output_open(&r->findings, o->output, OUTPUT_STREAM, err) != 0) {
		return -1;
	}
	if (o->job.format != NULL && !o->no_header) {
		struct finding_sink sink;
		finding_sink_init(&sink, o->job.format, &r->findings);
		finding_sink_head(&sink);
		finding_sink_release(&sink);
	}
	summary_out_begin(&r->summary);
	return 0;
}

static void print_kept(void *context, const char *bytes, size_t n)
{
	const struct run *r = context;
	fwrite(bytes, 1, n, r->o->terminal);
}

/* What is said when all is done: of one file, of many, or as a table. */
static void tell_all(struct run *r)
{
	struct error err = ERROR_INIT;
	progress_clear(&r->meter);
	output_flush(&r->findings);
	summary_out_finish(&r->summary, print_kept, r, &err);
	if (!r->o->quiet && r->o->summary != SUMMARY_TEXT) {
		if (r->summary.total.files > 1) {
			buf_clear(&r->only);
			summary_text(&r->only, &r->summary.total);
			say(r, &r->only);
		} else if (is_alone(r->o) && r->only.len > 0) {
			say(r, &r->only);
		}
	}
	complain_of(r, &err);
}

/* The copy of --pass goes out only if the message has no error, that of --fix if there is one to write; findings and copy
 * must both be written in full. */
static void close_outputs(struct run *r)
{
	struct error err = ERROR_INIT;
	if (output_close(&r->findings, &err) != 0)
		complain_of(r, &err);
	bool nothing = r->status == 2 || (r->any_broken && !r->o->target.dry_run);
	if ((r->o->pass && r->status != 0) || (r->o->fix && nothing))
		output_abort(&r->copy);
	else if (output_close(&r->copy, &err) != 0)
		complain_of(r, &err);
}

static void summary_setup(struct run *r)
{
	const struct run_options *o = r->o;
	r->summary.form = o->summary;
	r->summary.style = o->summary_style;
	r->summary.no_header = o->no_header;
	r->summary.out = run_writes_findings(o) ? NULL : &r->findings;
}

int run_validate(struct run_options *o)
{
	struct run r = { .o = o, .findings = OUTPUT_INIT, .copy = OUTPUT_INIT, .summary = SUMMARY_OUT_INIT };
	const struct job_events events = {
		.context = &r, .findings = write_findings, .file = take_file, .error = complain,
		.warning = warn, .copy = o->pass ? copy_bytes : NULL, .stopped = is_stopped,
	};
	struct error err = ERROR_INIT;
	r.warnings = names_new();
	if (!run_writes_findings(o))
		o->job.format = NULL;
	o->target.out = &r.copy;
	o->job.fix = o->fix ? &o->target : NULL;
	summary_setup(&r);
	struct job *job = job_new(&o->job, &events, &err);
	if (job == NULL || open_outputs(&r, &err) != 0) {
		complain_of(&r, &err);
		output_abort(&r.findings);
	} else {
		progress_init(&r.meter, o->progress, o->terminal, o->inputs.recursive ? 0 : o->inputs.noperands);
		job_run(job, &o->inputs, o->processes);
		tell_all(&r);
		close_outputs(&r);
	}
	job_free(job);
	inputs_release(&o->inputs);
	summary_out_release(&r.summary);
	names_free(r.warnings);
	buf_release(&r.only);
	return r.status;
}
