#include "statement/statement_reader.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/mem.h"
#include "base/names.h"
#include "fmt/money.h"
#include "tiss/fault_finding.h"

#include "statement_groups.h" /* generated: enum statement_group, enum statement_object */

/* ---- what stands where: data/statement.tab ---- */

enum part_kind { PART_GROUP, PART_SKIP, PART_TEXT, PART_AMOUNT, PART_MONEY, PART_QUANTITY, PART_GLOSA };

struct part {
	enum statement_group group;
	const char *element;
	enum part_kind kind;
	unsigned object;            /* enum statement_object */
	size_t member;              /* offset in the object; of PART_AMOUNT the enum amount */
	enum statement_group enter; /* PART_GROUP */
};

static const struct part parts[] = {
#include "statement_table.inc"
};

enum { PARTS = sizeof parts / sizeof *parts };

static const size_t amounts_of[OBJECT_COUNT] = {
	[OBJECT_statement] = offsetof(struct statement, amounts),
	[OBJECT_payment] = offsetof(struct statement_payment, amounts),
	[OBJECT_protocol] = offsetof(struct statement_protocol, amounts),
	[OBJECT_guide] = offsetof(struct statement_guide, amounts),
	[OBJECT_item] = offsetof(struct statement_item, amounts),
};

/* An open group. */
struct frame {
	enum statement_group group;
	unsigned depth; /* of its element */
};

enum { FRAMES_MAX = 32 };

struct reader {
	const struct statement_sink *sink;
	const struct statement_findings *findings;
	struct statement_reading *result;
	const char *name;
	struct names *locals, *namespaces;
	uint16_t *part_of;          /* by group and name: a part's number from 1 */
	uint32_t names;
	struct frame frames[FRAMES_MAX];
	unsigned nframes;
	unsigned depth, skip;       /* skip: the depth of the element that is of no account, 0: none */
	const struct part *value;   /* the part whose text is being read, or NULL */
	long value_line;
	struct buf text;
	struct arena whole, paid, part, one; /* the texts of statement, payment, protocol, guide */
	struct statement statement;
	struct statement_payment payment;
	struct statement_protocol protocol;
	struct statement_guide guide;
	struct statement_item *item;        /* the one we are in … */
	struct statement_item **next_item;  /* … and where the next one goes */
	struct glosa *glosa;
	struct statement_adjustment *adjustment;
	struct statement_answer answer;
	char version[16];
	bool in_statement, told_statement, in_payment, told_payment, in_protocol, told_protocol, in_guide;
	struct finding finding;
};

/* ---- objects ---- */

/* The texts of OBJECT are "" to begin with. */
static void empty_texts(void *object, unsigned which)
{
	for (size_t i = 0; i < PARTS; i++)
		if (parts[i].kind == PART_TEXT && parts[i].object == which)
			*(const char **)(void *)((char *)object + parts[i].member) = "";
}

static struct arena *arena_of(struct reader *r, unsigned object)
{
	if (object == OBJECT_guide || object == OBJECT_item)
		return &r->one;
	if (object == OBJECT_glosa || object == OBJECT_adjustment)
		return r->in_guide ? &r->one : r->in_protocol ? &r->part : r->in_payment ? &r->paid : &r->whole;
	return object == OBJECT_protocol ? &r->part : object == OBJECT_payment ? &r->paid : &r->whole;
}

static void *object_of(struct reader *r, unsigned object)
{
	switch (object) {
	case OBJECT_statement: return &r->statement;
	case OBJECT_payment: return &r->payment;
	case OBJECT_protocol: return &r->protocol;
	case OBJECT_guide: return &r->guide;
	case OBJECT_item: return r->item;
	case OBJECT_glosa: return r->glosa;
	case OBJECT_adjustment: return r->adjustment;
	default: return &r->answer;
	}
}

static void tell_statement(struct reader *r)
{
	if (r->told_statement)
		return;
	r->told_statement = true;
	r->statement.version = r->version;
	if (r->sink->begin != NULL)
		r->sink->begin(r->sink->context, &r->statement);
}

