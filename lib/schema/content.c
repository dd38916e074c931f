#include "schema/content.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

enum { STATES_MAX = 20000 }; /* far above any version of the standard; a table that needs more is cut off there */

struct set {
	uint16_t *at;
	size_t n, cap;
};

struct edge {
	uint16_t from, to;
};

struct builder {
	struct content_state *states;
	size_t nstates, cap;
	struct edge *edges;
	size_t nedges, edges_cap;
};

/* What a part of the content may begin and end with, and whether it may be left out. */
struct part {
	struct set first, last;
	bool nullable;
};

static void set_add(struct set *s, uint16_t state)
{
	if (s->n == s->cap) {
		s->cap = s->cap ? s->cap * 2 : 8;
		s->at = mem_grow(s->at, s->cap, sizeof *s->at);
	}
	s->at[s->n++] = state;
}

static void set_join(struct set *s, const struct set *more)
{
	for (size_t i = 0; i < more->n; i++)
		set_add(s, more->at[i]);
}

static void part_release(struct part *p)
{
	free(p->first.at);
	free(p->last.at);
}

static void edge_add(struct builder *b, uint16_t from, uint16_t to)
{
	if (b->nedges == b->edges_cap) {
		b->edges_cap = b->edges_cap ? b->edges_cap * 2 : 64;
		b->edges = mem_grow(b->edges, b->edges_cap, sizeof *b->edges);
	}
	b->edges[b->nedges++] = (struct edge){ from, to };
}

static void edges_between(struct builder *b, const struct set *from, const struct set *to)
{
	for (size_t i = 0; i < from->n; i++)
		for (size_t j = 0; j < to->n; j++)
			edge_add(b, from->at[i], to->at[j]);
}

static uint16_t state_add(struct builder *b, struct content_state state)
{
	if (b->nstates == b->cap) {
		b->cap = b->cap ? b->cap * 2 : 16;
		b->states = mem_grow(b->states, b->cap, sizeof *b->states);
	}
	if (b->nstates == STATES_MAX)
		b->nstates--;
	b->states[b->nstates] = state;
	return (uint16_t)b->nstates++;
}

/* PART followed by NEXT becomes PART; NEXT is consumed. */
static void part_append(struct builder *b, struct part *part, struct part *next)
{
	edges_between(b, &part->last, &next->first);
	if (part->nullable)
		set_join(&part->first, &next->first);
	if (!next->nullable)
		part->last.n = 0;
	set_join(&part->last, &next->last);
	part->nullable = part->nullable && next->nullable;
	part_release(next);
}

/* PART or OTHER becomes PART; OTHER is consumed. */
static void part_alternate(struct part *part, struct part *other)
{
	set_join(&part->first, &other->first);
	set_join(&part->last, &other->last);
	part->nullable = part->nullable || other->nullable;
	part_release(other);
}

static struct part build_particle(struct builder *b, const struct particle *p);

static struct part build_leaf(struct builder *b, const struct particle *p)
{
	struct content_state state = { .min = p->min, .max = p->max };
	if (p->kind == PARTICLE_ELEMENT) {
		state.key = p->key;
		state.type = p->type;
	} else {
		state.key = KEY_ANY;
		state.any = p;
	}
	struct part part = { .nullable = p->min == 0 };
	if (p->max == 0)
		return part;
	uint16_t at = state_add(b, state);
	set_add(&part.first, at);
	set_add(&part.last, at);
	if (p->max > 1)
		edge_add(b, at, at);
	return part;
}

/* The children of a group, once. */
static struct part build_children(struct builder *b, const struct particle *group)
{
	struct part part = { .nullable = group->kind == PARTICLE_SEQUENCE || group->child == NULL };
	for (const struct particle *c = group->child; c != NULL; c = c->next) {
		struct part child = build_particle(b, c);
		if (group->kind == PARTICLE_SEQUENCE)
			part_append(b, &part, &child);
		else
			part_alternate(&part, &child);
	}
	return part;
}

/* A group with its occurrence. Only a bound other than 0, 1 or none needs copies; no version has one so far. */
static struct part build_group(struct builder *b, const struct particle *p)
{
	struct part all = { .nullable = true };
	unsigned copies = p->max == OCCURS_UNBOUNDED ? (p->min > 1 ? p->min : 1) : p->max;
	for (unsigned i = 0; i < copies; i++) {
		struct part once = build_children(b, p);
		if (p->max == OCCURS_UNBOUNDED && i + 1 == copies)
			edges_between(b, &once.last, &once.first);
		if (i >= p->min)
			once.nullable = true;
		part_append(b, &all, &once);
	}
	return all;
}

