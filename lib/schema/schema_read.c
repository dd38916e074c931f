/* Reads a schema table: the lines become types, particles, attributes and facets. */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/mem.h"
#include "schema/content.h"
#include "schema/schema.h"
#include "schema/simple.h"

enum { FIELDS_MAX = 8, DEPTH_MAX = 32 };

/* The open groups of the type being read: groups[0] is the type itself, groups[n] the group at depth n. */
struct table_reader {
	struct schema *schema;
	struct error *err;
	uint32_t line;
	struct schema_root **root_end;
	struct schema_type **type_end;
	struct schema_type *type;
	struct particle **ends[DEPTH_MAX + 1];
	struct schema_attribute **attribute_end;
	struct facet **facet_end;
	size_t open;
};

static int bad(struct table_reader *r, const char *what)
{
	return error_set(r->err, "%s:%u: tabela de esquema inválida: %s", r->schema->file, r->line, what);
}

static uint32_t slot_of(const char *name)
{
	return names_hash(name, strlen(name)) % SCHEMA_SLOTS;
}

struct schema_type *schema_type_find(const struct schema *s, const char *name)
{
	for (struct schema_type *t = s->slots[slot_of(name)]; t != NULL; t = t->next_in_slot)
		if (strcmp(t->name, name) == 0)
			return t;
	return NULL;
}

/* The type named NAME, made now if it was only spoken of so far. NAME must live as long as the schema. */
static struct schema_type *type_named(struct schema *s, const char *name)
{
	struct schema_type *t = schema_type_find(s, name);
	if (t != NULL)
		return t;
	t = arena_alloc(&s->arena, 1, sizeof *t);
	t->name = name;
	t->schema = s;
	if (strncmp(name, "xsd:", 4) == 0) {
		t->builtin = t->defined = true;
		t->simple = strcmp(name, "xsd:anyType") != 0;
	}
	struct schema_type **slot = &s->slots[slot_of(name)];
	t->next_in_slot = *slot;
	*slot = t;
	return t;
}

struct schema_type *schema_builtin_type(struct schema *s, const char *name)
{
	struct buf full = BUF_INIT;
	buf_addf(&full, "xsd:%s", name);
	struct schema_type *t = schema_type_find(s, full.data);
	const char *base = simple_builtin_base(name);
	if (t == NULL && (base != NULL || strcmp(name, "anySimpleType") == 0))
		t = type_named(s, arena_dup(&s->arena, full.data, full.len));
	if (t != NULL && t->base == NULL && base != NULL)
		t->base = schema_builtin_type(s, base);
	buf_release(&full);
	return t;
}

/* The namespace of table name NAME, and in *LOCAL its local part; NS_UNKNOWN for a prefix never declared. */
static uint32_t split_name(const struct table_reader *r, const char *name, const char **local)
{
	const char *colon = strchr(name, ':');
	*local = colon != NULL ? colon + 1 : name;
	if (colon == NULL)
		return NS_ANS;
	for (size_t i = 0; i < r->schema->nprefixes; i++) {
		const struct schema_prefix *p = &r->schema->prefixes[i];
		if (p->len == (size_t)(colon - name) && memcmp(p->text, name, p->len) == 0)
			return p->ns;
	}
	return NS_UNKNOWN;
}

static int element_named(struct table_reader *r, const char *name, element_key *key)
{
	const char *local;
	uint32_t ns = split_name(r, name, &local);
	if (ns == NS_UNKNOWN)
		return bad(r, "prefixo não declarado");
	*key = KEY(ns, names_add(r->schema->vocabulary->names, local, strlen(local)));
	return 0;
}

/* "min..max" */
static int occurs(struct table_reader *r, const char *text, struct particle *p)
{
	char *end;
	unsigned long min = strtoul(text, &end, 10);
	if (end == text || strncmp(end, "..", 2) != 0 || min >= OCCURS_UNBOUNDED)
		return bad(r, "ocorrência ilegível");
	const char *top = end + 2;
	unsigned long max = strcmp(top, "*") == 0 ? OCCURS_UNBOUNDED : strtoul(top, &end, 10);
	if (strcmp(top, "*") != 0 && (end == top || *end != '\0' || max >= OCCURS_UNBOUNDED))
		return bad(r, "ocorrência ilegível");
	if (max < min)
		return bad(r, "ocorrência máxima menor que a mínima");
	p->min = (uint16_t)min;
	p->max = (uint16_t)max;
	return 0;
}

