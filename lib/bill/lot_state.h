/* The life of a lot: in which situation what may be done to it, and what follows (lots.md, "The life of a lot").
 *
 * The rules are one table, data/lot-states.tab; nothing else in the project knows them. */
#ifndef BILL_LOT_STATE_H
#define BILL_LOT_STATE_H

#include <stdbool.h>

#include "base/buf.h"

/* The numbers are those that the store keeps: they never change. */
enum lot_situation { LOT_ABERTO, LOT_FECHADO, LOT_ENVIANDO, LOT_INCERTO, LOT_ENVIADO, LOT_SITUATIONS };

/* What may be asked of a lot, and what may become of its sending (LOT_OUTCOME_...). */
enum lot_verb {
	LOT_CLOSE, LOT_REOPEN, LOT_DELETE, LOT_SEND, LOT_RECEIPT, LOT_RESOLVE_RECEIVED, LOT_RESOLVE_NOT_RECEIVED, LOT_COVER,
	LOT_STATUS, LOT_INVOICE, LOT_NOTE,
	LOT_OUTCOME_ACCEPTED, LOT_OUTCOME_REPEATED, LOT_OUTCOME_REFUSED, LOT_OUTCOME_UNSENT, LOT_OUTCOME_LOST, LOT_OUTCOME_CRASHED,
	LOT_VERBS
};

/* The answer to a verb. */
struct lot_move {
	bool allowed;
	enum lot_situation next; /* the same as before where nothing changes, or it is refused */
	const char *reason;      /* why it is refused and what to do, static, in Portuguese, with {lote}; NULL: it is allowed */
};

const struct lot_move *lot_state_ask(enum lot_situation situation, enum lot_verb verb);

/* Adds the reason of MOVE to OUT, its {lote} replaced by LOT as the user would name it ("12", "id:7"). */
void lot_state_reason(struct buf *out, const struct lot_move *move, const char *lot);

/* "aberto": in CSV and options. "Envio incerto": for people. Static. */
const char *lot_situation_name(enum lot_situation situation);
const char *lot_situation_title(enum lot_situation situation);

/* The situation called TEXT, or LOT_SITUATIONS. */
enum lot_situation lot_situation_of(const char *text);

/* The verb as the log writes it, "resolve-not-received", "@lost". Static. */
const char *lot_verb_name(enum lot_verb verb);

/* Situations of a protocol (dm_statusProtocolo): "Em análise"; "" for a code that the domain does not have. Static. */
const char *protocol_status_title(int code);

#endif
