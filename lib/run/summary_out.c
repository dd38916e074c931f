#include "run/summary_out.h"

enum { PIECE = 4096 };

static void row_write(struct summary_out *s)
{
	if (s->out != NULL)
		output_write(s->out, buf_str(&s->row), s->row.len);
	else if (s->row.len > 0)
		spool_write(&s->kept, s->row.data, s->row.len);
	buf_clear(&s->row);
}

void summary_out_begin(struct summary_out *s)
{
	if (s->form == SUMMARY_TEXT)
		summary_table_head(&s->row);
	else if (s->form == SUMMARY_CSV && !s->no_header)
		summary_csv_head(&s->row, s->style);
	else if (s->form == SUMMARY_CSV_CODES && !s->no_header)
		summary_csv_codes_head(&s->row, s->style);
	row_write(s);
}

void summary_out_file(struct summary_out *s, const struct job_file *file)
{
	summary_add(&s->total, &file->result);
	tally_add_file(&s->tally, file->rows, file->nrows);
	if (s->form == SUMMARY_TEXT)
		summary_table_file(&s->row, file->name, &file->result);
	else if (s->form == SUMMARY_CSV)
		summary_csv_file(&s->row, s->style, file->name, &file->result);
	row_write(s);
}

static int take_kept(struct summary_out *s, void (*take)(void *context, const char *bytes, size_t n), void *context,
                     struct error *err)
{
	char piece[PIECE];
	uint64_t left = s->kept.size;
	int result = spool_rewind(&s->kept, err);
	while (result >= 0 && left > 0) {
		size_t n = left < PIECE ? (size_t)left : PIECE;
		result = spool_read(&s->kept, piece, n, err);
		if (result > 0)
			take(context, piece, n);
		left -= n;
	}
	return result < 0 ? -1 : 0;
}

int summary_out_finish(struct summary_out *s, void (*take)(void *context, const char *bytes, size_t n), void *context,
                       struct error *err)
{
	if (s->form == SUMMARY_TEXT) {
		summary_table_total(&s->row, &s->total);
		summary_table_codes(&s->row, &s->tally);
	} else if (s->form == SUMMARY_CSV_CODES) {
		summary_csv_codes(&s->row, s->style, &s->tally);
	}
	row_write(s);
	return s->kept.size > 0 ? take_kept(s, take, context, err) : 0;
}

void summary_out_release(struct summary_out *s)
{
	tally_release(&s->tally);
	spool_release(&s->kept);
	buf_release(&s->row);
}
