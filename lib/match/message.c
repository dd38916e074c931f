#include "match/message.h"

#include <stdlib.h>

#include "base/mem.h"
#include "tiss/validator.h"

struct message_reader {
	struct validator *validator;
	struct lot_reader *reader;
	void (*put)(void *context, const struct finding *f);
	void *context;
};

/* Warnings do not keep a message from being taken, and are tiss-validate's to tell. */
static void put(void *context, const struct finding *f)
{
	struct message_reader *m = context;
	if (f->severity == FINDING_ERRO && !f->ignored)
		m->put(m->context, f);
}

struct message_reader *message_reader_new(const char *profile, void (*sink)(void *context, const struct finding *f), void *context,
                                          struct error *err)
{
	struct message_reader *m = mem_zero(1, sizeof *m);
	struct validator_options options = {
		.layers = ((1u << LAYER_COUNT) - 1) & ~(1u << LAYER_OPERATOR), .limits = LIMITS_OF_THE_NORM,
		.operator = { .profile = profile }, .put = put, .context = m,
	};
	m->put = sink;
	m->context = context;
	m->reader = lot_reader_new();
	m->validator = validator_new(&options, err);
	if (m->validator != NULL)
		return m;
	message_reader_free(m);
	return NULL;
}

void message_reader_free(struct message_reader *m)
{
	if (m == NULL)
		return;
	validator_free(m->validator);
	lot_reader_free(m->reader);
	free(m);
}

int message_judge(struct message_reader *m, const struct fix_input *in, struct lot_head *head, struct error *err)
{
	struct validation result;
	if (fix_input_rewind(in, err) != 0 ||
	    validator_run(m->validator, xml_source_fd(&in->fd), in->name, NULL, NULL, &result, err) != 0)
		return -1;
	if (result.errors > 0)
		return 0;
	if (lot_reader_head(m->reader, in, head, err) != 0)
		return -1;
	return head->schema != NULL ? 1 : error_set(err, "%s: não é uma mensagem do Padrão TISS", in->name);
}

int message_read(struct message_reader *m, const struct fix_input *in, const struct lot_head *head, struct lot_listener *l,
                 struct error *err)
{
	struct lot_reading reading;
	if (lot_reader_run(m->reader, in, head, 0, l, &reading, err) != 0)
		return -1;
	return reading.sound ? 0 : error_set(err, "%s: o arquivo mudou enquanto era lido", in->name);
}
