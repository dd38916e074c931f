/* --explain: one term, its indicators in words, and each amount with its sum. */
#ifndef FEE_FEE_EXPLAIN_H
#define FEE_FEE_EXPLAIN_H

#include "base/output.h"
#include "fee/fee_bill.h"
#include "fee/fee_input.h"

/* The term that TEXT names, "modalidade.termo" or a termo that only one term has; NULL with ERR set. */
struct fee_term *fee_explain_find(const struct fee_store *s, const char *text, struct error *err);

/* What the term's row, which TERMS is read again for, says. -1 with ERR set. */
int fee_explain_term(struct output *out, const struct fee_term *term, struct fee_input *terms, fee_month month, struct error *err);

/* A person of the term, on LINE of the beneficiaries' file; THROUGH: the last month that was due, or FEE_MONTH_NONE; CHARGED: something is
 * charged for it. */
void fee_explain_person(struct output *out, const char *matricula, long line, const struct fee_contract *c, const struct fee_person *p,
                        fee_month month, fee_month through, bool charged);

/* A document, and what becomes of it. */
void fee_explain_event(struct output *out, const char *document, enum fee_event_standing standing);

void fee_explain_row(struct output *out, const struct fee_rows *rows, const struct fee_row *row);

/* The notas that came of it. */
void fee_explain_notas(struct output *out, const struct fee_bill *b, const struct fee_term *term);

/* Why a term is not billed, in Portuguese: "faturar=N". "" for FEE_BILLED. */
const char *fee_standing_words(enum fee_standing standing);

#endif
