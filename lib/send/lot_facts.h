/* What the store keeps of a lot beside its bytes, taken from the message while the validator judges it. */
#ifndef SEND_LOT_FACTS_H
#define SEND_LOT_FACTS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "io/store_lot.h"
#include "tiss/walk.h"

struct lot_facts {
	struct lot_record lot;             /* its texts are in ARENA */
	struct lot_guide_record *guides;   /* of them NGUIDES */
	size_t nguides, cap;
	bool is_lot;                       /* it is a mensagemTISS with guides of a lot */
	struct arena arena;
	struct walk_observer observer;     /* to be given to the validator */
};

/* Zeroes F. F may not move afterwards. */
void lot_facts_init(struct lot_facts *f);
void lot_facts_release(struct lot_facts *f);

/* As new, before the next message. */
void lot_facts_clear(struct lot_facts *f);

#endif
