#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "sim/sim_state.h"

/* ---- the answers of the services ---- */

static void complain_missing(void *context, const char *code)
{
	struct sim_case *c = context;
	struct buf text = BUF_INIT;
	buf_addf(&text, "a versão %s não tem a glosa %s: ela não foi posta no lote %s", c->schema->version, code, c->lot);
	c->sim->options->complain(buf_str(&text));
	buf_release(&text);
}

/* mensagemErro with the first of CODES (a list that ends in NULL) that the version has. */
static void refuse(struct sim_case *c, const char *const codes[], const char *text)
{
	struct xml_tree t = XML_TREE_INIT;
	size_t i = 0;
	while (codes[i + 1] != NULL && !sim_has_code(c->schema, codes[i]))
		i++;
	sim_answer_error(&t, &c->letter, c->service, codes[i], text);
	sim_reply(c, &t);
	xml_tree_release(&t);
	c->outcome = "recusado";
}

static bool is_repeated(const struct sim_case *c, const struct sim_lot *lot)
{
	for (const struct sim_lot *old = c->sim->lots; old != NULL; old = old->next)
		if (strcmp(old->number, lot->number) == 0 && strcmp(old->provider.value, lot->provider.value) == 0 &&
		    strcmp(old->registro, lot->registro) == 0)
			return true;
	return false;
}

/* The lot is the operator's from now on. */
static void receive(struct sim_case *c, struct sim_lot *lot)
{
	struct sim *s = c->sim;
	struct buf protocol = BUF_INIT;
	buf_addf(&protocol, "%llu", (unsigned long long)(s->options->first_protocol + s->protocols++));
	lot->protocol = arena_dup(&lot->arena, buf_str(&protocol), protocol.len);
	lot->received = arena_dup(&lot->arena, c->letter.date, strlen(c->letter.date));
	lot->status = s->options->stages[0];
	sim_lot_deny(lot, s->options->denials, c->schema, complain_missing, c);
	*s->lots_end = lot;
	s->lots_end = &lot->next;
	sim_count_of(s, lot->number)->received++;
	c->protocol = lot->protocol;
	c->outcome = "recebido";
	buf_release(&protocol);
}

/* The receipt, or what the manner makes of it. */
static void acknowledge(struct sim_case *c, const struct sim_lot *lot)
{
	struct xml_tree t = XML_TREE_INIT;
	struct buf other = BUF_INIT;
	const char *protocol = lot->protocol, *number = lot->number;
	for (const struct sim_lot *before = c->sim->lots; c->rule.manner == SIM_REPEAT && before->next != NULL; before = before->next)
		if (before->next == lot)
			protocol = before->protocol;
	if (c->rule.manner == SIM_WRONG_LOT) {
		buf_addf(&other, "%.11s9", lot->number);
		number = buf_str(&other);
	}
	if (c->rule.manner == SIM_OTHER)
		sim_answer_situation(&t, &c->letter, lot);
	else
		sim_answer_receipt(&t, &c->letter, lot, number, protocol);
	sim_reply(c, &t);
	xml_tree_release(&t);
	buf_release(&other);
}

static void handle_lot(struct sim_case *c)
{
	static const char *const repeated[] = { "3268", "1308", NULL };
	const char *const asked[] = { c->rule.value, NULL };
	const char *const found[] = { c->verdict.code, "5001", NULL };
	struct sim_lot *lot = sim_lot_new(c->root);
	c->lot = arena_dup(&c->arena, lot->number, strlen(lot->number));
	if (c->rule.manner == SIM_REFUSE)
		refuse(c, asked, "RECUSADO PELO OPERADOR SIMULADO");
	else if (c->verdict.error)
		refuse(c, found, buf_str(&c->verdict.message));
	else if (!c->sim->options->accept_repeated && is_repeated(c, lot))
		refuse(c, repeated, "NÚMERO DE LOTE JÁ INFORMADO ANTERIORMENTE");
	else {
		receive(c, lot);
		acknowledge(c, lot);
		return;
	}
	sim_count_of(c->sim, lot->number)->refused++;
	sim_lot_free(lot);
}

static const char *const no_protocol[] = { "3291", "5052", "5001", NULL };

static void handle_status(struct sim_case *c)
{
	const struct sim_options *o = c->sim->options;
	struct xml_tree t = XML_TREE_INIT;
	c->protocol = sim_take(xml_node_find(c->root, "solicitacaoStatusProtocolo"), "numeroProtocolo", &c->arena);
	struct sim_lot *lot = sim_find_protocol(c->sim, c->protocol);
	const char *const asked[] = { c->rule.value, NULL };
	if (lot == NULL || c->rule.manner == SIM_REFUSE) {
		refuse(c, lot == NULL ? no_protocol : asked, lot == NULL ? "PROTOCOLO NÃO LOCALIZADO" : "RECUSADO PELO OPERADOR SIMULADO");
		return;
	}
	if (!lot->fixed)
		lot->status = o->stages[lot->stage < o->nstages ? lot->stage++ : o->nstages - 1];
	c->lot = lot->number;
	c->outcome = "respondido";
	if (c->rule.manner == SIM_OTHER)
		sim_answer_receipt(&t, &c->letter, lot, lot->number, lot->protocol);
	else
		sim_answer_situation(&t, &c->letter, lot);
	sim_reply(c, &t);
	xml_tree_release(&t);
}

