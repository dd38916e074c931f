#include "tiss/validator.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "schema/xsd_verdict.h"
#include "tiss/fault_finding.h"
#include "tiss/layers.h"
#include "tiss/prologue.h"

struct validator {
	struct validator_options options;
	struct layers layers;
	struct schema *fixed;      /* the schema that the user chose, or NULL */
	struct prologue prologue;
	bool replayed;             /* the prologue is over */
	bool disguised;            /* its values were read in another encoding than they are in */
	bool broken;               /* the file was refused: nothing after that is judged */
	void (*raw)(void *context, const char *bytes, size_t len);
	void *raw_context;
	struct xsd_verdict *xsd;   /* NULL: not asked */
	FILE *copy;                /* of the message's bytes, for XSD; unlinked */
	struct xml_consumer consumer;
};

/* ---- the version ---- */

static struct finding *version_finding(struct validator *v, enum finding_code code)
{
	const struct prologue *p = &v->prologue;
	return report_start(&v->layers.report, code, p->line, p->column);
}

static void report_unknown(struct validator *v)
{
	struct finding *f = version_finding(v, FINDING_VERSION_UNKNOWN);
	struct buf known = BUF_INIT;
	size_t n;
	const struct schema_entry *entries = schema_store_list(v->layers.store, &n);
	for (size_t i = 0; i < n; i++)
		buf_addf(&known, "%s%s", i > 0 ? ", " : "", entries[i].version);
	finding_set_value(f, buf_str(&v->prologue.version), v->prologue.version.len);
	finding_arg(f, "versao", "%s", buf_str(&f->value));
	finding_arg(f, "conhecidas", "%s", buf_str(&known));
	buf_release(&known);
	report_add(&v->layers.report, f);
}

static struct schema *schema_of_message(struct validator *v)
{
	struct schema *schema = NULL;
	switch (v->prologue.verdict) {
	case PROLOGUE_VERSION:
		if (v->prologue.version.len == 0) {
			report_add(&v->layers.report, version_finding(v, FINDING_VERSION_MISSING));
			break;
		}
		schema = schema_store_get(v->layers.store, buf_str(&v->prologue.version), &v->layers.error);
		if (schema == NULL)
			report_unknown(v);
		break;
	case PROLOGUE_UNVERSIONED:
		schema = schema_store_newest(v->layers.store, &v->layers.error);
		break;
	case PROLOGUE_NONE:
		if (v->prologue.message || v->prologue.depth > 0) /* without a message there is nothing that lacks a version */
			report_add(&v->layers.report, version_finding(v, FINDING_VERSION_MISSING));
		break;
	case PROLOGUE_OPEN:
		break;
	}
	return schema;
}

static void compare_location(struct validator *v)
{
	const struct prologue *p = &v->prologue;
	if (p->location[0] == '\0' || v->layers.walk.schema == NULL || strcmp(p->location, v->layers.walk.schema->version) == 0)
		return;
	struct finding *f = report_start(&v->layers.report, FINDING_VERSION_LOCATION, p->location_line, p->location_column);
	finding_arg(f, "versao", "%s", v->layers.walk.schema->version);
	finding_arg(f, "outra", "%s", p->location);
	report_add(&v->layers.report, f);
}

/* The version is known, or never will be: the layers begin. */
static void replay(struct validator *v)
{
	if (v->replayed)
		return;
	v->replayed = true;
	bool wanted = (v->options.layers >> LAYER_SCHEMA & 1u) != 0;
	v->layers.walk.schema = v->fixed != NULL ? v->fixed : wanted ? schema_of_message(v) : NULL;
	v->layers.report.schema = v->layers.walk.schema;
	compare_location(v);
	prologue_replay(&v->prologue, &v->layers.walk);
}

/* ---- the reader's events ---- */

static void on_raw(void *context, const char *bytes, size_t len)
{
	struct validator *v = context;
	if (v->raw != NULL)
		v->raw(v->raw_context, bytes, len);
	if (v->copy != NULL)
		fwrite(bytes, 1, len, v->copy);
}

