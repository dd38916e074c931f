#include "lot/lot_fields.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

enum { PLACES_MAX = 60000 }; /* so that no index needs more than 16 bits */

/* ---- steps: what the schema has ---- */

static struct lot_step *new_step(struct lot_fields *f, element_key key, enum column_scope scope)
{
	struct lot_step *step = arena_alloc(&f->arena, 1, sizeof *step);
	step->key = key;
	step->scope = scope;
	return step;
}

static struct lot_step *find_step(const struct lot_step *above, element_key key)
{
	for (size_t i = 0; i < above->nchildren; i++)
		if (above->children[i]->key == key)
			return above->children[i];
	return NULL;
}

static struct lot_step *add_step(struct lot_fields *f, struct lot_step *above, element_key key)
{
	struct lot_step *step = find_step(above, key);
	if (step != NULL)
		return step;
	if (above->nchildren == above->cap) {
		size_t cap = above->cap > 0 ? above->cap * 2 : 8;
		struct lot_step **more = arena_alloc(&f->arena, cap, sizeof(struct lot_step *));
		if (above->nchildren > 0)
			memcpy(more, above->children, above->nchildren * sizeof(struct lot_step *));
		above->children = more;
		above->cap = cap;
	}
	step = new_step(f, key, above->scope);
	above->children[above->nchildren++] = step;
	return step;
}

static void add_column(struct lot_fields *f, struct lot_step *top, const struct column *column)
{
	struct lot_step *step = top;
	for (size_t i = 0; i < column->nsteps; i++)
		step = add_step(f, step, column->steps[i]->key);
	step->column = column;
}

/* The element at PATH below ABOVE begins a part of SCOPE. */
static void add_part(struct lot_fields *f, struct lot_step *above, const element_key *path, size_t n, enum column_scope scope)
{
	for (size_t i = 0; i < n; i++)
		above = add_step(f, above, path[i]);
	if (n > 0) {
		above->item = true;
		above->scope = scope;
	}
}

/* ---- places: what occurs ---- */

static struct lot_place *new_place(struct lot_fields *f, const struct lot_step *step, struct lot_place *parent, uint32_t index)
{
	struct lot_place *place = arena_alloc(&f->arena, 1, sizeof *place);
	place->step = step;
	place->parent = parent;
	place->index = index;
	place->field = LOT_FIELD_NONE;
	if (step->nchildren > 0)
		place->children = arena_alloc(&f->arena, step->nchildren, sizeof *place->children);
	f->places++;
	return place;
}

static void add_field(struct lot_fields *f, struct lot_place *place)
{
	if (f->n == f->cap) {
		f->cap = f->cap > 0 ? f->cap * 2 : 256;
		f->fields = mem_grow(f->fields, f->cap, sizeof *f->fields);
	}
	place->field = f->n;
	f->fields[f->n++] = (struct lot_field){ .place = place };
}

bool lot_fields_full(const struct lot_fields *f)
{
	return f->n >= LOT_FIELDS_MAX || f->places >= PLACES_MAX;
}

void lot_fields_open(struct lot_place *place)
{
	place->at = 0;
	for (size_t i = 0; i < place->step->nchildren; i++)
		place->children[i].now = NULL;
}

/* The next occurrence of the I-th child of PARENT; NULL when there are too many. */
static struct lot_place *next_place(struct lot_fields *f, struct lot_place *parent, size_t i)
{
	struct lot_place_child *child = &parent->children[i];
	struct lot_place **link = child->now != NULL ? &child->now->next : &child->first;
	const struct lot_step *step = parent->step->children[i];
	if (*link == NULL && lot_fields_full(f))
		return NULL;
	if (*link == NULL) {
		*link = new_place(f, step, parent, child->now != NULL ? child->now->index + 1 : 1);
		if (step->column != NULL)
			add_field(f, *link);
	}
	child->now = *link;
	return *link;
}

static struct lot_place *open_part(struct lot_fields *f, struct lot_place *parent, const struct lot_step *step)
{
	struct lot_place *place = f->top[step->scope];
	place->parent = parent;
	lot_fields_open(place);
	return place;
}

