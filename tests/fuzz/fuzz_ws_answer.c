/* Answers of web services: whatever an operator's server sends back, reading it ends, keeps within its own memory and judges it the
 * same way twice. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "send/ws_call.h"

struct bytes {
	const uint8_t *data;
	size_t at, len;
};

static ssize_t read_bytes(void *context, char *buffer, size_t n)
{
	struct bytes *b = context;
	size_t left = b->len - b->at;
	n = n < left ? n : left;
	memcpy(buffer, b->data + b->at, n);
	b->at += n;
	return (ssize_t)n;
}

/* Touches every text, so that the sanitizer sees a wrong one. */
static size_t weigh(const struct ws_answer *a)
{
	size_t sum = strlen(a->root) + strlen(a->version) + strlen(a->business) + strlen(a->fault_text) + strlen(a->reason);
	for (size_t i = 0; i < a->nmotives; i++)
		sum += strlen(a->motives[i].code) + strlen(a->motives[i].text);
	for (size_t i = 0; i < a->nprotocols; i++) {
		const struct ws_protocol *p = &a->protocols[i];
		sum += strlen(p->number) + strlen(p->lot) + strlen(p->date) + strlen(p->payment_date) + p->nmotives;
		for (size_t k = 0; k < p->nguides; k++) {
			const struct ws_guide *g = &p->guides[k];
			sum += strlen(g->provider_number) + strlen(g->operator_number) + strlen(g->card) + g->nmotives;
			if (g->items_denied > g->items)
				abort();
		}
	}
	return sum;
}

static enum ws_outcome judge(const uint8_t *data, size_t len, size_t *sum)
{
	struct error err = ERROR_INIT;
	struct bytes bytes = { data, 0, len };
	struct xml_source source = { .context = &bytes, .read = read_bytes };
	struct soap_result soap = SOAP_RESULT_INIT;
	struct buf reason = BUF_INIT;
	struct ws_answer a;
	if (ws_answer_read(source, "resposta", &a, &err) != 0)
		abort(); /* nothing here can fail to be read */
	soap.outcome = SOAP_ANSWERED;
	soap.http_status = 200;
	enum ws_outcome outcome = ws_judge(&soap, &a, WS_LOT, &reason);
	if (outcome == WS_ANSWERED && a.kind == WS_RECEIPT && (a.nprotocols != 1 || a.protocols[0].number[0] == '\0'))
		abort(); /* a receipt without a protocol settles nothing */
	*sum = weigh(&a);
	ws_answer_release(&a);
	buf_release(&reason);
	error_release(&err);
	return outcome;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	size_t first, second;
	enum ws_outcome outcome = judge(data, len, &first);
	if (judge(data, len, &second) != outcome || first != second)
		abort();
	return 0;
}
