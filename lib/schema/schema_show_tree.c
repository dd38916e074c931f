/* The tree of children of a type: rows are collected, then printed in columns. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/visible.h"
#include "schema/schema_layout.h"
#include "schema/schema_show.h"
#include "schema/schema_words.h"

enum { INDENT = 2, STEP = 2, GAP = 2, NAME_COLUMNS_MAX = 44, OCCURS_COLUMNS_MIN = 11 };

/* One line. A group's line has only a name, "um destes:". */
struct row {
	size_t indent;
	struct buf name, occurs, what;
};

struct tree {
	const struct schema *schema;
	struct row *rows;
	size_t n;
};

/* The types that the one being shown stands in, so that none is shown within itself. */
struct above {
	const struct schema_type *type;
	const struct above *next;
};

static struct row *add_row(struct tree *tree, size_t indent)
{
	if ((tree->n & (tree->n - 1)) == 0)
		tree->rows = mem_grow(tree->rows, tree->n == 0 ? 1 : tree->n * 2, sizeof *tree->rows);
	struct row *row = &tree->rows[tree->n++];
	*row = (struct row){ indent, BUF_INIT, BUF_INIT, BUF_INIT };
	return row;
}

static void add_type(struct tree *tree, const struct schema_type *t, size_t indent, unsigned depth,
                     const struct above *above);

static bool once(const struct particle *p)
{
	return p->min == 1 && p->max == 1;
}

/* "um destes, opcional:" */
static void group_words(struct buf *out, const struct particle *p)
{
	buf_adds(out, p->kind == PARTICLE_CHOICE ? "um destes" : "nesta ordem");
	if (!once(p)) {
		buf_adds(out, ", ");
		schema_words_occurs(out, p->min, p->max);
	}
	buf_addc(out, ':');
}

static void occurs_words(struct buf *out, const struct particle *p, enum particle_kind in)
{
	if (in == PARTICLE_CHOICE && once(p))
		buf_adds(out, "uma vez"); /* it need not stand at all */
	else
		schema_words_occurs(out, p->min, p->max);
}

static void add_element(struct tree *tree, const struct particle *p, enum particle_kind in, size_t indent,
                        unsigned depth, const struct above *above)
{
	struct row *row = add_row(tree, indent);
	schema_words_name(&row->name, tree->schema, p->key);
	occurs_words(&row->occurs, p, in);
	schema_words_type(&row->what, p->type);
	if (depth > 1)
		add_type(tree, p->type, indent + STEP, depth - 1, above);
}

static void add_any(struct tree *tree, const struct particle *p, enum particle_kind in, size_t indent)
{
	struct row *row = add_row(tree, indent);
	buf_adds(&row->name, "(qualquer elemento)");
	occurs_words(&row->occurs, p, in);
	bool all = strcmp(p->namespaces, "##any") == 0;
	buf_adds(&row->what, all ? "de qualquer espaço de nomes" : "de outro espaço de nomes");
}

/* The particles of a list whose group IN is; a sequence in a sequence is no group to the reader. */
static void add_particles(struct tree *tree, const struct particle *p, enum particle_kind in, size_t indent,
                          unsigned depth, const struct above *above)
{
	for (; p != NULL; p = p->next) {
		if (p->kind == PARTICLE_ELEMENT) {
			add_element(tree, p, in, indent, depth, above);
		} else if (p->kind == PARTICLE_ANY) {
			add_any(tree, p, in, indent);
		} else if (p->kind == PARTICLE_SEQUENCE && in == PARTICLE_SEQUENCE && once(p)) {
			add_particles(tree, p->child, PARTICLE_SEQUENCE, indent, depth, above);
		} else {
			group_words(&add_row(tree, indent)->name, p);
			add_particles(tree, p->child, p->kind, indent + STEP, depth, above);
		}
	}
}

static void add_content(struct tree *tree, const struct schema_type *t, size_t indent, unsigned depth,
                        const struct above *above)
{
	if (t->base != NULL && !t->base->builtin)
		add_content(tree, t->base, indent, depth, above);
	add_particles(tree, t->particle, PARTICLE_SEQUENCE, indent, depth, above);
}

