/* operator-sim: a simulated operator on loopback, a sandbox for lot-send. Options and wiring; the work is in sim/sim.h. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/opt.h"
#include "base/output.h"
#include "fmt/date.h"
#include "io/http_server.h"
#include "sim/sim.h"

enum {
	OPT_PORT_FILE = OPT_LONG, OPT_CERTIFICATE, OPT_KEY, OPT_CLIENT_CA, OPT_DATE, OPT_TIME, OPT_PAYMENT_DATE, OPT_REGISTRO, OPT_NAME, OPT_LOGIN_FILE,
	OPT_PROTOCOL, OPT_STAGES, OPT_DENY, OPT_MISBEHAVE, OPT_MANNERS, OPT_ACCEPT_REPEATED, OPT_KEEP, OPT_LOG, OPT_MAX_BYTES
};

enum { PEM_MAX = 1024 * 1024, LOGIN_MAX = 4096, PAYMENT_DAYS = 30 };

static const struct opt options[] = {
	{ 'p', "port", "PORTA", "porta de 127.0.0.1 em que escuta; 0: uma que esteja livre. Padrão: 8380", NULL, NULL, NULL },
	{ OPT_PORT_FILE, "port-file", "ARQUIVO", "grava em ARQUIVO o número da porta, quando já escuta", "FILE", NULL, NULL },
	{ OPT_CERTIFICATE, "certificate", "ARQUIVO", "certificado do servidor (PEM): escuta em HTTPS; pede --key", "FILE", NULL, NULL },
	{ OPT_KEY, "key", "ARQUIVO", "chave do certificado (PEM)", "FILE", NULL, NULL },
	{ OPT_CLIENT_CA, "client-ca", "ARQUIVO", "com --certificate: só atende quem tem certificado destas autoridades (PEM)", "FILE", NULL,
	  NULL },
	{ OPT_MISBEHAVE, "misbehave", "REGRAS", "comporta-se mal: SERVIÇO=COMPORTAMENTO[:VALOR][*VEZES], como em lote=drop*1", NULL, NULL, NULL },
	{ OPT_MANNERS, "manners", NULL, "lista os comportamentos de --misbehave", NULL, NULL, NULL },
	{ OPT_DENY, "deny", "GLOSA", "glosa os itens dos lotes recebidos: GUIA[/ITEM]=CÓDIGO[:VALOR], com * para qualquer; pode ser repetida",
	  NULL, NULL, NULL },
	{ OPT_STAGES, "stages", "LISTA", "situações do protocolo, uma para cada consulta; a última fica. Padrão: 1,2,5,3,6", NULL, NULL, NULL },
	{ OPT_ACCEPT_REPEATED, "accept-repeated", NULL, "aceita de novo um número de lote já recebido, em vez de recusar (3268)", NULL, NULL, NULL },
	{ OPT_REGISTRO, "registro", "REGISTRO", "registro ANS da operadora; mensagens para outra são recusadas. Padrão: qualquer um", NULL,
	  NULL, NULL },
	{ OPT_NAME, "name", "NOME", "nome da operadora nos demonstrativos; padrão: OPERADORA SIMULADA", NULL, NULL, NULL },
	{ OPT_LOGIN_FILE, "login-file", "ARQUIVO", "usuário e senha exigidos: duas linhas, “login = …” e “password = …”", "FILE", NULL, NULL },
	{ OPT_PROTOCOL, "protocol", "N", "número do primeiro protocolo; padrão: 700000001", NULL, NULL, NULL },
	{ OPT_DATE, "date", "DATA", "data das respostas (aaaa-mm-dd); padrão: SOURCE_DATE_EPOCH, ou hoje", NULL, NULL, NULL },
	{ OPT_TIME, "time", "HORA", "hora das respostas (hh:mm:ss)", NULL, NULL, NULL },
	{ OPT_PAYMENT_DATE, "payment-date", "DATA", "data de pagamento dos lotes; padrão: 30 dias depois de --date", NULL, NULL, NULL },
	{ OPT_KEEP, "keep", "PASTA", "guarda em PASTA cada pedido e cada resposta", "DIR", NULL, NULL },
	{ OPT_LOG, "log", "ARQUIVO", "grava em ARQUIVO uma linha de CSV por pedido, antes de responder", "FILE", NULL, NULL },
	{ OPT_MAX_BYTES, "max-bytes", "N", "recusa com HTTP 413 pedidos maiores; padrão: 33554432", NULL, NULL, NULL },
	OPT_TABLE_END
};

static const char *const synopsis[] = {
	"[OPÇÃO]...",
	"--manners",
	NULL
};

static const struct opt_command command = {
	.name = "operator-sim",
	.summary = "operadora simulada, para experimentar o envio de lotes sem sair da própria máquina",
	.synopsis = synopsis,
	.options = options,
	.operands = NULL,
	.description = "Escuta em 127.0.0.1 e responde a tissLoteGuias, tissSolicitacaoStatusProtocolo e tissSolicitacaoDemonstrativoRetorno, "
	               "em todas as versões do Padrão TISS que o tissutils conhece: confere o que recebe, dá protocolos, situações e "
	               "demonstrativos com as glosas escolhidas.\n"
	               "Também se comporta mal, quando se pede (--misbehave, ou POST em /_control com o servidor em pé), para que se veja o "
	               "que o lot-send faz então. Escreve na saída padrão onde escuta e termina com SIGTERM ou Ctrl-C.\n"
	               "Não é uma operadora: nada do que recebe tem valor, e tudo se esquece quando termina.",
	.exits = "0\tterminou com SIGTERM ou SIGINT\n"
	         "2\tuso incorreto, ou não foi possível escutar",
};

struct run {
	struct sim_options sim;
	struct sim_rules rules;
	struct sim_denial *denials, **denials_end;
	struct http_options http;
	struct clock clock;
	const char *port_file, *certificate_file, *key_file, *client_ca_file, *login_file;
	char payment_date[DATE_TEXT];
	char *login, *certificate, *key, *client_ca;
	char password_md5[WS_MD5_HEX];
	bool manners;
};

static void complain(const char *text)
{
	fprintf(stderr, "operator-sim: %s\n", text);
}

/* ---- options ---- */

