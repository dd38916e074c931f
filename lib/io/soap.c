#include "io/soap.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include <curl/curl.h>

#include "tiss/endpoint.h"

enum { HEADER_MAX = 500 }; /* bytes kept of a header's value */

/* One call under way. */
struct call {
	CURL *curl;
	struct curl_slist *headers;
	const struct soap_options *options;
	const struct soap_body *body;
	struct soap_result *result;
	uint64_t answer_max;
	bool leaving;      /* the connection stands: from here on, bytes may have left */
	bool held_back;    /* the caller's LEAVING said no */
	bool too_large;
	int read_error;    /* errno of the body's READ */
	char detail[CURL_ERROR_SIZE];
};

void soap_result_release(struct soap_result *r)
{
	spool_release(&r->answer);
	buf_release(&r->location);
	buf_release(&r->content_type);
	buf_release(&r->reason);
	*r = (struct soap_result)SOAP_RESULT_INIT;
}

/* ---- what libcurl calls ---- */

/* libcurl asks this when name, connection, proxy and TLS are done and nothing of the request has been written yet. */
static int on_ready(void *context, char *to, char *from, int to_port, int from_port)
{
	struct call *c = context;
	(void)to, (void)from, (void)to_port, (void)from_port;
	if (c->options->leaving != NULL && c->options->leaving(c->options->context) != 0) {
		c->held_back = true;
		return CURL_PREREQFUNC_ABORT;
	}
	c->leaving = true;
	return CURL_PREREQFUNC_OK;
}

static size_t on_read(char *buffer, size_t size, size_t n, void *context)
{
	struct call *c = context;
	ssize_t got = c->body->read(c->body->context, buffer, size * n);
	if (got >= 0)
		return (size_t)got;
	c->read_error = errno;
	return CURL_READFUNC_ABORT;
}

static size_t on_answer(char *bytes, size_t size, size_t n, void *context)
{
	struct call *c = context;
	size_t len = size * n;
	if (len > c->answer_max - c->result->answer.size) {
		c->too_large = true;
		return 0;
	}
	spool_write(&c->result->answer, bytes, len);
	return len;
}

/* Puts the value of the header line BYTES (LEN of them) into TO if its name is NAME ("location:"). The last one counts. */
static void take_header(struct buf *to, const char *name, const char *bytes, size_t len)
{
	size_t from = strlen(name), end = len;
	if (len < from || strncasecmp(bytes, name, from) != 0)
		return;
	while (from < end && (bytes[from] == ' ' || bytes[from] == '\t'))
		from++;
	while (end > from && (unsigned char)bytes[end - 1] <= ' ')
		end--;
	buf_clear(to);
	buf_add(to, bytes + from, end - from < HEADER_MAX ? end - from : HEADER_MAX);
}

static size_t on_header(char *bytes, size_t size, size_t n, void *context)
{
	struct call *c = context;
	take_header(&c->result->location, "location:", bytes, size * n);
	take_header(&c->result->content_type, "content-type:", bytes, size * n);
	return size * n;
}

/* ---- setting up ---- */

static int check_file(const char *path, const char *what, struct error *err)
{
	if (path != NULL && access(path, R_OK) != 0)
		return error_sys(err, errno, "%s: %s", path, what);
	return 0;
}

static int check_options(const struct soap_options *o, struct error *err)
{
	const char *wrong = endpoint_wrong(o->url, false);
	if (wrong != NULL)
		return error_set(err, "o endereço da operadora não serve: %s", wrong);
	if (check_file(o->ca_file, "o arquivo das autoridades certificadoras não se lê", err) != 0 ||
	    check_file(o->client_certificate, "o certificado do prestador não se lê", err) != 0)
		return -1;
	return check_file(o->client_key, "a chave do certificado do prestador não se lê", err);
}

static void add_header(struct call *c, const char *text)
{
	struct curl_slist *more = curl_slist_append(c->headers, text);
	if (more != NULL)
		c->headers = more;
}

