/* libFuzzer: any bytes as authorisations, CSV or message. Besides not crashing: what is read once is read the same again, and a line that
 * is in memory is found by its own key, code and quantity, once, and then consumed. Runs in the root of the source tree. */
#ifndef _XOPEN_SOURCE
#define _XOPEN_SOURCE 700
#endif

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "match/auth_input.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char file[] = "/tmp/fuzz-auth-XXXXXX";
static struct message_reader *messages;

struct reading {
	struct authorisations *into; /* NULL: only counted */
	size_t rows, taken;
};

static void remove_file(void)
{
	unlink(file);
}

static void ignore_finding(void *context, const struct finding *f)
{
	(void)context, (void)f;
}

static void ignore(void *context, const char *text)
{
	(void)context, (void)text;
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	struct error err = ERROR_INIT;
	(void)argc, (void)argv;
	setenv("TISS_DATA_DIR", "data", 1);
	int fd = mkstemp(file);
	messages = message_reader_new(NULL, ignore_finding, NULL, &err);
	if (fd < 0 || messages == NULL)
		abort();
	close(fd);
	atexit(remove_file);
	return 0;
}

static void must(bool holds)
{
	if (!holds)
		abort();
}

/* A line that was just added, and can be: the best answer to its own question is itself or one like it. */
static void ask(struct authorisations *a, const struct authorised_row *row)
{
	struct match_query q = {
		.by_operator_guide = row->password.len == 0, .by_tooth = true, .key = row->password.len == 0 ? row->operator_guide : row->password,
		.card = row->card, .date = DATE_NONE, .table = row->table, .code = row->code, .tooth = row->tooth, .region = row->region,
		.face = row->face, .participations = row->participation > 0 ? (uint64_t)1 << (row->participation - 1) : 0,
		.quantity = row->quantity,
	};
	struct match_found found = authorisations_find(a, &q);
	if (found.situation != MATCH_RELACIONADO)
		return;
	struct authorised_line_view line = authorisations_line(a, found.line);
	must(line.quantity == row->quantity && row->quantity > 0);
	authorisations_consume(a, found.line);
	struct match_found again = authorisations_find(a, &q);
	must(again.situation == MATCH_JA_CONSUMIDA || (again.situation == MATCH_RELACIONADO && again.line != found.line));
}

static void take(void *context, const struct auth_row *row)
{
	struct reading *r = context;
	uint32_t earlier, line;
	const char *what;
	r->rows++;
	must(row->row.quantity >= 0 && row->row.item <= AUTHORISATION_ITEM_MAX && row->row.status >= 1 && row->row.status <= 7);
	if (r->into == NULL || authorisations_add(r->into, &row->row, &earlier, &line, &what) != AUTHORISATION_TAKEN)
		return;
	r->taken += row->row.item > 0;
	if (row->row.item > 0)
		ask(r->into, &row->row);
}

static size_t read_all(struct auth_input *in, struct authorisations *into, size_t *taken)
{
	struct reading r = { into, 0, 0 };
	struct error err = ERROR_INIT;
	struct auth_listener listener = { .context = &r, .take = take, .complain = ignore, .messages = messages };
	auth_input_read(in, &listener, &err);
	error_release(&err);
	*taken = r.taken;
	return r.rows;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct auth_input in;
	struct error err = ERROR_INIT;
	FILE *f = fopen(file, "wb");
	must(f != NULL && fwrite(data, 1, size, f) == size && fclose(f) == 0);
	must(auth_input_open(&in, file, 0, &err) == 0);
	struct authorisations *a = authorisations_new();
	size_t taken, again;
	size_t rows = read_all(&in, a, &taken);
	must(authorisations_lines(a) == taken);
	must(read_all(&in, NULL, &again) == rows);
	uint32_t places[4];
	authorisations_repeated(a, &places[0], &places[1], &places[2], &places[3]);
	authorisations_free(a);
	auth_input_close(&in);
	error_release(&err);
	return 0;
}
