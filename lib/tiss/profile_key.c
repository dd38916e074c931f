#include "tiss/profile_key.h"

#include <string.h>
#include <strings.h>

enum { NAME_LENGTH_MAX = 64, GUIDES_OF_THE_NORM = 100, DAYS_MAX = 3650, SECONDS_MAX = 3600 };

#define BYTES_MAX (UINT64_C(1) << 40)

#define FIELD(name) offsetof(struct profile, name)
#define ITEM_115 "Componente Organizacional, item 115"
#define ITEM_176 "Componente Organizacional, item 176"
#define SILENT "a norma não fixa"
#define OURS "escolha do tissutils"
#define NO_SECRETS "login e senha não são escritos no perfil; grave-os em um arquivo só seu e dê o nome dele em login-file"

static const struct profile_key_def keys[PROFILE_KEY_COUNT] = {
	[PROFILE_REGISTRO] = { "registroANS", PROFILE_REGISTRO_ANS, false, FIELD(registro), 0, 0, NULL,
	                       "(não dado)", NULL },
	[PROFILE_NOME] = { "nome", PROFILE_TEXT, false, FIELD(nome), 0, 0, NULL, "(não dado)", NULL },
	[PROFILE_VERSIONS] = { "versions", PROFILE_VERSION_LIST, false, FIELD(versions), 0, 0, NULL,
	                       "(todas as conhecidas)", NULL },
	[PROFILE_MAX_GUIDES] = { "max-guides", PROFILE_NUMBER, false, FIELD(max_guides), 1, GUIDES_OF_THE_NORM, "100",
	                         NULL, ITEM_176 },
	[PROFILE_MAX_BYTES] = { "max-bytes", PROFILE_NUMBER, false, FIELD(max_bytes), 1, BYTES_MAX, NULL, "(sem limite)",
	                        SILENT },
	[PROFILE_DEADLINE_DAYS] = { "deadline-days", PROFILE_NUMBER, false, FIELD(deadline_days), 1, DAYS_MAX, NULL,
	                            "(não conferido)", SILENT },
	[PROFILE_HASH_VARIANT] = { "hash-variant", PROFILE_HASH_NAME, false, FIELD(hash_variant), 0, 0, "iso-8859-1", NULL,
	                           ITEM_115 },
	[PROFILE_ENCODING] = { "encoding", PROFILE_ENCODING_NAME, false, FIELD(encoding), 0, 0, "ISO-8859-1", NULL,
	                       ITEM_115 },
	[PROFILE_IGNORE] = { "ignore", PROFILE_FINDING, true, FIELD(ignore), 0, 0, NULL, "(nenhuma)", NULL },
	[PROFILE_SEVERITY] = { "severity", PROFILE_FINDING_SEVERITY, true, FIELD(severity), 0, 0, NULL, "(nenhuma)", NULL },
	[PROFILE_PROVIDERS] = { "providers", PROFILE_PATH, false, FIELD(providers), 0, 0, NULL, "(não conferidos)", NULL },
	[PROFILE_BENEFICIARIES] = { "beneficiaries", PROFILE_PATH, false, FIELD(beneficiaries), 0, 0, NULL,
	                            "(não conferidos)", NULL },
	[PROFILE_TUSS] = { "tuss", PROFILE_TABLE, true, FIELD(tuss), 0, 0, NULL, "(não conferidas)", NULL },
	[PROFILE_CARD_PATTERN] = { "card-pattern", PROFILE_PATTERN, false, FIELD(card_pattern), 0, 0, NULL, "(qualquer um)",
	                           SILENT },
	[PROFILE_REQUIRED] = { "required", PROFILE_ELEMENT, true, FIELD(required), 0, 0, NULL, "(só os do XSD)",
	                       "XSD da versão" },
	[PROFILE_MATCH_GLOSA] = { "match-glosa", PROFILE_CODES, true, FIELD(match_glosa), 0, 0, NULL, "(os da tabela)", NULL },
	[PROFILE_MATCH_DETALHE] = { "match-detalhe", PROFILE_CODES, true, FIELD(match_detalhe), 0, 0, NULL, "(os da tabela)", NULL },
	[PROFILE_ENDPOINT] = { "endpoint", PROFILE_BASE_URL, false, FIELD(endpoint), 0, 0, NULL, "(não dado)", NULL },
	[PROFILE_ENDPOINT_LOT] = { "endpoint-tissLoteGuias", PROFILE_URL, false, FIELD(endpoint_lot), 0, 0, NULL,
	                           "(o de endpoint)", NULL },
	[PROFILE_ENDPOINT_STATUS] = { "endpoint-tissSolicitacaoStatusProtocolo", PROFILE_URL, false, FIELD(endpoint_status),
	                              0, 0, NULL, "(o de endpoint)", NULL },
	[PROFILE_ENDPOINT_STATEMENT] = { "endpoint-tissSolicitacaoDemonstrativoRetorno", PROFILE_URL, false,
	                                 FIELD(endpoint_statement), 0, 0, NULL, "(o de endpoint)", NULL },
	[PROFILE_CA_FILE] = { "ca-file", PROFILE_PATH, false, FIELD(ca_file), 0, 0, NULL, "(as do sistema)", NULL },
	[PROFILE_CLIENT_CERTIFICATE] = { "client-certificate", PROFILE_PATH, false, FIELD(client_certificate), 0, 0, NULL,
	                                 "(nenhum)", NULL },
	[PROFILE_CLIENT_KEY] = { "client-key", PROFILE_PATH, false, FIELD(client_key), 0, 0, NULL, "(a do certificado)",
	                         NULL },
	[PROFILE_LOGIN_FILE] = { "login-file", PROFILE_PATH, false, FIELD(login_file), 0, 0, NULL, "(nenhum)", NULL },
	[PROFILE_CONNECT_TIMEOUT] = { "connect-timeout", PROFILE_NUMBER, false, FIELD(connect_timeout), 1, SECONDS_MAX, "30",
	                              NULL, OURS },
	[PROFILE_TOTAL_TIMEOUT] = { "total-timeout", PROFILE_NUMBER, false, FIELD(total_timeout), 1, SECONDS_MAX, "300", NULL,
	                            OURS },
};

