#include "lot/lot_build.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/names.h"
#include "fmt/money.h"
#include "lot/guide_rejects.h"
#include "lot/guide_rows.h"
#include "lot/guide_supply.h"
#include "lot/lot_closer.h"
#include "lot/lot_plans.h"
#include "lot/lot_settings.h"
#include "lot/lot_split.h"
#include "lot/lot_writer.h"
#include "schema/schema_words.h"

enum { PROGRESS_GUIDES = 64 };

/* Where a guide's first row stood. */
struct seen {
	const struct guide_file *file;
	long line;
};

struct lot_build {
	const struct lot_build_options *options;
	struct lot_build_counts *counts;
	struct complaints complaints;
	struct translit *translit;
	struct guide_rows *rows;
	struct lot_plans *plans;
	struct lot_settings *settings;
	struct lot_writer writer;
	struct lot_split *split;
	struct lot_closer *closer;
	struct lot_output *output;
	struct guide_rejects *rejects;  /* NULL: nowhere */
	/* the guide being read */
	bool reading, unplanned;        /* there is one; its type or version is unknown */
	const struct guide_file *file;
	long broken_line;               /* its first row, when that was broken; 0: it was not */
	struct buf key;
	struct guide_record guide;
	struct names *guides;           /* keys of those that were read … */
	struct seen *seen;              /* … and where */
	/* work space */
	struct buf bytes, values, lot_key;
	struct lot_line *lines;
	size_t lines_cap;
};

/* ---- a guide is read ---- */

/* The lot that the guide belongs to, opened if it is not. */
static struct lot *choose_lot(struct lot_build *b, const struct lot_setting *setting, const char *operator)
{
	const struct columns *c = b->guide.plan->columns;
	enum { HEAD_MAX = 2048 }; /* bytes around the guides, numbers and all */
	buf_clear(&b->lot_key);
	buf_addf(&b->lot_key, "%s\n%s\n%s\n", c->guide_type, c->schema->version, operator);
	lot_header_key(&b->guide, &b->lot_key);
	struct lot *lot = lot_split_find(b->split, buf_str(&b->lot_key));
	if (lot != NULL)
		return lot;
	lot = lot_split_open(b->split, buf_str(&b->lot_key));
	lot_header_take(&lot->header, &b->guide);
	lot->operator = mem_dup(operator);
	lot->encoding = setting->encoding;
	lot->max_guides = setting->max_guides;
	lot->max_bytes = setting->max_bytes;
	lot->overhead = HEAD_MAX + lot->header.text.len * 2;
	return lot;
}

static void list_lines(struct lot_build *b)
{
	const struct guide_record *g = &b->guide;
	if (g->nitems > b->lines_cap) {
		b->lines_cap = g->nitems * 2;
		b->lines = mem_grow(b->lines, b->lines_cap, sizeof *b->lines);
	}
	for (size_t i = 0; i < g->nitems; i++)
		b->lines[i] = (struct lot_line){ g->items[i].line, g->items[i].scope };
}

static int add_to_lot(struct lot_build *b, const struct lot_setting *setting, const char *operator, uint64_t rows,
                      struct error *err)
{
	const struct guide_record *g = &b->guide;
	struct lot *lot = choose_lot(b, setting, operator);
	struct lot_guide guide = { .bytes = b->bytes.len, .values = b->values.len, .plan = g->plan, .line = g->line,
	                           .items = g->nitems, .amount = guide_amount(g), .rows = rows };
	list_lines(b);
	return lot_split_add(b->split, lot, &guide, &b->bytes, &b->values, b->lines, err);
}

/* Writes the guide as XML, unless something is wrong with it. */
static void write_guide(struct lot_build *b, const struct lot_setting *setting)
{
	struct guide_record *g = &b->guide;
	if (!g->bad)
		guide_supply(g, b->options->recalc);
	if (g->bad)
		return;
	buf_clear(&b->bytes);
	buf_clear(&b->values);
	lot_write_guide(&b->writer, g, setting->encoding, &b->bytes, &b->values);
	if (!g->bad && setting->max_bytes > 0 && b->bytes.len > setting->max_bytes)
		guide_record_complain(g, g->line, NULL, NULL, "a guia sozinha tem %zu bytes, e um lote pode ter %llu (--max-bytes)",
		                      b->bytes.len, (unsigned long long)setting->max_bytes);
}