static struct part build_particle(struct builder *b, const struct particle *p)
{
	if (p->kind == PARTICLE_ELEMENT || p->kind == PARTICLE_ANY)
		return build_leaf(b, p);
	return build_group(b, p);
}

/* The content of T's base, then what T adds. */
static struct part build_type(struct builder *b, const struct schema_type *t)
{
	struct part part = { .nullable = true };
	if (t->base != NULL && !t->base->builtin)
		part = build_type(b, t->base);
	if (t->particle != NULL) {
		struct part own = build_particle(b, t->particle);
		part_append(b, &part, &own);
	}
	return part;
}

static int edge_order(const void *x, const void *y)
{
	const struct edge *a = x, *b = y;
	return a->from != b->from ? (a->from > b->from) - (a->from < b->from) : (a->to > b->to) - (a->to < b->to);
}

static size_t drop_doubles(struct edge *edges, size_t n)
{
	size_t kept = 0;
	for (size_t i = 0; i < n; i++)
		if (kept == 0 || edge_order(&edges[kept - 1], &edges[i]) != 0)
			edges[kept++] = edges[i];
	return kept;
}

/* Turns the edges into each state's follow list: one block of memory, the states first, then keys, then targets. */
static struct content_model *finish(struct builder *b)
{
	if (b->nedges > 0)
		qsort(b->edges, b->nedges, sizeof *b->edges, edge_order);
	b->nedges = drop_doubles(b->edges, b->nedges);
	struct content_model *m = mem_zero(1, sizeof *m);
	m->nstates = (uint16_t)b->nstates;
	m->states = b->states;
	element_key *keys = mem_array(b->nedges, sizeof *keys);
	uint16_t *targets = mem_array(b->nedges, sizeof *targets);
	for (size_t s = 0, e = 0; s < b->nstates; s++) {
		m->states[s].follow = targets + e;
		m->states[s].keys = keys + e;
		for (; e < b->nedges && b->edges[e].from == s; e++) {
			targets[e] = b->edges[e].to;
			keys[e] = m->states[targets[e]].key;
			m->states[s].nfollow++;
		}
		m->wildcards = m->wildcards || m->states[s].any != NULL;
	}
	free(b->edges);
	return m;
}

const struct content_model *schema_content(struct schema_type *t)
{
	if (t->content != NULL)
		return t->content;
	schema_type_load(t);
	struct builder b = { NULL, 0, 0, NULL, 0, 0 };
	state_add(&b, (struct content_state){ .max = 1 });
	struct part part = build_type(&b, t);
	for (size_t i = 0; i < part.first.n; i++)
		edge_add(&b, 0, part.first.at[i]);
	for (size_t i = 0; i < part.last.n; i++)
		b.states[part.last.at[i]].last = true;
	b.states[0].last = part.nullable;
	part_release(&part);
	t->content = finish(&b);
	return t->content;
}

void content_free(struct content_model *m)
{
	if (m == NULL)
		return;
	union { const void *in; void *out; } follow = { m->states[0].follow }, keys = { m->states[0].keys };
	free(follow.out);
	free(keys.out);
	free(m->states);
	free(m);
}

bool content_any_takes(const struct particle *any, uint32_t ns)
{
	if (strcmp(any->namespaces, "##any") == 0)
		return true;
	if (strcmp(any->namespaces, "##other") == 0)
		return ns != any->target_ns && ns != NS_NONE;
	/* A list: no version has one so far; what the table's words allow. */
	if (strstr(any->namespaces, "##targetNamespace") != NULL && ns == any->target_ns)
		return true;
	return strstr(any->namespaces, "##local") != NULL && ns == NS_NONE;
}

/* A bounded repeat ends at its bound; a state reached from elsewhere begins a new count. */
static bool may_enter(const struct content_model *m, uint16_t from, uint32_t count, uint16_t to)
{
	const struct content_state *next = &m->states[to];
	return to != from || next->max == OCCURS_UNBOUNDED || next->max == 1 || count < next->max;
}

static int step_wildcard(const struct content_model *m, uint16_t state, uint32_t count, element_key key)
{
	const struct content_state *s = &m->states[state];
	for (uint16_t i = 0; i < s->nfollow; i++) {
		const struct particle *any = m->states[s->follow[i]].any;
		if (any != NULL && content_any_takes(any, KEY_NS(key)) && may_enter(m, state, count, s->follow[i]))
			return s->follow[i];
	}
	return -1;
}

int content_step(const struct content_model *m, uint16_t state, uint32_t count, element_key key)
{
	const struct content_state *s = &m->states[state];
	for (uint16_t i = 0; i < s->nfollow; i++)
		if (s->keys[i] == key)
			return may_enter(m, state, count, s->follow[i]) ? s->follow[i] : -1;
	return m->wildcards ? step_wildcard(m, state, count, key) : -1;
}