static void tell_payment(struct reader *r)
{
	tell_statement(r);
	if (!r->in_payment || r->told_payment)
		return;
	r->told_payment = true;
	if (r->sink->payment != NULL)
		r->sink->payment(r->sink->context, &r->payment);
}

static void tell_protocol(struct reader *r)
{
	tell_payment(r);
	if (!r->in_protocol || r->told_protocol)
		return;
	r->told_protocol = true;
	if (r->sink->protocol != NULL)
		r->sink->protocol(r->sink->context, &r->protocol);
}

static void guide_begin(struct reader *r, long line)
{
	tell_protocol(r);
	memset(&r->guide, 0, sizeof r->guide);
	empty_texts(&r->guide, OBJECT_guide);
	r->guide.line = line;
	r->next_item = &r->guide.items;
	r->item = NULL;
	r->in_guide = true;
}

static void guide_end(struct reader *r)
{
	if (!r->in_guide)
		return;
	r->in_guide = false;
	r->result->guides++;
	r->result->items += r->guide.nitems;
	if (r->sink->guide != NULL)
		r->sink->guide(r->sink->context, &r->guide);
	r->item = NULL;
	arena_clear(&r->one);
}

static void protocol_begin(struct reader *r, long line)
{
	tell_payment(r);
	memset(&r->protocol, 0, sizeof r->protocol);
	empty_texts(&r->protocol, OBJECT_protocol);
	r->protocol.line = line;
	r->in_protocol = true;
	r->told_protocol = false;
}

static void protocol_end(struct reader *r)
{
	if (!r->in_protocol)
		return;
	guide_end(r);
	tell_protocol(r);
	r->in_protocol = false;
	r->result->protocols++;
	if (r->sink->protocol_end != NULL)
		r->sink->protocol_end(r->sink->context, &r->protocol);
	arena_clear(&r->part);
}

static void payment_begin(struct reader *r, long line)
{
	memset(&r->payment, 0, sizeof r->payment);
	empty_texts(&r->payment, OBJECT_payment);
	r->payment.line = line;
	r->in_payment = true;
	r->told_payment = false;
}

static void payment_end(struct reader *r)
{
	if (!r->in_payment)
		return;
	protocol_end(r);
	tell_payment(r);
	r->in_payment = false;
	if (r->sink->payment_end != NULL)
		r->sink->payment_end(r->sink->context, &r->payment);
	arena_clear(&r->paid);
}

static void statement_begin(struct reader *r, enum statement_kind kind, long line)
{
	memset(&r->statement, 0, sizeof r->statement);
	empty_texts(&r->statement, OBJECT_statement);
	r->statement.kind = kind;
	r->statement.file = r->name;
	r->statement.line = line;
	r->in_statement = true;
	r->told_statement = false;
	r->result->statements++;
}

static void statement_end(struct reader *r)
{
	if (!r->in_statement)
		return;
	protocol_end(r);
	payment_end(r);
	tell_statement(r);
	r->in_statement = false;
	if (r->sink->end != NULL)
		r->sink->end(r->sink->context, &r->statement);
	arena_clear(&r->whole);
}

static void answer_begin(struct reader *r, enum statement_answer_kind kind, long line)
{
	memset(&r->answer, 0, sizeof r->answer);
	empty_texts(&r->answer, OBJECT_answer);
	r->answer.kind = kind;
	r->answer.file = r->name;
	r->answer.line = line;
}

static void answer_end(struct reader *r)
{
	r->result->answers++;
	if (r->sink->answer != NULL)
		r->sink->answer(r->sink->context, &r->answer);
	arena_clear(&r->whole);
}

static void item_begin(struct reader *r, long line)
{
	static const struct statement_item empty = {
		"", "", "", "", "", "", "", "", "", "", "", 0, false, { { 0 }, 0 }, NULL, NULL, 0
	};
	struct statement_item *item = arena_alloc(&r->one, 1, sizeof *item);
	*item = empty;
	item->line = line;
	*r->next_item = item;
	r->next_item = &item->next;
	r->item = item;
	r->guide.nitems++;
}

