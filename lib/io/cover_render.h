/* The capa de lote as a document: a table of formats, one file per format (io/cover_*.c). Covers of several lots, one behind the
 * other, are one document. */
#ifndef IO_COVER_RENDER_H
#define IO_COVER_RENDER_H

#include "base/error.h"
#include "base/output.h"
#include "bill/cover.h"

struct cover_format {
	const char *name;
	void *(*open)(struct output *out, struct error *err); /* NULL with ERR set */
	void (*add)(void *document, const struct cover *c);
	int (*close)(void *document, struct error *err);      /* ends and frees it. 0, or -1 with ERR set */
};

/* The format called NAME ("text", "html", "pdf"), or NULL. */
const struct cover_format *cover_format_of(const char *name);

/* ---- one per format ---- */

void *cover_html_open(struct output *out, struct error *err);
void cover_html_add(void *document, const struct cover *c);
int cover_html_close(void *document, struct error *err);

void *cover_pdf_open(struct output *out, struct error *err);
void cover_pdf_add(void *document, const struct cover *c);
int cover_pdf_close(void *document, struct error *err);

/* ---- what they share ---- */

enum { COVER_FACTS_MAX = 24 };

/* What stands on the cover beside its guides: label and value in the order of the form, in groups. BLANK: a line to be filled in
 * by hand. */
struct cover_fact {
	const char *label;
	char value[160];
	bool blank;
	unsigned group;
};

/* Fills FACTS; returns how many. Values longer than a fact has room for are cut at a character's border. */
size_t cover_facts(const struct cover *c, struct cover_fact facts[COVER_FACTS_MAX]);

const char *cover_title(const struct cover *c);

#endif
