#include "run/job_workers.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/workers.h"
#include "fmt/xml_reader.h"

/* Kinds of results. */
enum { RESULT_FINDINGS, RESULT_FILE, RESULT_ERROR, RESULT_WARNING };

struct job_workers {
	struct job *job;
	const struct job_events *events; /* in the parent */
	struct job_events sent;          /* in a worker: what becomes results */
	struct workers_options options;
	struct worker_out *out;          /* in a worker: where they go */
	struct buf record;
};

/* What is sent of a file; its name and its rows follow. Both sides are the same program, so bytes are sent as they are. */
struct file_record {
	struct validation result;
	size_t hidden, name_len, nrows;
};

/* ---- in a worker ---- */

static void send_findings(void *context, const char *bytes, size_t len)
{
	struct job_workers *w = context;
	worker_put(w->out, RESULT_FINDINGS, bytes, len);
}

static void send_error(void *context, const char *text)
{
	struct job_workers *w = context;
	worker_put(w->out, RESULT_ERROR, text, strlen(text));
}

static void send_warning(void *context, const char *text)
{
	struct job_workers *w = context;
	worker_put(w->out, RESULT_WARNING, text, strlen(text));
}

static void send_file(void *context, const struct job_file *file)
{
	struct job_workers *w = context;
	struct file_record head;
	memset(&head, 0, sizeof head);
	head.result = file->result;
	head.hidden = file->hidden;
	head.name_len = strlen(file->name);
	head.nrows = file->nrows;
	buf_clear(&w->record);
	buf_add(&w->record, &head, sizeof head);
	buf_add(&w->record, file->name, head.name_len);
	if (file->nrows > 0)
		buf_add(&w->record, file->rows, file->nrows * sizeof *file->rows);
	worker_put(w->out, RESULT_FILE, w->record.data, w->record.len);
}

static bool never_stopped(void *context)
{
	(void)context;
	return false;
}

static void run_task(void *context, const char *task, struct worker_out *out)
{
	struct job_workers *w = context;
	xml_reader_threads(XML_THREADS_NEVER); /* the other processors have workers of their own */
	w->out = out;
	job_validate(w->job, task);
}

/* ---- in the parent ---- */

static void take_file(struct job_workers *w, const char *bytes)
{
	struct file_record head;
	memcpy(&head, bytes, sizeof head);
	bytes += sizeof head;
	char *name = mem_dup_n(bytes, head.name_len);
	struct tally_row *rows = mem_array(head.nrows + 1, sizeof *rows);
	memcpy(rows, bytes + head.name_len, head.nrows * sizeof *rows);
	struct job_file file = {
		.name = name, .result = head.result, .hidden = head.hidden, .rows = rows, .nrows = head.nrows,
	};
	w->events->file(w->events->context, &file);
	free(rows);
	free(name);
}

static void tell_text(struct job_workers *w, void (*tell)(void *context, const char *text), const char *text, size_t len)
{
	char *copy = mem_dup_n(text, len);
	tell(w->events->context, copy);
	free(copy);
}

static void take_result(void *context, unsigned kind, const void *bytes, size_t len)
{
	struct job_workers *w = context;
	switch (kind) {
	case RESULT_FINDINGS: w->events->findings(w->events->context, bytes, len); break;
	case RESULT_FILE: take_file(w, bytes); break;
	case RESULT_ERROR: tell_text(w, w->events->error, bytes, len); break;
	case RESULT_WARNING: tell_text(w, w->events->warning, bytes, len); break;
	}
}

static void tell_death(void *context, const char *task, int signal)
{
	struct job_workers *w = context;
	struct buf text = BUF_INIT;
	const char *name = strcmp(task, "-") == 0 ? "(entrada padrão)" : task;
	buf_addf(&text, "%s: não foi conferido até o fim: o processo que o conferia ", name);
	if (signal > 0)
		buf_addf(&text, "foi encerrado pelo sinal %d", signal);
	else
		buf_adds(&text, "terminou antes");
	w->events->error(w->events->context, buf_str(&text));
	buf_release(&text);
}

static bool is_stopped(void *context)
{
	struct job_workers *w = context;
	return w->events->stopped(w->events->context);
}

struct job_workers *job_workers_new(struct job *job, const struct job_events *events, unsigned processes)
{
	struct job_workers *w = mem_zero(1, sizeof *w);
	w->job = job;
	w->events = events;
	w->sent = (struct job_events){
		.context = w, .findings = send_findings, .file = send_file, .error = send_error, .warning = send_warning,
		.stopped = never_stopped,
	};
	w->options = (struct workers_options){
		.count = processes, .context = w, .run = run_task, .take = take_result, .died = tell_death, .stopped = is_stopped,
	};
	return w;
}

void job_workers_free(struct job_workers *w)
{
	buf_release(&w->record);
	free(w);
}

const struct job_events *job_workers_events(struct job_workers *w)
{
	return &w->sent;
}

void job_workers_run(struct job_workers *w, struct inputs *inputs)
{
	struct error err = ERROR_INIT, wrong = ERROR_INIT;
	struct workers *workers = workers_new(&w->options);
	const char *name;
	for (int got; err.text.len == 0 && !is_stopped(w) && (got = inputs_next(inputs, &name, &wrong)) != 0;) {
		if (got > 0)
			workers_give(workers, name, &err);
		else
			workers_put(workers, RESULT_ERROR, buf_str(&wrong.text), wrong.text.len, &err);
		buf_clear(&wrong.text);
	}
	if (err.text.len == 0)
		workers_finish(workers, &err);
	workers_free(workers);
	if (err.text.len > 0)
		w->events->error(w->events->context, buf_str(&err.text));
	error_release(&err);
	error_release(&wrong);
}
