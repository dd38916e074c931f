/* What an operator's answer changes in the store, and what of it the user is told. */
#ifndef SEND_ANSWER_TAKE_H
#define SEND_ANSWER_TAKE_H

#include "send/lot_send.h"
#include "send/ws_answer.h"

/* Takes situation, values and guides that P says of LOT into LOT and the store; inside a transaction. */
int answer_take_protocol(struct lot_send *x, struct lot_record *lot, const struct ws_protocol *p, struct error *err);

/* mensagemErro or a fault as críticas on standard error, about SUBJECT ("lote 12 (id:3)"). */
void answer_tell_refusal(struct lot_send *x, const char *subject, const struct ws_answer *a);

/* The same in one line, for the log. */
void answer_refusal_text(const struct ws_answer *a, struct buf *out);

/* Whether the operator says that it has this lot's number already (3268). */
bool answer_repeats_number(const struct ws_answer *a);

#endif
