#include "match/match_pending.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

enum { TEXTS_MAX = 24 * 1024 * 1024 };

struct pending_consumption {
	int64_t authorisation, account;
	unsigned item;
};

struct pending_item {
	int64_t account, ordinal;
	struct stored_account_item item; /* its own texts are NULL until it is written: they move */
	size_t code, detail, line;       /* where they stand in TEXTS */
};

void match_pending_release(struct match_pending *p)
{
	free(p->consumptions);
	free(p->items);
	buf_release(&p->texts);
}

static int compare(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

/* ---- consumptions ---- */

void match_pending_consume(struct match_pending *p, int64_t authorisation, unsigned item, int64_t account)
{
	if (p->nconsumptions == p->consumptions_cap) {
		p->consumptions_cap = p->consumptions_cap ? p->consumptions_cap * 2 : 1024;
		p->consumptions = mem_grow(p->consumptions, p->consumptions_cap, sizeof *p->consumptions);
	}
	p->consumptions[p->nconsumptions++] = (struct pending_consumption){ authorisation, account, item };
}

static int by_line(const void *a, const void *b)
{
	const struct pending_consumption *x = a, *y = b;
	int order = compare(x->authorisation, y->authorisation);
	return order != 0 ? order : compare(x->item, y->item);
}

static int write_consumptions(struct match_pending *p, struct store *s, struct error *err)
{
	if (p->nconsumptions > 0)
		qsort(p->consumptions, p->nconsumptions, sizeof *p->consumptions, by_line);
	for (size_t i = 0; i < p->nconsumptions; i++) {
		const struct pending_consumption *c = &p->consumptions[i];
		if (store_auth_consume(s, c->authorisation, c->item, c->account, err) != 0)
			return -1;
	}
	p->nconsumptions = 0;
	return 0;
}

/* ---- items of accounts ---- */

static size_t keep_text(struct match_pending *p, const char *text)
{
	size_t at = p->texts.len;
	buf_add(&p->texts, text, strlen(text) + 1);
	return at;
}

static int by_account(const void *a, const void *b)
{
	const struct pending_item *x = a, *y = b;
	int order = compare(x->account, y->account);
	return order != 0 ? order : compare(x->ordinal, y->ordinal);
}

static int write_items(struct match_pending *p, struct store *s, struct error *err)
{
	if (p->nitems > 0)
		qsort(p->items, p->nitems, sizeof *p->items, by_account);
	for (size_t i = 0; i < p->nitems; i++) {
		struct pending_item *k = &p->items[i];
		k->item.code = p->texts.data + k->code;
		k->item.detail = p->texts.data + k->detail;
		k->item.line = p->texts.data + k->line;
		if (store_account_add_item(s, k->account, k->ordinal, &k->item, err) != 0)
			return -1;
	}
	p->nitems = 0;
	buf_clear(&p->texts);
	return 0;
}

int match_pending_keep(struct match_pending *p, struct store *s, int64_t account, int64_t ordinal,
                       const struct stored_account_item *item, struct error *err)
{
	if (p->texts.len >= TEXTS_MAX && write_items(p, s, err) != 0)
		return -1;
	if (p->nitems == p->items_cap) {
		p->items_cap = p->items_cap ? p->items_cap * 2 : 256;
		p->items = mem_grow(p->items, p->items_cap, sizeof *p->items);
	}
	struct pending_item *k = &p->items[p->nitems++];
	*k = (struct pending_item){ account, ordinal, *item, keep_text(p, item->code), keep_text(p, item->detail), keep_text(p, item->line) };
	k->item.code = k->item.detail = k->item.line = NULL;
	return 0;
}

int match_pending_write(struct match_pending *p, struct store *s, struct error *err)
{
	return write_items(p, s, err) != 0 ? -1 : write_consumptions(p, s, err);
}
