#include "fix/fix_set.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "base/visible.h"

enum { CANDIDATES_MAX = 5 };

/* ---- reading PATH=VALUE ---- */

/* "guiaSP-SADT[2]" */
static int read_step(struct fix_step *step, const char *text, size_t len, struct error *err)
{
	const char *open = memchr(text, '[', len);
	size_t name_len = open != NULL ? (size_t)(open - text) : len;
	if (name_len == 0)
		return error_set(err, "o caminho tem um nome vazio");
	if (memchr(text, '@', len) != NULL)
		return error_set(err, "só valores de elementos podem ser trocados, e não atributos");
	step->index = 0;
	if (open != NULL) {
		char *end = NULL;
		unsigned long index = open[1] >= '1' && open[1] <= '9' ? strtoul(open + 1, &end, 10) : 0;
		if (index == 0 || index > UINT32_MAX || end != text + len - 1 || *end != ']')
			return error_set(err, "índice errado em “%.*s”: esperava-se um número, como [2]", (int)len, text);
		step->index = (uint32_t)index;
	}
	step->name = mem_dup_n(text, name_len);
	return 0;
}

static int read_path(struct fix_set *set, struct error *err)
{
	const char *at = set->path;
	set->anchored = *at == '/';
	at += set->anchored;
	for (;;) {
		size_t len = strcspn(at, "/");
		if (set->nsteps == FIX_SET_STEPS_MAX)
			return error_set(err, "o caminho tem mais de %d nomes", FIX_SET_STEPS_MAX);
		if (read_step(&set->steps[set->nsteps], at, len, err) != 0)
			return -1;
		set->nsteps++;
		if (at[len] == '\0')
			return 0;
		at += len + 1;
	}
}

static int check_value(const char *value, struct error *err)
{
	size_t len = strlen(value);
	for (size_t i = 0; i < len;) {
		struct visible_char c = visible_next(value + i, len - i);
		bool control = c.code < 0x20 && c.code != '\t' && c.code != '\n' && c.code != '\r';
		if (c.kind == VISIBLE_BROKEN)
			return error_set(err, "o valor não está em UTF-8");
		if (control || c.code == 0xfffe || c.code == 0xffff)
			return error_set(err, "o valor tem um caractere que o XML não aceita (U+%04X)", (unsigned)c.code);
		i += c.len;
	}
	return 0;
}

static void set_release(struct fix_set *set)
{
	for (unsigned i = 0; i < set->nsteps; i++)
		free(set->steps[i].name);
	free(set->path);
	free(set->value);
	buf_release(&set->candidates);
}

int fix_sets_add(struct fix_sets *s, const char *argument, struct error *err)
{
	const char *equals = strchr(argument, '=');
	if (equals == NULL || equals == argument)
		return error_set(err, "esperava-se CAMINHO=VALOR");
	s->sets = mem_grow(s->sets, s->n + 1, sizeof *s->sets);
	struct fix_set *set = &s->sets[s->n];
	memset(set, 0, sizeof *set);
	set->path = mem_dup_n(argument, (size_t)(equals - argument));
	set->value = mem_dup(equals + 1);
	if (read_path(set, err) != 0 || check_value(set->value, err) != 0) {
		set_release(set);
		return -1;
	}
	s->n++;
	return 0;
}

void fix_sets_release(struct fix_sets *s)
{
	for (size_t i = 0; i < s->n; i++)
		set_release(&s->sets[i]);
	free(s->sets);
	*s = (struct fix_sets){ NULL, 0 };
}

/* ---- finding the element ---- */

void fix_sets_begin(struct fix_sets *s)
{
	for (size_t i = 0; i < s->n; i++) {
		struct fix_set *set = &s->sets[i];
		set->fits = set->similar = 0;
		set->group = set->too_long = false;
		buf_clear(&set->candidates);
	}
}

static bool step_fits(const struct fix_step *step, const struct node *n)
{
	if (step->index != 0 && step->index != n->index)
		return false;
	if (KEY_NS(n->key) == NS_ANS || n->prefix == NULL)
		return strcmp(step->name, n->local) == 0;
	size_t len = strlen(n->prefix);
	return strncmp(step->name, n->prefix, len) == 0 && step->name[len] == ':' && strcmp(step->name + len + 1, n->local) == 0;
}

static bool path_fits(const struct fix_set *set, const struct walk *w)
{
	if (w->depth < set->nsteps || (set->anchored && w->depth != set->nsteps))
		return false;
	for (unsigned i = 0; i < set->nsteps; i++)
		if (!step_fits(&set->steps[set->nsteps - 1 - i], &w->nodes[w->depth - i]))
			return false;
	return true;
}

static void add_candidate(struct fix_set *set, const struct walk *w)
{
	if (set->candidates.len > 0)
		buf_adds(&set->candidates, ", ");
	walk_path(w, w->depth, &set->candidates);
}

static bool fits(struct fix_set *set, const struct walk *w)
{
	const struct node *n = &w->nodes[w->depth];
	if (path_fits(set, w)) {
		if (set->fits == 0)
			buf_clear(&set->candidates); /* of those that were only similar */
		if (++set->fits <= CANDIDATES_MAX)
			add_candidate(set, w);
		set->group = set->group || n->has_children;
		set->too_long = set->too_long || w->text_long;
		return true;
	}
	if (set->fits == 0 && strcasecmp(set->steps[set->nsteps - 1].name, n->local) == 0 && ++set->similar <= CANDIDATES_MAX)
		add_candidate(set, w);
	return false;
}

const struct fix_set *fix_sets_match(struct fix_sets *s, const struct walk *w)
{
	const struct fix_set *found = NULL;
	for (size_t i = 0; i < s->n; i++)
		if (fits(&s->sets[i], w))
			found = &s->sets[i];
	return found;
}

/* ---- what was found ---- */

static int complain_none(const struct fix_set *set, const char *name, struct error *err)
{
	if (set->similar == 0)
		return error_set(err, "%s: --set: nenhum elemento tem o caminho %s", name, set->path);
	return error_set(err, "%s: --set: nenhum elemento tem o caminho %s; com esse nome há %s%s", name, set->path,
	                 buf_str(&set->candidates), set->similar > CANDIDATES_MAX ? ", …" : "");
}

int fix_sets_check(const struct fix_sets *s, const char *name, struct error *err)
{
	for (size_t i = 0; i < s->n; i++) {
		const struct fix_set *set = &s->sets[i];
		if (set->fits == 0)
			return complain_none(set, name, err);
		if (set->fits > 1)
			return error_set(err, "%s: --set: %llu elementos têm o caminho %s; dê o índice de um deles: %s%s", name,
			                 (unsigned long long)set->fits, set->path, buf_str(&set->candidates),
			                 set->fits > CANDIDATES_MAX ? ", …" : "");
		if (set->group)
			return error_set(err, "%s: --set: %s tem outros elementos dentro, e só um campo pode ter o valor trocado",
			                 name, buf_str(&set->candidates));
		if (set->too_long)
			return error_set(err, "%s: --set: o valor de %s é longo demais para ser trocado", name, buf_str(&set->candidates));
		for (size_t k = 0; k < i; k++)
			if (strcmp(buf_str(&s->sets[k].candidates), buf_str(&set->candidates)) == 0)
				return error_set(err, "%s: --set: %s foi dado duas vezes", name, buf_str(&set->candidates));
	}
	return 0;
}
