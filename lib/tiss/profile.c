#include "tiss/profile.h"

#include <stdlib.h>
#include <string.h>

#include <libxml/xmlregexp.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/visible.h"
#include "schema/schema_store.h"
#include "tiss/profile_key.h"
#include "tiss/profile_value.h"

enum { FILE_MAX = 1024 * 1024, REGISTRO_DIGITS = 6 };

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

/* Cuts the blanks off both ends of TEXT. */
static char *trim(char *text)
{
	size_t len = strlen(text);
	while (len > 0 && is_blank(text[len - 1]))
		len--;
	text[len] = '\0';
	return text + strspn(text, " \t\r");
}

/* A "#" begins a comment where it begins the line or a blank stands before it. */
static void cut_comment(char *line)
{
	for (char *c = strchr(line, '#'); c != NULL; c = strchr(c + 1, '#'))
		if (c == line || is_blank(c[-1])) {
			*c = '\0';
			return;
		}
}

/* Only text that can be seen: what comes along when text is copied from a page would make values wrong unseen. */
static int check_characters(const char *line, const char *file, unsigned number, struct error *err)
{
	for (size_t at = 0, len = strlen(line); at < len;) {
		struct visible_char c = visible_next(line + at, len - at);
		if (c.kind == VISIBLE_BROKEN)
			return error_set(err, "%s:%u: o byte 0x%02X não é UTF-8, esperado texto em UTF-8", file, number,
			                 (unsigned)c.code);
		if (c.kind == VISIBLE_HIDDEN && !is_blank(line[at]))
			return error_set(err, "%s:%u: o caractere invisível U+%04X, esperado texto simples", file, number,
			                 (unsigned)c.code);
		at += c.len;
	}
	return 0;
}

/* Says that there is no key NAME. The value is not told: it may be a password. */
static int unknown_key(const char *name, const char *file, unsigned number, struct error *err)
{
	const char *reason = profile_key_refused(name), *nearest = profile_key_nearest(name);
	struct buf shown = BUF_INIT;
	visible_add(&shown, name, strlen(name));
	if (reason != NULL)
		error_set(err, "%s:%u: a chave “%s” não é aceita: %s", file, number, buf_str(&shown), reason);
	else if (nearest != NULL)
		error_set(err, "%s:%u: chave desconhecida “%s”, talvez %s", file, number, buf_str(&shown), nearest);
	else
		error_set(err, "%s:%u: chave desconhecida “%s”, esperada uma das de tiss-profile(5)", file, number,
		          buf_str(&shown));
	buf_release(&shown);
	return -1;
}

static int read_line(struct profile *p, char *line, unsigned number, struct error *err)
{
	if (check_characters(line, p->file, number, err))
		return -1;
	cut_comment(line);
	char *name = trim(line), *equals = strchr(name, '=');
	if (*name == '\0')
		return 0;
	if (equals == NULL || equals == name)
		return error_set(err, "%s:%u: linha sem chave e valor, esperado “chave = valor”", p->file, number);
	*equals = '\0';
	name = trim(name);
	const char *value = trim(equals + 1);
	enum profile_key key = profile_key_of(name);
	if (key == PROFILE_KEY_COUNT)
		return unknown_key(name, p->file, number, err);
	if (*value == '\0')
		return error_set(err, "%s:%u: %s sem valor, esperado “%s = …” (%s)", p->file, number, name, name,
		                 profile_type_name(profile_key_def(key)->type));
	if (p->line[key] > 0 && !profile_key_def(key)->repeatable)
		return profile_value_wrong(p, key, value, number, err, "%s já foi dito na linha %u, esperado uma vez só", name,
		                           p->line[key]);
	if (profile_value_set(p, key, value, number, err))
		return -1;
	if (p->line[key] == 0)
		p->line[key] = number;
	return 0;
}

/* What no line shows to be wrong by itself. WANTED: the registroANS the file's name stands for, or NULL. */
static int check_whole(const struct profile *p, const char *wanted, struct error *err)
{
	if (p->registro == NULL)
		return error_set(err, "%s: falta registroANS, esperado o registro da operadora na ANS, de 6 algarismos",
		                 p->file);
	if (wanted != NULL && strcmp(p->registro, wanted) != 0)
		return profile_value_wrong(p, PROFILE_REGISTRO, p->registro, p->line[PROFILE_REGISTRO], err,
		                           "esperado %s, como no nome do arquivo", wanted);
	if (p->total_timeout < p->connect_timeout) {
		unsigned line = p->line[PROFILE_TOTAL_TIMEOUT];
		if (line == 0)
			line = p->line[PROFILE_CONNECT_TIMEOUT];
		return error_set(err, "%s:%u: total-timeout (%u s) é menor que connect-timeout (%u s), esperado o contrário",
		                 p->file, line, (unsigned)p->total_timeout, (unsigned)p->connect_timeout);
	}
	if (p->client_key != NULL && p->client_certificate == NULL)
		return error_set(err, "%s:%u: client-key sem client-certificate, esperados os dois", p->file,
		                 p->line[PROFILE_CLIENT_KEY]);
	return 0;
}

