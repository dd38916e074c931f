#include "match/billed_fields.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/names.h"

static const struct {
	enum account_field field;
	enum billed_scope scope;
	const char *column, *elements;
} rows[] = {
#include "account_table.inc"
};

enum { ROWS = sizeof rows / sizeof *rows };

struct entry {
	struct billed_element element;
	enum billed_scope scope;
	const char *parent; /* not NUL-terminated; of PARENT_LEN bytes, 0: any */
	size_t parent_len;
	uint32_t next;      /* of the same name, place in ENTRIES; 0: none */
};

struct billed_fields {
	struct names *names;
	uint32_t *first;    /* by number of the name, place in ENTRIES */
	struct entry *entries;
	uint32_t n;
};

static void add(struct billed_fields *f, size_t row, const char *element, size_t len, unsigned rank)
{
	const char *slash = memchr(element, '/', len);
	const char *name = slash != NULL ? slash + 1 : element;
	uint32_t before = names_count(f->names);
	uint32_t number = names_add(f->names, name, len - (size_t)(name - element));
	f->first = mem_grow(f->first, names_count(f->names) + 1u, sizeof *f->first);
	f->entries = mem_grow(f->entries, f->n + 1, sizeof *f->entries);
	f->entries[f->n] = (struct entry){
		{ rows[row].field, rank }, rows[row].scope, element, slash != NULL ? (size_t)(slash - element) : 0,
		number > before ? 0 : f->first[number],
	};
	f->first[number] = f->n++;
}

struct billed_fields *billed_fields_new(void)
{
	struct billed_fields *f = mem_zero(1, sizeof *f);
	f->names = names_new();
	f->entries = mem_zero(1, sizeof *f->entries);
	f->n = 1;
	unsigned rank = 0;
	for (size_t i = 0; i < ROWS; i++) {
		const char *element = rows[i].elements;
		while (*element != '\0') {
			size_t len = strcspn(element, ",");
			add(f, i, element, len, rank++);
			element += len + (element[len] == ',');
		}
	}
	return f;
}

void billed_fields_free(struct billed_fields *f)
{
	if (f == NULL)
		return;
	names_free(f->names);
	free(f->first);
	free(f->entries);
	free(f);
}

static bool fits(const struct entry *e, enum billed_scope scope, const char *parent)
{
	if (e->scope != scope)
		return false;
	return e->parent_len == 0 || (strncmp(parent, e->parent, e->parent_len) == 0 && parent[e->parent_len] == '\0');
}

bool billed_fields_find(const struct billed_fields *f, enum billed_scope scope, const char *parent, const char *name,
                        struct billed_element *out)
{
	uint32_t number = names_find(f->names, name, strlen(name));
	for (uint32_t i = number != 0 ? f->first[number] : 0; i != 0; i = f->entries[i].next) {
		if (fits(&f->entries[i], scope, parent)) {
			*out = f->entries[i].element;
			return true;
		}
	}
	return false;
}

const char *account_field_name(enum account_field field)
{
	size_t i = 0;
	while (i < ROWS - 1 && rows[i].field != field)
		i++;
	return rows[i].column;
}
