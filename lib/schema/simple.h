/* Whether a value fits a simple type: the verdict of XSD as libxml2 gives it.
 *
 * What nearly every value looks like is recognised by a few lines of our own; all that is unusual (signs, zones,
 * white space, 30 February, redundant zeros) goes to libxml2's own types, facets and regular expressions. */
#ifndef SCHEMA_SIMPLE_H
#define SCHEMA_SIMPLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "schema/schema.h"

enum simple_kind {
	SIMPLE_STRING, SIMPLE_DECIMAL, SIMPLE_INTEGER, SIMPLE_DATE, SIMPLE_TIME, SIMPLE_DATETIME, SIMPLE_BOOLEAN,
	SIMPLE_BASE64, SIMPLE_ANYURI, SIMPLE_ID, SIMPLE_OTHER
};

enum simple_fault {
	SIMPLE_OK,
	SIMPLE_NOT_OF_TYPE,  /* not a number, date, … at all */
	SIMPLE_LENGTH,
	SIMPLE_PATTERN,
	SIMPLE_ENUM,
	SIMPLE_TOTAL_DIGITS,
	SIMPLE_FRACTION_DIGITS,
	SIMPLE_RANGE,
	SIMPLE_TOO_LONG      /* over SIMPLE_VALUE_MAX bytes where no value of the type needs that */
};

enum { SIMPLE_VALUE_MAX = 64 * 1024 };

#define SIMPLE_NO_BOUND UINT32_MAX

struct simple_rules;

/* The rules of simple type T, those of its bases included; made on first use. Never NULL: a facet that makes no sense
 * (a table edited by hand) is an error already when the table is checked with simple_rules_check. */
struct simple_rules *schema_rules(struct schema_type *t);
void simple_rules_free(struct simple_rules *r);

/* The name of the type that XSD's own type NAME ("token") is derived from ("normalizedString"); NULL when NAME is none of
 * XSD's simple types or has no base among them. */
const char *simple_builtin_base(const char *name);

/* 0, or -1 with ERR set when a facet of T is not usable (a pattern that does not compile, a length that is no number). */
int simple_rules_check(struct schema_type *t, struct error *err);

/* Checks VALUE (LEN bytes of UTF-8, at most SIMPLE_VALUE_MAX, NUL-terminated). R remembers the last right value. */
enum simple_fault simple_check(struct simple_rules *r, const char *value, size_t len);

/* What the rules say, for messages. Bounds are SIMPLE_NO_BOUND where there is none. */
enum simple_kind simple_kind(const struct simple_rules *r);
uint32_t simple_min_length(const struct simple_rules *r);
uint32_t simple_max_length(const struct simple_rules *r);
uint32_t simple_total_digits(const struct simple_rules *r);
uint32_t simple_fraction_digits(const struct simple_rules *r);
/* The type, T or a base of it, in which the pattern, enumeration or range that holds is written; NULL if none. */
const struct schema_type *simple_pattern_owner(const struct simple_rules *r);
const struct schema_type *simple_enum_owner(const struct simple_rules *r);
const struct schema_type *simple_range_owner(const struct simple_rules *r);
/* Whether CODE is one of the enumerated values. */
bool simple_enum_has(const struct simple_rules *r, const char *code, size_t len);

/* The number of characters in LEN bytes of UTF-8. */
size_t simple_characters(const char *text, size_t len);

/* A value of any length, checked piece by piece: zero the struct, add the pieces, ask. */
struct simple_long {
	uint64_t characters;
	uint64_t base64_digits;
	uint32_t base64_pads;
	bool base64_broken;       /* a digit behind the padding */
	unsigned char base64_last; /* the last digit */
};

void simple_long_add(struct simple_long *l, const char *piece, size_t len);
enum simple_fault simple_long_check(const struct simple_rules *r, const struct simple_long *l);

#endif
