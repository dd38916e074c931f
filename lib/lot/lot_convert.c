#include "lot/lot_convert.h"

#include <errno.h>
#include <sys/stat.h>

#include "fmt/finding_sink.h"
#include "lot/lot_extract.h"
#include "lot/lot_merge.h"

struct conversion {
	const struct lot_convert_options *options;
	struct finding_sink sink;
	int status;
};

static void put(void *context, const struct finding *f)
{
	struct conversion *c = context;
	finding_sink_put(&c->sink, f);
}

static void warn(void *context, const char *text)
{
	struct conversion *c = context;
	c->options->build->complain(c->options->build->context, text);
}

static void begin(struct conversion *c, const struct lot_convert_options *options, struct lot_convert_counts *counts)
{
	*c = (struct conversion){ .options = options };
	*counts = (struct lot_convert_counts){ 0 };
	finding_sink_init(&c->sink, finding_format_of("text"), options->findings);
}

/* ERR is told and cleared: the next file is taken. */
static void complain(struct conversion *c, struct error *err)
{
	warn(c, buf_str(&err->text));
	buf_clear(&err->text);
	c->status = 2;
}

/* ---- to CSV ---- */

static int write_table(struct lot_extract *x, const char *type, const char *path, struct error *err)
{
	struct output out = OUTPUT_INIT;
	if (output_open(&out, path, OUTPUT_STREAM, err) != 0)
		return -1;
	if (lot_extract_write(x, type, &out, err) == 0)
		return output_close(&out, err);
	output_abort(&out);
	return -1;
}

/* One file for each guide type in DIR. */
static int write_folder(struct lot_extract *x, const char *dir, struct error *err)
{
	size_t n;
	int result = 0;
	const char *const *types = lot_extract_types(x, &n);
	if (mkdir(dir, 0700) != 0 && errno != EEXIST)
		return error_sys(err, errno, "%s", dir);
	for (size_t i = 0; i < n && result == 0; i++) {
		struct buf path = BUF_INIT;
		buf_addf(&path, "%s/%s.csv", dir, types[i]);
		result = write_table(x, types[i], buf_str(&path), err);
		buf_release(&path);
	}
	return result;
}

int lot_convert_extract(const struct lot_convert_options *options, struct lot_convert_counts *counts, struct error *err)
{
	const struct lot_build_options *build = options->build;
	struct conversion c;
	begin(&c, options, counts);
	struct lot_extract_options extract = {
		.style = build->output.style, .no_header = build->output.no_header, .all_columns = options->all_columns,
		.put = put, .warn = warn, .context = &c,
	};
	struct lot_extract *x = lot_extract_new(&extract);
	for (size_t i = 0; i < build->nfiles; i++) {
		int taken = lot_extract_read(x, build->files[i], err);
		counts->files++;
		counts->refused += taken <= 0;
		if (taken < 0)
			complain(&c, err);
		else if (taken == 0 && c.status == 0)
			c.status = 1;
	}
	const struct lot_extract_counts *done = lot_extract_counts(x);
	counts->lots = done->lots;
	counts->guides = done->guides;
	counts->items = done->items;
	counts->rows = done->rows;
	counts->amount = done->amount;
	int result = 0;
	bool something = done->lots > 0 && c.status != 2;
	if (something && build->output.dir != NULL)
		result = write_folder(x, build->output.dir, err);
	else if (something)
		result = write_table(x, NULL, NULL, err);
	lot_extract_free(x);
	finding_sink_release(&c.sink);
	return result < 0 ? 2 : c.status;
}

/* ---- to other lots ---- */

/* Takes in all files: what is wrong with each is told, and nothing is made then. */
static void add_files(struct conversion *c, struct lot_merge *m, struct lot_convert_counts *counts, struct error *err)
{
	const struct lot_build_options *build = c->options->build;
	for (size_t i = 0; i < build->nfiles; i++) {
		int taken = lot_merge_add(m, build->files[i], err);
		counts->files++;
		counts->refused += taken <= 0;
		if (taken < 0)
			complain(c, err);
		else if (taken == 0 && c->status == 0)
			c->status = 1;
	}
}

static int make_lots(struct conversion *c, struct lot_merge *m, struct lot_convert_counts *counts, struct error *err)
{
	struct lot_merge_counts made = { 0 };
	struct lot_output *out = lot_output_open(&c->options->build->output, err);
	if (out == NULL)
		return 2;
	int result = lot_merge_run(m, out, &made, err);
	counts->lots = made.lots;
	counts->guides = made.guides;
	counts->items = made.items;
	counts->amount = made.amount;
	if (result > 0)
		return lot_output_commit(out, err) == 0 ? 0 : 2;
	lot_output_abort(out);
	return result == 0 ? 1 : 2;
}

int lot_convert_from_xml(const struct lot_convert_options *options, struct lot_convert_counts *counts, struct error *err)
{
	const struct lot_build_options *build = options->build;
	struct conversion c;
	begin(&c, options, counts);
	struct lot_merge_options merge = {
		.validator = {
			.layers = 1u << LAYER_SCHEMA | 1u << LAYER_HASH | 1u << LAYER_LIMITS | 1u << LAYER_RULES,
			.limits = LIMITS_OF_THE_NORM, .operator = { .profile = build->profile }, .put = put, .context = &c,
		},
		.number = options->number_given ? build->first_number : 0, .next_number = build->next_number, .numbers = build->numbers,
	};
	merge.settings = lot_settings_new(build, err);
	struct lot_merge *m = merge.settings != NULL ? lot_merge_new(&merge, err) : NULL;
	if (m == NULL)
		c.status = 2;
	else
		add_files(&c, m, counts, err);
	if (c.status == 0)
		c.status = make_lots(&c, m, counts, err);
	lot_merge_free(m);
	lot_settings_free(merge.settings);
	finding_sink_release(&c.sink);
	return c.status;
}
