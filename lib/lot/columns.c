#include "lot/columns.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "lot/columns_fit.h"

/* ---- the way from the message to the guide ---- */

/* The element KEY among P, its siblings and what is nested in them. */
static const struct particle *find_particle(const struct particle *p, element_key key)
{
	for (; p != NULL; p = p->next) {
		if (p->kind == PARTICLE_ELEMENT && p->key == key)
			return p;
		const struct particle *nested = p->kind == PARTICLE_ELEMENT ? NULL : find_particle(p->child, key);
		if (nested != NULL)
			return nested;
	}
	return NULL;
}

/* The child KEY of elements of type T, or NULL. */
static const struct particle *find_child(struct schema_type *t, element_key key)
{
	const struct particle *found = NULL;
	for (; t != NULL && !t->builtin && found == NULL; t = t->base) {
		schema_type_load(t);
		found = find_particle(t->particle, key);
	}
	return found;
}

static const struct particle *find_named(struct schema *s, struct schema_type *t, const char *name)
{
	if (t == NULL)
		return NULL;
	schema_type_load(t); /* only then are its elements' names known */
	return find_child(t, KEY(NS_ANS, names_find(s->vocabulary->names, name, strlen(name))));
}

static struct schema_type *type_of(const struct particle *p)
{
	return p != NULL ? p->type : NULL;
}

/* The element that PATH leads to below TYPE. */
static const struct particle *follow(struct schema_type *type, const struct guide_path *path)
{
	const struct particle *p = NULL;
	for (size_t i = 0; i < path->n; i++) {
		p = type != NULL ? find_child(type, path->keys[i]) : NULL;
		type = type_of(p);
	}
	return p;
}

static void find_types(struct columns *c)
{
	struct schema *s = c->schema;
	struct schema_type *message = schema_root(s, KEY(NS_ANS, TERM_mensagemTISS));
	struct schema_type *provider = type_of(find_named(s, message, "prestadorParaOperadora"));
	c->types[COLUMN_HEADER] = type_of(find_named(s, message, "cabecalho"));
	c->types[COLUMN_LOT] = type_of(find_named(s, provider, "loteGuias"));
	struct schema_type *guides = type_of(find_named(s, c->types[COLUMN_LOT], "guiasTISS"));
	c->types[COLUMN_GUIDE] = guides != NULL ? type_of(find_child(guides, c->kind.element)) : NULL;
	for (int scope = COLUMN_PROCEDURE; scope <= COLUMN_EXPENSE; scope++) {
		c->items[scope] = follow(c->types[COLUMN_GUIDE], &c->kind.items[scope - COLUMN_PROCEDURE]);
		c->types[scope] = type_of(c->items[scope]);
	}
}

/* ---- the list of fields ---- */

/* Where the listing is: the steps down to here. */
struct descent {
	struct columns *columns;
	enum column_scope scope;
	const struct particle *steps[COLUMN_STEPS_MAX];
	size_t nsteps;
	bool required, repeats;
};

static const char *name_of(const struct columns *c, const struct particle *p)
{
	return vocabulary_name(c->schema->vocabulary, p->key);
}

static const char *path_of(const struct columns *c, const struct column *field, struct arena *arena)
{
	struct buf path = BUF_INIT;
	buf_adds(&path, field->scope == COLUMN_HEADER ? COLUMN_HEADER_PATH : c->item_path[field->scope]);
	if (field->scope >= COLUMN_PROCEDURE)
		buf_addc(&path, '/');
	for (size_t i = 0; i < field->nsteps; i++)
		buf_addf(&path, "%s%s", i > 0 ? "/" : "", name_of(c, field->steps[i]));
	const char *copy = arena_dup(arena, buf_str(&path), path.len);
	buf_release(&path);
	return copy;
}

static void add_field(const struct descent *d, struct schema_type *type)
{
	struct columns *c = d->columns;
	if ((c->n & (c->n - 1)) == 0)
		c->all = mem_grow(c->all, c->n == 0 ? 1 : c->n * 2, sizeof *c->all);
	struct column *field = &c->all[c->n++];
	*field = (struct column){ .scope = d->scope, .nsteps = d->nsteps, .type = type, .required = d->required,
	                          .repeats = d->repeats };
	memcpy(field->steps, d->steps, sizeof d->steps);
	field->path = path_of(c, field, &c->arena);
}

static bool is_item(const struct columns *c, const struct particle *p)
{
	return p == c->items[COLUMN_PROCEDURE] || p == c->items[COLUMN_EXPENSE];
}

static void list_particles(const struct descent *above, const struct particle *p, bool in_choice);

static void list_type(const struct descent *d, struct schema_type *t)
{
	if (t->builtin)
		return;
	schema_type_load(t);
	if (t->base != NULL)
		list_type(d, t->base);
	list_particles(d, t->particle, false);
}

static void list_element(const struct descent *above, const struct particle *p, bool in_choice)
{
	struct descent d = *above;
	if (KEY_NS(p->key) != NS_ANS || d.nsteps == COLUMN_STEPS_MAX || (d.scope == COLUMN_GUIDE && is_item(d.columns, p)))
		return;
	schema_type_load(p->type);
	struct schema_type *value = schema_text_type(p->type);
	if (d.scope == COLUMN_LOT && value == NULL)
		return; /* the guides */
	d.steps[d.nsteps++] = p;
	d.required = d.required && p->min > 0 && !in_choice;
	d.repeats = d.repeats || p->max > 1;
	if (value != NULL)
		add_field(&d, value);
	else
		list_type(&d, p->type);
}

