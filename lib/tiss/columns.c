#include "tiss/columns.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "tiss/schema_layer.h"

enum { SIMILAR_MAX = 6 };

static const char HEADER[] = "cabecalho/";

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
	buf_adds(&path, field->scope == COLUMN_HEADER ? HEADER : "");
	if (field->scope >= COLUMN_PROCEDURE) {
		const struct guide_path *item = &c->kind.items[field->scope - COLUMN_PROCEDURE];
		for (size_t i = 0; i < item->n; i++)
			buf_addf(&path, "%s/", vocabulary_name(c->schema->vocabulary, item->keys[i]));
	}
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

/* Whether PATH ends in the LEN bytes of NAME, at a step's beginning. */
static bool ends_in(const char *path, const char *name, size_t len)
{
	size_t n = strlen(path);
	return n >= len && memcmp(path + n - len, name, len) == 0 && (n == len || path[n - len - 1] == '/');
}

enum fit { FIT_NOT, FIT_END, FIT_WHOLE };

/* How the LEN bytes of NAME, without numbers, fit FIELD. */
static enum fit fit_of(const struct column *field, const char *name, size_t len)
{
	const char *path = field->path;
	size_t head = sizeof HEADER - 1;
	bool header = len > head && memcmp(name, HEADER, head) == 0;
	if (header != (field->scope == COLUMN_HEADER))
		return FIT_NOT;
	if (strlen(path) == len && memcmp(path, name, len) == 0)
		return FIT_WHOLE;
	return ends_in(path + (header ? head : 0), name + (header ? head : 0), len - (header ? head : 0)) ? FIT_END : FIT_NOT;
}

/* The fields that a name fits, the best fits only: where one is named whole, no other is meant. */
struct fits {
	enum fit best;
	size_t n[COLUMN_SCOPES];
	const struct column *first[COLUMN_SCOPES];
};

static struct fits find_fits(const struct columns *c, const char *name, size_t len)
{
	struct fits f = { .best = FIT_NOT };
	for (size_t i = 0; i < c->n; i++) {
		enum fit fit = fit_of(&c->all[i], name, len);
		enum column_scope scope = c->all[i].scope;
		if (fit == FIT_NOT || fit < f.best)
			continue;
		if (fit > f.best)
			f = (struct fits){ .best = fit };
		if (f.n[scope]++ == 0)
			f.first[scope] = &c->all[i];
	}
	return f;
}

static bool is_ambiguous(const struct fits *f)
{
	bool in_item = f->n[COLUMN_PROCEDURE] + f->n[COLUMN_EXPENSE] > 0;
	bool outside = f->n[COLUMN_GUIDE] + f->n[COLUMN_LOT] > 0;
	for (int scope = 0; scope < COLUMN_SCOPES; scope++)
		if (f->n[scope] > 1)
			return true;
	return in_item && outside;
}

