/* The names that messages are made of, numbered once for all schema tables, so that validation compares numbers.
 *
 * An element is known by its key: the numbers of its namespace and of its local name in one word. The names that
 * our own code speaks of (terms) and the namespaces that it must tell apart come first, with fixed numbers. */
#ifndef SCHEMA_VOCABULARY_H
#define SCHEMA_VOCABULARY_H

#include <stdint.h>

#include "base/names.h"

enum ns {
	NS_NONE = 0,  /* no namespace */
	NS_ANS = 1,   /* http://www.ans.gov.br/padroes/tiss/schemas */
	NS_DS,        /* XML signature */
	NS_SOAP11,
	NS_SOAP12,
	NS_XSI,       /* XMLSchema-instance: xsi:type, xsi:nil, xsi:schemaLocation */
	NS_XSD,       /* XMLSchema */
	NS_XML,       /* xml:lang */
	NS_FIXED = NS_XML,
	NS_UNKNOWN = 0xfff /* a namespace no table speaks of */
};

extern const char NS_ANS_URI[];

/* Terms: element names of the standard that code refers to. TERM(identifier, text) */
#define TERMS(TERM) \
	TERM(mensagemTISS, "mensagemTISS") \
	TERM(cabecalho, "cabecalho") \
	TERM(Padrao, "Padrao") \
	TERM(versaoPadrao, "versaoPadrao") \
	TERM(epilogo, "epilogo") \
	TERM(hash, "hash") \
	TERM(Envelope, "Envelope") \
	TERM(Header, "Header") \
	TERM(Body, "Body") \
	TERM(Fault, "Fault") \
	TERM(Signature, "Signature") \
	TERM(dataRegistroTransacao, "dataRegistroTransacao") \
	TERM(guiasTISS, "guiasTISS") \
	TERM(registroANS, "registroANS") \
	TERM(identificacaoPrestador, "identificacaoPrestador") \
	TERM(origem, "origem") \
	TERM(destino, "destino") \
	TERM(numeroGuiaPrestador, "numeroGuiaPrestador") \
	TERM(sequencialItem, "sequencialItem") \
	TERM(recursoGlosa, "recursoGlosa") \
	TERM(loteRecurso, "loteRecurso") \
	TERM(guiaRecursoGlosa, "guiaRecursoGlosa") \
	TERM(recursoGuia, "recursoGuia") \
	TERM(demonstrativosRetorno, "demonstrativosRetorno") \
	TERM(demonstrativoRetorno, "demonstrativoRetorno")

#define TERM_ENUM(identifier, text) TERM_##identifier,
enum term { TERM_NONE, TERMS(TERM_ENUM) TERM_LAST };
#undef TERM_ENUM

typedef uint32_t element_key;

#define KEY(ns, name) ((element_key)((uint32_t)(ns) << 20 | (uint32_t)(name)))
#define KEY_NS(key) ((key) >> 20)
#define KEY_NAME(key) ((key)&0xfffffu)

struct vocabulary {
	struct names *names;      /* local names; the terms first */
	struct names *namespaces; /* URIs, in the order of enum ns, then those of the tables */
};

/* Makes V with the fixed namespaces and terms in it; vocabulary_release frees it. */
void vocabulary_init(struct vocabulary *v);
void vocabulary_release(struct vocabulary *v);

/* The number of namespace URI (NULL: NS_NONE), NS_UNKNOWN if none of the tables loaded knows it. */
uint32_t vocabulary_ns(const struct vocabulary *v, const char *uri);

/* The local name of KEY; "" when it has none. */
const char *vocabulary_name(const struct vocabulary *v, element_key key);

#endif
