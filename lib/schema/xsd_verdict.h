/* What libxml2 says of a message with the official XSD, to be held against what the schema tables say (--xsd). Slow and
 * hungry, as whole documents and compiled XSDs are: for those who want to see for themselves. */
#ifndef SCHEMA_XSD_VERDICT_H
#define SCHEMA_XSD_VERDICT_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/error.h"

struct xsd_verdict;

/* DIR holds the XSDs of one version, or a folder for each (DIR/4.03.00). Borrowed. */
struct xsd_verdict *xsd_verdict_new(const char *dir);
void xsd_verdict_free(struct xsd_verdict *v);

/* Whether the message in FD (read from its start) is valid against the XSD of VERSION; if not, *LINE and REASON (libxml2's own
 * words) say where and why. -1 with ERR set when there is no such XSD, or it does not compile. Nothing is fetched. */
int xsd_verdict_ask(struct xsd_verdict *v, const char *version, int fd, bool *valid, long *line, struct buf *reason,
                    struct error *err);

#endif
