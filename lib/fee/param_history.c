#include "fee/param_history.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "fee/fee_table.h"
#include "fmt/csv_reader.h"

enum { COPY_CHUNK = 64 * 1024 };

static void flush(struct param_history *h)
{
	csv_writer_row(&h->csv);
	output_write(&h->out, buf_str(&h->row), h->row.len);
	buf_clear(&h->row);
}

static void begin_new(struct param_history *h, enum csv_style style)
{
	const struct fee_table *t = fee_table(FEE_FILE_HISTORICO);
	h->n = t->n;
	h->order = mem_array(t->n, sizeof *h->order);
	csv_writer_init(&h->csv, style, &h->row);
	csv_writer_mark(&h->csv);
	for (size_t i = 0; i < t->n; i++) {
		h->order[i] = (int)i;
		csv_writer_text(&h->csv, t->columns[i].name);
	}
	flush(h);
}

/* Learns the columns of the history that is there. */
static int read_header(struct param_history *h, const char *path, struct error *err)
{
	const struct fee_table *t = fee_table(FEE_FILE_HISTORICO);
	struct csv_reader *r = csv_reader_open(path, NULL, err);
	if (r == NULL)
		return -1;
	int result = 0;
	for (size_t i = 0; i < t->n && result == 0; i++)
		if (csv_reader_find(r, t->columns[i].name) < 0)
			result = error_set(err, "%s:1: falta no cabeçalho do histórico: %s", path, t->columns[i].name);
	while (csv_reader_column(r, h->n) != NULL)
		h->n++;
	h->order = mem_array(h->n, sizeof *h->order);
	for (size_t i = 0; i < h->n; i++) {
		const struct fee_column *column = fee_table_find(t, csv_reader_column(r, i));
		h->order[i] = column != NULL ? (int)(column - t->columns) : -1;
	}
	csv_writer_init(&h->csv, csv_reader_separator(r) == ';' ? CSV_BR : CSV_STD, &h->row);
	csv_reader_free(r);
	return result;
}

/* The rows so far, byte for byte, ended by a line end. */
static int copy_rows(struct param_history *h, const char *path, struct error *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	char *chunk = mem_alloc(COPY_CHUNK), last = '\n';
	ssize_t n = -1;
	while (fd >= 0 && (n = read(fd, chunk, COPY_CHUNK)) > 0) {
		output_write(&h->out, chunk, (size_t)n);
		last = chunk[n - 1];
	}
	if (last != '\n')
		output_puts(&h->out, h->csv.dialect.line_end);
	free(chunk);
	int result = n == 0 ? 0 : error_sys(err, errno, "%s", path);
	if (fd >= 0)
		close(fd);
	return result;
}

int param_history_open(struct param_history *h, const char *path, enum csv_style style, struct error *err)
{
	struct stat st;
	*h = (struct param_history)PARAM_HISTORY_INIT;
	bool there = path != NULL && stat(path, &st) == 0 && st.st_size > 0;
	if (there && read_header(h, path, err) != 0)
		return -1;
	if (output_open(&h->out, path, OUTPUT_SPOOL, err) != 0)
		return -1;
	if (there)
		return copy_rows(h, path, err);
	begin_new(h, style);
	return 0;
}

void param_history_add(struct param_history *h, const struct param_change *change)
{
	for (size_t i = 0; i < h->n; i++)
		csv_writer_text(&h->csv, h->order[i] >= 0 ? change->texts[h->order[i]] : "");
	flush(h);
}

void param_history_release(struct param_history *h)
{
	buf_release(&h->row);
	free(h->order);
}
