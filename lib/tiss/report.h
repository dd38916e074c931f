/* The way of a finding from a layer to whoever prints it: it gets the place, the guide and the item it belongs to,
 * and an ANS code. Findings of a guide whose number has not been read yet wait for it. */
#ifndef TISS_REPORT_H
#define TISS_REPORT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/finding.h"
#include "schema/schema.h"
#include "tiss/policy.h"

enum { REPORT_WAITING_MAX = 128 };

struct report {
	/* set by the owner */
	void (*put)(void *context, const struct finding *f);
	void *context;
	void (*guide_starts)(void *context);                 /* NULL: not told. What is put from now on … */
	void (*guide_ends)(void *context, int64_t amount);   /* … until here belongs to one guide; its valor informado in cents */
	const struct policy *policy; /* what the user silences; NULL: nothing */
	const struct policy *profile_policy; /* what the operator of this message silences or weighs differently; NULL: nothing */
	char as_of[11];              /* the date to choose ANS codes by, "": the message's own */
	unsigned layers;             /* set of 1 << enum finding_layer; findings of others are dropped */
	/* of the file being read */
	const char *file;
	struct schema *schema;       /* of the message's version, or NULL */
	char date[11];               /* of the message, "" while unknown: ANS codes are chosen by it */
	struct buf guide;            /* number of the guide we are in; empty outside, or while it is not known */
	uint32_t item;               /* the item we are in: its sequencialItem, or which one in the guide; 0: in none */
	int64_t guide_amount;        /* valor informado of the guide we are in, as far as it was read; -1: too large to add up */
	bool in_guide;
	bool guide_due;              /* inside a guide whose number is still to come */
	size_t errors, warnings, infos, ignored;
	size_t schema_errors;        /* errors of the layers bytes, xml and schema */
	/* private */
	struct finding findings[REPORT_WAITING_MAX + 1];
	size_t waiting;
};

/* R must be zeroed. */
void report_init(struct report *r, void (*put)(void *context, const struct finding *f), void *context, unsigned layers);
void report_release(struct report *r);

/* Begins a new file named FILE, borrowed until report_finish. */
void report_begin_file(struct report *r, const char *file);
void report_end_file(struct report *r);

/* A finding to be filled in and handed back with report_add before the next report_start. Only for layers that
 * report_wants. */
struct finding *report_start(struct report *r, enum finding_code code, long line, long column);
void report_add(struct report *r, struct finding *f);

bool report_wants(const struct report *r, enum finding_code code);

/* A guide begins, its number is known, it ends. */
void report_guide_start(struct report *r);
void report_guide_number(struct report *r, const char *number, size_t len);
void report_guide_end(struct report *r);

#endif
