/* What is billed, item by item, whether it comes in TISS lots of any version and type or in the CSV of lot-build --extract. */
#ifndef MATCH_BILLED_H
#define MATCH_BILLED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "bill/authorisations.h"
#include "fmt/csv_encoding.h"
#include "fmt/date.h"
#include "match/message.h"
#include "schema/schema.h"

#include "account_codes.h" /* generated: enum account_field { ACCOUNT_REGISTRO_ANS, … } */

enum billed_type { BILLED_CONSULTA, BILLED_SP_SADT, BILLED_INTERNACAO, BILLED_HONORARIOS, BILLED_ODONTO, BILLED_TYPES };

/* As data/guides.tab names them. */
const char *billed_type_name(enum billed_type type);
/* The type called NAME, BILLED_TYPES when there is none. */
enum billed_type billed_type_of(const char *name);

/* One billed item. Texts are borrowed until the next. */
struct billed_item {
	enum billed_type type;
	struct text_ref fields[ACCOUNT_FIELD_COUNT]; /* as they stand; sequencialItem is supplied where there is none */
	date_days date;             /* dataRealizacao; DATE_NONE */
	int64_t quantity;           /* at scale 4; a consulta's is 1 */
	int64_t amount;             /* valor informado, cents */
	uint64_t participations;    /* set of 1 << grauParticipacao */
	struct schema *schema;      /* of the message's version; lives as long as the reader, which may be at work with it in another thread */
	const void *prepared;       /* what the options' PREPARE made of it */
	uint32_t unit;              /* the guide that it stands in: items of one guide have one number in a lot, and another in another
	                             * lot. In a CSV, that of all rows of one lot */
	long line;
	/* What the options' MADE notes of it: */
	uint64_t guide;             /* the hash of its guide (match/guides_seen.h) */
	struct authorisation_hint hint; /* of its key */
	bool plain;                 /* no text of it needs care in a CSV (csv_is_plain) */
};

struct billed_reader;

struct billed_options {
	struct message_reader *messages; /* borrowed */
	const char *version;             /* of rows whose columns do not say it */
	enum csv_encoding encoding;
	/* Called when a schema is first needed, in the thread that reads: whoever takes items asks nothing of schemas. May be NULL. */
	const void *(*prepare)(void *context, struct schema *schema);
	/* Called for every item, in the thread that reads, which has time: what needs nothing but the item is worked out there. May be NULL. */
	void (*made)(void *context, struct billed_item *item);
	/* 0 to go on, or -1 with ERR set. A CSV is read in another thread, ahead (fmt/rows_ahead.h), and its items are looked at in
	 * AUTHORISATION_LOOKS steps before. LOOK may be NULL. */
	void (*look)(void *context, struct billed_item *item, unsigned step);
	int (*take)(void *context, const struct billed_item *item, struct error *err);
	void (*complain)(void *context, const char *text); /* a row that is no good */
	void (*warn)(void *context, const char *text);
	void *context;
};

/* What was read. */
struct billed_counts {
	uint64_t items;
	uint64_t empty;             /* guides without items (of a CSV: rows) */
	size_t complaints, refused; /* rows; messages */
	uint32_t units;             /* numbers given so far */
};

/* Never fails. OPTIONS are copied. */
struct billed_reader *billed_reader_new(const struct billed_options *options);
void billed_reader_free(struct billed_reader *b);

/* Reads the file NAME ("-": standard input). 0, whatever was complained about or refused; -1 with ERR set. */
int billed_read(struct billed_reader *b, const char *name, struct error *err);

const struct billed_counts *billed_counts(const struct billed_reader *b);

/* ---- between the parts ---- */

struct billed_reader {
	struct billed_options options;
	struct billed_counts counts;
	struct billed_fields *fields;
	struct billed_csv *csv;      /* made when a CSV comes */
};

/* What the options' PREPARE makes of SCHEMA. */
const void *billed_prepare(const struct billed_reader *b, struct schema *schema);

/* Has the options' MADE note of ITEM what it wants. */
void billed_made(const struct billed_reader *b, struct billed_item *item);

int billed_csv_read(struct billed_reader *b, const struct fix_input *in, struct error *err);
void billed_csv_free(struct billed_csv *c);
int billed_xml_read(struct billed_reader *b, const struct fix_input *in, struct error *err);

/* Adds the code TEXT of a grauParticipacao to SET. */
void billed_add_participation(uint64_t *set, const char *text, size_t len);

#endif
