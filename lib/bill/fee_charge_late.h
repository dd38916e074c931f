/* Inside of bill/fee_charge.h. */
#ifndef BILL_FEE_CHARGE_LATE_H
#define BILL_FEE_CHARGE_LATE_H

#include "bill/fee_charge.h"
#include "bill/fee_days.h"

/* All that the functions below need to know. */
struct fee_charging {
	const struct fee_rules *rules;
	const struct fee_contract *contract;
	const struct fee_person *person;
	struct fee_rows *rows;
	struct fee_trouble *trouble;
	date_days entry, exit;
	fee_month born;
	fee_month enters, leaves; /* their months; LEAVES is FEE_MONTH_NONE while he stays */
};

/* The price of MODULE in MONTH that P is charged by, or NULL: he does not have that module then, or (with the trouble set) cannot be
 * charged for it. */
const struct fee_price *fee_price_for(const struct fee_charging *g, size_t module, fee_month month);

/* Rounds rows FIRST to the last one together (bill/fee_round.h); false with the trouble set. */
bool fee_round_rows(const struct fee_charging *g, size_t first);

/* Ends the expression of ROW, which began where ROW->expression says. */
void fee_end_expression(struct fee_rows *rows, struct fee_row *row);

bool fee_fails(const struct fee_charging *g, enum fee_fault fault, const char *module, fee_month month, int age);

/* Adds what late readjustments leave to be charged in MONTH. False with the trouble set. */
bool fee_charge_late(const struct fee_charging *g, fee_month month);

#endif
