/* The columns that a guides' CSV may have: every field of a guide type in a version, named as lots are written and read.
 *
 * A field is a leaf element below the guide (or below its item, or in the message's header and lot). Its column is
 * called by the leaf's name, or by as much of its path as no other field of the guide type ends in
 * (dadosExecutante/CNES); a child that may stand several times is numbered from 1 (equipeSadt[2]/nomeProf; without a
 * number the first is meant). Header and lot fields are called cabecalho/…, numeroLote. Nothing here knows an element by name: all
 * comes from the schema table and data/guides.tab. */
#ifndef TISS_COLUMNS_H
#define TISS_COLUMNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "tiss/schema.h"

enum { COLUMN_STEPS_MAX = 16 };

/* Where a field belongs. */
enum column_scope {
	COLUMN_HEADER,    /* below /mensagemTISS/cabecalho */
	COLUMN_LOT,       /* a child of loteGuias: numeroLote */
	COLUMN_GUIDE,     /* below the guide, outside its items */
	COLUMN_PROCEDURE, /* below an item of tipoItem procedimento */
	COLUMN_EXPENSE    /* below an item of tipoItem despesa */
};

/* One field of a guide type. */
struct column {
	enum column_scope scope;
	size_t nsteps;
	const struct particle *steps[COLUMN_STEPS_MAX]; /* from below the scope's element down to the leaf */
	struct schema_type *type;   /* of the value */
	bool required;              /* every step is mandatory and in no choice */
	bool repeats;               /* some step may stand several times */
	const char *name;           /* the shortest that is unique in the guide type (numbers left out) */
	const char *path;           /* all its steps: dadosSolicitante/contratadoSolicitante/cnpjContratado */
};

struct columns {
	struct schema *schema;
	const char *guide_type;     /* "sp-sadt" */
	element_key guide;          /* its element */
	struct column *all;         /* in schema order: header, lot, guide, procedure, expense */
	size_t n;
	struct arena arena;
};

/* The columns of GUIDE_TYPE (data/guides.tab) in SCHEMA. NULL with ERR set when there is no such type. */
struct columns *columns_new(struct schema *schema, const char *guide_type, struct error *err);
void columns_free(struct columns *c);

/* A name as it stands in a CSV's header line, understood: in each scope that has it, the field and the numbers of its
 * repeated steps. A name of an item field may hold in both item scopes (dataExecucao). */
struct column_reference {
	const struct column *field[COLUMN_EXPENSE + 1]; /* by scope; NULL where the name means nothing */
	uint16_t index[COLUMN_EXPENSE + 1][COLUMN_STEPS_MAX]; /* from 1; by scope and step */
};

/* Understands NAME. 0; -1 with ERR set when it means nothing (similar names are listed) or more than one field of a scope, or a
 * field of the guide and one of its items (the candidates are listed). */
int columns_resolve(const struct columns *c, const char *name, struct column_reference *out, struct error *err);

/* Adds the column's name with the numbers INDEX of its repeated steps; those that are 1 are left out. */
void column_name(const struct column *c, const uint16_t index[COLUMN_STEPS_MAX], struct buf *out);

#endif
