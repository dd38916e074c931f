#include "fee/fee_table.h"

#include <string.h>

#include "fee_columns.inc" /* generated from data/fees.tab */

struct effect {
	const char *column, *value; /* NULL: any value */
	const char *text;
};

static const struct effect effects[] = {
#include "fee_effects.inc" /* generated from data/fee-effects.tab */
};

const struct fee_table *fee_table(int file)
{
	return &tables[file];
}

const struct fee_column *fee_table_find(const struct fee_table *t, const char *name)
{
	for (size_t i = 0; i < t->n; i++)
		if (strcmp(t->columns[i].name, name) == 0)
			return &t->columns[i];
	return NULL;
}

const char *fee_effect(const char *indicator, const char *value)
{
	for (size_t i = 0; i < sizeof effects / sizeof *effects; i++) {
		const struct effect *e = &effects[i];
		if (strcmp(e->column, indicator) == 0 && (e->value == NULL ? value[0] != '\0' : strcmp(e->value, value) == 0))
			return e->text;
	}
	return "";
}