static void set_headers(struct call *c)
{
	struct buf type = BUF_INIT;
	buf_addf(&type, "Content-Type: text/xml; charset=%s", c->body->charset);
	add_header(c, buf_str(&type));
	add_header(c, "SOAPAction: \"\"");
	add_header(c, "Accept: text/xml");
	add_header(c, "Expect:"); /* many servers never answer it, and waiting settles nothing */
	curl_easy_setopt(c->curl, CURLOPT_HTTPHEADER, c->headers);
	buf_release(&type);
}

static void set_security(struct call *c)
{
	const struct soap_options *o = c->options;
	bool plain = strncasecmp(o->url, "http://", 7) == 0;
	curl_easy_setopt(c->curl, CURLOPT_PROTOCOLS_STR, plain ? "http" : "https");
	if (plain)
		curl_easy_setopt(c->curl, CURLOPT_NOPROXY, "*"); /* loopback stays in this machine, whatever http_proxy says */
	curl_easy_setopt(c->curl, CURLOPT_SSL_VERIFYPEER, o->insecure ? 0L : 1L);
	curl_easy_setopt(c->curl, CURLOPT_SSL_VERIFYHOST, o->insecure ? 0L : 2L);
	curl_easy_setopt(c->curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	if (o->ca_file != NULL) {
		curl_easy_setopt(c->curl, CURLOPT_CAINFO, o->ca_file);
		curl_easy_setopt(c->curl, CURLOPT_CAPATH, NULL); /* these authorities and no others */
	}
	if (o->client_certificate != NULL) {
		curl_easy_setopt(c->curl, CURLOPT_SSLCERT, o->client_certificate);
		curl_easy_setopt(c->curl, CURLOPT_SSLKEY, o->client_key != NULL ? o->client_key : o->client_certificate);
	}
}

/* Once, and as it is told: nothing that libcurl does of its own accord. */
static void set_call(struct call *c)
{
	const struct soap_options *o = c->options;
	CURL *curl = c->curl;
	curl_easy_setopt(curl, CURLOPT_URL, o->url);
	curl_easy_setopt(curl, CURLOPT_POST, 1L);
	curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)c->body->size);
	curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	curl_easy_setopt(curl, CURLOPT_FRESH_CONNECT, 1L);
	curl_easy_setopt(curl, CURLOPT_FORBID_REUSE, 1L);
	curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, (long)(o->connect_timeout != 0 ? o->connect_timeout : SOAP_CONNECT_SECONDS));
	curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)(o->total_timeout != 0 ? o->total_timeout : SOAP_TOTAL_SECONDS));
	curl_easy_setopt(curl, CURLOPT_USERAGENT, "tissutils/" TISS_VERSION);
	curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, c->detail);
	curl_easy_setopt(curl, CURLOPT_PREREQFUNCTION, on_ready);
	curl_easy_setopt(curl, CURLOPT_PREREQDATA, c);
	curl_easy_setopt(curl, CURLOPT_READFUNCTION, on_read);
	curl_easy_setopt(curl, CURLOPT_READDATA, c);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_answer);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, c);
	curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, on_header);
	curl_easy_setopt(curl, CURLOPT_HEADERDATA, c);
	set_headers(c);
	set_security(c);
}

/* ---- what became of it ---- */

/* Faults of the user's files or of this machine, before anything was sent: trying again is of no use. */
static const char *setup_fault(CURLcode code)
{
	switch (code) {
	case CURLE_SSL_CERTPROBLEM: return "o certificado do prestador, ou a chave dele, não serve";
	case CURLE_SSL_CACERT_BADFILE: return "o arquivo das autoridades certificadoras não serve";
	case CURLE_URL_MALFORMAT: return "o endereço da operadora não serve";
	case CURLE_UNSUPPORTED_PROTOCOL:
	case CURLE_NOT_BUILT_IN: return "a biblioteca libcurl desta máquina não tem o que é preciso";
	case CURLE_FAILED_INIT: return "a biblioteca libcurl não pôde começar";
	default: return NULL;
	}
}