static void add_attributes(struct tree *tree, const struct schema_type *t, size_t indent)
{
	if (t->base != NULL)
		add_attributes(tree, t->base, indent);
	for (const struct schema_attribute *a = t->attributes; a != NULL; a = a->next) {
		struct row *row = add_row(tree, indent);
		buf_addf(&row->name, "@%s", vocabulary_name(tree->schema->vocabulary, a->key));
		schema_words_occurs(&row->occurs, a->required, 1);
		schema_words_type(&row->what, a->type);
	}
}

static void add_type(struct tree *tree, const struct schema_type *t, size_t indent, unsigned depth,
                     const struct above *above)
{
	if (t->simple || t->builtin)
		return;
	for (const struct above *a = above; a != NULL; a = a->next)
		if (a->type == t)
			return;
	struct above here = { t, above };
	add_attributes(tree, t, indent);
	add_content(tree, t, indent, depth, &here);
}

static void put_row(struct buf *out, const struct row *row, size_t names, size_t occurs)
{
	layout_spaces(out, row->indent);
	if (row->occurs.len == 0) {
		buf_addf(out, "%s\n", buf_str(&row->name));
		return;
	}
	size_t used = row->indent + visible_width(buf_str(&row->name));
	buf_adds(out, buf_str(&row->name));
	layout_spaces(out, (used < names ? names - used : 0) + GAP);
	layout_cell(out, buf_str(&row->occurs), occurs + GAP);
	layout_words(out, buf_str(&row->what), names + GAP + occurs + GAP);
}

static void put_rows(struct buf *out, const struct tree *tree)
{
	size_t names = 0, occurs = OCCURS_COLUMNS_MIN;
	for (size_t i = 0; i < tree->n; i++) {
		const struct row *row = &tree->rows[i];
		size_t name = row->indent + visible_width(buf_str(&row->name));
		size_t often = visible_width(buf_str(&row->occurs));
		if (often > 0 && name > names && name <= NAME_COLUMNS_MAX)
			names = name;
		if (often > occurs)
			occurs = often;
	}
	for (size_t i = 0; i < tree->n; i++)
		put_row(out, &tree->rows[i], names, occurs);
}

/* The group that holds all of T's content: the reader is told of it in the head. NULL: a plain sequence. */
static const struct particle *outer_group(const struct schema_type *t)
{
	bool extended = t->base != NULL && !t->base->builtin;
	const struct particle *p = t->particle;
	while (!extended && p != NULL && p->kind == PARTICLE_SEQUENCE && once(p) && p->child != NULL &&
	       p->child->next == NULL)
		p = p->child;
	bool group = p != NULL && (p->kind == PARTICLE_CHOICE || p->kind == PARTICLE_SEQUENCE);
	return !extended && group && (p->kind == PARTICLE_CHOICE || !once(p)) ? p : NULL;
}

static void release_tree(struct tree *tree)
{
	for (size_t i = 0; i < tree->n; i++) {
		buf_release(&tree->rows[i].name);
		buf_release(&tree->rows[i].occurs);
		buf_release(&tree->rows[i].what);
	}
	free(tree->rows);
}

static void show_children(struct buf *out, const struct schema *s, const struct schema_type *t, unsigned depth)
{
	struct tree tree = { s, NULL, 0 };
	struct buf head = BUF_INIT;
	struct above here = { t, NULL };
	const struct particle *outer = outer_group(t);
	if (outer != NULL)
		add_particles(&tree, outer->child, outer->kind, INDENT, depth, &here);
	else if (!t->builtin)
		add_content(&tree, t, INDENT, depth, &here);
	if (t->builtin)
		buf_adds(&head, "qualquer conteúdo");
	else if (outer != NULL)
		group_words(&head, outer);
	else
		buf_adds(&head, tree.n > 0 ? "nesta ordem:" : "nenhum elemento");
	layout_field(out, "Contém", buf_str(&head));
	if (tree.n > 0)
		buf_addc(out, '\n');
	put_rows(out, &tree);
	buf_release(&head);
	release_tree(&tree);
}

void schema_show_content(struct buf *out, const struct schema *s, struct schema_type *t, unsigned depth)
{
	struct tree attributes = { s, NULL, 0 };
	add_attributes(&attributes, t, INDENT);
	if (schema_text_type(t) == NULL)
		show_children(out, s, t, depth);
	if (attributes.n > 0)
		buf_adds(out, "\n  Atributos:\n\n");
	put_rows(out, &attributes);
	release_tree(&attributes);
}
