/* How the simulated operator is told to misbehave: rules "SERVICE=MANNER[:VALUE][*TIMES]", each used up before the next one of its
 * service comes. */
#ifndef SIM_SIM_FAULT_H
#define SIM_SIM_FAULT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "send/ws_request.h"

enum sim_manner {
	SIM_NORMAL,
	SIM_REFUSE,      /* mensagemErro with the code VALUE; not received */
	SIM_FAULT,       /* tissFaultWS VALUE; not received, but with ErroInesperadoServidor, which is told after receiving */
	SIM_SOAP_FAULT,  /* a SOAP fault without tissFaultWS: Client (not received) or Server (received) */
	SIM_DELAY,       /* received; the answer waits VALUE milliseconds */
	SIM_DROP,        /* received; the connection is closed without an answer */
	SIM_LOSE,        /* the same seen from outside, but not received */
	SIM_CUT,         /* received; the connection is closed in the middle of the answer */
	SIM_GARBAGE,     /* received; the answer is no XML */
	SIM_EMPTY,       /* received; the answer is empty */
	SIM_REPEAT,      /* received; the receipt bears the protocol of the lot before */
	SIM_WRONG_LOT,   /* received; the receipt names another lot */
	SIM_HTTP,        /* HTTP status VALUE without SOAP; received if it is 5xx */
	SIM_SOAP_STATUS, /* received and answered, with HTTP status VALUE */
	SIM_HUGE,        /* received; VALUE bytes of spaces follow the answer */
	SIM_PREFIX,      /* received; the answer's prefix is VALUE ("-": none, a default namespace) */
	SIM_BARE,        /* received; the answer has no SOAP envelope and no XML declaration */
	SIM_OTHER,       /* received; the answer is another service's */
	SIM_MANNERS
};

struct sim_rule {
	enum sim_manner manner;
	char value[64];
	uint64_t number;   /* VALUE as a number, where it is one */
	uint64_t left;     /* times; 0: without end */
	int service;       /* enum ws_service, or -1: any */
	struct sim_rule *next;
};

struct sim_rules {
	struct sim_rule *first;
};

/* Adds the rule TEXT, of "lote=drop*1,status=delay:500" also several. -1 with ERR set, in Portuguese. */
int sim_rules_add(struct sim_rules *r, const char *text, struct error *err);
void sim_rules_clear(struct sim_rules *r);

/* The rule for the next request to SERVICE, counted down; SIM_NORMAL when there is none. */
struct sim_rule sim_rules_take(struct sim_rules *r, enum ws_service service);

/* The name of MANNER, as rules have it; and all of them with what they mean, for people. */
const char *sim_manner_name(enum sim_manner manner);
void sim_manner_list(struct buf *out);

/* The name of SERVICE in rules: "lote", "status", "demonstrativo". */
const char *sim_service_name(enum ws_service service);

#endif