/* Undoes \t, \n, \r and \\ in place. */
static void unescape(char *text)
{
	char *to = strchr(text, '\\');
	if (to == NULL)
		return;
	for (const char *from = to; *from != '\0'; from++) {
		if (*from == '\\' && from[1] != '\0') {
			from++;
			*to++ = *from == 't' ? '\t' : *from == 'n' ? '\n' : *from == 'r' ? '\r' : *from;
		} else {
			*to++ = *from;
		}
	}
	*to = '\0';
}

static int read_namespace(struct table_reader *r, char **field, size_t n)
{
	struct schema *s = r->schema;
	if (n != 3 || s->nprefixes == SCHEMA_PREFIXES_MAX)
		return bad(r, "linha namespace ilegível");
	uint32_t ns = names_add(r->schema->vocabulary->namespaces, field[2], strlen(field[2]));
	s->prefixes[s->nprefixes++] = (struct schema_prefix){ field[1], strlen(field[1]), ns };
	return 0;
}

static int read_root(struct table_reader *r, char **field, size_t n)
{
	if (n != 3)
		return bad(r, "linha root ilegível");
	struct schema_root *root = arena_alloc(&r->schema->arena, 1, sizeof *root);
	if (element_named(r, field[1], &root->key) != 0)
		return -1;
	root->type = type_named(r->schema, field[2]);
	*r->root_end = root;
	r->root_end = &root->next;
	return 0;
}

/* Begins type NAME: the lines below, nested deeper, are its own. */
static int open_type(struct table_reader *r, const char *name, bool simple)
{
	struct schema_type *t = type_named(r->schema, name);
	if (t->defined)
		return bad(r, "tipo definido duas vezes");
	t->defined = true;
	t->simple = simple;
	t->line = r->line;
	*r->type_end = t;
	r->type_end = &t->next_in_table;
	r->type = t;
	return 0;
}

static int read_complex(struct table_reader *r, char **field, size_t n)
{
	if (n < 2 || open_type(r, field[1], false) != 0)
		return bad(r, "linha complex ilegível");
	size_t i = 2;
	if (i < n && strcmp(field[i], "mixed") == 0) {
		r->type->mixed = true;
		i++;
	}
	if (i == n)
		return 0;
	if (i + 2 != n)
		return bad(r, "linha complex ilegível");
	struct schema_type *other = type_named(r->schema, field[i + 1]);
	if (strcmp(field[i], "extends") == 0)
		r->type->base = other;
	else if (strcmp(field[i], "text") == 0)
		r->type->text = other;
	else
		return bad(r, "palavra desconhecida na linha complex");
	return 0;
}

static int read_simple(struct table_reader *r, char **field, size_t n)
{
	if (n != 3 || open_type(r, field[1], true) != 0)
		return bad(r, "linha simple ilegível");
	r->type->base = type_named(r->schema, field[2]);
	return 0;
}

static int read_facet(struct table_reader *r, char **field, size_t n)
{
	if (n < 2 || n > 3)
		return bad(r, "faceta ilegível");
	struct facet *f = arena_alloc(&r->schema->arena, 1, sizeof *f);
	unescape(field[1]);
	if (n == 3)
		unescape(field[2]);
	*f = (struct facet){ field[0], field[1], n == 3 ? field[2] : NULL, NULL };
	*r->facet_end = f;
	r->facet_end = &f->next;
	return 0;
}

static int read_attribute(struct table_reader *r, char **field, size_t n)
{
	if (n != 4)
		return bad(r, "linha attribute ilegível");
	struct schema_attribute *a = arena_alloc(&r->schema->arena, 1, sizeof *a);
	a->key = KEY(NS_NONE, names_add(r->schema->vocabulary->names, field[1], strlen(field[1])));
	a->required = strcmp(field[2], "required") == 0;
	if (!a->required && strcmp(field[2], "optional") != 0)
		return bad(r, "uso de atributo desconhecido");
	a->type = type_named(r->schema, field[3]);
	*r->attribute_end = a;
	r->attribute_end = &a->next;
	return 0;
}

static int fill_any(struct table_reader *r, struct particle *p, char **field)
{
	const char *local;
	p->kind = PARTICLE_ANY;
	p->namespaces = field[1];
	p->target_ns = split_name(r, r->type->name, &local);
	p->process = strcmp(field[2], "lax") == 0 ? ANY_LAX : strcmp(field[2], "skip") == 0 ? ANY_SKIP : ANY_STRICT;
	return occurs(r, field[3], p);
}

