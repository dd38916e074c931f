/* Where a child that does not fit belongs, so that the rest can be checked: what is missing before it, whether it
 * came too late, too often, misspelt, or from elsewhere. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "tiss/schema_layer.h"

enum { NOWHERE = 0xffff, NAMES_TOLD = 8 };

/* Distances in the automaton, in children: DISTANCE[s] is how many children lead from the start of the search to s. */
struct search {
	uint16_t *distance, *from, *queue;
};

static void search_release(struct search *s)
{
	free(s->distance);
	free(s->from);
	free(s->queue);
}

/* Breadth first from state START. */
static struct search search_from(const struct content_model *m, uint16_t start)
{
	struct search s;
	s.distance = mem_array(m->nstates, sizeof *s.distance);
	s.from = mem_array(m->nstates, sizeof *s.from);
	s.queue = mem_array(m->nstates, sizeof *s.queue);
	for (uint16_t i = 0; i < m->nstates; i++)
		s.distance[i] = NOWHERE;
	size_t head = 0, tail = 0;
	s.distance[start] = 0;
	s.from[start] = start;
	s.queue[tail++] = start;
	while (head < tail) {
		uint16_t at = s.queue[head++];
		for (uint16_t i = 0; i < m->states[at].nfollow; i++) {
			uint16_t next = m->states[at].follow[i];
			if (s.distance[next] != NOWHERE)
				continue;
			s.distance[next] = (uint16_t)(s.distance[at] + 1);
			s.from[next] = at;
			s.queue[tail++] = next;
		}
	}
	return s;
}

/* ---- what is missing ---- */

/* What is known of an early child in the element at DEPTH, or NULL. */
static struct early_child *early_in(const struct walk *w, unsigned depth)
{
	struct early_child *early = &w->schema_layer->early[depth];
	const struct node *parent = &w->nodes[depth];
	return early->parent_line == parent->line && early->parent_column == parent->column ? early : NULL;
}

static void note_missing(struct walk *w, unsigned depth, uint16_t before, uint16_t state, long line, long column)
{
	struct schema_layer *l = w->schema_layer;
	struct early_child *early = early_in(w, depth);
	if (early != NULL && state < 64 && (early->blamed >> state & 1) != 0) {
		early->blamed &= ~((uint64_t)1 << state);
		return;
	}
	if (l->nmissing == l->missing_cap) {
		l->missing_cap = l->missing_cap ? l->missing_cap * 2 : 32;
		l->missing = mem_grow(l->missing, l->missing_cap, sizeof *l->missing);
	}
	l->missing[l->nmissing++] = (struct missing_child){ depth, before, state, line, column };
}

/* The states between the start of S and TO are mandatory children that are not there. */
static void note_path(struct walk *w, unsigned depth, const struct search *s, uint16_t to, long line, long column)
{
	if (s->distance[to] < 2)
		return;
	uint16_t n = (uint16_t)(s->distance[to] - 1);
	uint16_t *path = mem_array(n, sizeof *path);
	uint16_t at = s->from[to];
	for (uint16_t i = n; i > 0; i--, at = s->from[at])
		path[i - 1] = at;
	for (uint16_t i = 0; i < n; i++)
		note_missing(w, depth, s->from[path[i]], path[i], line, column);
	free(path);
}

/* Child N came after its place: if it was noted as missing, it is not any more. */
static bool forget_missing(struct walk *w, unsigned depth, uint16_t state)
{
	struct schema_layer *l = w->schema_layer;
	for (size_t i = l->nmissing; i > 0 && l->missing[i - 1].depth == depth; i--) {
		if (l->missing[i - 1].state != state)
			continue;
		memmove(&l->missing[i - 1], &l->missing[i], (l->nmissing - i) * sizeof *l->missing);
		l->nmissing--;
		return true;
	}
	return false;
}

static void add_name(struct walk *w, struct buf *out, element_key key, size_t *told)
{
	const char *name = vocabulary_name(w->vocabulary, key);
	if (++*told > NAMES_TOLD)
		return;
	buf_addf(out, "%s%s", *told > 1 ? ", " : "", name);
}

/* "a, b, c" as "a, b ou c". */
static void add_alternatives(struct buf *out, const struct buf *names)
{
	const char *list = buf_str(names), *comma = strrchr(list, ',');
	if (comma == NULL)
		buf_adds(out, list);
	else
		buf_addf(out, "%.*s ou%s", (int)(comma - list), list, comma + 1);
}

