/* Whole exchanges with a server in this process: what HTTP says of an answer's bytes, and what the exchange comes to. */
#include <signal.h>
#include <stdlib.h>

#include "io/http_server.h"
#include "send/ws_call.h"

#include "unit.h"

#define MESSAGE(lot) "<protocoloRecebimentoWS xmlns='http://www.ans.gov.br/padroes/tiss/schemas'><recebimentoLote><protocoloRecebimento>" \
	"<numeroLote>" lot "</numeroLote><detalheProtocolo><numeroProtocolo>7</numeroProtocolo></detalheProtocolo></protocoloRecebimento>" \
	"</recebimentoLote></protocoloRecebimentoWS>"

static const char *body, *type, *location;
static int status;

static void handle(void *context, const struct http_request *r, struct http_answer *a)
{
	(void)context, (void)r;
	a->status = status;
	a->type = type;
	a->location = location;
	buf_adds(&a->body, body);
}

static struct http_server *server;
static struct ws_exchange exchange = WS_EXCHANGE_INIT;

static void call(void)
{
	struct error err = ERROR_INIT;
	struct buf url = BUF_INIT;
	struct spool request = SPOOL_INIT;
	buf_addf(&url, "http://127.0.0.1:%u/", http_server_port(server));
	struct soap_options o = { .url = buf_str(&url), .total_timeout = 10 };
	ws_exchange_release(&exchange);
	spool_write(&request, "<x/>", 4);
	CHECK_INT(spool_rewind(&request, &err), 0);
	CHECK_INT(ws_call(&o, WS_LOT, &request, XML_OUT_UTF_8, &exchange, &err), 0);
	CHECK_STR(buf_str(&err.text), "");
	spool_release(&request);
	buf_release(&url);
	error_release(&err);
}

static void answers(int http_status, const char *content_type, const char *text)
{
	status = http_status;
	type = content_type;
	body = text;
	call();
}

static void received(const char *content_type, const char *text, const char *lot)
{
	answers(200, content_type, text);
	CHECK_INT(exchange.outcome, WS_ANSWERED);
	if (CHECK_INT(exchange.answer.nprotocols, 1))
		CHECK_STR(exchange.answer.protocols[0].lot, lot);
	CHECK_INT(exchange.soap.answer.size, strlen(text)); /* the bytes as they came */
}

static void test_charsets(void)
{
	received("text/xml; charset=utf-8", MESSAGE("\xc3\xa7"), "ç");
	received("text/xml; charset=ISO-8859-1", MESSAGE("\xe7"), "ç");
	received("text/xml;charset=\"iso-8859-1\"", MESSAGE("\xe7"), "ç");
	received("text/xml; charset=utf-8", "<?xml version='1.0' encoding='ISO-8859-1'?>" MESSAGE("\xe7"), "ç");
	answers(200, "text/xml; charset=utf-8", MESSAGE("\xe7"));
	CHECK_INT(exchange.outcome, WS_UNCERTAIN);
}

static void test_parts(void)
{
	static const char mtom[] = "multipart/related; type=\"application/xop+xml\"; boundary=\"uuid:1\"";
	received(mtom, "--uuid:1\r\nContent-Type: application/xop+xml\r\nContent-ID: <raiz>\r\n\r\n" MESSAGE("12") "\r\n--uuid:1--\r\n", "12");
	received(mtom, "--uuid:1\r\n\r\n<?xml version='1.0'?>" MESSAGE("12") "\r\n--uuid:1\r\n\r\noutra\r\n--uuid:1--", "12");
	answers(200, mtom, "--uuid:1\r\nsem fim");
	CHECK_INT(exchange.outcome, WS_UNCERTAIN);
	answers(200, mtom, "--");
	CHECK_INT(exchange.outcome, WS_UNCERTAIN);
}

static void test_statuses(void)
{
	answers(404, "text/html", "<html/>");
	CHECK_INT(exchange.outcome, WS_REFUSED);
	answers(500, "text/html", "<html/>");
	CHECK_INT(exchange.outcome, WS_UNCERTAIN);
	location = "https://outro.example/\x1b[31mtiss";
	answers(302, "text/html", "");
	CHECK_INT(exchange.outcome, WS_REFUSED);
	CHECK(strstr(buf_str(&exchange.reason), "https://outro.example/") != NULL);
	CHECK(strchr(buf_str(&exchange.reason), '\x1b') == NULL);
	location = NULL;
	answers(500, "text/xml", MESSAGE("12"));
	CHECK_INT(exchange.outcome, WS_ANSWERED);
}

int main(void)
{
	struct error err = ERROR_INIT;
	struct http_options o = { .body_max = 1024, .handle = handle };
	signal(SIGPIPE, SIG_IGN);
	server = http_server_start(&o, &err);
	CHECK(server != NULL);
	UNIT_RUN(test_charsets);
	UNIT_RUN(test_parts);
	UNIT_RUN(test_statuses);
	ws_exchange_release(&exchange);
	http_server_stop(server);
	error_release(&err);
	return unit_done();
}
