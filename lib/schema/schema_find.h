/* Where elements stand in the messages of a version, and what a path as an analyst writes it means.
 *
 * A place is an element as one type declares it: "valorTotal" of the SP/SADT guide is one place, however many
 * messages carry the guide. Names shown to the user are in the table's spelling ("ds:Signature"). */
#ifndef SCHEMA_SCHEMA_FIND_H
#define SCHEMA_SCHEMA_FIND_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "schema/schema.h"

struct schema_place {
	element_key key;
	struct schema_type *type;        /* what the element holds */
	struct schema_type *owner;       /* the type that declares it; NULL for a root element */
	const struct particle *particle; /* as it is declared there; NULL for a root element */
	const struct schema_place *via;  /* the place above it on the shortest way from a message; NULL for a root */
	bool reached;                    /* some message can hold it */
};

struct schema_places {
	struct schema *schema; /* borrowed */
	struct schema_place *at;
	size_t n;
};

/* Lists the places of S, in the table's order, roots first. S must outlive them. */
void schema_places_init(struct schema_places *p, struct schema *s);
void schema_places_release(struct schema_places *p);

/* The places that PATH names: an element, or the last elements of a path to it, "guiaSP-SADT/valorTotal"; from the
 * root when it begins with "/"; the name of a type may stand in front, "ctm_sp-sadtGuia/valorTotal". A name without
 * prefix fits any namespace. Places that no message reaches count only when there is no other. Returns their number,
 * and in *FOUND pointers to them; the caller frees *FOUND. */
size_t schema_find(const struct schema_places *p, const char *path, const struct schema_place ***found);

/* Whether PLACE is a child of elements that hold type T. */
bool schema_place_in(const struct schema_place *place, const struct schema_type *t);

/* Adds the shortest path from a message to PLACE, "/mensagemTISS/…"; from its type when no message holds it. */
void schema_place_path(struct buf *out, const struct schema_places *p, const struct schema_place *place);

/* Adds the shortest end of that path that names PLACE alone, and no type: schema_find takes it. */
void schema_place_short(struct buf *out, const struct schema_places *p, const struct schema_place *place);

/* Adds the names of elements and types that are like NAME, at most five, the most alike first: "a, b, c". */
void schema_similar(struct buf *out, const struct schema_places *p, const char *name);

#endif
