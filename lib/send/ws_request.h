/* The requests of the web services, as SOAP envelopes: loteGuiasWS, solicitacaoStatusProtocoloWS and
 * solicitacaoDemonstrativoRetornoWS of the lot's version, elements and their order from its schema table, the hash computed anew. */
#ifndef SEND_WS_REQUEST_H
#define SEND_WS_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/spool.h"
#include "fmt/xml_reader.h"
#include "fmt/xml_writer.h"
#include "schema/schema.h"

/* The services, by the names that addresses have (profile_endpoint). */
enum ws_service { WS_LOT, WS_STATUS, WS_STATEMENT, WS_SERVICES };

const char *ws_service_name(enum ws_service service); /* "tissLoteGuias", … */
const char *ws_service_root(enum ws_service service); /* of its request: "loteGuiasWS", … */

/* The attempt's own facts of the header. Strings are borrowed. */
struct ws_header {
	const char *sequence;           /* sequencialTransacao, up to 12 characters */
	const char *date, *time;        /* aaaa-mm-dd, hh:mm:ss */
	const char *registro_ans;       /* the operator: destino */
	const char *provider_kind;      /* the element that names the provider: "CNPJ", "CPF" or "codigoPrestadorNaOperadora" */
	const char *provider;
	const char *login;              /* loginPrestador, NULL: none … */
	const char *password_md5;       /* … and with it senhaPrestador, 32 hexadecimal digits (CO 114; ws_password_md5) */
	enum xml_output_encoding encoding;
};

enum { WS_MD5_HEX = 33 };

/* The MD5 of PASSWORD (UTF-8; hashed in ISO-8859-1 when it has a character for all of it) in lower-case hexadecimal. */
void ws_password_md5(const char *password, char hex[WS_MD5_HEX]);

/* What ws_request_lot found in the lot. Texts are cut at their sizes; TISS allows no longer ones. */
struct ws_lot_facts {
	char number[16];        /* numeroLote */
	char hash[33];          /* of the request written */
	bool signature_dropped; /* the message had an XML signature, which cannot hold for another message and was left out */
};

/* Writes the envelope of loteGuiasWS to OUT, rewound, from LOT, a mensagemTISS (called NAME in errors) that holds loteGuias of SCHEMA's
 * version: its loteGuias value for value. Header: what is NULL in H stays as the lot has it (all but login may be NULL).
 * The lot was validated before; what is not a lot is still refused. 0, or -1 with ERR set. Memory is bounded by one value. */
int ws_request_lot(struct schema *schema, const struct ws_header *h, struct xml_source lot, const char *name, struct spool *out,
                   struct ws_lot_facts *facts, struct error *err);

/* The provider as the body of a request names it (ct_contratadoDados). */
struct ws_contractor {
	const char *kind;  /* "CNPJ", "CPF" or "codigoPrestadorNaOperadora", as in ws_header */
	const char *value;
	const char *name;  /* nomeContratado, which versions before 4.00.00 ask for; NULL elsewhere */
};

/* Writes the envelope that asks for the status of PROTOCOL. */
int ws_request_status(struct schema *schema, const struct ws_header *h, const struct ws_contractor *who, const char *protocol,
                      struct spool *out, struct error *err);

enum { WS_PROTOCOLS_MAX = 30 };

/* What a Demonstrativo is asked for by: protocols (de Análise), or a payment date or competência (de Pagamento). */
struct ws_statement_wish {
	const char *const *protocols; /* 1 to WS_PROTOCOLS_MAX … */
	size_t nprotocols;            /* … or 0, and then one of these: */
	const char *payment_date;     /* aaaa-mm-dd, or NULL */
	const char *competencia;      /* AAAAMM, or NULL */
	bool odonto;                  /* the payment statement of odontologia (tipoDemonstrativo 3) instead of 1 */
};

int ws_request_statement(struct schema *schema, const struct ws_header *h, const struct ws_contractor *who,
                         const struct ws_statement_wish *wish, struct spool *out, struct error *err);

#endif
