/* Inside of schema/simple.h: the rules of one simple type, made ready for checking. */
#ifndef SCHEMA_SIMPLE_RULES_H
#define SCHEMA_SIMPLE_RULES_H

#include <libxml/schemasInternals.h>
#include <libxml/xmlregexp.h>

#include "schema/simple.h"

enum { MEMO_MAX = 40, LIBRARY_FACETS_MAX = 16, PATTERNS_MAX = 16 };

struct enum_slot {
	const char *value;
	uint32_t hash;
	uint32_t len;
};

struct pattern {
	xmlRegexpPtr regexp;
	const struct schema_type *owner; /* patterns of one type are alternatives; those of different types all hold */
};

struct simple_rules {
	enum simple_kind kind;
	xmlSchemaTypePtr builtin;
	bool preserve;              /* white space counts (strings) */
	uint32_t length, min_length, max_length;
	uint32_t total_digits, fraction_digits;
	const struct schema_type *enum_owner;
	struct enum_slot *enums;    /* open addressing; NULL: no enumeration */
	uint32_t enum_mask;
	struct pattern patterns[PATTERNS_MAX];
	size_t npatterns;
	xmlSchemaFacetPtr facets[LIBRARY_FACETS_MAX]; /* digits and ranges, for what is unusual */
	size_t nfacets;
	const struct schema_type *range_owner;
	bool ranges;
	char memo[MEMO_MAX];        /* the last value that was right: most fields repeat it */
	size_t memo_len;            /* MEMO_MAX: none yet */
};

#endif
