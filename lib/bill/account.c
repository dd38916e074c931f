#include "bill/account.h"

#include <stdlib.h>
#include <string.h>

static bool add(int64_t *sum, int64_t amount)
{
	return !__builtin_add_overflow(*sum, amount, sum);
}

static bool add_item(struct account_sum *s, int64_t informed, const struct match_values *v)
{
	s->items++;
	return add(&s->informed, informed) && add(&s->processed, v->processed) && add(&s->released, v->released) &&
	       add(&s->denied, v->denied);
}

static struct account_code *find_code(struct account *a, const char *code)
{
	size_t i = 0;
	while (i < a->ncodes && strcmp(a->codes[i].code, code) != 0)
		i++;
	if (i == ACCOUNT_CODES_MAX)
		return NULL;
	if (i == a->ncodes) {
		memcpy(a->codes[i].code, code, strlen(code) + 1);
		a->ncodes++;
	}
	return &a->codes[i];
}

bool account_add(struct account *a, enum match_relation relation, int64_t informed, const struct match_values *values,
                 const char *code, const char *detail)
{
	bool good = add_item(&a->all, informed, values) && add_item(&a->by_relation[relation], informed, values);
	if (relation != RELATION_RELACIONADO && code[0] == '\0')
		good = add_item(&a->paid, informed, values) && good;
	struct account_code *c = code[0] != '\0' ? find_code(a, code) : NULL;
	struct account_code *d = detail[0] != '\0' ? find_code(a, detail) : NULL;
	if ((c == NULL && code[0] != '\0') || (d == NULL && detail[0] != '\0'))
		return false;
	if (c != NULL)
		good = add_item(&c->sum, informed, values) && good;
	if (d != NULL)
		d->informative++;
	return good;
}

static int by_code(const void *x, const void *y)
{
	return strcmp(((const struct account_code *)x)->code, ((const struct account_code *)y)->code);
}

void account_sort(struct account *a)
{
	qsort(a->codes, a->ncodes, sizeof *a->codes, by_code);
}
