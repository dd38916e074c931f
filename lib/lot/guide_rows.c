#include "lot/guide_rows.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "lot/guide_sort.h"

enum { KEY_SEPARATOR = 0x1f }; /* a control character, which no number holds */

/* A file, and what its header line says. */
struct opened {
	struct guide_file file;
	struct csv_reader *reader;
	size_t *keys;
	const char **columns;
	char *name;
};

struct guide_rows {
	struct guide_rows_options options;
	struct opened **files;
	const struct guide_file **list;
	size_t nfiles;
	size_t current;            /* the file being read, from 1; 0: none yet */
	struct csv_cell *padded;   /* a broken row's cells, as many as there should be */
	struct buf key;
	struct guide_sort *sorted; /* NULL: as they come */
};

/* ---- header lines ---- */

static const char *leaf_of(const char *column)
{
	const char *slash = strrchr(column, '/');
	return slash != NULL ? slash + 1 : column;
}

/* Whether the column is a part of what tells a guide from others: type, operator, number; of the header, who the provider is. */
static bool is_key(const char *column)
{
	static const char *const leaves[] = { "registroANS", "numeroGuiaPrestador" };
	if (strncmp(column, "cabecalho/", strlen("cabecalho/")) == 0)
		return strncmp(column, "cabecalho/origem/", strlen("cabecalho/origem/")) == 0;
	if (strcmp(column, PLAN_GUIDE_TYPE) == 0)
		return true;
	for (size_t i = 0; i < sizeof leaves / sizeof *leaves; i++)
		if (strcmp(leaf_of(column), leaves[i]) == 0)
			return true;
	return false;
}

static void read_header(struct opened *o)
{
	struct guide_file *f = &o->file;
	while (csv_reader_column(o->reader, f->ncolumns) != NULL)
		f->ncolumns++;
	o->columns = mem_array(f->ncolumns, sizeof *o->columns);
	o->keys = mem_array(f->ncolumns, sizeof *o->keys);
	for (size_t i = 0; i < f->ncolumns; i++) {
		o->columns[i] = csv_reader_column(o->reader, i);
		if (is_key(o->columns[i]))
			o->keys[f->nkeys++] = i;
	}
	f->name = o->name;
	f->columns = o->columns;
	f->keys = o->keys;
	f->separator = csv_reader_separator(o->reader);
	f->guide_type = csv_reader_find(o->reader, PLAN_GUIDE_TYPE);
	f->item_type = csv_reader_find(o->reader, PLAN_ITEM_TYPE);
	f->version = csv_reader_find(o->reader, "cabecalho/Padrao");
	if (f->version < 0)
		f->version = csv_reader_find(o->reader, "cabecalho/versaoPadrao");
}

static void close_file(struct opened *o)
{
	csv_reader_free(o->reader);
	free(o->keys);
	free(o->columns);
	free(o->name);
	free(o);
}

/* Opens the next file: 1; 0 when there is none. */
static int open_next(struct guide_rows *r, struct error *err)
{
	if (r->current == r->options.nfiles)
		return 0;
	const char *name = r->options.files[r->current];
	struct csv_reader *reader = r->options.source.read != NULL ?
		csv_reader_open_source(r->options.source, name, &r->options.csv, err) : csv_reader_open(name, &r->options.csv, err);
	if (reader == NULL)
		return -1;
	struct opened *o = mem_zero(1, sizeof *o);
	o->reader = reader;
	o->name = mem_dup(csv_reader_name(reader));
	read_header(o);
	r->files = mem_grow(r->files, r->nfiles + 1, sizeof *r->files);
	r->list = mem_grow(r->list, r->nfiles + 1, sizeof *r->list);
	r->files[r->nfiles] = o;
	r->list[r->nfiles++] = &o->file;
	r->padded = mem_grow(r->padded, o->file.ncolumns, sizeof *r->padded);
	r->current++;
	if (o->file.guide_type < 0)
		return error_set(err, "%s:1: falta no cabeçalho a coluna «%s»%s", o->name, PLAN_GUIDE_TYPE,
		                 o->file.ncolumns == 1 ? " (as colunas são separadas por vírgula ou ponto e vírgula)" : "");
	return 1;
}

/* ---- rows ---- */

static void make_key(struct guide_rows *r, const struct guide_file *f, const struct csv_cell *cells)
{
	buf_clear(&r->key);
	for (size_t i = 0; i < f->nkeys; i++) {
		buf_add(&r->key, cells[f->keys[i]].text, cells[f->keys[i]].len);
		buf_addc(&r->key, KEY_SEPARATOR);
	}
}

/* A row with too few or too many cells: those that it has, and absent ones for the others. */
static void take_broken(struct guide_rows *r, struct opened *o, struct guide_row *row)
{
	size_t n;
	const struct csv_cell *cells = csv_reader_cells(o->reader, &n);
	for (size_t i = 0; i < o->file.ncolumns; i++)
		r->padded[i] = i < n ? cells[i] : (struct csv_cell){ .text = "", .column = (uint32_t)i };
	row->cells = r->padded;
	row->broken = true;
}

static int read_row(struct guide_rows *r, struct opened *o, struct guide_row *row, struct error *err)
{
	struct error wrong = ERROR_INIT;
	size_t n;
	int got = csv_reader_next(o->reader, &wrong);
	if (got == 0)
		return 0;
	*row = (struct guide_row){ .file = &o->file };
	if (got > 0) {
		row->cells = csv_reader_cells(o->reader, &n);
	} else if (csv_reader_broken(o->reader)) {
		error_set(err, "%s", buf_str(&wrong.text));
		error_release(&wrong);
		return -1;
	} else {
		complaints_put(r->options.complaints, "%s", buf_str(&wrong.text));
		error_release(&wrong);
		take_broken(r, o, row);
	}
	row->line = csv_reader_line(o->reader);
	make_key(r, &o->file, row->cells);
	row->key = buf_str(&r->key);
	row->key_len = r->key.len;
	return 1;
}

/* The next row in the order of the files. */
static int next_in_file(void *context, struct guide_row *row, struct error *err)
{
	struct guide_rows *r = context;
	for (;;) {
		int got = r->nfiles > 0 ? read_row(r, r->files[r->nfiles - 1], row, err) : 0;
		if (got != 0)
			return got;
		got = open_next(r, err);
		if (got <= 0)
			return got;
	}
}

struct guide_rows *guide_rows_open(const struct guide_rows_options *options)
{
	struct guide_rows *r = mem_zero(1, sizeof *r);
	r->options = *options;
	r->sorted = options->sort ? guide_sort_new() : NULL;
	return r;
}

int guide_rows_next(struct guide_rows *r, struct guide_row *row, struct error *err)
{
	return r->sorted != NULL ? guide_sort_next(r->sorted, next_in_file, r, row, err) : next_in_file(r, row, err);
}

const struct guide_file *const *guide_rows_files(const struct guide_rows *r, size_t *n)
{
	*n = r->nfiles;
	return r->list;
}

void guide_rows_free(struct guide_rows *r)
{
	if (r == NULL)
		return;
	for (size_t i = 0; i < r->nfiles; i++)
		close_file(r->files[i]);
	guide_sort_free(r->sorted);
	free(r->files);
	free(r->list);
	free(r->padded);
	buf_release(&r->key);
	free(r);
}
