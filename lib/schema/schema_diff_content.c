/* What changed in the children and attributes of a group. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "schema/schema_diff.h"
#include "schema/schema_words.h"

/* A child as the content of a type lists it, its bases' first. */
struct child {
	const struct particle *particle;
	struct buf name, groups; /* groups: those it stands in, in words, outermost first */
	bool choice;             /* the innermost of them is a choice: its order says nothing */
	size_t other;            /* index of the same child in the other version; NONE */
	bool moved;
};

struct children {
	const struct schema *schema;
	struct child *at;
	size_t n;
};

static const size_t NONE = (size_t)-1;

static void list_particles(struct children *c, const struct particle *p, const char *groups, bool choice);

static void list_group(struct children *c, const struct particle *p, const char *groups, bool choice)
{
	struct buf within = BUF_INIT;
	bool plain = p->min == 1 && p->max == 1;
	buf_adds(&within, groups);
	if (p->kind == PARTICLE_CHOICE || !plain || choice) {
		buf_addf(&within, "%s%s", within.len > 0 ? ", dentro disso " : "",
		         p->kind == PARTICLE_CHOICE ? "um destes" : "nesta ordem");
		if (!plain) {
			buf_adds(&within, " (");
			schema_words_occurs(&within, p->min, p->max);
			buf_addc(&within, ')');
		}
	}
	list_particles(c, p->child, buf_str(&within), p->kind == PARTICLE_CHOICE);
	buf_release(&within);
}

static void list_particles(struct children *c, const struct particle *p, const char *groups, bool choice)
{
	for (; p != NULL; p = p->next) {
		if (p->kind == PARTICLE_SEQUENCE || p->kind == PARTICLE_CHOICE) {
			list_group(c, p, groups, choice);
			continue;
		}
		if ((c->n & (c->n - 1)) == 0)
			c->at = mem_grow(c->at, c->n == 0 ? 1 : c->n * 2, sizeof *c->at);
		struct child *child = &c->at[c->n++];
		*child = (struct child){ p, BUF_INIT, BUF_INIT, choice, NONE, false };
		buf_adds(&child->groups, groups);
		if (p->kind == PARTICLE_ELEMENT)
			schema_words_name(&child->name, c->schema, p->key);
		else
			buf_adds(&child->name, "(qualquer elemento)");
	}
}

static void list_children(struct children *c, const struct schema_type *t)
{
	if (t->base != NULL && !t->base->builtin)
		list_children(c, t->base);
	list_particles(c, t->particle, "", false);
}

static void release_children(struct children *c)
{
	for (size_t i = 0; i < c->n; i++) {
		buf_release(&c->at[i].name);
		buf_release(&c->at[i].groups);
	}
	free(c->at);
}

/* Each child of NEW finds the first of the same name in OLD that is not taken. */
static void match(struct children *old, struct children *new)
{
	for (size_t i = 0; i < new->n; i++)
		for (size_t j = 0; j < old->n && new->at[i].other == NONE; j++)
			if (old->at[j].other == NONE && old->at[j].particle->key == new->at[i].particle->key &&
			    old->at[j].particle->kind == new->at[i].particle->kind) {
				new->at[i].other = j;
				old->at[j].other = i;
			}
}

/* Marks the children that changed their place among those that both versions have: all but a longest run of them
 * that stands in the same order in both. */
static void mark_moved(struct children *new)
{
	size_t *length = mem_zero(new->n + 1, sizeof *length), *before = mem_zero(new->n + 1, sizeof *before);
	size_t last = NONE;
	for (size_t i = 0; i < new->n; i++) {
		if (new->at[i].other == NONE)
			continue;
		new->at[i].moved = !new->at[i].choice;
		length[i] = 1;
		before[i] = NONE;
		for (size_t j = 0; j < i; j++)
			if (new->at[j].other < new->at[i].other && length[j] >= length[i]) {
				length[i] = length[j] + 1;
				before[i] = j;
			}
		if (last == NONE || length[i] > length[last])
			last = i;
	}
	for (; last != NONE; last = before[last])
		new->at[last].moved = false;
	free(length);
	free(before);
}

/* "depois de X", "no início", "entre as opções" */
static void place_words(struct buf *out, const struct children *c, size_t i)
{
	if (c->at[i].choice)
		buf_adds(out, "uma das opções");
	else if (i == 0)
		buf_adds(out, "no início");
	else
		buf_addf(out, "depois de %s", buf_str(&c->at[i - 1].name));
}

static void occurs_and_type(struct buf *out, const struct particle *p)
{
	schema_words_occurs(out, p->min, p->max);
	if (p->kind == PARTICLE_ELEMENT) {
		buf_adds(out, "; ");
		schema_words_type(out, p->type);
	}
}

/* A child that only C has. */
static void tell_single(struct schema_diff *d, struct diff_pair *pair, const struct children *c, size_t i, bool is_new)
{
	struct buf what = BUF_INIT, place = BUF_INIT;
	occurs_and_type(&what, c->at[i].particle);
	place_words(&place, c, i);
	diff_add(d, pair, is_new ? DIFF_ELEMENT_NEW : DIFF_ELEMENT_GONE, buf_str(&c->at[i].name),
	         is_new ? "" : buf_str(&what), is_new ? buf_str(&what) : "", buf_str(&place));
	buf_release(&what);
	buf_release(&place);
}

