/* What changed in the values of an element: their kind, and the codes of a list. */
#include <string.h>

#include "schema/schema_diff.h"
#include "schema/schema_words.h"
#include "schema/simple.h"

/* The type whose facets list the codes of T; NULL for none. */
static const struct schema_type *codes_of(struct schema_type *t)
{
	return t != NULL ? simple_enum_owner(schema_rules(t)) : NULL;
}

static const struct facet *find_code(const struct schema_type *owner, const char *code)
{
	for (const struct facet *f = owner->facets; f != NULL; f = f->next)
		if (strcmp(f->name, "enum") == 0 && strcmp(f->value, code) == 0)
			return f;
	return NULL;
}

static const char *meaning(const struct facet *code)
{
	return code->label != NULL ? code->label : "";
}

static void diff_codes(struct schema_diff *d, struct diff_pair *pair, const struct schema_type *old,
                       const struct schema_type *new)
{
	for (const struct facet *f = new->facets; f != NULL; f = f->next) {
		const struct facet *was = strcmp(f->name, "enum") == 0 ? find_code(old, f->value) : f;
		if (was == NULL)
			diff_add(d, pair, DIFF_CODE_NEW, f->value, "", meaning(f), "");
		else if (strcmp(meaning(was), meaning(f)) != 0)
			diff_add(d, pair, DIFF_CODE_TEXT, f->value, meaning(was), meaning(f), "");
	}
	for (const struct facet *f = old->facets; f != NULL; f = f->next)
		if (strcmp(f->name, "enum") == 0 && find_code(new, f->value) == NULL)
			diff_add(d, pair, DIFF_CODE_GONE, f->value, meaning(f), "", "");
}

/* How the values of OLD and NEW differ, for NAME of PAIR, or for PAIR itself when NAME is "". */
static void tell_value(struct schema_diff *d, struct diff_pair *pair, const char *name, struct schema_type *old,
                       struct schema_type *new)
{
	struct buf before = BUF_INIT, after = BUF_INIT;
	schema_words_type(&before, old);
	schema_words_type(&after, new);
	if (strcmp(buf_str(&before), buf_str(&after)) != 0)
		diff_add(d, pair, DIFF_VALUE, name, buf_str(&before), buf_str(&after), "");
	buf_release(&before);
	buf_release(&after);
}

void diff_value(struct schema_diff *d, struct diff_pair *pair)
{
	const struct schema_type *old = codes_of(schema_text_type(pair->old)), *new = codes_of(schema_text_type(pair->new));
	if (old != NULL && new != NULL)
		diff_codes(d, pair, old, new);
	else
		tell_value(d, pair, "", pair->old, pair->new);
}

bool diff_other_value(struct schema_diff *d, struct diff_pair *pair, const char *name, struct schema_type *old,
                      struct schema_type *new)
{
	if (codes_of(old) != NULL && codes_of(new) != NULL)
		return false;
	tell_value(d, pair, name, old, new);
	return true;
}
