#include "tiss/profile_value.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <libxml/xmlerror.h>
#include <libxml/xmlregexp.h>

#include "base/mem.h"
#include "fmt/date.h"
#include "base/visible.h"
#include "tiss/endpoint.h"
#include "tiss/hash.h"

enum { REGISTRO_DIGITS = 6, PATTERN_LENGTH_MAX = 500 };

static const char digits[] = "0123456789";

/* One value on its way into the profile. */
struct setting {
	struct profile *profile;
	enum profile_key key;
	const struct profile_key_def *def;
	void *field;
	const char *value;
	unsigned line;
	struct error *err;
};

static void add_place(struct buf *out, const struct profile *p, enum profile_key key, const char *value, unsigned line)
{
	buf_addf(out, "%s:%u: %s = ", p->file != NULL ? p->file : "", line, profile_key_def(key)->name);
	visible_add(out, value, strlen(value));
}

int profile_value_wrong(const struct profile *p, enum profile_key key, const char *value, unsigned line,
                        struct error *err, const char *fmt, ...)
{
	struct buf text = BUF_INIT;
	va_list ap;
	add_place(&text, p, key, value, line);
	buf_adds(&text, ": ");
	va_start(ap, fmt);
	buf_vaddf(&text, fmt, ap);
	va_end(ap);
	error_set(err, "%s", buf_str(&text));
	buf_release(&text);
	return -1;
}

#define WRONG(s, ...) profile_value_wrong((s)->profile, (s)->key, (s)->value, (s)->line, (s)->err, __VA_ARGS__)

static const char *keep(const struct setting *s, const char *text, size_t len)
{
	return arena_dup(&s->profile->memory, text, len);
}

static void keep_text(const struct setting *s, const char *text)
{
	*(const char **)s->field = keep(s, text, strlen(text));
}

/* Adds NAME (LEN bytes; NULL: none) and VALUE to the list, of which no item may be the same in what identifies it:
 * the name, or else the value. */
static int add_item(const struct setting *s, const char *name, size_t len, const char *value)
{
	struct profile_list *list = s->field;
	struct profile_item item = { name != NULL ? keep(s, name, len) : NULL, keep(s, value, strlen(value)), s->line };
	const char *id = name != NULL ? item.name : item.value;
	for (size_t i = 0; i < list->n; i++) {
		const struct profile_item *other = &list->items[i];
		if (strcmp(name != NULL ? other->name : other->value, id) == 0)
			return WRONG(s, "%s já foi dito na linha %u", id, other->line);
	}
	list->items = mem_grow(list->items, list->n + 1, sizeof *list->items);
	list->items[list->n++] = item;
	return 0;
}

static int set_text(const struct setting *s)
{
	keep_text(s, s->value);
	return 0;
}

static int set_registro(const struct setting *s)
{
	if (strlen(s->value) != REGISTRO_DIGITS || strspn(s->value, digits) != REGISTRO_DIGITS)
		return WRONG(s, "esperados os 6 algarismos do registro da operadora na ANS");
	return set_text(s);
}

static int set_number(const struct setting *s)
{
	uint64_t number = 0;
	size_t len = strlen(s->value);
	bool good = strspn(s->value, digits) == len && len <= 18; /* so that it cannot overflow */
	if (good)
		number = strtoull(s->value, NULL, 10);
	if (!good || number < s->def->min || number > s->def->max)
		return WRONG(s, "esperado um número inteiro de %" PRIu64 " a %" PRIu64 ", só com algarismos", s->def->min,
		             s->def->max);
	*(uint64_t *)s->field = number;
	return 0;
}

static int set_encoding(const struct setting *s)
{
	int *encoding = s->field;
	if (strcasecmp(s->value, "ISO-8859-1") == 0)
		*encoding = PROFILE_ISO_8859_1;
	else if (strcasecmp(s->value, "UTF-8") == 0)
		*encoding = PROFILE_UTF_8;
	else
		return WRONG(s, "esperado ISO-8859-1 ou UTF-8");
	return 0;
}

static int set_hash(const struct setting *s)
{
	struct buf names = BUF_INIT;
	for (int v = 0; v < HASH_VARIANTS; v++) {
		if (strcmp(s->value, hash_variant_name(v)) == 0) {
			*(int *)s->field = v;
			buf_release(&names);
			return 0;
		}
		buf_addf(&names, "%s%s", v > 0 ? ", " : "", hash_variant_name(v));
	}
	WRONG(s, "esperada uma destas variantes: %s", buf_str(&names));
	buf_release(&names);
	return -1;
}

