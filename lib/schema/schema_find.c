#include "schema/schema_find.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "schema/schema_words.h"

/* ---- the list ---- */

static bool listed(const struct schema_places *p, const struct schema_type *owner, element_key key)
{
	for (size_t i = p->n; i > 0 && p->at[i - 1].owner == owner; i--)
		if (p->at[i - 1].key == key)
			return true;
	return false;
}

static void add_place(struct schema_places *p, struct schema_place place)
{
	if (listed(p, place.owner, place.key))
		return;
	if ((p->n & (p->n - 1)) == 0)
		p->at = mem_grow(p->at, p->n == 0 ? 1 : p->n * 2, sizeof *p->at);
	p->at[p->n++] = place;
}

static void add_particles(struct schema_places *p, struct schema_type *owner, const struct particle *particle)
{
	for (; particle != NULL; particle = particle->next) {
		if (particle->kind == PARTICLE_ELEMENT)
			add_place(p, (struct schema_place){ .key = particle->key, .type = particle->type, .owner = owner,
			                                    .particle = particle });
		else
			add_particles(p, owner, particle->child);
	}
}

bool schema_place_in(const struct schema_place *place, const struct schema_type *t)
{
	return place->owner != NULL && !t->simple && schema_type_derives(t, place->owner);
}

/* Goes from ROOT down, nearest first, and marks what it reaches. QUEUE has room for all places. */
static void reach(struct schema_places *p, struct schema_place *root, struct schema_place **queue)
{
	size_t head = 0, tail = 0;
	if (root->reached)
		return;
	root->reached = true;
	queue[tail++] = root;
	while (head < tail) {
		const struct schema_place *above = queue[head++];
		for (size_t i = 0; i < p->n; i++) {
			struct schema_place *place = &p->at[i];
			if (place->reached || !schema_place_in(place, above->type))
				continue;
			place->reached = true;
			place->via = above;
			queue[tail++] = place;
		}
	}
}

void schema_places_init(struct schema_places *p, struct schema *s)
{
	*p = (struct schema_places){ .schema = s };
	for (const struct schema_root *r = s->roots; r != NULL; r = r->next)
		add_place(p, (struct schema_place){ .key = r->key, .type = r->type });
	for (struct schema_type *t = s->types; t != NULL; t = t->next_in_table)
		if (!t->simple)
			add_particles(p, t, t->particle);
	struct schema_place **queue = mem_array(p->n, sizeof(struct schema_place *));
	for (size_t i = 0; i < p->n; i++) /* the message that people know goes first */
		if (p->at[i].owner == NULL && p->at[i].key == KEY(NS_ANS, TERM_mensagemTISS))
			reach(p, &p->at[i], queue);
	for (size_t i = 0; i < p->n; i++)
		if (p->at[i].owner == NULL)
			reach(p, &p->at[i], queue);
	free(queue);
}

void schema_places_release(struct schema_places *p)
{
	free(p->at);
	*p = (struct schema_places){ NULL, NULL, 0 };
}

/* ---- paths ---- */

/* Whether the LEN bytes of NAME are the name of KEY, with its prefix or without any. */
static bool name_fits(const struct schema *s, element_key key, const char *name, size_t len)
{
	const char *local = vocabulary_name(s->vocabulary, key);
	if (strlen(local) == len && memcmp(local, name, len) == 0)
		return true;
	if (memchr(name, ':', len) == NULL)
		return false;
	struct buf full = BUF_INIT;
	schema_words_name(&full, s, key);
	bool fits = full.len == len && memcmp(full.data, name, len) == 0;
	buf_release(&full);
	return fits;
}

static bool owner_named(const struct schema_places *p, const struct schema_place *place, const char *name, size_t len)
{
	for (const struct schema_type *t = p->schema->types; t != NULL; t = t->next_in_table)
		if (strncmp(t->name, name, len) == 0 && t->name[len] == '\0')
			return schema_place_in(place, t);
	return false;
}

/* Whether a way down to PLACE ends in the first LEN bytes of PATH. */
static bool path_fits(const struct schema_places *p, const struct schema_place *place, const char *path, size_t len)
{
	size_t start = len;
	while (start > 0 && path[start - 1] != '/')
		start--;
	if (!name_fits(p->schema, place->key, path + start, len - start))
		return false;
	if (start == 0)
		return true;
	if (start == 1)
		return place->owner == NULL;
	for (size_t i = 0; i < p->n; i++)
		if (schema_place_in(place, p->at[i].type) && path_fits(p, &p->at[i], path, start - 1))
			return true;
	return owner_named(p, place, path, start - 1);
}