struct lot_place *lot_fields_enter(struct lot_fields *f, struct lot_place *parent, element_key key)
{
	const struct lot_step *step = parent->step;
	size_t i = parent->at;
	for (size_t tries = 0; tries < step->nchildren; tries++) {
		if (step->children[i]->key == key) {
			parent->at = i;
			if (step->children[i]->item)
				return open_part(f, parent, step->children[i]);
			struct lot_place *place = next_place(f, parent, i);
			if (place != NULL && place->step->nchildren > 0)
				lot_fields_open(place);
			return place;
		}
		if (++i == step->nchildren)
			i = 0;
	}
	return NULL;
}

/* ---- all of them ---- */

static element_key key_of(const struct columns *c, const char *name)
{
	return KEY(NS_ANS, names_find(c->schema->vocabulary->names, name, strlen(name)));
}

void lot_fields_init(struct lot_fields *f, struct columns *columns)
{
	struct lot_step *tops[COLUMN_SCOPES];
	*f = (struct lot_fields){ .columns = columns };
	for (int scope = 0; scope < COLUMN_SCOPES; scope++)
		tops[scope] = new_step(f, 0, (enum column_scope)scope);
	for (size_t i = 0; i < columns->n; i++)
		add_column(f, tops[columns->all[i].scope], &columns->all[i]);
	const element_key guide[] = { key_of(columns, "guiasTISS"), columns->kind.element };
	add_part(f, tops[COLUMN_LOT], guide, 2, COLUMN_GUIDE);
	for (int scope = COLUMN_PROCEDURE; scope <= COLUMN_EXPENSE; scope++) {
		const struct guide_path *item = &columns->kind.items[scope - COLUMN_PROCEDURE];
		add_part(f, tops[COLUMN_GUIDE], item->keys, item->n, (enum column_scope)scope);
	}
	for (int scope = 0; scope < COLUMN_SCOPES; scope++)
		f->top[scope] = new_place(f, tops[scope], NULL, 1);
}

void lot_fields_release(struct lot_fields *f)
{
	free(f->fields);
	arena_release(&f->arena);
}

void lot_fields_complete(struct lot_fields *f)
{
	for (size_t i = 0; i < f->columns->n; i++) {
		const struct column *column = &f->columns->all[i];
		struct lot_place *place = f->top[column->scope];
		for (size_t k = 0; place != NULL && k < column->nsteps; k++) {
			lot_fields_open(place);
			place = lot_fields_enter(f, place, column->steps[k]->key);
		}
		if (place != NULL && place->field != LOT_FIELD_NONE)
			f->fields[place->field].used = true;
	}
}

/* ---- one field ---- */

void lot_field_index(const struct lot_field *field, uint16_t index[COLUMN_STEPS_MAX])
{
	size_t i = field->place->step->column->nsteps;
	for (const struct lot_place *p = field->place; i > 0; p = p->parent)
		index[--i] = p->index > UINT16_MAX ? UINT16_MAX : (uint16_t)p->index;
}

/* The place of FIELD's step I, from 0. */
static const struct lot_place *place_at(const struct lot_field *field, size_t i)
{
	const struct lot_place *p = field->place;
	for (size_t k = field->place->step->column->nsteps - 1; k > i; k--)
		p = p->parent;
	return p;
}

int lot_field_compare(const struct lot_field *a, const struct lot_field *b)
{
	const struct column *ca = a->place->step->column, *cb = b->place->step->column;
	for (size_t i = 0; ca->scope == cb->scope && i < ca->nsteps && i < cb->nsteps; i++) {
		const struct lot_place *pa = place_at(a, i), *pb = place_at(b, i);
		if (pa->step != pb->step)
			break;
		if (pa->index != pb->index)
			return pa->index < pb->index ? -1 : 1;
	}
	if (ca->scope != cb->scope && ca->scope <= COLUMN_LOT && cb->scope <= COLUMN_LOT)
		return ca->scope == COLUMN_LOT ? -1 : 1; /* the lot's number first: it is what people look for */
	return ca < cb ? -1 : ca > cb;
}