static int fill_particle(struct table_reader *r, struct particle *p, char **field, size_t n)
{
	if (strcmp(field[0], "element") == 0 && n == 4) {
		p->kind = PARTICLE_ELEMENT;
		p->type = type_named(r->schema, field[3]);
		return element_named(r, field[1], &p->key) != 0 ? -1 : occurs(r, field[2], p);
	}
	if (strcmp(field[0], "any") == 0 && n == 4)
		return fill_any(r, p, field);
	if (n != 2)
		return bad(r, "linha desconhecida");
	if (strcmp(field[0], "sequence") == 0)
		p->kind = PARTICLE_SEQUENCE;
	else if (strcmp(field[0], "choice") == 0)
		p->kind = PARTICLE_CHOICE;
	else
		return bad(r, "linha desconhecida");
	return occurs(r, field[1], p);
}

/* A line nested DEPTH tabs deep in the type being read. */
static int read_nested(struct table_reader *r, size_t depth, char **field, size_t n)
{
	if (r->type == NULL || depth > r->open)
		return bad(r, "linha aninhada fora de lugar");
	if (r->type->simple)
		return read_facet(r, field, n);
	if (depth == 1 && strcmp(field[0], "attribute") == 0)
		return read_attribute(r, field, n);
	struct particle *p = arena_alloc(&r->schema->arena, 1, sizeof *p);
	if (fill_particle(r, p, field, n) != 0)
		return -1;
	*r->ends[depth] = p;
	r->ends[depth] = &p->next;
	r->open = depth;
	if (p->kind == PARTICLE_SEQUENCE || p->kind == PARTICLE_CHOICE) {
		if (depth == DEPTH_MAX)
			return bad(r, "aninhamento profundo demais");
		r->open = depth + 1;
		r->ends[depth + 1] = &p->child;
	}
	return 0;
}

static int read_top(struct table_reader *r, char **field, size_t n)
{
	if (strcmp(field[0], "complex") == 0)
		return read_complex(r, field, n);
	if (strcmp(field[0], "simple") == 0)
		return read_simple(r, field, n);
	if (strcmp(field[0], "root") == 0)
		return read_root(r, field, n);
	if (strcmp(field[0], "namespace") == 0)
		return read_namespace(r, field, n);
	if (strcmp(field[0], "version") == 0 && n == 2) {
		r->schema->version = field[1];
		return 0;
	}
	return bad(r, "linha desconhecida");
}

static size_t split_fields(char *line, char **field)
{
	size_t n = 0;
	while (n < FIELDS_MAX) {
		field[n++] = line;
		line = strchr(line, '\t');
		if (line == NULL)
			break;
		*line++ = '\0';
	}
	return n;
}

/* Ends the line at LINE with a NUL; the start of the next one, or NULL behind the last. */
static char *cut_line(char *line)
{
	char *end = strchr(line, '\n');
	if (end == NULL)
		return NULL;
	*end = '\0';
	return end + 1;
}

/* A line that is not nested. */
static int read_top_line(struct table_reader *r, char *line)
{
	char *field[FIELDS_MAX] = { NULL };
	if (line[0] == '\0' || line[0] == '#')
		return 0;
	size_t n = split_fields(line, field);
	if (r->line == 1) {
		if (strcmp(field[0], "tiss-schema") != 0 || n != 2)
			return bad(r, "não é uma tabela de esquema (a primeira linha seria «tiss-schema 1»)");
		return strcmp(field[1], "1") == 0 ? 0 : bad(r, "formato de tabela mais novo que este programa");
	}
	return read_top(r, field, n);
}

static int read_nested_line(struct table_reader *r, char *line)
{
	char *field[FIELDS_MAX] = { NULL };
	size_t depth = 0;
	while (line[depth] == '\t')
		depth++;
	if (line[depth] == '\0' || line[depth] == '#')
		return 0;
	size_t n = split_fields(line + depth, field);
	return read_nested(r, depth, field, n);
}

/* A type that P or what is nested in it speaks of and that the table does not define, or NULL. */
static const struct schema_type *undefined_in(const struct particle *p)
{
	for (; p != NULL; p = p->next) {
		const struct schema_type *t = p->type != NULL && !p->type->defined ? p->type : undefined_in(p->child);
		if (t != NULL)
			return t;
	}
	return NULL;
}

