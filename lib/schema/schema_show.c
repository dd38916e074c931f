/* What stands around the content: where an element or type is found, how often, its codes. The tree of children is
 * made in schema_show_tree.c. */
#include "schema/schema_show.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/visible.h"
#include "schema/schema_layout.h"
#include "schema/schema_words.h"
#include "schema/simple.h"

enum { PLACES_TOLD = 10, CANDIDATES_TOLD = 20, CODE_INDENT = 4 };

static void put_title(struct buf *out, const struct schema *s, const char *name, const char *what)
{
	buf_addf(out, "%s (%s, TISS %s)\n\n", name, what, s->version);
}

/* A list of N places below LABEL, one a line: all of them or the first few. */
static void put_places(struct buf *out, const struct schema_places *p, const char *label,
                       const struct schema_place *const *places, size_t n, bool all)
{
	struct buf line = BUF_INIT;
	size_t told = all || n <= PLACES_TOLD ? n : PLACES_TOLD;
	for (size_t i = 0; i < told; i++) {
		buf_clear(&line);
		schema_place_short(&line, p, places[i]);
		layout_field(out, i == 0 ? label : "", buf_str(&line));
	}
	if (told < n) {
		buf_clear(&line);
		buf_addf(&line, "e em mais %zu (--all mostra)", n - told);
		layout_field(out, "", buf_str(&line));
	}
	buf_release(&line);
}

/* The places with elements that MATCHES(place, WHAT) holds for; returns their number. */
static size_t select_places(const struct schema_places *p, const void *what,
                            bool (*matches)(const struct schema_place *place, const void *what),
                            const struct schema_place **found)
{
	size_t n = 0;
	for (size_t i = 0; i < p->n; i++)
		if (p->at[i].reached && matches(&p->at[i], what))
			found[n++] = &p->at[i];
	return n;
}

static bool has_type(const struct schema_place *place, const void *type)
{
	return place->type == type;
}

static bool holds_place(const struct schema_place *place, const void *child)
{
	return schema_place_in(child, place->type);
}

/* The places that MATCHES, below LABEL; NONE, unless it is NULL, when there are fewer than LEAST. */
static void put_selected(struct buf *out, const struct schema_places *p, const char *label, const void *what,
                         bool (*matches)(const struct schema_place *place, const void *what), size_t least,
                         const char *none, bool all)
{
	const struct schema_place **found = mem_array(p->n, sizeof(const struct schema_place *));
	size_t n = select_places(p, what, matches, found);
	if (n >= least)
		put_places(out, p, label, found, n, all);
	else if (none != NULL)
		layout_field(out, label, none);
	free(found);
}

/* "ct_x; acrescenta elementos a ct_y" */
static void put_type_name(struct buf *out, const struct schema_type *t)
{
	struct buf text = BUF_INIT;
	if (schema_type_named(t) || t->builtin)
		buf_adds(&text, t->name);
	else
		buf_adds(&text, "só deste elemento");
	if (t->base != NULL && !t->base->builtin)
		buf_addf(&text, "; %s %s", t->simple ? "restringe" : "acrescenta elementos a", t->base->name);
	layout_field(out, "Tipo", buf_str(&text));
	buf_release(&text);
}

static void put_codes(struct buf *out, const struct schema_type *owner)
{
	size_t width = 0;
	for (const struct facet *f = owner->facets; f != NULL; f = f->next)
		if (strcmp(f->name, "enum") == 0 && visible_width(f->value) > width)
			width = visible_width(f->value);
	buf_adds(out, "\n");
	for (const struct facet *f = owner->facets; f != NULL; f = f->next) {
		if (strcmp(f->name, "enum") != 0)
			continue;
		layout_spaces(out, CODE_INDENT);
		if (f->label == NULL && f->value[0] != '\0') {
			buf_addf(out, "%s\n", f->value);
			continue;
		}
		layout_cell(out, f->value, width + 2);
		layout_words(out, f->value[0] == '\0' ? "(vazio)" : f->label, CODE_INDENT + width + 2);
	}
}

static void put_value(struct buf *out, struct schema_type *t)
{
	struct buf text = BUF_INIT;
	const struct simple_rules *r = schema_rules(t);
	schema_words_value(&text, t);
	layout_field(out, "Valor", buf_str(&text));
	const char *label = "Padrão";
	for (const struct schema_type *b = t; b != NULL; b = b->base)
		for (const struct facet *f = b->facets; f != NULL; f = f->next)
			if (strcmp(f->name, "pattern") == 0) {
				layout_field(out, label, f->value);
				label = "";
			}
	if (simple_enum_owner(r) != NULL)
		put_codes(out, simple_enum_owner(r));
	buf_release(&text);
}

static void put_content(struct buf *out, const struct schema *s, struct schema_type *t, const struct schema_show *how)
{
	if (schema_text_type(t) != NULL)
		put_value(out, schema_text_type(t));
	if (!t->simple)
		schema_show_content(out, s, t, how->all ? UINT_MAX : how->depth);
}