/* The names that may stand next behind STATE. Returns how many there are. */
static size_t add_next_names(struct walk *w, struct buf *out, const struct content_model *m, uint16_t state)
{
	size_t told = 0;
	for (uint16_t i = 0; i < m->states[state].nfollow; i++)
		if (m->states[state].keys[i] != KEY_ANY)
			add_name(w, out, m->states[state].keys[i], &told);
	if (told > NAMES_TOLD)
		buf_adds(out, " …");
	return told;
}

/* Whether states ONE and OTHER exclude each other: the branches of a choice. */
static bool is_alternative(const struct content_model *m, uint16_t one, uint16_t other)
{
	if (one == other)
		return false;
	struct search s = search_from(m, one);
	bool after = s.distance[other] != NOWHERE;
	search_release(&s);
	s = search_from(m, other);
	bool back = s.distance[one] != NOWHERE;
	search_release(&s);
	return !after && !back;
}

static void report_missing(struct walk *w, const struct node *parent, const struct missing_child *missing)
{
	const struct content_model *m = parent->content;
	const struct content_state *before = &m->states[missing->before];
	element_key key = m->states[missing->state].key;
	struct finding *f = report_start(w->report, FINDING_SCHEMA_MISSING, missing->line, missing->column);
	struct buf names = BUF_INIT, alternatives = BUF_INIT;
	size_t told = 0;
	add_name(w, &names, key, &told);
	for (uint16_t i = 0; i < before->nfollow; i++)
		if (before->keys[i] != KEY_ANY && is_alternative(m, missing->state, before->follow[i]))
			add_name(w, &names, before->keys[i], &told);
	walk_path(w, missing->depth, &f->path);
	finding_arg(f, "pai", "%s", parent->local);
	add_alternatives(&alternatives, &names);
	finding_arg(f, "elemento", "%s", buf_str(&alternatives));
	buf_adds(&f->detail, buf_str(&alternatives));
	buf_release(&alternatives);
	buf_release(&names);
	report_add(w->report, f);
}

void schema_report_missing(struct walk *w, long line, long column)
{
	struct schema_layer *l = w->schema_layer;
	const struct node *n = walk_node(w);
	const struct content_model *m = n->content;
	if (!m->states[n->state].last) {
		struct search s = search_from(m, n->state);
		uint16_t end = NOWHERE;
		for (uint16_t i = 0; i < m->nstates; i++)
			if (m->states[i].last && s.distance[i] != NOWHERE && (end == NOWHERE || s.distance[i] < s.distance[end]))
				end = i;
		if (end != NOWHERE) {
			note_path(w, w->depth, &s, end, line, column);
			note_missing(w, w->depth, s.from[end], end, line, column);
		}
		search_release(&s);
	}
	size_t first = l->nmissing;
	while (first > 0 && l->missing[first - 1].depth == w->depth)
		first--;
	for (size_t i = first; i < l->nmissing; i++)
		report_missing(w, n, &l->missing[i]);
	l->nmissing = first;
}

/* ---- what is there and does not fit ---- */

static struct finding *child_finding(struct walk *w, enum finding_code code, const struct node *parent, const struct node *n)
{
	struct finding *f = walk_finding(w, code, w->depth);
	finding_arg(f, "elemento", "%s", n->local);
	finding_arg(f, "pai", "%s", parent->local);
	return f;
}

/* The nearest state for KEY ahead of PARENT's, or anywhere when BEHIND; NOWHERE if there is none. */
static uint16_t state_for(const struct content_model *m, const struct search *s, element_key key, bool behind)
{
	uint16_t best = NOWHERE;
	for (uint16_t i = 1; i < m->nstates; i++) {
		if (m->states[i].key != key || (!behind && s->distance[i] == NOWHERE))
			continue;
		if (best == NOWHERE || s->distance[i] < s->distance[best])
			best = i;
	}
	return best;
}

static void report_too_often(struct walk *w, struct node *parent, struct node *n, uint16_t state)
{
	n->index = state == parent->state ? ++parent->count : 2;
	if (parent->told_repeat)
		return;
	parent->told_repeat = true;
	struct finding *f = child_finding(w, FINDING_SCHEMA_REPEATED, parent, n);
	finding_arg(f, "maximo", "%u", parent->content->states[state].max);
	report_add(w->report, f);
}

