#include "tiss/hash_layer.h"

#include <string.h>

#include "base/visible.h"

void hash_layer_init(struct hash_layer *l, bool on)
{
	memset(l, 0, sizeof *l);
	l->on = on;
	l->hash = hash_new();
}

void hash_layer_release(struct hash_layer *l)
{
	hash_free(l->hash);
	buf_release(&l->carried);
	buf_release(&l->path);
}

void hash_layer_begin(struct hash_layer *l)
{
	hash_clear(l->hash);
	l->running = l->closed = l->told_outside = l->expected = false;
	l->accepted = HASH_OFFICIAL;
	l->carriers = 0;
	l->carrier_depth = 0;
	buf_clear(&l->carried);
	buf_clear(&l->path);
	l->result[0] = '\0';
}

static void close_values(struct walk *w)
{
	struct hash_layer *l = w->hash_layer;
	if (l->closed)
		return;
	l->running = false;
	l->closed = true;
	hash_result(l->hash, HASH_OFFICIAL, l->result);
}

static void note_carrier(struct walk *w)
{
	struct hash_layer *l = w->hash_layer;
	if (l->carriers++ > 0)
		return;
	const struct node *n = walk_node(w);
	l->carrier_depth = w->depth;
	l->line = n->value_line;
	l->column = n->value_column;
	buf_clear(&l->path);
	walk_path(w, w->depth, &l->path);
}

/* The values end at mensagemTISS/epilogo, or at the hash that is a child of a *WS root. */
void hash_layer_start(struct walk *w)
{
	struct hash_layer *l = w->hash_layer;
	if (!l->on || w->message_depth == 0)
		return;
	unsigned below = w->depth - w->message_depth;
	const struct node *n = walk_node(w);
	bool mensagem = w->kind == MESSAGE_TISS;
	if (below == 0) {
		l->running = l->expected = w->kind == MESSAGE_TISS || w->kind == MESSAGE_WS;
	} else if (below == 1 && mensagem && KEY_NAME(n->key) == TERM_epilogo) {
		close_values(w);
		l->line = n->line;
		l->column = n->column;
		walk_path(w, w->depth, &l->path);
	} else if (KEY_NAME(n->key) == TERM_hash && below == (mensagem ? 2 : 1) && (l->closed || !mensagem)) {
		close_values(w);
		note_carrier(w);
	}
}

static void report_outside(struct walk *w)
{
	struct hash_layer *l = w->hash_layer;
	if (l->told_outside)
		return;
	l->told_outside = true;
	const char *character = hash_outside(l->hash);
	struct finding *f = walk_value_finding(w, FINDING_HASH_ENCODING, buf_str(&w->text), w->text.len);
	uint32_t code = visible_next(character, strlen(character)).code;
	finding_arg(f, "caractere", "%s (U+%04X)", character, (unsigned)code);
	report_add(w->report, f);
}

void hash_layer_value(struct walk *w, const char *value, size_t len)
{
	struct hash_layer *l = w->hash_layer;
	if (l->running && len > 0 && !hash_value(l->hash, value, len))
		report_outside(w);
}

void hash_layer_piece(struct walk *w, const char *piece, size_t len)
{
	struct hash_layer *l = w->hash_layer;
	if (l->running && !hash_piece(l->hash, piece, len))
		report_outside(w);
}

void hash_layer_end_value(struct walk *w)
{
	struct hash_layer *l = w->hash_layer;
	if (l->carriers == 1 && w->depth == l->carrier_depth && KEY_NAME(walk_node(w)->key) == TERM_hash)
		buf_add(&l->carried, buf_str(&w->text), w->text.len);
}

void hash_layer_comment(struct walk *w, const char *text, size_t len)
{
	if (w->hash_layer->running)
		hash_comment(w->hash_layer->hash, text, len);
}

static struct finding *start_finding(struct walk *w, enum finding_code code)
{
	const struct hash_layer *l = w->hash_layer;
	struct finding *f = report_start(w->report, code, l->line, l->column);
	buf_add(&f->path, buf_str(&l->path), l->path.len);
	finding_set_value(f, buf_str(&l->carried), l->carried.len);
	finding_arg(f, "informado", "%s", buf_str(&f->value));
	finding_arg(f, "calculado", "%s", l->result);
	return f;
}

/* The hash of the wrong value: a known variant is named. */
static void report_difference(struct walk *w, const char *carried, size_t len)
{
	const struct hash_layer *l = w->hash_layer;
	int variant = hash_variant_of(l->hash, carried, len);
	if (variant >= 0 && variant == l->accepted)
		return;
	struct finding *f = start_finding(w, variant > HASH_OFFICIAL ? FINDING_HASH_VARIANT : FINDING_HASH_MISMATCH);
	if (variant > HASH_OFFICIAL)
		finding_arg(f, "variante", "%s", hash_variant_text(variant));
	report_add(w->report, f);
}

void hash_layer_finish(struct walk *w)
{
	struct hash_layer *l = w->hash_layer;
	if (!l->on || !l->expected)
		return;
	if (!l->closed) {
		close_values(w);
		l->line = w->nodes[w->message_depth].line;
		l->column = w->nodes[w->message_depth].column;
	}
	if (l->carriers > 1) {
		report_add(w->report, start_finding(w, FINDING_HASH_REPEATED));
		return;
	}
	const char *carried = buf_str(&l->carried);
	size_t len = l->carried.len;
	while (len > 0 && walk_is_space(carried, 1))
		carried++, len--;
	while (len > 0 && walk_is_space(carried + len - 1, 1))
		len--;
	if (len == 0)
		report_add(w->report, start_finding(w, FINDING_HASH_MISSING));
	else if (hash_outside(l->hash) == NULL && hash_variant_of(l->hash, carried, len) != HASH_OFFICIAL)
		report_difference(w, carried, len);
}
