/* The columns that a guides' CSV may have: every field of a guide type in a version, named as lots are written and read.
 *
 * A field is a leaf element below the guide (or below its item, or in the message's header and lot). Its column is
 * called by the leaf's name, or by as much of its path as no other field of the guide type ends in
 * (dadosExecutante/CNES); a child that may stand several times is numbered from 1 (equipeSadt[2]/nomeProf; without a
 * number the first is meant). A whole path names its field even if others end in it (observacao). Header and lot fields are
 * called cabecalho/…, numeroLote. Nothing here knows an element by name: all comes from the schema table and data/guides.tab.
 *
 * Elements of other namespaces (a guide's XML signature) are no fields: no cell can hold them. */
#ifndef LOT_COLUMNS_H
#define LOT_COLUMNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "schema/schema.h"
#include "tiss/guides.h"

enum { COLUMN_STEPS_MAX = 16 };

/* Where a field belongs. */
enum column_scope {
	COLUMN_HEADER,    /* below /mensagemTISS/cabecalho */
	COLUMN_LOT,       /* a child of loteGuias: numeroLote */
	COLUMN_GUIDE,     /* below the guide, outside its items */
	COLUMN_PROCEDURE, /* below an item of tipoItem procedimento: the first of the item paths in data/guides.tab */
	COLUMN_EXPENSE,   /* below an item of tipoItem despesa: the second */
	COLUMN_SCOPES
};

/* One field of a guide type. */
struct column {
	enum column_scope scope;
	size_t nsteps;
	const struct particle *steps[COLUMN_STEPS_MAX]; /* from below the scope's element down to the leaf */
	struct schema_type *type;   /* of the value: a simple type */
	bool required;              /* every step is mandatory and in no choice */
	bool repeats;               /* some step may stand several times */
	const char *name;           /* the shortest that means this field alone in its scope, and none of the guide in an item's
	                             * (numbers left out) */
	const char *path;           /* all its steps, from below the guide (item's element included) or from cabecalho:
	                             * dadosSolicitante/contratadoSolicitante/cnpjContratado */
};

struct columns {
	struct schema *schema;      /* borrowed */
	const char *guide_type;     /* "sp-sadt" */
	struct guide_kind kind;     /* the row of data/guides.tab: the guide's element, its items' paths, its total */
	struct schema_type *types[COLUMN_SCOPES]; /* of the element that the scope's fields are below; NULL: no such items */
	const struct particle *items[COLUMN_SCOPES]; /* the item's own element, by item scope … */
	const char *item_path[COLUMN_SCOPES];        /* … and its path from below the guide; "" in other scopes */
	struct column *all;         /* in schema order: header, lot, guide, procedure, expense */
	size_t n;
	struct arena arena;
};

/* The columns of GUIDE_TYPE (data/guides.tab) in SCHEMA, which must outlive them. NULL with ERR set when there is no such
 * type; ERR then lists those that there are. */
struct columns *columns_new(struct schema *schema, const char *guide_type, struct error *err);
void columns_free(struct columns *c);

/* The guide types of lots, "consulta, sp-sadt, …", added to OUT. */
void columns_guide_types(struct buf *out);

/* A name as it stands in a CSV's header line, understood: in each scope that has it, the field and the numbers of its
 * repeated steps. A name of an item field may hold in both item scopes (dataExecucao). */
struct column_reference {
	const struct column *field[COLUMN_SCOPES];            /* by scope; NULL where the name means nothing */
	uint16_t index[COLUMN_SCOPES][COLUMN_STEPS_MAX]; /* from 1; by scope and step */
};

enum column_meaning {
	COLUMN_UNDERSTOOD,
	COLUMN_UNKNOWN,   /* it is no field of this guide type; similar names are listed in ERR */
	COLUMN_AMBIGUOUS, /* more than one field of a scope, or a field of the guide and one of its items: ERR lists them */
	COLUMN_MISNUMBERED /* [0], [9] of at most 8, a number on a step that does not repeat, or no number at all */
};

/* Understands NAME. Unless it is COLUMN_UNDERSTOOD, ERR says why not. */
enum column_meaning columns_resolve(const struct columns *c, const char *name, struct column_reference *out,
                                    struct error *err);

/* The field of SCOPE with the whole path PATH (numbers left out), or NULL. */
const struct column *columns_find(const struct columns *c, enum column_scope scope, const char *path);

/* Adds the column's name with the numbers INDEX of its repeated steps; those that are 1 are left out. */
void column_name(const struct column *c, const uint16_t index[COLUMN_STEPS_MAX], struct buf *out);

/* The local name of the field's element. */
const char *column_leaf(const struct columns *c, const struct column *field);

#endif