/* The lots of a request for a Demonstrativo. */
struct chosen {
	const struct sim_lot **lots;
	size_t n;
	const struct sim_lot *unready; /* one that is not there yet */
	bool unknown;                  /* a protocol of nobody */
};

static void choose_protocols(struct sim_case *c, const struct xml_node *list, struct chosen *to)
{
	for (const struct xml_node *node = list != NULL ? list->child : NULL; node != NULL; node = node->next) {
		const struct sim_lot *lot = sim_find_protocol(c->sim, node->text);
		c->protocol = arena_dup(&c->arena, node->text, node->len);
		if (lot == NULL)
			to->unknown = true;
		else if (lot->status < 3 || lot->status > 6)
			to->unready = lot;
		to->lots = mem_grow(to->lots, to->n + 1, sizeof *to->lots);
		to->lots[to->n++] = lot;
	}
}

static void choose_paid(struct sim_case *c, const struct xml_node *wish, bool odonto, struct chosen *to)
{
	const char *date = sim_take(wish, "dataPagamento", &c->arena), *month = sim_take(wish, "competencia", &c->arena);
	const char *pays = c->letter.payment_date;
	bool due = strcmp(date, pays) == 0 || (strlen(month) == 6 && strncmp(month, pays, 4) == 0 && strncmp(month + 4, pays + 5, 2) == 0);
	for (const struct sim_lot *lot = c->sim->lots; lot != NULL; lot = lot->next) {
		if (lot->odonto != odonto)
			continue;
		if (due && (lot->status == 3 || lot->status == 6)) {
			to->lots = mem_grow(to->lots, to->n + 1, sizeof *to->lots);
			to->lots[to->n++] = lot;
		} else {
			to->unready = lot;
		}
	}
	if (to->n > 0)
		to->unready = NULL;
}

static void answer_statement(struct sim_case *c, const struct chosen *chosen, const char *kind)
{
	struct xml_tree t = XML_TREE_INIT;
	c->outcome = "respondido";
	if (c->rule.manner == SIM_OTHER)
		sim_answer_situation(&t, &c->letter, chosen->unready != NULL ? chosen->unready : chosen->lots[0]);
	else if (chosen->unready != NULL)
		sim_answer_preparing(&t, &c->letter, chosen->unready, c->sequence, atoi(kind));
	else if (strcmp(kind, "1") == 0)
		sim_answer_payment(&t, &c->letter, chosen->lots, chosen->n);
	else if (strcmp(kind, "3") == 0)
		sim_answer_payment_odonto(&t, &c->letter, chosen->lots, chosen->n);
	else
		sim_answer_analysis(&t, &c->letter, chosen->lots, chosen->n);
	sim_reply(c, &t);
	xml_tree_release(&t);
}

static void handle_statement(struct sim_case *c)
{
	const struct xml_node *body = xml_node_find(c->root, "solicitacaoDemonstrativoRetorno");
	const struct xml_node *payment = xml_node_find(body, "demonstrativoPagamento");
	const char *const asked[] = { c->rule.value, NULL };
	const char *kind = "2";
	struct chosen chosen = { NULL, 0, NULL, false };
	if (payment != NULL) {
		kind = sim_take(payment, "tipoDemonstrativo", &c->arena);
		choose_paid(c, payment, strcmp(kind, "3") == 0, &chosen);
	} else {
		choose_protocols(c, xml_node_find(body, "demonstrativoAnalise/protocolos"), &chosen);
	}
	if (c->rule.manner == SIM_REFUSE)
		refuse(c, asked, "RECUSADO PELO OPERADOR SIMULADO");
	else if (chosen.unknown)
		refuse(c, no_protocol, "PROTOCOLO NÃO LOCALIZADO");
	else if (chosen.n == 0 && chosen.unready == NULL)
		refuse(c, no_protocol, "NÃO HÁ DEMONSTRATIVO PARA O PERÍODO");
	else
		answer_statement(c, &chosen, kind);
	free(chosen.lots);
}

/* ---- the way in ---- */

/* The service that PATH ends in; -1 when it is none. */
static int service_of(const char *path)
{
	const char *last = strrchr(path, '/');
	for (int i = 0; last != NULL && i < WS_SERVICES; i++)
		if (strcmp(last + 1, ws_service_name((enum ws_service)i)) == 0)
			return i;
	return -1;
}