/* One more glosa at the end of the list that it belongs to. Lists are short, and where they are not, they are not walked
 * twice: the last one is remembered by the group that it came from. */
static void glosa_add(struct reader *r, struct glosa **list)
{
	struct glosa *g = arena_alloc(arena_of(r, OBJECT_glosa), 1, sizeof *g);
	g->code = g->description = "";
	if (*list == NULL || r->glosa == NULL) {
		while (*list != NULL)
			list = &(*list)->next;
		*list = g;
	} else {
		r->glosa->next = g;
	}
	r->glosa = g;
}

/* The last glosa read is the last one of LIST. */
static struct glosa **glosa_list(struct reader *r, struct glosa **list)
{
	if (*list == NULL)
		r->glosa = NULL;
	return list;
}

static void adjustment_add(struct reader *r, struct statement_net *net)
{
	struct statement_adjustment *a = arena_alloc(arena_of(r, OBJECT_adjustment), 1, sizeof *a);
	a->indicator = a->type = a->description = "";
	if (net->adjustments == NULL)
		net->adjustments = a;
	else
		r->adjustment->next = a;
	r->adjustment = a;
}

/* A glosa's amount is also part of its item's. */
static void glosa_end(struct reader *r)
{
	int64_t sum = r->item->amounts.of[AMOUNT_DENIED];
	if (r->glosa->amount.given && !__builtin_add_overflow(sum, r->glosa->amount.cents, &sum))
		amount_set(&r->item->amounts, AMOUNT_DENIED, sum);
}

static void group_begin(struct reader *r, enum statement_group group, long line)
{
	switch (group) {
	case GROUP_analise: statement_begin(r, STATEMENT_ANALYSIS, line); break;
	case GROUP_pagamento: statement_begin(r, STATEMENT_PAYMENT, line); break;
	case GROUP_odonto: statement_begin(r, STATEMENT_DENTAL, line); break;
	case GROUP_erro: answer_begin(r, ANSWER_ERROR, line); break;
	case GROUP_situacao: answer_begin(r, ANSWER_SITUATION, line); break;
	case GROUP_falha: answer_begin(r, ANSWER_FAULT, line); break;
	case GROUP_data:
	case GROUP_data_odonto: payment_begin(r, line); break;
	case GROUP_protocolo:
	case GROUP_protocolo_pago:
	case GROUP_protocolo_odonto: protocol_begin(r, line); break;
	case GROUP_guia:
	case GROUP_guia_paga:
	case GROUP_guia_odonto: guide_begin(r, line); break;
	case GROUP_item:
	case GROUP_item_odonto: item_begin(r, line); break;
	case GROUP_glosa_protocolo: glosa_add(r, glosa_list(r, &r->protocol.glosas)); break;
	case GROUP_glosa_guia: glosa_add(r, glosa_list(r, &r->guide.glosas)); break;
	case GROUP_glosa_item: glosa_add(r, glosa_list(r, &r->item->glosas)); break;
	case GROUP_ajuste_data: adjustment_add(r, &r->payment.net); break;
	case GROUP_ajuste: adjustment_add(r, &r->statement.net); break;
	default: break;
	}
}

static void group_end(struct reader *r, enum statement_group group)
{
	switch (group) {
	case GROUP_analise:
	case GROUP_pagamento:
	case GROUP_odonto: statement_end(r); break;
	case GROUP_erro:
	case GROUP_situacao:
	case GROUP_falha: answer_end(r); break;
	case GROUP_data:
	case GROUP_data_odonto: payment_end(r); break;
	case GROUP_protocolo:
	case GROUP_protocolo_pago:
	case GROUP_protocolo_odonto: protocol_end(r); break;
	case GROUP_guia:
	case GROUP_guia_paga:
	case GROUP_guia_odonto: guide_end(r); break;
	case GROUP_glosa_item: glosa_end(r); break;
	case GROUP_item: /* no relacaoGlosa: nothing was denied */
		r->item->amounts.given |= 1u << AMOUNT_DENIED;
		break;
	default: break;
	}
}