static int finish_guide(struct lot_build *b, struct error *err)
{
	struct guide_record *g = &b->guide;
	if (!b->reading)
		return 0;
	b->reading = false;
	uint64_t rows = b->rejects != NULL ? guide_rejects_keep(b->rejects) : 0;
	if (!b->unplanned && !g->bad) {
		const char *operator = guide_record_text(g, COLUMN_GUIDE, plan_find_guide(g->plan, "registroANS"));
		const struct lot_setting *setting = lot_settings_get(b->settings, operator != NULL ? operator : "", err);
		if (setting == NULL)
			return -1;
		write_guide(b, setting);
		if (!g->bad)
			return add_to_lot(b, setting, guide_record_text(g, COLUMN_GUIDE, plan_find_guide(g->plan, "registroANS")), rows, err);
	}
	b->counts->rejected++;
	return b->rejects != NULL ? guide_rejects_put(b->rejects, rows, err) : 0;
}

/* ---- rows ---- */

/* Notes the guide's key, which no guide had before: otherwise the rows of one are not together, and it is wrong. What came of
 * its first rows may be in a lot by now, so that it cannot be set aside whole: -1 then. */
static int note_guide(struct lot_build *b, const struct guide_row *row, struct error *err)
{
	uint32_t before = names_count(b->guides), id = names_add(b->guides, row->key, row->key_len);
	if (id > before) {
		if ((before & (before - 1)) == 0)
			b->seen = mem_grow(b->seen, before ? before * 2u : 1, sizeof *b->seen);
		b->seen[id - 1] = (struct seen){ row->file, row->line };
		return 0;
	}
	static const char what[] = "%s:%ld: a guia já apareceu em %s:%ld: as linhas de uma guia ficam juntas (--sort as junta), e o "
	                           "número de uma guia não se repete";
	const struct seen *s = &b->seen[id - 1];
	if (b->rejects != NULL)
		return error_set(err, what, row->file->name, row->line, s->file->name, s->line);
	complaints_put(&b->complaints, what, row->file->name, row->line, s->file->name, s->line);
	b->guide.bad = true;
	return 0;
}

/* Whose row a broken one was cannot be said: the guide before it and the one behind it are not whole without it. */
static void doubt_guide(struct lot_build *b, long line)
{
	if (b->unplanned || b->guide.bad)
		return;
	complaints_put(&b->complaints, "%s:%ld: a guia fica de fora, porque a linha %ld, ao lado, pode ser dela", b->file->name,
	               b->guide.line, line);
	b->guide.bad = true;
}

static int start_guide(struct lot_build *b, const struct guide_row *row, struct error *err)
{
	const struct guide_file *f = row->file;
	struct error why = ERROR_INIT;
	const char *type = row->cells[f->guide_type].text;
	const char *version = f->version >= 0 ? row->cells[f->version].text : "";
	bool bad_guide;
	b->reading = true;
	b->unplanned = false;
	b->file = f;
	buf_clear(&b->key);
	buf_add(&b->key, row->key, row->key_len);
	const struct lot_plan *plan = lot_plans_get(b->plans, f, type, *version != '\0' ? version : b->options->version,
	                                            &bad_guide, &why);
	int failed = 0;
	if (plan != NULL) {
		guide_record_start(&b->guide, plan, row);
		failed = note_guide(b, row, err);
	} else if (bad_guide || row->broken) {
		b->unplanned = true;
		if (!row->broken)
			complaints_put(&b->complaints, "%s:%ld: %s", f->name, row->line, buf_str(&why.text));
	} else {
		failed = error_set(err, "%s", buf_str(&why.text));
	}
	error_release(&why);
	return failed;
}

static int take_row(struct lot_build *b, const struct guide_row *row, struct error *err)
{
	bool same = b->reading && row->file == b->file && row->key_len == b->key.len &&
	            memcmp(row->key, buf_str(&b->key), row->key_len) == 0;
	if (!same && row->broken && b->reading)
		doubt_guide(b, row->line);
	if (!same && (finish_guide(b, err) != 0 || start_guide(b, row, err) != 0))
		return -1;
	if (!same && b->broken_line > 0 && !row->broken)
		doubt_guide(b, b->broken_line);
	if (!same)
		b->broken_line = row->broken ? row->line : 0;
	if (same && !b->unplanned)
		guide_record_add(&b->guide, row);
	if (b->rejects != NULL && guide_rejects_row(b->rejects, row, err) != 0)
		return -1;
	return 0;
}

/* Enough is wrong, and nothing will be written: the rest would only take time. */
static bool is_hopeless(const struct lot_build *b)
{
	return b->rejects == NULL && b->complaints.max > 0 && b->complaints.count >= b->complaints.max;
}

static int read_rows(struct lot_build *b, struct error *err)
{
	struct guide_row row;
	uint64_t guides = 0;
	int got = 1;
	while (!is_hopeless(b) && (got = guide_rows_next(b->rows, &row, err)) > 0) {
		if (take_row(b, &row, err) != 0)
			return -1;
		uint64_t now = names_count(b->guides);
		if (b->options->progress != NULL && now / PROGRESS_GUIDES != guides / PROGRESS_GUIDES)
			b->options->progress(b->options->context, now);
		guides = now;
	}
	return got < 0 ? -1 : 0;
}

