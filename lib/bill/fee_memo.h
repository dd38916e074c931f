/* The memória de cálculo: the sum behind an amount, so that an analyst can do it again by hand or in a spreadsheet.
 *
 *	450,00 × 26/30
 *	500,00 × 9/30 + 500,00 × 1,0963 × 21/30
 *	ARRED(33,3333 × 1,05; 4)                                         rounded at casasDecimais
 *	33,335; rateio 33,33 + 0,01 de 100,01                            the cents are this row's share of a rounded sum
 *	1.000,00 × 0,0963 × 2 = 192,60; parcela TRUNCAR(192,60 ÷ 2; 2)   one of equal parts
 *	500,00 × 0,20 = 100,00; parcela 100,00 - 2 × 33,33               the last part, with the cents left over
 *
 * An amount is what stands before the first "=" or ";", rounded half up to cents, unless a rateio or parcela follows it. */
#ifndef BILL_FEE_MEMO_H
#define BILL_FEE_MEMO_H

#include "base/buf.h"
#include "bill/fee_contract.h"
#include "bill/fee_row.h"

/* D as 1.234,50, with as many places as it needs, two at least; in parentheses when it is negative. */
void fee_memo_decimal(struct buf *out, struct fee_decimal d);

/* " × DAYS/30"; nothing for a whole month. */
void fee_memo_days(struct buf *out, unsigned days);

/* Writes ROW's memo from its expression and amount. TOTAL is what its parts are parts of, in cents; not used when there is one. */
void fee_memo_finish(struct fee_rows *rows, struct fee_row *row, const struct fee_indicators *in, int64_t total);

#endif
