#include "bill/requirements.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/names.h"

enum { KEY_MAX = 64 };

struct period {
	date_days from, until;
	uint32_t next;      /* of the same code, place in PERIODS; 0: none */
	uint32_t line;
	bool required;
};

struct requirements {
	struct names *codes;
	uint32_t *first;        /* by number of the code, place in PERIODS */
	struct period *periods; /* from 1 */
	uint32_t n, cap;
	struct names *unknown;
};

struct requirements *requirements_new(void)
{
	struct requirements *r = mem_zero(1, sizeof *r);
	r->codes = names_new();
	r->unknown = names_new();
	r->n = 1;
	return r;
}

void requirements_free(struct requirements *r)
{
	if (r == NULL)
		return;
	names_free(r->codes);
	names_free(r->unknown);
	free(r->first);
	free(r->periods);
	free(r);
}

/* Longer texts are no codes; they are cut, and found nowhere. */
static size_t key_of(char out[KEY_MAX], const char *table, size_t table_len, const char *code, size_t code_len)
{
	size_t half = KEY_MAX / 2 - 1;
	table_len = table_len < half ? table_len : half;
	code_len = code_len < half ? code_len : half;
	memcpy(out, table, table_len);
	out[table_len] = '\t';
	memcpy(out + table_len + 1, code, code_len);
	return table_len + 1 + code_len;
}

static bool overlaps(const struct period *p, date_days from, date_days until)
{
	bool before = until != DATE_NONE && p->from != DATE_NONE && until < p->from;
	bool behind = from != DATE_NONE && p->until != DATE_NONE && from > p->until;
	return !before && !behind;
}

bool requirements_add(struct requirements *r, const char *table, const char *code, bool required, date_days from, date_days until,
                      uint32_t line, uint32_t *other)
{
	char key[KEY_MAX];
	uint32_t before = names_count(r->codes);
	uint32_t number = names_add(r->codes, key, key_of(key, table, strlen(table), code, strlen(code)));
	if (number > before) {
		r->first = mem_grow(r->first, number + 1u, sizeof *r->first);
		r->first[number] = 0;
	}
	for (uint32_t i = r->first[number]; i != 0; i = r->periods[i].next) {
		if (overlaps(&r->periods[i], from, until)) {
			*other = r->periods[i].line;
			return false;
		}
	}
	if (r->n >= r->cap) {
		r->cap = r->cap ? r->cap * 2 : 64;
		r->periods = mem_grow(r->periods, r->cap, sizeof *r->periods);
	}
	r->periods[r->n] = (struct period){ from, until, r->first[number], line, required };
	r->first[number] = r->n++;
	return true;
}

enum requirement requirements_find(struct requirements *r, const char *table, size_t table_len, const char *code, size_t code_len,
                                   date_days date, bool *first_unknown)
{
	char key[KEY_MAX];
	size_t len = key_of(key, table, table_len, code, code_len);
	uint32_t number = names_find(r->codes, key, len);
	for (uint32_t i = number != 0 ? r->first[number] : 0; i != 0; i = r->periods[i].next) {
		const struct period *p = &r->periods[i];
		if ((p->from == DATE_NONE || p->from <= date) && (p->until == DATE_NONE || date <= p->until))
			return p->required ? REQUIRES_YES : REQUIRES_NO;
	}
	uint32_t before = names_count(r->unknown);
	bool first = names_add(r->unknown, key, len) > before;
	if (first_unknown != NULL)
		*first_unknown = first;
	return REQUIRES_UNKNOWN;
}

size_t requirements_unknown(const struct requirements *r)
{
	return names_count(r->unknown);
}
