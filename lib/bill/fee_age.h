/* Ages and age bands. */
#ifndef BILL_FEE_AGE_H
#define BILL_FEE_AGE_H

#include "bill/fee_month.h"

enum { FEE_AGE_MAX = 130, FEE_BANDS_OF_ANS = 10 };

/* When a birthday moves a beneficiary to the next band: from the month after it (billing.md, Age band), or in that month itself. */
enum fee_age_rule { FEE_AGE_NEXT_MONTH, FEE_AGE_BIRTHDAY };

/* The age by which someone born in month BORN is charged for MONTH; 0 before the birth. */
int fee_age(fee_month born, fee_month month, enum fee_age_rule rule);

/* The ten bands of Resolução Normativa ANS 563/2022, art. 2: their first and last ages; the last one is open (FEE_AGE_MAX). */
extern const unsigned char fee_bands_of_ans[FEE_BANDS_OF_ANS][2];

#endif
