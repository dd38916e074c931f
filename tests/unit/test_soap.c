/* What became of a call: lib/io/soap.c against a server that behaves in every way (lib/io/http_server.c), in one process. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/file.h"
#include "io/http_server.h"
#include "io/soap.h"

#include "unit.h"

/* What the server does, and saw. */
static struct http_answer script;
static const char *script_body;
static int requests;
static char method[16], seen_body[64 * 1024];
static size_t seen_len;

static void handle(void *context, const struct http_request *r, struct http_answer *a)
{
	(void)context;
	requests++;
	snprintf(method, sizeof method, "%s", r->method);
	seen_len = r->body.len;
	memcpy(seen_body, buf_str(&r->body), r->body.len < sizeof seen_body ? r->body.len : sizeof seen_body);
	*a = script;
	buf_adds(&a->body, script_body);
}

static struct http_server *start(const char *certificate, const char *key, const char *client_ca)
{
	struct error err = ERROR_INIT;
	struct http_options o = { .body_max = 64 * 1024 * 1024, .certificate = certificate, .key = key, .client_ca = client_ca,
	                          .handle = handle };
	struct http_server *s = http_server_start(&o, &err);
	CHECK_STR(buf_str(&err.text), "");
	error_release(&err);
	return s;
}

static void behave(int status, const char *body, enum http_manner manner)
{
	script = (struct http_answer){ .status = status, .type = "text/xml", .manner = manner };
	script_body = body;
	requests = 0;
}

struct letter {
	const char *text;
	size_t at, len;
	bool breaks; /* reading it fails half way */
};

static ssize_t read_letter(void *context, char *buffer, size_t n)
{
	struct letter *l = context;
	if (l->breaks && l->at >= l->len / 2)
		return -1;
	size_t left = l->len - l->at;
	n = n < left ? n : left;
	if (l->breaks && n > l->len / 2)
		n = l->len / 2;
	memcpy(buffer, l->text + l->at, n);
	l->at += n;
	return (ssize_t)n;
}

/* Calls, checks the outcome, releases R. The answer's text, if any, is in ANSWER. */
static char answer[256];
static char reason[512];

static void call(const struct soap_options *o, const char *text, enum soap_outcome want, long status)
{
	struct error err = ERROR_INIT;
	struct letter l = { text, 0, strlen(text), false };
	struct soap_body body = { &l, read_letter, l.len, "UTF-8" };
	struct soap_result r = SOAP_RESULT_INIT;
	CHECK_INT(soap_call(o, &body, &r, &err), 0);
	CHECK_STR(buf_str(&err.text), "");
	if (!CHECK_INT(r.outcome, want))
		printf("# %s\n", buf_str(&r.reason));
	CHECK_INT(r.http_status, status);
	CHECK((r.outcome == SOAP_ANSWERED) == (r.reason.len == 0));
	size_t n = r.answer.size < sizeof answer - 1 ? (size_t)r.answer.size : sizeof answer - 1;
	CHECK(n == 0 || spool_read(&r.answer, answer, n, &err) == 1);
	answer[n] = '\0';
	snprintf(reason, sizeof reason, "%s", buf_str(&r.reason));
	soap_result_release(&r);
	error_release(&err);
}

static struct buf url = BUF_INIT;

static struct soap_options to(const char *scheme, unsigned port)
{
	buf_clear(&url);
	buf_addf(&url, "%s://127.0.0.1:%u/tissLoteGuias", scheme, port);
	return (struct soap_options){ .url = buf_str(&url), .connect_timeout = 5, .total_timeout = 10 };
}

