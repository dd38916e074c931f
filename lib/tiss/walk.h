/* The walk over one message: the elements that are open, from the root down, with what each layer keeps about them.
 *
 * The reader's events come here (walk_start, walk_text, walk_end, walk_comment) and go on to the layers: schema
 * (tiss/schema_layer.h), hash (tiss/hash_layer.h), limits (tiss/limits_layer.h) and the guides (tiss/guides.h). */
#ifndef TISS_WALK_H
#define TISS_WALK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "fmt/xml_reader.h"
#include "schema/content.h"
#include "schema/simple.h"
#include "tiss/report.h"

/* How the schema layer sees an open element. */
enum node_check {
	NODE_TYPED, /* it has a type, which its content is held against */
	NODE_LAX,   /* anything goes, but known elements below are checked */
	NODE_SKIPPED
};

/* One open element. Small, since one is made for every start tag. */
struct node {
	element_key key;
	uint32_t line, column, value_line, value_column;
	uint32_t index;           /* from 1 among the siblings of its name */
	uint32_t counts_from;     /* its children's names in walk.counts begin here */
	uint32_t count;           /* schema layer: children in a row at STATE */
	uint16_t state;
	uint8_t check;            /* enum node_check */
	bool has_children : 1;
	bool repeats : 1;         /* the schema lets it stand more than once: paths show its index */
	bool foreign_ns : 1;      /* taken for an element of ANS in spite of its namespace */
	bool told_text : 1, told_child : 1, told_repeat : 1, told_nil : 1;
	const char *local, *prefix, *uri; /* borrowed until the end of the file */
	struct schema_type *type;
	const struct content_model *content; /* NULL for simple content */
	uint64_t seen;            /* states below 64 that had a child */
};

struct name_count {
	element_key key;
	uint32_t count;
};

enum message_kind {
	MESSAGE_NONE,  /* no TISS message */
	MESSAGE_TISS,  /* mensagemTISS, its hash in epilogo */
	MESSAGE_WS,    /* …WS of the web services, the hash its child */
	MESSAGE_FAULT  /* tissFaultWS, which has neither header nor hash */
};

enum message_kind walk_kind_of(const char *root);

struct walk;

/* Who looks on as a message is judged, to take from it what it wants to know without reading it a second time. Either function
 * may be NULL. */
struct walk_observer {
	void *context;
	/* The value of the innermost element of W, which is in no item of a guide; borrowed until the return. */
	void (*value)(void *context, const struct walk *w, const char *value, size_t len);
	/* A guide of a lot ends: its fields are in the rules layer, its number and amount in the report. */
	void (*guide)(void *context, const struct walk *w);
};

/* The message itself is the root, or stands below a SOAP envelope. */
struct walk {
	struct vocabulary *vocabulary;
	struct report *report;
	struct schema *schema;     /* NULL: unknown version, the schema layer is silent */
	struct node nodes[XML_DEPTH_MAX + 1]; /* nodes[1] is the root; nodes[0] stands for the document */
	unsigned depth;
	unsigned message_depth;    /* depth of mensagemTISS or the *WS element; 0: not seen yet */
	enum message_kind kind;
	struct name_count *counts; /* siblings where no schema counts them */
	size_t ncounts, counts_cap;
	struct buf text;           /* the text of the innermost element so far, as far as SIMPLE_VALUE_MAX */
	bool text_long;            /* it is longer, and LONG_TEXT follows it */
	uint64_t text_size;
	struct simple_long long_text;
	bool text_cdata;           /* some of it came from a CDATA section: where only elements may be, XSD takes that for text even when blank */
	bool after_child;          /* the last event was an element's end */
	struct schema_layer *schema_layer; /* the layers: always there, each knows whether it is on */
	struct hash_layer *hash_layer;
	struct limits_layer *limits_layer;
	struct guides *guides;
	struct rules_layer *rules_layer; /* NULL: neither rules nor operator */
	const struct walk_observer *observer; /* NULL: nobody */
};

/* Begins a message: nothing is open, the layers are cleared by their owner. */
void walk_begin(struct walk *w, struct vocabulary *vocabulary, struct report *report);
void walk_release(struct walk *w);

void walk_start(struct walk *w, const struct xml_start *start);
void walk_text(struct walk *w, const char *text, size_t len, bool cdata);
void walk_end(struct walk *w, long line, long column, bool empty);
void walk_comment(struct walk *w, const char *text, size_t len);

/* The innermost open element. */
static inline struct node *walk_node(struct walk *w)
{
	return &w->nodes[w->depth];
}

/* Adds the path of the element at DEPTH: /mensagemTISS/…/guiaSP-SADT[2]/…  */
void walk_path(const struct walk *w, unsigned depth, struct buf *out);

/* Whether the open elements from below depth FROM to the innermost one are the N keys of PATH, no more and no fewer. */
bool walk_is_at(const struct walk *w, unsigned from, const element_key *path, size_t n);

/* Begins a finding about the element at DEPTH, at its '<' or where its value begins, with its path. */
struct finding *walk_finding(struct walk *w, enum finding_code code, unsigned depth);
struct finding *walk_value_finding(struct walk *w, enum finding_code code, const char *value, size_t len);

bool walk_is_space(const char *text, size_t len);

#endif
