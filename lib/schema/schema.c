#include "schema/schema.h"

#include <stdlib.h>
#include <string.h>

#include "schema/content.h"
#include "schema/simple.h"

void schema_free(struct schema *s)
{
	if (s == NULL)
		return;
	for (size_t i = 0; i < SCHEMA_SLOTS; i++)
		for (struct schema_type *t = s->slots[i]; t != NULL; t = t->next_in_slot) {
			content_free(t->content);
			simple_rules_free(t->rules);
		}
	error_release(&s->damage);
	arena_release(&s->arena);
	free(s->text);
	free(s);
}

struct schema_type *schema_root(const struct schema *s, element_key key)
{
	for (const struct schema_root *r = s->roots; r != NULL; r = r->next)
		if (r->key == key)
			return r->type;
	return NULL;
}

const struct schema_attribute *schema_attribute_find(const struct schema_type *t, element_key key)
{
	for (; t != NULL && !t->simple; t = t->base)
		for (const struct schema_attribute *a = t->attributes; a != NULL; a = a->next)
			if (a->key == key)
				return a;
	return NULL;
}

struct schema_type *schema_text_type(struct schema_type *t)
{
	for (; t != NULL && !t->simple; t = t->base)
		if (t->text != NULL)
			return t->text;
	return t;
}

bool schema_type_derives(const struct schema_type *t, const struct schema_type *base)
{
	for (; t != NULL; t = t->base)
		if (t == base || (t->text != NULL && schema_type_derives(t->text, base)))
			return true;
	return false;
}

const char *schema_element_name(const struct schema *s, element_key key)
{
	return vocabulary_name(s->vocabulary, key);
}
