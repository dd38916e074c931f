/* The log of the store: append-only, of what happened to each lot. */
#ifndef IO_STORE_EVENT_H
#define IO_STORE_EVENT_H

#include "bill/lot_state.h"
#include "io/store_lot.h"

enum { EVENT_NO_SITUATION = -1 };

/* Writes that VERB turned LOT from BEFORE to AFTER (EVENT_NO_SITUATION: there was none yet, or is none any more) at NOW. TEXT: what else
 * is to be known, "" for nothing; never a person's name. Inside a transaction. */
int store_event_add(struct store *s, const struct lot_record *lot, const char *verb, int before, int after, const char *now,
                    const char *text, struct error *err);

struct store_event {
	int64_t id, lot;
	int64_t before, after; /* STORE_NULL for none */
	const char *at, *operator, *number, *verb, *text; /* borrowed until TAKE returns */
};

/* Tells TAKE every event of the lot ID in order; with ID 0, of all lots, those gone included, whose number is NUMBER. The number of
 * events, or -1 with ERR set. */
long store_events(struct store *s, int64_t id, const char *number, void (*take)(void *context, const struct store_event *e),
                  void *context, struct error *err);

#endif
