/* What was sent and what came back: the part of the store that makes a sending safe (lots.md, "Sending").
 *
 * A sending begins in the same transaction that makes its lot Enviando, before the first byte leaves, and ends in the one that writes its
 * outcome. In between the sender holds the lot's lock (store_lock): a sending without an outcome whose lock is free was a crash. */
#ifndef IO_STORE_SENDING_H
#define IO_STORE_SENDING_H

#include "io/store_lot.h"

struct store_sending {
	int64_t id, lot;
	const char *url, *hash;   /* where to; the hash of the message as sent */
	const void *request;      /* without the password … */
	size_t request_len;
	size_t size;              /* … and the bytes of the real one */
};

/* Writes down that SENDING begins NOW; its id in SENDING->id. Inside the transaction of LOT_SEND. */
int store_sending_begin(struct store *s, struct store_sending *sending, const char *now, struct error *err);

/* Writes its outcome and the answer. The request is dropped unless the outcome is LOT_OUTCOME_LOST. */
int store_sending_end(struct store *s, int64_t id, enum lot_verb outcome, const void *answer, size_t len, struct error *err);

/* Every lot that is Enviando and whose lock is free becomes Envio incerto at NOW: the number of them, -1 with ERR set. Its own
 * transactions. */
int store_recover(struct store *s, const char *now, struct error *err);

/* Whether a sending of the lot ID is not settled by an answer: the operator may know its number. 1, 0, -1. */
int store_sending_doubted(struct store *s, int64_t id, struct error *err);

#endif
