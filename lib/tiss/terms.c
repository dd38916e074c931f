#include "tiss/terms.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/names.h"
#include "schema/schema_store.h"

enum { TABLE_MAX = 4 * 1024 * 1024, COLUMNS_MAX = 5 };

struct terms {
	struct names *codes;         /* of Tabela 38, numbered from 1 … */
	struct glosa_term *glosas;   /* … as these are, less one */
	struct names *keys;          /* "DOMAIN CODE", numbered from 1 … */
	const char **words;          /* … as these are, less one */
	char *glosas_text, *terms_text;
	struct vocabulary vocabulary;
	struct schema_store *store;
	struct schema *schema;       /* NULL: no table */
};

static const char *given(const char *cell)
{
	return strcmp(cell, "-") == 0 ? "" : cell;
}

static bool read_day(const char *cell, date_days *day)
{
	*day = *given(cell) != '\0' ? date_parse(cell, strlen(cell)) : DATE_NONE;
	return *given(cell) == '\0' || *day != DATE_NONE;
}

static bool add_glosa(struct terms *t, char *const cells[])
{
	struct glosa_term g = { .code = cells[0], .previous = given(cells[3]), .term = cells[4] };
	uint32_t before = names_count(t->codes), id = names_add(t->codes, cells[0], strlen(cells[0]));
	if (id <= before || !read_day(cells[1], &g.from) || !read_day(cells[2], &g.until))
		return false;
	t->glosas = mem_grow(t->glosas, id, sizeof *t->glosas);
	t->glosas[id - 1] = g;
	return true;
}

static uint32_t key_of(struct names *keys, const char *domain, const char *code, bool add)
{
	char key[64];
	size_t domain_len = strlen(domain), code_len = strlen(code);
	if (domain_len + 1 + code_len >= sizeof key)
		return 0;
	memcpy(key, domain, domain_len);
	key[domain_len] = ' ';
	memcpy(key + domain_len + 1, code, code_len);
	size_t len = domain_len + 1 + code_len;
	return add ? names_add(keys, key, len) : names_find(keys, key, len);
}

static bool add_term(struct terms *t, char *const cells[])
{
	uint32_t before = names_count(t->keys), id = key_of(t->keys, cells[0], cells[1], true);
	if (id <= before)
		return false;
	t->words = mem_grow(t->words, id, sizeof *t->words);
	t->words[id - 1] = cells[2];
	return true;
}

/* Cuts LINE at its tabs. Returns the number of cells, COLUMNS_MAX + 1 for more. */
static unsigned cut(char *line, char *cells[COLUMNS_MAX])
{
	unsigned n = 1;
	cells[0] = line;
	for (char *tab; (tab = strchr(cells[n - 1], '\t')) != NULL; n++) {
		if (n == COLUMNS_MAX)
			return n + 1;
		*tab = '\0';
		cells[n] = tab + 1;
	}
	return n;
}

/* Reads the table NAME of rows with COLUMNS cells; its text, which the rows point into, or NULL with ERR set. */
static char *read_table(struct terms *t, const char *name, unsigned columns, bool (*add)(struct terms *, char *const[]), struct error *err)
{
	char *file = data_file_find(name);
	size_t len;
	if (file == NULL) {
		error_set(err, "não há %s nas pastas de dados", name);
		return NULL;
	}
	char *text = file_read(file, TABLE_MAX, &len, err);
	unsigned number = 1;
	for (char *line = text; line != NULL && *line != '\0'; number++) {
		char *cells[COLUMNS_MAX], *end = strchr(line, '\n');
		if (end != NULL)
			*end = '\0';
		if (*line != '#' && *line != '\0' && (cut(line, cells) != columns || !add(t, cells))) {
			error_set(err, "%s:%u: esperava-se uma linha de %u colunas, sem repetir o código", file, number, columns);
			free(text);
			text = NULL;
			break;
		}
		line = end != NULL ? end + 1 : NULL;
	}
	free(file);
	return text;
}

struct terms *terms_open(struct error *err)
{
	struct terms *t = mem_zero(1, sizeof *t);
	t->codes = names_new();
	t->keys = names_new();
	vocabulary_init(&t->vocabulary);
	t->store = schema_store_open(&t->vocabulary, false);
	t->glosas_text = read_table(t, "glosas.tab", 5, add_glosa, err);
	if (t->glosas_text != NULL)
		t->terms_text = read_table(t, "terms.tab", 3, add_term, err);
	if (t->terms_text != NULL)
		t->schema = schema_store_newest(t->store, err);
	if (t->terms_text == NULL || err->text.len > 0) {
		terms_free(t);
		return NULL;
	}
	return t;
}

void terms_free(struct terms *t)
{
	if (t == NULL)
		return;
	names_free(t->codes);
	names_free(t->keys);
	free(t->glosas);
	free(t->words);
	free(t->glosas_text);
	free(t->terms_text);
	schema_store_free(t->store);
	vocabulary_release(&t->vocabulary);
	free(t);
}

const struct glosa_term *terms_glosa(const struct terms *t, const char *code)
{
	uint32_t id = names_find(t->codes, code, strlen(code));
	return id > 0 ? &t->glosas[id - 1] : NULL;
}

bool glosa_term_holds(const struct glosa_term *g, date_days date)
{
	return date == DATE_NONE || ((g->from == DATE_NONE || date >= g->from) && (g->until == DATE_NONE || date <= g->until));
}

static const char *label_of(const struct schema *s, const char *domain, const char *code)
{
	struct schema_type *type = s != NULL ? schema_type_find(s, domain) : NULL;
	if (type == NULL)
		return NULL;
	schema_type_load(type);
	for (const struct facet *f = type->facets; f != NULL; f = f->next)
		if (strcmp(f->name, "enum") == 0 && strcmp(f->value, code) == 0)
			return f->label;
	return NULL;
}

const char *terms_find(struct terms *t, const char *domain, const char *code)
{
	uint32_t id = key_of(t->keys, domain, code, false);
	if (*code == '\0')
		return NULL;
	return id > 0 ? t->words[id - 1] : label_of(t->schema, domain, code);
}
