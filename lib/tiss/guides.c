#include "tiss/guides.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "fmt/money.h"
#include "tiss/tally.h"

static const struct {
	const char *type, *element;
	bool in_lot;
	const char *items, *total;
} rows[] = {
#include "guide_kinds.inc"
};

static element_key key_of(struct vocabulary *v, const char *name, size_t len)
{
	return KEY(NS_ANS, names_add(v->names, name, len));
}

/* "a/b/c" up to LEN bytes. */
static struct guide_path path_of(struct vocabulary *v, const char *text, size_t len)
{
	struct guide_path path = { .n = 0 };
	while (len > 0 && path.n < GUIDE_PATH_MAX) {
		const char *slash = memchr(text, '/', len);
		size_t n = slash != NULL ? (size_t)(slash - text) : len;
		path.keys[path.n++] = key_of(v, text, n);
		text += slash != NULL ? n + 1 : n;
		len -= slash != NULL ? n + 1 : n;
	}
	return path;
}

static void read_items(struct guide_kind *kind, struct vocabulary *v, const char *items)
{
	for (size_t i = 0; *items != '\0' && i < GUIDE_ITEM_PATHS_MAX; i++) {
		size_t n = strcspn(items, ",");
		kind->items[i] = path_of(v, items, n);
		items += n + (items[n] == ',');
	}
}

void guides_init(struct guides *g, struct vocabulary *vocabulary)
{
	memset(g, 0, sizeof *g);
	g->nkinds = sizeof rows / sizeof *rows;
	g->kinds = mem_zero(g->nkinds, sizeof *g->kinds);
	for (size_t i = 0; i < g->nkinds; i++) {
		struct guide_kind *kind = &g->kinds[i];
		kind->type = rows[i].type;
		kind->in_lot = rows[i].in_lot;
		kind->element = key_of(vocabulary, rows[i].element, strlen(rows[i].element));
		kind->total = path_of(vocabulary, rows[i].total, strlen(rows[i].total));
		read_items(kind, vocabulary, rows[i].items);
	}
}

void guides_release(struct guides *g)
{
	free(g->kinds);
}

void guides_begin(struct guides *g)
{
	g->kind = NULL;
	g->guide_depth = g->item_depth = 0;
	g->item = 0;
	g->count = g->items = 0;
	g->amount = 0;
}

static const struct guide_kind *kind_of(const struct guides *g, element_key key)
{
	for (size_t i = 0; i < g->nkinds; i++)
		if (g->kinds[i].element == key)
			return &g->kinds[i];
	return NULL;
}

static void start_guide(struct walk *w, const struct guide_kind *kind)
{
	struct guides *g = w->guides;
	g->kind = kind;
	g->guide_depth = w->depth;
	g->item = 0;
	g->count++;
	report_guide_start(w->report);
}

static void start_item(struct walk *w)
{
	struct guides *g = w->guides;
	g->item_depth = w->depth;
	g->item++;
	g->items++;
	w->report->item = g->item;
}

/* The item's own number takes the place of its ordinal. */
static void number_item(struct walk *w, const char *value, size_t len)
{
	int64_t number;
	if (money_parse(value, len, 0, &number) && number > 0 && number <= UINT32_MAX)
		w->report->item = (uint32_t)number;
}

void guides_start(struct walk *w)
{
	struct guides *g = w->guides;
	const struct node *n = walk_node(w);
	if (g->guide_depth == 0) {
		const struct guide_kind *kind = KEY_NAME(n->key) != 0 ? kind_of(g, KEY(NS_ANS, KEY_NAME(n->key))) : NULL;
		if (kind != NULL)
			start_guide(w, kind);
		return;
	}
	if (g->item_depth != 0)
		return;
	for (size_t i = 0; i < GUIDE_ITEM_PATHS_MAX && g->kind->items[i].n > 0; i++) {
		const struct guide_path *path = &g->kind->items[i];
		if (n->key == path->keys[path->n - 1] && walk_is_at(w, g->guide_depth, path->keys, path->n))
			start_item(w);
	}
}

/* To what the message comes to, and the guide. */
static void add_amount(struct walk *w, const char *value, size_t len)
{
	int64_t cents;
	if (!money_parse(value, len, 2, &cents) || cents < 0)
		return;
	w->guides->amount = tally_sum(w->guides->amount, cents);
	w->report->guide_amount = tally_sum(w->report->guide_amount, cents);
}

void guides_value(struct walk *w, const char *value, size_t len)
{
	struct guides *g = w->guides;
	element_key key = walk_node(w)->key;
	if (KEY_NAME(key) == TERM_dataRegistroTransacao && len >= 10 && w->report->as_of[0] == '\0') {
		memcpy(w->report->date, value, 10);
		w->report->date[10] = '\0';
	}
	if (g->guide_depth == 0)
		return;
	if (KEY_NAME(key) == TERM_numeroGuiaPrestador)
		report_guide_number(w->report, value, len);
	else if (KEY_NAME(key) == TERM_sequencialItem && g->item_depth != 0)
		number_item(w, value, len);
	const struct guide_path *total = &g->kind->total;
	if (total->n > 0 && key == total->keys[total->n - 1] && walk_is_at(w, g->guide_depth, total->keys, total->n))
		add_amount(w, value, len);
}

void guides_end(struct walk *w)
{
	struct guides *g = w->guides;
	if (g->item_depth != 0 && w->depth == g->item_depth) {
		g->item_depth = 0;
		w->report->item = 0;
	}
	if (g->guide_depth != 0 && w->depth == g->guide_depth) {
		g->guide_depth = 0;
		g->kind = NULL;
		report_guide_end(w->report);
	}
}
