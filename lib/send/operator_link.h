/* How an operator is reached: its profile's addresses, certificates, time-outs and login (tiss-profile(5), tiss-profile-send(5)). */
#ifndef SEND_OPERATOR_LINK_H
#define SEND_OPERATOR_LINK_H

#include "io/soap.h"
#include "schema/schema_store.h"
#include "schema/vocabulary.h"
#include "send/lot_send.h"
#include "send/ws_request.h"
#include "tiss/profile.h"

enum { LOGIN_MAX = 64 };

/* Private but for PROFILE, SOAP and ENCODING. */
struct operator_link {
	struct profile *profile;
	struct soap_options soap;          /* its strings live as long as the link */
	enum xml_output_encoding encoding; /* of requests */
	struct buf url;
	char login[LOGIN_MAX];             /* "": none */
	char password_md5[WS_MD5_HEX];
	struct vocabulary vocabulary;
	struct schema_store *schemas;
};

/* Reads what is needed to reach SERVICE of the operator REGISTRO. -1 with ERR set when there is no profile or address, or its login cannot
 * be used. L is released by the caller in both cases. With --insecure, the user is told what that means. */
int operator_link_open(struct operator_link *l, struct lot_send *x, const char *registro, enum ws_service service, struct error *err);
void operator_link_release(struct operator_link *l);

/* The schema of VERSION; NULL with ERR set. Owned by the link. */
struct schema *operator_link_schema(struct operator_link *l, const char *version, struct error *err);

/* The header's login, and encoding. */
void operator_link_header(const struct operator_link *l, struct ws_header *h);

/* Who asks, as LOT names its provider. */
void operator_link_provider(const struct lot_record *lot, const char **kind, const char **value);

#endif
