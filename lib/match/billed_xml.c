/* The items of a TISS lot. Those of a guide are held back until it ends, so that memory is bounded by one guide. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "fmt/money.h"
#include "match/billed.h"
#include "match/billed_fields.h"

/* A value: its text stands in TEXT at AT. */
struct value {
	size_t at, len;
	unsigned rank; /* UINT_MAX: none yet */
};

#define NO_RANK (~0u)

struct part {
	struct value values[ACCOUNT_FIELD_COUNT];
	uint64_t participations;
	long line;
};

struct reading {
	struct billed_reader *reader;
	struct lot_listener events;
	struct schema *schema;
	const void *prepared;
	enum billed_type type;
	struct part head;          /* of the message and the lot */
	struct part guide;
	struct part *items;
	size_t n, cap;
	bool in_item;
	struct buf head_text, text;
	struct error *err;
	bool failed;
};

static void part_clear(struct part *p, long line)
{
	*p = (struct part){ .line = line };
	for (size_t i = 0; i < ACCOUNT_FIELD_COUNT; i++)
		p->values[i].rank = NO_RANK;
}

static void on_start(void *context, const struct walk *w)
{
	struct reading *r = context;
	const struct guides *g = w->guides;
	if (g->guide_depth != 0 && w->depth == g->guide_depth) {
		buf_clear(&r->text);
		part_clear(&r->guide, w->nodes[w->depth].line);
		r->n = 0;
	} else if (g->item_depth != 0 && w->depth == g->item_depth) {
		if (r->n == r->cap) {
			r->cap = r->cap ? r->cap * 2 : 16;
			r->items = mem_grow(r->items, r->cap, sizeof *r->items);
		}
		part_clear(&r->items[r->n++], w->nodes[w->depth].line);
	}
}

/* ---- values ---- */

static void take(struct part *p, struct buf *text, const struct billed_element *e, const struct walk *w)
{
	const char *value = buf_str(&w->text);
	size_t len = w->text.len;
	while (len > 0 && walk_is_space(value, 1))
		value++, len--;
	while (len > 0 && walk_is_space(value + len - 1, 1))
		len--;
	if (e->field == ACCOUNT_GRAU_PARTICIPACAO)
		billed_add_participation(&p->participations, value, len);
	struct value *v = &p->values[e->field];
	if (len == 0 || e->rank >= v->rank)
		return;
	*v = (struct value){ text->len, len, e->rank };
	buf_add(text, value, len);
}

static bool scope_of(const struct walk *w, enum billed_scope *scope)
{
	const struct guides *g = w->guides;
	if (g->guide_depth != 0) {
		*scope = g->item_depth != 0 ? BILLED_ITEM : BILLED_GUIA;
		return true;
	}
	unsigned top = w->message_depth + 1;
	*scope = w->depth > top && strcmp(w->nodes[top].local, "cabecalho") == 0 ? BILLED_CABECALHO : BILLED_LOTE;
	return w->message_depth != 0 && w->depth > top;
}

static void take_value(struct reading *r, const struct walk *w)
{
	enum billed_scope scope;
	struct billed_element e;
	const char *parent = w->nodes[w->depth - 1].local, *name = w->nodes[w->depth].local;
	if (w->depth < 2 || !scope_of(w, &scope) || !billed_fields_find(r->reader->fields, scope, parent, name, &e))
		return;
	if (scope == BILLED_ITEM)
		take(&r->items[r->n - 1], &r->text, &e, w);
	else if (scope == BILLED_GUIA)
		take(&r->guide, &r->text, &e, w);
	else
		take(&r->head, &r->head_text, &e, w);
}

/* ---- items ---- */

/* The nearest value of FIELD: the item's, the guide's, the message's; by rank. */
static struct text_ref text_of(const struct reading *r, const struct part *item, enum account_field field)
{
	const struct value *v = &item->values[field], *guide = &r->guide.values[field], *head = &r->head.values[field];
	const char *text = buf_str(&r->text);
	if (guide->rank < v->rank)
		v = guide;
	if (head->rank < v->rank) {
		v = head;
		text = buf_str(&r->head_text);
	}
	return (struct text_ref){ v->rank == NO_RANK ? "" : text + v->at, v->rank == NO_RANK ? 0 : v->len };
}

static bool emit(struct reading *r, size_t number)
{
	char ordinal[24];
	struct billed_item item = { .type = r->type, .schema = r->schema, .prepared = r->prepared, .unit = r->reader->counts.units, .quantity = 10000 };
	const struct part *part = &r->items[number];
	for (size_t i = 0; i < ACCOUNT_FIELD_COUNT; i++)
		item.fields[i] = text_of(r, part, (enum account_field)i);
	struct text_ref *t = item.fields;
	if (t[ACCOUNT_SEQUENCIAL_ITEM].len == 0) {
		struct buf text = BUF_INIT;
		buf_addf(&text, "%zu", number + 1);
		memcpy(ordinal, text.data, text.len + 1);
		t[ACCOUNT_SEQUENCIAL_ITEM] = (struct text_ref){ ordinal, text.len };
		buf_release(&text);
	}
	item.date = date_parse(t[ACCOUNT_DATA_REALIZACAO].text, t[ACCOUNT_DATA_REALIZACAO].len);
	if (t[ACCOUNT_QUANTIDADE_EXECUTADA].len > 0)
		money_parse(t[ACCOUNT_QUANTIDADE_EXECUTADA].text, t[ACCOUNT_QUANTIDADE_EXECUTADA].len, 4, &item.quantity);
	money_parse(t[ACCOUNT_VALOR_INFORMADO].text, t[ACCOUNT_VALOR_INFORMADO].len, 2, &item.amount);
	item.participations = part->participations;
	item.line = part->line;
	r->reader->counts.items++;
	billed_made(r->reader, &item);
	return r->reader->options.take(r->reader->options.context, &item, r->err) == 0;
}

static void end_guide(struct reading *r)
{
	r->reader->counts.empty += r->n == 0;
	for (size_t i = 0; i < r->n && !r->events.stop; i++)
		r->events.stop = r->failed = !emit(r, i);
	r->reader->counts.units++;
}

static void on_end(void *context, const struct walk *w)
{
	struct reading *r = context;
	const struct guides *g = w->guides;
	if (!w->nodes[w->depth].has_children)
		take_value(r, w);
	if (g->guide_depth != 0 && w->depth == g->guide_depth)
		end_guide(r);
}

static int read_lot(struct billed_reader *b, const struct fix_input *in, const struct lot_head *head, struct error *err)
{
	struct reading r = { .reader = b, .schema = head->schema, .type = billed_type_of(head->guide->type), .err = err };
	r.events = (struct lot_listener){ .context = &r, .start = on_start, .end = on_end };
	part_clear(&r.head, 0);
	r.prepared = billed_prepare(b, head->schema);
	int result = message_read(b->options.messages, in, head, &r.events, err);
	if (r.failed)
		result = -1;
	free(r.items);
	buf_release(&r.head_text);
	buf_release(&r.text);
	return result;
}

int billed_xml_read(struct billed_reader *b, const struct fix_input *in, struct error *err)
{
	struct lot_head head;
	int clean = message_judge(b->options.messages, in, &head, err);
	b->counts.refused += clean == 0;
	if (clean <= 0)
		return clean;
	if (head.guide == NULL)
		return error_set(err, "%s: não é um lote de guias", in->name);
	return read_lot(b, in, &head, err);
}