static int report_unexpected(struct walk *w, const struct node *parent, const struct node *n)
{
	struct finding *f = child_finding(w, FINDING_SCHEMA_UNEXPECTED, parent, n);
	size_t told = add_next_names(w, &f->detail, parent->content, parent->state);
	if (parent->content->states[parent->state].last)
		buf_addf(&f->detail, "%so fim de %s", told > 0 ? " ou " : "", parent->local);
	report_add(w->report, f);
	return -1;
}

/* The child belongs to another branch of a choice than the one that was taken. */
static void report_choice(struct walk *w, const struct node *parent, const struct node *n)
{
	struct finding *f = child_finding(w, FINDING_SCHEMA_CHOICE, parent, n);
	finding_arg(f, "outra", "%s", vocabulary_name(w->vocabulary, parent->content->states[parent->state].key));
	report_add(w->report, f);
}

/* The child came too late: it stands before the first of those behind its place that are already there. */
static void report_order(struct walk *w, const struct node *parent, const struct node *n, uint16_t state)
{
	const struct content_model *m = parent->content;
	struct finding *f = child_finding(w, FINDING_SCHEMA_ORDER, parent, n);
	struct search s = search_from(m, state);
	uint16_t first = parent->state;
	for (uint16_t i = 1; i < m->nstates && i < 64; i++)
		if (i != state && (parent->seen >> i & 1) != 0 && s.distance[i] != NOWHERE && s.distance[i] < s.distance[first])
			first = i;
	search_release(&s);
	buf_addf(&f->detail, "antes de %s", vocabulary_name(w->vocabulary, m->states[first].key));
	report_add(w->report, f);
}

/* Child N leads to STATE past others that are due. */
static void note_early(struct walk *w, const struct node *parent, const struct node *n, uint16_t state)
{
	struct early_child *early = early_in(w, w->depth - 1);
	uint64_t blamed = early != NULL ? early->blamed : 0;
	w->schema_layer->early[w->depth - 1] = (struct early_child){
		.parent_line = parent->line, .parent_column = parent->column, .line = n->line, .column = n->column,
		.count = parent->count, .from = parent->state, .state = state, .local = n->local,
		.prefix = KEY_NS(n->key) != NS_ANS ? n->prefix : NULL, .blamed = blamed,
	};
}

static void report_early(struct walk *w, const struct node *parent, const struct early_child *early, uint16_t behind)
{
	const struct content_model *m = parent->content;
	struct finding *f = report_start(w->report, FINDING_SCHEMA_ORDER, early->line, early->column);
	walk_path(w, w->depth - 1, &f->path);
	buf_addf(&f->path, "/%s%s%s%s", early->prefix != NULL ? early->prefix : "", early->prefix != NULL ? ":" : "",
	         early->local, m->states[early->state].max > 1 ? "[1]" : "");
	finding_arg(f, "elemento", "%s", early->local);
	finding_arg(f, "pai", "%s", parent->local);
	buf_addf(&f->detail, "depois de %s", vocabulary_name(w->vocabulary, m->states[behind].key));
	report_add(w->report, f);
}

/* Child N, which leads to STATE, was due when the child right before it came: that one stands too early. The parent
 * goes back to where it was, and N is read from there. */
static bool blame_early(struct walk *w, struct node *parent, const struct node *n, uint16_t state)
{
	struct schema_layer *l = w->schema_layer;
	struct early_child *early = early_in(w, w->depth - 1);
	if (early == NULL || early->state >= 64 || early->state != parent->state || parent->count != 1 || early->from == parent->state)
		return false;
	struct search s = search_from(parent->content, early->from);
	bool due = s.distance[state] != NOWHERE && s.distance[state] < s.distance[early->state];
	if (due) {
		report_early(w, parent, early, s.from[early->state]);
		early->blamed |= (uint64_t)1 << early->state;
		while (l->nmissing > 0 && l->missing[l->nmissing - 1].depth == w->depth - 1 &&
		       l->missing[l->nmissing - 1].line == early->line && l->missing[l->nmissing - 1].column == early->column)
			l->nmissing--;
		note_path(w, w->depth - 1, &s, state, n->line, n->column);
		parent->state = early->from;
		parent->count = early->count;
	}
	search_release(&s);
	return due;
}

/* The child's place lies behind: it came late, once more, or excludes one that is there. */
static int place_behind(struct walk *w, struct node *parent, struct node *n, uint16_t state, bool *keep_state)
{
	const struct content_model *m = parent->content;
	struct search back = search_from(m, state);
	bool before = back.distance[parent->state] != NOWHERE;
	search_release(&back);
	bool missed = forget_missing(w, w->depth - 1, state);
	if (!missed && state < 64 && (parent->seen >> state & 1) != 0) {
		report_too_often(w, parent, n, state);
	} else if (missed || before) {
		if (blame_early(w, parent, n, state)) {
			*keep_state = false;
			return state;
		}
		report_order(w, parent, n, state);
	} else {
		report_choice(w, parent, n);
	}
	if (state < 64)
		parent->seen |= (uint64_t)1 << state;
	return state;
}

