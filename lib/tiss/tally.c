#include "tiss/tally.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

void tally_release(struct tally *t)
{
	free(t->rows);
	*t = (struct tally){ NULL, 0, 0 };
}

void tally_clear(struct tally *t)
{
	t->n = 0;
}

int64_t tally_sum(int64_t a, int64_t b)
{
	return a < 0 || b < 0 || b > INT64_MAX - a ? -1 : a + b;
}

/* There are some dozens of rows at most. */
static struct tally_row *row_of(struct tally *t, enum finding_code code, enum finding_severity severity, const char *ans)
{
	for (size_t i = 0; i < t->n; i++) {
		struct tally_row *row = &t->rows[i];
		if (row->code == code && row->severity == severity && strcmp(row->ans, ans) == 0)
			return row;
	}
	if (t->n == t->cap) {
		t->cap = t->cap > 0 ? 2 * t->cap : 16;
		t->rows = mem_grow(t->rows, t->cap, sizeof *t->rows);
	}
	struct tally_row *row = &t->rows[t->n++];
	memset(row, 0, sizeof *row);
	row->code = code;
	row->severity = severity;
	strncat(row->ans, ans, sizeof row->ans - 1);
	return row;
}

void tally_add(struct tally *t, const struct finding *f)
{
	if (f->ignored)
		return;
	struct tally_row *row = row_of(t, f->code, f->severity, f->ans);
	row->count++;
	row->files = 1;
	row->in_guide = true;
}

void tally_guide_start(struct tally *t)
{
	for (size_t i = 0; i < t->n; i++)
		t->rows[i].in_guide = false;
}

void tally_guide_end(struct tally *t, int64_t amount)
{
	for (size_t i = 0; i < t->n; i++)
		if (t->rows[i].in_guide)
			t->rows[i].amount = tally_sum(t->rows[i].amount, amount);
}

void tally_add_file(struct tally *t, const struct tally_row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct tally_row *row = row_of(t, rows[i].code, rows[i].severity, rows[i].ans);
		row->count += rows[i].count;
		row->files += rows[i].files;
		row->amount = tally_sum(row->amount, rows[i].amount);
	}
}

/* An amount too large to add up costs more than any other. */
static int by_cost(const void *a, const void *b)
{
	const struct tally_row *x = a, *y = b;
	uint64_t cost_x = (uint64_t)x->amount, cost_y = (uint64_t)y->amount;
	if (cost_x != cost_y)
		return cost_x > cost_y ? -1 : 1;
	if (x->count != y->count)
		return x->count > y->count ? -1 : 1;
	if (x->code != y->code)
		return x->code < y->code ? -1 : 1;
	return strcmp(x->ans, y->ans);
}

void tally_sort(struct tally *t)
{
	if (t->n > 1)
		qsort(t->rows, t->n, sizeof *t->rows, by_cost);
}
