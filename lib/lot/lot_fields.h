/* The fields that occur in lots of one guide type and version, found while elements go by.
 *
 * A field here is a column of lot/columns.h together with the numbers of its repeated steps:
 * equipeSadt[2]/nomeProf is one. Fields are numbered from 0 as they first occur, so memory grows with how many
 * there are, not with the lots. */
#ifndef LOT_LOT_FIELDS_H
#define LOT_LOT_FIELDS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "lot/columns.h"
#include "tiss/guides.h"

enum { LOT_FIELDS_MAX = 16384 }; /* as many columns as a CSV may have (fmt/csv_reader.h) */

#define LOT_FIELD_NONE UINT32_MAX

/* An element as the schema has it, on the way to a column. */
struct lot_step {
	element_key key;
	const struct column *column;  /* the element holds its value; NULL: it holds other elements */
	bool item;                    /* the element begins a part of its own: an item or a guide … */
	enum column_scope scope;      /* … of this scope; for others the scope they are in */
	struct lot_step **children;
	size_t nchildren, cap;
};

/* An element at its place in a guide (item, header): the step, and the numbers of the repeated steps down to it. */
struct lot_place {
	const struct lot_step *step;
	struct lot_place *parent;     /* for an item the element that holds it; NULL at the top */
	uint32_t index;               /* among the siblings of its name, from 1 */
	uint32_t field;               /* LOT_FIELD_NONE: it holds other elements */
	size_t at;                    /* the child that came last, where the search for the next begins */
	struct lot_place *next;       /* the sibling of its name that comes next */
	struct lot_place_child { struct lot_place *first, *now; } *children; /* by child of STEP; now: the last one seen, or NULL */
};

struct lot_field {
	const struct lot_place *place;
	uint32_t lot;                 /* the last lot that had it */
	bool used;                    /* it is in a lot that was taken */
};

struct lot_fields {
	struct columns *columns;      /* borrowed */
	struct lot_place *top[COLUMN_SCOPES]; /* of the header, the lot, the guide and its items */
	struct lot_field *fields;
	uint32_t n, cap;
	uint32_t places;              /* made so far */
	struct arena arena;
};

void lot_fields_init(struct lot_fields *f, struct columns *columns);
void lot_fields_release(struct lot_fields *f);

/* An element begins: the children of PLACE are counted anew. */
void lot_fields_open(struct lot_place *place);

/* The place of the child KEY of PARENT that begins now, opened; NULL when the schema's columns have none there, or
 * when there are too many (lot_fields_full). */
struct lot_place *lot_fields_enter(struct lot_fields *f, struct lot_place *parent, element_key key);
bool lot_fields_full(const struct lot_fields *f);

/* Makes the fields of the columns that did not occur, each with all its numbers 1. */
void lot_fields_complete(struct lot_fields *f);

/* Sets *INDEX to the numbers of the field's steps, as column_name wants them. */
void lot_field_index(const struct lot_field *field, uint16_t index[COLUMN_STEPS_MAX]);

/* The order of two fields: the lot's number first, then that of the schema, and where one element is repeated, all
 * of its first occurrence first. */
int lot_field_compare(const struct lot_field *a, const struct lot_field *b);

#endif
