/* What the verbs of lot-send share: the store, where answers go, and how to speak to the user. Each verb is one function, which returns
 * the exit status. */
#ifndef SEND_LOT_SEND_H
#define SEND_LOT_SEND_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/output.h"
#include "base/progress.h"
#include "io/store_lot.h"
#include "send/table_out.h"

/* The exit statuses of lot-send; the worst of a run, in the order of lot_send_worst, is its own. */
enum lot_send_status {
	SEND_DONE = 0,
	SEND_REFUSED = 1,   /* a negative answer: críticas, a verb that the situation does not allow, the operator's error */
	SEND_NOT_DONE = 2,
	SEND_TRY_AGAIN = 3, /* nothing was sent */
	SEND_UNCERTAIN = 4  /* a lot may have been received */
};

/* What the user asked for. Strings are borrowed. */
struct lot_send_options {
	const char *db, *profile, *output;
	char **operands;
	size_t noperands;
	struct table_style style;
	bool yes, verbose, insecure;
	bool all;                  /* close, send: every lot that may be */
	bool recursive;            /* import: the files in folders */
	bool invalid;              /* files: those to be corrected */
	struct lot_filter filter;  /* list, and which lots --all means */
	const char *received;      /* resolve: the protocol … */
	bool not_received;         /* … or this */
	const char *invoice_number, *invoice_date;
	int64_t invoice_value;     /* cents; STORE_NULL: not given */
	const char *payment_date, *month; /* statement */
	bool odonto;
	const char *cover;         /* cover: the format, of io/cover_render.h */
	enum progress_mode progress;
	void (*complain)(void *context, const char *text); /* an error: "lot-send: TEXT" */
	void (*say)(void *context, const char *text);      /* a line for the user, with -v or where it matters */
	int (*ask)(void *context, const char *question);   /* 1 yes, 0 no, -1: there is nobody to ask */
	void *context;
};

struct cover_format;

struct lot_send {
	const struct lot_send_options *o;
	struct store *store;
	struct output out;
	struct clock clock;
	char now[32];              /* aaaa-mm-dd hh:mm:ss */
	struct progress meter;
	enum lot_send_status status;
	const struct cover_format *cover_format; /* of the verb cover … */
	void *cover;                             /* … and its document */
};

/* One of both that is the run's. */
enum lot_send_status lot_send_worst(enum lot_send_status a, enum lot_send_status b);

/* ---- the verbs ---- */

enum lot_send_status lot_send_import(const struct lot_send_options *o);
enum lot_send_status lot_send_files(const struct lot_send_options *o);
enum lot_send_status lot_send_list(const struct lot_send_options *o);
enum lot_send_status lot_send_show(const struct lot_send_options *o);
enum lot_send_status lot_send_log(const struct lot_send_options *o);
enum lot_send_status lot_send_cover(const struct lot_send_options *o);
enum lot_send_status lot_send_close(const struct lot_send_options *o);
enum lot_send_status lot_send_reopen(const struct lot_send_options *o);
enum lot_send_status lot_send_delete(const struct lot_send_options *o);
enum lot_send_status lot_send_receipt(const struct lot_send_options *o);
enum lot_send_status lot_send_resolve(const struct lot_send_options *o);
enum lot_send_status lot_send_invoice(const struct lot_send_options *o);
enum lot_send_status lot_send_note(const struct lot_send_options *o);
enum lot_send_status lot_send_send(const struct lot_send_options *o);
enum lot_send_status lot_send_ask_status(const struct lot_send_options *o);
enum lot_send_status lot_send_statement(const struct lot_send_options *o);
enum lot_send_status lot_send_dump(const struct lot_send_options *o);
enum lot_send_status lot_send_restore(const struct lot_send_options *o);

/* ---- for the verbs ---- */

/* Opens store (MODE) and output, and settles what senders that died left behind. False: it was told, and X needs no closing. */
bool lot_send_open(struct lot_send *x, const struct lot_send_options *o, enum store_mode mode);

/* Closes both; the run's status. */
enum lot_send_status lot_send_close_run(struct lot_send *x);

/* Notes STATUS, and tells ERR, if there is one, and empties it. */
void lot_send_note_status(struct lot_send *x, enum lot_send_status status);
void lot_send_fail(struct lot_send *x, enum lot_send_status status, struct error *err);

/* A line for the user, "lote 12 (id:3): TEXT". */
void lot_send_tell(struct lot_send *x, const struct lot_record *lot, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

/* Calls DO for every operand that names a lot, REF as the user wrote it; what is wrong with one is told, and the next one is looked at. */
void lot_send_each(struct lot_send *x, void (*act)(struct lot_send *x, struct lot_record *lot, const char *ref));

/* The same for all lots in the situations that let VERB be done, of the filter's operator. */
void lot_send_each_that(struct lot_send *x, enum lot_verb verb, void (*act)(struct lot_send *x, struct lot_record *lot, const char *ref));

/* Whether the user agrees, or said --yes. When there is nobody to ask, that is told and noted. */
bool lot_send_agrees(struct lot_send *x, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* The rows that list, send and others write. */
void lot_send_table(struct lot_send *x, struct table_out *t);
void lot_send_put(struct table_out *t, const struct lot_record *lot);

#endif
