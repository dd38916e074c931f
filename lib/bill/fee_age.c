#include "bill/fee_age.h"

const unsigned char fee_bands_of_ans[FEE_BANDS_OF_ANS][2] = {
	{ 0, 18 }, { 19, 23 }, { 24, 28 }, { 29, 33 }, { 34, 38 }, { 39, 43 }, { 44, 48 }, { 49, 53 }, { 54, 58 }, { 59, FEE_AGE_MAX },
};

int fee_age(fee_month born, fee_month month, enum fee_age_rule rule)
{
	fee_month months = month - born - (rule == FEE_AGE_NEXT_MONTH);
	return months < 0 ? 0 : months / 12;
}
