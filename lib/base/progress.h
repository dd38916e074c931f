/* A progress line on standard error for long work: "3 de 40 arquivos, 12,5 MB" or "1200 guias". */
#ifndef BASE_PROGRESS_H
#define BASE_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* In the order of the values of OPT_ROW_PROGRESS (base/opt.h): the mode is opt_value_index(). */
enum progress_mode { PROGRESS_AUTO, PROGRESS_ALWAYS, PROGRESS_NEVER };

struct progress {
	FILE *stream;  /* NULL: nothing is shown */
	size_t total;  /* files; 0: not known */
	int64_t start; /* milliseconds */
	int64_t next;  /* not before this time is the line written again */
	size_t width;  /* of the line that stands on the terminal; 0: none */
};

/* Starts the clock. PROGRESS_AUTO shows the line when STREAM is a terminal and the work has lasted half a second;
 * PROGRESS_ALWAYS everywhere and at once. TOTAL: files to come, 0 when not known. */
void progress_init(struct progress *p, enum progress_mode mode, FILE *stream, size_t total);

/* Says how far the work is. Cheap: writes at most ten times a second, so call it as often as it is handy.
 * FILES are done, BYTES of all files were read; BYTES 0 when nobody counts them. */
void progress_update(struct progress *p, size_t files, uint64_t bytes);

/* The same for work that is counted in something else: "1200 guias". UNIT is plural. */
void progress_count(struct progress *p, uint64_t count, const char *unit);

/* Takes the line off the terminal; also to be called before anything else is written there. The next update
 * writes it again. */
void progress_clear(struct progress *p);

/* Milliseconds since progress_init, for the summary of -v; valid in every mode. */
int64_t progress_elapsed(const struct progress *p);

#endif
