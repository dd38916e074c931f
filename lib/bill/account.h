/* What an analysis comes to: sums by relationship and by glosa code. Pure. */
#ifndef BILL_ACCOUNT_H
#define BILL_ACCOUNT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bill/decision.h"

/* Amounts in cents. */
struct account_sum {
	uint64_t items;
	int64_t informed, processed, released, denied;
};

struct account_code {
	char code[GLOSA_CODE_TEXT];
	struct account_sum sum;      /* of the items whose value the code denies */
	uint64_t informative;        /* items on which it stands with value 0 */
};

enum { ACCOUNT_CODES_MAX = 256 };

/* Zeroed: nothing. */
struct account {
	struct account_sum all, by_relation[RELATION_COUNT], paid; /* PAID: not related, and not denied */
	struct account_code codes[ACCOUNT_CODES_MAX];
	size_t ncodes;
};

/* Adds an item. CODE and DETAIL: "" for none. False when a sum overflows, or there are too many codes. */
bool account_add(struct account *a, enum match_relation relation, int64_t informed, const struct match_values *values,
                 const char *code, const char *detail);

/* Puts the codes in their order. */
void account_sort(struct account *a);

#endif
