/* requer-autorizacao.csv: which items require prior authorisation. */
#ifndef MATCH_REQUIRES_CSV_H
#define MATCH_REQUIRES_CSV_H

#include "base/error.h"
#include "bill/requirements.h"
#include "fmt/csv_reader.h"

/* Reads the table in PATH into R. COMPLAIN gets each row that is no good; their number goes to *COMPLAINTS. 0, or -1 with ERR set
 * when it cannot be read. */
int requires_csv_read(struct requirements *r, const char *path, const struct csv_options *options,
                      void (*complain)(void *context, const char *text), void *context, size_t *complaints, struct error *err);

#endif
