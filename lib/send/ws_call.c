#include "send/ws_call.h"

#include <errno.h>
#include <string.h>

#include "base/visible.h"
#include "send/ws_body.h"

void ws_exchange_release(struct ws_exchange *x)
{
	ws_answer_release(&x->answer);
	soap_result_release(&x->soap);
	buf_release(&x->reason);
	x->outcome = WS_NOT_SENT;
}

static ssize_t read_spool(void *context, char *buffer, size_t n)
{
	struct spool *s = context;
	struct error ignored = ERROR_INIT;
	uint64_t left = s->size - s->at;
	if (n > left)
		n = (size_t)left;
	int got = n > 0 ? spool_read(s, buffer, n, &ignored) : 0;
	error_release(&ignored);
	if (got < 0) {
		errno = EIO;
		return -1;
	}
	return (ssize_t)n;
}

/* An answer that says nothing itself: what the HTTP status says. */
static enum ws_outcome judge_status(const struct soap_result *soap, const struct ws_answer *read, struct buf *reason)
{
	buf_addf(reason, "o servidor respondeu HTTP %ld", soap->http_status);
	if (soap->http_status >= 300 && soap->http_status < 400 && soap->location.len > 0) {
		buf_adds(reason, ", que manda para ");
		visible_add(reason, soap->location.data, soap->location.len);
		buf_adds(reason, "; o endereço no perfil da operadora precisa ser o final");
	}
	if (soap->http_status >= 300 && soap->http_status < 500) {
		buf_adds(reason, ", e não recebeu a mensagem");
		return WS_REFUSED;
	}
	buf_adds(reason, ", e a resposta não se entende: ");
	visible_add(reason, read->reason, strlen(read->reason));
	return WS_UNCERTAIN;
}

static enum ws_outcome judge_fault(const struct ws_answer *read, struct buf *reason)
{
	bool standard = read->fault != WS_FAULT_OTHER;
	if (standard ? read->fault != WS_FAULT_ERRO_INESPERADO : read->fault_of_client)
		return WS_ANSWERED;
	buf_adds(reason, ws_fault_meaning(read->fault));
	if (read->fault_text[0] != '\0') {
		buf_adds(reason, " (");
		visible_add(reason, read->fault_text, strlen(read->fault_text));
		buf_addc(reason, ')');
	}
	return WS_UNCERTAIN;
}

/* Whether SERVICE may answer so; mensagemErro is told from its message. */
static bool belongs(const struct ws_answer *read, enum ws_service service)
{
	static const char *const roots[WS_SERVICES] = {
		[WS_LOT] = "protocoloRecebimentoWS", [WS_STATUS] = "situacaoProtocoloWS", [WS_STATEMENT] = "demonstrativoRetornoWS",
	};
	switch (read->kind) {
	case WS_RECEIPT: return service == WS_LOT;
	case WS_SITUATION: return service == WS_STATUS;
	case WS_STATEMENTS:
	case WS_PREPARING: return service == WS_STATEMENT;
	default: return strcmp(read->root, roots[service]) == 0 || strcmp(read->root, "mensagemTISS") == 0;
	}
}

enum ws_outcome ws_judge(const struct soap_result *soap, const struct ws_answer *read, enum ws_service service, struct buf *reason)
{
	if (soap->outcome != SOAP_ANSWERED) {
		buf_adds(reason, buf_str(&soap->reason));
		return soap->outcome == SOAP_NOT_SENT ? WS_NOT_SENT : WS_UNCERTAIN;
	}
	if (read->kind == WS_UNREADABLE)
		return judge_status(soap, read, reason);
	if (read->kind == WS_FAULT)
		return judge_fault(read, reason);
	if (belongs(read, service))
		return WS_ANSWERED;
	buf_addf(reason, "o servidor respondeu com a mensagem de outro serviço (%s)", read->root); /* one of the standard's own */
	return WS_UNCERTAIN;
}

/* The answer cannot be read for a reason of this machine's: what it said is not known. */
static void lose_answer(struct ws_exchange *x, const struct error *why)
{
	x->soap.outcome = SOAP_UNKNOWN;
	buf_addf(&x->soap.reason, "a resposta chegou e não pôde ser lida: %s", buf_str(&why->text));
}

static int read_answer(struct ws_exchange *x, struct error *err)
{
	struct ws_body body = WS_BODY_INIT;
	struct xml_source source;
	int result = ws_body_open(&body, &x->soap.answer, buf_str(&x->soap.content_type), &source, err);
	if (result == 0)
		result = ws_answer_read(source, "resposta da operadora", &x->answer, err);
	ws_body_release(&body);
	return result == 0 ? spool_rewind(&x->soap.answer, err) : -1;
}

int ws_call(const struct soap_options *options, enum ws_service service, struct spool *request, enum xml_output_encoding encoding,
            struct ws_exchange *x, struct error *err)
{
	struct soap_body body = { .context = request, .read = read_spool, .size = request->size,
	                          .charset = encoding == XML_OUT_UTF_8 ? "UTF-8" : "ISO-8859-1" };
	struct error lost = ERROR_INIT;
	if (soap_call(options, &body, &x->soap, err) != 0)
		return -1;
	if (x->soap.outcome == SOAP_ANSWERED && read_answer(x, &lost) != 0)
		lose_answer(x, &lost);
	x->outcome = ws_judge(&x->soap, &x->answer, service, &x->reason);
	error_release(&lost);
	return 0;
}
