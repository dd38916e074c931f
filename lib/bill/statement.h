/* A demonstrativo (statement) of an operator as a model: what was informed, processed, released and denied, by guide, protocol
 * and payment date. Three kinds: Demonstrativo de Análise de Conta, Demonstrativo de Pagamento, and the latter of odontology.
 *
 * A statement is told piece by piece to a struct statement_sink, so that only one guide is in memory at a time. The same
 * pieces come from TISS messages of every version and from the account of guide-match (lib/statement), pass the proof of
 * the balance (bill/statement_balance.h) and go to a renderer (lib/io). All texts are UTF-8, NUL-terminated, as the
 * source has them, "" when it has none, never NULL; dates aaaa-mm-dd. */
#ifndef BILL_STATEMENT_H
#define BILL_STATEMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

enum statement_kind { STATEMENT_ANALYSIS, STATEMENT_PAYMENT, STATEMENT_DENTAL };

/* The amounts that each level has, in the order of the form. FRANCHISE (the beneficiary's part) only in odontology. */
enum amount { AMOUNT_INFORMED, AMOUNT_PROCESSED, AMOUNT_RELEASED, AMOUNT_DENIED, AMOUNT_FRANCHISE, AMOUNT_COUNT };

/* Cents; 0 where not given. */
struct amounts {
	int64_t of[AMOUNT_COUNT];
	unsigned given; /* bits 1 << enum amount */
};

/* One amount that may be missing; cents. */
struct amount_value {
	int64_t cents;
	bool given;
};

/* Something that does not add up. Told by bill/statement_balance.h. */
enum statement_rule {
	RULE_SUM,     /* the total STATED is not the sum COMPUTED of the level below it */
	RULE_RELEASE, /* liberado is not processado − glosa (− franquia) */
	RULE_ITEMS,   /* items and guide: more is listed than the guide has, or less and not only items with glosa */
	RULE_DEBITS,  /* total of debits or credits against their list */
	RULE_NET,     /* net is not liberado − débitos + créditos */
	RULE_MISSING, /* the total is not there; COMPUTED is what the level below comes to */
	RULE_OVERFLOW /* the sum cannot be held */
};

struct statement_item;

struct statement_mark {
	enum statement_rule rule;
	const char *field;     /* the name of what was stated, as the form has it: "Valor Liberado da Guia" */
	const char *against;   /* what it was held against: "soma dos itens" */
	int64_t stated, computed;
	const struct statement_item *item; /* the item that it is about, or NULL */
	const struct statement_mark *next;
};

struct glosa {
	const char *code;        /* of Tabela 38 */
	const char *description; /* the operator's own words */
	struct amount_value amount;
	struct glosa *next;
};

struct statement_item {
	const char *sequence, *date, *table, *code, *description, *participation;
	const char *tooth, *region, *face, *cost_centre;
	const char *relation;    /* of an account (contas.csv): relacionado, guia-nao-localizada, … */
	int64_t quantity;        /* scale 4 */
	bool quantity_given;
	struct amounts amounts;  /* AMOUNT_DENIED: of its glosas, added */
	struct glosa *glosas;    /* in the source's order */
	struct statement_item *next;
	long line;
};

struct statement_guide {
	const char *provider_number, *operator_number, *password, *card, *beneficiary;
	const char *start_date, *start_time, *end_date, *end_time;
	const char *situation;    /* dm_statusProtocolo */
	const char *payment_type; /* dm_tipoPagamento, payment from 4.00 */
	const char *appeal;       /* S or N, odontology */
	const char *performer;    /* nomeExecutante, odontology */
	const char *note;
	struct glosa *glosas;     /* of the guide as a whole; without amounts */
	struct statement_item *items;
	size_t nitems;
	struct amounts amounts;
	const struct statement_mark *marks;
	long line;
};

struct statement_protocol {
	const char *lot, *number, *date, *situation;
	struct glosa *glosas;     /* of the protocol as a whole */
	struct amounts amounts;   /* when it ends */
	const struct statement_mark *marks;
	long line;
};

/* A debit or credit. */
struct statement_adjustment {
	const char *indicator;    /* dm_debitoCreditoIndicador: 1 debit, 2 credit */
	const char *type;         /* dm_debitoCreditoTipo */
	const char *description;
	struct amount_value amount;
	struct statement_adjustment *next;
};

/* From gross to net. */
struct statement_net {
	struct statement_adjustment *adjustments;
	struct amount_value debits, credits, net;
};

/* What is paid on one date. */
struct statement_payment {
	const char *date;         /* aaaa-mm-dd, or a competência aaaamm */
	const char *form;         /* dm_formaPagamento */
	const char *bank, *branch, *account;
	struct amounts amounts;   /* when it ends */
	struct statement_net net;
	const struct statement_mark *marks;
	long line;
};

struct statement {
	enum statement_kind kind;
	const char *version;      /* of the standard, "" when the message does not say */
	const char *operator_ans, *number, *operator_name, *operator_cnpj, *issued;
	const char *period_start, *period_end;                                    /* odontology */
	const char *provider_code, *provider_cnpj, *provider_cpf, *provider_name, *provider_cnes;
	struct amounts amounts;   /* when it ends, as NET and NOTE */
	struct statement_net net;
	const char *note;
	const struct statement_mark *marks;
	const char *file;         /* where it comes from, as messages call it */
	long line;
};

/* What an operator answers instead of a statement. */
enum statement_answer_kind { ANSWER_ERROR, ANSWER_SITUATION, ANSWER_FAULT };

struct statement_answer {
	enum statement_answer_kind kind;
	const char *code, *description;                    /* error: of Tabela 38; fault: its own code and text */
	const char *operator_ans, *protocol, *request, *type, *date, *situation; /* situation */
	const char *file;
	long line;
};

/* Who listens. What is told is borrowed: a guide until the function returns, the rest until the end of what it begins; a
 * protocol or statement that ends is the one that began, now with its totals. Any function may be NULL. PAYMENT only in
 * payment statements, where protocols stand in it. */
struct statement_sink {
	void *context;
	void (*begin)(void *context, const struct statement *s);
	void (*payment)(void *context, const struct statement_payment *p);
	void (*protocol)(void *context, const struct statement_protocol *p);
	void (*guide)(void *context, const struct statement_guide *g);
	void (*protocol_end)(void *context, const struct statement_protocol *p);
	void (*payment_end)(void *context, const struct statement_payment *p);
	void (*end)(void *context, const struct statement *s);
	void (*answer)(void *context, const struct statement_answer *a);
};

bool amount_given(const struct amounts *a, enum amount which);
void amount_set(struct amounts *a, enum amount which, int64_t cents);

/* The kind's title, "Demonstrativo de Análise de Conta". */
const char *statement_title(enum statement_kind kind);

/* The first that is there of the provider's code, CNPJ and CPF. */
const char *statement_provider_id(const struct statement *s);

/* Adds the codes of GLOSAS, joined with SEPARATOR; each code once. */
void glosa_codes(struct buf *out, const struct glosa *glosas, const char *separator);

/* Adds what MARK says, in one sentence without a final point: both figures in it. */
void statement_mark_text(struct buf *out, const struct statement_mark *mark);

#endif
