/* The simulated operator's answers as trees (fmt/xml_tree.h), with what any version may want: send/ws_message.h writes of them what
 * the version at hand has. */
#ifndef SIM_SIM_ANSWER_H
#define SIM_SIM_ANSWER_H

#include <stdbool.h>
#include <stddef.h>

#include "fmt/xml_tree.h"
#include "send/ws_request.h"
#include "sim/sim_lot.h"

/* Who answers, to whom, when. Texts are borrowed. */
struct sim_letter {
	const char *registro, *operator_name, *operator_cnpj; /* the operator */
	const struct sim_provider *to;
	const char *version, *sequence, *date, *time;
	const char *payment_date;
};

/* Each makes the tree of a whole *WS message, its hash left out, in T. */
void sim_answer_error(struct xml_tree *t, const struct sim_letter *l, enum ws_service service, const char *code, const char *text);
void sim_answer_receipt(struct xml_tree *t, const struct sim_letter *l, const struct sim_lot *lot, const char *number,
                        const char *protocol);
void sim_answer_situation(struct xml_tree *t, const struct sim_letter *l, const struct sim_lot *lot);
void sim_answer_preparing(struct xml_tree *t, const struct sim_letter *l, const struct sim_lot *lot, const char *request, int kind);
void sim_answer_analysis(struct xml_tree *t, const struct sim_letter *l, const struct sim_lot *const lots[], size_t n);
void sim_answer_payment(struct xml_tree *t, const struct sim_letter *l, const struct sim_lot *const lots[], size_t n);
void sim_answer_payment_odonto(struct xml_tree *t, const struct sim_letter *l, const struct sim_lot *const lots[], size_t n);

#endif