static int take_number(struct opt_state *o, long min, long max, uint64_t *number)
{
	long value;
	if (opt_number(o, min, max, &value) < 0)
		return OPT_STOP;
	*number = (uint64_t)value;
	return 0;
}

static int take_date(struct opt_state *o, const char **date)
{
	*date = o->arg;
	if (strlen(o->arg) == DATE_TEXT - 1 && date_parse(o->arg, DATE_TEXT - 1) != DATE_NONE)
		return 0;
	return opt_wrong(o, "--%s espera uma data aaaa-mm-dd, e não “%s”", o->option->name, o->arg);
}

static int take_time(struct run *r, struct opt_state *o)
{
	r->sim.time = o->arg;
	if (strlen(o->arg) == strlen("hh:mm:ss") && date_minutes(o->arg, strlen(o->arg)) >= 0)
		return 0;
	return opt_wrong(o, "--time espera uma hora hh:mm:ss, e não “%s”", o->arg);
}

static int take_stages(struct run *r, struct opt_state *o)
{
	const char *rest = o->arg, *item;
	size_t len;
	r->sim.nstages = 0;
	while ((item = opt_item(&rest, &len)) != NULL) {
		int status = len <= 2 && strspn(item, "0123456789") >= len ? atoi(item) : 0;
		if (status < 1 || status > 10 || r->sim.nstages == SIM_STAGES_MAX)
			return opt_wrong(o, "--stages espera até %d situações de 1 a 10, separadas por vírgulas, e não “%s”", SIM_STAGES_MAX, o->arg);
		r->sim.stages[r->sim.nstages++] = status;
	}
	return r->sim.nstages > 0 ? 0 : opt_wrong(o, "--stages está vazia");
}

static int take_rules(struct run *r, struct opt_state *o)
{
	struct error err = ERROR_INIT;
	int result = sim_rules_add(&r->rules, o->arg, &err) == 0 ? 0 : opt_wrong(o, "--misbehave: %s", buf_str(&err.text));
	error_release(&err);
	return result;
}

static int take_denial(struct run *r, struct opt_state *o)
{
	struct error err = ERROR_INIT;
	struct sim_denial *d = mem_zero(1, sizeof *d);
	int result = sim_denial_read(d, o->arg, &err) == 0 ? 0 : opt_wrong(o, "--deny: %s", buf_str(&err.text));
	*r->denials_end = d;
	r->denials_end = &d->next;
	error_release(&err);
	return result;
}