size_t schema_find(const struct schema_places *p, const char *path, const struct schema_place ***found)
{
	size_t n = 0, len = strlen(path);
	while (len > 1 && path[len - 1] == '/')
		len--;
	*found = mem_array(p->n, sizeof(const struct schema_place *));
	for (int reached = 1; reached >= 0 && n == 0; reached--)
		for (size_t i = 0; i < p->n; i++)
			if (p->at[i].reached == reached && path_fits(p, &p->at[i], path, len))
				(*found)[n++] = &p->at[i];
	return n;
}

static void add_name(struct buf *out, const struct schema_places *p, const struct schema_place *place)
{
	schema_words_name(out, p->schema, place->key);
}

static void add_way(struct buf *out, const struct schema_places *p, const struct schema_place *place)
{
	if (place->via != NULL)
		add_way(out, p, place->via);
	else if (place->owner != NULL)
		buf_adds(out, place->owner->name);
	buf_addc(out, '/');
	add_name(out, p, place);
}

void schema_place_path(struct buf *out, const struct schema_places *p, const struct schema_place *place)
{
	add_way(out, p, place);
}

/* Whether PATH names PLACE and nothing else. */
static bool names_alone(const struct schema_places *p, const struct schema_place *place, const char *path)
{
	if (schema_type_find(p->schema, path) != NULL)
		return false;
	for (size_t i = 0; i < p->n; i++)
		if (&p->at[i] != place && p->at[i].reached >= place->reached && path_fits(p, &p->at[i], path, strlen(path)))
			return false;
	return true;
}

void schema_place_short(struct buf *out, const struct schema_places *p, const struct schema_place *place)
{
	struct buf path = BUF_INIT;
	schema_place_path(&path, p, place);
	const char *whole = buf_str(&path), *end = whole + path.len;
	while (end > whole) {
		do
			end--;
		while (end > whole && *end != '/');
		const char *tail = end + (*end == '/');
		if (names_alone(p, place, tail)) {
			buf_adds(out, tail);
			break;
		}
		if (end == whole)
			buf_adds(out, whole);
	}
	buf_release(&path);
}

/* ---- names that are alike ---- */

enum { SIMILAR_MAX = 5, NAME_MAX_LENGTH = 64 };

struct likeness {
	const char *name;
	size_t distance;
};

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* How many letters must be put in, taken out or changed to make B of A, whatever their case. */
static size_t distance(const char *a, const char *b)
{
	size_t row[NAME_MAX_LENGTH + 1], len = strlen(b);
	if (len > NAME_MAX_LENGTH)
		return NAME_MAX_LENGTH;
	for (size_t j = 0; j <= len; j++)
		row[j] = j;
	for (size_t i = 1; *a != '\0'; a++, i++) {
		size_t diagonal = row[0];
		row[0] = i;
		for (size_t j = 1; j <= len; j++) {
			size_t best = diagonal + (lower(*a) != lower(b[j - 1]));
			diagonal = row[j];
			if (row[j] + 1 < best)
				best = row[j] + 1;
			if (row[j - 1] + 1 < best)
				best = row[j - 1] + 1;
			row[j] = best;
		}
	}
	return row[len];
}

static bool holds(const char *text, const char *part)
{
	for (; *text != '\0'; text++) {
		size_t i = 0;
		while (part[i] != '\0' && lower(text[i]) == lower(part[i]))
			i++;
		if (part[i] == '\0')
			return true;
	}
	return false;
}

/* Puts NAME among the BEST, which are sorted, unless it is there or is too far off. */
static void consider(struct likeness best[SIMILAR_MAX], size_t *n, const char *name, const char *wanted)
{
	size_t len = strlen(wanted), far = len / 3 > 2 ? len / 3 : 2, d = distance(wanted, name);
	if (len > 3 && d > 1 && (holds(name, wanted) || (strlen(name) * 2 > len && holds(wanted, name))))
		d = 1;
	if (d > far)
		return;
	size_t at = 0;
	for (size_t i = 0; i < *n; i++)
		if (strcmp(best[i].name, name) == 0)
			return;
	while (at < *n && best[at].distance <= d)
		at++;
	if (at == SIMILAR_MAX)
		return;
	*n += *n < SIMILAR_MAX;
	for (size_t i = *n - 1; i > at; i--)
		best[i] = best[i - 1];
	best[at] = (struct likeness){ name, d };
}

void schema_similar(struct buf *out, const struct schema_places *p, const char *name)
{
	struct likeness best[SIMILAR_MAX];
	size_t n = 0;
	for (size_t i = 0; i < p->n; i++)
		consider(best, &n, vocabulary_name(p->schema->vocabulary, p->at[i].key), name);
	for (const struct schema_type *t = p->schema->types; t != NULL; t = t->next_in_table)
		if (schema_type_named(t))
			consider(best, &n, t->name, name);
	for (size_t i = 0; i < n; i++)
		buf_addf(out, "%s%s", i > 0 ? ", " : "", best[i].name);
}