static const char *failure_text(CURLcode code)
{
	switch (code) {
	case CURLE_COULDNT_RESOLVE_PROXY: return "o nome do proxy não foi encontrado";
	case CURLE_COULDNT_RESOLVE_HOST: return "o nome do servidor não foi encontrado";
	case CURLE_COULDNT_CONNECT: return "a conexão com o servidor não foi aceita";
	case CURLE_OPERATION_TIMEDOUT: return "o tempo acabou";
	case CURLE_SSL_CONNECT_ERROR: return "a conexão segura (TLS) não se fez";
	case CURLE_PEER_FAILED_VERIFICATION: return "o certificado do servidor não é confiável";
	case CURLE_SEND_ERROR: return "a conexão caiu durante o envio";
	case CURLE_RECV_ERROR: return "a conexão caiu antes de a resposta chegar";
	case CURLE_GOT_NOTHING: return "o servidor fechou a conexão sem responder";
	case CURLE_PARTIAL_FILE: return "a resposta veio cortada";
	default: return "a comunicação falhou";
	}
}

static void tell(struct call *c, CURLcode code)
{
	struct buf *out = &c->result->reason;
	if (c->held_back)
		buf_adds(out, "o envio foi suspenso antes de começar");
	else if (c->too_large)
		buf_addf(out, "a resposta passa de %llu bytes", (unsigned long long)c->answer_max);
	else if (c->read_error != 0)
		buf_addf(out, "a mensagem a enviar não pôde ser lida até o fim: %s", error_errno_text(c->read_error));
	else {
		buf_adds(out, failure_text(code));
		buf_addf(out, " (%s)", c->detail[0] != '\0' ? c->detail : curl_easy_strerror(code));
	}
}

static int conclude(struct call *c, CURLcode code, struct error *err)
{
	struct soap_result *r = c->result;
	curl_easy_getinfo(c->curl, CURLINFO_RESPONSE_CODE, &r->http_status);
	if (!c->leaving) {
		if (setup_fault(code) != NULL)
			return error_set(err, "%s (%s)", setup_fault(code), c->detail);
		r->outcome = SOAP_NOT_SENT;
		r->http_status = 0; /* a proxy's, if anybody's */
	} else {
		r->outcome = code == CURLE_OK && r->http_status != 0 ? SOAP_ANSWERED : SOAP_UNKNOWN;
	}
	if (r->outcome == SOAP_ANSWERED) {
		/* The answer came and cannot be kept: what it said is not known. */
		struct error lost = ERROR_INIT;
		if (spool_rewind(&r->answer, &lost) == 0)
			return 0;
		r->outcome = SOAP_UNKNOWN;
		buf_addf(&r->reason, "a resposta chegou e não pôde ser guardada: %s", buf_str(&lost.text));
		error_release(&lost);
	} else {
		tell(c, code);
	}
	spool_release(&r->answer);
	return 0;
}

int soap_call(const struct soap_options *options, const struct soap_body *body, struct soap_result *result, struct error *err)
{
	static bool ready;
	struct call c = { .options = options, .body = body, .result = result,
	                  .answer_max = options->answer_max != 0 ? options->answer_max : SOAP_ANSWER_MAX };
	if (check_options(options, err) != 0)
		return -1;
	if (!ready && curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		return error_set(err, "a biblioteca libcurl não pôde começar");
	ready = true;
	c.curl = curl_easy_init();
	if (c.curl == NULL)
		return error_set(err, "a biblioteca libcurl não pôde começar");
	set_call(&c);
	int status = conclude(&c, curl_easy_perform(c.curl), err);
	curl_easy_cleanup(c.curl);
	curl_slist_free_all(c.headers);
	return status;
}
