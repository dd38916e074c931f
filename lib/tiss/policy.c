#include "tiss/policy.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

void policy_init(struct policy *p)
{
	p->ignored = NULL;
	memset(p->severity, -1, sizeof p->severity);
}

void policy_release(struct policy *p)
{
	while (p->ignored != NULL) {
		struct policy_ignore *next = p->ignored->next;
		free(p->ignored->path);
		free(p->ignored);
		p->ignored = next;
	}
}

/* The code that the first LEN bytes of TEXT name, if a policy may touch it; FINDING_COUNT with ERR set otherwise. */
static enum finding_code code_named(const char *text, size_t len, struct error *err)
{
	char *name = mem_dup_n(text, len);
	enum finding_code code = finding_code_of(name);
	if (code == FINDING_COUNT) {
		error_set(err, "não existe a crítica %s (tiss-validate --list-rules mostra as que há)", name);
	} else if (finding_def(code)->layer < LAYER_LIMITS) {
		error_set(err, "a crítica %s não pode ser silenciada nem mudada: é da camada %s", name,
		          finding_layer_name(finding_def(code)->layer));
		code = FINDING_COUNT;
	}
	free(name);
	return code;
}

/* Whether a path can end in PATH: names between slashes, without the indexes that are left out in comparing. */
static bool is_tail(const char *path)
{
	size_t len = strlen(path);
	return len > 0 && path[len - 1] != '/' && strstr(path, "//") == NULL && strpbrk(path, "[] \t") == NULL;
}

int policy_add_ignore(struct policy *p, const char *text, struct error *err)
{
	size_t len = strcspn(text, "@");
	enum finding_code code = code_named(text, len, err);
	if (code == FINDING_COUNT)
		return -1;
	if (text[len] == '@' && !is_tail(text + len + 1))
		return error_set(err, "o caminho em “%s” não serve: escreva os últimos elementos dele, sem índices, como "
		                 "%.*s@guiaSP-SADT/valorTotal", text, (int)len, text);
	struct policy_ignore *entry = mem_zero(1, sizeof *entry);
	entry->code = code;
	entry->path = text[len] == '@' ? mem_dup(text + len + 1) : NULL;
	entry->next = p->ignored;
	p->ignored = entry;
	return 0;
}

int policy_add_severity(struct policy *p, const char *text, struct error *err)
{
	size_t len = strcspn(text, "=");
	enum finding_code code = code_named(text, len, err);
	if (code == FINDING_COUNT)
		return -1;
	for (int s = FINDING_INFO; s <= FINDING_ERRO; s++) {
		if (text[len] == '=' && strcmp(text + len + 1, finding_severity_name((enum finding_severity)s)) == 0) {
			p->severity[code] = (signed char)s;
			return 0;
		}
	}
	return error_set(err, "grau desconhecido em “%s”: escreva CÓDIGO=info, CÓDIGO=aviso ou CÓDIGO=erro", text);
}

/* Whether PATH, its indexes left out, ends in the steps of TAIL. */
static bool path_ends_in(const char *path, const char *tail)
{
	size_t p = strlen(path), t = strlen(tail);
	while (t > 0) {
		if (p > 0 && path[p - 1] == ']')
			while (p > 0 && path[--p] != '[')
				;
		if (p == 0 || path[p - 1] != tail[t - 1])
			return false;
		p--;
		t--;
	}
	return p == 0 || path[p - 1] == '/' || *tail == '/';
}

void policy_apply(const struct policy *p, struct finding *f)
{
	if (p->severity[f->code] >= 0)
		f->severity = (enum finding_severity)p->severity[f->code];
	for (const struct policy_ignore *i = p->ignored; i != NULL && !f->ignored; i = i->next)
		f->ignored = i->code == f->code && (i->path == NULL || path_ends_in(buf_str(&f->path), i->path));
}