/* What can only be said when all rows are read. */
static int check_files(const struct lot_build *b, struct error *err)
{
	size_t n;
	const struct guide_file *const *files = guide_rows_files(b->rows, &n);
	for (size_t i = 0; i < n; i++)
		if (lot_plans_check_columns(b->plans, files[i], err) != 0)
			return -1;
	if (names_count(b->guides) == 0 && b->counts->rejected == 0)
		return error_set(err, "%s: só há a linha de títulos, e nenhuma guia", n > 0 ? files[0]->name : "(entrada padrão)");
	return 0;
}

static int build(struct lot_build *b, struct error *err)
{
	if (read_rows(b, err) != 0 || finish_guide(b, err) != 0)
		return -1;
	if (is_hopeless(b))
		return error_set(err, "%zu erros: o resto não foi lido, e nada foi escrito", b->complaints.count);
	if (check_files(b, err) != 0 || lot_split_finish(b->split, err) != 0)
		return -1;
	return lot_closer_finish(b->closer, err);
}

/* ---- the run ---- */

static int open_all(struct lot_build *b, struct error *err)
{
	const struct lot_build_options *o = b->options;
	struct guide_rows_options rows = { .files = o->files, .nfiles = o->nfiles, .csv = o->csv, .sort = o->sort,
	                                   .complaints = &b->complaints };
	b->complaints = (struct complaints){ o->complain, o->context, 0, o->max_complaints };
	b->plans = lot_plans_new(o->one_line);
	b->guides = names_new();
	b->rows = guide_rows_open(&rows);
	lot_writer_init(&b->writer, o->one_line);
	if (lot_plans_check_version(b->plans, o->version, err) != 0)
		return -1;
	if (o->translit && (b->translit = translit_open(err)) == NULL)
		return -1;
	guide_record_init(&b->guide, b->translit, &b->complaints);
	b->settings = lot_settings_new(o, err);
	if (b->settings == NULL || (o->rejects != NULL && (b->rejects = guide_rejects_open(o->rejects, err)) == NULL))
		return -1;
	b->output = lot_output_open(&o->output, err);
	if (b->output == NULL)
		return -1;
	struct lot_closer_options closing = { o, &b->complaints, &b->writer, b->output, b->rejects, b->counts };
	b->closer = lot_closer_new(&closing, err);
	b->split = lot_split_new(lot_closer_close, b->closer);
	return b->closer != NULL ? 0 : -1;
}

/* Puts what was built in place, or drops it. */
static int close_outputs(struct lot_build *b, int failed, struct error *err)
{
	bool keep = failed == 0 && (b->rejects != NULL || b->complaints.count == 0);
	if (!keep) {
		lot_output_abort(b->output);
		guide_rejects_abort(b->rejects);
		return failed;
	}
	failed = lot_output_commit(b->output, err);
	if (failed == 0 && b->rejects != NULL)
		failed = guide_rejects_close(b->rejects, err);
	else
		guide_rejects_abort(b->rejects);
	return failed;
}

static void release_all(struct lot_build *b)
{
	lot_closer_free(b->closer);
	lot_settings_free(b->settings);
	guide_rows_free(b->rows);
	guide_record_release(&b->guide);
	lot_split_free(b->split);
	lot_plans_free(b->plans);
	lot_writer_release(&b->writer);
	translit_free(b->translit);
	names_free(b->guides);
	free(b->seen);
	free(b->lines);
	buf_release(&b->key);
	buf_release(&b->bytes);
	buf_release(&b->values);
	buf_release(&b->lot_key);
}

int lot_build_run(const struct lot_build_options *options, struct lot_build_counts *counts, struct error *err)
{
	struct lot_build b = { .options = options, .counts = counts };
	*counts = (struct lot_build_counts){ 0 };
	int failed = open_all(&b, err);
	if (failed == 0)
		failed = build(&b, err);
	failed = close_outputs(&b, failed, err);
	counts->complaints = b.complaints.count;
	int result = failed != 0 ? -1 : b.complaints.count > 0;
	release_all(&b);
	return result;
}

void lot_build_summary(struct buf *out, const struct lot_build_counts *counts)
{
	schema_words_count(out, (size_t)counts->lots, "lote, ", "lotes, ");
	schema_words_count(out, (size_t)counts->guides, "guia, ", "guias, ");
	schema_words_count(out, (size_t)counts->items, "item, R$ ", "itens, R$ ");
	money_add_br(out, counts->amount, 2);
	buf_adds(out, "; ");
	schema_words_count(out, (size_t)counts->rejected, "guia com erro, ", "guias com erro, ");
	schema_words_count(out, (size_t)counts->warnings, "aviso", "avisos");
}