static void test_an_answer_whatever_its_status(void)
{
	struct http_server *s = start(NULL, NULL, NULL);
	struct soap_options o = to("http", http_server_port(s));
	static const int statuses[] = { 200, 202, 301, 302, 307, 400, 401, 404, 500, 503 };
	for (size_t i = 0; i < sizeof statuses / sizeof statuses[0]; i++) {
		behave(statuses[i], "<resposta/>", HTTP_WHOLE);
		script.location = "http://127.0.0.1:1/outro";
		call(&o, "<pedido/>", SOAP_ANSWERED, statuses[i]);
		CHECK_STR(answer, "<resposta/>");
		CHECK_INT(requests, 1); /* no redirect is followed, nothing tried again */
		CHECK_STR(method, "POST");
		CHECK_INT(seen_len, strlen("<pedido/>"));
	}
	http_server_stop(s);
}

static void test_large_messages(void)
{
	struct http_server *s = start(NULL, NULL, NULL);
	struct soap_options o = to("http", http_server_port(s));
	char *large = calloc(20 * 1024 * 1024 + 1, 1);
	memset(large, 'x', 20 * 1024 * 1024);
	behave(200, "<a/>", HTTP_WHOLE);
	call(&o, large, SOAP_ANSWERED, 200);
	CHECK_INT(seen_len, 20 * 1024 * 1024);
	behave(200, "<a/>", HTTP_HUGE);
	script.filler = 3000000;
	call(&o, "x", SOAP_ANSWERED, 200);
	o.answer_max = 2000000;
	call(&o, "x", SOAP_UNKNOWN, 200);
	CHECK(strstr(reason, "2000000 bytes") != NULL);
	free(large);
	http_server_stop(s);
}

static void test_broken_answers(void)
{
	struct http_server *s = start(NULL, NULL, NULL);
	struct soap_options o = to("http", http_server_port(s));
	behave(200, "<resposta/>", HTTP_DROP);
	call(&o, "<pedido/>", SOAP_UNKNOWN, 0);
	CHECK_INT(requests, 1);
	behave(200, "<resposta/>", HTTP_CUT);
	call(&o, "<pedido/>", SOAP_UNKNOWN, 200);
	CHECK_INT(requests, 1);
	behave(200, "<resposta/>", HTTP_WHOLE);
	script.delay = 3000;
	o.total_timeout = 1;
	call(&o, "<pedido/>", SOAP_UNKNOWN, 0);
	CHECK_INT(requests, 1);
	http_server_stop(s);
}

static void test_a_request_that_breaks_off(void)
{
	struct http_server *s = start(NULL, NULL, NULL);
	struct soap_options o = to("http", http_server_port(s));
	struct error err = ERROR_INIT;
	struct letter l = { "0123456789", 0, 10, true };
	struct soap_body body = { &l, read_letter, l.len, "UTF-8" };
	struct soap_result r = SOAP_RESULT_INIT;
	behave(200, "<resposta/>", HTTP_WHOLE);
	CHECK_INT(soap_call(&o, &body, &r, &err), 0);
	CHECK_INT(r.outcome, SOAP_UNKNOWN); /* the operator's server saw half of it: who knows */
	CHECK_INT(requests, 0);
	soap_result_release(&r);
	error_release(&err);
	http_server_stop(s);
}

static int refuse_to_leave(void *context)
{
	++*(int *)context;
	return 1;
}

static int let_go(void *context)
{
	++*(int *)context;
	return 0;
}

static void test_leaving(void)
{
	struct http_server *s = start(NULL, NULL, NULL);
	struct soap_options o = to("http", http_server_port(s));
	int asked = 0;
	o.leaving = refuse_to_leave;
	o.context = &asked;
	behave(200, "<resposta/>", HTTP_WHOLE);
	call(&o, "<pedido/>", SOAP_NOT_SENT, 0);
	CHECK_INT(asked, 1);
	CHECK_INT(requests, 0);
	o.leaving = let_go;
	call(&o, "<pedido/>", SOAP_ANSWERED, 200);
	CHECK_INT(asked, 2);
	http_server_stop(s);
}

