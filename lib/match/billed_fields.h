/* Which element of a billing guide is which column of the account: data/account.tab. */
#ifndef MATCH_BILLED_FIELDS_H
#define MATCH_BILLED_FIELDS_H

#include <stdbool.h>

#include "account_codes.h" /* generated: enum account_field */

enum billed_scope { BILLED_CABECALHO, BILLED_LOTE, BILLED_GUIA, BILLED_ITEM };

struct billed_fields;

/* What an element is: the field and its rank, of which the lowest wins. */
struct billed_element {
	enum account_field field;
	unsigned rank;
};

struct billed_fields *billed_fields_new(void);
void billed_fields_free(struct billed_fields *f);

/* The field that element NAME, child of PARENT, is in SCOPE. False when it is none. */
bool billed_fields_find(const struct billed_fields *f, enum billed_scope scope, const char *parent, const char *name,
                        struct billed_element *out);

/* The name of FIELD: its column in contas.csv. */
const char *account_field_name(enum account_field field);

#endif
