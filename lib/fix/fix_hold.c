#include "fix/fix_hold.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

void fix_hold_release(struct fix_hold *h)
{
	buf_release(&h->values);
	free(h->held);
}

void fix_hold_begin(struct fix_hold *h)
{
	if (h->on)
		return;
	h->on = true;
	h->was_running = h->layer->running;
	h->layer->running = false;
	h->n = 0;
	h->values.len = 0;
}

size_t fix_hold_value(struct fix_hold *h, const char *text, size_t len)
{
	if (!h->on)
		return 0;
	if (h->n == h->cap) {
		h->cap = h->cap > 0 ? h->cap * 2 : 256;
		h->held = mem_grow(h->held, h->cap, sizeof *h->held);
	}
	h->held[h->n] = (struct fix_held){ h->values.len, len };
	buf_add(&h->values, text, len);
	return h->n++;
}

void fix_hold_replace(struct fix_hold *h, size_t number, const char *text)
{
	size_t len = strlen(text);
	h->held[number] = (struct fix_held){ h->values.len, len };
	buf_add(&h->values, text, len);
}

void fix_hold_end(struct fix_hold *h)
{
	if (!h->on)
		return;
	h->on = false;
	h->layer->running = h->was_running;
	for (size_t i = 0; i < h->n && h->was_running; i++)
		hash_value(h->layer->hash, h->values.data + h->held[i].at, h->held[i].len);
}
