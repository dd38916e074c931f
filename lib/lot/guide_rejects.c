#include "lot/guide_rejects.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/output.h"
#include "base/temp.h"
#include "fmt/csv_writer.h"

struct kept {
	off_t at;
	size_t len;
};

struct guide_rejects {
	struct output out;
	FILE *spool;
	off_t size;                /* of the spool */
	struct buf rows;           /* of the guide being read */
	struct csv_writer csv;
	const struct guide_file *first; /* NULL until a row came */
	struct kept *kept;
	uint64_t nkept, cap;
	bool failed;               /* the spool could not be written */
};

static void release(struct guide_rejects *r)
{
	if (r->spool != NULL)
		fclose(r->spool);
	buf_release(&r->rows);
	free(r->kept);
	free(r);
}

struct guide_rejects *guide_rejects_open(const char *path, struct error *err)
{
	struct guide_rejects *r = mem_zero(1, sizeof *r);
	r->out = (struct output)OUTPUT_INIT;
	int fd = temp_open(err);
	r->spool = fd >= 0 ? fdopen(fd, "w+b") : NULL;
	if (r->spool != NULL && output_open(&r->out, path, OUTPUT_SPOOL, err) == 0)
		return r;
	release(r);
	return NULL;
}

static void write_header(struct guide_rejects *r, const struct guide_file *file)
{
	csv_writer_init(&r->csv, file->separator == ';' ? CSV_BR : CSV_STD, &r->rows);
	csv_writer_mark(&r->csv);
	for (size_t i = 0; i < file->ncolumns; i++)
		csv_writer_text(&r->csv, file->columns[i]);
	csv_writer_row(&r->csv);
	output_write(&r->out, buf_str(&r->rows), r->rows.len);
	buf_clear(&r->rows);
	r->first = file;
}

static bool same_columns(const struct guide_file *a, const struct guide_file *b)
{
	if (a->ncolumns != b->ncolumns || a->separator != b->separator)
		return false;
	for (size_t i = 0; i < a->ncolumns; i++)
		if (strcmp(a->columns[i], b->columns[i]) != 0)
			return false;
	return true;
}

int guide_rejects_row(struct guide_rejects *r, const struct guide_row *row, struct error *err)
{
	if (r->first == NULL)
		write_header(r, row->file);
	if (row->file != r->first && !same_columns(r->first, row->file))
		return error_set(err, "%s:1: com --rejects, todos os arquivos devem ter as colunas de %s, na mesma ordem e com o mesmo "
		                 "separador", row->file->name, r->first->name);
	for (size_t i = 0; i < row->file->ncolumns; i++) {
		if (row->cells[i].present)
			csv_writer_cell(&r->csv, row->cells[i].text, row->cells[i].len);
		else
			csv_writer_absent(&r->csv);
	}
	csv_writer_row(&r->csv);
	return 0;
}

uint64_t guide_rejects_keep(struct guide_rejects *r)
{
	if (r->nkept == r->cap) {
		r->cap = r->cap ? r->cap * 2 : 256;
		r->kept = mem_grow(r->kept, r->cap, sizeof *r->kept);
	}
	r->kept[r->nkept] = (struct kept){ r->size, r->rows.len };
	if (fseeko(r->spool, r->size, SEEK_SET) != 0 || fwrite(buf_str(&r->rows), 1, r->rows.len, r->spool) != r->rows.len)
		r->failed = true;
	r->size += (off_t)r->rows.len;
	buf_clear(&r->rows);
	return r->nkept++;
}

int guide_rejects_put(struct guide_rejects *r, uint64_t rows, struct error *err)
{
	struct kept k = r->kept[rows];
	char *bytes = mem_alloc(k.len + 1);
	bool good = !r->failed && fseeko(r->spool, k.at, SEEK_SET) == 0 && fread(bytes, 1, k.len, r->spool) == k.len;
	if (good)
		output_write(&r->out, bytes, k.len);
	free(bytes);
	return good ? 0 : error_sys(err, errno, "arquivo temporário");
}

int guide_rejects_close(struct guide_rejects *r, struct error *err)
{
	int failed = output_close(&r->out, err);
	release(r);
	return failed;
}

void guide_rejects_abort(struct guide_rejects *r)
{
	if (r == NULL)
		return;
	output_abort(&r->out);
	release(r);
}
