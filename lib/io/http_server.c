#include "io/http_server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include <gnutls/gnutls.h>
#include <microhttpd.h>

#include "base/mem.h"

enum { IDLE_SECONDS = 120, CONNECTIONS_MAX = 200, BLOCK = 64 * 1024, SLICE_MS = 50 };

struct http_server {
	struct MHD_Daemon *daemon;
	struct http_options options;
	pthread_mutex_t one; /* requests are handled one at a time */
	volatile bool stopping;
};

/* One request on its way in. */
struct incoming {
	struct buf body;
	bool too_large;
};

/* An answer on its way out, where it is not sent whole. */
struct outgoing {
	struct buf body;
	uint64_t size, end; /* told, and given */
};

static ssize_t give(void *context, uint64_t at, char *to, size_t max)
{
	struct outgoing *o = context;
	if (at >= o->end)
		return o->end < o->size ? MHD_CONTENT_READER_END_WITH_ERROR : MHD_CONTENT_READER_END_OF_STREAM;
	if (at >= o->body.len) {
		size_t n = o->end - at < max ? (size_t)(o->end - at) : max;
		memset(to, ' ', n);
		return (ssize_t)n;
	}
	size_t stop = o->end < o->body.len ? (size_t)o->end : o->body.len, n = stop - (size_t)at;
	if (n > max)
		n = max;
	memcpy(to, o->body.data + at, n);
	return (ssize_t)n;
}

static void outgoing_free(void *context)
{
	struct outgoing *o = context;
	buf_release(&o->body);
	free(o);
}

static struct MHD_Response *response_of(struct http_answer *a)
{
	if (a->manner == HTTP_WHOLE) {
		struct MHD_Response *whole = MHD_create_response_from_buffer(a->body.len, a->body.data, MHD_RESPMEM_MUST_COPY);
		buf_release(&a->body);
		return whole;
	}
	struct outgoing *o = mem_zero(1, sizeof *o);
	o->body = a->body;
	o->size = a->body.len + a->filler;
	o->end = a->manner == HTTP_CUT ? a->body.len / 2 : o->size;
	a->body = (struct buf)BUF_INIT;
	return MHD_create_response_from_callback(o->size, BLOCK, give, o, outgoing_free);
}

/* In slices, so that stopping the server does not wait for it. */
static void wait_for(struct http_server *s, unsigned milliseconds)
{
	while (milliseconds > 0 && !s->stopping) {
		unsigned some = milliseconds < SLICE_MS ? milliseconds : SLICE_MS;
		nanosleep(&(struct timespec){ .tv_nsec = (long)some * 1000000 }, NULL);
		milliseconds -= some;
	}
}

static enum MHD_Result answer(struct http_server *s, struct MHD_Connection *connection, struct http_answer *a)
{
	wait_for(s, a->delay);
	if (a->manner == HTTP_DROP || s->stopping) {
		buf_release(&a->body);
		return MHD_NO;
	}
	struct MHD_Response *response = response_of(a);
	if (response == NULL)
		return MHD_NO;
	MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, a->type);
	MHD_add_response_header(response, MHD_HTTP_HEADER_CONNECTION, "close");
	if (a->location != NULL)
		MHD_add_response_header(response, MHD_HTTP_HEADER_LOCATION, a->location);
	enum MHD_Result result = MHD_queue_response(connection, (unsigned)a->status, response);
	MHD_destroy_response(response);
	return result;
}

/* Whether the client showed a certificate of the authorities that were given. */
static bool is_known(struct http_server *s, struct MHD_Connection *connection)
{
	unsigned status = 0;
	if (s->options.client_ca == NULL)
		return true;
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_GNUTLS_SESSION);
	return info != NULL && gnutls_certificate_verify_peers2(info->tls_session, &status) == GNUTLS_E_SUCCESS && status == 0;
}

