/* Writes CSV row by row: the writing half of the CSV contract.
 *
 * Two styles. CSV_STD is RFC 4180: ',', LF, point, ISO dates. CSV_BR is for Brazilian Excel: ';', CRLF, a byte order mark
 * first, comma, dd/mm/aaaa, and an apostrophe before a cell that a spreadsheet would run as a formula. Both are UTF-8.
 * fmt/csv_reader.h reads back exactly what was written, in either style: an absent cell is empty, a present and empty
 * one "", and of a cell in a ';' file that holds apostrophes and then the sign of a formula it takes one apostrophe off
 * (here one more is put before it).
 *
 *	struct csv_writer w;
 *	csv_writer_init(&w, CSV_STD, &out);
 *	csv_writer_mark(&w);
 *	csv_writer_text(&w, "guia"); csv_writer_text(&w, "valor"); csv_writer_row(&w);
 *	csv_writer_text(&w, "123"); csv_writer_number(&w, "10.50", 5); csv_writer_row(&w); */
#ifndef FMT_CSV_WRITER_H
#define FMT_CSV_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

enum csv_style { CSV_STD, CSV_BR };

/* What csv_writer_init copies of a style. */
struct csv_dialect {
	char separator;
	bool br;
	const char *line_end, *mark;
};

/* Private but for its size. Owns nothing. */
struct csv_writer {
	struct buf *out;
	struct csv_dialect dialect;
	size_t cells; /* of the row being written … */
	size_t start; /* … which begins here in OUT */
};

/* W adds to OUT (borrowed), which the owner may empty between two rows. */
void csv_writer_init(struct csv_writer *w, enum csv_style style, struct buf *out);

/* What stands before the first row of a file: the byte order mark, where the style has one. */
void csv_writer_mark(struct csv_writer *w);

/* One more cell: LEN bytes of UTF-8 without NUL, present even when empty. */
void csv_writer_cell(struct csv_writer *w, const char *text, size_t len);
void csv_writer_absent(struct csv_writer *w);

/* The same from a C string; NULL, and "" too, is absent: for tables in which an empty text says nothing. */
void csv_writer_text(struct csv_writer *w, const char *text);

/* A cell that holds a decimal number (12.34) or a date (aaaa-mm-dd), written as the style has it. What is not
 * plainly one is written as it is. */
void csv_writer_number(struct csv_writer *w, const char *text, size_t len);
void csv_writer_date(struct csv_writer *w, const char *text, size_t len);

/* The same of AMOUNT at SCALE (fmt/money.h), and of text that is known to be plain. */
void csv_writer_money(struct csv_writer *w, int64_t amount, unsigned scale);
void csv_writer_plain(struct csv_writer *w, const char *text, size_t len);

/* Whether TEXT stands in a cell of either style as it is: it needs no quotes and is no formula. */
bool csv_is_plain(const char *text, size_t len);

/* The cells that FROM, a writer of the same style to another buffer, has written since its CELLS were 0 and its
 * buffer empty. */
void csv_writer_copy(struct csv_writer *w, const struct csv_writer *from);

/* Ends the row. One of a single absent cell is written as "", since a blank line is no row. */
void csv_writer_row(struct csv_writer *w);

/* The styles as --csv names them, in the order of enum csv_style. */
#define CSV_STYLES "std,br"

#endif