/* The shortest end of the field's path that means it. */
static const char *short_name(const struct columns *c, const struct column *field, struct arena *arena)
{
	const char *head = field->scope == COLUMN_HEADER ? HEADER : "";
	const char *start = field->path + strlen(head), *at = start + strlen(start), *found = NULL;
	struct buf name = BUF_INIT;
	while (at > start && found == NULL) {
		do
			at--;
		while (at > start && at[-1] != '/');
		buf_clear(&name);
		buf_addf(&name, "%s%s", head, at);
		struct fits f = find_fits(c, buf_str(&name), name.len);
		if (!is_ambiguous(&f) && f.first[field->scope] == field)
			found = arena_dup(arena, buf_str(&name), name.len);
	}
	buf_release(&name);
	return found != NULL ? found : field->path;
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

/* ---- names as a header line has them ---- */

enum { NAME_STEPS_MAX = COLUMN_STEPS_MAX + GUIDE_PATH_MAX + 1, NUMBER_MAX = 65535 };

/* A name taken apart: its text without numbers, and the number of each step (0: none given). */
struct parsed_name {
	struct buf text;
	uint16_t numbers[NAME_STEPS_MAX];
	size_t nsteps;
};

/* The number of "[3]" at *AT, which is moved behind it; 0 when it is no number from 1. */
static uint16_t read_number(const char **at)
{
	char *end;
	unsigned long number = (*at)[1] >= '0' && (*at)[1] <= '9' ? strtoul(*at + 1, &end, 10) : 0;
	if (number == 0 || number > NUMBER_MAX || *end != ']' || (end[1] != '/' && end[1] != '\0'))
		return 0;
	*at = end + 1;
	return (uint16_t)number;
}

static bool parse_name(struct parsed_name *parsed, const char *name)
{
	parsed->nsteps = 0;
	while (parsed->nsteps < NAME_STEPS_MAX) {
		size_t len = strcspn(name, "/[");
		buf_add(&parsed->text, name, len);
		name += len;
		uint16_t *number = &parsed->numbers[parsed->nsteps++];
		*number = 0;
		if (*name == '[') {
			*number = read_number(&name);
			if (*number == 0)
				return false;
		}
		if (*name == '\0')
			return true;
		buf_addc(&parsed->text, *name++);
	}
	return false;
}

/* Gives the field's steps the numbers of the name, whose last steps they are. NULL, or the step that they do not fit. */
static const struct particle *take_numbers(const struct column *field, const struct parsed_name *parsed,
                                           uint16_t index[COLUMN_STEPS_MAX])
{
	for (size_t i = 0; i < field->nsteps; i++) {
		size_t from_end = field->nsteps - i;
		uint16_t number = from_end <= parsed->nsteps ? parsed->numbers[parsed->nsteps - from_end] : 0;
		uint16_t max = field->steps[i]->max;
		if (number > 1 && max != OCCURS_UNBOUNDED && number > max)
			return field->steps[i];
		index[i] = number > 0 ? number : 1;
	}
	return NULL;
}

static void tell_number(const struct columns *c, const char *name, const struct particle *step, struct error *err)
{
	if (step->max == 1)
		error_set(err, "%s não se repete: escreva «%s» sem número depois dele", name_of(c, step), name_of(c, step));
	else
		error_set(err, "%s se repete no máximo %u vezes em uma guia, e «%s» pede mais", name_of(c, step), step->max, name);
}

/* Lists in ERR all that NAME may mean. */
static void tell_candidates(const struct columns *c, const char *name, const struct fits *f, struct error *err)
{
	struct buf list = BUF_INIT;
	for (size_t i = 0; i < c->n; i++)
		if (fit_of(&c->all[i], name, strlen(name)) == f->best)
			buf_addf(&list, "%s«%s»", list.len > 0 ? ", " : "", c->all[i].name);
	error_set(err, "nome ambíguo em guia de %s: pode ser %s", c->guide_type, buf_str(&list));
	buf_release(&list);
}

static bool is_similar(const struct columns *c, const struct column *field, const char *leaf)
{
	const char *own = column_leaf(c, field);
	return strcmp(own, leaf) == 0 || schema_is_similar(own, leaf) ||
	       (strlen(leaf) >= 4 && (strstr(own, leaf) != NULL || strstr(leaf, own) != NULL));
}

static void tell_unknown(const struct columns *c, const char *name, struct error *err)
{
	const char *slash = strrchr(name, '/'), *leaf = slash != NULL ? slash + 1 : name;
	struct buf list = BUF_INIT;
	size_t n = 0;
	for (size_t i = 0; i < c->n && n < SIMILAR_MAX; i++) {
		char quoted[256];
		if (!is_similar(c, &c->all[i], leaf))
			continue;
		int len = snprintf(quoted, sizeof quoted, "«%s»", c->all[i].name);
		if (len < 0 || (size_t)len >= sizeof quoted || strstr(buf_str(&list), quoted) != NULL)
			continue;
		buf_addf(&list, "%s%s", n++ > 0 ? ", " : "", quoted);
	}
	error_set(err, "não é coluna de guia de %s na versão %s%s%s", c->guide_type, c->schema->version,
	          n > 0 ? "; há estas, parecidas: " : "", buf_str(&list));
	buf_release(&list);
}

static enum column_meaning understand(const struct columns *c, const char *name, const struct parsed_name *parsed,
                                      struct column_reference *out, struct error *err)
{
	const char *bare = buf_str(&parsed->text);
	struct fits f = find_fits(c, bare, parsed->text.len);
	if (f.best == FIT_NOT) {
		tell_unknown(c, bare, err);
		return COLUMN_UNKNOWN;
	}
	if (is_ambiguous(&f)) {
		tell_candidates(c, bare, &f, err);
		return COLUMN_AMBIGUOUS;
	}
	for (int scope = 0; scope < COLUMN_SCOPES; scope++) {
		out->field[scope] = f.first[scope];
		const struct particle *wrong = f.n[scope] > 0 ? take_numbers(f.first[scope], parsed, out->index[scope]) : NULL;
		if (wrong != NULL) {
			tell_number(c, name, wrong, err);
			return COLUMN_MISNUMBERED;
		}
	}
	return COLUMN_UNDERSTOOD;
}

enum column_meaning columns_resolve(const struct columns *c, const char *name, struct column_reference *out,
                                    struct error *err)
{
	struct parsed_name parsed = { .text = BUF_INIT };
	enum column_meaning meaning = COLUMN_MISNUMBERED;
	memset(out, 0, sizeof *out);
	if (parse_name(&parsed, name))
		meaning = understand(c, name, &parsed, out, err);
	else
		error_set(err, "o número de um elemento que se repete se escreve assim: equipeSadt[2]/nomeProf");
	buf_release(&parsed.text);
	return meaning;
}

static size_t count_steps(const char *path)
{
	size_t n = 1;
	for (; *path != '\0'; path++)
		n += *path == '/';
	return n;
}

/* The last N steps of PATH. */
static const char *last_steps(const char *path, size_t n)
{
	for (size_t skip = count_steps(path) - n; skip > 0; skip--)
		path = strchr(path, '/') + 1;
	return path;
}

void column_name(const struct column *c, const uint16_t index[COLUMN_STEPS_MAX], struct buf *out)
{
	const char *head = c->scope == COLUMN_HEADER ? HEADER : "";
	size_t n = count_steps(c->name + strlen(head));
	for (size_t i = 0; i < c->nsteps; i++)
		if (index[i] > 1 && c->nsteps - i > n)
			n = c->nsteps - i; /* a numbered step is always told */
	const char *step = last_steps(c->path, n);
	buf_adds(out, head);
	for (; n > 0; n--) {
		size_t len = strcspn(step, "/");
		buf_add(out, step, len);
		if (n <= c->nsteps && index[c->nsteps - n] > 1)
			buf_addf(out, "[%u]", index[c->nsteps - n]);
		if (n > 1)
			buf_addc(out, '/');
		step += len + 1;
	}
}
