#include "lot/lot_writer.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

void lot_writer_init(struct lot_writer *w, bool one_line)
{
	*w = (struct lot_writer){ .one_line = one_line };
	xml_tag_init(&w->message, "ans:mensagemTISS", 0, one_line, &w->arena);
	xml_tag_init(&w->provider, "ans:prestadorParaOperadora", 1, one_line, &w->arena);
	xml_tag_init(&w->lot, "ans:loteGuias", 2, one_line, &w->arena);
	xml_tag_init(&w->guides, "ans:guiasTISS", 3, one_line, &w->arena);
	xml_tag_init(&w->epilogue, "ans:epilogo", 1, one_line, &w->arena);
	xml_tag_init(&w->hash, "ans:hash", 2, one_line, &w->arena);
}

void lot_writer_release(struct lot_writer *w)
{
	for (int scope = 0; scope < COLUMN_SCOPES; scope++)
		free(w->filled[scope]);
	arena_release(&w->arena);
}

/* ---- one part of a plan with its values ---- */

struct emission {
	struct lot_writer *writer;
	struct xml_writer xml;
	const struct plan_part *part;
	const struct guide_value *values; /* by slot */
	const char *text;                 /* where their texts are */
	unsigned char *filled;            /* by node */
	struct guide_record *guide;       /* NULL: a header */
	long line;                        /* that the values come from */
	struct buf *missing;              /* a header's: what is */
};

static bool has_items(const struct guide_record *g, enum column_scope scope)
{
	for (size_t i = 0; i < g->nitems; i++)
		if (g->items[i].scope == scope)
			return true;
	return false;
}

/* Notes which nodes have a value in them: from the last to the first, each tells its parent. */
static void fill(struct emission *e, enum column_scope scope)
{
	const struct plan_part *part = e->part;
	struct lot_writer *w = e->writer;
	if (part->nnodes > w->cap[scope]) {
		w->cap[scope] = part->nnodes;
		w->filled[scope] = mem_grow(w->filled[scope], part->nnodes, 1);
	}
	e->filled = w->filled[scope];
	memset(e->filled, 0, part->nnodes);
	for (size_t i = part->nnodes; i-- > 1;) {
		const struct plan_node *node = &part->nodes[i];
		if (node->slot >= 0 && e->values[node->slot].present)
			e->filled[i] = 1;
		else if (node->kind == PLAN_ITEMS && has_items(e->guide, node->items))
			e->filled[i] = 1;
		if (e->filled[i])
			e->filled[node->parent] = 1;
	}
}

/* The first field of NODE that has a value; 0 when none has. */
static uint32_t first_filled(const struct emission *e, uint32_t node)
{
	for (uint32_t i = node + 1; i < e->part->nodes[node].end; i++)
		if (e->filled[i] && e->part->nodes[i].kind == PLAN_FIELD)
			return i;
	return 0;
}

/* Whether all above NODE stands whatever the columns say. */
static bool always_stands(const struct plan_part *part, uint32_t node)
{
	for (uint32_t i = part->nodes[node].parent; i != 0; i = part->nodes[i].parent)
		if (!part->nodes[i].mandatory || part->nodes[part->nodes[i].parent].kind == PLAN_CHOICE)
			return false;
	return true;
}

static void tell_missing(struct emission *e, uint32_t node)
{
	const struct plan_part *part = e->part;
	struct buf names = BUF_INIT, because = BUF_INIT, first = BUF_INIT;
	plan_node_names(part, node, &names);
	bool choice = part->nodes[node].kind == PLAN_CHOICE;
	uint32_t cause = always_stands(part, node) ? 0 : first_filled(e, part->nodes[node].parent);
	if (cause != 0) {
		plan_node_names(part, cause, &first);
		buf_addf(&because, ", obrigatório quando há %s", buf_str(&first));
	}
	if (part->nodes[node].kind == PLAN_ITEMS)
		guide_record_complain(e->guide, e->line, NULL, NULL, "a guia não tem itens, e neste tipo de guia tem de ter");
	else if (e->guide != NULL)
		guide_record_complain(e->guide, e->line, NULL, NULL, "falta valor em %s%s%s", choice ? "um destes: " : "",
		                      buf_str(&names), buf_str(&because));
	else
		buf_addf(e->missing, "%s%s%s", e->missing->len > 0 ? "; " : "", choice ? "um destes: " : "", buf_str(&names));
	buf_release(&names);
	buf_release(&because);
	buf_release(&first);
}

