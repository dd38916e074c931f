/* The simulated operator: takes the requests of the three services, validates them with the library's own validator, keeps the lots,
 * counts them, and answers, or misbehaves as it was told. Deterministic: the same requests in the same order give the same bytes. */
#ifndef SIM_SIM_H
#define SIM_SIM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "io/http_server.h"
#include "sim/sim_fault.h"
#include "sim/sim_lot.h"

enum { SIM_STAGES_MAX = 16 };

/* Strings are borrowed for the simulator's life. */
struct sim_options {
	const char *date, *time;          /* of answers */
	const char *payment_date;
	const char *registro;             /* the operator; NULL: whoever a message is for */
	const char *name, *cnpj;          /* of the operator */
	const char *login, *password_md5; /* demanded; NULL: none */
	uint64_t first_protocol;
	int stages[SIM_STAGES_MAX];       /* the situations of a protocol, one for each time it is asked for; the last one stays */
	size_t nstages;
	const struct sim_denial *denials;
	bool accept_repeated;             /* a lot number may come twice */
	const char *keep_dir;             /* every request and answer is kept here; NULL: none is */
	const char *log_file;             /* a line of CSV for every request; NULL: none */
	void (*complain)(const char *text);
};

struct sim;

/* OPTIONS and RULES are borrowed; RULES change while they are used. NULL with ERR set. */
struct sim *sim_new(const struct sim_options *options, struct sim_rules *rules, struct error *err);
void sim_free(struct sim *s);

/* Answers one request: http_options.handle, with the simulator as its context. */
void sim_handle(void *sim, const struct http_request *request, struct http_answer *answer);

#endif
