/* libFuzzer: any bytes as a statement, or, behind a first byte of 'c', as the account CSV, rendered in every format. Besides not
 * crashing: the HTML holds no element that we do not write, and the text no control character. Runs in the root of the
 * source tree. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "statement/statement_run.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char in[] = "/tmp/fuzz-statement-XXXXXX", out[] = "/tmp/fuzz-document-XXXXXX";

static void remove_files(void)
{
	unlink(in);
	unlink(out);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	setenv("TISS_DATA_DIR", "data", 1);
	setenv("SOURCE_DATE_EPOCH", "1785000000", 1);
	int a = mkstemp(in), b = mkstemp(out);
	if (a < 0 || b < 0)
		abort();
	close(a);
	close(b);
	atexit(remove_files);
	return 0;
}

static void ignore(void *context, const char *text)
{
	(void)context;
	(void)text;
}

/* Renders the input; the document, owned by the caller, or NULL when there is none. */
static char *render(const char *format, size_t *len)
{
	const char *files[] = { in };
	struct output findings = OUTPUT_INIT;
	struct error err = ERROR_INIT;
	struct statement_counts counts = { 0 };
	if (output_open(&findings, "/dev/null", OUTPUT_STREAM, &err) != 0)
		abort();
	unlink(out);
	struct statement_options options = {
		.files = files, .nfiles = 1, .format = render_format_of(format), .output = out, .columns = 72, .findings = &findings, .complain = ignore,
	};
	statement_run(&options, &counts, &err);
	output_close(&findings, &err);
	error_release(&err);
	char *document = access(out, F_OK) == 0 ? file_read(out, 256 << 20, len, &err) : NULL;
	error_release(&err);
	return document;
}

static void check_html(const char *html)
{
	static const char *const wrong[] = { "<script", "<iframe", "<img", "<object", "\x1b" };
	for (size_t i = 0; html != NULL && i < sizeof wrong / sizeof *wrong; i++)
		if (strstr(html, wrong[i]) != NULL)
			abort();
}

static void check_text(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (((unsigned char)text[i] < 0x20 && text[i] != '\n' && text[i] != '\f') || text[i] == 0x7f)
			abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const formats[] = { "text", "html", "csv", "pdf", "xml" };
	bool csv = size > 0 && data[0] == 'c';
	FILE *f = fopen(in, "wb");
	if (f == NULL || fwrite(data + csv, 1, size - csv, f) != size - csv || fclose(f) != 0)
		abort();
	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
		size_t len = 0;
		char *document = render(formats[i], &len);
		if (document != NULL && i == 0)
			check_text(document, len);
		if (i == 1)
			check_html(document);
		free(document);
	}
	return 0;
}
