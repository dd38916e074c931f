/* Private to the XSD importer (xsd_*.c): the schema documents of one folder, and what is asked of their nodes.
 *
 * Strings handed out here live in the set's arena or in its documents, until xsd_set_release. Functions that can fail
 * return -1, NULL or false with the set's error set; a node knows its set. */
#ifndef SCHEMA_XSD_H
#define SCHEMA_XSD_H

#include <stdbool.h>
#include <stddef.h>

#include <libxml/tree.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"

extern const char XSD_NS[]; /* the namespace of XML Schema */

/* The symbol spaces of XML Schema: a type and an element may share a name. */
enum xsd_kind { XSD_TYPE, XSD_ELEMENT, XSD_GROUP, XSD_ATTRIBUTE_GROUP };

struct xsd_global {
	enum xsd_kind kind;
	const char *ns, *name;
	const xmlNode *node;
	struct xsd_global *next;
};

struct xsd_doc {
	struct xsd_set *set;
	const char *file;     /* name in the folder */
	const char *ns;       /* targetNamespace */
	bool qualified;       /* elementFormDefault="qualified" */
	xmlDoc *xml;          /* its _private is this struct */
	struct xsd_doc *next;
};

enum { XSD_NAMESPACES_MAX = 15 };

struct xsd_namespace {
	const char *uri, *prefix;
};

struct xsd_set {
	const char *dir;
	struct error *err;
	struct arena arena;
	struct xsd_doc *docs;       /* in the order of reading */
	struct xsd_global *globals; /* in the order of reading; a name may stand there twice */
	struct xsd_global **globals_end;
	size_t nglobals;
	struct xsd_namespace namespaces[XSD_NAMESPACES_MAX]; /* [0]: ANS's, whose names stand bare in the table */
	size_t nnamespaces;
};

/* xsd_read.c: fills SET (zeroed, DIR and ERR set) from the N files named in START and all that they refer to.
 * To be released even when it failed. */
int xsd_set_read(struct xsd_set *set, const char *const *start, size_t n);
void xsd_set_release(struct xsd_set *set);

/* xsd_check.c: refuses whatever in the tree of schema document ROOT is not XML Schema as the importer knows it. */
int xsd_check(const xmlNode *root);

/* xsd_node.c */
struct xsd_doc *xsd_doc_of(const xmlNode *node);
struct xsd_set *xsd_set_of(const xmlNode *node);

/* Sets the error to "DIR/FILE:LINE: ..." and returns -1. */
int xsd_error(const xmlNode *node, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* The same for a construct that the table has no words for. */
int xsd_unsupported(const xmlNode *node, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* The value of attribute NAME, or NULL. xsd_attr drops the spaces around it, xsd_attr_raw keeps them. */
const char *xsd_attr(const xmlNode *node, const char *name);
const char *xsd_attr_raw(const xmlNode *node, const char *name);

/* A boolean attribute, false if absent. */
bool xsd_attr_true(const xmlNode *node, const char *name);

/* Whether NODE is XML Schema's element NAME. */
bool xsd_is(const xmlNode *node, const char *name);

/* The first element below NODE, and the next one beside it, annotations left out; NULL at the end. */
const xmlNode *xsd_first(const xmlNode *node);
const xmlNode *xsd_next(const xmlNode *node);

/* The definition of {NS}NAME, or NULL without an error. */
const struct xsd_global *xsd_find(const struct xsd_set *set, enum xsd_kind kind, const char *ns, const char *name);

/* The namespace and the local name that QName TEXT means at NODE. */
int xsd_qname(const xmlNode *node, const char *text, const char **ns, const char **name);

/* Adds to OUT the prefix, with its colon, of the names of namespace NS in the table: nothing for ANS's. */
void xsd_prefix_add(const struct xsd_set *set, const char *ns, struct buf *out);

/* The type that attribute ATTR of NODE names: its definition in *DEF, NULL for one of XSD's own; its name in the
 * table is added to NAME. */
int xsd_type_ref(const xmlNode *node, const char *attr, const xmlNode **def, struct buf *name);

/* The same, and an error unless it is a simple type. */
int xsd_simple_ref(const xmlNode *node, const char *attr, struct buf *name);

/* An error if type definition TYPE derives from itself. */
int xsd_check_derivation(const xmlNode *type);

/* The table being made: one piece of text for every definition, to be sorted in the end. */
enum xsd_section { XSD_ROOTS, XSD_COMPLEX, XSD_SIMPLE };

struct xsd_entry {
	enum xsd_section section;
	const char *name;
	const char *text;
	const xmlNode *node;
};

struct xsd_open_group {
	const xmlNode *group;
	const struct xsd_open_group *outer;
};

struct xsd_table {
	struct xsd_set *set;
	struct xsd_entry *entries;
	size_t len, cap;
	const struct xsd_open_group *open; /* groups being put in place of a reference, the innermost first */
	size_t expansions;                 /* how many references were replaced so far */
};

/* xsd_write.c: keeps TEXT as definition NAME; the same definition twice is one, a different one is an error. */
int xsd_entry_add(struct xsd_table *t, enum xsd_section section, const char *name, const struct buf *text,
                  const xmlNode *node);

/* Adds VALUE to OUT with tab, line ends and backslash escaped. */
void xsd_escape(struct buf *out, const char *value);

/* Adds to OUT the whole table of SET. */
int xsd_write(struct xsd_set *set, const char *version, struct buf *out);

/* xsd_complex.c, xsd_simple.c: add the type defined at NODE to the table as NAME, and the anonymous types in it. */
int xsd_complex(struct xsd_table *t, const xmlNode *node, const char *name);
int xsd_simple(struct xsd_table *t, const xmlNode *node, const char *name);

/* xsd_complex.c: adds to OUT the name of the type that element or attribute NODE has. An anonymous type is named PATH
 * and added to the table. */
int xsd_type_of(struct xsd_table *t, const xmlNode *node, const char *path, struct buf *out);

/* xsd_label.c: a value of an enumeration, and what its code means. */
struct xsd_enum {
	const char *value;
	const char *label; /* NULL: the XSD does not say */
};

/* Finds the labels of the N values of simple type TYPE in the comments in and behind it. */
void xsd_labels(const xmlNode *type, struct xsd_enum *values, size_t n);

#endif
