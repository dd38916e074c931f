/* The validation of many inputs: files, archives of files, standard input, by this process or by several.
 *
 * What comes out is told as events, in the order of the inputs, the same ones whatever the number of processes. */
#ifndef RUN_JOB_H
#define RUN_JOB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/inputs.h"
#include "fix/fix_file.h"
#include "fmt/finding_sink.h"
#include "fmt/unpack.h"
#include "tiss/tally.h"
#include "tiss/validator.h"

struct job_options {
	struct validator_options validator; /* its functions and context are the job's to set */
	struct unpack_limits unpack;
	const struct finding_format *format; /* NULL: findings are not written */
	bool colour;
	enum finding_severity severity;      /* findings below it are not written */
	size_t max_findings;                 /* written of each input; 0: no bound */
	struct fix_sets *sets;               /* what the user sets by hand; looked at only with FIX */
	const struct fix_target *fix;        /* every input is corrected and the result goes there; NULL: none is. One process only */
	bool one_message;                    /* a second input in a zip is an error (--pass) */
};

/* What one input came to: a file, or an entry of a zip. Borrowed until the event's function returns. */
struct job_file {
	const char *name; /* "lote.xml", "lote.zip:entrada.xml", "(entrada padrão)" */
	struct validation result;
	const struct fix_result *fixed; /* NULL: it was not to be corrected */
	size_t hidden;    /* findings left out because of max_findings */
	const struct tally_row *rows;
	size_t nrows;
};

struct job_events {
	void *context;
	void (*findings)(void *context, const char *bytes, size_t len);  /* formatted; may come in any pieces */
	void (*file)(void *context, const struct job_file *file);        /* an input is done, behind its findings */
	void (*error)(void *context, const char *text);                  /* an input could not be read, or what else was not done */
	void (*warning)(void *context, const char *text);                /* about a registry; by several processes several times */
	void (*copy)(void *context, const char *bytes, size_t len);      /* every byte of the message; NULL: not told. Keeps to one process */
	bool (*stopped)(void *context);                                  /* asked between inputs: the rest is of no use */
};

struct job;

/* OPTIONS and EVENTS are borrowed for the job's life. NULL with ERR set as by validator_new. */
struct job *job_new(const struct job_options *options, const struct job_events *events, struct error *err);
void job_free(struct job *j);

/* Validates what the file NAME holds ("-": standard input). */
void job_validate(struct job *j, const char *name);

/* Validates all INPUTS. PROCESSES: how many share the work, 1 for none but this one. */
void job_run(struct job *j, struct inputs *inputs, unsigned processes);

/* Whether -r takes a file called NAME: *.xml, *.gz, *.zip in either case. */
bool job_wants(const char *name);

#endif