static void list_particles(const struct descent *above, const struct particle *p, bool in_choice)
{
	for (; p != NULL; p = p->next) {
		if (p->kind == PARTICLE_ELEMENT)
			list_element(above, p, in_choice);
		else if (p->kind != PARTICLE_ANY)
			list_particles(above, p->child, in_choice || p->kind == PARTICLE_CHOICE || p->min == 0);
	}
}

/* ---- names ---- */

/* The shortest end of the field's path that means it. */
static const char *short_name(const struct columns *c, const struct column *field, struct arena *arena)
{
	const char *head = field->scope == COLUMN_HEADER ? COLUMN_HEADER_PATH : "";
	const char *start = field->path + strlen(head), *at = start + strlen(start), *found = NULL;
	struct buf name = BUF_INIT;
	while (at > start && found == NULL) {
		do
			at--;
		while (at > start && at[-1] != '/');
		buf_clear(&name);
		buf_addf(&name, "%s%s", head, at);
		struct column_fits f = columns_fits(c, buf_str(&name), name.len);
		if (!column_fits_ambiguous(&f) && f.first[field->scope] == field)
			found = arena_dup(arena, buf_str(&name), name.len);
	}
	buf_release(&name);
	return found != NULL ? found : field->path;
}

static void name_items(struct columns *c)
{
	struct buf path = BUF_INIT;
	for (int scope = 0; scope < COLUMN_SCOPES; scope++) {
		const struct guide_path *item = &c->kind.items[scope < COLUMN_PROCEDURE ? 0 : scope - COLUMN_PROCEDURE];
		buf_clear(&path);
		for (size_t i = 0; i < item->n && scope >= COLUMN_PROCEDURE; i++)
			buf_addf(&path, "%s%s", i > 0 ? "/" : "", vocabulary_name(c->schema->vocabulary, item->keys[i]));
		c->item_path[scope] = arena_dup(&c->arena, buf_str(&path), path.len);
	}
	buf_release(&path);
}

static void list_fields(struct columns *c)
{
	for (int scope = 0; scope < COLUMN_SCOPES; scope++) {
		struct descent d = { .columns = c, .scope = (enum column_scope)scope, .required = true };
		if (c->types[scope] == NULL)
			continue;
		struct schema_type *value = schema_text_type(c->types[scope]);
		if (value == NULL)
			list_type(&d, c->types[scope]);
	}
	for (size_t i = 0; i < c->n; i++)
		c->all[i].name = short_name(c, &c->all[i], &c->arena);
}

/* ---- the whole ---- */

void columns_guide_types(struct buf *out)
{
	struct vocabulary vocabulary;
	struct guides guides;
	vocabulary_init(&vocabulary);
	guides_init(&guides, &vocabulary);
	const char *separator = "";
	for (size_t i = 0; i < guides.nkinds; i++) {
		if (!guides.kinds[i].in_lot)
			continue;
		buf_addf(out, "%s%s", separator, guides.kinds[i].type);
		separator = ", ";
	}
	guides_release(&guides);
	vocabulary_release(&vocabulary);
}

/* Fills in C's row of data/guides.tab. */
static bool find_kind(struct columns *c, const char *guide_type)
{
	struct guides guides;
	guides_init(&guides, c->schema->vocabulary);
	bool found = false;
	for (size_t i = 0; i < guides.nkinds && !found; i++) {
		found = guides.kinds[i].in_lot && strcmp(guides.kinds[i].type, guide_type) == 0;
		if (found)
			c->kind = guides.kinds[i];
	}
	guides_release(&guides);
	return found;
}

static void no_such_type(const char *guide_type, struct error *err)
{
	struct buf types = BUF_INIT;
	columns_guide_types(&types);
	error_set(err, "“%s” não é um tipo de guia; os tipos são: %s", guide_type, buf_str(&types));
	buf_release(&types);
}

struct columns *columns_new(struct schema *schema, const char *guide_type, struct error *err)
{
	struct columns *c = mem_zero(1, sizeof *c);
	c->schema = schema;
	if (!find_kind(c, guide_type)) {
		no_such_type(guide_type, err);
		columns_free(c);
		return NULL;
	}
	c->guide_type = c->kind.type;
	find_types(c);
	if (c->types[COLUMN_HEADER] == NULL || c->types[COLUMN_LOT] == NULL || c->types[COLUMN_GUIDE] == NULL ||
	    c->types[COLUMN_PROCEDURE] == NULL) {
		error_set(err, "%s: a tabela da versão %s não tem lotes de guias de %s", schema->file, schema->version, guide_type);
		columns_free(c);
		return NULL;
	}
	name_items(c);
	list_fields(c);
	return c;
}

void columns_free(struct columns *c)
{
	if (c == NULL)
		return;
	free(c->all);
	arena_release(&c->arena);
	free(c);
}

const struct column *columns_find(const struct columns *c, enum column_scope scope, const char *path)
{
	for (size_t i = 0; i < c->n; i++)
		if (c->all[i].scope == scope && strcmp(c->all[i].path, path) == 0)
			return &c->all[i];
	return NULL;
}

const char *column_leaf(const struct columns *c, const struct column *field)
{
	return name_of(c, field->steps[field->nsteps - 1]);
}
