/* Inside of sim/sim.h: what the simulated operator remembers, and the request at hand. */
#ifndef SIM_SIM_STATE_H
#define SIM_SIM_STATE_H

#include "schema/schema_store.h"
#include "sim/sim.h"
#include "sim/sim_answer.h"
#include "tiss/validator.h"

struct sim_verdict;

/* How often a lot number came, received or not. */
struct sim_count {
	char *number;
	uint64_t received, refused;
	struct sim_count *next;
};

struct sim {
	const struct sim_options *options;
	struct sim_rules *rules;
	struct vocabulary vocabulary;
	struct schema_store *schemas;
	struct validator *validator;
	struct sim_lot *lots, **lots_end; /* in the order of reception */
	struct sim_count *counts;
	struct sim_verdict *verdict;     /* of the request being checked */
	uint64_t requests, protocols, letters;
	struct buf log;                  /* CSV, all of it */
	int log_fd;                      /* -1: none */
};

/* What the validator found first, by layers. */
struct sim_verdict {
	bool version, structure, hash;   /* errors of these kinds */
	char code[8];                    /* of the first other error … */
	struct buf message;              /* … and what it says */
	bool error;
};

void sim_verdict_add(struct sim_verdict *v, const struct finding *f);

/* A request being answered. */
struct sim_case {
	struct sim *sim;
	enum ws_service service;
	struct sim_rule rule;
	const struct http_request *request;
	struct http_answer *answer;
	struct xml_tree tree;            /* the request's envelope */
	const struct xml_node *root;     /* its *WS element */
	struct schema *schema;           /* of the version of answers */
	struct sim_provider provider;
	struct arena arena;
	struct sim_letter letter;
	struct sim_verdict verdict;
	char sequence[16];
	const char *lot, *protocol, *outcome; /* for the log; never NULL */
};

/* sim_reply.c: writes T as the answer, in the manner of the rule. */
void sim_reply(struct sim_case *c, const struct xml_tree *t);
void sim_reply_fault(struct sim_case *c, const char *tiss_fault);   /* with HTTP 500, as SOAP demands */
void sim_reply_soap_fault(struct sim_case *c, const char *code);
void sim_reply_text(struct http_answer *answer, int status, const char *type, const char *text);

/* sim_check.c: reads the request's tree, false when it is no SOAP message of its service; holds it against schema and rules. */
bool sim_read_request(struct sim_case *c);
int sim_check(struct sim_case *c, struct error *err);

/* sim_control.c: /_control */
void sim_control(struct sim *s, const struct http_request *request, struct http_answer *answer);

/* sim_log.c: the line of this request, and its files. */
int sim_log_open(struct sim *s, struct error *err);
void sim_log_add(struct sim_case *c);

/* The lot with PROTOCOL, NULL when there is none. */
struct sim_lot *sim_find_protocol(struct sim *s, const char *protocol);
struct sim_count *sim_count_of(struct sim *s, const char *number);

#endif