/* ---- values ---- */

static void complain(struct reader *r, enum finding_code code, const char *text, size_t len)
{
	finding_start(&r->finding, code);
	r->finding.file = r->name;
	r->finding.line = r->value_line;
	r->finding.ans = "";
	finding_arg(&r->finding, "elemento", "%s", r->value->element);
	finding_set_value(&r->finding, text, len);
	if (r->in_guide)
		buf_adds(&r->finding.guide, r->guide.provider_number);
	if (r->in_guide && r->item != NULL)
		buf_adds(&r->finding.item, r->item->sequence);
	r->findings->put(r->findings->context, &r->finding);
}

static bool read_amount(struct reader *r, const char *text, size_t len, unsigned scale, int64_t *amount)
{
	if (len == 0 || !money_parse(text, len, scale, amount)) {
		complain(r, FINDING_STATEMENT_AMOUNT, text, len);
		return false;
	}
	if (*amount < 0 && (r->value->kind != PART_MONEY || r->value->object == OBJECT_glosa)) /* a net may be */
		complain(r, FINDING_STATEMENT_NEGATIVE, text, len);
	return true;
}

static void take_version(struct reader *r, const char *text)
{
	r->version[0] = '\0';
	strncat(r->version, text, sizeof r->version - 1);
}

static void take_value(struct reader *r, const struct part *p, const char *text, size_t len)
{
	void *object = object_of(r, p->object);
	int64_t amount;
	switch (p->kind) {
	case PART_TEXT:
		if (p->group == GROUP_topo)
			take_version(r, text);
		else
			*(const char **)(void *)((char *)object + p->member) = len > 0 ? arena_dup(arena_of(r, p->object), text, len) : "";
		break;
	case PART_AMOUNT:
		if (read_amount(r, text, len, 2, &amount))
			amount_set((struct amounts *)(void *)((char *)object + amounts_of[p->object]), (enum amount)p->member, amount);
		break;
	case PART_MONEY:
		if (read_amount(r, text, len, 2, &amount))
			*(struct amount_value *)(void *)((char *)object + p->member) = (struct amount_value){ amount, true };
		break;
	case PART_QUANTITY:
		r->item->quantity_given = read_amount(r, text, len, 4, &r->item->quantity);
		break;
	case PART_GLOSA:
		glosa_add(r, glosa_list(r, &r->item->glosas));
		r->glosa->code = len > 0 ? arena_dup(&r->one, text, len) : "";
		break;
	case PART_GROUP:
	case PART_SKIP: break;
	}
}

/* ---- the reader's events ---- */

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static const struct part *part_at(const struct reader *r, uint32_t name)
{
	enum statement_group group = r->nframes > 0 ? r->frames[r->nframes - 1].group : GROUP_topo;
	unsigned number = name <= r->names ? r->part_of[(size_t)group * (r->names + 1) + name] : 0;
	return number > 0 ? &parts[number - 1] : NULL;
}

static void on_start(void *context, const struct xml_start *start)
{
	struct reader *r = context;
	r->depth++;
	if (r->skip > 0)
		return;
	if (r->value != NULL) { /* an element where a text was due */
		r->skip = r->depth;
		return;
	}
	const struct part *p = start->name != 0 ? part_at(r, start->name) : NULL;
	if (p == NULL) {
		if (r->nframes > 0)
			r->skip = r->depth;
	} else if (p->kind == PART_SKIP || (p->kind == PART_GROUP && r->nframes == FRAMES_MAX)) {
		r->skip = r->depth;
	} else if (p->kind == PART_GROUP) {
		group_begin(r, p->enter, start->line);
		r->frames[r->nframes++] = (struct frame){ p->enter, r->depth };
	} else {
		r->value = p;
		r->value_line = start->line;
		buf_clear(&r->text);
	}
}

