/* The guides of a message as they pass: how many, their items, what the provider asks for them; and for the findings,
 * the number of the guide and item they belong to. */
#ifndef TISS_GUIDES_H
#define TISS_GUIDES_H

#include <stdint.h>

#include "tiss/walk.h"

enum { GUIDE_PATH_MAX = 4, GUIDE_ITEM_PATHS_MAX = 3 };

struct guide_path {
	element_key keys[GUIDE_PATH_MAX];
	size_t n; /* 0: none */
};

/* One row of data/guides.tab, its names turned into keys. */
struct guide_kind {
	const char *type; /* "sp-sadt" */
	element_key element;
	bool in_lot;      /* a guide of a lot, not one that a statement or receipt lists */
	struct guide_path items[GUIDE_ITEM_PATHS_MAX];
	struct guide_path total;
};

struct guides {
	struct guide_kind *kinds;
	size_t nkinds;
	const struct guide_kind *kind; /* of the guide we are in, or NULL */
	unsigned guide_depth, item_depth; /* 0: not in one */
	uint32_t item;                 /* ordinal in the guide */
	uint64_t count, items;         /* in this message */
	int64_t amount;                /* valor informado, in cents; -1 once it overflowed */
};

/* VOCABULARY gets the names of data/guides.tab. */
void guides_init(struct guides *g, struct vocabulary *vocabulary);
void guides_release(struct guides *g);
void guides_begin(struct guides *g);

void guides_start(struct walk *w);
void guides_value(struct walk *w, const char *value, size_t len);
void guides_end(struct walk *w);

#endif
