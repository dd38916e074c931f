/* Pages of a printed form over libharu: boxes with a label and a value, lines of text, page n of m. A4 landscape, the fonts that every
 * reader of PDF has; text stays text, with its accents. The only door to libhpdf.
 *
 * Lengths are in points from the left and top edges. Texts are UTF-8; characters that the fonts lack (they have those of
 * Windows-1252) become "¿" and are counted. */
#ifndef IO_PDF_H
#define IO_PDF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/output.h"

#define PDF_WIDTH 842.0
#define PDF_HEIGHT 595.0
#define PDF_MARGIN 24.0
#define PDF_BOTTOM (PDF_HEIGHT - PDF_MARGIN - 12.0) /* where content ends: the page's number stands below */

enum pdf_font { PDF_REGULAR, PDF_BOLD };
enum pdf_align { PDF_LEFT, PDF_RIGHT, PDF_CENTRE };

struct pdf;

/* NULL with ERR set when libhpdf cannot begin a document. */
struct pdf *pdf_new(struct error *err);
void pdf_free(struct pdf *p);

/* The document's title, subject and author. */
void pdf_info(struct pdf *p, const char *title, const char *subject, const char *author);

/* Begins a page. */
void pdf_page(struct pdf *p);
unsigned pdf_pages(const struct pdf *p);

/* What stands at the left of the foot of every page; borrowed until the document is written. */
void pdf_foot(struct pdf *p, const char *text);

/* A bookmark of LEVEL (0, 1, …) to this page; those beyond some thousands are left out. */
void pdf_bookmark(struct pdf *p, unsigned level, const char *title);

/* Width of TEXT in FONT at SIZE. */
double pdf_width(struct pdf *p, enum pdf_font font, double size, const char *text);

/* Writes TEXT, whose base line is at Y, within WIDTH from X; what does not fit is cut, with "…". */
void pdf_text(struct pdf *p, enum pdf_font font, double size, double x, double y, double width, enum pdf_align align, const char *text);

/* The number of lines that TEXT takes, broken to WIDTH at spaces; and line NUMBER (from 0) of them written at Y. */
size_t pdf_wrap(struct pdf *p, enum pdf_font font, double size, double width, const char *text);
void pdf_line(struct pdf *p, enum pdf_font font, double size, double x, double y, size_t number);

void pdf_rule(struct pdf *p, double x1, double y1, double x2, double y2);
void pdf_box(struct pdf *p, double x, double y, double width, double height, bool grey);
void pdf_red(struct pdf *p, bool red); /* the colour of what is written from now on */

/* A box with LABEL small at its top and VALUE below. */
#define PDF_FIELD_HEIGHT 20.0
void pdf_field(struct pdf *p, double x, double y, double width, const char *label, const char *value, enum pdf_align align);

/* Characters replaced so far. */
uint64_t pdf_replaced(const struct pdf *p);

/* Numbers the pages and writes the document. 0, or -1 with ERR set. */
int pdf_write(struct pdf *p, struct output *out, struct error *err);

#endif