static void tell_both(struct emission *e, uint32_t one, uint32_t other)
{
	struct buf names = BUF_INIT;
	uint32_t first = e->part->nodes[one].kind == PLAN_FIELD ? one : first_filled(e, one);
	uint32_t second = e->part->nodes[other].kind == PLAN_FIELD ? other : first_filled(e, other);
	plan_node_names(e->part, first, &names);
	plan_node_names(e->part, second, &names);
	if (e->guide != NULL)
		guide_record_complain(e->guide, e->line, NULL, NULL, "só uma destas pode ter valor: %s", buf_str(&names));
	else
		buf_addf(e->missing, "%ssó uma destas pode ter valor: %s", e->missing->len > 0 ? "; " : "", buf_str(&names));
	buf_release(&names);
}

static void emit_children(struct emission *e, uint32_t node);

static void emit_choice(struct emission *e, uint32_t node)
{
	uint32_t chosen = 0;
	for (uint32_t c = node + 1; c < e->part->nodes[node].end; c = e->part->nodes[c].end) {
		if (!e->filled[c])
			continue;
		if (chosen != 0) {
			tell_both(e, chosen, c);
			return;
		}
		chosen = c;
	}
	emit_children(e, node);
}

static void emit_items(struct emission *above, enum column_scope scope, uint16_t max)
{
	struct guide_record *g = above->guide;
	uint16_t n = 0;
	for (size_t i = 0; i < g->nitems; i++) {
		const struct guide_item *item = &g->items[i];
		if (item->scope != scope)
			continue;
		if (n++ == max && max != OCCURS_UNBOUNDED)
			guide_record_complain(g, item->line, NULL, NULL, "a guia de %s só pode ter %s", g->plan->columns->guide_type,
			                      max == 1 ? "um item" : "menos itens");
		struct emission e = *above;
		e.part = &g->plan->part[scope];
		e.values = g->values + item->values;
		e.text = buf_str(&g->text);
		e.line = item->line;
		fill(&e, scope);
		xml_open(&e.xml, &e.part->nodes[0].tag);
		emit_children(&e, 0);
		xml_close(&e.xml, &e.part->nodes[0].tag);
	}
}

static void emit_node(struct emission *e, uint32_t at)
{
	const struct plan_node *node = &e->part->nodes[at];
	switch (node->kind) {
	case PLAN_FIELD:
		xml_value(&e->xml, &node->tag, e->text + e->values[node->slot].at, e->values[node->slot].len);
		break;
	case PLAN_GROUP:
		xml_open(&e->xml, &node->tag);
		emit_children(e, at);
		xml_close(&e->xml, &node->tag);
		break;
	case PLAN_SEQUENCE: emit_children(e, at); break;
	case PLAN_CHOICE: emit_choice(e, at); break;
	case PLAN_ITEMS: emit_items(e, node->items, node->max); break;
	}
}

static void emit_children(struct emission *e, uint32_t at)
{
	const struct plan_node *nodes = e->part->nodes;
	bool choice = nodes[at].kind == PLAN_CHOICE;
	for (uint32_t c = at + 1; c < nodes[at].end; c = nodes[c].end) {
		if (e->filled[c])
			emit_node(e, c);
		else if (choice || !nodes[c].mandatory)
			continue;
		else if (nodes[c].kind == PLAN_GROUP && nodes[c].emptiable)
			emit_node(e, c);
		else if (!nodes[c].emptiable)
			tell_missing(e, c);
	}
}

