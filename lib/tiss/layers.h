/* A walk with all its layers: what whoever follows messages has, to judge them (tiss/validator.h, lot/lot_judge.h), to correct them
 * (fix/fix.h), or to read what is in them (lot/lot_reader.h). */
#ifndef TISS_LAYERS_H
#define TISS_LAYERS_H

#include "base/error.h"
#include "schema/schema_store.h"
#include "tiss/guides.h"
#include "tiss/hash_layer.h"
#include "tiss/limits_layer.h"
#include "tiss/operator.h"
#include "tiss/rules_layer.h"
#include "tiss/schema_layer.h"
#include "tiss/walk.h"

struct layers_options {
	unsigned on;                            /* set of 1 << enum finding_layer: those that look at the message; … */
	unsigned told;                          /* … and those whose findings are told */
	void (*put)(void *context, const struct finding *f); /* told one */
	void *context;
	struct limits limits;
	const struct operator_options *operator; /* NULL: neither rules nor operator */
};

/* Private to who has it; everything in it may be looked at and asked. It does not move once it is made. */
struct layers {
	struct vocabulary vocabulary;
	struct schema_store *store;
	struct report report;
	struct walk walk;
	struct schema_layer schema;
	struct hash_layer hash;
	struct limits_layer limits;
	struct guides guides;
	struct rules_layer rules;
	struct operator_book *book;
	struct error error;        /* of a table or profile, met on the way */
};

/* L, zeroed, is made ready. 0, or -1 with ERR set when the operator's tables cannot be used. To be released either way. */
int layers_init(struct layers *l, const struct layers_options *options, struct error *err);
void layers_release(struct layers *l);

/* Begins the message called NAME; SCHEMA may be NULL, and set in L->walk and L->report later. */
void layers_begin(struct layers *l, const char *name, struct schema *schema);

#endif