/* A child that both have, at I of NEW. */
static void tell_both(struct schema_diff *d, struct diff_pair *pair, const struct children *old,
                      const struct children *new, size_t i)
{
	const struct child *b = &new->at[i];
	const struct particle *p = old->at[b->other].particle, *q = b->particle;
	struct buf before = BUF_INIT, after = BUF_INIT;
	if (p->min != q->min || p->max != q->max) {
		schema_words_occurs(&before, p->min, p->max);
		schema_words_occurs(&after, q->min, q->max);
		diff_add(d, pair, DIFF_OCCURS, buf_str(&b->name), buf_str(&before), buf_str(&after), "");
	}
	if (b->moved && !old->at[b->other].choice) {
		buf_clear(&before);
		buf_clear(&after);
		place_words(&before, old, b->other);
		place_words(&after, new, i);
		diff_add(d, pair, DIFF_ELEMENT_MOVED, buf_str(&b->name), buf_str(&before), buf_str(&after), "");
	}
	if (q->kind == PARTICLE_ELEMENT)
		diff_descend(d, pair, buf_str(&b->name), p->type, q->type);
	buf_release(&before);
	buf_release(&after);
}

static bool group_changed(const struct children *old, const struct child *b)
{
	return b->other != NONE && strcmp(buf_str(&old->at[b->other].groups), buf_str(&b->groups)) != 0;
}

static const char *group_text(const struct child *c)
{
	return c->groups.len > 0 ? buf_str(&c->groups) : "nesta ordem";
}

/* Children in a row that left one group for another are told together. */
static void tell_groups(struct schema_diff *d, struct diff_pair *pair, const struct children *old,
                        const struct children *new)
{
	for (size_t i = 0, end; i < new->n; i = end) {
		const struct child *b = &new->at[i];
		end = i + 1;
		if (!group_changed(old, b))
			continue;
		const struct child *a = &old->at[b->other];
		struct buf names = BUF_INIT;
		buf_adds(&names, buf_str(&b->name));
		for (; end < new->n && group_changed(old, &new->at[end]); end++) {
			const struct child *c = &new->at[end];
			if (strcmp(buf_str(&c->groups), buf_str(&b->groups)) != 0 ||
			    strcmp(buf_str(&old->at[c->other].groups), buf_str(&a->groups)) != 0)
				break;
			buf_addf(&names, ", %s", buf_str(&c->name));
		}
		diff_add(d, pair, DIFF_GROUP, buf_str(&names), group_text(a), group_text(b), "");
		buf_release(&names);
	}
}

static const struct schema_attribute *next_attribute(const struct schema_attribute *a, const struct schema_type **t)
{
	a = a != NULL ? a->next : (*t)->attributes;
	while (a == NULL && (*t)->base != NULL) {
		*t = (*t)->base;
		a = (*t)->attributes;
	}
	return a;
}

static void tell_attributes(struct schema_diff *d, struct diff_pair *pair, const struct schema_type *t,
                            const struct schema_type *other, bool t_is_new)
{
	const struct schema_type *at = t;
	for (const struct schema_attribute *a = NULL; (a = next_attribute(a, &at)) != NULL;) {
		const struct schema_attribute *b = schema_attribute_find(other, a->key);
		struct buf name = BUF_INIT, use = BUF_INIT;
		buf_addf(&name, "@%s", vocabulary_name(d->new->vocabulary, a->key));
		schema_words_occurs(&use, a->required, 1);
		if (b == NULL)
			diff_add(d, pair, t_is_new ? DIFF_ATTRIBUTE_NEW : DIFF_ATTRIBUTE_GONE, buf_str(&name),
			         t_is_new ? "" : buf_str(&use), t_is_new ? buf_str(&use) : "", "");
		else if (t_is_new && a->required != b->required)
			diff_add(d, pair, DIFF_ATTRIBUTE_USE, buf_str(&name), b->required ? "obrigatório" : "opcional",
			         buf_str(&use), "");
		if (b != NULL && t_is_new)
			diff_descend(d, pair, buf_str(&name), b->type, a->type);
		buf_release(&name);
		buf_release(&use);
	}
}

void diff_content(struct schema_diff *d, struct diff_pair *pair)
{
	struct children old = { d->old, NULL, 0 }, new = { d->new, NULL, 0 };
	list_children(&old, pair->old);
	list_children(&new, pair->new);
	match(&old, &new);
	mark_moved(&new);
	tell_groups(d, pair, &old, &new);
	for (size_t i = 0; i < new.n; i++) {
		if (new.at[i].other == NONE)
			tell_single(d, pair, &new, i, true);
		else
			tell_both(d, pair, &old, &new, i);
	}
	for (size_t i = 0; i < old.n; i++)
		if (old.at[i].other == NONE)
			tell_single(d, pair, &old, i, false);
	tell_attributes(d, pair, pair->new, pair->old, true);
	tell_attributes(d, pair, pair->old, pair->new, false);
	release_children(&old);
	release_children(&new);
}
