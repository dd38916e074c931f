/* Inside of sim/sim_answer.h: small steps that answers and statements share. */
#ifndef SIM_SIM_TREE_H
#define SIM_SIM_TREE_H

#include <stdint.h>

#include "sim/sim_answer.h"

/* Adds an element with an amount of CENTS. */
void sim_put_amount(struct xml_tree *t, struct xml_node *node, const char *name, int64_t cents);

/* Adds an element unless TEXT is empty. */
void sim_put(struct xml_tree *t, struct xml_node *node, const char *name, const char *text);

/* Adds NAME as ct_contratadoDados. */
void sim_put_contractor(struct xml_tree *t, struct xml_node *node, const char *name, const struct sim_provider *who);

/* A motive with its code, and the code's name where its text is known. */
void sim_put_motive(struct xml_tree *t, struct xml_node *node, const char *name, const char *code);

/* Makes ROOT/cabecalho and returns ROOT/BODY. */
struct xml_node *sim_begin(struct xml_tree *t, const struct sim_letter *l, const char *root, const char *transaction, const char *body);

#endif