/* A socket that listens and never accepts, its queue full or not: connected, and then silence. */
static unsigned listen_only(int *fd)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof a;
	*fd = socket(AF_INET, SOCK_STREAM, 0);
	CHECK_INT(bind(*fd, (struct sockaddr *)&a, sizeof a), 0);
	CHECK_INT(listen(*fd, 1), 0);
	CHECK_INT(getsockname(*fd, (struct sockaddr *)&a, &len), 0);
	return ntohs(a.sin_port);
}

static void test_nothing_left(void)
{
	int fd;
	unsigned port = listen_only(&fd);
	struct soap_options o = to("https", port);
	o.connect_timeout = 1;
	call(&o, "<pedido/>", SOAP_NOT_SENT, 0); /* TLS gets no answer */
	o = to("http", port);
	o.total_timeout = 1;
	call(&o, "<pedido/>", SOAP_UNKNOWN, 0); /* connected, sent, silence */
	close(fd);
	o = to("http", port);
	call(&o, "<pedido/>", SOAP_NOT_SENT, 0); /* nobody listens */
	o.url = "https://operadora.invalid/tiss";
	call(&o, "<pedido/>", SOAP_NOT_SENT, 0); /* no such name */
	struct http_server *s = start(NULL, NULL, NULL);
	o = to("https", http_server_port(s));
	behave(200, "<resposta/>", HTTP_WHOLE);
	call(&o, "<pedido/>", SOAP_NOT_SENT, 0); /* it does not speak TLS */
	CHECK_INT(requests, 0);
	http_server_stop(s);
}

static void refused(const struct soap_options *o, const char *why)
{
	struct error err = ERROR_INIT;
	struct letter l = { "x", 0, 1, false };
	struct soap_body body = { &l, read_letter, 1, "UTF-8" };
	struct soap_result r = SOAP_RESULT_INIT;
	CHECK_INT(soap_call(o, &body, &r, &err), -1);
	if (!CHECK(strstr(buf_str(&err.text), why) != NULL))
		printf("# %s\n", buf_str(&err.text));
	soap_result_release(&r);
	error_release(&err);
}

static void test_options_that_cannot_be_used(void)
{
	struct soap_options o = { .url = "http://operadora.example/tiss" };
	refused(&o, "http:// só vale para a própria máquina");
	o.url = "ftp://operadora.example/tiss";
	refused(&o, "https://");
	o.url = "https://user:senha@operadora.example/tiss";
	refused(&o, "sem usuário nem senha");
	o.url = "https://127.0.0.1:1/";
	o.ca_file = "/nao/existe.pem";
	refused(&o, "/nao/existe.pem");
	o.ca_file = NULL;
	o.client_certificate = "/nao/existe.pem";
	refused(&o, "certificado do prestador");
	int fd;
	o = to("https", listen_only(&fd));
	o.client_certificate = "README.md"; /* no certificate at all */
	refused(&o, "certificado do prestador");
	close(fd);
}

/* ---- TLS ---- */

static char folder[] = "/tmp/tiss-soap-XXXXXX";
static struct buf path = BUF_INIT;

static const char *in_folder(const char *name)
{
	buf_clear(&path);
	buf_addf(&path, "%s/%s", folder, name);
	return buf_str(&path);
}

/* A certificate of its own for NAME, to be found as NAME.pem, NAME.key. */
static bool make_certificate(const char *name, const char *alternative)
{
	struct buf command = BUF_INIT;
	buf_addf(&command, "openssl req -x509 -newkey rsa:2048 -nodes -keyout %s/%s.key -out %s/%s.pem -days 3650 -subj /CN=%s "
	                   "-addext subjectAltName=%s >/dev/null 2>&1", folder, name, folder, name, name, alternative);
	bool good = system(buf_str(&command)) == 0;
	buf_release(&command);
	return good;
}

