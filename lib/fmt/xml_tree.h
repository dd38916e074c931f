/* A whole XML document in memory, for messages that are small and looked at from many sides: answers of web services. Read by
 * fmt/xml_reader.h, so hostile bytes are refused the same way. Attributes are not kept. */
#ifndef FMT_XML_TREE_H
#define FMT_XML_TREE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "fmt/xml_reader.h"

struct xml_node {
	const char *name; /* local */
	const char *uri;  /* of its namespace; "" for none */
	const char *text; /* what stands in it beside elements, NUL-terminated UTF-8; "" for none. An element with children has none here but "" */
	size_t len;
	struct xml_node *child, *next, *last; /* first child, next sibling, last child */
};

/* Owns all its nodes and their texts. */
struct xml_tree {
	struct xml_node *root;  /* NULL: nothing was read, or it is no XML … */
	struct buf reason;      /* … and this is why, in Portuguese */
	struct arena arena;
	struct names *names;
};

#define XML_TREE_INIT { NULL, BUF_INIT, ARENA_INIT, NULL }

enum { XML_TREE_NODES_MAX = 4 * 1024 * 1024 };

/* Reads SOURCE, called NAME, as a document of at most XML_TREE_NODES_MAX elements. 0 with *T (as after XML_TREE_INIT) filled,
 * -1 with ERR set when it could not be read. */
int xml_tree_read(struct xml_source source, const char *name, struct xml_tree *t, struct error *err);
void xml_tree_release(struct xml_tree *t);

/* Adds an element at the end of PARENT (NULL: as the root) with a copy of TEXT (NULL: none). PATH may name elements on the
 * way, "a/b/c": those that are PARENT's last child already are used, the others made. Returns the innermost. */
struct xml_node *xml_tree_add(struct xml_tree *t, struct xml_node *parent, const char *path, const char *text);

/* Adds a new element of this name even if the last child has the same. */
struct xml_node *xml_tree_new(struct xml_tree *t, struct xml_node *parent, const char *name, const char *text);

/* The first element at PATH ("a/b/c") below NODE, in any namespace; NULL when there is none or NODE is NULL. */
const struct xml_node *xml_node_find(const struct xml_node *node, const char *path);

/* Its text, "" when there is no such element. */
const char *xml_node_text(const struct xml_node *node, const char *path);

/* The next sibling of NODE with the same name; NULL at the end. */
const struct xml_node *xml_node_again(const struct xml_node *node);

#endif
