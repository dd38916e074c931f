#include "lot/lot_plan_grow.h"

#include <string.h>

#include "base/mem.h"

/* How deep the elements of each scope lie below the root; an item as much deeper than its guide as its path is long. */
static unsigned depth_of(const struct columns *c, enum column_scope scope)
{
	enum { HEADER_DEPTH = 1, LOT_DEPTH = 2, GUIDE_DEPTH = 4 };
	switch (scope) {
	case COLUMN_HEADER: return HEADER_DEPTH;
	case COLUMN_LOT: return LOT_DEPTH;
	case COLUMN_GUIDE: return GUIDE_DEPTH;
	default: return GUIDE_DEPTH + (unsigned)c->kind.items[scope - COLUMN_PROCEDURE].n;
	}
}

/* Where the planning is: the elements down to here, and the numbers of the repeated ones. */
struct growth {
	struct lot_plan *plan;
	enum column_scope scope;
	const struct particle *steps[COLUMN_STEPS_MAX];
	uint16_t index[COLUMN_STEPS_MAX];
	size_t nsteps;
	uint32_t parent;
	unsigned depth;
};

static struct plan_node *add_node(const struct growth *g, struct plan_node node)
{
	struct plan_part *part = &g->plan->part[g->scope];
	if ((part->nnodes & (part->nnodes - 1)) == 0)
		part->nodes = mem_grow(part->nodes, part->nnodes == 0 ? 1 : part->nnodes * 2, sizeof *part->nodes);
	node.parent = g->parent;
	part->nodes[part->nnodes] = node;
	return &part->nodes[part->nnodes++];
}

static struct xml_tag make_tag(struct lot_plan *p, element_key key, unsigned depth)
{
	struct buf name = BUF_INIT;
	struct xml_tag tag;
	buf_addf(&name, "ans:%s", vocabulary_name(p->columns->schema->vocabulary, key));
	xml_tag_init(&tag, buf_str(&name), depth, p->one_line, &p->arena);
	buf_release(&name);
	return tag;
}

/* Whether FIELD, with numbers INDEX (NULL: any), lies below the elements of G. */
static bool is_below(const struct growth *g, const struct column *field, const uint16_t *index)
{
	if (field->scope != g->scope || field->nsteps <= g->nsteps)
		return false;
	for (size_t i = 0; i < g->nsteps; i++)
		if (field->steps[i] != g->steps[i] || (index != NULL && index[i] != g->index[i]))
			return false;
	return true;
}

/* The highest number that a column gives element P here; 0 when none speaks of it. */
static uint16_t highest_number(const struct growth *g, const struct particle *p)
{
	const struct plan_part *part = &g->plan->part[g->scope];
	uint16_t highest = 0;
	for (size_t i = 0; i < part->nslots; i++) {
		const struct plan_slot *slot = &part->slots[i];
		bool here = is_below(g, slot->field, slot->index) && slot->field->steps[g->nsteps] == p;
		if (here && slot->index[g->nsteps] > highest)
			highest = slot->index[g->nsteps];
	}
	return highest;
}

/* Whether the items lie below element P, or are it. */
static bool leads_to_items(const struct growth *g, const struct particle *p)
{
	const struct columns *c = g->plan->columns;
	for (int scope = COLUMN_PROCEDURE; scope <= COLUMN_EXPENSE && g->scope == COLUMN_GUIDE; scope++) {
		const struct guide_path *path = &c->kind.items[scope - COLUMN_PROCEDURE];
		bool leads = c->items[scope] != NULL && g->nsteps < path->n && path->keys[g->nsteps] == p->key;
		for (size_t i = 0; i < g->nsteps && leads; i++)
			leads = path->keys[i] == g->steps[i]->key;
		if (leads)
			return true;
	}
	return false;
}

static void grow_particles(const struct growth *above, const struct particle *p, bool in_choice);

static void grow_type(const struct growth *g, struct schema_type *t)
{
	if (t->builtin)
		return;
	schema_type_load(t);
	if (t->base != NULL)
		grow_type(g, t->base);
	grow_particles(g, t->particle, false);
}

static const struct column *field_at(const struct growth *g)
{
	const struct columns *c = g->plan->columns;
	for (size_t i = 0; i < c->n; i++) {
		const struct column *field = &c->all[i];
		bool here = field->scope == g->scope && field->nsteps == g->nsteps;
		if (here && memcmp(field->steps, g->steps, g->nsteps * sizeof *g->steps) == 0)
			return field;
	}
	return NULL;
}

bool plan_is_mandatory(const struct plan_part *part, uint32_t node)
{
	return part->nodes[node].mandatory && !part->nodes[node].emptiable;
}

/* The lines of what node AT holds are all there: notes their end, and whether the node may stand empty. */
static void finish_node(struct plan_part *part, uint32_t at)
{
	struct plan_node *node = &part->nodes[at];
	node->end = (uint32_t)part->nnodes;
	bool choice = node->kind == PLAN_CHOICE, all = true, any = false;
	for (uint32_t c = at + 1; c < node->end; c = part->nodes[c].end) {
		all = all && !plan_is_mandatory(part, c);
		any = any || !plan_is_mandatory(part, c);
	}
	node->emptiable = choice ? any : node->kind == PLAN_GROUP || node->kind == PLAN_SEQUENCE ? all : false;
}

