/* Statements as documents: a table of formats, one file per format (io/render_*.c).
 *
 * A renderer is a sink of the model (bill/statement.h) that writes to an output; several statements one behind the other become
 * several sections of the document. Marks of the balance are shown where they belong. */
#ifndef IO_RENDER_H
#define IO_RENDER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/finding.h"
#include "base/output.h"
#include "bill/statement.h"
#include "fmt/csv_writer.h"
#include "tiss/terms.h"

struct render_options {
	struct output *out;         /* borrowed, as the rest */
	struct terms *terms;
	enum csv_style csv_style;
	bool no_header;             /* CSV: without the row of column names */
	unsigned columns;           /* text: the width of a line, at least TEXT_COLUMNS_MIN */
	/* xml */
	const char *version;        /* of the standard */
	const char *transaction;    /* sequencialTransacao; NULL: the statement's number */
	const char *date, *time;    /* aaaa-mm-dd, hh:mm:ss: of the transaction */
	/* what is wrong with the data, and what must be said of the document */
	void (*finding)(void *context, struct finding *f);
	void (*warn)(void *context, const char *text);
	void *context;
};

enum { TEXT_COLUMNS_MIN = 72, TEXT_COLUMNS_MAX = 200 };

struct renderer {
	struct statement_sink sink;
	/* Ends the document and frees the renderer. 0; 1 when what is wrong with the data, which was told, leaves no document; -1 with
	 * ERR set. Nothing may be kept then of what was written. */
	int (*close)(struct renderer *r, struct error *err);
	/* The same for a document that nobody wants any more. */
	void (*drop)(struct renderer *r);
};

struct render_format {
	const char *name;      /* as -f takes it, and the ending of a file: "html" */
	bool spooled;          /* nothing of it may be seen before it is complete */
	struct renderer *(*open)(const struct render_options *options, struct error *err); /* NULL with ERR set */
};

extern const struct render_format render_formats[]; /* ended by a row without a name */
#define RENDER_FORMATS "text,html,pdf,csv,xml"

const struct render_format *render_format_of(const char *name);

/* The format that the ending of a file's name says, NULL when it says none: .txt, .html, .htm, .pdf, .csv, .xml. */
const struct render_format *render_format_of_file(const char *path);

/* ---- one per format ---- */

struct renderer *render_text_open(const struct render_options *options, struct error *err);
struct renderer *render_html_open(const struct render_options *options, struct error *err);
struct renderer *render_pdf_open(const struct render_options *options, struct error *err);
struct renderer *render_csv_open(const struct render_options *options, struct error *err);
struct renderer *render_xml_open(const struct render_options *options, struct error *err);

#endif
