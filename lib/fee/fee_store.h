/* What a run keeps in memory: terms, prices, readjustments and due dates, read and checked. */
#ifndef FEE_FEE_STORE_H
#define FEE_FEE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/names.h"
#include "bill/fee_charge.h"
#include "bill/fee_contract.h"
#include "fee/fee_faults.h"
#include "fee/fee_input.h"

/* What is billed to a term under one kind of nota. */
struct fee_nota {
	bool used;       /* it has rows */
	int64_t cents;
	uint64_t number; /* with --number */
};

struct fee_term {
	struct fee_contract contract;
	/* texts are the store's; "" when empty */
	const char *modality, *number, *proposal, *contractor, *origin, *plan_name, *plan_kind, *due_code;
	long line;
	size_t plan;                /* number of its plan; FEE_NO_PLAN: there are no prices for it */
	enum fee_standing standing; /* in the competência of the run */
	bool bad;                   /* something is wrong with it or its beneficiaries, prices, events: nothing of it is billed */
	struct fee_nota notas[FEE_KINDS];
};

#define FEE_NO_PLAN SIZE_MAX

/* A plan with the place it was first seen. */
struct fee_plan_entry {
	struct fee_plan plan;
	const char *modality, *name, *kind;
};

struct fee_store {
	struct arena arena;
	struct names *term_keys, *plan_keys, *due_codes;
	struct fee_term *terms;       /* number I has key I + 1 */
	size_t nterms, terms_cap;
	struct fee_plan_entry *plans; /* likewise */
	size_t nplans, plans_cap;
	int *due_months;              /* by code */
	size_t due_cap;
	struct fee_adjustment *adjustments;
	bool fatal;                   /* something is wrong that cannot be told of one term */
	const char *prices_name;      /* of the file, for messages */
};

struct fee_store_files {
	const char *terms, *prices, *adjustments, *due_dates; /* paths; the last two may be NULL */
	struct csv_options csv;
};

/* Reads all of them and checks them for competência MONTH. What is wrong is told to FAULTS; WARN gets what is only odd. The terms' file
 * stays open in TERMS, to be read again. 0, or -1 with ERR set when a file cannot be read. */
int fee_store_load(struct fee_store *s, const struct fee_store_files *files, fee_month month, struct fee_input *terms,
                   struct fee_faults *faults, struct error *err);

void fee_store_release(struct fee_store *s);

/* The term of a row's modalidade and termo, or NULL. */
struct fee_term *fee_store_term(const struct fee_store *s, const struct fee_value *modality, const struct fee_value *number);

/* Fills C from the values of a row of the terms' file, but for its plan, readjustments and due months. */
void fee_contract_read(struct fee_contract *c, const struct fee_value *values);

/* What FAULT says, with the column of the terms' file that it is told at. NULL for FEE_CONTRACT_SOUND. */
const char *fee_contract_words(enum fee_contract_fault fault, size_t *column);

/* ---- inside: the readers of the files but the terms' (fee_store_prices.c, fee_store_rest.c) ---- */

/* The number of a key of up to three parts in NAMES; 0 when it is not there and ADD is false. */
uint32_t fee_key(struct names *names, bool add, const char *a, const char *b, const char *c);

int fee_store_read_prices(struct fee_store *s, struct fee_input *in, struct fee_faults *faults, struct error *err);
int fee_store_read_due_dates(struct fee_store *s, struct fee_input *in, struct fee_faults *faults, struct error *err);
int fee_store_read_adjustments(struct fee_store *s, struct fee_input *in, struct fee_faults *faults, struct error *err);

#endif
