/* What the columns of one CSV file make of guides of one type and version: the elements of header, guide and items in
 * schema order, and for each field the cell that it comes from or that the builder supplies it.
 *
 * Only elements that the file has a column for, that are supplied, or that are mandatory are in a plan. It is made once
 * for a file, guide type and version, and does not change while rows are read. */
#ifndef LOT_LOT_PLAN_H
#define LOT_LOT_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "fmt/xml_writer.h"
#include "lot/columns.h"
#include "schema/simple.h"
#include "tiss/fields.h"

/* What the builder knows how to fill in when no column does. */
enum plan_supply {
	SUPPLY_NONE,
	SUPPLY_TRANSACTION,  /* tipoTransacao */
	SUPPLY_SEQUENCE,     /* sequencialTransacao */
	SUPPLY_DATE, SUPPLY_TIME, /* of the transaction */
	SUPPLY_ORIGIN_CNPJ, SUPPLY_ORIGIN_CPF, SUPPLY_ORIGIN_CODE,
	SUPPLY_OPERATOR,     /* destino/registroANS */
	SUPPLY_VERSION,      /* Padrao */
	SUPPLY_LOT,          /* numeroLote */
	SUPPLY_NUMBER,       /* of the item */
	SUPPLY_ITEM_TOTAL,
	SUPPLY_GUIDE_TOTAL   /* the one that the slot's role says */
};

/* A field that may get a value, numbered within its part. */
struct plan_slot {
	const struct column *field;
	uint16_t index[COLUMN_STEPS_MAX];
	long csv_column;            /* in the file, from 0; -1: none, it is supplied */
	enum plan_supply supply;
	enum field role;            /* data/fields.tab: what the rules call it; FIELD_NONE for most */
	enum simple_kind kind;
	struct simple_rules *rules;
	bool personal;              /* holds a person's name: never shown */
};

enum plan_kind {
	PLAN_FIELD,
	PLAN_GROUP,    /* an element that holds elements */
	PLAN_SEQUENCE, /* elements that stand together or not at all */
	PLAN_CHOICE,   /* exactly one of its children */
	PLAN_ITEMS     /* here the guide's items stand */
};

/* One line of a plan, before the lines of what it holds: they end before END. */
struct plan_node {
	enum plan_kind kind;
	bool mandatory;           /* where its parent stands, it stands */
	bool emptiable;           /* a group that may be empty */
	uint32_t parent, end;
	long slot;                /* PLAN_FIELD: of the part; -1: no value can come here */
	enum column_scope items;  /* PLAN_ITEMS */
	uint16_t max;             /* PLAN_ITEMS: how many; OCCURS_UNBOUNDED */
	struct xml_tag tag;       /* of elements */
	const struct column *field; /* PLAN_FIELD … */
	uint16_t index[COLUMN_STEPS_MAX]; /* … and its numbers: what its column is called */
};

/* One scope: nodes[0] is its own element. */
struct plan_part {
	struct plan_node *nodes;
	size_t nnodes;
	struct plan_slot *slots;
	size_t nslots;
	long by_role[FIELD_COUNT]; /* the slot with that role; -1: none. FIELD_NONE is no role */
};

/* A column of the file, for this guide type. */
struct plan_column {
	const char *name;
	const char *why;            /* why it is no column of this guide type; NULL: it is one */
	long slot[COLUMN_SCOPES];   /* -1: none in that scope */
	bool in_guide;              /* it has a slot in header, lot or guide */
	bool control;               /* tipoGuia, tipoItem */
};

struct lot_plan {
	struct columns *columns;    /* borrowed */
	const char *file;           /* borrowed: as messages name it */
	bool one_line;
	struct fields fields;
	struct plan_part part[COLUMN_SCOPES];
	struct plan_column *column; /* by number in the file */
	size_t ncolumns;
	struct arena arena;
};

/* Plans for the file FILE with the N columns NAMES. Columns that mean nothing here are marked, not refused: another guide
 * type of the file may know them. NULL with ERR set when two columns are the same field, or one that every guide of the type
 * needs is missing. All but FILE's and NAMES' own memory is owned; COLUMNS, FILE and NAMES must outlive the plan. */
struct lot_plan *lot_plan_new(struct columns *columns, const char *file, const char *const names[], size_t n, bool one_line,
                              struct error *err);
void lot_plan_free(struct lot_plan *p);

/* What the builder does about FIELD when no column gives it. */
enum plan_supply columns_supplied(const struct columns *c, const struct column *field);

/* The names of the control columns. */
extern const char PLAN_GUIDE_TYPE[], PLAN_ITEM_TYPE[];

/* Adds the columns that SCOPE always needs and the file does not have, «a», «b»; nothing when there are none. */
void lot_plan_missing(const struct lot_plan *p, enum column_scope scope, struct buf *out);

/* Adds the columns of which NODE of PART lacks a value: the mandatory fields in it, or the choices. */
void plan_node_names(const struct plan_part *part, uint32_t node, struct buf *out);

/* Adds the name of the slot's column: as the file has it, or as it would be called. */
void plan_slot_name(const struct lot_plan *p, const struct plan_slot *slot, struct buf *out);

/* The slot of PART that SUPPLY is for; NULL when there is none. */
const struct plan_slot *plan_find_supply(const struct plan_part *part, enum plan_supply supply);

/* The slot of the guide with the local element NAME, the one nearest to the guide's own element; NULL when there is none. */
const struct plan_slot *plan_find_guide(const struct lot_plan *p, const char *name);

#endif
