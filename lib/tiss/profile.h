/* What an operator asks beyond the norm: its profile, a text file of lines "key = value" (tiss-profile(5)).
 *
 * A profile is given by its file, or found by the operator's registroANS as operators/REGISTRO.conf in the data folders
 * (schema/schema_store.h). The keys, their types, checks and defaults are one table (tiss/profile_key.h). Errors name file,
 * line, key and value. A loaded profile does not change, so that several readers may share it. */
#ifndef TISS_PROFILE_H
#define TISS_PROFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/output.h"
#include "tiss/policy.h"

/* In the order of tiss-profile(5) and --show-profile. */
enum profile_key {
	PROFILE_REGISTRO, PROFILE_NOME, PROFILE_VERSIONS, PROFILE_MAX_GUIDES, PROFILE_MAX_BYTES, PROFILE_DEADLINE_DAYS,
	PROFILE_HASH_VARIANT, PROFILE_ENCODING, PROFILE_IGNORE, PROFILE_SEVERITY, PROFILE_PROVIDERS,
	PROFILE_BENEFICIARIES, PROFILE_TUSS, PROFILE_CARD_PATTERN, PROFILE_REQUIRED, PROFILE_MATCH_GLOSA, PROFILE_MATCH_DETALHE, PROFILE_ENDPOINT,
	PROFILE_ENDPOINT_LOT, PROFILE_ENDPOINT_STATUS, PROFILE_ENDPOINT_STATEMENT, PROFILE_CA_FILE,
	PROFILE_CLIENT_CERTIFICATE, PROFILE_CLIENT_KEY, PROFILE_LOGIN_FILE, PROFILE_CONNECT_TIMEOUT,
	PROFILE_TOTAL_TIMEOUT, PROFILE_KEY_COUNT
};

enum profile_encoding { PROFILE_ISO_8859_1, PROFILE_UTF_8 };

/* One value of a key that takes several. */
struct profile_item {
	const char *name;  /* of "TABLE=FILE" what stands before the "="; NULL in other lists */
	const char *value; /* paths: as they are to be opened */
	unsigned line;
};

struct profile_list {
	struct profile_item *items;
	size_t n;
};

/* All text is owned by the profile. A text is NULL, and a list empty, when the operator says nothing. */
struct profile {
	const char *file;              /* NULL: no file, nothing but defaults */
	const char *registro;          /* registroANS, six digits; NULL only without a file */
	const char *nome;
	struct profile_list versions;  /* accepted; empty: all */
	uint64_t max_guides;           /* per lot */
	uint64_t max_bytes;            /* of a lot's file; 0: no bound */
	uint64_t deadline_days;        /* from service to delivery; 0: not checked */
	int hash_variant;              /* tiss/hash.h; HASH_OFFICIAL unless the operator errs */
	int encoding;                  /* enum profile_encoding, to write lots in */
	struct policy policy;          /* of ignore and severity below */
	struct profile_list ignore, severity; /* as they were written, for profile_show */
	const char *providers, *beneficiaries; /* registries, CSV */
	struct profile_list tuss;      /* name: codigoTabela "22"; value: CSV file */
	const char *card_pattern;      /* see profile_card_holds */
	struct profile_list required;  /* ends of element paths, "dadosSolicitacao/indicacaoClinica" */
	struct profile_list match_glosa, match_detalhe; /* name: a situation of guide-match; value: its codes, as in finding_choose_ans */
	const char *endpoint;          /* base URL; see profile_endpoint */
	const char *endpoint_lot, *endpoint_status, *endpoint_statement;
	const char *ca_file, *client_certificate, *client_key, *login_file;
	uint64_t connect_timeout, total_timeout; /* seconds */

	unsigned line[PROFILE_KEY_COUNT]; /* of FILE, where the key stands (the first time); 0: nowhere, a default holds */

	/* private */
	struct arena memory;
	struct _xmlRegexp *card;
};

/* The profile that --profile NAME means: of six digits, the operator's in the data folders; otherwise a file.
 * NULL with ERR set. The caller frees it with profile_free. */
struct profile *profile_load(const char *name, struct error *err);

/* The profile of the operator REGISTRO (anything: it may come from a message) in the data folders. NULL without ERR set
 * when there is none, NULL with ERR set when it is wrong. */
struct profile *profile_find(const char *registro, struct error *err);

/* What holds where no operator says otherwise. */
struct profile *profile_defaults(void);

void profile_free(struct profile *p);

/* Prints every key, its value and where that comes from: file and line, or the norm. Failures stay in OUT. */
void profile_show(const struct profile *p, struct output *out);

/* Adds where the value of KEY comes from to OUT: "FILE:LINE", "padrão: Componente Organizacional, item 176" or
 * "padrão". */
void profile_origin(const struct profile *p, enum profile_key key, struct buf *out);

bool profile_accepts_version(const struct profile *p, const char *version);

/* Whether CARD, a numeroCarteira, has the operator's form; true when it gave none. */
bool profile_card_holds(const struct profile *p, const char *card);

/* Adds the URL of SERVICE ("tissLoteGuias") to OUT: its own, or the base URL with "/SERVICE" behind it.
 * False when the profile has neither. */
bool profile_endpoint(const struct profile *p, const char *service, struct buf *out);

#endif
