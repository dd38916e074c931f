/* The answers of the web services, read into plain structs: any prefix, with or without XML declaration, in a SOAP envelope or
 * bare. Read leniently: an answer that breaks the schema but says its protocol has said it. Validating is another thing. */
#ifndef SEND_WS_ANSWER_H
#define SEND_WS_ANSWER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "fmt/xml_reader.h"

enum ws_kind {
	WS_UNREADABLE, /* no XML, or none of the messages below: REASON says why */
	WS_RECEIPT,    /* protocoloRecebimentoWS with a protocol: the lot was received */
	WS_SITUATION,  /* situacaoProtocoloWS */
	WS_STATEMENTS, /* demonstrativoRetornoWS with statements */
	WS_PREPARING,  /* demonstrativoRetornoWS with situacaoDemonstrativoRetorno: not ready yet */
	WS_ERROR,      /* mensagemErro, in any of the three: the operator refuses, and MOTIVES say why */
	WS_FAULT       /* tissFaultWS, or a SOAP fault without it */
};

/* st_tissFault, in the order of the schema. */
enum ws_fault {
	WS_FAULT_OTHER, /* a SOAP fault without tissFaultWS, or a tissFault that the standard does not know */
	WS_FAULT_DESTINATARIO_INVALIDO, WS_FAULT_REMETENTE_INVALIDO, WS_FAULT_LOGIN_INVALIDO, WS_FAULT_VERSAO_INVALIDA,
	WS_FAULT_HASH_INVALIDO, WS_FAULT_SCHEMA_INVALIDO, WS_FAULT_ERRO_INESPERADO
};

/* Amounts are in cents; WS_NO_AMOUNT: the answer does not say, or not in a way that can be read. */
#define WS_NO_AMOUNT INT64_MIN

struct ws_amounts {
	int64_t informed, processed, denied, released; /* informado, processado, glosado, liberado */
};

/* Why something was denied (ct_motivoGlosa). */
struct ws_motive {
	const char *code;  /* codigoGlosa (Tabela 38); "" when absent */
	const char *text;  /* descricaoGlosa; "" when absent */
	int64_t amount;    /* where one is given with it */
};

struct ws_guide {
	const char *provider_number; /* numeroGuiaPrestador; "" when absent, like all texts here */
	const char *operator_number; /* numeroGuiaOperadora */
	const char *card;            /* numeroCarteira: personal data, never for messages */
	int status;                  /* situacaoGuia (dm_statusProtocolo), 0: not said */
	struct ws_amounts amounts;
	const struct ws_motive *motives; /* of the guide and of its items */
	size_t nmotives;
	int64_t items, items_denied; /* how many items the answer lists, and of them how many with a glosa: 0, 0 when it lists none */
};

/* What an answer says of one protocol. */
struct ws_protocol {
	const char *number;       /* numeroProtocolo (PEG) */
	const char *lot;          /* numeroLote */
	const char *date;         /* dataEnvioLote, dataProtocolo: aaaa-mm-dd */
	const char *payment_date; /* dataPagamento, of a Demonstrativo de Pagamento */
	int status;               /* statusProtocolo, situacaoProtocolo, situacaoDemonstrativo (dm_statusProtocolo), 0: not said */
	struct ws_amounts amounts;
	const struct ws_motive *motives; /* glosaProtocolo, GlosaProtocolo */
	size_t nmotives;
	const struct ws_guide *guides;
	size_t nguides;
	bool payment;             /* from a Demonstrativo de Pagamento */
};

/* All is owned by the answer, until ws_answer_release. Texts are UTF-8 and never NULL. */
struct ws_answer {
	enum ws_kind kind;
	const char *root;        /* "protocoloRecebimentoWS", … ; "" when unreadable */
	const char *version;     /* Padrao of its header */
	const char *business;    /* falhaNegocio of its header */
	const struct ws_protocol *protocols; /* statements: in the order of the message, one for each protocol in each statement */
	size_t nprotocols;
	const struct ws_motive *motives; /* WS_ERROR: mensagemErro */
	size_t nmotives;
	enum ws_fault fault;
	bool fault_of_client;    /* WS_FAULT_OTHER: the fault code is one of Client, VersionMismatch, MustUnderstand: the request was not taken */
	const char *fault_text;  /* tissFault, or faultstring */
	bool hash_given, hash_right; /* whether the answer has a hash, and it is that of its values */
	const char *reason;      /* WS_UNREADABLE: in Portuguese */
	struct arena arena;
};

#define WS_ANSWER_INIT { .arena = ARENA_INIT }

/* Reads SOURCE, called NAME. 0 with *A filled, whatever it holds; -1 with ERR set when it could not be read (an error of the system). */
int ws_answer_read(struct xml_source source, const char *name, struct ws_answer *a, struct error *err);

void ws_answer_release(struct ws_answer *a);

/* What FAULT means to the user, and what to do, in Portuguese. */
const char *ws_fault_meaning(enum ws_fault fault);

#endif
