/* Checked output: to standard output or to a file, where nothing that goes wrong is lost.
 *
 * A file is written under a temporary name beside it (0600), synced, given the mode and group of the file it replaces
 * and renamed: a reader never sees half a file. A device or FIFO is written directly. Writing functions return
 * nothing: the first failure is remembered, what follows is dropped, and output_close reports it. Commands ignore
 * SIGPIPE, so that a closed pipe is a failure like others. */
#ifndef BASE_OUTPUT_H
#define BASE_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

enum output_mode {
	OUTPUT_STREAM, /* standard output is written as we go */
	OUTPUT_SPOOL   /* it is written at output_close only; until then the text lies in an unlinked 0600 file in
	                * $TMPDIR or /tmp. Files are all or nothing in both modes */
};

/* Private but for its size. One that was only set to OUTPUT_INIT may be closed and aborted. */
struct output {
	char *name;  /* as error messages name it */
	char *path;  /* the file to replace, links resolved; NULL when written directly */
	char *temp;  /* its temporary file */
	char *bytes; /* the buffer */
	size_t used;
	int fd;      /* what the buffer is written to; -1: closed */
	int target;  /* what the spool is copied to in the end; -1: no spool */
	struct error failure;
};

#define OUTPUT_INIT { NULL, NULL, NULL, NULL, 0, -1, -1, ERROR_INIT }

/* Opens PATH for writing (NULL or "-": standard output). Returns 0, or -1 with ERR set and O as after OUTPUT_INIT. */
int output_open(struct output *o, const char *path, enum output_mode mode, struct error *err);

/* The same on standard error, unspooled: where findings go when the data itself takes standard output. It is not closed. */
void output_open_stderr(struct output *o);

void output_write(struct output *o, const void *bytes, size_t n);
void output_puts(struct output *o, const char *text);
void output_printf(struct output *o, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Hands on what the buffer holds, so that a reader at the other end of a pipe has it now. Not needed before close. */
void output_flush(struct output *o);

/* Whether something failed already: long work may stop. */
bool output_failed(const struct output *o);

/* Writes the rest, all but the last step: what output_close then does to a file is one rename, so that several files change
 * together or, but for a broken disk, not at all. A spool is not copied yet. 0, or -1 with ERR set. */
int output_ready(struct output *o, struct error *err);

/* Writes the rest and puts the file in its place. Returns 0, or -1 with ERR set; then nothing was replaced.
 * Closes standard output too. Frees what O owns. */
int output_close(struct output *o, struct error *err);

/* Closes all N outputs, or, when something fails, none: what could go wrong is done first for each of them (everything written and synced,
 * standard output copied), then all files are put in place, with signals held back; when one cannot be, those before it are put back as
 * they were. Only a machine that stops between two renames leaves some of them. 0, or -1 with ERR set. Frees what they own. */
int output_close_all(struct output *const outputs[], size_t n, struct error *err);

/* Drops it all: the temporary file is removed, nothing is replaced, a spool is not copied, the buffer not written.
 * Does nothing after output_close. */
void output_abort(struct output *o);

#endif
