/* What columns a guide type takes, for those who make the CSV: --columns and --template of lot-build. */
#ifndef TISS_COLUMNS_LIST_H
#define TISS_COLUMNS_LIST_H

#include <stdbool.h>

#include "base/output.h"
#include "fmt/csv_writer.h"
#include "tiss/columns.h"

/* Every column with where it belongs, whether it must be given, what it holds, and its codes, as text. */
void columns_list_text(const struct columns *c, struct output *out);

/* The same as CSV, every code told. */
void columns_list_csv(const struct columns *c, enum csv_style style, bool no_header, struct output *out);

/* A header line: tipoGuia, tipoItem, and the columns of guide and items; ALL: also those that the builder supplies and those of
 * header and lot. Repeated fields stand once. */
void columns_list_template(const struct columns *c, enum csv_style style, bool all, struct output *out);

#endif
