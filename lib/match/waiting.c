#include "match/waiting.h"

#include <string.h>

void waiting_release(struct waiting *w)
{
	for (size_t i = 0; i < WAITING_MAX; i++)
		buf_release(&w->items[i].text);
}

struct waiting_item *waiting_add(struct waiting *w, const struct billed_item *item)
{
	struct waiting_item *to = &w->items[(w->first + w->n++) % WAITING_MAX];
	size_t need = 0;
	for (size_t i = 0; i < ACCOUNT_FIELD_COUNT; i++)
		need += item->fields[i].len;
	buf_clear(&to->text);
	buf_reserve(&to->text, need);
	to->item = *item;
	char *at = to->text.data;
	for (size_t i = 0; i < ACCOUNT_FIELD_COUNT; i++) {
		struct text_ref *t = &to->item.fields[i];
		if (t->len > 0)
			memcpy(at, t->text, t->len);
		t->text = at;
		at += t->len;
	}
	return to;
}

struct waiting_item *waiting_back(struct waiting *w, size_t back)
{
	return back < w->n ? &w->items[(w->first + w->n - 1 - back) % WAITING_MAX] : NULL;
}

struct waiting_item *waiting_take(struct waiting *w)
{
	struct waiting_item *taken = &w->items[w->first];
	w->first = (w->first + 1) % WAITING_MAX;
	w->n--;
	return taken;
}