/* CLIENTS: it serves only who has the certificate of that name. */
static struct http_server *start_tls(const char *name, const char *clients)
{
	struct error err = ERROR_INIT;
	struct buf file = BUF_INIT;
	size_t len;
	buf_addf(&file, "%s.pem", name);
	char *certificate = file_read(in_folder(buf_str(&file)), 100000, &len, &err);
	buf_clear(&file);
	buf_addf(&file, "%s.key", name);
	char *key = file_read(in_folder(buf_str(&file)), 100000, &len, &err);
	buf_clear(&file);
	buf_addf(&file, "%s.pem", clients != NULL ? clients : "");
	char *ca = clients != NULL ? file_read(in_folder(buf_str(&file)), 100000, &len, &err) : NULL;
	struct http_server *s = start(certificate, key, ca);
	free(certificate);
	free(key);
	free(ca);
	buf_release(&file);
	error_release(&err);
	return s;
}

static void test_certificates(void)
{
	struct http_server *s = start_tls("aqui", NULL);
	struct soap_options o = to("https", http_server_port(s));
	behave(200, "<resposta/>", HTTP_WHOLE);
	call(&o, "<pedido/>", SOAP_NOT_SENT, 0); /* nobody vouches for it */
	CHECK_INT(requests, 0);
	o.ca_file = in_folder("aqui.pem");
	call(&o, "<pedido/>", SOAP_ANSWERED, 200);
	behave(200, "<resposta/>", HTTP_DROP);
	call(&o, "<pedido/>", SOAP_UNKNOWN, 0);
	http_server_stop(s);
	s = start_tls("outro", NULL);
	o = to("https", http_server_port(s));
	behave(200, "<resposta/>", HTTP_WHOLE);
	o.ca_file = in_folder("outro.pem");
	call(&o, "<pedido/>", SOAP_NOT_SENT, 0); /* trusted, but of another host */
	CHECK_INT(requests, 0);
	o.insecure = true;
	call(&o, "<pedido/>", SOAP_ANSWERED, 200);
	http_server_stop(s);
}

static void test_client_certificates(void)
{
	struct http_server *s = start_tls("aqui", "outro");
	struct soap_options o = to("https", http_server_port(s));
	char ca[128], certificate[128], key[128];
	snprintf(ca, sizeof ca, "%s", in_folder("aqui.pem"));
	snprintf(certificate, sizeof certificate, "%s", in_folder("outro.pem"));
	snprintf(key, sizeof key, "%s", in_folder("outro.key"));
	behave(200, "<resposta/>", HTTP_WHOLE);
	o.ca_file = ca;
	call(&o, "<pedido/>", SOAP_ANSWERED, 403);
	CHECK_INT(requests, 0);
	o.client_certificate = certificate;
	o.client_key = key;
	call(&o, "<pedido/>", SOAP_ANSWERED, 200);
	o.client_key = ca; /* no key at all */
	refused(&o, "certificado do prestador");
	http_server_stop(s);
}

int main(void)
{
	signal(SIGPIPE, SIG_IGN);
	UNIT_RUN(test_an_answer_whatever_its_status);
	UNIT_RUN(test_large_messages);
	UNIT_RUN(test_broken_answers);
	UNIT_RUN(test_a_request_that_breaks_off);
	UNIT_RUN(test_leaving);
	UNIT_RUN(test_nothing_left);
	UNIT_RUN(test_options_that_cannot_be_used);
	if (mkdtemp(folder) != NULL && make_certificate("aqui", "IP:127.0.0.1") && make_certificate("outro", "DNS:outro.example"))
		UNIT_RUN(test_certificates), UNIT_RUN(test_client_certificates);
	else
		unit_skip("test_certificates", "openssl is missing");
	static const char *const files[] = { "aqui.key", "aqui.pem", "outro.key", "outro.pem" };
	for (size_t i = 0; i < 4; i++)
		unlink(in_folder(files[i]));
	rmdir(folder);
	buf_release(&path);
	buf_release(&url);
	return unit_done();
}
