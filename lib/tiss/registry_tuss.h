/* The terms of one TUSS table (18, 19, 20, 22), by code: a CSV with ANS's own columns, as ANS publishes it, or with
 * codigo, termo, inicio, fim. A code may have several validities, one behind the other. */
#ifndef TISS_REGISTRY_TUSS_H
#define TISS_REGISTRY_TUSS_H

#include <stdbool.h>
#include <stddef.h>

#include "tiss/registry.h"

/* What a code is on a day. */
struct tuss_term {
	const char *code; /* borrowed, as TERM, until the registry is freed */
	const char *term; /* "" unless terms were asked for */
	struct registry_validity validity;
};

struct registry_tuss;

/* Loads PATH ("-": standard input); OPTIONS as csv_reader_open has them. NULL with ERR set when the file is no such table:
 * a row without code or start, a date that does not exist, an end before its start, validities of one code that
 * overlap. In ANS's own columns an overlap is only warned of where the earlier term has no end: ANS does publish such
 * rows, and a day is then valid when any of them holds it. Columns beyond ANS's are not warned of: its tables differ. */
struct registry_tuss *registry_tuss_load(const char *path, const struct csv_options *options, bool with_terms,
                                         struct error *err);
void registry_tuss_free(struct registry_tuss *t);

size_t registry_tuss_count(const struct registry_tuss *t); /* validities */

/* Whether CODE was a term on DATE. *FOUND, which may be NULL, is filled unless the code is unknown: with the validity that
 * holds DATE (the latest one), else with the last one before it, else with the first one. */
enum registry_answer registry_tuss_find(const struct registry_tuss *t, const char *code, size_t len, date_days date,
                                        struct tuss_term *found);

#endif
