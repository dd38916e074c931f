#include "lot/translit.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/names.h"
#include "schema/schema_store.h"

enum { TABLE_MAX = 1024 * 1024 };

struct translit {
	struct names *characters;   /* numbered from 1 … */
	const char **replacements;  /* … as these are, less one; in TEXT */
	char *text;
};

/* "CHARACTER<TAB>REPLACEMENT"; lines that begin with # and blank lines say nothing. */
static int read_line(struct translit *t, char *line)
{
	char *tab = strchr(line, '\t');
	if (*line == '\0' || *line == '#')
		return 0;
	if (tab == NULL || tab == line)
		return -1;
	uint32_t id = names_add(t->characters, line, (size_t)(tab - line));
	t->replacements = mem_grow(t->replacements, id, sizeof *t->replacements);
	t->replacements[id - 1] = tab + 1;
	return 0;
}

static int read_lines(struct translit *t, const char *file, struct error *err)
{
	unsigned number = 1;
	for (char *line = t->text; line != NULL && *line != '\0'; number++) {
		char *end = strchr(line, '\n');
		if (end != NULL)
			*end = '\0';
		if (read_line(t, line) != 0)
			return error_set(err, "%s:%u: esperava-se um caractere, uma tabulação e o que o substitui", file, number);
		line = end != NULL ? end + 1 : NULL;
	}
	return 0;
}

struct translit *translit_open(struct error *err)
{
	char *file = data_file_find("translit.tab");
	size_t len;
	if (file == NULL) {
		error_set(err, "não há translit.tab nas pastas de dados");
		return NULL;
	}
	struct translit *t = mem_zero(1, sizeof *t);
	t->characters = names_new();
	t->text = file_read(file, TABLE_MAX, &len, err);
	if (t->text == NULL || read_lines(t, file, err) != 0) {
		translit_free(t);
		t = NULL;
	}
	free(file);
	return t;
}

void translit_free(struct translit *t)
{
	if (t == NULL)
		return;
	names_free(t->characters);
	free(t->replacements);
	free(t->text);
	free(t);
}

const char *translit_find(const struct translit *t, const char *character, size_t len)
{
	uint32_t id = names_find(t->characters, character, len);
	return id > 0 ? t->replacements[id - 1] : NULL;
}
