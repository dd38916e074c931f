/* The fields of a guide and of its items that rules speak of, as they are read from a message. Which elements hold them is
 * said in data/fields.tab, so that a rule reads the same for every guide type and version. */
#ifndef TISS_FIELDS_H
#define TISS_FIELDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "fmt/date.h"
#include "tiss/walk.h"

#include "field_codes.h" /* generated: enum field */

enum field_scope { SCOPE_NONE, SCOPE_GUIA, SCOPE_ITEM, SCOPE_ANY };

enum { FIELD_TEXT_MAX = 23, FIELD_STEPS_MAX = 3 };

/* The value of one field, and where it stands. */
struct field_value {
	bool present;
	bool cut;                           /* TEXT is only the start of it: no amount or date is read from that */
	uint8_t len;                        /* longer values are cut; no field of these needs more */
	char text[FIELD_TEXT_MAX + 1];
	uint32_t line, column;
	uint8_t nsteps;
	const char *steps[FIELD_STEPS_MAX]; /* the path below the guide or item; names borrowed until the end of the file */
};

/* The field that an element name stands for, by the name's number; names numbered later stand for none. */
struct fields {
	uint8_t *of_name;
	uint8_t *scope_of_name;
	uint32_t nnames;
};

void fields_init(struct fields *f, struct vocabulary *vocabulary);
void fields_release(struct fields *f);

/* The field of element KEY, FIELD_NONE for most; its scope in *SCOPE. */
static inline enum field fields_of(const struct fields *f, element_key key, enum field_scope *scope)
{
	uint32_t name = KEY_NAME(key);
	if (name >= f->nnames)
		return FIELD_NONE;
	*scope = (enum field_scope)f->scope_of_name[name];
	return (enum field)f->of_name[name];
}

/* Notes VALUE of the innermost element, which stands below the element at depth FROM. */
void field_take(struct field_value *v, const struct walk *w, unsigned from, const char *value, size_t len);

/* What V says, when it is there and is such a value. */
bool field_amount(const struct field_value *v, unsigned scale, int64_t *amount);
date_days field_date(const struct field_value *v);
int field_minutes(const struct field_value *v);
bool field_is(const struct field_value *v, const char *text);

/* Begins finding CODE about V, which stands below the element at depth FROM: its place, path and value. */
struct finding *field_finding(struct walk *w, enum finding_code code, unsigned from, const struct field_value *v);

#endif
