/* Validates TISS messages, one after the other, in the layers that were asked for. */
#ifndef TISS_VALIDATOR_H
#define TISS_VALIDATOR_H

#include <stdint.h>

#include "base/error.h"
#include "base/finding.h"
#include "fmt/xml_reader.h"
#include "tiss/limits_layer.h"
#include "tiss/policy.h"
#include "tiss/rules_layer.h"
#include "tiss/walk.h"

struct validator_options {
	unsigned layers;          /* set of 1 << enum finding_layer; bytes and xml are always looked at */
	const char *version;      /* of the table to use instead of what the message says; NULL: what it says */
	const char *xsd_dir;      /* ask libxml2 with the official XSDs in this folder as well; NULL: do not */
	const char *schema_file;  /* a table to use instead; NULL: none */
	struct limits limits;
	struct operator_options operator;
	const struct policy *policy;  /* borrowed; NULL: the table's own severities, nothing silenced */
	const char *as_of;        /* "aaaa-mm-dd": choose ANS codes by this date instead of the message's; NULL: the message's */
	void (*put)(void *context, const struct finding *f); /* gets every finding */
	void (*guide_starts)(void *context);                 /* may be NULL; see tiss/report.h */
	void (*guide_ends)(void *context, int64_t amount);
	void *context;
	const struct walk_observer *observer; /* borrowed; NULL: nobody */
};

/* What was seen in one file. */
struct validation {
	uint64_t size;            /* bytes */
	uint64_t guides, items;
	int64_t amount;           /* valor informado of the guides, in cents; -1: too large to add up */
	size_t errors, warnings, infos, ignored;
	char version[16];         /* of the table it was held against; "" for none */
};

struct validator;

/* NULL with ERR set when a table that OPTIONS name cannot be used. The strings in OPTIONS are borrowed for the
 * validator's life. */
struct validator *validator_new(const struct validator_options *options, struct error *err);
void validator_free(struct validator *v);

/* Validates the message that SOURCE gives, called NAME in findings. RAW, when not NULL, gets every byte as it is read.
 * 0 with *RESULT filled, whatever is wrong with the message; -1 with ERR set when it could not be read. */
int validator_run(struct validator *v, struct xml_source source, const char *name,
                  void (*raw)(void *context, const char *bytes, size_t len), void *raw_context,
                  struct validation *result, struct error *err);

#endif
