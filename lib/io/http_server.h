/* A small HTTP or HTTPS server on loopback, for the simulated operator: the only door to libmicrohttpd. It can also answer badly,
 * which is what a sandbox of faults is for. Never listens elsewhere than on 127.0.0.1. */
#ifndef IO_HTTP_SERVER_H
#define IO_HTTP_SERVER_H

#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"

/* A whole request; borrowed until the handler returns. */
struct http_request {
	const char *method, *path;
	struct buf body;
};

/* How the answer goes out. */
enum http_manner {
	HTTP_WHOLE,
	HTTP_DROP, /* the connection is closed without a byte of an answer */
	HTTP_CUT,  /* … in the middle of the body */
	HTTP_HUGE  /* the body is followed by SPACES, and never ends in good order before that */
};

/* What the handler answers; zeroed before. */
struct http_answer {
	int status;
	const char *type;     /* Content-Type, static */
	const char *location; /* of a redirect, static; NULL: none */
	struct buf body;      /* taken over */
	enum http_manner manner;
	uint64_t filler;      /* HTTP_HUGE: spaces behind BODY */
	unsigned delay;       /* milliseconds to wait first */
};

struct http_options {
	unsigned port;          /* 0: one that is free */
	uint64_t body_max;      /* bytes of a request; more is answered with 413 */
	const char *certificate, *key; /* PEM texts: HTTPS; NULL: HTTP */
	const char *client_ca;         /* PEM text: whoever has no certificate of these authorities gets 403; NULL: nobody is asked */
	/* Called for one request at a time, from threads of the server. */
	void (*handle)(void *context, const struct http_request *request, struct http_answer *answer);
	void *context;
};

struct http_server;

/* Starts serving. NULL with ERR set. */
struct http_server *http_server_start(const struct http_options *options, struct error *err);

unsigned http_server_port(const struct http_server *s);

/* Stops listening, ends what is under way, frees. */
void http_server_stop(struct http_server *s);

#endif