static int take_registro(struct run *r, struct opt_state *o)
{
	r->sim.registro = o->arg;
	if (strlen(o->arg) == 6 && strspn(o->arg, "0123456789") == 6)
		return 0;
	return opt_wrong(o, "--registro espera seis algarismos, e não “%s”", o->arg);
}

static int take_option(struct run *r, struct opt_state *o, int id)
{
	uint64_t number;
	switch (id) {
	case 'p':
		if (take_number(o, 0, 65535, &number) < 0)
			return OPT_STOP;
		r->http.port = (unsigned)number;
		break;
	case OPT_PORT_FILE: r->port_file = o->arg; break;
	case OPT_CERTIFICATE: r->certificate_file = o->arg; break;
	case OPT_KEY: r->key_file = o->arg; break;
	case OPT_CLIENT_CA: r->client_ca_file = o->arg; break;
	case OPT_MISBEHAVE: return take_rules(r, o);
	case OPT_MANNERS: r->manners = true; break;
	case OPT_DENY: return take_denial(r, o);
	case OPT_STAGES: return take_stages(r, o);
	case OPT_ACCEPT_REPEATED: r->sim.accept_repeated = true; break;
	case OPT_REGISTRO: return take_registro(r, o);
	case OPT_NAME: r->sim.name = o->arg; break;
	case OPT_LOGIN_FILE: r->login_file = o->arg; break;
	case OPT_PROTOCOL: return take_number(o, 1, 99999999999, &r->sim.first_protocol);
	case OPT_DATE: return take_date(o, &r->sim.date);
	case OPT_TIME: return take_time(r, o);
	case OPT_PAYMENT_DATE: return take_date(o, &r->sim.payment_date);
	case OPT_KEEP: r->sim.keep_dir = o->arg; break;
	case OPT_LOG: r->sim.log_file = o->arg; break;
	case OPT_MAX_BYTES: return take_number(o, 1, 1073741824, &r->http.body_max);
	}
	return 0;
}

static int take_options(struct run *r, struct opt_state *o)
{
	int id;
	while ((id = opt_next(o)) > 0)
		if (take_option(r, o, id) < 0)
			return OPT_STOP;
	if (id == OPT_STOP)
		return id;
	if (o->argc > 0)
		return opt_wrong(o, "“%s” sobra: operator-sim só tem opções", o->argv[0]);
	if ((r->certificate_file == NULL) != (r->key_file == NULL))
		return opt_wrong(o, "--certificate e --key vão juntas");
	if (r->client_ca_file != NULL && r->certificate_file == NULL)
		return opt_wrong(o, "--client-ca só com --certificate");
	return OPT_END;
}

/* ---- what the options need ---- */

/* The value of the line "NAME = VALUE" in TEXT, cut out of it; NULL when there is none. */
static char *value_of(const char *text, const char *name)
{
	for (const char *line = text; line != NULL && *line != '\0'; line = strchr(line, '\n'), line += line != NULL) {
		size_t len = strlen(name), indent = strspn(line, " \t");
		const char *at = line + indent + len;
		if (strncmp(line + indent, name, len) != 0)
			continue;
		at += strspn(at, " \t");
		if (*at != '=')
			continue;
		at += 1 + strspn(at + 1, " \t");
		return mem_dup_n(at, strcspn(at, "\r\n"));
	}
	return NULL;
}

static int read_login(struct run *r, struct error *err)
{
	size_t len;
	char *text = file_read(r->login_file, LOGIN_MAX, &len, err);
	if (text == NULL)
		return -1;
	char *password = value_of(text, "password");
	r->login = value_of(text, "login");
	free(text);
	if (r->login == NULL || password == NULL) {
		free(password);
		return error_set(err, "%s: esperadas as linhas “login = …” e “password = …”", r->login_file);
	}
	ws_password_md5(password, r->password_md5);
	free(password);
	r->sim.login = r->login;
	r->sim.password_md5 = r->password_md5;
	return 0;
}

