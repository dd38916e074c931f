#include "lot/lot_judge.h"

#include <stdlib.h>

#include "base/mem.h"
#include "fmt/xml_plain.h"
#include "schema/schema_store.h"
#include "tiss/guides.h"
#include "tiss/hash_layer.h"
#include "tiss/limits_layer.h"
#include "tiss/rules_layer.h"
#include "tiss/schema_layer.h"
#include "tiss/walk.h"

struct lot_judge {
	struct vocabulary vocabulary;
	struct schema_store *store;
	struct report report;
	struct walk walk;
	struct schema_layer schema_layer;
	struct hash_layer hash_layer;
	struct limits_layer limits_layer;
	struct rules_layer rules_layer;
	struct guides guides;
	struct operator_book *book;
	struct error error;  /* a profile that could not be used, met on the way */
};

static void on_start(void *context, const struct xml_start *start)
{
	struct lot_judge *j = context;
	walk_start(&j->walk, start);
}

static void on_text(void *context, const char *text, size_t len, bool cdata)
{
	struct lot_judge *j = context;
	walk_text(&j->walk, text, len, cdata);
}

static void on_end(void *context, long line, long column, bool empty)
{
	struct lot_judge *j = context;
	walk_end(&j->walk, line, column, empty);
}

struct lot_judge *lot_judge_new(const char *profile, void (*put)(void *context, const struct finding *f), void *context,
                                struct error *err)
{
	static const struct limits norm = LIMITS_OF_THE_NORM;
	struct operator_options operator = { .profile = profile };
	struct lot_judge *j = mem_zero(1, sizeof *j);
	vocabulary_init(&j->vocabulary);
	j->store = schema_store_open(&j->vocabulary, false);
	report_init(&j->report, put, context, ((1u << LAYER_COUNT) - 1) & ~(1u << LAYER_OPERATOR));
	schema_layer_init(&j->schema_layer, true);
	hash_layer_init(&j->hash_layer, true);
	limits_layer_init(&j->limits_layer, true, norm);
	guides_init(&j->guides, &j->vocabulary);
	j->book = operator_book_open(&operator, err);
	rules_layer_init(&j->rules_layer, &j->vocabulary, true, false, j->book, &j->error);
	j->walk.schema_layer = &j->schema_layer;
	j->walk.hash_layer = &j->hash_layer;
	j->walk.limits_layer = &j->limits_layer;
	j->walk.guides = &j->guides;
	j->walk.rules_layer = &j->rules_layer;
	if (j->book != NULL)
		return j;
	lot_judge_free(j);
	return NULL;
}

void lot_judge_free(struct lot_judge *j)
{
	if (j == NULL)
		return;
	walk_release(&j->walk);
	schema_layer_release(&j->schema_layer);
	hash_layer_release(&j->hash_layer);
	limits_layer_release(&j->limits_layer);
	guides_release(&j->guides);
	rules_layer_release(&j->rules_layer);
	operator_book_free(j->book);
	report_release(&j->report);
	error_release(&j->error);
	schema_store_free(j->store);
	vocabulary_release(&j->vocabulary);
	free(j);
}

static void begin(struct lot_judge *j, struct schema *schema)
{
	report_begin_file(&j->report, "lote");
	j->report.schema = schema;
	walk_begin(&j->walk, &j->vocabulary, &j->report);
	j->walk.schema = schema;
	schema_layer_begin(&j->schema_layer);
	hash_layer_begin(&j->hash_layer);
	limits_layer_begin(&j->limits_layer);
	guides_begin(&j->guides);
	rules_layer_begin(&j->rules_layer);
}

static void finish(struct lot_judge *j, const struct buf *const pieces[], size_t n)
{
	uint64_t size = 0;
	for (size_t i = 0; i < n; i++)
		size += pieces[i]->len;
	hash_layer_finish(&j->walk);
	limits_layer_finish(&j->walk, size);
	report_end_file(&j->report);
}

int lot_judge_run(struct lot_judge *j, const char *version, enum xml_output_encoding encoding, const struct buf *const pieces[],
                  size_t n, uint64_t *warnings, struct error *err)
{
	struct schema *schema = schema_store_get(j->store, version, err);
	if (schema == NULL)
		return error_set(err, "não há tabela da versão %s", version);
	struct xml_plain_options options = { j->vocabulary.names, "ans:", NS_ANS_URI, NS_ANS, encoding };
	struct xml_consumer consumer = { .context = j, .start = on_start, .text = on_text, .end = on_end };
	begin(j, schema);
	bool plain = xml_plain_read(&options, pieces, n, &consumer);
	finish(j, pieces, n);
	*warnings = j->report.warnings;
	if (!plain)
		return error_set(err, "o lote não saiu como lot-build os escreve: é um defeito do programa");
	if (schema->damage.text.len > 0)
		return error_set(err, "%s", buf_str(&schema->damage.text));
	return j->error.text.len > 0 ? error_set(err, "%s", buf_str(&j->error.text)) : 0;
}
