/* Layers "rules" (of the norm) and "operator" (of the operator's profile and registries).
 *
 * The layer gathers the fields of the guide and item that pass (tiss/fields.h) and calls the rules when an item or a guide
 * is complete. A rule is a function over what was gathered; it sees one guide at a time, so memory is bounded by one
 * guide and the set of guide numbers. */
#ifndef TISS_RULES_LAYER_H
#define TISS_RULES_LAYER_H

#include "base/names.h"
#include "tiss/fields.h"
#include "tiss/guides.h"
#include "tiss/rules_sum.h"
#include "tiss/walk.h"

/* What the operator's side knows, all optional. */
struct operator_rules {
	char registro_ans[8];        /* of the profile; "" when there is none */
	int deadline_days;           /* 0: none */
};

/* Sums of the guide's items, in cents; only good while COMPLETE: every item had a readable amount. */
struct guide_sums {
	bool complete;
	int64_t total;               /* of all items */
	int64_t multiplied;          /* odonto: with the quantities */
	int64_t buckets[FIELD_COUNT];/* by the field of the guide's total that they belong to */
};

struct rules_layer {
	bool rules_on, operator_on;
	struct operator_rules operator;
	struct fields fields;
	struct field_value guide[FIELD_COUNT], item[FIELD_COUNT];
	struct guide_sums sums;
	struct names *numbers;       /* of the guides of this message */
	struct names *items;         /* what makes an item of this guide the same as another */
	uint32_t *item_ordinals;     /* which item each of them was first */
	size_t item_ordinals_cap;
	uint8_t sequence[8192];      /* bits: the item numbers this guide has used */
	uint32_t destination_line;
	char destination[8];         /* destino/registroANS (origem's, in an operator's message) */
	char header_operator[8];
	date_days message_date;
	bool from_operator;          /* an operator's message */
	bool told_expired, told_late, told_deadline; /* once a guide is enough */
	struct sums *totals;
};

void rules_layer_init(struct rules_layer *l, struct vocabulary *vocabulary, bool rules_on, bool operator_on,
                      const struct operator_rules *operator);
void rules_layer_release(struct rules_layer *l);
void rules_layer_begin(struct rules_layer *l);

void rules_layer_start(struct walk *w);
void rules_layer_value(struct walk *w, const char *value, size_t len);
void rules_layer_end(struct walk *w);

/* ---- the rules, called by the layer; each says its row of the table in validation.md ---- */

/* at the end of an item */
void rule_item_sequence(struct walk *w, struct rules_layer *l);
void rule_item_duplicate(struct walk *w, struct rules_layer *l);
void rule_item_quantity(struct walk *w, const struct rules_layer *l);
void rule_item_amount(struct walk *w, const struct rules_layer *l);
void rule_item_total(struct walk *w, const struct rules_layer *l);
void rule_date_future(struct walk *w, const struct rules_layer *l);
void rule_item_hours(struct walk *w, const struct rules_layer *l);
void rule_date_authorization(struct walk *w, struct rules_layer *l);
void rule_date_deadline(struct walk *w, struct rules_layer *l);
/* at the end of a guide */
void rule_guide_duplicate(struct walk *w, struct rules_layer *l);
void rule_guide_total(struct walk *w, const struct rules_layer *l);
void rule_date_order(struct walk *w, const struct rules_layer *l);
void rule_operator_guide(struct walk *w, const struct rules_layer *l);
/* at any value */
void rule_id_cpf(struct walk *w, const char *value, size_t len);
void rule_id_cnpj(struct walk *w, const char *value, size_t len);
void rule_id_cns(struct walk *w, const char *value, size_t len);
void rule_operator_header(struct walk *w, const struct rules_layer *l, const char *value, size_t len);

/* The day of service of the item that just ended: its own date, or the guide's (consulta). */
date_days rules_service_date(const struct rules_layer *l, const struct field_value **field, unsigned *from, const struct walk *w);

#endif
