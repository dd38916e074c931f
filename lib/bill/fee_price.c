#include "bill/fee_price.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

static const char ENROLLMENT[] = "INSCRICAO";

void fee_plan_release(struct fee_plan *p)
{
	for (size_t i = 0; i < p->nmodules; i++)
		free(p->modules[i].prices);
	free(p->modules);
	free(p->days[0].prices);
	free(p->days[1].prices);
}

long fee_plan_find(const struct fee_plan *p, const char *name)
{
	for (size_t i = 0; i < p->nmodules; i++)
		if (strcmp(p->modules[i].name, name) == 0)
			return (long)i;
	return -1;
}

size_t fee_plan_module(struct fee_plan *p, const char *name, struct arena *arena)
{
	long found = fee_plan_find(p, name);
	if (found >= 0)
		return (size_t)found;
	if (p->nmodules == p->cap) {
		p->cap = p->cap ? p->cap * 2 : 4;
		p->modules = mem_grow(p->modules, p->cap, sizeof *p->modules);
	}
	p->modules[p->nmodules] = (struct fee_module){
		.name = arena_dup(arena, name, strlen(name)), .enrollment = strcmp(name, ENROLLMENT) == 0,
	};
	return p->nmodules++;
}

void fee_plan_add(struct fee_plan *p, size_t module, const struct fee_price *price)
{
	struct fee_module *m = &p->modules[module];
	if (m->nprices == m->cap) {
		m->cap = m->cap ? m->cap * 2 : 16;
		m->prices = mem_grow(m->prices, m->cap, sizeof *m->prices);
	}
	m->prices[m->nprices++] = *price;
}

/* ---- whether a module's rows are whole ---- */

static int by_start(const void *a, const void *b)
{
	const struct fee_price *x = a, *y = b;
	if (x->from != y->from)
		return x->from < y->from ? -1 : 1;
	if (x->age_min != y->age_min)
		return x->age_min < y->age_min ? -1 : 1;
	return (x->line > y->line) - (x->line < y->line);
}

/* The rows in force on one day, by age. As ages are few and rows must not overlap, they are few. */
struct active {
	const struct fee_price *rows[FEE_AGE_MAX + 1];
	size_t n;
	const struct fee_price *gone; /* the last one that went out of force */
};

static void drop_ended(struct active *a, date_days at)
{
	size_t kept = 0;
	for (size_t i = 0; i < a->n; i++) {
		if (a->rows[i]->until >= at)
			a->rows[kept++] = a->rows[i];
		else
			a->gone = a->rows[i];
	}
	a->n = kept;
}

/* Puts ROW in its place; false when another one holds for one of its ages. */
static bool put_active(struct active *a, const struct fee_price *row, struct fee_price_report *report)
{
	size_t at = 0;
	while (at < a->n && a->rows[at]->age_max < row->age_min)
		at++;
	if (at < a->n && a->rows[at]->age_min <= row->age_max) {
		*report = (struct fee_price_report){ FEE_PRICES_OVERLAP, row, a->rows[at], row->from };
		return false;
	}
	memmove(a->rows + at + 1, a->rows + at, (a->n - at) * sizeof a->rows[0]);
	a->rows[at] = row;
	a->n++;
	return true;
}

/* The next day on which a row ends before LIMIT, as the day after; LIMIT when none does. */
static date_days next_end(const struct active *a, date_days limit)
{
	date_days next = limit;
	for (size_t i = 0; i < a->n; i++)
		if (a->rows[i]->until < next - 1)
			next = a->rows[i]->until + 1;
	return next;
}

/* From AT on, up to LIMIT (the start of NEXT): some row is in force, and no age between two of them is left out. */
static bool check_active(struct active *a, date_days at, date_days limit, const struct fee_price *next,
                         struct fee_price_report *report)
{
	while (at < limit) {
		drop_ended(a, at);
		if (a->n == 0) {
			if (next != NULL)
				*report = (struct fee_price_report){ FEE_PRICES_HOLE, next, a->gone, at };
			return next == NULL;
		}
		for (size_t i = 1; i < a->n; i++)
			if (a->rows[i]->age_min > a->rows[i - 1]->age_max + 1) {
				*report = (struct fee_price_report){ FEE_PRICES_GAP, a->rows[i], a->rows[i - 1], at };
				return false;
			}
		at = next_end(a, limit);
	}
	return true;
}

void fee_plan_seal(struct fee_module *m, struct fee_price_report *report)
{
	struct active active = { .n = 0 };
	*report = (struct fee_price_report){ .fault = FEE_PRICES_SOUND };
	if (m->nprices == 0)
		return;
	qsort(m->prices, m->nprices, sizeof *m->prices, by_start);
	for (size_t i = 0; i < m->nprices; i++) {
		const struct fee_price *next = i + 1 < m->nprices ? &m->prices[i + 1] : NULL;
		drop_ended(&active, m->prices[i].from);
		if (!put_active(&active, &m->prices[i], report))
			return;
		if (next != NULL && next->from == m->prices[i].from)
			continue;
		if (!check_active(&active, m->prices[i].from, next != NULL ? next->from : FEE_PRICE_OPEN, next, report))
			return;
	}
}

/* ---- looking up ---- */

static void fill_module(const struct fee_module *m, date_days date, int32_t prices[FEE_AGE_MAX + 1])
{
	bool begun = false, in_force = false;
	for (size_t i = 0; i < m->nprices && m->prices[i].from <= date; i++) {
		begun = true;
		in_force |= m->prices[i].until >= date;
	}
	for (int age = 0; age <= FEE_AGE_MAX; age++)
		prices[age] = !begun ? FEE_PRICE_FUTURE : in_force ? FEE_PRICE_NO_BAND : FEE_PRICE_OVER;
	for (size_t i = 0; i < m->nprices && m->prices[i].from <= date; i++)
		if (m->prices[i].until >= date)
			for (int age = m->prices[i].age_min; age <= m->prices[i].age_max; age++)
				prices[age] = (int32_t)i;
}

static const struct fee_price_day *day_of(struct fee_plan *p, date_days date, date_days often)
{
	struct fee_price_day *day = &p->days[date != often];
	if (day->date == date && day->prices != NULL)
		return day;
	if (day->prices == NULL)
		day->prices = mem_array(p->nmodules, sizeof *day->prices);
	day->date = date;
	for (size_t i = 0; i < p->nmodules; i++)
		fill_module(&p->modules[i], date, day->prices[i]);
	return day;
}

const struct fee_price *fee_plan_price(struct fee_plan *p, size_t module, date_days date, date_days often, int age, int *why)
{
	int32_t number = day_of(p, date, often)->prices[module][age];
	*why = number;
	return number >= 0 ? &p->modules[module].prices[number] : NULL;
}
