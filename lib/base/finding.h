/* Findings (críticas): what is wrong with the data, as records.
 *
 * What a finding says lives once, in data/findings.tab; the enum of codes and the table below are generated from it
 * (build/gen/finding_codes.h, build/gen/finding_table.inc). */
#ifndef BASE_FINDING_H
#define BASE_FINDING_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

#include "finding_codes.h" /* generated: enum finding_code { FINDING_XML_MALFORMED, ..., FINDING_COUNT } */

enum finding_severity { FINDING_INFO, FINDING_AVISO, FINDING_ERRO };

/* The layers of validation, in order (validation.md). The numbers are bit positions in a set of layers. */
enum finding_layer {
	LAYER_BYTES, LAYER_XML, LAYER_SCHEMA, LAYER_HASH, LAYER_LIMITS, LAYER_RULES, LAYER_OPERATOR,
	LAYER_PRICES, /* not of a message: of billing-calc's prices */
	LAYER_COUNT
};

/* One row of data/findings.tab; all text is static, in Portuguese, UTF-8. */
struct finding_def {
	const char *code;        /* dotted words, stable: "schema.missing" */
	enum finding_layer layer;
	enum finding_severity severity;
	const char *ans;         /* ANS codes in order of preference: "3209@2025-12-01..,1702@..2026-06-30"; "" for none */
	const char *message;     /* one line with {placeholders} filled from the finding's arguments */
	const char *suggestion;  /* what to do, may hold {placeholders}; "" for none */
	const char *explanation; /* for --explain: why this is wrong and what happens, one or more sentences */
	const char *norm;        /* component, item, version the rule comes from */
};

enum { FINDING_ARGS_MAX = 8 };

struct finding_arg {
	const char *name; /* static; matches {name} in the templates */
	struct buf text;
};

/* One finding. Made to be used again: the buffers keep their memory between finding_start calls.
 * The pointers are borrowed until the sink's put returns. */
struct finding {
	enum finding_code code;
	enum finding_severity severity; /* the table's, unless a profile changed it */
	bool ignored;                   /* silenced by the user, still listed */
	const char *file;
	long line;                      /* from 1; 0: no place */
	long column;                    /* from 1, in characters; 0: none */
	const char *ans;                /* the ANS code chosen, or "" */
	const char *ans_wanted;         /* the one of the table's ANS codes that fits this case, or NULL: the first that is valid */
	struct buf path;                /* /mensagemTISS/...; may be empty */
	struct buf guide;               /* numeroGuiaPrestador; may be empty */
	struct buf item;                /* sequencialItem or ordinal; may be empty */
	struct buf value;               /* the value found, cut to FINDING_VALUE_MAX bytes; may be empty */
	struct buf detail;              /* what was expected; may be empty */
	struct finding_arg args[FINDING_ARGS_MAX];
	size_t nargs;
};

enum { FINDING_VALUE_MAX = 200 };

const struct finding_def *finding_def(enum finding_code code);

/* The code named by TEXT ("schema.missing"), or FINDING_COUNT. */
enum finding_code finding_code_of(const char *text);

const char *finding_severity_name(enum finding_severity severity); /* "info", "aviso", "erro" */
const char *finding_layer_name(enum finding_layer layer);          /* "bytes", "xml", ... */

/* Begins finding CODE in F: everything emptied, severity from the table. F must have been zeroed once before its
 * first use ( = {0} ) and released with finding_release at the end. */
void finding_start(struct finding *f, enum finding_code code);
void finding_release(struct finding *f);

/* Gives {NAME} of the templates its text. */
void finding_arg(struct finding *f, const char *name, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

/* Copies up to FINDING_VALUE_MAX bytes of a value into F->value, cut at a character's border with "…" behind,
 * control characters made visible. */
void finding_set_value(struct finding *f, const char *value, size_t len);

/* Adds TEMPLATE to OUT with every {name} replaced by F's argument of that name, {valor} by F->value and {detalhe} by F->detail. */
void finding_fill(struct buf *out, const char *template, const struct finding *f);

/* The first ANS code of DEF valid on DATE ("aaaa-mm-dd"; "" means any date) for which EXISTS(CONTEXT, code) holds
 * (EXISTS NULL: no such test). Writes it NUL-terminated to OUT, "" when none is. */
void finding_ans_code(const struct finding_def *def, const char *date,
                      bool (*exists)(void *context, const char *code), void *context, char out[8]);

/* The same from CODES, which are written as in finding_def.ans. */
void finding_choose_ans(const char *codes, const char *date, bool (*exists)(void *context, const char *code), void *context,
                        char out[8]);

#endif
