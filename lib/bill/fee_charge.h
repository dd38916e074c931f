/* What a beneficiary is charged: mensalidades, inscrição, and the differences of late readjustments.
 *
 * What a month costs depends on the contract alone, not on when it is billed: so months billed late add up to what they would have
 * come to one by one. */
#ifndef BILL_FEE_CHARGE_H
#define BILL_FEE_CHARGE_H

#include "bill/fee_age.h"
#include "bill/fee_contract.h"
#include "bill/fee_row.h"

/* What holds for the whole run. */
struct fee_rules {
	fee_month month;          /* the competência that is billed */
	enum fee_age_rule ages;
	bool adjust_enrollment;   /* readjustments reach the inscrição too */
};

enum fee_fault {
	FEE_OK,
	FEE_NO_PRICE,      /* no module of the plan has a price in MONTH */
	FEE_PRICE_ENDED,   /* MODULE has none any more */
	FEE_AGE_OUTSIDE,   /* MODULE has none for AGE */
	FEE_OVERFLOW       /* an amount is too large */
};

struct fee_trouble {
	enum fee_fault fault;
	const char *module; /* borrowed from the plan */
	fee_month month;
	int age;
};

/* Adds the rows of P for every month up to the competência that he was in and was not billed for. Returns the last of those months, or
 * FEE_MONTH_NONE when there is none; TROUBLE->fault is FEE_OK, or why he cannot be billed. ROWS should be empty before. */
fee_month fee_charge(const struct fee_rules *rules, const struct fee_contract *c, const struct fee_person *p, struct fee_rows *rows,
                     struct fee_trouble *trouble);

#endif
