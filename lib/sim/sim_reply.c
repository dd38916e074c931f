#include <string.h>

#include "send/ws_message.h"
#include "sim/sim_state.h"

static const char xml_type[] = "text/xml; charset=utf-8";

void sim_reply_text(struct http_answer *answer, int status, const char *type, const char *text)
{
	answer->status = status;
	answer->type = type;
	buf_clear(&answer->body);
	buf_adds(&answer->body, text);
}

/* SIM_BARE: only the message. */
static void strip_envelope(struct buf *body)
{
	static const char open[] = "<soapenv:Body>", close[] = "</soapenv:Body>";
	char *from = strstr(body->data, open), *to = strstr(body->data, close);
	struct buf bare = BUF_INIT;
	if (from == NULL || to == NULL)
		return;
	from += sizeof open - 1;
	buf_add(&bare, from, (size_t)(to - from));
	buf_release(body);
	*body = bare;
}

/* What the manner makes of a right answer. */
static void spoil(struct sim_case *c)
{
	struct http_answer *a = c->answer;
	switch (c->rule.manner) {
	case SIM_DELAY: a->delay = (unsigned)c->rule.number; break;
	case SIM_DROP: a->manner = HTTP_DROP; break;
	case SIM_CUT: a->manner = HTTP_CUT; break;
	case SIM_GARBAGE: sim_reply_text(a, 200, "text/html", "<html><body>Sistema em manuten\xe7\xe3o<br></html>\n"); break;
	case SIM_EMPTY: buf_clear(&a->body); break;
	case SIM_SOAP_STATUS: a->status = (int)c->rule.number; break;
	case SIM_HTTP: sim_reply_text(a, (int)c->rule.number, "text/plain", "falha do servidor\n"); break;
	case SIM_BARE: strip_envelope(&a->body); break;
	case SIM_HUGE:
		a->manner = HTTP_HUGE;
		a->filler = c->rule.number;
		break;
	default: break;
	}
}

static void take_spool(struct spool *from, struct buf *to, struct error *err)
{
	size_t n = (size_t)from->size;
	buf_clear(to);
	buf_reserve(to, n + 1);
	if (n > 0 && spool_read(from, to->data, n, err) == 1)
		to->len = n;
	to->data[to->len] = '\0';
}

void sim_reply(struct sim_case *c, const struct xml_tree *t)
{
	struct error err = ERROR_INIT;
	struct spool out = SPOOL_INIT;
	struct ws_message m;
	struct buf prefix = BUF_INIT;
	if (c->rule.manner != SIM_PREFIX)
		buf_adds(&prefix, "ans:");
	else if (strcmp(c->rule.value, "-") != 0)
		buf_addf(&prefix, "%s:", c->rule.value);
	ws_message_init(&m, c->schema, XML_OUT_UTF_8, buf_str(&prefix), &out, &err);
	c->answer->status = 200;
	c->answer->type = xml_type;
	if (ws_message_write(&m, t->root) == 0)
		take_spool(&out, &c->answer->body, &err);
	ws_message_release(&m);
	spool_release(&out);
	buf_release(&prefix);
	if (err.text.len > 0) {
		c->sim->options->complain(buf_str(&err.text));
		sim_reply_fault(c, "ErroInesperadoServidor");
	} else {
		spoil(c);
	}
	error_release(&err);
}

static void reply_fault(struct sim_case *c, const char *code, const char *text, const char *tiss_fault)
{
	struct buf *out = &c->answer->body;
	buf_clear(out);
	ws_envelope_open(out, XML_OUT_UTF_8);
	buf_addf(out, "<soapenv:Fault><faultcode>soapenv:%s</faultcode><faultstring>%s</faultstring>", code, text);
	if (tiss_fault != NULL)
		buf_addf(out, "<detail><ans:tissFaultWS xmlns:ans=\"%s\"><ans:tissFault>%s</ans:tissFault></ans:tissFaultWS></detail>", NS_ANS_URI,
		         tiss_fault);
	buf_adds(out, "</soapenv:Fault>");
	ws_envelope_close(out);
	c->answer->status = 500;
	c->answer->type = xml_type;
}

void sim_reply_fault(struct sim_case *c, const char *tiss_fault)
{
	bool server = strcmp(tiss_fault, "ErroInesperadoServidor") == 0;
	reply_fault(c, server ? "Server" : "Client", tiss_fault, tiss_fault);
}

void sim_reply_soap_fault(struct sim_case *c, const char *code)
{
	reply_fault(c, code, "falha do operador simulado", NULL);
}
