/* What a user or an operator's profile makes of findings: which are silenced, which weigh differently. Only findings of
 * the layers limits, rules and operator can be silenced or changed (validation.md). */
#ifndef TISS_POLICY_H
#define TISS_POLICY_H

#include <stdbool.h>

#include "base/error.h"
#include "base/finding.h"

struct policy_ignore {
	enum finding_code code;
	char *path; /* silenced only in paths that end in this, indexes left out; NULL: everywhere */
	struct policy_ignore *next;
};

struct policy {
	struct policy_ignore *ignored;
	signed char severity[FINDING_COUNT]; /* enum finding_severity, or -1: the table's own */
};

void policy_init(struct policy *p);
void policy_release(struct policy *p);

/* "CODE" or "CODE@path" (guiaSP-SADT/dadosSolicitacao). 0, or -1 with ERR set: no such code, one
 * that cannot be silenced, or a path that none can end in. */
int policy_add_ignore(struct policy *p, const char *text, struct error *err);

/* "CODE=aviso". */
int policy_add_severity(struct policy *p, const char *text, struct error *err);

/* Sets F's severity and its IGNORED. */
void policy_apply(const struct policy *p, struct finding *f);

#endif
