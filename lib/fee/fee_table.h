/* The columns of the fee files, from data/fees.tab: what each holds, and what an indicator's values do. */
#ifndef FEE_FEE_TABLE_H
#define FEE_FEE_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "fee_columns.h" /* generated: FEE_TERMS_MODALIDADE, …, FEE_TERMS_COLUMNS, …; FEE_FILE_TERMS, … */

enum fee_column_kind {
	FEE_KIND_CODE, FEE_KIND_TEXT, FEE_KIND_DATE, FEE_KIND_MONTH, FEE_KIND_FLAG, FEE_KIND_INT, FEE_KIND_DECIMAL, FEE_KIND_WORDS,
	FEE_KIND_ONE
};

struct fee_column {
	const char *name;
	enum fee_column_kind kind;
	unsigned scale;        /* decimal: places at most */
	int64_t min, max;      /* int, decimal (in whole units) */
	const char *choices;   /* one: "a|b" */
	bool required;         /* in the header, and in every row */
	bool indicator, personal;
	const char *text;      /* what it is, in Portuguese */
};

struct fee_table {
	const char *name;
	const struct fee_column *columns;
	size_t n;
};

/* The table of file FILE (FEE_FILE_…). */
const struct fee_table *fee_table(int file);

/* The column of T called NAME, or NULL. */
const struct fee_column *fee_table_find(const struct fee_table *t, const char *name);

/* What VALUE ("" for none) of INDICATOR does, in Portuguese; "" when the table does not say. */
const char *fee_effect(const char *indicator, const char *value);

#endif
