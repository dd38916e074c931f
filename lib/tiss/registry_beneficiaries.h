/* The operator's beneficiaries, by card number: a CSV with numeroCarteira, nome, dataNascimento, sexo, validadeCarteira,
 * inicio, fim, of which only the first column is required. */
#ifndef TISS_REGISTRY_BENEFICIARIES_H
#define TISS_REGISTRY_BENEFICIARIES_H

#include <stdbool.h>
#include <stddef.h>

#include "tiss/registry.h"

struct beneficiary {
	const char *card; /* borrowed, as NAME, until the registry is freed */
	const char *name; /* "" unless names were asked for */
	date_days born;   /* DATE_NONE: not given */
	char sex;         /* the first letter or digit of the column; '\0': not given */
	date_days card_until;
	struct registry_validity validity;
};

struct registry_beneficiaries;

/* Loads PATH ("-": standard input); OPTIONS as csv_reader_open has them. WITH_NAMES: for those who print statements; nobody
 * else needs names in memory. NULL with ERR set when the file is no such registry: a repeated or missing card, a
 * date that does not exist, an end before its start. */
struct registry_beneficiaries *registry_beneficiaries_load(const char *path, const struct csv_options *options,
                                                           bool with_names, struct error *err);
void registry_beneficiaries_free(struct registry_beneficiaries *b);

size_t registry_beneficiaries_count(const struct registry_beneficiaries *b);

/* Whether CARD (LEN bytes) was a beneficiary on DATE. *FOUND, which may be NULL, is filled unless the card is unknown; the
 * card's own validity is left to the caller, since it is another rule's. */
enum registry_answer registry_beneficiaries_find(const struct registry_beneficiaries *b, const char *card, size_t len,
                                                 date_days date, struct beneficiary *found);

#endif