static enum MHD_Result on_request(void *context, struct MHD_Connection *connection, const char *url, const char *method,
                                  const char *version, const char *data, size_t *size, void **request)
{
	struct http_server *s = context;
	struct incoming *in = *request;
	(void)version;
	if (in == NULL) {
		*request = mem_zero(1, sizeof *in);
		return MHD_YES;
	}
	if (*size > 0) {
		in->too_large |= *size > s->options.body_max - in->body.len;
		if (!in->too_large)
			buf_add(&in->body, data, *size);
		*size = 0;
		return MHD_YES;
	}
	struct http_answer a = { .status = 413, .type = "text/plain; charset=utf-8" };
	if (!is_known(s, connection)) {
		a.status = 403;
	} else if (!in->too_large) {
		struct http_request r = { .method = method, .path = url, .body = in->body };
		pthread_mutex_lock(&s->one);
		s->options.handle(s->options.context, &r, &a);
		pthread_mutex_unlock(&s->one);
	}
	return answer(s, connection, &a);
}

static void on_completed(void *context, struct MHD_Connection *connection, void **request, enum MHD_RequestTerminationCode how)
{
	struct incoming *in = *request;
	(void)context, (void)connection, (void)how;
	if (in == NULL)
		return;
	buf_release(&in->body);
	free(in);
	*request = NULL;
}

/* What libmicrohttpd would print: connections that break off are its daily bread here. */
static void be_silent(void *context, const char *fmt, va_list ap)
{
	(void)context, (void)fmt, (void)ap;
}

struct http_server *http_server_start(const struct http_options *options, struct error *err)
{
	struct http_server *s = mem_zero(1, sizeof *s);
	struct sockaddr_in loopback = { .sin_family = AF_INET, .sin_port = htons((uint16_t)options->port),
	                                .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	struct MHD_OptionItem tls[] = {
		{ MHD_OPTION_HTTPS_MEM_KEY, 0, NULL }, { MHD_OPTION_HTTPS_MEM_CERT, 0, NULL }, { MHD_OPTION_END, 0, NULL },
		{ MHD_OPTION_END, 0, NULL }
	};
	unsigned flags = MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_THREAD_PER_CONNECTION | MHD_USE_ERROR_LOG;
	union { const char *in; void *out; } key = { options->key }, certificate = { options->certificate }, ca = { options->client_ca };
	if (options->certificate != NULL) {
		flags |= MHD_USE_TLS;
		tls[0].ptr_value = key.out;
		tls[1].ptr_value = certificate.out;
		if (options->client_ca != NULL)
			tls[2] = (struct MHD_OptionItem){ MHD_OPTION_HTTPS_MEM_TRUST, 0, ca.out };
	} else {
		tls[0].option = MHD_OPTION_END;
	}
	s->options = *options;
	pthread_mutex_init(&s->one, NULL);
	errno = 0;
	s->daemon = MHD_start_daemon(flags, (uint16_t)options->port, NULL, NULL, on_request, s,
	                             MHD_OPTION_EXTERNAL_LOGGER, be_silent, NULL, MHD_OPTION_SOCK_ADDR, (struct sockaddr *)&loopback,
	                             MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_SECONDS, MHD_OPTION_CONNECTION_LIMIT,
	                             (unsigned)CONNECTIONS_MAX, MHD_OPTION_NOTIFY_COMPLETED, on_completed, NULL, MHD_OPTION_ARRAY, tls,
	                             MHD_OPTION_END);
	if (s->daemon != NULL)
		return s;
	if (errno == EADDRINUSE || errno == EACCES)
		error_sys(err, errno, "a porta %u de 127.0.0.1", options->port);
	else
		error_set(err, "o servidor não pôde começar%s", options->certificate != NULL ? ": o certificado ou a chave não serve" : "");
	pthread_mutex_destroy(&s->one);
	free(s);
	return NULL;
}

unsigned http_server_port(const struct http_server *s)
{
	const union MHD_DaemonInfo *info = MHD_get_daemon_info(s->daemon, MHD_DAEMON_INFO_BIND_PORT);
	return info != NULL ? info->port : 0;
}

void http_server_stop(struct http_server *s)
{
	s->stopping = true;
	MHD_stop_daemon(s->daemon);
	pthread_mutex_destroy(&s->one);
	free(s);
}