/* "4.03.00" */
static bool is_version(const char *text, size_t len)
{
	static const char form[] = "0.00.00";
	for (size_t i = 0; i < sizeof form - 1 && i < len; i++)
		if (form[i] == '.' ? text[i] != '.' : text[i] < '0' || text[i] > '9')
			return false;
	return len == sizeof form - 1;
}

static int set_versions(const struct setting *s)
{
	for (const char *at = s->value;; at++) {
		at += strspn(at, " \t");
		size_t whole = strcspn(at, ","), len = whole;
		while (len > 0 && (at[len - 1] == ' ' || at[len - 1] == '\t'))
			len--;
		if (!is_version(at, len))
			return WRONG(s, "esperadas versões do padrão separadas por vírgulas, como 4.02.00, 4.03.00");
		char *version = mem_dup_n(at, len);
		int failed = add_item(s, NULL, 0, version);
		free(version);
		at += whole;
		if (failed || *at == '\0')
			return failed;
	}
}

/* PATH as it is to be opened; the caller frees it. */
static char *resolve(const struct setting *s, const char *path)
{
	struct buf out = BUF_INIT;
	const char *file = s->profile->file, *slash = file != NULL ? strrchr(file, '/') : NULL;
	if (*path != '/' && slash != NULL)
		buf_add(&out, file, (size_t)(slash - file) + 1);
	buf_adds(&out, path);
	return out.data;
}

static int set_path(const struct setting *s)
{
	char *path = resolve(s, s->value);
	keep_text(s, path);
	free(path);
	return 0;
}

/* "3306@2025-12-01..": LEN bytes. */
static bool is_ans_code(const char *text, size_t len)
{
	if (len < 4 || strspn(text, digits) < 4 || (len > 4 && text[4] != '@'))
		return false;
	if (len == 4)
		return true;
	const char *from = text + 5, *dots = strstr(from, "..");
	if (dots == NULL || dots > text + len - 2)
		return false;
	size_t before = (size_t)(dots - from), behind = (size_t)(text + len - (dots + 2));
	return (before == 0 || date_parse(from, before) != DATE_NONE) && (behind == 0 || date_parse(dots + 2, behind) != DATE_NONE);
}

/* "guia-nao-localizada=3306@2025-12-01..,1404": which situations there are is guide-match's to say. */
static int set_codes(const struct setting *s)
{
	size_t len = strcspn(s->value, "= \t");
	const char *codes = s->value + len + strspn(s->value + len, " \t");
	if (*codes != '=' || len == 0)
		return WRONG(s, "esperado SITUAÇÃO=CÓDIGOS, como guia-nao-localizada=3306@2025-12-01..,1404");
	codes++;
	codes += strspn(codes, " \t");
	for (const char *at = codes;; at++) {
		size_t n = strcspn(at, ",");
		if (!is_ans_code(at, n))
			return WRONG(s, "esperados códigos da Tabela 38 separados por vírgulas, CÓDIGO ou CÓDIGO@DESDE..ATÉ");
		at += n;
		if (*at == '\0')
			break;
	}
	return add_item(s, s->value, len, codes);
}

static int set_table(const struct setting *s)
{
	static const char *const tables[] = { "18", "19", "20", "22" };
	size_t len = strcspn(s->value, "= \t"), known = 0;
	const char *path = s->value + len + strspn(s->value + len, " \t");
	if (*path != '=')
		return WRONG(s, "esperado TABELA=ARQUIVO, como 22=tuss22.csv");
	path++;
	path += strspn(path, " \t");
	for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
		known += len == 2 && strncmp(s->value, tables[i], 2) == 0;
	if (known == 0)
		return WRONG(s, "esperada uma tabela TUSS: 18, 19, 20 ou 22 (as tabelas 00, 90 e 98 não são TUSS)");
	if (*path == '\0')
		return WRONG(s, "esperado o nome do arquivo depois do “=”");
	char *resolved = resolve(s, path);
	int failed = add_item(s, s->value, len, resolved);
	free(resolved);
	return failed;
}

/* What policy_add_ignore and policy_add_severity say, with the place before it. */
static int add_to_policy(const struct setting *s, int (*add)(struct policy *p, const char *text, struct error *err),
                         const char *text)
{
	struct error why = ERROR_INIT;
	int failed = add(&s->profile->policy, text, &why);
	if (failed)
		WRONG(s, "%s", buf_str(&why.text));
	error_release(&why);
	return failed;
}

static int set_ignore(const struct setting *s)
{
	return add_to_policy(s, policy_add_ignore, s->value) || add_item(s, NULL, 0, s->value) ? -1 : 0;
}

