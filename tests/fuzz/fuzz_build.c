/* Any bytes as a guides' CSV, for any version: guides become XML, and what nobody complained about must be sound for the
 * validator's layers xml and schema: the builder writes what the schema asks for, or says why not. The builder's own judge
 * must be able to read it. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lot/guide_rows.h"
#include "lot/guide_supply.h"
#include "lot/lot_judge.h"
#include "lot/lot_plans.h"
#include "lot/lot_writer.h"
#include "tiss/validator.h"

#include "../unit/csv_memory.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const versions[] = { "4.03.00", "3.02.00", "3.05.00", "4.01.00" };

struct message {
	struct buf text;
	size_t at;
};

static void nobody_listens(void *context, const char *text)
{
	(void)context;
	(void)text;
}

static ssize_t read_message(void *context, char *buffer, size_t n)
{
	struct message *m = context;
	if (n > m->text.len - m->at)
		n = m->text.len - m->at;
	memcpy(buffer, buf_str(&m->text) + m->at, n);
	m->at += n;
	return (ssize_t)n;
}

/* What the schema says against a built message is a fault of the builder. */
static void put_finding(void *context, const struct finding *f)
{
	(void)context;
	enum finding_layer layer = finding_def(f->code)->layer;
	if (layer == LAYER_SCHEMA || layer == LAYER_XML)
		abort();
}

static void validate(struct message *m)
{
	static struct validator *validator;
	struct error err = ERROR_INIT;
	struct validator_options options = { .layers = 1u << LAYER_SCHEMA, .limits = LIMITS_OF_THE_NORM, .put = put_finding };
	struct xml_source source = { .context = m, .read = read_message };
	struct validation result;
	if (validator == NULL)
		validator = validator_new(&options, &err);
	if (validator == NULL || validator_run(validator, source, "fuzz.xml", NULL, NULL, &result, &err) != 0)
		abort();
	error_release(&err);
}

static void judge(const struct buf *message, const char *version)
{
	static struct lot_judge *judge;
	struct error err = ERROR_INIT;
	const struct buf *const pieces[] = { message };
	uint64_t warnings;
	if (judge == NULL)
		judge = lot_judge_new(NULL, put_finding, NULL, &err);
	if (judge == NULL || lot_judge_run(judge, version, XML_OUT_ISO_8859_1, pieces, 1, &warnings, &err) != 0)
		abort();
	error_release(&err);
}

/* Writes the guide as a lot of its own. */
static void finish_guide(struct lot_writer *w, struct guide_record *g)
{
	static const struct lot_stamp stamp = { .number = "1", .date = "2026-07-10", .time = "10:15:00",
	                                        .origin_kind = SUPPLY_ORIGIN_CODE, .origin = "1", .operator = "999999" };
	struct message m = { .text = BUF_INIT };
	struct buf values = BUF_INIT;
	struct error err = ERROR_INIT;
	struct lot_header header;
	struct lot_stamp own = stamp;
	own.version = g->plan->columns->schema->version;
	guide_supply(g, false);
	lot_header_take(&header, g);
	lot_header_supply(&header, &own);
	bool good = lot_write_head(w, &header, XML_OUT_ISO_8859_1, &m.text, &values, &err) == 0;
	if (!g->bad)
		lot_write_guide(w, g, XML_OUT_ISO_8859_1, &m.text, &values);
	lot_write_tail(w, "00000000000000000000000000000000", &m.text);
	if (good && !g->bad) {
		judge(&m.text, own.version);
		validate(&m);
	}
	lot_header_release(&header);
	buf_release(&m.text);
	buf_release(&values);
	error_release(&err);
}

static void read_rows(struct guide_rows *rows, struct lot_plans *plans, const char *version, struct complaints *complaints)
{
	struct error err = ERROR_INIT;
	struct guide_record guide;
	struct lot_writer writer;
	struct guide_row row;
	struct buf key = BUF_INIT;
	bool reading = false, bad;
	guide_record_init(&guide, NULL, complaints);
	lot_writer_init(&writer, true);
	while (guide_rows_next(rows, &row, &err) > 0) {
		bool same = reading && strcmp(buf_str(&key), row.key) == 0;
		if (reading && !same && !guide.bad)
			finish_guide(&writer, &guide);
		buf_clear(&key);
		buf_adds(&key, row.key);
		const struct lot_plan *plan = lot_plans_get(plans, row.file, row.cells[row.file->guide_type].text, version, &bad, &err);
		if (plan == NULL)
			break;
		if (same)
			guide_record_add(&guide, &row);
		else
			guide_record_start(&guide, plan, &row);
		reading = true;
	}
	if (reading && !guide.bad)
		finish_guide(&writer, &guide);
	lot_writer_release(&writer);
	guide_record_release(&guide);
	buf_release(&key);
	error_release(&err);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const names[] = { "fuzz.csv" };
	if (size == 0)
		return 0;
	struct csv_memory memory = { (const char *)data + 1, size - 1, 0, SIZE_MAX };
	struct complaints complaints = { nobody_listens, NULL, 0, 0 };
	struct guide_rows_options options = {
		.files = names, .nfiles = 1, .source = csv_memory_source(&memory), .csv = { .cell_max = 200 },
		.sort = data[0] >> 7 != 0, .complaints = &complaints,
	};
	struct guide_rows *rows = guide_rows_open(&options);
	struct lot_plans *plans = lot_plans_new(true);
	read_rows(rows, plans, versions[data[0] % 4], &complaints);
	lot_plans_free(plans);
	guide_rows_free(rows);
	return 0;
}