/* At most two letters inserted, dropped or replaced, in names that are long enough for that to mean anything. */
bool schema_is_similar(const char *a, const char *b)
{
	enum { LONGEST = 48 };
	size_t la = strlen(a), lb = strlen(b);
	if (la < 4 || lb < 4 || la > LONGEST || lb > LONGEST)
		return false;
	if (strcasecmp(a, b) == 0)
		return true;
	size_t allowed = la < 8 ? 1 : 2;
	size_t row[LONGEST + 1];
	for (size_t j = 0; j <= lb; j++)
		row[j] = j;
	for (size_t i = 1; i <= la; i++) {
		size_t diagonal = row[0];
		row[0] = i;
		for (size_t j = 1; j <= lb; j++) {
			size_t best = diagonal + (a[i - 1] != b[j - 1]);
			if (row[j] + 1 < best)
				best = row[j] + 1;
			if (row[j - 1] + 1 < best)
				best = row[j - 1] + 1;
			diagonal = row[j];
			row[j] = best;
		}
	}
	return row[lb] <= allowed;
}

/* The child has a name that this parent does not have: another namespace, or a slip of the pen for the next one due. */
static int place_by_name(struct walk *w, struct node *parent, struct node *n)
{
	const struct content_model *m = parent->content;
	const struct content_state *s = &m->states[parent->state];
	for (uint16_t i = 0; i < s->nfollow; i++) {
		element_key key = s->keys[i];
		if (key == KEY_ANY || KEY_NS(key) == KEY_NS(n->key))
			continue;
		if (strcmp(vocabulary_name(w->vocabulary, key), n->local) != 0)
			continue;
		n->foreign_ns = true;
		const struct node *above = parent;
		if (above->foreign_ns && above->uri == n->uri)
			return s->follow[i];
		struct finding *f = child_finding(w, FINDING_SCHEMA_NAMESPACE, parent, n);
		finding_arg(f, "encontrado", "%s", n->uri != NULL ? n->uri : "nenhum");
		report_add(w->report, f);
		return s->follow[i];
	}
	for (uint16_t i = 0; i < s->nfollow; i++) {
		const char *name = vocabulary_name(w->vocabulary, s->keys[i]);
		if (s->keys[i] == KEY_ANY || KEY_NS(s->keys[i]) != KEY_NS(n->key) || !schema_is_similar(name, n->local))
			continue;
		struct finding *f = child_finding(w, FINDING_SCHEMA_NAME, parent, n);
		finding_arg(f, "esperado", "%s", name);
		report_add(w->report, f);
		return s->follow[i];
	}
	return report_unexpected(w, parent, n);
}

/* In a message of another namespace, children are looked for as if they stood in ANS's. */
static element_key key_meant(const struct node *parent, const struct node *n)
{
	bool same = parent->foreign_ns && parent->uri == n->uri;
	return same ? KEY(NS_ANS, KEY_NAME(n->key)) : n->key;
}

int schema_recover(struct walk *w, struct node *parent, struct node *n, bool *keep_state)
{
	const struct content_model *m = parent->content;
	element_key key = key_meant(parent, n);
	if (key != n->key) {
		n->foreign_ns = true;
		int to = content_step(m, parent->state, parent->count, key);
		if (to >= 0)
			return to;
	}
	struct search s = search_from(m, parent->state);
	uint16_t state = KEY_NAME(key) != 0 ? state_for(m, &s, key, false) : NOWHERE;
	int result;
	if (state == parent->state) {
		report_too_often(w, parent, n, state);
		*keep_state = true;
		result = state;
	} else if (state != NOWHERE && (state >= 64 || (parent->seen >> state & 1) == 0)) {
		note_path(w, w->depth - 1, &s, state, n->line, n->column);
		note_early(w, parent, n, state);
		result = state;
	} else if (KEY_NAME(key) != 0 && (state = state_for(m, &s, key, true)) != NOWHERE) {
		*keep_state = true;
		result = place_behind(w, parent, n, state, keep_state);
	} else {
		result = place_by_name(w, parent, n);
	}
	search_release(&s);
	return result;
}