static void replay_if_decided(struct validator *v)
{
	if (v->prologue.verdict != PROLOGUE_OPEN)
		replay(v);
}

static void on_start(void *context, const struct xml_start *start)
{
	struct validator *v = context;
	if (v->replayed) {
		walk_start(&v->layers.walk, start);
		return;
	}
	prologue_start(&v->prologue, start);
	replay_if_decided(v);
}

static void on_text(void *context, const char *text, size_t len, bool cdata)
{
	struct validator *v = context;
	if (v->replayed) {
		walk_text(&v->layers.walk, text, len, cdata);
		return;
	}
	prologue_text(&v->prologue, text, len, cdata);
	replay_if_decided(v);
}

static void on_end(void *context, long line, long column, bool empty)
{
	struct validator *v = context;
	if (v->replayed) {
		walk_end(&v->layers.walk, line, column, empty);
		return;
	}
	prologue_end(&v->prologue, line, column, empty);
	replay_if_decided(v);
}

static void on_comment(void *context, const char *text, size_t len)
{
	struct validator *v = context;
	if (v->replayed) {
		walk_comment(&v->layers.walk, text, len);
		return;
	}
	prologue_comment(&v->prologue, text, len);
	replay_if_decided(v);
}

/* ---- the reader's faults ---- */

static void on_fault(void *context, const struct xml_fault *fault)
{
	struct validator *v = context;
	bool note = fault->kind == XML_FAULT_DISGUISED || fault->kind == XML_FAULT_CONTROL;
	if (!note)
		v->broken = true;
	v->disguised = v->disguised || fault->kind == XML_FAULT_DISGUISED;
	replay(v);
	struct finding *f = report_start(&v->layers.report, fault_finding_code(fault->kind), fault->place.line, fault->place.column);
	fault_finding_fill(f, fault);
	report_add(&v->layers.report, f);
}

/* ---- a whole file ---- */

static void begin(struct validator *v, const char *name)
{
	layers_begin(&v->layers, name, NULL);
	prologue_begin(&v->prologue);
	v->replayed = v->broken = v->disguised = false;
	if (v->fixed != NULL)
		replay(v);
}

/* What can only be said when the message is complete. */
static void finish(struct validator *v, uint64_t size)
{
	if (!v->broken) {
		replay(v);
		if (!v->disguised) /* what was hashed is not what was meant: that is told already */
			hash_layer_finish(&v->layers.walk);
		limits_layer_finish(&v->layers.walk, size);
		if (v->layers.walk.message_depth == 0) {
			const struct node *root = &v->layers.walk.nodes[1];
			report_add(&v->layers.report, report_start(&v->layers.report, FINDING_SOAP_BODY, root->line, root->column));
		}
	}
	report_end_file(&v->layers.report);
}

/* ---- libxml2's word on it ---- */

static int start_copy(struct validator *v, struct error *err)
{
	if (v->xsd == NULL)
		return 0;
	v->copy = tmpfile();
	return v->copy != NULL ? 0 : error_sys(err, errno, "arquivo temporário");
}

static void report_verdict(struct validator *v, bool valid, long line, const char *reason)
{
	struct finding *f = report_start(&v->layers.report, FINDING_XSD_DIFFERS, line, 0);
	finding_arg(f, "encontrado", "%s", valid ? "válida" : "inválida");
	finding_arg(f, "erro", "%s", reason);
	report_add(&v->layers.report, f);
}

/* Reports where libxml2, with the official XSD, judges the message otherwise than the layers bytes, xml and schema. */
static int compare_verdicts(struct validator *v, struct error *err)
{
	if (v->xsd == NULL)
		return 0;
	bool valid = false;
	long line = 0;
	struct buf reason = BUF_INIT;
	int result = 0;
	bool comparable = v->layers.walk.schema != NULL && v->layers.walk.message_depth == 1; /* no SOAP envelope: the XSD has none */
	if (fflush(v->copy) != 0)
		result = error_sys(err, errno, "arquivo temporário");
	else if (comparable)
		result = xsd_verdict_ask(v->xsd, v->layers.walk.schema->version, fileno(v->copy), &valid, &line, &reason, err);
	if (result == 0 && comparable && valid != (v->layers.report.schema_errors == 0))
		report_verdict(v, valid, line, buf_str(&reason));
	fclose(v->copy);
	v->copy = NULL;
	buf_release(&reason);
	return result;
}

