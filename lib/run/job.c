#include "run/job.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "run/job_workers.h"

struct job {
	const struct job_options *options;
	const struct job_events *events;
	struct validator *validator;
	struct fixer *fixer;        /* NULL: nothing is corrected */
	struct finding_sink sink;
	struct tally tally;         /* of the current input */
	size_t written, hidden;
};

/* ---- what the validator tells ---- */

static void on_finding(void *context, const struct finding *f)
{
	struct job *j = context;
	const struct job_options *o = j->options;
	tally_add(&j->tally, f);
	if (o->format == NULL || f->severity < o->severity)
		return;
	if (o->max_findings > 0 && j->written >= o->max_findings) {
		j->hidden++;
		return;
	}
	j->written++;
	const struct buf *text = finding_sink_text(&j->sink, f);
	j->events->findings(j->events->context, buf_str(text), text->len);
}

/* A correction: always told. */
static void on_change(void *context, const struct finding *f)
{
	struct job *j = context;
	if (j->options->format == NULL)
		return;
	const struct buf *text = finding_sink_text(&j->sink, f);
	j->events->findings(j->events->context, buf_str(text), text->len);
}

static void on_warning(void *context, const char *text)
{
	struct job *j = context;
	j->events->warning(j->events->context, text);
}

static void on_guide_start(void *context)
{
	struct job *j = context;
	tally_guide_start(&j->tally);
}

static void on_guide_end(void *context, int64_t amount)
{
	struct job *j = context;
	tally_guide_end(&j->tally, amount);
}

/* ---- one input ---- */

static void tell_error(struct job *j, struct error *err)
{
	if (err->text.len > 0)
		j->events->error(j->events->context, buf_str(&err->text));
	buf_clear(&err->text);
}

static void begin_input(struct job *j)
{
	j->written = j->hidden = 0;
	tally_clear(&j->tally);
}

static void tell_file(struct job *j, struct job_file *file)
{
	file->hidden = j->hidden;
	file->rows = j->tally.rows;
	file->nrows = j->tally.n;
	j->events->file(j->events->context, file);
}

static void validate_one(struct job *j, struct xml_source source, const char *name)
{
	struct error err = ERROR_INIT;
	struct job_file file = { .name = name };
	begin_input(j);
	if (validator_run(j->validator, source, name, j->events->copy, j->events->context, &file.result, &err) == 0)
		tell_file(j, &file);
	tell_error(j, &err);
	error_release(&err);
}

static void fix_one(struct job *j, const char *name, const char *called)
{
	struct error err = ERROR_INIT;
	struct fix_result fixed;
	begin_input(j);
	if (fix_file(j->fixer, j->validator, name, called, j->options->fix, on_change, j, &fixed, &err) == 0) {
		struct job_file file = { .name = called, .result = fixed.validation, .fixed = &fixed };
		tell_file(j, &file);
	}
	tell_error(j, &err);
	error_release(&err);
}

/* "lote.zip:entrada.xml"; CALLED alone when the input has no name of its own. */
static const char *full_name(struct buf *out, const char *called, const char *entry)
{
	if (entry == NULL)
		return called;
	buf_clear(out);
	buf_addf(out, "%s:%s", called, entry);
	return buf_str(out);
}

static void validate_packed(struct job *j, struct unpack *u, const char *called, struct error *err)
{
	struct buf name = BUF_INIT;
	for (size_t n = 0; unpack_next(u) && !j->events->stopped(j->events->context); n++) {
		if (n > 0 && j->options->one_message) {
			error_set(err, "%s: o zip tem mais de uma mensagem, e --pass aceita uma só", called);
			break;
		}
		validate_one(j, unpack_source(u), full_name(&name, called, unpack_name(u)));
	}
	buf_release(&name);
}