static int read_body(struct table_reader *r, struct schema_type *t)
{
	r->type = t;
	r->line = t->line;
	r->attribute_end = &t->attributes;
	r->facet_end = &t->facets;
	r->ends[1] = &t->particle;
	r->open = 1;
	for (char *line = t->body; line != NULL && (line[0] == '\t' || line[0] == '\0');) {
		char *next = cut_line(line);
		r->line++;
		if (read_nested_line(r, line) != 0)
			return -1;
		line = next;
	}
	const struct schema_type *lost = undefined_in(t->particle);
	for (const struct schema_attribute *a = t->attributes; a != NULL && lost == NULL; a = a->next)
		lost = a->type->defined ? NULL : a->type;
	if (lost == NULL)
		return 0;
	return error_set(r->err, "%s:%u: tabela de esquema inválida: o tipo %s é usado e não é definido", r->schema->file, t->line,
	                 lost->name);
}

void schema_type_load(struct schema_type *t)
{
	for (; t != NULL; t = t->base) {
		if (t->body == NULL)
			continue;
		struct table_reader r = { .schema = t->schema, .err = &t->schema->damage };
		read_body(&r, t);
		t->body = NULL;
	}
}

static int check_complete(struct table_reader *r)
{
	struct schema *s = r->schema;
	if (s->version == NULL || s->roots == NULL)
		return bad(r, "falta a versão ou não há elemento raiz");
	/* Types that only unread lines speak of are not among these: read_body looks at them. */
	for (size_t i = 0; i < SCHEMA_SLOTS; i++)
		for (struct schema_type *t = s->slots[i]; t != NULL; t = t->next_in_slot)
			if (!t->defined)
				return error_set(r->err, "%s: tabela de esquema inválida: o tipo %s é usado e não é definido", s->file, t->name);
	for (const struct schema_type *t = s->types; t != NULL; t = t->next_in_table) {
		const struct schema_type *slow = t, *fast = t;
		if (t->simple && !t->base->simple)
			return error_set(r->err, "%s:%u: tabela de esquema inválida: %s, que tem só um valor, não pode derivar de %s, que tem elementos",
			                 s->file, t->line, t->name, t->base->name);
		while (fast != NULL && fast->base != NULL) {
			slow = slow->base;
			fast = fast->base->base;
			if (slow == fast && fast != NULL)
				return error_set(r->err, "%s:%u: tabela de esquema inválida: %s deriva de si mesmo", s->file, t->line, t->name);
		}
	}
	return 0;
}

/* Passes over nested lines; the first line behind them, or NULL at the end of the table. */
static char *skip_nested(struct table_reader *r, char *line)
{
	while (line != NULL && line[0] == '\t') {
		char *end = strchr(line, '\n');
		r->line++;
		line = end != NULL ? end + 1 : NULL;
	}
	return line;
}

static int read_lines(struct table_reader *r, char *text)
{
	for (char *line = text; line != NULL;) {
		char *next = cut_line(line);
		r->line++;
		r->type = NULL;
		if (line[0] == '\t')
			return bad(r, "linha aninhada fora de lugar");
		if (read_top_line(r, line) != 0)
			return -1;
		if (r->type != NULL && next != NULL && next[0] == '\t') {
			r->type->body = next;
			next = skip_nested(r, next);
		}
		line = next;
	}
	return check_complete(r);
}

struct schema *schema_read(const char *file, struct vocabulary *vocabulary, struct error *err)
{
	struct schema *s = schema_open(file, vocabulary, err);
	if (s == NULL)
		return NULL;
	for (struct schema_type *t = s->types; t != NULL; t = t->next_in_table)
		schema_type_load(t);
	if (s->damage.text.len == 0)
		return s;
	error_set(err, "%s", buf_str(&s->damage.text));
	schema_free(s);
	return NULL;
}

struct schema *schema_open(const char *file, struct vocabulary *vocabulary, struct error *err)
{
	struct schema *s = mem_zero(1, sizeof *s);
	s->vocabulary = vocabulary;
	s->file = arena_dup(&s->arena, file, strlen(file));
	s->any_type = type_named(s, "xsd:anyType");
	s->any_type->mixed = true;
	struct table_reader r = { .schema = s, .err = err, .root_end = &s->roots, .type_end = &s->types };
	size_t len;
	s->text = file_read(file, SCHEMA_TABLE_MAX, &len, err);
	if (s->text == NULL || read_lines(&r, s->text) != 0) {
		schema_free(s);
		return NULL;
	}
	return s;
}