static int prepare(struct run *r, struct error *err)
{
	size_t len;
	if (clock_read(&r->clock, err) != 0)
		return -1;
	if (r->sim.date == NULL)
		r->sim.date = r->clock.date;
	if (r->sim.time == NULL)
		r->sim.time = r->clock.time;
	if (r->sim.payment_date == NULL) {
		date_text(date_parse(r->sim.date, strlen(r->sim.date)) + PAYMENT_DAYS, r->payment_date);
		r->sim.payment_date = r->payment_date;
	}
	if (r->login_file != NULL && read_login(r, err) != 0)
		return -1;
	if (r->certificate_file == NULL)
		return 0;
	r->certificate = file_read(r->certificate_file, PEM_MAX, &len, err);
	r->key = r->certificate != NULL ? file_read(r->key_file, PEM_MAX, &len, err) : NULL;
	r->client_ca = r->key != NULL && r->client_ca_file != NULL ? file_read(r->client_ca_file, PEM_MAX, &len, err) : NULL;
	r->http.certificate = r->certificate;
	r->http.key = r->key;
	r->http.client_ca = r->client_ca;
	return r->key != NULL && (r->client_ca_file == NULL) == (r->client_ca == NULL) ? 0 : -1;
}

/* ---- serving ---- */

/* Tells who waits for it that the server is there. */
static int announce(struct run *r, unsigned port, struct error *err)
{
	struct output out = OUTPUT_INIT;
	if (r->port_file != NULL) {
		if (output_open(&out, r->port_file, OUTPUT_STREAM, err) != 0)
			return -1;
		output_printf(&out, "%u\n", port);
		if (output_close(&out, err) != 0)
			return -1;
	}
	printf("escutando em %s://127.0.0.1:%u\n", r->http.certificate != NULL ? "https" : "http", port);
	return fflush(stdout) == 0 ? 0 : error_set(err, "não foi possível escrever na saída padrão");
}

/* Signals that end it are blocked in all threads and waited for here. */
static int serve(struct run *r, struct error *err)
{
	sigset_t ends;
	int which;
	sigemptyset(&ends);
	sigaddset(&ends, SIGTERM);
	sigaddset(&ends, SIGINT);
	pthread_sigmask(SIG_BLOCK, &ends, NULL);
	if (prepare(r, err) != 0)
		return -1;
	struct sim *sim = sim_new(&r->sim, &r->rules, err);
	if (sim == NULL)
		return -1;
	r->http.handle = sim_handle;
	r->http.context = sim;
	struct http_server *server = http_server_start(&r->http, err);
	int result = server != NULL ? announce(r, http_server_port(server), err) : -1;
	if (result == 0)
		sigwait(&ends, &which);
	if (server != NULL)
		http_server_stop(server);
	sim_free(sim);
	return result;
}

static void release(struct run *r)
{
	sim_rules_clear(&r->rules);
	while (r->denials != NULL) {
		struct sim_denial *next = r->denials->next;
		free(r->denials);
		r->denials = next;
	}
	free(r->login);
	free(r->certificate);
	free(r->key);
	free(r->client_ca);
}

static int list_manners(void)
{
	struct buf text = BUF_INIT;
	sim_manner_list(&text);
	fputs(buf_str(&text), stdout);
	buf_release(&text);
	return fflush(stdout) == 0 ? 0 : 2;
}

int main(int argc, char **argv)
{
	struct opt_state o;
	struct error err = ERROR_INIT;
	struct run r = {
		.sim = { .name = "OPERADORA SIMULADA", .cnpj = "11222333000181", .first_protocol = 700000001, .stages = { 1, 2, 5, 3, 6 },
		         .nstages = 5, .complain = complain },
		.http = { .port = 8380, .body_max = 32 * 1024 * 1024 },
	};
	int status;
	r.denials_end = &r.denials;
	signal(SIGPIPE, SIG_IGN);
	opt_init(&o, &command, argc, argv);
	if (take_options(&r, &o) == OPT_STOP) {
		status = opt_finish(&o);
	} else if (r.manners) {
		status = opt_close(&o, list_manners());
	} else {
		r.sim.denials = r.denials;
		status = serve(&r, &err) == 0 ? 0 : 2;
		if (status != 0)
			complain(buf_str(&err.text));
		status = opt_close(&o, status);
	}
	error_release(&err);
	release(&r);
	return status;
}
