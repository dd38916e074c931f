/* The XML in an answer's body, where HTTP has more to say about it than XML has: a charset for a document that declares none, or parts
 * (multipart/related, as servers with MTOM answer) of which the first one is the envelope. */
#ifndef SEND_WS_BODY_H
#define SEND_WS_BODY_H

#include "base/buf.h"
#include "base/error.h"
#include "base/spool.h"
#include "fmt/xml_reader.h"

/* Private but for its size. */
struct ws_body {
	struct spool *spool;     /* borrowed */
	struct buf text;         /* given first: a declaration, or the whole part */
	size_t at;               /* of TEXT, given so far */
	bool whole;              /* nothing follows TEXT */
};

#define WS_BODY_INIT { NULL, BUF_INIT, 0, false }

/* Looks at SPOOL, rewound; CONTENT_TYPE is the header's value, "" for none. The XML is then what SOURCE gives, once. -1 with ERR set when
 * SPOOL cannot be read. */
int ws_body_open(struct ws_body *b, struct spool *spool, const char *content_type, struct xml_source *source, struct error *err);
void ws_body_release(struct ws_body *b);

#endif
