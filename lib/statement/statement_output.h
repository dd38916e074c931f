/* Where documents go: all statements in one, or each in a file of its own. */
#ifndef STATEMENT_STATEMENT_OUTPUT_H
#define STATEMENT_STATEMENT_OUTPUT_H

#include "base/error.h"
#include "base/names.h"
#include "base/output.h"
#include "io/render.h"

struct statement_output {
	/* set by the owner, borrowed; the rest as after { 0 } */
	const struct render_format *format; /* NULL: no document */
	struct render_options render;       /* but for its output */
	const char *path;                   /* a file, or a folder when DIR; NULL: standard output */
	bool dir;
	/* private */
	struct statement_sink sink;         /* each in a file of its own */
	struct output out;
	struct renderer *renderer;          /* the document that is open, or NULL */
	struct names *files;                /* names given so far */
	struct error failure;
};

/* The sink to tell, borrowed; NULL with ERR set when the output cannot be opened. */
const struct statement_sink *statement_output_open(struct statement_output *o, struct error *err);

/* Whether something failed already. */
bool statement_output_failed(const struct statement_output *o);

/* Completes the document and puts it in its place. 0, or -1 with ERR set. */
int statement_output_close(struct statement_output *o, struct error *err);

/* Drops what is not complete. */
void statement_output_abort(struct statement_output *o);

#endif