void lot_write_guide(struct lot_writer *w, struct guide_record *g, enum xml_output_encoding encoding, struct buf *out,
                     struct buf *values)
{
	struct emission e = {
		.writer = w, .xml = { encoding, w->one_line, out, values }, .part = &g->plan->part[COLUMN_GUIDE],
		.values = g->values + g->part[COLUMN_GUIDE], .text = buf_str(&g->text), .guide = g, .line = g->line,
	};
	fill(&e, COLUMN_GUIDE);
	xml_open(&e.xml, &e.part->nodes[0].tag);
	emit_children(&e, 0);
	xml_close(&e.xml, &e.part->nodes[0].tag);
}

/* ---- the lot's header ---- */

void lot_header_take(struct lot_header *h, const struct guide_record *g)
{
	size_t n = g->plan->part[COLUMN_HEADER].nslots + g->plan->part[COLUMN_LOT].nslots;
	*h = (struct lot_header){ .plan = g->plan, .nvalues = n, .values = mem_zero(n, sizeof *h->values) };
	for (size_t i = 0; i < n; i++) {
		const struct guide_value *v = &g->values[g->part[COLUMN_HEADER] + i];
		if (!v->present)
			continue;
		h->values[i] = (struct guide_value){ (uint32_t)h->text.len, v->len, true };
		buf_add(&h->text, g->text.data + v->at, v->len + 1u);
	}
}

void lot_header_copy(struct lot_header *to, const struct lot_header *from)
{
	*to = (struct lot_header){ .plan = from->plan, .nvalues = from->nvalues };
	to->values = mem_array(from->nvalues, sizeof *to->values);
	memcpy(to->values, from->values, from->nvalues * sizeof *to->values);
	buf_add(&to->text, buf_str(&from->text), from->text.len);
}

void lot_header_key(const struct guide_record *g, struct buf *out)
{
	for (int scope = COLUMN_HEADER; scope <= COLUMN_LOT; scope++) {
		const struct plan_part *part = &g->plan->part[scope];
		for (size_t i = 0; i < part->nslots; i++) {
			const char *text = guide_record_text(g, (enum column_scope)scope, &part->slots[i]);
			if (text != NULL)
				buf_addf(out, "%s=%s\n", part->slots[i].field->path, text);
		}
	}
}

void lot_header_release(struct lot_header *h)
{
	free(h->values);
	buf_release(&h->text);
}

/* The slots of header and lot stand one after the other. */
static const struct plan_slot *header_slot(const struct lot_header *h, size_t number)
{
	const struct plan_part *header = &h->plan->part[COLUMN_HEADER];
	return number < header->nslots ? &header->slots[number] : &h->plan->part[COLUMN_LOT].slots[number - header->nslots];
}

const char *lot_header_text(const struct lot_header *h, enum plan_supply supply)
{
	for (size_t i = 0; i < h->nvalues; i++)
		if (header_slot(h, i)->supply == supply && h->values[i].present)
			return h->text.data + h->values[i].at;
	return NULL;
}

/* Whether the columns give something in the group that the path begins with. */
static bool is_given(const struct lot_header *h, const char *group)
{
	for (size_t i = 0; i < h->nvalues; i++)
		if (h->values[i].present && strncmp(header_slot(h, i)->field->path, group, strlen(group)) == 0)
			return true;
	return false;
}

static const char *stamp_text(const struct lot_stamp *s, enum plan_supply supply, bool origin, bool destination)
{
	switch (supply) {
	case SUPPLY_TRANSACTION: return "ENVIO_LOTE_GUIAS";
	case SUPPLY_SEQUENCE:
	case SUPPLY_LOT: return s->number;
	case SUPPLY_DATE: return s->date;
	case SUPPLY_TIME: return s->time;
	case SUPPLY_ORIGIN_CNPJ:
	case SUPPLY_ORIGIN_CPF:
	case SUPPLY_ORIGIN_CODE: return !origin && supply == s->origin_kind ? s->origin : NULL;
	case SUPPLY_OPERATOR: return destination ? NULL : s->operator;
	case SUPPLY_VERSION: return s->version;
	default: return NULL;
	}
}

