/* Reads CSV row by row, over libcsv: the reading half of the CSV contract.
 *
 * The separator, ',' or ';', is the header line's; the encoding is found by fmt/csv_encoding.h; a cell may hold line
 * breaks when quoted; an unquoted empty cell is absent, "" is present and empty; blank lines are skipped; unquoted cells
 * lose the spaces around them; in a ';' file the apostrophe that guards a formula comes off ('=1+1 is =1+1, as
 * fmt/csv_writer.h writes it). Memory is bounded by one row, whatever the file holds.
 *
 *	enum { CODE, NAME };
 *	static const struct csv_column columns[] = { { .name = "codigo", .required = true }, { .name = "nome" } };
 *	struct csv_reader *r = csv_reader_open(path, &options, err);
 *	if (r == NULL || csv_reader_bind(r, columns, 2, err) != 0)
 *		...
 *	csv_reader_warn_unknown(r);
 *	while ((got = csv_reader_next(r, err)) > 0)
 *		use(csv_reader_cell(r, CODE)->text);
 *
 * Errors read "arquivo:linha: coluna «nome»: o quê"; the line is the physical one where the fault shows itself, and
 * the row's first line is named behind it when that is another. */
#ifndef FMT_CSV_READER_H
#define FMT_CSV_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/error.h"
#include "base/text_ref.h"
#include "fmt/csv_encoding.h"

enum {
	CSV_CELL_MAX = 1024 * 1024, /* bytes of a cell, unless the options say otherwise */
	CSV_ROW_CELLS = 16,         /* a row holds at most this many times the bytes of the largest cell */
	CSV_COLUMNS_MAX = 16384     /* cells of a row, the header's included; as many as a spreadsheet has */
};

/* A cell. TEXT is NUL-terminated UTF-8 (it holds no other NUL), "" when absent. */
struct csv_cell {
	const char *text;
	size_t len;
	long line;       /* physical line on which it begins, from 1; 0 when the file has no such column */
	uint32_t column; /* in the file, from 0 */
	bool present;    /* false: an unquoted empty cell, or a column that the file does not have */
};

/* A column that the caller reads. */
struct csv_column {
	const char *name;
	const char *other; /* another name it may have, or NULL */
	bool required;     /* the header must have it (its cells may still be empty) */
	bool personal;     /* what its cells hold is never shown in a message */
};

/* Where the bytes come from: READ gives up to N of them, 0 at the end, -1 with errno set on an error. */
struct csv_source {
	void *context;
	ssize_t (*read)(void *context, char *buffer, size_t n);
};

struct csv_options {
	enum csv_encoding encoding;
	size_t cell_max;                                /* 0: CSV_CELL_MAX */
	void (*warn)(void *context, const char *text);  /* one line, in the form of the errors; NULL: nobody listens */
	void *context;
};

struct csv_reader;

/* Opens PATH ("-": standard input) and reads its header line. OPTIONS are copied; NULL: the defaults. NULL with ERR set
 * when it cannot be read, is empty, or its header is no good (unnamed or repeated column). */
struct csv_reader *csv_reader_open(const char *path, const struct csv_options *options, struct error *err);

/* The same from SOURCE, which messages call NAME. */
struct csv_reader *csv_reader_open_source(struct csv_source source, const char *name, const struct csv_options *options,
                                          struct error *err);

void csv_reader_free(struct csv_reader *r);

/* The N columns that the caller reads, numbered from 0 in csv_reader_cell. COLUMNS must live as long as R. -1 with ERR set
 * when required ones are missing (all are listed) or one is there under both of its names. */
int csv_reader_bind(struct csv_reader *r, const struct csv_column *columns, size_t n, struct error *err);

/* Tells the options' warn, one by one, the file's columns that are not bound. */
void csv_reader_warn_unknown(const struct csv_reader *r);

/* Goes to the next row: 1; 0 at the end; -1 with ERR set. After a row with too few or too many cells the next call goes
 * on behind it, and until then csv_reader_cells gives what it has; after any other error csv_reader_broken holds, and every
 * further call returns that same error. */
int csv_reader_next(struct csv_reader *r, struct error *err);
bool csv_reader_broken(const struct csv_reader *r);

/* The cell of the bound column COLUMN in this row; never NULL. Borrowed until the next call of csv_reader_next. */
const struct csv_cell *csv_reader_cell(const struct csv_reader *r, size_t column);

/* All *N cells of this row in the file's order; borrowed likewise. */
const struct csv_cell *csv_reader_cells(const struct csv_reader *r, size_t *n);

/* The file's columns, by number from 0 (NULL beyond the last) and by name (-1: none); the strings live as long as R. */
const char *csv_reader_column(const struct csv_reader *r, size_t number);
long csv_reader_find(const struct csv_reader *r, const char *name);

/* The name that the bound column COLUMN has in this file; its own first name when the file does not have it. */
const char *csv_reader_bound_name(const struct csv_reader *r, size_t column);

char csv_reader_separator(const struct csv_reader *r);
const char *csv_reader_name(const struct csv_reader *r); /* the file, as messages call it */
long csv_reader_line(const struct csv_reader *r);        /* the first line of this row */

/* The encoding: CSV_ENCODING_GUESS while nothing but ASCII was seen. */
enum csv_encoding csv_reader_encoding(const struct csv_reader *r);

/* Sets ERR to "arquivo:linha: coluna «nome»: “valor”: o quê" about this row's cell of the bound column COLUMN (without
 * value when there is none or it is personal) and returns -1. */
int csv_reader_error(const struct csv_reader *r, size_t column, struct error *err, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

/* The same about what that column held on LINE, in a row that R is past; another thread may be reading on. */
int csv_reader_error_past(const struct csv_reader *r, size_t column, long line, struct text_ref held, struct error *err, const char *fmt, ...)
	__attribute__((format(printf, 6, 7)));

#endif
