#include "sim/sim.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "sim/sim_state.h"

static void on_finding(void *context, const struct finding *f)
{
	struct sim *s = context;
	sim_verdict_add(s->verdict, f);
}


struct sim *sim_new(const struct sim_options *options, struct sim_rules *rules, struct error *err)
{
	struct sim *s = mem_zero(1, sizeof *s);
	struct validator_options v = {
		.layers = (1u << LAYER_COUNT) - 1, .limits = LIMITS_OF_THE_NORM, .put = on_finding, .context = s,
	};
	v.layers &= ~(1u << LAYER_OPERATOR);
	s->options = options;
	s->rules = rules;
	s->lots_end = &s->lots;
	s->log_fd = -1;
	vocabulary_init(&s->vocabulary);
	s->schemas = schema_store_open(&s->vocabulary, false);
	s->validator = validator_new(&v, err);
	if (s->validator == NULL || sim_log_open(s, err) != 0) {
		sim_free(s);
		return NULL;
	}
	return s;
}

void sim_free(struct sim *s)
{
	while (s->lots != NULL) {
		struct sim_lot *next = s->lots->next;
		sim_lot_free(s->lots);
		s->lots = next;
	}
	while (s->counts != NULL) {
		struct sim_count *next = s->counts->next;
		free(s->counts->number);
		free(s->counts);
		s->counts = next;
	}
	if (s->validator != NULL)
		validator_free(s->validator);
	schema_store_free(s->schemas);
	vocabulary_release(&s->vocabulary);
	if (s->log_fd >= 0)
		close(s->log_fd);
	buf_release(&s->log);
	free(s);
}

struct sim_lot *sim_find_protocol(struct sim *s, const char *protocol)
{
	struct sim_lot *lot = s->lots;
	while (lot != NULL && strcmp(lot->protocol, protocol) != 0)
		lot = lot->next;
	return lot;
}

struct sim_count *sim_count_of(struct sim *s, const char *number)
{
	struct sim_count **at = &s->counts;
	while (*at != NULL && strcmp((*at)->number, number) != 0)
		at = &(*at)->next;
	if (*at == NULL) {
		*at = mem_zero(1, sizeof **at);
		(*at)->number = mem_dup(number);
	}
	return *at;
}
