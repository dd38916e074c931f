#include "tiss/rules_sum.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "fmt/money.h"

static const struct {
	const char *container, *total, *terms;
} rows[] = {
#include "sums.inc"
};

enum { ROWS = sizeof rows / sizeof *rows, TERMS_MAX = 4, TERM_ROWS_MAX = 4 };

/* One row while its container is open. */
struct sum {
	uint32_t container;   /* name numbers */
	uint32_t total;
	uint32_t terms[TERMS_MAX];
	int signs[TERMS_MAX];
	size_t nterms;
	unsigned depth;       /* of the open container; 0: not in one */
	bool has_total, has_terms, broken;
	int64_t informed, added;
	long line, column;    /* of the total */
	struct buf path;
};

/* What a name means to the rows, so that most elements are passed over with one look. */
struct sums {
	struct sum sums[ROWS];
	bool *speaks;         /* by name number: a container, total or term of some row */
	uint32_t nnames;
};

static uint32_t number(struct sums *s, struct vocabulary *v, const char *text, size_t len)
{
	uint32_t name = names_add(v->names, text, len);
	if (name >= s->nnames) {
		s->speaks = mem_grow(s->speaks, name + 1u, sizeof *s->speaks);
		memset(s->speaks + s->nnames, 0, (name + 1u - s->nnames) * sizeof *s->speaks);
		s->nnames = name + 1;
	}
	s->speaks[name] = true;
	return name;
}

static void read_terms(struct sums *s, struct sum *sum, struct vocabulary *v, const char *terms)
{
	while (*terms != '\0' && sum->nterms < TERMS_MAX) {
		sum->signs[sum->nterms] = *terms == '-' ? -1 : 1;
		terms += *terms == '-';
		size_t len = strcspn(terms, ",");
		sum->terms[sum->nterms++] = number(s, v, terms, len);
		terms += len + (terms[len] == ',');
	}
}

struct sums *sums_new(struct vocabulary *vocabulary)
{
	struct sums *s = mem_zero(1, sizeof *s);
	for (size_t i = 0; i < ROWS; i++) {
		struct sum *sum = &s->sums[i];
		sum->container = number(s, vocabulary, rows[i].container, strlen(rows[i].container));
		sum->total = number(s, vocabulary, rows[i].total, strlen(rows[i].total));
		read_terms(s, sum, vocabulary, rows[i].terms);
	}
	return s;
}

void sums_free(struct sums *s)
{
	if (s == NULL)
		return;
	for (size_t i = 0; i < ROWS; i++)
		buf_release(&s->sums[i].path);
	free(s->speaks);
	free(s);
}

void sums_begin(struct sums *s)
{
	for (size_t i = 0; i < ROWS; i++)
		s->sums[i].depth = 0;
}

static bool speaks(const struct sums *s, const struct walk *w)
{
	uint32_t name = KEY_NAME(w->nodes[w->depth].key);
	return name < s->nnames && s->speaks[name];
}

void sums_start(struct sums *s, struct walk *w)
{
	if (!speaks(s, w))
		return;
	uint32_t name = KEY_NAME(walk_node(w)->key);
	for (size_t i = 0; i < ROWS; i++) {
		struct sum *sum = &s->sums[i];
		if (sum->container != name || sum->depth != 0)
			continue;
		sum->depth = w->depth;
		sum->has_total = sum->has_terms = sum->broken = false;
		sum->informed = sum->added = 0;
	}
}

static void take_total(struct sum *sum, struct walk *w, int64_t amount)
{
	const struct node *n = walk_node(w);
	sum->has_total = true;
	sum->informed = amount;
	sum->line = n->value_line;
	sum->column = n->value_column;
	buf_clear(&sum->path);
	walk_path(w, w->depth, &sum->path);
}

static void take_term(struct sum *sum, int64_t amount, int sign)
{
	sum->has_terms = true;
	if (amount > INT64_MAX / 4 || amount < -INT64_MAX / 4 || sum->added > INT64_MAX / 4 || sum->added < -INT64_MAX / 4)
		sum->broken = true;
	else
		sum->added += sign * amount;
}

void sums_value(struct sums *s, struct walk *w, const char *value, size_t len)
{
	if (!speaks(s, w))
		return;
	uint32_t name = KEY_NAME(walk_node(w)->key);
	int64_t amount = 0;
	bool readable = money_parse(value, len, 2, &amount);
	for (size_t i = 0; i < ROWS; i++) {
		struct sum *sum = &s->sums[i];
		if (sum->depth == 0)
			continue;
		if (sum->total == name && readable)
			take_total(sum, w, amount);
		for (size_t t = 0; t < sum->nterms; t++) {
			if (sum->terms[t] != name)
				continue;
			sum->broken = sum->broken || !readable;
			take_term(sum, amount, sum->signs[t]);
		}
	}
}

static void report_sum(struct walk *w, const struct sum *sum)
{
	struct finding *f = report_start(w->report, FINDING_LOT_TOTAL, sum->line, sum->column);
	struct buf text = BUF_INIT;
	buf_add(&f->path, buf_str(&sum->path), sum->path.len);
	finding_arg(f, "elemento", "%s", names_text(w->vocabulary->names, sum->total));
	money_add(&text, sum->informed, 2);
	finding_set_value(f, buf_str(&text), text.len);
	buf_clear(&text);
	money_add(&text, sum->added, 2);
	finding_arg(f, "calculado", "%s", buf_str(&text));
	for (size_t t = 0; t < sum->nterms; t++)
		buf_addf(&f->detail, "%s%s", t == 0 ? "soma de " : sum->signs[t] < 0 ? " − " : " + ",
		         names_text(w->vocabulary->names, sum->terms[t]));
	buf_release(&text);
	report_add(w->report, f);
}

void sums_end(struct sums *s, struct walk *w)
{
	if (!speaks(s, w))
		return;
	for (size_t i = 0; i < ROWS; i++) {
		struct sum *sum = &s->sums[i];
		if (sum->depth != w->depth || sum->depth == 0)
			continue;
		sum->depth = 0;
		if (sum->has_total && sum->has_terms && !sum->broken && sum->informed != sum->added)
			report_sum(w, sum);
	}
}
