/* A profile as a table: key, value and where the value comes from. */
#include <inttypes.h>
#include <string.h>

#include "base/visible.h"
#include "tiss/hash.h"
#include "tiss/profile_key.h"

enum { KEY_WIDTH_MAX = 24, VALUE_WIDTH_MAX = 44, GAP = 2 };

void profile_origin(const struct profile *p, enum profile_key key, struct buf *out)
{
	const char *source = profile_key_def(key)->source;
	if (p->line[key] > 0)
		buf_addf(out, "%s:%u", p->file, p->line[key]);
	else
		buf_addf(out, "padrão%s%s", source != NULL ? ": " : "", source != NULL ? source : "");
}

static const struct profile_list *list_of(const struct profile *p, enum profile_key key)
{
	const struct profile_key_def *def = profile_key_def(key);
	return def->repeatable ? (const void *)((const char *)p + def->field) : NULL;
}

static void add_versions(struct buf *out, const struct profile_list *versions)
{
	for (size_t i = 0; i < versions->n; i++)
		buf_addf(out, "%s%s", i > 0 ? ", " : "", versions->items[i].value);
}

/* The value of KEY, which is not repeatable; nothing when it has none. */
static void add_value(struct buf *out, const struct profile *p, enum profile_key key)
{
	const struct profile_key_def *def = profile_key_def(key);
	const void *field = (const char *)p + def->field;
	const char *text = NULL;
	if (def->type == PROFILE_NUMBER) {
		if (*(const uint64_t *)field > 0)
			buf_addf(out, "%" PRIu64, *(const uint64_t *)field);
	} else if (def->type == PROFILE_ENCODING_NAME)
		text = *(const int *)field == PROFILE_UTF_8 ? "UTF-8" : "ISO-8859-1";
	else if (def->type == PROFILE_HASH_NAME)
		text = hash_variant_name(*(const int *)field);
	else if (def->type == PROFILE_VERSION_LIST)
		add_versions(out, field);
	else
		text = *(const char *const *)field;
	if (text != NULL)
		visible_add(out, text, strlen(text));
}

static void add_item(struct buf *out, const struct profile_item *item)
{
	if (item->name != NULL)
		buf_addf(out, "%s=", item->name);
	visible_add(out, item->value, strlen(item->value));
}

/* Calls ROW for every line of the table. */
static void each_row(const struct profile *p,
                     void (*row)(void *context, const char *key, const char *value, const char *origin), void *context)
{
	struct buf value = BUF_INIT, origin = BUF_INIT;
	for (int k = 0; k < PROFILE_KEY_COUNT; k++) {
		enum profile_key key = (enum profile_key)k;
		const struct profile_key_def *def = profile_key_def(key);
		const struct profile_list *list = list_of(p, key);
		for (size_t i = 0; i < (list != NULL && list->n > 0 ? list->n : 1); i++) {
			buf_clear(&value);
			buf_clear(&origin);
			profile_origin(p, key, &origin);
			if (list == NULL)
				add_value(&value, p, key);
			else if (list->n > 0) {
				add_item(&value, &list->items[i]);
				buf_clear(&origin);
				buf_addf(&origin, "%s:%u", p->file, list->items[i].line);
			}
			row(context, def->name, value.len > 0 ? buf_str(&value) : def->absent, buf_str(&origin));
		}
	}
	buf_release(&value);
	buf_release(&origin);
}

/* The table being laid out: measured first, then written. */
struct layout {
	size_t key_width, value_width;
	struct output *out;
};

static void measure(void *context, const char *key, const char *value, const char *origin)
{
	struct layout *l = context;
	size_t key_width = visible_width(key), value_width = visible_width(value);
	(void)origin;
	if (key_width > l->key_width && key_width <= KEY_WIDTH_MAX)
		l->key_width = key_width;
	if (value_width > l->value_width && value_width <= VALUE_WIDTH_MAX)
		l->value_width = value_width;
}

/* TEXT and spaces up to WIDTH columns, and the gap to the next column. */
static void write_cell(struct output *out, const char *text, size_t width)
{
	size_t used = visible_width(text);
	output_printf(out, "%s%*s", text, (int)(used < width ? width - used : 0) + GAP, "");
}

static void write_row(void *context, const char *key, const char *value, const char *origin)
{
	const struct layout *l = context;
	if (visible_width(key) > l->key_width) { /* a long one has a line of its own, so that the others stay narrow */
		output_printf(l->out, "%s\n", key);
		key = "";
	}
	write_cell(l->out, key, l->key_width);
	write_cell(l->out, value, l->value_width);
	output_printf(l->out, "%s\n", origin);
}

void profile_show(const struct profile *p, struct output *out)
{
	struct layout l = { 0, 0, out };
	measure(&l, "CHAVE", "VALOR", "");
	each_row(p, measure, &l);
	write_row(&l, "CHAVE", "VALOR", "DE ONDE VEM");
	each_row(p, write_row, &l);
}
