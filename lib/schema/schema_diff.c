/* The walk through both versions: pairs of types, and the changes noted of each. */
#include "schema/schema_diff.h"

#include <string.h>

#include "schema/schema_words.h"

static const char *keep(struct schema_diff *d, const char *text)
{
	return text == NULL ? "" : arena_dup(&d->arena, text, strlen(text));
}

void diff_add(struct schema_diff *d, struct diff_pair *pair, enum diff_kind kind, const char *name, const char *before,
              const char *after, const char *detail)
{
	struct diff_change *c = arena_alloc(&d->arena, 1, sizeof *c);
	*c = (struct diff_change){ kind, keep(d, name), keep(d, before), keep(d, after), keep(d, detail), NULL };
	*pair->changes_end = c;
	pair->changes_end = &c->next;
	d->counts[kind]++;
	d->total++;
}

static struct diff_pair *add_pair(struct schema_diff *d, struct schema_type *old, struct schema_type *new,
                                  const char *path)
{
	struct diff_pair *pair = arena_alloc(&d->arena, 1, sizeof *pair);
	*pair = (struct diff_pair){ .old = old, .new = new, .path = path };
	pair->uses_end = &pair->uses;
	pair->changes_end = &pair->changes;
	*d->pairs_end = pair;
	d->pairs_end = &pair->next;
	return pair;
}

/* The pair of OLD and NEW that was met before, or NULL. */
static struct diff_pair *find_pair(const struct schema_diff *d, const struct schema_type *old,
                                   const struct schema_type *new)
{
	for (struct diff_pair *pair = d->pairs; pair != NULL; pair = pair->next)
		if (pair->old == old && pair->new == new)
			return pair;
	return NULL;
}

static void add_use(struct schema_diff *d, struct diff_pair *pair, const char *path)
{
	struct diff_use *use = arena_alloc(&d->arena, 1, sizeof *use);
	use->path = path;
	*pair->uses_end = use;
	pair->uses_end = &use->next;
}

void diff_descend(struct schema_diff *d, struct diff_pair *pair, const char *name, struct schema_type *old,
                  struct schema_type *new)
{
	struct buf path = BUF_INIT;
	if (old->simple && new->simple && strcmp(old->name, new->name) != 0 && diff_other_value(d, pair, name, old, new))
		return;
	buf_addf(&path, "%s/%s", pair->path, name);
	const char *kept = arena_dup(&d->arena, buf_str(&path), path.len);
	struct diff_pair *known = find_pair(d, old, new);
	if (known != NULL)
		add_use(d, known, kept);
	else
		add_pair(d, old, new, kept);
	buf_release(&path);
}

/* The type of both versions' root KEY becomes a pair; a root that the other has not is a change. */
static void pair_root(struct schema_diff *d, struct diff_pair *roots, element_key key)
{
	struct schema_type *old = schema_root(d->old, key), *new = schema_root(d->new, key);
	struct buf name = BUF_INIT, what = BUF_INIT;
	schema_words_name(&name, d->new, key);
	if (old == NULL && new != NULL) {
		schema_words_type(&what, new);
		diff_add(d, roots, DIFF_ROOT_NEW, buf_str(&name), "", buf_str(&what), "");
	} else if (new == NULL && old != NULL) {
		schema_words_type(&what, old);
		diff_add(d, roots, DIFF_ROOT_GONE, buf_str(&name), buf_str(&what), "", "");
	} else if (old != NULL) {
		diff_descend(d, roots, buf_str(&name), old, new);
	}
	buf_release(&name);
	buf_release(&what);
}

static void pair_other_roots(struct schema_diff *d, struct diff_pair *roots, element_key first)
{
	for (const struct schema_root *r = d->new->roots; r != NULL; r = r->next)
		if (r->key != first)
			pair_root(d, roots, r->key);
	for (const struct schema_root *r = d->old->roots; r != NULL; r = r->next)
		if (r->key != first && schema_root(d->new, r->key) == NULL)
			pair_root(d, roots, r->key);
}

/* Compares the pairs behind LAST, and those that come to light by it; returns the last of all. */
static struct diff_pair *compare_from(struct schema_diff *d, struct diff_pair *last)
{
	while (last->next != NULL) {
		struct diff_pair *pair = last = last->next;
		if (schema_text_type(pair->old) != NULL || schema_text_type(pair->new) != NULL)
			diff_value(d, pair);
		if (!pair->old->simple && !pair->new->simple)
			diff_content(d, pair);
	}
	return last;
}

/* The message that people know goes first, so that its paths are the ones told. */
void schema_diff_init(struct schema_diff *d, struct schema *old, struct schema *new)
{
	static const element_key message = KEY(NS_ANS, TERM_mensagemTISS);
	*d = (struct schema_diff){ .old = old, .new = new, .arena = ARENA_INIT };
	d->pairs_end = &d->pairs;
	struct diff_pair *roots = add_pair(d, NULL, NULL, "");
	pair_root(d, roots, message);
	struct diff_pair *last = compare_from(d, roots);
	pair_other_roots(d, roots, message);
	compare_from(d, last);
}

void schema_diff_release(struct schema_diff *d)
{
	arena_release(&d->arena);
}
