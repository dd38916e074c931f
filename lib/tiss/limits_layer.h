/* Layer "limits": how much one message may hold (Componente Organizacional, items 176 and 178; XSD).
 * What the schema already refuses is not reported twice: these counts speak only where the schema layer is off or the
 * version is unknown. */
#ifndef TISS_LIMITS_LAYER_H
#define TISS_LIMITS_LAYER_H

#include "tiss/walk.h"

/* What an operator accepts; the norm's bounds unless its profile says otherwise. */
struct limits {
	unsigned guides;    /* per lot */
	unsigned statements;
	uint64_t bytes;     /* of the file; 0: no bound */
};

#define LIMITS_OF_THE_NORM { 100, 30, 0 }

struct limits_layer {
	bool on;
	struct limits limits;      /* of this message */
	struct limits norm;        /* where no operator says otherwise */
	unsigned container_depth;  /* of guiasTISS, recursoGlosa/loteRecurso or demonstrativo(s)Retorno; 0: not inside */
	enum term container;
	unsigned count;            /* its children */
	element_key first_kind;    /* guiasTISS: the first guide's type */
	struct buf kinds;          /* names of the types seen, once there are two */
};

void limits_layer_init(struct limits_layer *l, bool on, struct limits limits);
void limits_layer_release(struct limits_layer *l);
void limits_layer_begin(struct limits_layer *l);

/* The bounds of the message's operator. */
void limits_layer_set(struct limits_layer *l, unsigned guides, uint64_t bytes);

void limits_layer_start(struct walk *w);
void limits_layer_end(struct walk *w);
void limits_layer_finish(struct walk *w, uint64_t size); /* the file is read: its SIZE in bytes */

#endif