static int set_severity(const struct setting *s)
{
	struct buf text = BUF_INIT; /* without blanks around the "=" */
	size_t code = strcspn(s->value, "= \t"), gap = strspn(s->value + code, " \t");
	const char *severity = s->value + code + gap;
	if (*severity != '=')
		return WRONG(s, "esperado CÓDIGO=info, CÓDIGO=aviso ou CÓDIGO=erro");
	severity += 1 + strspn(severity + 1, " \t");
	buf_addf(&text, "%.*s=%s", (int)code, s->value, severity);
	int failed = add_to_policy(s, policy_add_severity, buf_str(&text)) || add_item(s, s->value, code, severity);
	buf_release(&text);
	return failed ? -1 : 0;
}

__attribute__((format(printf, 2, 3))) static void say_nothing(void *context, const char *message, ...)
{
	(void)context;
	(void)message;
}

static int set_pattern(const struct setting *s)
{
	xmlRegexpPtr regexp = NULL;
	if (strlen(s->value) <= PATTERN_LENGTH_MAX) {
		xmlSetGenericErrorFunc(NULL, say_nothing); /* the library prints otherwise */
		regexp = xmlRegexpCompile((const xmlChar *)s->value);
		xmlSetGenericErrorFunc(NULL, NULL);
	}
	if (regexp == NULL)
		return WRONG(s, "esperada uma expressão regular como as do XSD, de até %d bytes: [0-9]{17}", PATTERN_LENGTH_MAX);
	s->profile->card = regexp;
	return set_text(s);
}

/* Whether a step (LEN bytes) is an element that holds a CID, or stands in a group that makes one mandatory. */
static bool is_cid(const char *step, size_t len)
{
	static const char *const elements[] = {
		"diagnostico", "diagnosticoObito", "codigoDiagnostico", "descricaoDiagnostico", "tabelaDiagnostico",
	};
	for (size_t i = 0; i + 3 <= len; i++)
		if (strncmp(step + i, "CID", 3) == 0)
			return true;
	for (size_t i = 0; i < sizeof elements / sizeof *elements; i++)
		if (strlen(elements[i]) == len && strncmp(step, elements[i], len) == 0)
			return true;
	return false;
}

static bool is_name(const char *step, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		char c = step[i];
		bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
		bool other = (c >= '0' && c <= '9') || c == '-' || c == '.';
		if (!letter && (!other || i == 0))
			return false;
	}
	return len > 0;
}

static int set_required(const struct setting *s)
{
	for (const char *step = s->value + (*s->value == '/');; step++) {
		size_t len = strcspn(step, "/");
		if (!is_name(step, len))
			return WRONG(s, "esperados nomes de elementos separados por “/”, sem prefixo nem índice, como "
			             "dadosSolicitacao/indicacaoClinica");
		if (is_cid(step, len))
			return WRONG(s, "o CID não pode ser exigido nas guias (Componente Organizacional, item 28)");
		step += len;
		if (*step == '\0')
			return add_item(s, NULL, 0, s->value);
	}
}

/* What an address may hide, as a password before "@", is not shown. */
static int set_address(const struct setting *s, bool base)
{
	const char *why = endpoint_wrong(s->value, base);
	if (why == NULL)
		return set_text(s);
	const char *shown = strchr(s->value, '@') == NULL ? s->value : "…";
	return profile_value_wrong(s->profile, s->key, shown, s->line, s->err, "%s", why);
}

static int set_base_url(const struct setting *s)
{
	return set_address(s, true);
}

static int set_url(const struct setting *s)
{
	return set_address(s, false);
}

int profile_value_set(struct profile *p, enum profile_key key, const char *value, unsigned line, struct error *err)
{
	static int (*const setters[PROFILE_TYPE_COUNT])(const struct setting *s) = {
		[PROFILE_TEXT] = set_text,
		[PROFILE_REGISTRO_ANS] = set_registro,
		[PROFILE_NUMBER] = set_number,
		[PROFILE_ENCODING_NAME] = set_encoding,
		[PROFILE_HASH_NAME] = set_hash,
		[PROFILE_VERSION_LIST] = set_versions,
		[PROFILE_PATH] = set_path,
		[PROFILE_TABLE] = set_table,
		[PROFILE_FINDING] = set_ignore,
		[PROFILE_FINDING_SEVERITY] = set_severity,
		[PROFILE_PATTERN] = set_pattern,
		[PROFILE_ELEMENT] = set_required,
		[PROFILE_CODES] = set_codes,
		[PROFILE_BASE_URL] = set_base_url,
		[PROFILE_URL] = set_url,
	};
	const struct profile_key_def *def = profile_key_def(key);
	struct setting s = { p, key, def, (char *)p + def->field, value, line, err };
	return setters[def->type](&s);
}
