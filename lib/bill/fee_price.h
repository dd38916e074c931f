/* Prices: plans, their modules, and what each module costs by age and date; and whether a table of prices is whole. */
#ifndef BILL_FEE_PRICE_H
#define BILL_FEE_PRICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "bill/fee_age.h"
#include "bill/fee_exact.h"
#include "fmt/date.h"

/* One row of the table. */
struct fee_price {
	unsigned char age_min, age_max; /* FEE_AGE_MAX: open */
	bool mandatory;
	struct fee_decimal value;       /* with two decimal places at least */
	date_days from, until;          /* INT32_MAX: open */
	long line;                      /* where it stands, for messages */
};

#define FEE_PRICE_OPEN INT32_MAX

struct fee_module {
	const char *name;         /* borrowed from the plan's arena */
	struct fee_price *prices; /* after fee_plan_seal by FROM, then age */
	size_t nprices, cap;
	bool enrollment;          /* modulo=INSCRICAO: the one-time fee of a beneficiary's first billing */
};

/* The prices in force on one day: of module M at age A the number of its price, or one of these. */
enum { FEE_PRICE_FUTURE = -1, FEE_PRICE_OVER = -2, FEE_PRICE_NO_BAND = -3 };

struct fee_price_day {
	date_days date; /* DATE_NONE: nothing yet */
	int32_t (*prices)[FEE_AGE_MAX + 1]; /* owned */
};

enum { FEE_MODULES_MAX = 200 }; /* of a plan */

struct fee_plan {
	struct fee_module *modules; /* owned */
	size_t nmodules, cap;
	bool broken;                /* a fault was found in its rows: nobody can be billed by them */
	struct fee_price_day days[2]; /* the day asked for most and the other one asked for last */
};

void fee_plan_release(struct fee_plan *p);

/* The number of the module called NAME (added if it is new), or of an existing one: -1 when there is none. */
size_t fee_plan_module(struct fee_plan *p, const char *name, struct arena *arena);
long fee_plan_find(const struct fee_plan *p, const char *name);

void fee_plan_add(struct fee_plan *p, size_t module, const struct fee_price *price);

/* What is wrong with the rows of one module. */
enum fee_price_fault {
	FEE_PRICES_SOUND,
	FEE_PRICES_OVERLAP, /* OTHER and ROW hold for the same age on the same day, AT */
	FEE_PRICES_GAP,     /* between the ages of OTHER and ROW there is one without a price on AT */
	FEE_PRICES_HOLE     /* behind OTHER no row is in force on AT, until ROW */
};

struct fee_price_report {
	enum fee_price_fault fault;
	const struct fee_price *row, *other;
	date_days at;
};

/* Sorts the rows of MODULE; the first fault, if any, in *REPORT. Once, before the plan is used. */
void fee_plan_seal(struct fee_module *module, struct fee_price_report *report);

/* The price of MODULE on DATE at AGE (0 to FEE_AGE_MAX), or NULL with the reason in *WHY. The answers for the day OFTEN stay at hand. */
const struct fee_price *fee_plan_price(struct fee_plan *p, size_t module, date_days date, date_days often, int age, int *why);

#endif
