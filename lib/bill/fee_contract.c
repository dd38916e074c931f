#include "bill/fee_contract.h"

/* Whether inadimplenciaPor fits who owes each kind (billing.md, Inputs). */
static enum fee_contract_fault check_blame(const struct fee_indicators *in)
{
	unsigned origins = 0;
	for (int kind = 0; kind < FEE_KINDS; kind++)
		origins += in->by_origin[kind];
	if (origins == 0)
		return in->blame > 0 ? FEE_CONTRACT_BLAME_0 : FEE_CONTRACT_SOUND;
	if (origins == FEE_KINDS)
		return in->blame != 1 ? FEE_CONTRACT_BLAME_1 : FEE_CONTRACT_SOUND;
	return in->blame == FEE_BLAME_NONE ? FEE_CONTRACT_BLAME_MISSING : FEE_CONTRACT_SOUND;
}

enum fee_contract_fault fee_contract_check(const struct fee_contract *c)
{
	for (int kind = 0; kind < FEE_KINDS; kind++)
		if (c->indicators.by_origin[kind] && !c->has_origin)
			return (enum fee_contract_fault)(FEE_CONTRACT_NO_ORIGIN_PREPAID + kind);
	enum fee_contract_fault blame = check_blame(&c->indicators);
	if (blame != FEE_CONTRACT_SOUND)
		return blame;
	if (c->end != DATE_NONE && c->end < c->start)
		return FEE_CONTRACT_ENDS_BEFORE_START;
	if (c->cancelled != DATE_NONE && c->cancelled < c->start)
		return FEE_CONTRACT_CANCELLED_BEFORE_START;
	if (c->last != FEE_MONTH_NONE && c->last < fee_month_of(c->start))
		return FEE_CONTRACT_BILLED_BEFORE_START;
	return FEE_CONTRACT_SOUND;
}

static date_days earlier(date_days a, date_days b)
{
	if (a == DATE_NONE || b == DATE_NONE)
		return a == DATE_NONE ? b : a;
	return a < b ? a : b;
}

enum fee_standing fee_contract_standing(const struct fee_contract *c, fee_month month)
{
	date_days over = earlier(c->end, c->cancelled);
	if (!c->indicators.bill)
		return FEE_SKIP_INDICATOR;
	if (c->start > fee_month_last(month))
		return FEE_SKIP_FUTURE;
	if (over != DATE_NONE && over < fee_month_first(month))
		return FEE_SKIP_OVER;
	return c->last != FEE_MONTH_NONE && c->last >= month ? FEE_SKIP_DONE : FEE_BILLED;
}

date_days fee_exit(const struct fee_contract *c, const struct fee_person *p)
{
	return earlier(p->exit, earlier(c->end, c->cancelled));
}

date_days fee_entry(const struct fee_contract *c, const struct fee_person *p)
{
	return p->entry > c->start ? p->entry : c->start;
}

date_days fee_due_date(const struct fee_contract *c, fee_month month)
{
	return fee_month_day(month + c->indicators.due_months, (int)c->indicators.due_day);
}
