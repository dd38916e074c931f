/* What the rows of one guide say, cell by cell as the plan of its file places them: values of header, lot and guide, taken
 * from its first row and held against the others, and the values of each item. Values are converted (dates, decimals),
 * checked against their types, and fit for the lot's encoding; what is wrong is told, and makes the guide bad. */
#ifndef LOT_GUIDE_RECORD_H
#define LOT_GUIDE_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "fmt/csv_reader.h"
#include "lot/lot_plan.h"
#include "lot/translit.h"
#include "tiss/totals.h"

/* Where what is wrong with rows and guides is told: one line of Portuguese each, without the command's name. */
struct complaints {
	void (*put)(void *context, const char *text);
	void *context;
	size_t count;
	size_t max;  /* the others are only counted; 0: no bound */
};

/* A CSV file whose rows are read. */
struct guide_file {
	const char *name;           /* as messages call it */
	char separator;
	const char *const *columns; /* its header line */
	size_t ncolumns;
	long guide_type, item_type; /* the numbers of tipoGuia and tipoItem; -1: it has none */
	long version;               /* that of the column that says the message's version */
	const size_t *keys;         /* the numbers of the columns that say which guide a row belongs to */
	size_t nkeys;
};

/* One row, borrowed until the next is read. */
struct guide_row {
	const struct guide_file *file;
	const struct csv_cell *cells; /* ncolumns of them */
	long line;
	const char *key;              /* which guide it belongs to: provider, operator, type and number as they stand */
	size_t key_len;
	bool broken;                  /* it had too few or too many cells: what it says is not to be trusted */
};

/* A value, as it will be written; its text stands in the record's TEXT. */
struct guide_value {
	uint32_t at, len;
	bool present; /* false: an absent cell, and nothing supplied */
};

struct guide_item {
	enum column_scope scope;
	long line;
	size_t values; /* where its part's values begin in VALUES */
};

struct guide_record {
	const struct lot_plan *plan;
	long line;                   /* of the first row */
	bool bad;                    /* something is wrong with it, and was told */
	size_t part[COLUMN_GUIDE + 1]; /* where the values of header, lot and guide begin in VALUES */
	struct guide_value *values;
	size_t nvalues, cap;
	struct guide_item *items;
	size_t nitems, items_cap;
	struct buf text;
	struct buf raw;              /* the cells of header, lot and guide in the first row, as they stood */
	struct buf scratch;
	struct totals totals;
	const struct translit *translit; /* for characters that the lot's encoding lacks; NULL: they are wrong */
	struct complaints *complaints;   /* borrowed */
};

void guide_record_init(struct guide_record *g, const struct translit *translit, struct complaints *complaints);
void guide_record_release(struct guide_record *g);

/* Begins a guide with its first row, or adds another row to it. */
void guide_record_start(struct guide_record *g, const struct lot_plan *plan, const struct guide_row *row);
void guide_record_add(struct guide_record *g, const struct guide_row *row);

/* A value of header, lot or guide, or of item ITEM, by its slot's number. */
const struct guide_value *guide_record_value(const struct guide_record *g, enum column_scope scope, size_t slot);
const struct guide_value *guide_item_value(const struct guide_record *g, const struct guide_item *item, size_t slot);
/* Gives VALUES[VALUE] a text. */
void guide_record_set(struct guide_record *g, size_t value, const char *text, size_t len);
const char *guide_value_text(const struct guide_record *g, const struct guide_value *v);

/* The value of the slot, NULL when SLOT is NULL or its value is absent; NUL-terminated, borrowed until the next change. */
const char *guide_record_text(const struct guide_record *g, enum column_scope scope, const struct plan_slot *slot);
const char *guide_item_text(const struct guide_record *g, const struct guide_item *item, const struct plan_slot *slot);

/* Tells what is wrong with the guide, "file:line: …", and makes it bad. SLOT (NULL: none) names the column, VALUE (NULL: none)
 * what it holds. */
void guide_record_complain(struct guide_record *g, long line, const struct plan_slot *slot, const char *value,
                           const char *fmt, ...) __attribute__((format(printf, 5, 6)));

/* Tells TEXT through C. */
void complaints_put(struct complaints *c, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* What CELL holds, as slot SLOT takes it: *TEXT (*LEN bytes, NUL-terminated) is the cell's own or stands in G's scratch. False
 * when it is no value of the slot's type; that was told then. (guide_cell.c) */
bool guide_cell_convert(struct guide_record *g, const struct guide_row *row, const struct plan_slot *slot,
                        const struct csv_cell *cell, const char **text, size_t *len);

#endif
