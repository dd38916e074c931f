/* SOAP 1.1 over HTTP, one call at a time: the only door to libcurl.
 *
 * Sending a lot is not idempotent, so a call is made exactly once: one fresh connection, HTTP/1.1, no redirect followed, nothing
 * tried again, and what became of it is told as exactly as it can be known. Of an address, a user name or a password nothing is
 * ever printed here. Documents are document/literal, with soapAction="". */
#ifndef IO_SOAP_H
#define IO_SOAP_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/spool.h"

enum {
	SOAP_CONNECT_SECONDS = 30,
	SOAP_TOTAL_SECONDS = 300,
	SOAP_ANSWER_MAX = 64 * 1024 * 1024 /* bytes of an answer */
};

/* Where to, and how. Strings are borrowed until the call returns; NULL: none. */
struct soap_options {
	const char *url;                /* https://, or http:// to loopback (tiss/endpoint.h); checked */
	const char *ca_file;            /* PEM; NULL: the system's authorities */
	const char *client_certificate; /* PEM */
	const char *client_key;         /* PEM; NULL: in the certificate's file */
	uint64_t connect_timeout;       /* seconds for name, connection and TLS; 0: SOAP_CONNECT_SECONDS */
	uint64_t total_timeout;         /* seconds for all of it; 0: SOAP_TOTAL_SECONDS */
	uint64_t answer_max;            /* bytes; 0: SOAP_ANSWER_MAX */
	bool insecure;                  /* TLS is not verified: only because a person said so, now */
	/* Called once, when the connection stands (TLS included) and before the first byte of the request leaves. Not 0: nothing
	 * is sent, and the outcome is SOAP_NOT_SENT. NULL: nobody. */
	int (*leaving)(void *context);
	void *context;
};

/* The envelope, SIZE bytes of it. READ gives up to N of them, 0 at the end, -1 with errno set. */
struct soap_body {
	void *context;
	ssize_t (*read)(void *context, char *buffer, size_t n);
	uint64_t size;
	const char *charset; /* "UTF-8", "ISO-8859-1": as its XML declaration says */
};

enum soap_outcome {
	SOAP_NOT_SENT, /* name, connection, TLS: no byte of the request left; safe to try again */
	SOAP_ANSWERED, /* a whole answer with an HTTP status came back, whatever it says */
	SOAP_UNKNOWN   /* bytes left, and then: time-out, broken connection, answer cut short or too large */
};

struct soap_result {
	enum soap_outcome outcome;
	long http_status;    /* the answer's; 0: none came */
	struct spool answer; /* its bytes, rewound; empty unless SOAP_ANSWERED */
	struct buf location; /* the Location of a redirect; may be empty */
	struct buf content_type; /* of the answer; may be empty */
	struct buf reason;   /* why not, or why unknown, in Portuguese, one line; empty when SOAP_ANSWERED */
};

#define SOAP_RESULT_INIT { SOAP_NOT_SENT, 0, SPOOL_INIT, BUF_INIT, BUF_INIT, BUF_INIT }

void soap_result_release(struct soap_result *r);

/* Makes the call. 0 with *RESULT (as after SOAP_RESULT_INIT or soap_result_release) filled; -1 with ERR set when OPTIONS or files that they
 * name cannot be used: then nothing was sent, and trying again is of no use. Not for several threads. */
int soap_call(const struct soap_options *options, const struct soap_body *body, struct soap_result *result, struct error *err);

#endif
