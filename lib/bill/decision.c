#include "bill/decision.h"

#include <string.h>

#include "base/finding.h"

static const struct match_rule rules[MATCH_SITUATION_COUNT] = {
#include "match_table.inc"
};

const struct match_rule *match_rule(enum match_situation situation)
{
	return &rules[situation];
}

enum match_situation match_situation_of(const char *name)
{
	unsigned i = 0;
	while (i < MATCH_SITUATION_COUNT && strcmp(rules[i].name, name) != 0)
		i++;
	return (enum match_situation)i;
}

const char *match_relation_name(enum match_relation relation)
{
	static const char *const names[RELATION_COUNT] = {
		"relacionado", "item-nao-localizado", "quantidade-divergente", "guia-nao-localizada", "sem-chave", "ja-consumida"
	};
	return names[relation];
}

enum match_action match_action(const struct match_rule *rule, enum requirement requirement)
{
	return requirement == REQUIRES_YES ? rule->if_required : rule->if_not;
}

void glosa_code(const struct glosa_codes *g, enum match_situation situation, char code[GLOSA_CODE_TEXT])
{
	const char *codes = g->codes[situation] != NULL ? g->codes[situation] : rules[situation].codes;
	finding_choose_ans(codes, g->date, g->exists, g->context, code);
}

void glosa_detail(const struct glosa_codes *g, enum match_situation situation, char code[GLOSA_CODE_TEXT])
{
	const char *codes = g->details[situation] != NULL ? g->details[situation] : rules[situation].details;
	finding_choose_ans(codes, g->date, g->exists, g->context, code);
}

struct match_values match_values(enum match_action action, int64_t informed, const struct match_carry *carry)
{
	struct match_values v = { .processed = informed, .released = informed };
	if (action == ACTION_GLOSA) {
		v.released = 0;
		v.denied = informed;
	}
	if (action != ACTION_RELACIONA || carry == NULL)
		return v;
	if (carry->number_receivable != 0) {
		v.carried.number_receivable = carry->number_receivable;
		v.carried.receivable = carry->receivable;
	}
	if (carry->number_payable != 0) {
		v.carried.number_payable = carry->number_payable;
		v.carried.payable = carry->payable;
		v.processed = v.released = carry->payable;
	}
	return v;
}
