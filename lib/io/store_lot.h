/* The lots of the store. What may be done to one in which situation is bill/lot_state.h's to say; store_lot_move asks it. */
#ifndef IO_STORE_LOT_H
#define IO_STORE_LOT_H

#include <stddef.h>

#include "base/arena.h"
#include "base/buf.h"
#include "bill/lot_state.h"
#include "io/store.h"

/* A lot as it stands in the store, without its XML. Amounts in cents; STORE_NULL and NULL: not there. Dates as store_schema.c says. */
struct lot_record {
	int64_t id;
	enum lot_situation situation;
	const char *number, *operator;      /* numeroLote, registroANS */
	const char *guide_type, *version, *channel, *sequence;
	const char *provider_cnpj, *provider_cpf, *provider_code, *provider_name; /* the name may be a person's: never in a diagnostic */
	const char *hash, *md5;
	int64_t size, guides, items, guides_denied, items_denied;
	const char *included_at, *closed_at, *send_until, *sent_at, *payment_date;
	const char *protocol, *protocol_date;
	int64_t protocol_status;
	const char *invoice_number, *invoice_date;
	int64_t invoice_value;
	int64_t informed, processed, denied, released;
	int64_t doubted;                    /* 1: a sending of it was uncertain, and the user said that it was not received */
	struct arena memory;                /* owns the texts */
};

void lot_record_release(struct lot_record *lot);

/* One guide of a lot. */
struct lot_guide_record {
	const char *number, *operator_number, *card, *entry_date;
	int64_t items, informed, processed, denied, released;
};

/* Adds LOT (its id and memory are not looked at) in the situation Aberto, its XML and its guides, and keeps the operator's numbers beyond
 * its own. Its new id in LOT->id. Inside a transaction. */
int store_lot_add(struct store *s, struct lot_record *lot, const void *xml, size_t size, const struct lot_guide_record *guides,
                  size_t nguides, struct error *err);

/* The lot of id ID: 1, 0 when there is none, -1 with ERR set. LOT is released by the caller if 1. */
int store_lot_get(struct store *s, int64_t id, struct lot_record *lot, struct error *err);

/* The lot that the user calls REF: "id:7", or a numeroLote that only one lot has. 1; 0 with ERR set when there is none or it is ambiguous
 * (the candidates are listed), -1 with ERR set. OPERATOR (NULL: any) narrows it. */
int store_lot_find(struct store *s, const char *ref, const char *operator, struct lot_record *lot, struct error *err);

/* The id of the lot with the protocol PROTOCOL of OPERATOR in *ID: 1, 0, -1. */
int store_lot_of_protocol(struct store *s, const char *operator, const char *protocol, int64_t *id, struct error *err);

/* The id of the lot whose file has these bytes (MD5), or that has this number with this operator, in *ID: 1, 0, -1. */
int store_lot_of_md5(struct store *s, const char *md5, int64_t *id, struct error *err);
int store_lot_of_number(struct store *s, const char *operator, const char *number, int64_t *id, struct error *err);

/* The XML of the lot ID, byte by byte, added to OUT. */
int store_lot_xml(struct store *s, int64_t id, struct buf *out, struct error *err);

/* Asks bill/lot_state.h whether VERB may be done to LOT as it stands in the store now. 1 with *MOVE, LOT read again; 0 with ERR set to why not.
 * REF is how the user names it. Inside the transaction that is to do it. */
int store_lot_ask(struct store *s, struct lot_record *lot, enum lot_verb verb, const char *ref, const struct lot_move **move,
                  struct error *err);

/* Does VERB at NOW: asks as above, writes the situation that follows and the log (TEXT as store_event_add). 1 done, 0 refused with ERR set, -1.
 * Inside a transaction. */
int store_lot_move(struct store *s, struct lot_record *lot, enum lot_verb verb, const char *ref, const char *now, const char *text,
                   struct error *err);

/* Removes a lot whose situation lets it, and its XML. 1, 0, -1 as above. */
int store_lot_delete(struct store *s, struct lot_record *lot, const char *ref, const char *now, struct error *err);

/* Writes back what may change of LOT but its situation: dates, protocol, invoice, amounts, doubts, channel. */
int store_lot_update(struct store *s, const struct lot_record *lot, struct error *err);

/* Values of the guide NUMBER of the lot ID from the operator; those that are STORE_NULL or NULL stay. The number of guides that were it. */
int store_guide_update(struct store *s, int64_t id, const struct lot_guide_record *guide, struct error *err);

/* Tells TAKE every guide of the lot ID in order; borrowed until it returns. */
int store_guides(struct store *s, int64_t id, void (*take)(void *context, const struct lot_guide_record *g), void *context,
                 struct error *err);

/* Gives out the next lot number of OPERATOR: never the same one twice, and never that of a lot that is or was in the store. Its own
 * transaction. */
int store_lot_number(struct store *s, const char *operator, long *number, struct error *err);

/* What to list. NULL, LOT_SITUATIONS, -1 and 0 ask for nothing. */
struct lot_filter {
	const char *operator, *number, *protocol, *guide_type;
	unsigned situations;          /* set of 1 << enum lot_situation; 0: all */
	int protocol_status;          /* 0: lots without one (Não enviado); -1: any */
	const char *from, *to;        /* of the inclusion, aaaa-mm-dd, both included */
	bool without_invoice, without_payment; /* of those that were sent */
	int64_t after, limit;         /* a page: lots behind the id AFTER, LIMIT of them; 0: no bound */
};

/* Tells TAKE the lots that FILTER asks for, by id, borrowed until it returns; it returns false to stop. The number of lots, or -1 with
 * ERR set. */
long store_lots(struct store *s, const struct lot_filter *filter, bool (*take)(void *context, const struct lot_record *lot),
                void *context, struct error *err);

/* The plan of that query, one step a line, for the tests. */
int store_lots_plan(struct store *s, const struct lot_filter *filter, struct buf *out, struct error *err);

#endif
