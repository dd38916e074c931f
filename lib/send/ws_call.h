/* One exchange with an operator: the request goes, the answer is read, and the outcome is one of four (lots.md, "Sending"). */
#ifndef SEND_WS_CALL_H
#define SEND_WS_CALL_H

#include "base/buf.h"
#include "base/error.h"
#include "base/spool.h"
#include "fmt/xml_writer.h"
#include "io/soap.h"
#include "send/ws_answer.h"
#include "send/ws_request.h"

enum ws_outcome {
	WS_NOT_SENT,  /* before any byte of the request left: safe to try again (exit 3) */
	WS_REFUSED,   /* HTTP 3xx or 4xx without SOAP: the server did not take it, and will not as it is (exit 1) */
	WS_ANSWERED,  /* a SOAP answer that settles the matter: a receipt, a situation, mensagemErro, a fault that says it was not taken */
	WS_UNCERTAIN  /* the lot may have been received (exit 4) */
};

struct ws_exchange {
	enum ws_outcome outcome;
	struct ws_answer answer;  /* when WS_ANSWERED; also a fault that left the outcome uncertain */
	struct soap_result soap;  /* with the answer's bytes */
	struct buf reason;        /* in Portuguese, one line, for all but WS_ANSWERED */
};

#define WS_EXCHANGE_INIT { WS_NOT_SENT, WS_ANSWER_INIT, SOAP_RESULT_INIT, BUF_INIT }

void ws_exchange_release(struct ws_exchange *x);

/* Sends REQUEST to SERVICE, a whole envelope, rewound. ENCODING: that of the request. 0 with *X filled, -1 with ERR set as by soap_call. */
int ws_call(const struct soap_options *options, enum ws_service service, struct spool *request, enum xml_output_encoding encoding,
            struct ws_exchange *x, struct error *err);

/* What SOAP, whose answer is READ, comes to when SERVICE was asked; *REASON is added to. Pure: the rules of lots.md, "Sending",
 * items 2 to 4. An answer that belongs to another service is none. */
enum ws_outcome ws_judge(const struct soap_result *soap, const struct ws_answer *read, enum ws_service service, struct buf *reason);

#endif
