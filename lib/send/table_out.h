/* Rows of the same columns, for people (aligned, when all are there) or as CSV (as they come). */
#ifndef SEND_TABLE_OUT_H
#define SEND_TABLE_OUT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/output.h"
#include "fmt/csv_writer.h"

enum table_kind { TABLE_TEXT, TABLE_COUNT, TABLE_MONEY, TABLE_DATE };

/* A column: its title for people, NULL when only CSV has it; its name in CSV. Static. */
struct table_column {
	const char *name, *title;
	enum table_kind kind;
};

struct table_out {
	const struct table_column *columns;
	size_t ncolumns;
	struct output *out;    /* borrowed */
	bool text;             /* aligned text instead of CSV */
	/* private */
	struct csv_writer csv;
	struct buf line;
	struct buf cells;      /* text: every cell, NUL-terminated, row after row */
	size_t *widths;        /* text: in characters */
	size_t rows, cell;
};

struct table_style {
	bool text, no_header;
	enum csv_style csv;
};

void table_out_init(struct table_out *t, const struct table_column *columns, size_t n, struct table_style style, struct output *out);

/* The next cell of the row; NULL and INT64_MIN: absent. Amounts in cents. */
void table_out_text(struct table_out *t, const char *text);
void table_out_number(struct table_out *t, int64_t number);
void table_out_row(struct table_out *t);

/* Writes what is left and frees what T owns. */
void table_out_finish(struct table_out *t);

#endif
