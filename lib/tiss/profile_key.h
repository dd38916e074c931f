/* The keys of an operator's profile, in one table, which parsing, checks, profile_show and the check of tiss-profile(5)
 * read. */
#ifndef TISS_PROFILE_KEY_H
#define TISS_PROFILE_KEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tiss/profile.h"

enum profile_type {
	PROFILE_TEXT,
	PROFILE_REGISTRO_ANS, /* six digits */
	PROFILE_NUMBER,       /* from MIN to MAX */
	PROFILE_ENCODING_NAME,
	PROFILE_HASH_NAME,    /* of hash_variant_name */
	PROFILE_VERSION_LIST, /* "4.02.00, 4.03.00" */
	PROFILE_PATH,         /* relative to the profile's own folder */
	PROFILE_TABLE,        /* TABLE=PATH */
	PROFILE_FINDING,      /* CODE or CODE@path */
	PROFILE_FINDING_SEVERITY, /* CODE=severity */
	PROFILE_PATTERN,      /* regular expression of XSD */
	PROFILE_ELEMENT,      /* end of an element's path */
	PROFILE_CODES,        /* SITUATION=CODES, codes of Tabela 38 with their validity */
	PROFILE_BASE_URL, PROFILE_URL,
	PROFILE_TYPE_COUNT
};

struct profile_key_def {
	const char *name;
	enum profile_type type;
	bool repeatable;        /* one value a line, in as many lines as it takes */
	size_t field;           /* its offset in struct profile */
	uint64_t min, max;      /* PROFILE_NUMBER */
	const char *fallback;   /* the default, as it would be written; NULL: nothing */
	const char *absent;     /* what nothing means, in Portuguese; NULL: it has a fallback, or must be given */
	const char *source;     /* where the default comes from, in Portuguese; NULL: nothing to tell */
};

/* The row of KEY; static. */
const struct profile_key_def *profile_key_def(enum profile_key key);

/* What a value of TYPE is called in tiss-profile(5), in Portuguese. */
const char *profile_type_name(enum profile_type type);

/* The key named NAME, or PROFILE_KEY_COUNT. */
enum profile_key profile_key_of(const char *name);

/* The name of the key that NAME was probably meant to be, NULL when none is like it. */
const char *profile_key_nearest(const char *name);

/* Why a profile does not take NAME, which one could expect it to; NULL when there is no such reason. */
const char *profile_key_refused(const char *name);

#endif