/* One occurrence of an element. */
static void grow_element(const struct growth *above, const struct particle *p, uint16_t number, bool mandatory)
{
	struct growth g = *above;
	struct lot_plan *plan = g.plan;
	struct plan_part *part = &plan->part[g.scope];
	struct plan_node node = { .kind = PLAN_GROUP, .mandatory = mandatory, .slot = -1, .tag = make_tag(plan, p->key, g.depth) };
	g.steps[g.nsteps] = p;
	g.index[g.nsteps++] = number;
	uint32_t at = (uint32_t)part->nnodes;
	memcpy(node.index, g.index, g.nsteps * sizeof *g.index);
	schema_type_load(p->type);
	if (schema_text_type(p->type) != NULL) {
		node.kind = PLAN_FIELD;
		node.field = field_at(&g);
		const struct plan_slot *slot = node.field != NULL ? plan_find_slot(part, node.field, g.index) : NULL;
		node.slot = slot != NULL ? slot - part->slots : -1;
		add_node(&g, node);
	} else {
		add_node(&g, node);
		g.parent = at;
		g.depth++;
		grow_type(&g, p->type);
	}
	finish_node(part, at);
}

static bool grow_items(const struct growth *g, const struct particle *p)
{
	const struct columns *c = g->plan->columns;
	for (int scope = COLUMN_PROCEDURE; scope <= COLUMN_EXPENSE && g->scope == COLUMN_GUIDE; scope++) {
		if (p != c->items[scope] || g->nsteps + 1 != c->kind.items[scope - COLUMN_PROCEDURE].n)
			continue;
		uint32_t at = (uint32_t)g->plan->part[g->scope].nnodes;
		add_node(g, (struct plan_node){ .kind = PLAN_ITEMS, .mandatory = p->min > 0, .slot = -1,
		                                .items = (enum column_scope)scope, .max = p->max });
		finish_node(&g->plan->part[g->scope], at);
		return true;
	}
	return false;
}

static void grow_occurrences(const struct growth *g, const struct particle *p, bool in_choice)
{
	if (KEY_NS(p->key) != NS_ANS || g->nsteps == COLUMN_STEPS_MAX || grow_items(g, p))
		return;
	uint16_t n = highest_number(g, p);
	if (n == 0 && (p->min > 0 || in_choice || leads_to_items(g, p)))
		n = 1;
	for (uint16_t number = 1; number <= n; number++)
		grow_element(g, p, number, number <= p->min);
}

/* Whether a column, or what is supplied, speaks of an element in P or in its siblings. */
static bool is_spoken_of(const struct growth *g, const struct particle *p)
{
	for (; p != NULL; p = p->next) {
		if (p->kind == PARTICLE_ELEMENT ? highest_number(g, p) > 0 : p->kind != PARTICLE_ANY && is_spoken_of(g, p->child))
			return true;
	}
	return false;
}

static void grow_group(const struct growth *above, const struct particle *p)
{
	struct growth g = *above;
	struct plan_part *part = &g.plan->part[g.scope];
	if (p->min == 0 && !is_spoken_of(&g, p->child))
		return;
	uint32_t at = (uint32_t)part->nnodes;
	enum plan_kind kind = p->kind == PARTICLE_CHOICE ? PLAN_CHOICE : PLAN_SEQUENCE;
	add_node(&g, (struct plan_node){ .kind = kind, .mandatory = p->min > 0, .slot = -1 });
	g.parent = at;
	grow_particles(&g, p->child, kind == PLAN_CHOICE);
	finish_node(part, at);
}

static void grow_particles(const struct growth *above, const struct particle *p, bool in_choice)
{
	for (; p != NULL; p = p->next) {
		if (p->kind == PARTICLE_ELEMENT)
			grow_occurrences(above, p, in_choice);
		else if (p->kind == PARTICLE_SEQUENCE && p->min == 1 && !in_choice)
			grow_particles(above, p->child, false);
		else if (p->kind != PARTICLE_ANY)
			grow_group(above, p);
	}
}

static element_key element_of(const struct lot_plan *p, enum column_scope scope)
{
	const struct columns *c = p->columns;
	if (scope == COLUMN_HEADER)
		return KEY(NS_ANS, TERM_cabecalho);
	return scope == COLUMN_GUIDE ? c->kind.element : c->items[scope]->key;
}

void plan_grow(struct lot_plan *p, enum column_scope scope)
{
	struct plan_part *part = &p->part[scope];
	struct growth g = { .plan = p, .scope = scope, .depth = depth_of(p->columns, scope) };
	struct plan_node node = { .kind = PLAN_GROUP, .mandatory = true, .slot = -1 };
	if (p->columns->types[scope] == NULL)
		return;
	if (scope != COLUMN_LOT)
		node.tag = make_tag(p, element_of(p, scope), g.depth);
	add_node(&g, node);
	g.depth++;
	if (scope == COLUMN_LOT)
		grow_occurrences(&g, p->columns->all[part->slots[0].field - p->columns->all].steps[0], false);
	else
		grow_type(&g, p->columns->types[scope]);
	finish_node(part, 0);
}
