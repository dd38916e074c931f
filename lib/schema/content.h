/* The content model of a complex type as an automaton.
 *
 * XSD demands that a child's name alone decides which particle it belongs to (unique particle attribution), so the
 * positions of the particles are the states (Glushkov's construction): state 0 is "nothing read yet", every other
 * state is "the last child read stands at this particle". Repeats with a bound are counted, not unrolled. */
#ifndef SCHEMA_CONTENT_H
#define SCHEMA_CONTENT_H

#include <stdbool.h>
#include <stdint.h>

#include "schema/schema.h"

#define KEY_ANY UINT32_MAX /* no element's key: an unknown name in no namespace has key 0 */

struct content_state {
	element_key key;            /* KEY_ANY: a wildcard; 0: the start */
	struct schema_type *type;   /* what the child must be; NULL for a wildcard */
	const struct particle *any; /* the wildcard, or NULL */
	uint16_t min, max;          /* how often the child may stand here in a row */
	bool last;                  /* the content may end here */
	uint16_t nfollow;
	const uint16_t *follow;     /* states that may come next, itself among them when it repeats */
	const element_key *keys;    /* their keys, in the same order */
};

struct content_model {
	struct content_state *states;
	uint16_t nstates;
	bool wildcards; /* any state has one */
};

/* The automaton of complex type T, made on first use. T must not be xsd:anyType. */
const struct content_model *schema_content(struct schema_type *t);
void content_free(struct content_model *m);

/* The state that child KEY leads to from STATE, in which COUNT children in a row were read; -1 if it may not
 * stand there. A repeat over its bound is -1 too. Wildcards are tried last. */
int content_step(const struct content_model *m, uint16_t state, uint32_t count, element_key key);

/* Whether wildcard ANY takes an element of namespace NS. */
bool content_any_takes(const struct particle *any, uint32_t ns);

#endif
