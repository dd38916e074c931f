/* A contract term (termo de adesão) as the calculation sees it: dates, indicators, readjustments; and a beneficiary of it. */
#ifndef BILL_FEE_CONTRACT_H
#define BILL_FEE_CONTRACT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bill/fee_exact.h"
#include "bill/fee_month.h"
#include "bill/fee_price.h"
#include "fmt/date.h"

/* The kinds of nota; each has its own debtor. Names in fee_kind_name(). */
enum fee_kind { FEE_PREPAID, FEE_PARTICIPATION, FEE_COST, FEE_KINDS };

/* A readjustment: due in month DUE, first charged in month FROM (>= DUE). */
struct fee_adjustment {
	fee_month due, from;
	struct fee_decimal factor; /* 9,63 %: 1.0963 */
	struct fee_decimal rate;   /* 0.0963 */
};

enum { FEE_DECIMALS_NONE = 0, FEE_BLAME_NONE = -1 };

/* The indicators, by their columns' names in the comments. */
struct fee_indicators {
	bool bill;                 /* faturar */
	unsigned due_day;          /* diaVencimento */
	int due_months;            /* what --due-dates says of vencimento */
	bool by_origin[FEE_KINDS]; /* cobrarMensalidade, cobrarParticipacao, cobrarCustoOperacional: the contratante origem owes it */
	int blame;                 /* inadimplenciaPor; FEE_BLAME_NONE: empty */
	bool prorate_entry;        /* faturamentoProporcional */
	bool hold_open_accounts;   /* bloqueiaContaFechada */
	bool adjust_from_start;    /* reajusteInicioVigencia */
	bool late_in_parts;        /* reajusteRetroativoParcelado */
	bool prorate_exit;         /* proporcionalSaidaVigencia */
	bool round_modules;        /* arredondaModulo */
	unsigned decimals;         /* casasDecimais; FEE_DECIMALS_NONE: empty */
};

struct fee_contract {
	date_days start, end, cancelled; /* dataInicio, dataFim, dataCancelamento; DATE_NONE */
	fee_month last;                  /* ultimoFaturamento, or FEE_MONTH_NONE */
	bool has_origin;                 /* there is a contratanteOrigem */
	struct fee_indicators indicators;
	struct fee_adjustment *adjustments; /* borrowed; by rising due month; none of 0 % */
	size_t nadjustments;
	struct fee_plan *plan;              /* borrowed */
};

struct fee_person {
	date_days birth, entry, exit; /* dataNascimento, dataInclusao, dataExclusao or DATE_NONE */
	fee_month last;               /* ultimoFaturamento, or FEE_MONTH_NONE */
	const unsigned *optional;     /* numbers of the plan's modules that he has chosen (borrowed), and how many */
	size_t noptional;
};

/* What is wrong with a contract's fields taken together. */
enum fee_contract_fault {
	FEE_CONTRACT_SOUND,
	FEE_CONTRACT_NO_ORIGIN_PREPAID, /* cobrar… is 1, and there is no contratanteOrigem; in the order of enum fee_kind */
	FEE_CONTRACT_NO_ORIGIN_PARTICIPATION,
	FEE_CONTRACT_NO_ORIGIN_COST,
	FEE_CONTRACT_BLAME_0,       /* all three cobrar… are 0: inadimplenciaPor must be 0 */
	FEE_CONTRACT_BLAME_1,       /* all three are 1: it must be 1 */
	FEE_CONTRACT_BLAME_MISSING, /* they differ: it must be given */
	FEE_CONTRACT_ENDS_BEFORE_START,
	FEE_CONTRACT_CANCELLED_BEFORE_START,
	FEE_CONTRACT_BILLED_BEFORE_START
};

enum fee_contract_fault fee_contract_check(const struct fee_contract *c);

/* Why a term is billed, or not (billing.md, Who is billed). */
enum fee_standing {
	FEE_BILLED,
	FEE_SKIP_INDICATOR, /* faturar=N */
	FEE_SKIP_DONE,      /* ultimoFaturamento is this competência or a later one */
	FEE_SKIP_FUTURE,    /* begins after it */
	FEE_SKIP_OVER,      /* ended or cancelled before it */
	FEE_STANDINGS
};

enum fee_standing fee_contract_standing(const struct fee_contract *c, fee_month month);

/* The day P leaves: dataExclusao, or when the term ends or is cancelled, whichever comes first; DATE_NONE. */
date_days fee_exit(const struct fee_contract *c, const struct fee_person *p);

/* The day P begins: dataInclusao, or the term's start if that is later. */
date_days fee_entry(const struct fee_contract *c, const struct fee_person *p);

/* The day a nota of competência MONTH is due: in the month that vencimento says, the day clamped to the month's end. */
date_days fee_due_date(const struct fee_contract *c, fee_month month);

#endif
