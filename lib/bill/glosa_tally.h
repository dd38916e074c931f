/* Where the money that was not paid went: glosas by code, and the guides with most of it. Memory is bounded. */
#ifndef BILL_GLOSA_TALLY_H
#define BILL_GLOSA_TALLY_H

#include <stddef.h>
#include <stdint.h>

#include "base/names.h"
#include "bill/statement.h"

enum { TALLY_CODES_MAX = 2000, TALLY_GUIDES_MAX = 10, TALLY_NUMBER_MAX = 48 };

struct tally_code {
	char code[16];     /* "" for glosa without a code */
	uint64_t times;    /* glosas with it, those without an amount too */
	int64_t amount;    /* cents */
};

struct tally_guide {
	char number[TALLY_NUMBER_MAX];
	uint64_t ordinal;  /* of the guide in the statement, from 1 */
	int64_t denied, processed;
};

struct glosa_tally {
	struct names *names;      /* of the codes, numbered from 1 … */
	struct tally_code *codes; /* … as these are, less one, until glosa_tally_sort */
	size_t ncodes;
	uint64_t left_out;        /* glosas whose code found no room */
	struct tally_guide guides[TALLY_GUIDES_MAX]; /* those with most glosa, the most first */
	size_t nguides;
	uint64_t guides_seen, guides_denied, items_seen, items_denied;
};

/* T is zeroed before; to be used again after the release. */
void glosa_tally_guide(struct glosa_tally *t, const struct statement_guide *g);
void glosa_tally_protocol(struct glosa_tally *t, const struct statement_protocol *p);
void glosa_tally_release(struct glosa_tally *t);

/* Puts the codes with most money first. Nothing more is added then. False when no code was given at all (a Demonstrativo de
 * Pagamento has none). */
bool glosa_tally_sort(struct glosa_tally *t);

/* Adds "3 guias, 2 com glosa; 6 itens, 2 com glosa". */
void glosa_tally_text(struct buf *out, const struct glosa_tally *t);

#endif
