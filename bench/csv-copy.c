/*
 * csv-copy: read a CSV with libcsv, every cell and row, and write as many bytes as asked for to standard output.
 *
 *	csv-copy FILE BYTES >OUT
 *
 * The yardstick of lot-build: the least that has to be done to make lots of that size from that CSV.
 */
#ifndef _POSIX_C_SOURCE
#define _POSIX_C_SOURCE 200809L
#endif

#include <csv.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CHUNK = 64 * 1024 };

struct counts {
	uint64_t cells, rows, bytes;
};

static void on_cell(void *text, size_t len, void *context)
{
	struct counts *c = context;
	(void)text;
	c->cells++;
	c->bytes += len;
}

static void on_row(int end, void *context)
{
	struct counts *c = context;
	(void)end;
	c->rows++;
}

static int read_csv(const char *name, struct counts *counts)
{
	static char chunk[CHUNK];
	struct csv_parser parser;
	size_t n;
	FILE *file = fopen(name, "rb");
	if (file == NULL || csv_init(&parser, CSV_STRICT | CSV_APPEND_NULL | CSV_EMPTY_IS_NULL) != 0) {
		perror(name);
		return -1;
	}
	while ((n = fread(chunk, 1, sizeof chunk, file)) > 0)
		if (csv_parse(&parser, chunk, n, on_cell, on_row, counts) != n) {
			fprintf(stderr, "csv-copy: %s: %s\n", name, csv_strerror(csv_error(&parser)));
			return -1;
		}
	csv_fini(&parser, on_cell, on_row, counts);
	csv_free(&parser);
	return fclose(file);
}

static int write_bytes(uint64_t bytes)
{
	static char chunk[CHUNK];
	memset(chunk, 'x', sizeof chunk);
	for (; bytes > 0;) {
		size_t n = bytes < CHUNK ? (size_t)bytes : CHUNK;
		if (fwrite(chunk, 1, n, stdout) != n)
			return -1;
		bytes -= n;
	}
	return fflush(stdout);
}

int main(int argc, char **argv)
{
	struct counts counts = { 0, 0, 0 };
	if (argc != 3) {
		fputs("usage: csv-copy FILE BYTES >OUT\n", stderr);
		return 2;
	}
	if (read_csv(argv[1], &counts) != 0)
		return 2;
	if (counts.cells < counts.rows || counts.bytes == 0) /* what was counted is used */
		return 2;
	return write_bytes(strtoull(argv[2], NULL, 10)) == 0 ? 0 : 2;
}