static void fill_result(const struct validator *v, struct validation *result)
{
	result->guides = v->layers.guides.count;
	result->items = v->layers.guides.items;
	result->amount = v->layers.guides.amount;
	result->errors = v->layers.report.errors;
	result->warnings = v->layers.report.warnings;
	result->infos = v->layers.report.infos;
	result->ignored = v->layers.report.ignored;
	result->version[0] = '\0';
	if (v->layers.walk.schema != NULL)
		strncat(result->version, v->layers.walk.schema->version, sizeof result->version - 1);
}

int validator_run(struct validator *v, struct xml_source source, const char *name,
                  void (*raw)(void *context, const char *bytes, size_t len), void *raw_context,
                  struct validation *result, struct error *err)
{
	memset(result, 0, sizeof *result);
	begin(v, name);
	v->raw = raw;
	v->raw_context = raw_context;
	if (start_copy(v, err) != 0)
		return -1;
	v->consumer = (struct xml_consumer){
		.context = v, .raw = raw != NULL || v->copy != NULL ? on_raw : NULL, .start = on_start, .text = on_text, .end = on_end,
		.comment = on_comment, .fault = on_fault,
	};
	int failed = xml_read(source, name, v->layers.vocabulary.names, v->layers.vocabulary.namespaces, &v->consumer, &result->size, err);
	if (!failed)
		finish(v, result->size);
	if (compare_verdicts(v, err) != 0)
		failed = -1;
	fill_result(v, result);
	const struct schema *schema = v->layers.walk.schema;
	if (!failed && schema != NULL && schema->damage.text.len > 0)
		failed = error_set(err, "%s", buf_str(&schema->damage.text));
	if (!failed && v->layers.error.text.len > 0)
		failed = error_set(err, "%s", buf_str(&v->layers.error.text));
	buf_clear(&v->layers.error.text);
	return failed;
}

static int choose_schema(struct validator *v, struct error *err)
{
	if (v->options.schema_file != NULL) {
		v->fixed = schema_store_add(v->layers.store, v->options.schema_file, err);
		return v->fixed != NULL ? 0 : -1;
	}
	if (v->options.version == NULL)
		return 0;
	v->fixed = schema_store_get(v->layers.store, v->options.version, err);
	if (v->fixed != NULL)
		return 0;
	return error_set(err, "não há tabela da versão %s do Padrão TISS (tiss-schema list mostra as que há)", v->options.version);
}

struct validator *validator_new(const struct validator_options *options, struct error *err)
{
	struct validator *v = mem_zero(1, sizeof *v);
	v->options = *options;
	unsigned on = options->layers | 1u << LAYER_BYTES | 1u << LAYER_XML;
	const struct layers_options layers = { on, on, options->put, options->context, options->limits, &options->operator };
	int failed = layers_init(&v->layers, &layers, err);
	v->layers.report.guide_starts = options->guide_starts;
	v->layers.report.guide_ends = options->guide_ends;
	v->xsd = options->xsd_dir != NULL ? xsd_verdict_new(options->xsd_dir) : NULL;
	v->layers.walk.observer = options->observer;
	v->layers.report.policy = options->policy;
	if (options->as_of != NULL)
		strncat(v->layers.report.as_of, options->as_of, sizeof v->layers.report.as_of - 1);
	if (failed || choose_schema(v, err) != 0) {
		validator_free(v);
		return NULL;
	}
	return v;
}

void validator_free(struct validator *v)
{
	if (v == NULL)
		return;
	layers_release(&v->layers);
	prologue_release(&v->prologue);
	xsd_verdict_free(v->xsd);
	free(v);
}