static void show_type(struct buf *out, const struct schema_places *p, struct schema_type *t,
                      const struct schema_show *how)
{
	put_title(out, p->schema, t->name, "tipo");
	if (t->base != NULL && !t->base->builtin)
		layout_field(out, t->simple ? "Restringe" : "Acrescenta", t->base->name);
	put_selected(out, p, "Usado em", t, has_type, 1, "nenhum elemento das mensagens", how->all);
	put_content(out, p->schema, t, how);
}

static bool is_option(const struct particle *group, const struct particle *sought)
{
	for (const struct particle *p = group->child; p != NULL; p = p->next)
		if (p == sought ? group->kind == PARTICLE_CHOICE : is_option(p, sought))
			return true;
	return false;
}

/* An element of a choice need not stand there, whatever its own occurrence. */
static void occurs_words(struct buf *out, const struct schema_place *place)
{
	const struct particle *p = place->particle;
	bool option = is_option(place->owner->particle, p);
	if (option && p->min == 1 && p->max == 1)
		buf_adds(out, "uma vez");
	else
		schema_words_occurs(out, p->min, p->max);
	if (option)
		buf_adds(out, ", como uma das opções");
}

static void show_place(struct buf *out, const struct schema_places *p, const struct schema_place *place,
                       const struct schema_show *how)
{
	struct buf text = BUF_INIT;
	schema_words_name(&text, p->schema, place->key);
	put_title(out, p->schema, buf_str(&text), "elemento");
	buf_clear(&text);
	schema_place_path(&text, p, place);
	layout_field(out, "Caminho", buf_str(&text));
	if (!place->reached)
		layout_field(out, "", "(nenhuma mensagem chega até aqui)");
	put_selected(out, p, "Dentro de", place, holds_place, 2, NULL, how->all);
	buf_clear(&text);
	if (place->particle == NULL)
		buf_adds(&text, "elemento raiz de uma mensagem");
	else
		occurs_words(&text, place);
	layout_field(out, "Ocorre", buf_str(&text));
	put_type_name(out, place->type);
	put_content(out, p->schema, place->type, how);
	buf_release(&text);
}

/* ---- paths that name no place, or many ---- */

/* One line for each of the N places FOUND, or for the first few. */
static void put_candidates(struct buf *hints, const struct schema_places *p, const struct schema_place *const *found,
                           size_t n, bool all)
{
	size_t told = all || n <= CANDIDATES_TOLD ? n : CANDIDATES_TOLD;
	for (size_t i = 0; i < told; i++) {
		buf_adds(hints, "  ");
		schema_place_short(hints, p, found[i]);
		buf_adds(hints, ": ");
		if (found[i]->particle != NULL) {
			schema_words_occurs(hints, found[i]->particle->min, found[i]->particle->max);
			buf_adds(hints, ", ");
		}
		schema_words_type(hints, found[i]->type);
		buf_addc(hints, '\n');
	}
	if (told < n)
		buf_addf(hints, "  e mais %zu (--all mostra)\n", n - told);
}

/* PATH names nothing: says where its last element does stand, or which names are like it. */
static int say_unknown(const struct schema_places *p, const char *path, bool all, struct buf *hints, struct error *err)
{
	const char *slash = strrchr(path, '/'), *last = slash != NULL ? slash + 1 : path, *version = p->schema->version;
	const struct schema_place **found;
	struct buf similar = BUF_INIT;
	size_t n = schema_find(p, last, &found);
	schema_similar(&similar, p, last);
	if (n > 0)
		error_set(err, "%s: não há este caminho na versão %s; o elemento «%s» está aqui:", path, version, last);
	else if (similar.len > 0)
		error_set(err, "%s: não há elemento nem tipo com este nome na versão %s; parecidos: %s", path, version,
		          buf_str(&similar));
	else
		error_set(err, "%s: não há elemento nem tipo com este nome na versão %s", path, version);
	put_candidates(hints, p, found, n, all);
	buf_release(&similar);
	free(found);
	return -1;
}

/* Finds what PATH names; shows it when it is one place. */
static int show_found(struct buf *out, const struct schema_places *p, const char *path, const struct schema_show *how,
                      struct buf *hints, struct error *err)
{
	const struct schema_place **found;
	size_t n = schema_find(p, path, &found);
	int rc = 0;
	if (n == 1)
		show_place(out, p, found[0], how);
	else if (n == 0)
		rc = say_unknown(p, path, how->all, hints, err);
	if (n > 1) {
		put_candidates(hints, p, found, n, how->all);
		rc = error_set(err, "%s: há %zu elementos assim na versão %s; diga qual:", path, n, p->schema->version);
	}
	free(found);
	return rc;
}

int schema_show(struct buf *out, const struct schema_places *places, const char *path, const struct schema_show *how,
                struct buf *hints, struct error *err)
{
	struct schema_type *t = strchr(path, '/') == NULL ? schema_type_find(places->schema, path) : NULL;
	if (t == NULL)
		return show_found(out, places, path, how, hints, err);
	show_type(out, places, t, how);
	return 0;
}
