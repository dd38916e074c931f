#include "tiss/registry_tuss.h"

#include <stdint.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/mem.h"
#include "base/names.h"
#include "fmt/csv_cell.h"

enum { CODE, TERM, FROM, UNTIL, COLUMNS };

static const struct csv_column columns[COLUMNS] = {
	[CODE] = { .name = "codigo", .other = "Código do Termo", .required = true },
	[TERM] = { .name = "termo", .other = "Termo" },
	[FROM] = { .name = "inicio", .other = "Data de início de vigência", .required = true },
	[UNTIL] = { .name = "fim", .other = "Data de fim de vigência", .required = true },
};

/* One validity of one code. */
struct row {
	struct registry_validity validity;
	uint32_t code; /* its number in codes */
	uint32_t line;
	const char *term;
};

struct registry_tuss {
	struct names *codes;
	struct row *rows;   /* by code, then by start */
	size_t count, cap;
	uint32_t *first;    /* where the rows of code number ID begin: first[ID - 1]; they end where the next one's begin */
	bool with_terms;
	struct arena arena; /* the terms' text */
};

static int add(struct registry_tuss *t, const struct csv_reader *r, struct error *err)
{
	const struct csv_cell *code = csv_cell_text(r, CODE, err);
	if (code == NULL || csv_cell_text(r, FROM, err) == NULL)
		return -1;
	struct row row = { .line = (uint32_t)csv_reader_line(r), .term = "" };
	if (registry_validity_read(&row.validity, r, FROM, UNTIL, err) != 0)
		return -1;
	row.code = names_add(t->codes, code->text, code->len);
	const struct csv_cell *term = csv_reader_cell(r, TERM);
	if (t->with_terms && term->len > 0)
		row.term = arena_dup(&t->arena, term->text, term->len);
	if (t->count == t->cap) {
		t->cap = t->cap ? t->cap * 2 : 256;
		t->rows = mem_grow(t->rows, t->cap, sizeof *t->rows);
	}
	t->rows[t->count++] = row;
	return 0;
}

static int compare_rows(const void *left, const void *right)
{
	const struct row *a = left, *b = right;
	if (a->code != b->code)
		return a->code < b->code ? -1 : 1;
	if (a->validity.from != b->validity.from)
		return a->validity.from < b->validity.from ? -1 : 1;
	return a->line < b->line ? -1 : a->line > b->line;
}

static void sort_rows(struct registry_tuss *t)
{
	uint32_t ncodes = names_count(t->codes);
	if (t->count > 0)
		qsort(t->rows, t->count, sizeof *t->rows, compare_rows);
	t->first = mem_array((size_t)ncodes + 1, sizeof *t->first);
	for (size_t i = t->count; i-- > 0;)
		t->first[t->rows[i].code - 1] = (uint32_t)i;
	t->first[ncodes] = (uint32_t)t->count;
}

/* Adds to OUT that the row after A overlaps it, told at the one that stands further down. */
static void overlap_text(const struct registry_tuss *t, const struct csv_reader *r, const struct row *a, struct buf *out)
{
	const struct row *b = a + 1;
	const struct row *here = a->line > b->line ? a : b, *there = here == a ? b : a;
	char ours[REGISTRY_VALIDITY_TEXT], theirs[REGISTRY_VALIDITY_TEXT];
	registry_validity_text(&here->validity, ours);
	registry_validity_text(&there->validity, theirs);
	buf_addf(out, "%s:%u: coluna «%s»: “%s”: esta vigência (%s) se sobrepõe à da linha %u (%s)", csv_reader_name(r), here->line,
	         csv_reader_bound_name(r, CODE), names_text(t->codes, a->code), ours, there->line, theirs);
}

static bool overlaps_next(const struct registry_tuss *t, size_t i)
{
	const struct row *a = &t->rows[i];
	if (i + 1 == t->count || a[1].code != a->code)
		return false;
	return a->validity.until == DATE_NONE || a->validity.until >= a[1].validity.from;
}

/* With sorted rows, whatever overlaps at all makes some neighbours overlap. The first one in the file's order is told. */
static int check_overlaps(const struct registry_tuss *t, const struct csv_reader *r, bool published,
                          const struct csv_options *options, struct error *err)
{
	const struct row *worst = NULL;
	uint32_t worst_line = UINT32_MAX;
	struct buf text = BUF_INIT;
	for (size_t i = 0; i < t->count; i++) {
		if (!overlaps_next(t, i))
			continue;
		const struct row *a = &t->rows[i];
		uint32_t line = a[0].line > a[1].line ? a[0].line : a[1].line;
		if (published && a->validity.until == DATE_NONE) {
			buf_clear(&text);
			overlap_text(t, r, a, &text);
			if (options != NULL && options->warn != NULL)
				options->warn(options->context, buf_str(&text));
		} else if (line < worst_line) {
			worst = a;
			worst_line = line;
		}
	}
	buf_clear(&text);
	if (worst != NULL) {
		overlap_text(t, r, worst, &text);
		error_set(err, "%s", buf_str(&text));
	}
	buf_release(&text);
	return worst != NULL ? -1 : 0;
}

static int read_rows(struct registry_tuss *t, struct csv_reader *r, bool published, struct error *err)
{
	int got = csv_reader_bind(r, columns, COLUMNS, err) == 0 ? 1 : -1;
	if (got > 0 && !published)
		csv_reader_warn_unknown(r);
	while (got > 0 && (got = csv_reader_next(r, err)) > 0) {
		if (add(t, r, err) != 0)
			return -1;
	}
	if (got == 0)
		sort_rows(t);
	return got;
}

struct registry_tuss *registry_tuss_load(const char *path, const struct csv_options *options, bool with_terms,
                                         struct error *err)
{
	struct csv_reader *r = csv_reader_open(path, options, err);
	if (r == NULL)
		return NULL;
	struct registry_tuss *t = mem_zero(1, sizeof *t);
	t->codes = names_new();
	t->with_terms = with_terms;
	bool published = csv_reader_find(r, columns[CODE].other) >= 0;
	int failed = read_rows(t, r, published, err);
	if (failed == 0)
		failed = check_overlaps(t, r, published, options, err);
	csv_reader_free(r);
	if (failed == 0)
		return t;
	registry_tuss_free(t);
	return NULL;
}

void registry_tuss_free(struct registry_tuss *t)
{
	if (t == NULL)
		return;
	names_free(t->codes);
	arena_release(&t->arena);
	free(t->first);
	free(t->rows);
	free(t);
}

size_t registry_tuss_count(const struct registry_tuss *t)
{
	return t->count;
}

enum registry_answer registry_tuss_find(const struct registry_tuss *t, const char *code, size_t len, date_days date,
                                        struct tuss_term *found)
{
	uint32_t id = names_find(t->codes, code, len);
	if (id == 0)
		return REGISTRY_UNKNOWN;
	const struct row *row = &t->rows[t->first[id - 1]], *end = &t->rows[t->first[id]];
	const struct row *best = row;
	bool valid = false;
	for (; row < end && (date == DATE_NONE || row->validity.from <= date); row++) {
		bool holds = registry_validity_holds(&row->validity, date);
		if (holds || !valid)
			best = row;
		valid |= holds;
	}
	if (found != NULL)
		*found = (struct tuss_term){ names_text(t->codes, id), best->term, best->validity };
	return valid ? REGISTRY_VALID : REGISTRY_NOT_VALID;
}
