/* The structure of one version of the standard, as its schema table says (lib/schema/schema-table.md).
 *
 * Everything is owned by the struct schema and lives until schema_free. Content models and value rules are made ready
 * the first time they are needed (most messages use a small part of a version), so a schema is not to be shared
 * between threads. */
#ifndef SCHEMA_SCHEMA_H
#define SCHEMA_SCHEMA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "schema/vocabulary.h"

enum { OCCURS_UNBOUNDED = 0xffff };

enum particle_kind { PARTICLE_ELEMENT, PARTICLE_ANY, PARTICLE_SEQUENCE, PARTICLE_CHOICE };
enum any_process { ANY_STRICT, ANY_LAX, ANY_SKIP };

/* One line of a content model; the lines nested in it hang below CHILD, linked by NEXT, in the XSD's order. */
struct particle {
	enum particle_kind kind;
	uint16_t min, max;               /* max OCCURS_UNBOUNDED: any number */
	element_key key;                 /* PARTICLE_ELEMENT */
	struct schema_type *type;        /* PARTICLE_ELEMENT */
	const char *namespaces;          /* PARTICLE_ANY, as in the XSD */
	enum any_process process;        /* PARTICLE_ANY */
	uint32_t target_ns;              /* PARTICLE_ANY: the namespace that ##other excludes */
	struct particle *child, *next;
};

struct schema_attribute {
	element_key key; /* attributes of these schemas stand in no namespace */
	bool required;
	struct schema_type *type;
	struct schema_attribute *next;
};

enum { SCHEMA_PREFIXES_MAX = 16 };

/* A prefix that the table's names may have. */
struct schema_prefix {
	const char *text;
	size_t len;
	uint32_t ns;
};

struct simple_rules;  /* schema/simple.h */
struct content_model; /* schema/content.h */

struct schema_type {
	const char *name;                    /* as in the table: "st_texto20", "ds:SignatureType", "/mensagemTISS" */
	uint32_t line;                       /* of the table, where it is defined; 0: built in */
	bool defined;
	bool simple;                         /* a simple type; otherwise complex */
	bool builtin;                        /* one of XSD's own, xsd:NAME */
	bool mixed;
	struct schema_type *base;            /* extends (complex) or restricts (simple); NULL for xsd:anyType and xsd:string etc. */
	struct schema_type *text;            /* complex type with simple content: the type of its text */
	struct particle *particle;           /* complex: what this type adds to its base; NULL: nothing */
	struct schema_attribute *attributes; /* complex: what this type adds to its base */
	struct facet *facets;                /* simple: what this type adds to its base, in the table's order */
	struct schema *schema;               /* the one that it is a type of */
	char *body;                          /* its lines, while they have not been read (schema_type_load) */
	struct content_model *content;       /* complex: made by schema_content() */
	struct simple_rules *rules;          /* simple: made by schema_rules() */
	struct schema_type *next_in_table;   /* in the table's order */
	struct schema_type *next_in_slot;
};

struct facet {
	const char *name;  /* "maxLength", "enum", … */
	const char *value;
	const char *label; /* meaning of an enum value, or NULL */
	struct facet *next;
};

struct schema_root {
	element_key key;
	struct schema_type *type;
	struct schema_root *next;
};

enum { SCHEMA_SLOTS = 1024, SCHEMA_TABLE_MAX = 16 << 20 };

struct schema {
	struct vocabulary *vocabulary; /* borrowed; shared by all schemas of the process */
	const char *version;           /* "4.03.00" */
	const char *file;              /* the table it was read from */
	struct error damage;           /* the first line of a type that could not be read when it was needed */
	struct arena arena;
	char *text;                    /* the table's bytes, cut into fields */
	struct schema_prefix prefixes[SCHEMA_PREFIXES_MAX];
	size_t nprefixes;
	struct schema_root *roots;     /* global elements, in the table's order */
	struct schema_type *types;     /* in the table's order, XSD's own types not among them */
	struct schema_type *slots[SCHEMA_SLOTS];
	struct schema_type *any_type;  /* xsd:anyType */
};

/* Reads the table in FILE, all of it. NULL with ERR set when it cannot be read or is not a schema table; ERR then names
 * file and line. VOCABULARY must outlive the schema. */
struct schema *schema_read(const char *file, struct vocabulary *vocabulary, struct error *err);

/* The same, but each type's lines are read when the type is first needed: a message needs one in ten, and a short one is
 * judged in the time that reading them all would take. Damage met later is in the schema's DAMAGE. */
struct schema *schema_open(const char *file, struct vocabulary *vocabulary, struct error *err);

/* Reads the lines of T and of the types that it extends, if that was not done yet. What uses a type's particles,
 * attributes or facets calls it first. */
void schema_type_load(struct schema_type *t);
void schema_free(struct schema *s);

/* The type of global element KEY, or NULL. */
struct schema_type *schema_root(const struct schema *s, element_key key);

/* The type named NAME (as in the table), or NULL. */
struct schema_type *schema_type_find(const struct schema *s, const char *name);

/* XSD's own type NAME ("token"), with the types that it is derived from, or NULL when XSD has none of that name. */
struct schema_type *schema_builtin_type(struct schema *s, const char *name);

/* The attribute KEY of complex type T or of one that it extends, or NULL. */
const struct schema_attribute *schema_attribute_find(const struct schema_type *t, element_key key);

/* The simple type that the text of T has: T itself, or the type of its simple content; NULL for other complex types. */
struct schema_type *schema_text_type(struct schema_type *t);

/* Whether T is BASE or derived from it, in any number of steps. */
bool schema_type_derives(const struct schema_type *t, const struct schema_type *base);

/* "ans:" names stand bare, others with their prefix: the name that an analyst reads for KEY. */
const char *schema_element_name(const struct schema *s, element_key key);

#endif
