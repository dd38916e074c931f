/* What the registries have in common: they are CSV files, loaded once, that answer whether somebody or something was
 * known and valid on a day. Keys are compared as they are written. */
#ifndef TISS_REGISTRY_H
#define TISS_REGISTRY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "fmt/csv_reader.h"
#include "fmt/date.h"

enum registry_answer {
	REGISTRY_UNKNOWN,
	REGISTRY_NOT_VALID, /* known, but not on that day */
	REGISTRY_VALID
};

/* From a day to a day, both included; DATE_NONE: no limit on that side. */
struct registry_validity {
	date_days from, until;
};

/* DATE_NONE: any day will do. */
bool registry_validity_holds(const struct registry_validity *v, date_days date);

/* Reads the validity that the bound columns FROM and UNTIL of this row give. -1 with ERR set when one is no date, or the
 * end comes before the start. */
int registry_validity_read(struct registry_validity *v, const struct csv_reader *r, size_t from, size_t until,
                           struct error *err);

/* How many rows the file PATH may have, by its size and ROW_BYTES of an ordinary row; 0 when that cannot be known. */
uint32_t registry_rows_guess(const char *path, size_t row_bytes);

/* Writes "2020-01-01 a 2021-12-31", "desde 2020-01-01", "até 2021-12-31" or "sem limite". */
enum { REGISTRY_VALIDITY_TEXT = 48 };
void registry_validity_text(const struct registry_validity *v, char out[REGISTRY_VALIDITY_TEXT]);

#endif
