#include "tiss/prologue.h"

#include <ctype.h>
#include <string.h>

enum { KEPT_MAX = 256 * 1024 };

enum event_kind { EVENT_START, EVENT_TEXT, EVENT_END, EVENT_COMMENT };

struct prologue_event {
	enum event_kind kind;
	struct xml_start start;
	const char *text;
	size_t len;
	bool cdata, empty;
	long line, column;
	struct prologue_event *next;
};

void prologue_begin(struct prologue *p)
{
	arena_release(&p->arena);
	p->events = p->last = NULL;
	p->size = 0;
	p->depth = 0;
	p->in_header = p->in_version = p->message = false;
	buf_clear(&p->version);
	p->line = p->column = 0;
	p->location[0] = '\0';
	p->verdict = PROLOGUE_OPEN;
}

void prologue_release(struct prologue *p)
{
	arena_release(&p->arena);
	buf_release(&p->version);
}

static struct prologue_event *keep(struct prologue *p, enum event_kind kind, size_t extra)
{
	struct prologue_event *e = arena_alloc(&p->arena, 1, sizeof *e);
	e->kind = kind;
	if (p->last != NULL)
		p->last->next = e;
	else
		p->events = e;
	p->last = e;
	p->size += sizeof *e + extra;
	if (p->size > KEPT_MAX && p->verdict == PROLOGUE_OPEN)
		p->verdict = PROLOGUE_NONE;
	return e;
}

static void keep_start(struct prologue *p, const struct xml_start *start)
{
	struct prologue_event *e = keep(p, EVENT_START, 0);
	e->start = *start;
	struct xml_attribute *copies = arena_alloc(&p->arena, start->nattributes, sizeof *copies);
	for (size_t i = 0; i < start->nattributes; i++) {
		copies[i] = start->attributes[i];
		copies[i].value = arena_dup(&p->arena, copies[i].value, copies[i].len);
		p->size += sizeof *copies + copies[i].len;
	}
	e->start.attributes = copies;
}

/* "…tissV4_03_00.xsd" names version 4.03.00. */
static void read_location(struct prologue *p, const struct xml_start *start)
{
	for (size_t i = 0; i < start->nattributes; i++) {
		const struct xml_attribute *a = &start->attributes[i];
		if (a->ns != NS_XSI || strcmp(a->local, "schemaLocation") != 0)
			continue;
		for (size_t k = 0; k + 8 <= a->len; k++) {
			const char *v = a->value + k;
			if (v[0] != 'V' || v[2] != '_' || v[5] != '_' || !isdigit((unsigned char)v[1]))
				continue;
			memcpy(p->location, (char[]){ v[1], '.', v[3], v[4], '.', v[6], v[7], '\0' }, 8);
			p->location_line = start->line;
			p->location_column = start->column;
		}
	}
}

static void judge_root(struct prologue *p, const struct xml_start *start)
{
	p->line = start->line;
	p->column = start->column;
	p->envelope = start->ns == NS_SOAP11 || start->ns == NS_SOAP12;
	enum message_kind kind = walk_kind_of(start->local);
	if (!p->envelope && kind != MESSAGE_TISS && kind != MESSAGE_WS)
		p->verdict = PROLOGUE_UNVERSIONED;
}

void prologue_start(struct prologue *p, const struct xml_start *start)
{
	keep_start(p, start);
	p->depth++;
	if (p->depth == 1)
		judge_root(p, start);
	if (p->depth <= 3)
		read_location(p, start);
	if (p->depth > 1 && start->name == TERM_cabecalho)
		p->in_header = true;
	p->in_version = p->in_header && (start->name == TERM_Padrao || start->name == TERM_versaoPadrao);
	if (p->in_version) {
		p->line = start->value_line;
		p->column = start->value_column;
		buf_clear(&p->version);
	}
	enum message_kind kind = walk_kind_of(start->local);
	p->message = p->message || kind != MESSAGE_NONE;
	if (kind == MESSAGE_FAULT)
		p->verdict = PROLOGUE_UNVERSIONED;
}

void prologue_text(struct prologue *p, const char *text, size_t len, bool cdata)
{
	struct prologue_event *e = keep(p, EVENT_TEXT, len);
	e->text = arena_dup(&p->arena, text, len);
	e->len = len;
	e->cdata = cdata;
	for (size_t i = 0; i < len && p->in_version && p->version.len < 64; i++)
		if (!walk_is_space(text + i, 1))
			buf_addc(&p->version, text[i]);
}

void prologue_end(struct prologue *p, long line, long column, bool empty)
{
	struct prologue_event *e = keep(p, EVENT_END, 0);
	e->line = line;
	e->column = column;
	e->empty = empty;
	p->depth--;
	if (p->in_version) {
		p->in_version = false;
		p->verdict = PROLOGUE_VERSION;
	}
	if (p->depth == 0 && p->verdict == PROLOGUE_OPEN)
		p->verdict = p->envelope && !p->message ? PROLOGUE_UNVERSIONED : PROLOGUE_NONE;
}

void prologue_comment(struct prologue *p, const char *text, size_t len)
{
	struct prologue_event *e = keep(p, EVENT_COMMENT, len);
	e->text = arena_dup(&p->arena, text, len);
	e->len = len;
}

static uint32_t name_now(const struct vocabulary *v, const char *local)
{
	return names_find(v->names, local, strlen(local));
}

/* The schema that was loaded meanwhile brought names that were unknown when the event was read. */
static void renumber(struct prologue *p, struct prologue_event *e, const struct vocabulary *v)
{
	struct xml_start *s = &e->start;
	struct xml_attribute *attributes = arena_alloc(&p->arena, s->nattributes, sizeof *attributes);
	s->ns = vocabulary_ns(v, s->uri);
	s->name = name_now(v, s->local);
	for (size_t i = 0; i < s->nattributes; i++) {
		attributes[i] = s->attributes[i];
		attributes[i].ns = vocabulary_ns(v, attributes[i].uri);
		attributes[i].name = name_now(v, attributes[i].local);
	}
	s->attributes = attributes;
}

void prologue_replay(struct prologue *p, struct walk *w)
{
	for (struct prologue_event *e = p->events; e != NULL; e = e->next) {
		switch (e->kind) {
		case EVENT_START:
			renumber(p, e, w->vocabulary);
			walk_start(w, &e->start);
			break;
		case EVENT_TEXT: walk_text(w, e->text, e->len, e->cdata); break;
		case EVENT_END: walk_end(w, e->line, e->column, e->empty); break;
		case EVENT_COMMENT: walk_comment(w, e->text, e->len); break;
		}
	}
	arena_release(&p->arena);
	p->events = p->last = NULL;
	p->size = 0;
}