static void validate_fd(struct job *j, int fd, const char *called, struct error *err)
{
	struct stat st;
	if (fstat(fd, &st) == 0 && S_ISDIR(st.st_mode)) {
		error_set(err, "%s: é um diretório; -r confere os arquivos que há nele", called);
		return;
	}
	struct error why = ERROR_INIT;
	struct unpack *u = unpack_open(fd, &j->options->unpack, &why);
	if (u != NULL)
		validate_packed(j, u, called, err);
	else
		error_set(err, "%s: %s", called, buf_str(&why.text));
	unpack_free(u);
	error_release(&why);
}

void job_validate(struct job *j, const char *name)
{
	struct error err = ERROR_INIT;
	bool standard = strcmp(name, "-") == 0;
	const char *called = standard ? "(entrada padrão)" : name;
	if (j->fixer != NULL) {
		fix_one(j, name, called);
		return;
	}
	int fd = standard ? STDIN_FILENO : open(name, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		error_sys(&err, errno, "%s", name);
	else
		validate_fd(j, fd, called, &err);
	tell_error(j, &err);
	if (fd >= 0 && !standard)
		close(fd);
	error_release(&err);
}

/* ---- all of them ---- */

/* One after the other. */
static void run_alone(struct job *j, struct inputs *inputs)
{
	struct error err = ERROR_INIT;
	const char *name;
	for (int got; !j->events->stopped(j->events->context) && (got = inputs_next(inputs, &name, &err)) != 0;) {
		if (got > 0)
			job_validate(j, name);
		tell_error(j, &err);
	}
	error_release(&err);
}

/* Standard input is one stream: read twice, it must be read in turn. */
static bool reads_standard_twice(const struct inputs *inputs)
{
	size_t n = inputs->list != NULL;
	for (size_t i = 0; i < inputs->noperands; i++)
		n += strcmp(inputs->operands[i], "-") == 0;
	return n > 1;
}

void job_run(struct job *j, struct inputs *inputs, unsigned processes)
{
	bool several = inputs->list != NULL || inputs->recursive || inputs->noperands > 1;
	bool in_turn = j->fixer != NULL || j->events->copy != NULL || reads_standard_twice(inputs);
	if (processes < 2 || !several || in_turn) {
		run_alone(j, inputs);
		return;
	}
	const struct job_events *events = j->events;
	struct job_workers *w = job_workers_new(j, events, processes);
	j->events = job_workers_events(w);
	job_workers_run(w, inputs);
	j->events = events;
	job_workers_free(w);
}

struct job *job_new(const struct job_options *options, const struct job_events *events, struct error *err)
{
	struct job *j = mem_zero(1, sizeof *j);
	struct validator_options validator = options->validator;
	validator.put = on_finding;
	validator.guide_starts = on_guide_start;
	validator.guide_ends = on_guide_end;
	validator.context = j;
	validator.operator.csv.warn = on_warning;
	validator.operator.csv.context = j;
	j->options = options;
	j->events = events;
	finding_sink_init(&j->sink, options->format, NULL);
	j->sink.colour = options->colour;
	j->validator = validator_new(&validator, err);
	struct fix_options fix = { validator.version, validator.schema_file, &validator.operator, options->sets };
	if (j->validator != NULL && options->fix != NULL)
		j->fixer = fixer_new(&fix, err);
	if (j->validator != NULL && (options->fix == NULL || j->fixer != NULL))
		return j;
	job_free(j);
	return NULL;
}

void job_free(struct job *j)
{
	if (j == NULL)
		return;
	fixer_free(j->fixer);
	validator_free(j->validator);
	finding_sink_release(&j->sink);
	tally_release(&j->tally);
	free(j);
}

bool job_wants(const char *name)
{
	static const char *const ends[] = { ".xml", ".gz", ".zip" };
	size_t len = strlen(name);
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
		size_t n = strlen(ends[i]);
		if (len >= n && strcasecmp(name + len - n, ends[i]) == 0)
			return true;
	}
	return false;
}