void lot_header_supply(struct lot_header *h, const struct lot_stamp *stamp)
{
	bool origin = is_given(h, "cabecalho/origem/"), destination = is_given(h, "cabecalho/destino/");
	for (size_t i = 0; i < h->nvalues; i++) {
		if (h->values[i].present)
			continue;
		const char *text = stamp_text(stamp, header_slot(h, i)->supply, origin, destination);
		if (text == NULL)
			continue;
		h->values[i] = (struct guide_value){ (uint32_t)h->text.len, (uint32_t)strlen(text), true };
		buf_add(&h->text, text, strlen(text) + 1);
	}
}

/* ---- the message around the guides ---- */

/* "4.03.00" as the name of its XSD has it: 4_03_00. */
static void add_prologue(const struct lot_writer *w, enum xml_output_encoding encoding, const char *version, struct buf *out)
{
	buf_addf(out, "<?xml version=\"1.0\" encoding=\"%s\"?>", encoding == XML_OUT_UTF_8 ? "UTF-8" : "ISO-8859-1");
	buf_adds(out, w->one_line ? "" : "\n");
	buf_addf(out, "<ans:mensagemTISS xmlns:ans=\"%s\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\""
	              " xsi:schemaLocation=\"%s %s/tissV", NS_ANS_URI, NS_ANS_URI, NS_ANS_URI);
	for (; *version != '\0'; version++)
		buf_addc(out, *version == '.' ? '_' : *version);
	buf_adds(out, ".xsd\">");
}

static void emit_header(struct emission *e, const struct lot_header *h, enum column_scope scope)
{
	e->part = &h->plan->part[scope];
	e->values = h->values + (scope == COLUMN_LOT ? h->plan->part[COLUMN_HEADER].nslots : 0);
	fill(e, scope);
	if (scope == COLUMN_HEADER)
		xml_open(&e->xml, &e->part->nodes[0].tag);
	emit_children(e, 0);
	if (scope == COLUMN_HEADER)
		xml_close(&e->xml, &e->part->nodes[0].tag);
}

int lot_write_head(struct lot_writer *w, const struct lot_header *h, enum xml_output_encoding encoding, struct buf *out,
                   struct buf *values, struct error *err)
{
	struct buf missing = BUF_INIT;
	struct emission e = { .writer = w, .xml = { encoding, w->one_line, out, values }, .text = buf_str(&h->text),
	                      .missing = &missing };
	add_prologue(w, encoding, h->plan->columns->schema->version, out);
	emit_header(&e, h, COLUMN_HEADER);
	xml_open(&e.xml, &w->provider);
	xml_open(&e.xml, &w->lot);
	emit_header(&e, h, COLUMN_LOT);
	xml_open(&e.xml, &w->guides);
	int failed = 0;
	if (missing.len > 0)
		failed = error_set(err, "%s: cabeçalho da mensagem: falta valor em %s%s", h->plan->file, buf_str(&missing),
		                   is_given(h, "cabecalho/origem/") ? "" : " (o prestador que envia se diz com --origin)");
	buf_release(&missing);
	return failed;
}

void lot_write_tail(struct lot_writer *w, const char *hash, struct buf *out)
{
	struct xml_writer xml = { XML_OUT_UTF_8, w->one_line, out, NULL };
	xml_close(&xml, &w->guides);
	xml_close(&xml, &w->lot);
	xml_close(&xml, &w->provider);
	xml_open(&xml, &w->epilogue);
	xml_value(&xml, &w->hash, hash, strlen(hash));
	xml_close(&xml, &w->epilogue);
	xml_close(&xml, &w->message);
	buf_adds(out, "\n");
}
