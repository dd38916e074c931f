/* Rows as they are billed: written, and added up to notas, faturas and accounting rows. */
#ifndef FEE_FEE_BILL_H
#define FEE_FEE_BILL_H

#include "fee/fee_account_book.h"
#include "fee/fee_line.h"
#include "fee/fee_run.h"
#include "fee/fee_store.h"

struct fee_bill {
	const struct fee_run_options *options;
	struct fee_store *store;
	struct fee_run_counts *counts;
	struct output *out;              /* of the notas, or of the explanation */
	struct fee_line line;
	struct fee_account_book *book;   /* NULL: no accounting rows are wanted */
	uint64_t next_number;
	/* what the cells of the nota being written have in common */
	const struct fee_term *term;
	enum fee_kind kind;
	struct csv_writer head, due;     /* up to competencia; emissao and vencimento */
	struct buf head_text, due_text;
	date_days first, last;           /* the period written last, and its cells */
	struct csv_writer period;
	struct buf period_text;
};

void fee_bill_init(struct fee_bill *b, const struct fee_run_options *options, struct fee_store *store, struct fee_run_counts *counts,
                   struct output *out);
void fee_bill_release(struct fee_bill *b);

/* Bills ROWS to TERM, for the person MATRICULA and, when it is not "", the document DOCUMENT. False when a sum is too large. */
bool fee_bill_rows(struct fee_bill *b, struct fee_term *term, const char *matricula, const char *document, const struct fee_rows *rows);

/* The nota of TERM and KIND as it is called: its number or its key. */
void fee_bill_nota(const struct fee_bill *b, const struct fee_term *term, enum fee_kind kind, struct buf *out);

/* Who owes KIND to TERM. */
const char *fee_bill_debtor(const struct fee_term *term, enum fee_kind kind);

/* Writes the faturas (OUT may be NULL: only counted). Their sum goes to *TOTAL. False when it is too large. */
bool fee_bill_invoices(const struct fee_bill *b, struct output *out, int64_t *total);

/* "19-23", "59+". */
void fee_band_text(struct buf *out, const struct fee_price *price);

#endif
