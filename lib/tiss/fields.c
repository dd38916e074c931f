#include "tiss/fields.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "fmt/money.h"

static const struct {
	enum field field;
	enum field_scope scope;
	const char *elements;
} rows[] = {
#include "field_table.inc"
};

static void add_row(struct fields *f, struct vocabulary *v, enum field field, enum field_scope scope, const char *elements)
{
	while (*elements != '\0') {
		size_t len = strcspn(elements, ",");
		uint32_t name = names_add(v->names, elements, len);
		if (name >= f->nnames) {
			f->of_name = mem_grow(f->of_name, name + 1u, 1);
			f->scope_of_name = mem_grow(f->scope_of_name, name + 1u, 1);
			memset(f->of_name + f->nnames, 0, name + 1u - f->nnames);
			memset(f->scope_of_name + f->nnames, 0, name + 1u - f->nnames);
			f->nnames = name + 1;
		}
		f->of_name[name] = (uint8_t)field;
		f->scope_of_name[name] = (uint8_t)scope;
		elements += len + (elements[len] == ',');
	}
}

void fields_init(struct fields *f, struct vocabulary *vocabulary)
{
	*f = (struct fields){ NULL, NULL, 0 };
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		add_row(f, vocabulary, rows[i].field, rows[i].scope, rows[i].elements);
}

void fields_release(struct fields *f)
{
	free(f->of_name);
	free(f->scope_of_name);
}

void field_take(struct field_value *v, const struct walk *w, unsigned from, const char *value, size_t len)
{
	const struct node *n = &w->nodes[w->depth];
	while (len > 0 && walk_is_space(value, 1))
		value++, len--;
	while (len > 0 && walk_is_space(value + len - 1, 1))
		len--;
	v->present = len > 0;
	v->cut = len > FIELD_TEXT_MAX;
	v->len = (uint8_t)(v->cut ? FIELD_TEXT_MAX : len);
	memcpy(v->text, value, v->len);
	v->text[v->len] = '\0';
	v->line = n->value_line;
	v->column = n->value_column;
	v->nsteps = 0;
	for (unsigned d = from + 1; d <= w->depth && v->nsteps < FIELD_STEPS_MAX; d++)
		v->steps[v->nsteps++] = w->nodes[d].local;
}

bool field_amount(const struct field_value *v, unsigned scale, int64_t *amount)
{
	return v->present && !v->cut && money_parse(v->text, v->len, scale, amount);
}

date_days field_date(const struct field_value *v)
{
	return v->present && !v->cut ? date_parse(v->text, v->len) : DATE_NONE;
}

int field_minutes(const struct field_value *v)
{
	return v->present ? date_minutes(v->text, v->len) : -1;
}

bool field_is(const struct field_value *v, const char *text)
{
	return v->present && strcmp(v->text, text) == 0;
}

struct finding *field_finding(struct walk *w, enum finding_code code, unsigned from, const struct field_value *v)
{
	struct finding *f = report_start(w->report, code, v->line, v->column);
	walk_path(w, from, &f->path);
	for (uint8_t i = 0; i < v->nsteps; i++)
		buf_addf(&f->path, "/%s", v->steps[i]);
	finding_set_value(f, v->text, v->len);
	if (v->nsteps > 0)
		finding_arg(f, "elemento", "%s", v->steps[v->nsteps - 1]);
	return f;
}
