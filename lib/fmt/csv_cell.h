/* Cells as values. Each reads the bound column COLUMN of the row that R is at; -1 with ERR set, naming file, line,
 * column and value, when the cell is no such value. An absent cell and an empty one are alike here. */
#ifndef FMT_CSV_CELL_H
#define FMT_CSV_CELL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "fmt/csv_reader.h"
#include "fmt/date.h"

/* The cell itself, which must not be empty; NULL with ERR set when it is. */
const struct csv_cell *csv_cell_text(const struct csv_reader *r, size_t column, struct error *err);

/* aaaa-mm-dd or dd/mm/aaaa; *DATE is DATE_NONE when the cell is empty. */
int csv_cell_date(const struct csv_reader *r, size_t column, date_days *date, struct error *err);

/* A decimal number as *AMOUNT at SCALE; *GIVEN is false when the cell is empty. The point is ".", and in a file whose
 * separator is ";" also ",", with "." every three digits before it if one likes; "1.234" could be either and is refused there. */
int csv_cell_decimal(const struct csv_reader *r, size_t column, unsigned scale, int64_t *amount, bool *given,
                     struct error *err);

#endif
