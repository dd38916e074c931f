/* The accounting rows: amounts added up by term, event and period. */
#ifndef FEE_FEE_ACCOUNT_BOOK_H
#define FEE_FEE_ACCOUNT_BOOK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/output.h"
#include "bill/fee_row.h"
#include "fee/fee_store.h"
#include "fmt/csv_writer.h"

struct fee_account_book;

struct fee_account_book *fee_account_book_new(void);
void fee_account_book_free(struct fee_account_book *b);

/* Adds ROW of the term numbered TERM. False when the sum is too large. */
bool fee_account_book_add(struct fee_account_book *b, size_t term, const struct fee_row *row);

/* Writes all rows, by term, event and period, for competência MONTH; their sum goes to *TOTAL. */
void fee_account_book_write(struct fee_account_book *b, const struct fee_store *s, fee_month month, enum csv_style style, bool header,
                            struct output *out, int64_t *total);

#endif
