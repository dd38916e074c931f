/* The table of findings as people read it: --list-rules and --explain. */
#ifndef FMT_FINDING_LIST_H
#define FMT_FINDING_LIST_H

#include "base/error.h"
#include "base/output.h"

/* Every finding, one a line, in aligned columns: code, layer, severity, ANS codes, message. */
void finding_list_write(struct output *out);

/* Everything there is to say about the finding CODE, wrapped to 80 columns. Returns 0, or -1 with ERR set when there
 * is no such code. */
int finding_explain_write(struct output *out, const char *code, struct error *err);

#endif
