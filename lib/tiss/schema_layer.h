/* Layer "schema": each element, attribute and value is held against the version's structure as it passes.
 *
 * The verdict is that of the official XSD as libxml2 reads it. After an error the layer goes on at the next element
 * that fits, so that one mistake gives one finding (tiss/schema_recover.c). */
#ifndef TISS_SCHEMA_LAYER_H
#define TISS_SCHEMA_LAYER_H

#include "base/names.h"
#include "tiss/walk.h"

/* A mandatory child whose place went by without it. Reported when its parent ends, unless it comes after all. */
struct missing_child {
	unsigned depth;   /* of the parent */
	uint16_t before;  /* the parent's state when the gap was found */
	uint16_t state;   /* of the child that is missing */
	long line, column;
};

/* The last child of an open element that came while others were due. If one of those is next, it is this child that
 * stands too early, and not all the others too late. */
struct early_child {
	uint32_t parent_line, parent_column; /* of the element it stands in; 0: none */
	uint32_t line, column;
	uint32_t count;             /* the parent's, before it */
	uint16_t from, state;       /* the parent's states before and at it */
	const char *local, *prefix; /* prefix NULL for a name of ANS */
	uint64_t blamed;            /* states below 64 whose child was told to stand too early: it is not missing later */
};

struct schema_layer {
	bool on;
	struct missing_child *missing;
	size_t nmissing, missing_cap;
	struct names *ids; /* values of xs:ID in this file; made when the first one comes */
	struct early_child early[XML_DEPTH_MAX + 1]; /* by the depth of the parent */
};

void schema_layer_init(struct schema_layer *l, bool on);
void schema_layer_release(struct schema_layer *l);
void schema_layer_begin(struct schema_layer *l);

void schema_layer_start(struct walk *w, const struct xml_start *start);
void schema_layer_stray_text(struct walk *w); /* text beside elements, in w->text */
void schema_layer_value(struct walk *w);      /* the innermost element has no children: its value is in w->text */
void schema_layer_end(struct walk *w, long line, long column, bool empty);

/* ---- between schema_layer.c, schema_recover.c and schema_value.c ---- */

/* The state of PARENT's content that child N goes to although it does not fit there, with the finding reported;
 * -1 when it belongs nowhere and is to be skipped. *KEEP_STATE is set when the parent stays where it was. */
int schema_recover(struct walk *w, struct node *parent, struct node *n, bool *keep_state);

/* Whether name A looks like a slip of the pen for B: another case, or one or two letters. */
bool schema_is_similar(const char *a, const char *b);

/* At the end of PARENT (the innermost element): reports the mandatory children that never came. */
void schema_report_missing(struct walk *w, long line, long column);

/* Checks the value of simple TYPE of the innermost element, or of its attribute when ATTRIBUTE is given. */
void schema_check_value(struct walk *w, struct schema_type *type, const char *attribute, const char *value, size_t len);
void schema_check_long_value(struct walk *w, struct schema_type *type);

#endif
