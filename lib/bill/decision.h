/* What is decided about a billed item: the decision table of guide-match(1), data/match.tab, and what follows from it for the
 * item's values. Pure. */
#ifndef BILL_DECISION_H
#define BILL_DECISION_H

#include <stdbool.h>
#include <stdint.h>

#include "match_codes.h" /* generated: enum match_situation { MATCH_RELACIONADO, … } */

/* Whether an item requires prior authorisation. Unknown: the requirement table does not have it; it then does not. */
enum requirement { REQUIRES_UNKNOWN, REQUIRES_NO, REQUIRES_YES };

enum match_action { ACTION_RELACIONA, ACTION_PAGA, ACTION_GLOSA };

enum match_relation {
	RELATION_RELACIONADO, RELATION_ITEM_NAO_LOCALIZADO, RELATION_QUANTIDADE_DIVERGENTE, RELATION_GUIA_NAO_LOCALIZADA,
	RELATION_SEM_CHAVE, RELATION_JA_CONSUMIDA, RELATION_COUNT
};

/* One row of data/match.tab. Texts are static. Codes as in finding_choose_ans (base/finding.h); "" for none. */
struct match_rule {
	const char *name;
	unsigned row;               /* of the decision table in guide-match(1) */
	enum match_action if_required, if_not;
	enum match_relation relation;
	const char *codes;          /* of the glosa that carries the value */
	const char *details;        /* informative */
	const char *reason;
};

const struct match_rule *match_rule(enum match_situation situation);

/* The situation called NAME, or MATCH_SITUATION_COUNT. */
enum match_situation match_situation_of(const char *name);

/* As contas.csv writes it: "relacionado", "item-nao-localizado", … */
const char *match_relation_name(enum match_relation relation);

enum match_action match_action(const struct match_rule *rule, enum requirement requirement);

/* Which glosa codes hold: those of the table, unless a profile names others; of them the first that is valid on the date on which
 * the glosa is issued and that the version's Tabela 38 has. */
struct glosa_codes {
	char date[11];              /* aaaa-mm-dd */
	const char *codes[MATCH_SITUATION_COUNT], *details[MATCH_SITUATION_COUNT]; /* NULL: the table's */
	bool (*exists)(void *context, const char *code); /* NULL: every code does */
	void *context;
};

enum { GLOSA_CODE_TEXT = 8 };

void glosa_code(const struct glosa_codes *g, enum match_situation situation, char code[GLOSA_CODE_TEXT]);
void glosa_detail(const struct glosa_codes *g, enum match_situation situation, char code[GLOSA_CODE_TEXT]);

/* What an authorised line carries to the item that it is related to: correlation numbers of the operator's accounts payable and
 * receivable, 0 for none, and the values in cents that go with them. */
struct match_carry {
	int64_t number_payable, payable;       /* NROGCRPAG, valor a pagar */
	int64_t number_receivable, receivable; /* NROGCRREC, valor a receber */
};

/* An item's values in cents: processado = liberado + glosa. */
struct match_values {
	int64_t processed, released, denied;
	struct match_carry carried;            /* what was carried; zeros where nothing was */
};

/* The values of an item of INFORMED cents. CARRY: of the line it is related to; NULL when ACTION is another one. The numbers are
 * independent: the value receivable goes with NROGCRREC ≠ 0, the value payable with NROGCRPAG ≠ 0, and this one is then also what
 * is processed and released. */
struct match_values match_values(enum match_action action, int64_t informed, const struct match_carry *carry);

#endif