/* What the operator has against the message as such, as tissFaultWS says it; NULL when nothing. */
static const char *fault_of(struct sim_case *c)
{
	const struct sim_options *o = c->sim->options;
	struct error err = ERROR_INIT;
	if (!sim_read_request(c))
		return "SchemaInvalido";
	c->letter.version = sim_take(xml_node_find(c->root, "cabecalho"), "Padrao versaoPadrao", &c->arena);
	c->letter.registro = sim_take(xml_node_find(c->root, "cabecalho/destino"), "registroANS", &c->arena);
	c->provider = sim_provider_of(c->root, &c->arena);
	c->schema = schema_store_get(c->sim->schemas, c->letter.version, &err);
	const char *fault = c->schema == NULL ? "VersaoInvalida" : NULL;
	if (fault == NULL && sim_check(c, &err) != 0)
		fault = "ErroInesperadoServidor";
	error_release(&err);
	if (fault != NULL || c->verdict.version)
		return fault != NULL ? fault : "VersaoInvalida";
	if (c->verdict.structure || c->verdict.hash)
		return c->verdict.structure ? "SchemaInvalido" : "HashInvalido";
	if (*c->provider.value == '\0')
		return "RemetenteInvalido";
	if (o->registro != NULL && strcmp(o->registro, c->letter.registro) != 0)
		return "DestinatarioInvalido";
	if (o->login != NULL && (strcmp(o->login, sim_take(c->root, "loginPrestador", &c->arena)) != 0 ||
	                         strcmp(o->password_md5, sim_take(c->root, "senhaPrestador", &c->arena)) != 0))
		return "LoginInvalido";
	return NULL;
}

/* The manners that keep a request from being received. True when one of them has answered. */
static bool turned_away(struct sim_case *c)
{
	const struct sim_rule *rule = &c->rule;
	bool server = strcmp(rule->value, "ErroInesperadoServidor") == 0 || strcmp(rule->value, "Server") == 0;
	c->outcome = "não recebido";
	if (rule->manner == SIM_LOSE) {
		sim_reply_text(c->answer, 200, "text/plain", "");
		c->answer->manner = HTTP_DROP;
	} else if (rule->manner == SIM_HTTP && rule->number < 500) {
		sim_reply_text(c->answer, (int)rule->number, "text/html", "<html><body>nada aqui</body></html>\n");
		if (rule->number < 400)
			c->answer->location = "https://outro.example/tiss";
	} else if (rule->manner == SIM_FAULT && !server) {
		sim_reply_fault(c, rule->value);
	} else if (rule->manner == SIM_SOAP_FAULT && !server) {
		sim_reply_soap_fault(c, rule->value);
	} else {
		return false;
	}
	return true;
}

static void serve(struct sim_case *c)
{
	static void (*const handlers[WS_SERVICES])(struct sim_case *c) = {
		[WS_LOT] = handle_lot, [WS_STATUS] = handle_status, [WS_STATEMENT] = handle_statement,
	};
	const char *fault = fault_of(c);
	if (c->root != NULL && c->service == WS_LOT)
		c->lot = sim_take(xml_node_find(c->root, "loteGuias"), "numeroLote", &c->arena);
	if (turned_away(c))
		return;
	if (fault != NULL) {
		c->outcome = fault;
		sim_reply_fault(c, fault);
		return;
	}
	handlers[c->service](c);
	if (strcmp(c->outcome, "recusado") == 0)
		return;
	if (c->rule.manner == SIM_FAULT)
		sim_reply_fault(c, c->rule.value);
	else if (c->rule.manner == SIM_SOAP_FAULT)
		sim_reply_soap_fault(c, c->rule.value);
}

static void handle_service(struct sim *s, enum ws_service service, const struct http_request *request, struct http_answer *answer)
{
	struct sim_case *c = mem_zero(1, sizeof *c);
	struct buf sequence = BUF_INIT;
	s->requests++;
	buf_addf(&sequence, "%llu", (unsigned long long)++s->letters);
	*c = (struct sim_case){ .sim = s, .service = service, .request = request, .answer = answer, .tree = XML_TREE_INIT,
	                        .rule = sim_rules_take(s->rules, service), .lot = "", .protocol = "", .outcome = "" };
	strncat(c->sequence, buf_str(&sequence), sizeof c->sequence - 1);
	c->letter = (struct sim_letter){ .registro = "", .operator_name = s->options->name, .operator_cnpj = s->options->cnpj,
	                                 .to = &c->provider, .version = "", .sequence = c->sequence, .date = s->options->date,
	                                 .time = s->options->time, .payment_date = s->options->payment_date };
	serve(c);
	sim_log_add(c);
	buf_release(&c->verdict.message);
	buf_release(&sequence);
	xml_tree_release(&c->tree);
	arena_release(&c->arena);
	free(c);
}

void sim_handle(void *sim, const struct http_request *request, struct http_answer *answer)
{
	static const char control[] = "/_control", plain[] = "text/plain; charset=utf-8";
	struct sim *s = sim;
	int service = service_of(request->path);
	if (strncmp(request->path, control, sizeof control - 1) == 0)
		sim_control(s, request, answer);
	else if (service < 0)
		sim_reply_text(answer, 404, plain, "não há esse serviço aqui\n");
	else if (strcmp(request->method, "POST") != 0)
		sim_reply_text(answer, 405, plain, "use POST com um envelope SOAP\n");
	else
		handle_service(s, (enum ws_service)service, request, answer);
}
