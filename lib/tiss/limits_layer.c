#include "tiss/limits_layer.h"

#include <string.h>

void limits_layer_init(struct limits_layer *l, bool on, struct limits limits)
{
	memset(l, 0, sizeof *l);
	l->on = on;
	l->norm = limits;
}

void limits_layer_release(struct limits_layer *l)
{
	buf_release(&l->kinds);
}

void limits_layer_begin(struct limits_layer *l)
{
	l->limits = l->norm;
	l->container_depth = 0;
	l->container = TERM_NONE;
}

void limits_layer_set(struct limits_layer *l, unsigned guides, uint64_t bytes)
{
	l->limits.guides = guides;
	l->limits.bytes = bytes;
}

static bool is_container(const struct node *n)
{
	switch (KEY_NAME(n->key)) {
	case TERM_guiasTISS:
	case TERM_recursoGlosa:
	case TERM_loteRecurso:
	case TERM_demonstrativosRetorno:
	case TERM_demonstrativoRetorno:
		return true;
	default:
		return false;
	}
}

static void note_kind(struct limits_layer *l, const struct node *n)
{
	if (l->first_kind == 0) {
		l->first_kind = n->key;
		buf_clear(&l->kinds);
		buf_adds(&l->kinds, n->local);
	} else if (n->key != l->first_kind && strstr(buf_str(&l->kinds), n->local) == NULL && l->kinds.len < 200) {
		buf_addf(&l->kinds, ", %s", n->local);
	}
}

void limits_layer_start(struct walk *w)
{
	struct limits_layer *l = w->limits_layer;
	const struct node *n = walk_node(w);
	if (!l->on)
		return;
	if (l->container_depth == 0 && is_container(n)) {
		l->container_depth = w->depth;
		l->container = (enum term)KEY_NAME(n->key);
		l->count = 0;
		l->first_kind = 0;
	} else if (l->container_depth != 0 && w->depth == l->container_depth + 1) {
		l->count++;
		note_kind(l, n);
	}
}

/* Whether the schema has already said so: it counted the same children. */
static bool schema_spoke(const struct walk *w)
{
	const struct node *n = &w->nodes[w->depth];
	return n->check == NODE_TYPED && report_wants(w->report, FINDING_SCHEMA_REPEATED);
}

static void report_count(struct walk *w, enum finding_code code, const char *argument, unsigned maximum)
{
	struct finding *f = walk_finding(w, code, w->depth);
	finding_arg(f, argument, "%u", w->limits_layer->count);
	finding_arg(f, "maximo", "%u", maximum);
	report_add(w->report, f);
}

static void check_container(struct walk *w)
{
	const struct limits_layer *l = w->limits_layer;
	if (l->container == TERM_guiasTISS) {
		bool schema_bound = schema_spoke(w) && l->limits.guides >= 100;
		if (l->count > l->limits.guides && !schema_bound)
			report_count(w, FINDING_LIMIT_GUIDES, "guias", l->limits.guides);
		if (strchr(buf_str(&l->kinds), ',') != NULL && l->count > 1 && !schema_spoke(w)) {
			struct finding *f = walk_finding(w, FINDING_LIMIT_GUIDE_TYPE, w->depth);
			finding_arg(f, "lista", "%s", buf_str(&l->kinds));
			report_add(w->report, f);
		}
	} else if (schema_spoke(w)) {
		return;
	} else if (l->container == TERM_recursoGlosa || l->container == TERM_loteRecurso) {
		if (l->count > 1)
			report_count(w, FINDING_LIMIT_RECURSO, "quantidade", 1);
	} else if (l->count > l->limits.statements) {
		report_count(w, FINDING_LIMIT_STATEMENTS, "quantidade", l->limits.statements);
	}
}

void limits_layer_end(struct walk *w)
{
	struct limits_layer *l = w->limits_layer;
	if (l->container_depth == 0 || w->depth != l->container_depth)
		return;
	check_container(w);
	l->container_depth = 0;
}

void limits_layer_finish(struct walk *w, uint64_t size)
{
	const struct limits_layer *l = w->limits_layer;
	if (!l->on || l->limits.bytes == 0 || size <= l->limits.bytes)
		return;
	struct finding *f = report_start(w->report, FINDING_LIMIT_SIZE, 0, 0);
	finding_arg(f, "tamanho", "%llu", (unsigned long long)size);
	finding_arg(f, "maximo", "%llu", (unsigned long long)l->limits.bytes);
	report_add(w->report, f);
}
