#include "fee/param_where.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

/* ---- parsing ---- */

/* The next item at *TEXT, up to a comma, a space or the end, into OUT without its quotes. False when a quote is left open. */
static bool take_item(const char **text, struct buf *out)
{
	const char *at = *text;
	bool quoted = false;
	for (; *at != '\0' && (quoted || (*at != ',' && *at != ' ')); at++) {
		if (*at == '"')
			quoted = !quoted;
		else
			buf_addc(out, *at);
	}
	*text = at;
	return !quoted;
}

static int add_condition(struct param_where *w, size_t column, bool negated, const char **text, struct error *err)
{
	struct buf values = BUF_INIT;
	size_t n = 0;
	bool more = true;
	for (; more; n++) {
		if (!take_item(text, &values)) {
			buf_release(&values);
			return error_set(err, "--where: aspas que não se fecham");
		}
		buf_addc(&values, '\0');
		more = **text == ',';
		*text += more;
	}
	if (w->n == w->cap) {
		w->cap = w->cap ? w->cap * 2 : 8;
		w->conditions = mem_grow(w->conditions, w->cap, sizeof *w->conditions);
	}
	w->conditions[w->n++] = (struct param_condition){ column, negated, values.data, n };
	return 0;
}

int param_where_add(struct param_where *w, const char *text, struct error *err)
{
	const struct fee_table *t = fee_table(FEE_FILE_TERMS);
	for (text += strspn(text, " "); *text != '\0'; text += strspn(text, " ")) {
		size_t len = strcspn(text, "=! ");
		bool negated = text[len] == '!';
		if (text[len + negated] != '=')
			return error_set(err, "--where: “%s”: espera-se coluna=valor ou coluna!=valor", text);
		char *name = mem_dup_n(text, len);
		const struct fee_column *column = fee_table_find(t, name);
		if (column == NULL)
			error_set(err, "--where: os termos não têm a coluna “%s”", name);
		free(name);
		text += len + negated + 1;
		if (column == NULL || add_condition(w, (size_t)(column - t->columns), negated, &text, err) != 0)
			return -1;
	}
	return 0;
}

void param_where_release(struct param_where *w)
{
	for (size_t i = 0; i < w->n; i++)
		free(w->conditions[i].values);
	free(w->conditions);
}

/* ---- asking ---- */

static bool is_number(const char *text, size_t len)
{
	return len > 0 && strspn(text, "0123456789") >= len;
}

/* Whole numbers of any length. */
static int compare_numbers(const char *a, size_t a_len, const char *b, size_t b_len)
{
	for (; a_len > 1 && *a == '0'; a++)
		a_len--;
	for (; b_len > 1 && *b == '0'; b++)
		b_len--;
	if (a_len != b_len)
		return a_len < b_len ? -1 : 1;
	return memcmp(a, b, a_len);
}

static date_days date_in(const char *text, size_t len)
{
	return len == 10 && text[2] == '/' ? date_parse_br(text, len) : len == 10 ? date_parse(text, len) : DATE_NONE;
}

/* Whether A is not behind B, in the order of numbers or dates; false when they are neither. */
static bool in_order(const char *a, size_t a_len, const char *b, size_t b_len)
{
	if (is_number(a, a_len) && is_number(b, b_len))
		return compare_numbers(a, a_len, b, b_len) <= 0;
	date_days x = date_in(a, a_len), y = date_in(b, b_len);
	return x != DATE_NONE && y != DATE_NONE && x <= y;
}

/* Equal as text, or as dates written in two ways. */
static bool item_holds(const char *item, const struct fee_value *v)
{
	size_t len = strlen(item);
	const char *dots = strstr(item, "..");
	if (dots != NULL)
		return in_order(item, (size_t)(dots - item), v->text, v->len) && in_order(v->text, v->len, dots + 2, strlen(dots + 2));
	if (len == v->len && memcmp(item, v->text, len) == 0)
		return true;
	return v->date != DATE_NONE && date_in(item, len) == v->date;
}

bool param_where_holds(const struct param_where *w, const struct fee_value *values)
{
	for (size_t i = 0; i < w->n; i++) {
		const struct param_condition *c = &w->conditions[i];
		const char *item = c->values;
		bool holds = false;
		for (size_t k = 0; k < c->nvalues && !holds; k++, item += strlen(item) + 1)
			holds = item_holds(item, &values[c->column]);
		if (holds == c->negated)
			return false;
	}
	return true;
}
