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
#include "tiss/operator.h"
#include "tiss/rules_sum.h"
#include "tiss/walk.h"

enum { RULES_REQUIRED_MAX = 32 };

/* Sums of the guide's items, in cents; only good while COMPLETE: every item had a readable amount. */
struct guide_sums {
	bool complete;
	int64_t total;               /* of all items */
	int64_t multiplied;          /* odonto: with the quantities */
	int64_t buckets[FIELD_COUNT];/* by the field of the guide's total that they belong to */
};

struct rules_layer {
	bool rules_on, operator_on;
	struct operator_book *book;          /* borrowed */
	const struct operator *operator;     /* of this message */
	struct error *error;                 /* where a profile that is wrong is told; borrowed */
	date_days first_service, last_service; /* of the guide's items */
	struct field_value first_item, last_item;
	unsigned service_from;
	bool required_seen[RULES_REQUIRED_MAX]; /* the profile's required fields, in the element they belong to */
	struct fields fields;
	struct field_value guide[FIELD_COUNT], item[FIELD_COUNT];
	struct guide_sums sums;
	struct names *numbers;       /* of the guides of this message */
	struct names *items;         /* what makes an item of this guide the same as another */
	uint32_t *item_ordinals;     /* which item each of them was first */
	size_t item_ordinals_cap;
	uint8_t sequence[8192];      /* bits: the item numbers this guide has used */
	char header_operator[8];     /* destino/registroANS (origem's, in an operator's message) */
	char *registered;            /* data/registered-operators.tab, read when first needed */
	date_days message_date;
	bool from_operator;          /* an operator's message */
	bool told_expired, told_late, told_deadline; /* once a guide is enough */
	struct sums *totals;
};

/* BOOK: the operators; ERR: told when a message's profile is wrong. Both borrowed. */
void rules_layer_init(struct rules_layer *l, struct vocabulary *vocabulary, bool rules_on, bool operator_on,
                      struct operator_book *book, struct error *err);
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
void rule_tuss(struct walk *w, const struct rules_layer *l);
/* at the end of a guide */
void rule_guide_duplicate(struct walk *w, struct rules_layer *l);
void rule_guide_total(struct walk *w, const struct rules_layer *l);
void rule_date_order(struct walk *w, const struct rules_layer *l);
void rule_date_deadline_period(struct walk *w, struct rules_layer *l);
void rule_operator_guide(struct walk *w, const struct rules_layer *l);
void rule_operator_card(struct walk *w, const struct rules_layer *l);
void rule_beneficiary(struct walk *w, const struct rules_layer *l);
/* at any value */
void rule_id_cpf(struct walk *w, const char *value, size_t len);
void rule_id_cnpj(struct walk *w, const char *value, size_t len);
void rule_id_cns(struct walk *w, const char *value, size_t len);
void rule_operator_header(struct walk *w, struct rules_layer *l, const char *value, size_t len);

void rule_operator_version(struct walk *w, const struct rules_layer *l, const char *value, size_t len);
void rule_provider(struct walk *w, const struct rules_layer *l, const char *value, size_t len);
/* at any element: the fields that the profile requires */
void rule_required_value(struct walk *w, struct rules_layer *l, size_t len);
void rule_required_end(struct walk *w, struct rules_layer *l);

/* The day of service of the item that just ended: its own date, or the guide's (consulta). */
date_days rules_service_date(const struct rules_layer *l, const struct field_value **field, unsigned *from, const struct walk *w);

#endif
