#include "tiss/layers.h"

static bool has(unsigned set, enum finding_layer layer)
{
	return (set >> layer & 1u) != 0;
}

int layers_init(struct layers *l, const struct layers_options *options, struct error *err)
{
	vocabulary_init(&l->vocabulary);
	l->store = schema_store_open(&l->vocabulary, false);
	report_init(&l->report, options->put, options->context, options->told);
	schema_layer_init(&l->schema, has(options->on, LAYER_SCHEMA));
	hash_layer_init(&l->hash, has(options->on, LAYER_HASH));
	limits_layer_init(&l->limits, has(options->on, LAYER_LIMITS), options->limits);
	guides_init(&l->guides, &l->vocabulary);
	l->walk.schema_layer = &l->schema;
	l->walk.hash_layer = &l->hash;
	l->walk.limits_layer = &l->limits;
	l->walk.guides = &l->guides;
	if (options->operator == NULL)
		return 0;
	l->book = operator_book_open(options->operator, err);
	rules_layer_init(&l->rules, &l->vocabulary, has(options->on, LAYER_RULES), has(options->on, LAYER_OPERATOR), l->book, &l->error);
	l->walk.rules_layer = &l->rules;
	return l->book != NULL ? 0 : -1;
}

void layers_release(struct layers *l)
{
	walk_release(&l->walk);
	schema_layer_release(&l->schema);
	hash_layer_release(&l->hash);
	limits_layer_release(&l->limits);
	guides_release(&l->guides);
	rules_layer_release(&l->rules);
	operator_book_free(l->book);
	report_release(&l->report);
	error_release(&l->error);
	schema_store_free(l->store);
	vocabulary_release(&l->vocabulary);
}

void layers_begin(struct layers *l, const char *name, struct schema *schema)
{
	report_begin_file(&l->report, name);
	walk_begin(&l->walk, &l->vocabulary, &l->report);
	l->report.schema = l->walk.schema = schema;
	schema_layer_begin(&l->schema);
	hash_layer_begin(&l->hash);
	limits_layer_begin(&l->limits);
	guides_begin(&l->guides);
	if (l->walk.rules_layer != NULL)
		rules_layer_begin(&l->rules);
}
