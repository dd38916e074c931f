#include "lot/lot_judge.h"

#include <stdlib.h>

#include "base/mem.h"
#include "fmt/xml_plain.h"
#include "tiss/layers.h"

struct lot_judge {
	struct layers layers;
};

static void on_start(void *context, const struct xml_start *start)
{
	struct lot_judge *j = context;
	walk_start(&j->layers.walk, start);
}

static void on_text(void *context, const char *text, size_t len, bool cdata)
{
	struct lot_judge *j = context;
	walk_text(&j->layers.walk, text, len, cdata);
}

static void on_end(void *context, long line, long column, bool empty)
{
	struct lot_judge *j = context;
	walk_end(&j->layers.walk, line, column, empty);
}

struct lot_judge *lot_judge_new(const char *profile, void (*put)(void *context, const struct finding *f), void *context,
                                struct error *err)
{
	const struct operator_options operator = { .profile = profile };
	const unsigned all = ((1u << LAYER_COUNT) - 1) & ~(1u << LAYER_OPERATOR);
	const struct layers_options layers = { all, all, put, context, LIMITS_OF_THE_NORM, &operator };
	struct lot_judge *j = mem_zero(1, sizeof *j);
	if (layers_init(&j->layers, &layers, err) == 0)
		return j;
	lot_judge_free(j);
	return NULL;
}

void lot_judge_free(struct lot_judge *j)
{
	if (j == NULL)
		return;
	layers_release(&j->layers);
	free(j);
}

static void finish(struct lot_judge *j, const struct buf *const pieces[], size_t n)
{
	uint64_t size = 0;
	for (size_t i = 0; i < n; i++)
		size += pieces[i]->len;
	hash_layer_finish(&j->layers.walk);
	limits_layer_finish(&j->layers.walk, size);
	report_end_file(&j->layers.report);
}

int lot_judge_run(struct lot_judge *j, const char *version, enum xml_output_encoding encoding, const struct buf *const pieces[],
                  size_t n, uint64_t *warnings, struct error *err)
{
	struct schema *schema = schema_store_get(j->layers.store, version, err);
	if (schema == NULL)
		return error_set(err, "não há tabela da versão %s", version);
	struct xml_plain_options options = { j->layers.vocabulary.names, "ans:", NS_ANS_URI, NS_ANS, encoding };
	struct xml_consumer consumer = { .context = j, .start = on_start, .text = on_text, .end = on_end };
	layers_begin(&j->layers, "lote", schema);
	bool plain = xml_plain_read(&options, pieces, n, &consumer);
	finish(j, pieces, n);
	*warnings = j->layers.report.warnings;
	if (!plain)
		return error_set(err, "o lote não saiu como lot-build os escreve: é um defeito do programa");
	if (schema->damage.text.len > 0)
		return error_set(err, "%s", buf_str(&schema->damage.text));
	return j->layers.error.text.len > 0 ? error_set(err, "%s", buf_str(&j->layers.error.text)) : 0;
}