/* Reads the lines of TEXT (LEN bytes), which are changed. */
static int read_lines(struct profile *p, char *text, size_t len, struct error *err)
{
	unsigned number = 0;
	char *line = strncmp(text, "\xEF\xBB\xBF", 3) == 0 ? text + 3 : text;
	for (char *end; line < text + len; line = end + 1) {
		end = memchr(line, '\n', (size_t)(text + len - line));
		if (end == NULL)
			end = text + len;
		*end = '\0';
		number++;
		if (strlen(line) != (size_t)(end - line))
			return error_set(err, "%s:%u: byte nulo, esperado texto em UTF-8", p->file, number);
		if (read_line(p, line, number, err))
			return -1;
	}
	return 0;
}

static struct profile *load_file(const char *file, const char *wanted, struct error *err)
{
	size_t len;
	char *text = file_read(file, FILE_MAX, &len, err);
	if (text == NULL)
		return NULL;
	struct profile *p = profile_defaults();
	p->file = arena_dup(&p->memory, file, strlen(file));
	bool good = read_lines(p, text, len, err) == 0 && check_whole(p, wanted, err) == 0;
	free(text);
	if (good)
		return p;
	profile_free(p);
	return NULL;
}

struct profile *profile_defaults(void)
{
	struct profile *p = mem_zero(1, sizeof *p);
	struct error none = ERROR_INIT; /* the defaults are right: the unit test loads them */
	policy_init(&p->policy);
	for (int key = 0; key < PROFILE_KEY_COUNT; key++) {
		const char *fallback = profile_key_def((enum profile_key)key)->fallback;
		if (fallback != NULL)
			profile_value_set(p, (enum profile_key)key, fallback, 0, &none);
	}
	error_release(&none);
	return p;
}

static bool is_registro(const char *text)
{
	return strlen(text) == REGISTRO_DIGITS && strspn(text, "0123456789") == REGISTRO_DIGITS;
}

struct profile *profile_find(const char *registro, struct error *err)
{
	struct buf name = BUF_INIT;
	if (!is_registro(registro)) /* it becomes part of a path */
		return NULL;
	buf_addf(&name, "operators/%s.conf", registro);
	char *file = data_file_find(buf_str(&name));
	struct profile *p = file != NULL ? load_file(file, registro, err) : NULL;
	free(file);
	buf_release(&name);
	return p;
}

struct profile *profile_load(const char *name, struct error *err)
{
	if (!is_registro(name))
		return load_file(name, NULL, err);
	struct profile *p = profile_find(name, err);
	if (p == NULL)
		error_set(err, "não há perfil da operadora %s, esperado operators/%s.conf em ~/.local/share/tissutils ou nos "
		          "dados do programa (tiss-profile(5))", name, name);
	return p;
}

void profile_free(struct profile *p)
{
	if (p == NULL)
		return;
	struct profile_list *const lists[] = { &p->versions, &p->ignore, &p->severity, &p->tuss, &p->required, &p->match_glosa,
	                                       &p->match_detalhe };
	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
		free(lists[i]->items);
	policy_release(&p->policy);
	xmlRegFreeRegexp(p->card);
	arena_release(&p->memory);
	free(p);
}

bool profile_accepts_version(const struct profile *p, const char *version)
{
	bool accepts = p->versions.n == 0;
	for (size_t i = 0; i < p->versions.n && !accepts; i++)
		accepts = strcmp(p->versions.items[i].value, version) == 0;
	return accepts;
}

bool profile_card_holds(const struct profile *p, const char *card)
{
	return p->card == NULL || xmlRegexpExec(p->card, (const xmlChar *)card) == 1;
}

bool profile_endpoint(const struct profile *p, const char *service, struct buf *out)
{
	static const enum profile_key own[] = { PROFILE_ENDPOINT_LOT, PROFILE_ENDPOINT_STATUS, PROFILE_ENDPOINT_STATEMENT };
	const char *const urls[] = { p->endpoint_lot, p->endpoint_status, p->endpoint_statement };
	for (size_t i = 0; i < sizeof own / sizeof *own; i++) {
		const char *name = strchr(profile_key_def(own[i])->name, '-') + 1;
		if (urls[i] != NULL && strcmp(name, service) == 0) {
			buf_adds(out, urls[i]);
			return true;
		}
	}
	if (p->endpoint == NULL)
		return false;
	size_t len = strlen(p->endpoint);
	buf_addf(out, "%s%s%s", p->endpoint, p->endpoint[len - 1] == '/' ? "" : "/", service);
	return true;
}
