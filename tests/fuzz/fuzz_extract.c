/* libFuzzer: any bytes as a lot, taken apart into CSV and made into new lots. Besides not crashing: a lot that is
 * taken gives a CSV with as many rows as it says, each as wide as the header, in both styles; and lots that were
 * made are read again as what they were said to be. Runs in the root of the source tree. */
#ifndef _XOPEN_SOURCE
#define _XOPEN_SOURCE 700 /* mkdtemp */
#endif

#include <dirent.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fmt/csv_reader.h"
#include "lot/lot_extract.h"
#include "lot/lot_merge.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char lot[] = "/tmp/fuzz-lot-XXXXXX", csv[] = "/tmp/fuzz-csv-XXXXXX", folder[] = "/tmp/fuzz-dir-XXXXXX";

static void remove_files(void)
{
	unlink(lot);
	unlink(csv);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	setenv("TISS_DATA_DIR", "data", 1);
	int a = mkstemp(lot), b = mkstemp(csv);
	if (a < 0 || b < 0 || mkdtemp(folder) == NULL)
		abort();
	close(a);
	close(b);
	atexit(remove_files);
	return 0;
}

static void put_file(const char *name, const void *bytes, size_t n)
{
	FILE *f = fopen(name, "wb");
	if (f == NULL || fwrite(bytes, 1, n, f) != n || fclose(f) != 0)
		abort();
}

static void ignore(void *context, const struct finding *f)
{
	(void)context;
	(void)f;
}

/* Adds all cells of the CSV file to OUT; returns its rows. */
static uint64_t read_csv(struct buf *out)
{
	struct error err = ERROR_INIT;
	struct csv_options options = { .cell_max = 64u << 20 };
	struct csv_reader *r = csv_reader_open(csv, &options, &err);
	uint64_t rows = 0;
	size_t n;
	int got = -1;
	while (r != NULL && (got = csv_reader_next(r, &err)) > 0) {
		const struct csv_cell *cells = csv_reader_cells(r, &n);
		for (size_t i = 0; i < n; i++)
			buf_addf(out, "%s%s\n", cells[i].present ? "" : "-", cells[i].text);
		rows++;
	}
	if (got != 0)
		abort();
	csv_reader_free(r);
	error_release(&err);
	return rows;
}

/* Whether the lot was taken; then its CSV is in the file, its cells in CELLS. */
static bool extract(const char *name, enum csv_style style, bool all_columns, struct buf *cells)
{
	struct error err = ERROR_INIT;
	struct output out = OUTPUT_INIT;
	struct lot_extract_options options = { .style = style, .all_columns = all_columns, .put = ignore };
	struct lot_extract *x = lot_extract_new(&options);
	bool taken = lot_extract_read(x, name, &err) > 0;
	if (taken) {
		if (output_open(&out, csv, OUTPUT_STREAM, &err) != 0 || lot_extract_write(x, NULL, &out, &err) != 0 ||
		    output_close(&out, &err) != 0)
			abort();
		if (read_csv(cells) != lot_extract_counts(x)->rows)
			abort();
	}
	lot_extract_free(x);
	error_release(&err);
	return taken;
}

/* Each lot in the folder is one, and goes. */
static void check_lots(void)
{
	DIR *dir = opendir(folder);
	if (dir == NULL)
		return;
	for (struct dirent *e; (e = readdir(dir)) != NULL;) {
		struct buf path = BUF_INIT, cells = BUF_INIT;
		buf_addf(&path, "%s/%s", folder, e->d_name);
		if (e->d_name[0] != '.' && !extract(buf_str(&path), CSV_STD, false, &cells))
			abort();
		unlink(buf_str(&path));
		buf_release(&path);
		buf_release(&cells);
	}
	closedir(dir);
	rmdir(folder);
}

static void merge(void)
{
	struct error err = ERROR_INIT;
	struct lot_merge_counts counts;
	struct lot_merge_options options = {
		.validator = { .layers = 1u << LAYER_SCHEMA | 1u << LAYER_HASH, .limits = LIMITS_OF_THE_NORM, .put = ignore },
		.max_guides = 1,
	};
	struct lot_output_options output = { .dir = folder };
	struct lot_merge *m = lot_merge_new(&options, &err);
	if (m == NULL)
		abort();
	if (lot_merge_add(m, lot, &err) > 0) {
		int null = open("/dev/null", O_WRONLY); /* the manifest goes to standard output, which is closed behind it */
		if (null != STDOUT_FILENO) {
			dup2(null, STDOUT_FILENO);
			close(null);
		}
		struct lot_output *out = lot_output_open(&output, &err);
		if (out == NULL)
			abort();
		if (lot_merge_run(m, out, &counts, &err) <= 0)
			lot_output_abort(out);
		else if (lot_output_commit(out, &err) != 0)
			abort();
		check_lots();
	}
	lot_merge_free(m);
	error_release(&err);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf cells = BUF_INIT, more = BUF_INIT;
	put_file(lot, data, size);
	if (extract(lot, CSV_STD, false, &cells)) {
		extract(lot, CSV_BR, true, &more);
		extract(lot, CSV_STD, true, &more);
	}
	merge();
	buf_release(&cells);
	buf_release(&more);
	return 0;
}
