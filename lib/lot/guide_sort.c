#include "lot/guide_sort.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/names.h"
#include "base/temp.h"

/* One row: where it is in the file, and which row of its guide comes next (0: none; numbers from 1). */
struct place {
	off_t at;
	size_t next;
};

struct guide_sort {
	FILE *file;
	bool filled;
	struct names *keys;        /* of the guides, in the order of their first rows */
	size_t *first, *last;      /* of each guide's rows */
	struct place *rows;
	size_t nrows, cap;
	uint32_t guide;            /* being handed out */
	size_t row;                /* the next of its rows */
	struct csv_cell *cells;
	size_t ncells;
	struct buf text;
};

/* What stands before a row's cells in the file, and before each cell's text. */
struct row_head {
	const struct guide_file *file;
	long line;
	bool broken;
};

struct cell_head {
	size_t len;
	long line;
	bool present;
};

struct guide_sort *guide_sort_new(void)
{
	struct guide_sort *s = mem_zero(1, sizeof *s);
	s->keys = names_new();
	return s;
}

void guide_sort_free(struct guide_sort *s)
{
	if (s == NULL)
		return;
	if (s->file != NULL)
		fclose(s->file);
	names_free(s->keys);
	free(s->first);
	free(s->last);
	free(s->rows);
	free(s->cells);
	buf_release(&s->text);
	free(s);
}

/* ---- putting aside ---- */

/* Notes the row as the last one of its guide. */
static void note_row(struct guide_sort *s, const struct guide_row *row, off_t at)
{
	uint32_t before = names_count(s->keys), guide = names_add(s->keys, row->key, row->key_len);
	if (s->nrows == s->cap) {
		s->cap = s->cap ? s->cap * 2 : 1024;
		s->rows = mem_grow(s->rows, s->cap, sizeof *s->rows);
	}
	s->rows[s->nrows++] = (struct place){ at, 0 };
	if (guide > before) {
		if ((before & (before - 1)) == 0) {
			s->first = mem_grow(s->first, before ? before * 2u : 1, sizeof *s->first);
			s->last = mem_grow(s->last, before ? before * 2u : 1, sizeof *s->last);
		}
		s->first[guide - 1] = s->nrows;
	} else {
		s->rows[s->last[guide - 1] - 1].next = s->nrows;
	}
	s->last[guide - 1] = s->nrows;
}

static void put_row(FILE *file, const struct guide_row *row)
{
	struct row_head head = { row->file, row->line, row->broken };
	fwrite(&head, sizeof head, 1, file);
	for (size_t i = 0; i < row->file->ncolumns; i++) {
		const struct csv_cell *cell = &row->cells[i];
		struct cell_head c = { cell->len, cell->line, cell->present };
		fwrite(&c, sizeof c, 1, file);
		fwrite(cell->text, 1, cell->len, file);
	}
}

static int fill(struct guide_sort *s, int (*next)(void *context, struct guide_row *row, struct error *err), void *context,
                struct error *err)
{
	struct guide_row row;
	int got;
	int fd = temp_open(err);
	s->file = fd >= 0 ? fdopen(fd, "w+b") : NULL;
	if (s->file == NULL)
		return -1;
	while ((got = next(context, &row, err)) > 0) {
		note_row(s, &row, ftello(s->file));
		put_row(s->file, &row);
		if (ferror(s->file))
			return error_sys(err, errno, "arquivo temporário");
	}
	if (got == 0 && fflush(s->file) != 0)
		return error_sys(err, errno, "arquivo temporário");
	return got;
}

/* ---- handing out ---- */

static int get_cell(struct guide_sort *s, size_t number)
{
	struct cell_head head;
	if (fread(&head, sizeof head, 1, s->file) != 1)
		return -1;
	size_t at = s->text.len;
	buf_reserve(&s->text, head.len + 1);
	if (fread(s->text.data + at, 1, head.len, s->file) != head.len)
		return -1;
	s->text.data[at + head.len] = '\0';
	s->text.len = at + head.len + 1;
	s->cells[number] = (struct csv_cell){ NULL, head.len, head.line, (uint32_t)number, head.present };
	return 0;
}

static int get_row(struct guide_sort *s, off_t at, struct guide_row *row)
{
	struct row_head head;
	if (fseeko(s->file, at, SEEK_SET) != 0 || fread(&head, sizeof head, 1, s->file) != 1)
		return -1;
	if (head.file->ncolumns > s->ncells) {
		s->ncells = head.file->ncolumns;
		s->cells = mem_grow(s->cells, s->ncells, sizeof *s->cells);
	}
	buf_clear(&s->text);
	for (size_t i = 0; i < head.file->ncolumns; i++)
		if (get_cell(s, i) != 0)
			return -1;
	size_t text = 0;
	for (size_t i = 0; i < head.file->ncolumns; i++) {
		s->cells[i].text = s->text.data + text;
		text += s->cells[i].len + 1;
	}
	*row = (struct guide_row){ .file = head.file, .cells = s->cells, .line = head.line, .broken = head.broken };
	return 0;
}

int guide_sort_next(struct guide_sort *s, int (*next)(void *context, struct guide_row *row, struct error *err), void *context,
                    struct guide_row *row, struct error *err)
{
	if (!s->filled) {
		s->filled = true;
		if (fill(s, next, context, err) != 0)
			return -1;
	}
	while (s->row == 0) {
		if (s->guide == names_count(s->keys))
			return 0;
		s->row = s->first[s->guide++];
	}
	const struct place *place = &s->rows[s->row - 1];
	if (get_row(s, place->at, row) != 0)
		return error_sys(err, errno, "arquivo temporário");
	row->key = names_text(s->keys, s->guide);
	row->key_len = strlen(row->key);
	s->row = place->next;
	return 1;
}