static const char *const types[PROFILE_TYPE_COUNT] = {
	[PROFILE_TEXT] = "texto",
	[PROFILE_REGISTRO_ANS] = "6 algarismos",
	[PROFILE_NUMBER] = "número inteiro",
	[PROFILE_ENCODING_NAME] = "codificação",
	[PROFILE_HASH_NAME] = "variante do hash",
	[PROFILE_VERSION_LIST] = "lista de versões",
	[PROFILE_PATH] = "arquivo",
	[PROFILE_TABLE] = "tabela=arquivo",
	[PROFILE_FINDING] = "crítica",
	[PROFILE_FINDING_SEVERITY] = "crítica=grau",
	[PROFILE_PATTERN] = "expressão regular",
	[PROFILE_ELEMENT] = "caminho de elemento",
	[PROFILE_CODES] = "situação=códigos",
	[PROFILE_BASE_URL] = "URL",
	[PROFILE_URL] = "URL",
};

static const struct {
	const char *name, *reason;
} refused[] = {
	{ "insecure", "o certificado da operadora é sempre conferido; se ele é de uma autoridade própria, dê o certificado "
	  "dela em ca-file" },
	{ "senha", NO_SECRETS },
	{ "password", NO_SECRETS },
	{ "login", NO_SECRETS },
	{ "include", "um perfil não inclui outro; copie as linhas que valem" },
};

const struct profile_key_def *profile_key_def(enum profile_key key)
{
	return &keys[key];
}

const char *profile_type_name(enum profile_type type)
{
	return types[type];
}

enum profile_key profile_key_of(const char *name)
{
	int key = 0;
	while (key < PROFILE_KEY_COUNT && strcmp(keys[key].name, name) != 0)
		key++;
	return (enum profile_key)key;
}

/* Case and the kind of dash are no difference between names. */
static char plain(char c)
{
	return c == '_' ? '-' : c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Levenshtein's distance between A and B, which have at most NAME_LENGTH_MAX bytes. */
static size_t distance(const char *a, const char *b)
{
	size_t row[NAME_LENGTH_MAX + 1], len = strlen(b);
	for (size_t j = 0; j <= len; j++)
		row[j] = j;
	for (size_t i = 1; *a != '\0'; a++, i++) {
		size_t diagonal = row[0];
		row[0] = i;
		for (size_t j = 1; j <= len; j++) {
			size_t changed = diagonal + (plain(*a) != plain(b[j - 1]));
			diagonal = row[j];
			row[j] = least(changed, least(row[j], row[j - 1]) + 1);
		}
	}
	return row[len];
}

const char *profile_key_nearest(const char *name)
{
	size_t len = strlen(name), best = least(len / 3 + 1, len);
	const char *nearest = NULL;
	if (len > NAME_LENGTH_MAX)
		return NULL;
	for (size_t i = 0; i < PROFILE_KEY_COUNT; i++) {
		size_t d = distance(name, keys[i].name);
		if (d < best || (d == best && nearest == NULL && d < len)) {
			best = d;
			nearest = keys[i].name;
		}
	}
	return nearest;
}

const char *profile_key_refused(const char *name)
{
	for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
		if (strcasecmp(refused[i].name, name) == 0)
			return refused[i].reason;
	return NULL;
}
