/* A lot as the simulated operator keeps it: what receipts, situations and statements are made of. */
#ifndef SIM_SIM_LOT_H
#define SIM_SIM_LOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "fmt/xml_tree.h"
#include "schema/schema.h"

/* Texts are owned by the lot and never NULL; amounts are in cents, quantities at scale 4. */
struct sim_item {
	const char *sequence, *date, *table, *code, *description, *participation;
	const char *tooth, *region, *face; /* odontologia */
	int64_t quantity, value, franchise, denied;
	const char *glosa;                 /* why; "" unless DENIED */
};

struct sim_guide {
	const char *number, *operator_number, *password, *card, *newborn, *beneficiary, *start, *end, *professional;
	struct sim_item *items;
	size_t nitems;
	int64_t value, franchise, denied;
	const char *glosa;                 /* of a guide denied as a whole; "" otherwise */
};

/* Who sent it, as headers and bodies name him. */
struct sim_provider {
	const char *kind, *value;          /* "CNPJ", "CPF", "codigoPrestadorNaOperadora" */
	const char *name, *cnes;
};

struct sim_lot {
	const char *number, *protocol, *version, *registro, *received;
	struct sim_provider provider;
	bool odonto;
	struct sim_guide *guides;
	size_t nguides;
	int64_t value, franchise, denied;
	int status;                        /* dm_statusProtocolo */
	size_t stage;                      /* how often its status was asked for */
	bool fixed;                        /* STATUS was set by hand and stays */
	struct sim_lot *next;
	struct arena arena;
};

/* What is to be denied: GUIDE[/ITEM]=CODE[:VALUE], "*" for any. */
struct sim_denial {
	char guide[32], item[8], code[8];
	int64_t amount;                    /* cents; -1: all of it */
	struct sim_denial *next;
};

/* Reads "GUIDE[/ITEM]=CODE[:VALUE]" into *D. -1 with ERR set. */
int sim_denial_read(struct sim_denial *d, const char *text, struct error *err);

/* The lot in ROOT, a loteGuiasWS. Its protocol, date and status are the caller's to set. Freed with sim_lot_free. */
struct sim_lot *sim_lot_new(const struct xml_node *root);
void sim_lot_free(struct sim_lot *lot);

/* Denies what DENIALS say. A code that SCHEMA's version does not have is passed over and, with the code, told to MISSING. */
void sim_lot_deny(struct sim_lot *lot, const struct sim_denial *denials, struct schema *schema,
                  void (*missing)(void *context, const char *code), void *context);

/* Whether dm_tipoGlosa of SCHEMA's version has CODE. */
bool sim_has_code(struct schema *schema, const char *code);

/* Who sent ROOT, a *WS message: from its header; name and CNES from anywhere in it. Texts in ARENA. */
struct sim_provider sim_provider_of(const struct xml_node *root, struct arena *arena);

/* The first element NAME below NODE, at any depth, in document order; NULL when there is none. */
const struct xml_node *sim_find(const struct xml_node *node, const char *name);

/* Its text, copied; "" when there is none. NAMES: several, separated by spaces, the first one that is there counts. */
const char *sim_take(const struct xml_node *node, const char *names, struct arena *arena);

#endif
