/* CSV from memory, in chunks of any size, and what the reader makes of it as one text. */
#ifndef CSV_MEMORY_H
#define CSV_MEMORY_H

#include <string.h>

#include "base/buf.h"
#include "fmt/csv_reader.h"

struct csv_memory {
	const char *bytes;
	size_t len, at;
	size_t chunk; /* bytes a read gives at most */
};

static inline ssize_t csv_memory_read(void *context, char *buffer, size_t n)
{
	struct csv_memory *m = context;
	if (n > m->chunk)
		n = m->chunk;
	if (n > m->len - m->at)
		n = m->len - m->at;
	memcpy(buffer, m->bytes + m->at, n);
	m->at += n;
	return (ssize_t)n;
}

static inline struct csv_source csv_memory_source(struct csv_memory *m)
{
	return (struct csv_source){ m, csv_memory_read };
}

/* Adds the row that R is at: cells between brackets, - for an absent one, and the line; no cell holds '\1'. */
static inline void csv_memory_dump_row(const struct csv_reader *r, struct buf *out)
{
	size_t n;
	const struct csv_cell *cells = csv_reader_cells(r, &n);
	buf_addf(out, "%ld:", csv_reader_line(r));
	for (size_t i = 0; i < n; i++) {
		if (cells[i].present)
			buf_addf(out, "[%s]", cells[i].text);
		else
			buf_addc(out, '-');
		if (cells[i].line != csv_reader_line(r))
			buf_addf(out, "@%ld", cells[i].line);
		if (strlen(cells[i].text) != cells[i].len || cells[i].column != i)
			buf_adds(out, "INCONSISTENT");
	}
	buf_addc(out, '\n');
}

/* Header, rows and errors of LEN bytes, read CHUNK at a time, as text in OUT. */
static inline void csv_memory_dump(const char *bytes, size_t len, size_t chunk, const struct csv_options *options,
                                   struct buf *out)
{
	struct csv_memory memory = { bytes, len, 0, chunk };
	struct error err = ERROR_INIT;
	struct csv_reader *r = csv_reader_open_source(csv_memory_source(&memory), "m.csv", options, &err);
	buf_clear(out);
	for (size_t i = 0; r != NULL && csv_reader_column(r, i) != NULL; i++)
		buf_addf(out, "<%s>", csv_reader_column(r, i));
	if (r != NULL)
		buf_addc(out, '\n');
	int got = r != NULL ? 1 : -1;
	while (got != 0) {
		if (r != NULL)
			got = csv_reader_next(r, &err);
		if (got > 0)
			csv_memory_dump_row(r, out);
		if (got < 0)
			buf_addf(out, "! %s\n", buf_str(&err.text));
		if (got < 0 && (r == NULL || csv_reader_broken(r)))
			break;
		buf_clear(&err.text);
	}
	csv_reader_free(r);
	error_release(&err);
}

#endif
