/* libFuzzer: any bytes as a schema table; all that is made of it on demand is made. Never crashes, and never takes
 * memory or time out of proportion. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "schema/content.h"
#include "schema/simple.h"
#include "tiss/schema_check.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char path[] = "/tmp/fuzz_schema_tableXXXXXX";
static int fd = -1;

static void remove_file(void)
{
	unlink(path);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	fd = mkstemp(path);
	if (fd < 0)
		exit(2);
	atexit(remove_file);
	return 0;
}

static void try_simple(struct schema_type *t)
{
	static const char *const values[] = { "", " ", "1", "-1.50", "2026-07-01", "08:30:00", "2026-07-01T08:30:00", "true", "QUJD", "abc", "ção" };
	struct error err = ERROR_INIT;
	if (simple_rules_check(t, &err) == 0) {
		struct simple_rules *rules = schema_rules(t);
		for (size_t i = 0; i < sizeof values / sizeof *values; i++)
			simple_check(rules, values[i], strlen(values[i]));
	}
	error_release(&err);
}

/* Walks a few steps of the automaton, along the first way there is. */
static void try_content(struct schema_type *t)
{
	const struct content_model *m = schema_content(t);
	uint16_t state = 0;
	for (int i = 0; i < 8 && m->states[state].nfollow > 0; i++) {
		int to = content_step(m, state, (uint32_t)i, m->states[state].keys[0]);
		if (to < 0)
			break;
		state = (uint16_t)to;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct vocabulary vocabulary;
	struct error err = ERROR_INIT;
	if (pwrite(fd, data, size, 0) != (ssize_t)size || ftruncate(fd, (off_t)size) != 0)
		abort();
	vocabulary_init(&vocabulary);
	struct schema *s = schema_read(path, &vocabulary, &err);
	if ((s == NULL) != (err.text.len > 0))
		abort();
	for (struct schema_type *t = s != NULL ? s->types : NULL; t != NULL; t = t->next_in_table) {
		if (t->simple)
			try_simple(t);
		else if (schema_text_type(t) == NULL && t != s->any_type)
			try_content(t);
	}
	if (s != NULL)
		schema_check(s, &err);
	schema_free(s);
	vocabulary_release(&vocabulary);
	error_release(&err);
	return 0;
}
