#include "fix/fix.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/visible.h"

static const char *keep(struct arena *a, const char *text)
{
	return arena_dup(a, text, strlen(text));
}

static void add_edit(struct fix_plan *p, const struct fix_change *c)
{
	struct buf text = BUF_INIT;
	if (p->nedits == p->edits_cap) {
		p->edits_cap = p->edits_cap > 0 ? p->edits_cap * 2 : 64;
		p->edits = mem_grow(p->edits, p->edits_cap, sizeof *p->edits);
	}
	xml_patch_escape(&text, c->new, strlen(c->new), p->encoding);
	p->edits[p->nedits++] = (struct xml_edit){ c->tag, arena_dup(&p->arena, buf_str(&text), text.len), text.len };
	buf_release(&text);
}

void fix_plan_add(struct fix_plan *p, const struct fix_change *c)
{
	if (p->n == p->cap) {
		p->cap = p->cap > 0 ? p->cap * 2 : 64;
		p->changes = mem_grow(p->changes, p->cap, sizeof *p->changes);
	}
	struct fix_change *mine = &p->changes[p->n++];
	*mine = *c;
	mine->path = keep(&p->arena, c->path);
	mine->guide = keep(&p->arena, c->guide);
	mine->element = keep(&p->arena, c->element);
	mine->old = keep(&p->arena, c->old);
	mine->new = keep(&p->arena, c->new);
	if (c->tag != 0)
		add_edit(p, c);
}

static int compare(uint64_t a, uint64_t b)
{
	return a < b ? -1 : a > b;
}

static int compare_changes(const void *a, const void *b)
{
	const struct fix_change *x = a, *y = b;
	return compare(x->tag, y->tag);
}

static int compare_edits(const void *a, const void *b)
{
	const struct xml_edit *x = a, *y = b;
	return compare(x->tag, y->tag);
}

void fix_plan_sort(struct fix_plan *p)
{
	if (p->n > 0)
		qsort(p->changes, p->n, sizeof *p->changes, compare_changes);
	if (p->nedits > 0)
		qsort(p->edits, p->nedits, sizeof *p->edits, compare_edits);
}

void fix_plan_release(struct fix_plan *p)
{
	arena_release(&p->arena);
	free(p->changes);
	free(p->edits);
	*p = (struct fix_plan)FIX_PLAN_INIT;
}

/* Names of persons are not listed, as in findings. */
static const char *shown(const struct fix_change *c, const char *value)
{
	return strncmp(c->element, "nome", 4) == 0 ? "(nome omitido)" : value;
}

void fix_change_finding(const struct fix_change *c, const char *name, struct finding *f)
{
	const char *old = shown(c, c->old), *new = shown(c, c->new);
	finding_start(f, c->code);
	f->file = name;
	f->line = c->line;
	f->column = c->column;
	f->ans = "";
	buf_adds(&f->path, c->path);
	buf_adds(&f->guide, c->guide);
	if (c->item > 0)
		buf_addf(&f->item, "%u", c->item);
	finding_set_value(f, new, strlen(new)); /* which cuts it */
	buf_add(&f->detail, buf_str(&f->value), f->value.len);
	buf_clear(&f->value);
	finding_set_value(f, old, strlen(old));
	finding_arg(f, "elemento", "%s", c->element);
}
