/* What one operator asks and knows: its profile with the registries that the profile or the user names, loaded once.
 * Which operator it is, the user says (--profile), or each message does by its registroANS. */
#ifndef TISS_OPERATOR_H
#define TISS_OPERATOR_H

#include "base/error.h"
#include "tiss/profile.h"
#include "tiss/registry_beneficiaries.h"
#include "tiss/registry_providers.h"
#include "tiss/registry_tuss.h"

enum { OPERATOR_TUSS_MAX = 8 };

/* A TUSS table: the codes of one codigoTabela. */
struct operator_tuss {
	char table[4];
	struct registry_tuss *terms; /* borrowed from the book */
};

struct operator {
	struct profile *profile;
	struct registry_providers *providers;         /* NULL: not given */
	struct registry_beneficiaries *beneficiaries; /* NULL: not given */
	struct operator_tuss tuss[OPERATOR_TUSS_MAX];
	size_t ntuss;
	struct operator *next;
};

/* What the user gives for all operators; it comes before what a profile names. Strings are borrowed. */
struct operator_options {
	const char *profile;             /* --profile: a file or a registration; NULL: each message's own */
	const char *providers, *beneficiaries;
	const char *tuss[OPERATOR_TUSS_MAX]; /* "TABLE=FILE" */
	size_t ntuss;
	struct csv_options csv;
};

struct operator_book;

/* Loads what OPTIONS name. NULL with ERR set. */
struct operator_book *operator_book_open(const struct operator_options *options, struct error *err);
void operator_book_free(struct operator_book *b);

/* The operator that holds while a message has not named one, and for one that has no profile. */
const struct operator *operator_default(const struct operator_book *b);

/* The operator of registration REGISTRO; the default one when it has no profile or the user chose one. NULL with ERR set
 * when its profile or a registry of it is wrong. */
const struct operator *operator_of(struct operator_book *b, const char *registro, struct error *err);

/* The terms of codigoTabela TABLE, or NULL when there is no such registry. */
const struct registry_tuss *operator_terms(const struct operator *o, const char *table);

#endif