static void on_text(void *context, const char *text, size_t len, bool cdata)
{
	struct reader *r = context;
	(void)cdata;
	if (r->value != NULL && r->skip == 0)
		buf_add(&r->text, text, len);
}

static void on_end(void *context, long line, long column, bool empty)
{
	struct reader *r = context;
	(void)line, (void)column, (void)empty;
	unsigned depth = r->depth--;
	if (r->skip > 0) {
		if (r->skip == depth)
			r->skip = 0;
		return;
	}
	if (r->value != NULL) {
		const struct part *p = r->value;
		const char *text = buf_str(&r->text);
		size_t len = r->text.len;
		while (len > 0 && is_blank(*text))
			text++, len--;
		while (len > 0 && is_blank(text[len - 1]))
			len--;
		if (r->text.len > 0)
			r->text.data[text - r->text.data + (ptrdiff_t)len] = '\0';
		take_value(r, p, text, len);
		r->value = NULL;
	} else if (r->nframes > 0 && r->frames[r->nframes - 1].depth == depth) {
		group_end(r, r->frames[--r->nframes].group);
	}
}

static void on_fault(void *context, const struct xml_fault *fault)
{
	struct reader *r = context;
	if (fault->kind != XML_FAULT_DISGUISED && fault->kind != XML_FAULT_CONTROL)
		r->result->broken = true;
	finding_start(&r->finding, fault_finding_code(fault->kind));
	r->finding.file = r->name;
	r->finding.line = fault->place.line;
	r->finding.column = fault->place.column;
	r->finding.ans = "";
	fault_finding_fill(&r->finding, fault);
	r->findings->put(r->findings->context, &r->finding);
}

/* ---- a whole message ---- */

static void reader_init(struct reader *r)
{
	r->locals = names_new();
	r->namespaces = names_new();
	for (size_t i = 0; i < PARTS; i++)
		names_add(r->locals, parts[i].element, strlen(parts[i].element));
	r->names = names_count(r->locals);
	r->part_of = mem_zero((size_t)GROUP_COUNT * (r->names + 1), sizeof *r->part_of);
	for (size_t i = 0; i < PARTS; i++) {
		uint32_t name = names_find(r->locals, parts[i].element, strlen(parts[i].element));
		r->part_of[(size_t)parts[i].group * (r->names + 1) + name] = (uint16_t)(i + 1);
	}
}

static void reader_release(struct reader *r)
{
	arena_release(&r->whole);
	arena_release(&r->paid);
	arena_release(&r->part);
	arena_release(&r->one);
	buf_release(&r->text);
	finding_release(&r->finding);
	free(r->part_of);
	names_free(r->locals);
	names_free(r->namespaces);
}

static void complain_none(struct reader *r)
{
	finding_start(&r->finding, FINDING_STATEMENT_NONE);
	r->finding.file = r->name;
	r->finding.line = 1;
	r->finding.ans = "";
	r->findings->put(r->findings->context, &r->finding);
}

int statement_read(struct xml_source source, const char *name, const struct statement_sink *sink,
                   const struct statement_findings *findings, struct statement_reading *result, struct error *err)
{
	struct reader *r = mem_zero(1, sizeof *r);
	r->sink = sink;
	r->findings = findings;
	r->result = result;
	r->name = name;
	reader_init(r);
	uint64_t size = 0, before = result->statements + result->answers;
	result->broken = false;
	struct xml_consumer consumer = { .context = r, .start = on_start, .text = on_text, .end = on_end, .fault = on_fault };
	int failed = xml_read(source, name, r->locals, r->namespaces, &consumer, &size, err);
	result->bytes += size;
	if (failed == 0) {
		statement_end(r); /* of a message that was cut off */
		if (result->statements + result->answers == before && !result->broken)
			complain_none(r);
	}
	reader_release(r);
	free(r);
	return failed;
}
