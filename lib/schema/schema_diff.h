/* What changed in the messages from one version to another.
 *
 * Both structures are walked together from the root elements, so that what counts is what a message may hold: a type
 * with a new name and the same content is no change, and a type that no message uses is not looked at. Each pair of
 * types is compared once, at the first path that leads to it. */
#ifndef SCHEMA_SCHEMA_DIFF_H
#define SCHEMA_SCHEMA_DIFF_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "schema/schema.h"
#include "schema/schema_csv.h"

enum diff_kind {
	DIFF_ROOT_NEW, DIFF_ROOT_GONE,
	DIFF_ELEMENT_NEW, DIFF_ELEMENT_GONE, DIFF_ELEMENT_MOVED,
	DIFF_OCCURS,  /* opcional → obrigatório */
	DIFF_GROUP,   /* um destes → nesta ordem */
	DIFF_VALUE,   /* texto de 1 a 20 → texto de 1 a 30 caracteres */
	DIFF_CODE_NEW, DIFF_CODE_GONE, DIFF_CODE_TEXT,
	DIFF_ATTRIBUTE_NEW, DIFF_ATTRIBUTE_GONE, DIFF_ATTRIBUTE_USE,
	DIFF_KINDS
};

/* Texts are in Portuguese and owned by the diff; "" where there is nothing to say. */
struct diff_change {
	enum diff_kind kind;
	const char *name;   /* of the element or attribute, or the code; names joined by ", " for DIFF_GROUP; "" for a
	                     * DIFF_VALUE of the pair itself */
	const char *before, *after;
	const char *detail; /* "depois de valorTotal" */
	struct diff_change *next;
};

/* Another place where the types of a pair are used. */
struct diff_use {
	const char *path;
	struct diff_use *next;
};

/* A type of the old version and the one that stands in its place in the new version; for roots themselves both NULL. */
struct diff_pair {
	struct schema_type *old, *new;
	const char *path; /* the first that leads here, "/mensagemTISS/…"; "" for the roots */
	struct diff_use *uses, **uses_end;
	struct diff_change *changes, **changes_end;
	struct diff_pair *next;
};

struct schema_diff {
	const struct schema *old, *new; /* borrowed */
	struct arena arena;
	struct diff_pair *pairs, **pairs_end; /* in the order they were reached, from the roots down */
	size_t counts[DIFF_KINDS];
	size_t total;
};

/* Compares OLD and NEW, which share a vocabulary and outlive D. */
void schema_diff_init(struct schema_diff *d, struct schema *old, struct schema *new);
void schema_diff_release(struct schema_diff *d);

/* The answer as text, a paragraph for each place that changed and a summary at the end. ALL: long lists in full. */
void schema_diff_text(struct buf *out, const struct schema_diff *d, bool all);

/* Columns mudanca, caminho, antes, depois, detalhe; a row for each change. */
void schema_diff_csv(struct buf *out, const struct schema_diff *d, enum schema_csv style, bool head);

/* "12 mudanças: 7 elementos novos, …" */
void schema_diff_summary(struct buf *out, const struct schema_diff *d);

/* ---- between the files of the diff ---- */

/* Notes a change of PAIR. The texts are copied; NULL is "". */
void diff_add(struct schema_diff *d, struct diff_pair *pair, enum diff_kind kind, const char *name, const char *before,
              const char *after, const char *detail);

/* Goes on to what element NAME of PAIR holds in each version. */
void diff_descend(struct schema_diff *d, struct diff_pair *pair, const char *name, struct schema_type *old,
                  struct schema_type *new);

void diff_content(struct schema_diff *d, struct diff_pair *pair); /* complex types: schema_diff_content.c */
void diff_value(struct schema_diff *d, struct diff_pair *pair);   /* simple types: schema_diff_value.c */

/* Element NAME of PAIR got another simple type in place of its own: tells how its values changed. False when both
 * are lists of codes, which are compared as a pair of their own. */
bool diff_other_value(struct schema_diff *d, struct diff_pair *pair, const char *name, struct schema_type *old,
                      struct schema_type *new);

#endif
