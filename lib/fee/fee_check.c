#include "fee/fee_check.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "bill/fee_bands.h"
#include "bill/fee_memo.h"
#include "fee/fee_store.h"

struct checking {
	const struct fee_plan_entry *plan;
	struct finding finding;
	struct finding_sink sink;
	const char *file;
	const char *module; /* as messages name it */
	date_days date;
	bool found;
};

/* ---- findings ---- */

static void add_price(struct checking *c, const char *name, int64_t price)
{
	struct buf text = BUF_INIT;
	fee_memo_decimal(&text, (struct fee_decimal){ price, FEE_BAND_SCALE });
	finding_arg(&c->finding, name, "%s", buf_str(&text));
	buf_release(&text);
}

static void add_band(struct checking *c, int band)
{
	if (fee_bands_of_ans[band][1] == FEE_AGE_MAX)
		finding_arg(&c->finding, "faixa", "%d+", fee_bands_of_ans[band][0]);
	else
		finding_arg(&c->finding, "faixa", "%d-%d", fee_bands_of_ans[band][0], fee_bands_of_ans[band][1]);
}

static void begin(struct checking *c, enum finding_code code, const struct fee_band_prices *p)
{
	char date[DATE_TEXT];
	date_text(c->date, date);
	finding_start(&c->finding, code);
	c->finding.file = c->file;
	c->finding.line = p->line;
	finding_arg(&c->finding, "plano", "%s %s %s", c->plan->modality, c->plan->name, c->plan->kind);
	finding_arg(&c->finding, "modulo", "%s", c->module);
	finding_arg(&c->finding, "data", "%s", date);
}

static void put(struct checking *c)
{
	c->found = true;
	finding_sink_put(&c->sink, &c->finding);
}

static void check_rules(struct checking *c, const struct fee_band_prices *p)
{
	const int last = FEE_BANDS_OF_ANS - 1, seventh = 6;
	if (p->uneven >= 0) {
		begin(c, FINDING_PRICES_BANDS, p);
		add_band(c, p->uneven);
		put(c);
		return;
	}
	if (fee_bands_last_over_first(p)) {
		begin(c, FINDING_PRICES_LAST_OVER_FIRST, p);
		add_price(c, "preco", p->prices[last]);
		add_price(c, "primeira", p->prices[0]);
		put(c);
	}
	if (fee_bands_growth(p)) {
		begin(c, FINDING_PRICES_GROWTH, p);
		add_price(c, "setima", p->prices[seventh]);
		add_price(c, "preco", p->prices[last]);
		add_price(c, "primeira", p->prices[0]);
		put(c);
	}
	int lower = fee_bands_decrease(p);
	if (lower > 0) {
		begin(c, FINDING_PRICES_DECREASE, p);
		add_band(c, lower);
		add_price(c, "preco", p->prices[lower]);
		add_price(c, "anterior", p->prices[lower - 1]);
		put(c);
	}
}

/* ---- plans ---- */

static int by_date(const void *a, const void *b)
{
	const date_days *x = a, *y = b;
	return (*x > *y) - (*x < *y);
}

/* The days on which some price of PLAN begins to hold, each once; freed by the caller. */
static date_days *starts_of(const struct fee_plan *plan, size_t *n)
{
	size_t all = 0, kept = 0;
	for (size_t i = 0; i < plan->nmodules; i++)
		all += plan->modules[i].nprices;
	date_days *dates = mem_array(all + 1, sizeof *dates);
	all = 0;
	for (size_t i = 0; i < plan->nmodules; i++)
		for (size_t j = 0; j < plan->modules[i].nprices; j++)
			dates[all++] = plan->modules[i].prices[j].from;
	qsort(dates, all, sizeof *dates, by_date);
	for (size_t i = 0; i < all; i++)
		if (kept == 0 || dates[kept - 1] != dates[i])
			dates[kept++] = dates[i];
	*n = kept;
	return dates;
}

/* Whether MODULE has a price that not everybody pays. */
static bool is_optional(const struct fee_module *module)
{
	for (size_t i = 0; i < module->nprices; i++)
		if (!module->prices[i].mandatory)
			return !module->enrollment;
	return false;
}

static void check_day(struct checking *c, struct fee_plan *plan)
{
	struct fee_band_prices prices;
	c->module = "módulos obrigatórios";
	fee_band_prices(plan, -1, c->date, &prices);
	if (prices.line > 0)
		check_rules(c, &prices);
	for (size_t i = 0; i < plan->nmodules; i++) {
		if (!is_optional(&plan->modules[i]))
			continue;
		c->module = plan->modules[i].name;
		fee_band_prices(plan, (long)i, c->date, &prices);
		if (prices.line > 0)
			check_rules(c, &prices);
	}
}

static void check_plan(struct checking *c, struct fee_plan_entry *entry)
{
	size_t n;
	date_days *dates = starts_of(&entry->plan, &n);
	c->plan = entry;
	for (size_t i = 0; i < n; i++) {
		c->date = dates[i];
		check_day(c, &entry->plan);
	}
	free(dates);
}

static int write_findings(const struct fee_check_options *o, struct fee_store *s, struct error *err)
{
	struct checking c = { .file = s->prices_name };
	struct output out = OUTPUT_INIT;
	if (output_open(&out, o->output, OUTPUT_SPOOL, err) != 0)
		return -1;
	finding_sink_init(&c.sink, o->format, &out);
	if (!o->no_header)
		finding_sink_head(&c.sink);
	for (size_t i = 0; i < s->nplans; i++)
		check_plan(&c, &s->plans[i]);
	finding_sink_release(&c.sink);
	finding_release(&c.finding);
	return output_close(&out, err) != 0 ? -1 : c.found;
}

int fee_check_prices(const struct fee_check_options *o, struct error *err)
{
	struct fee_faults faults = { o->complain, o->context, o->max_complaints, 0 };
	struct csv_options csv = { .encoding = o->encoding, .warn = o->warn, .context = o->context };
	struct fee_input in = FEE_INPUT_INIT;
	struct fee_store s = { .prices_name = o->prices, .plan_keys = names_new() };
	int result = fee_input_open(&in, o->prices, FEE_FILE_PRICES, true, &csv, err);
	if (result == 0)
		result = fee_input_begin(&in, true, err);
	if (result == 0)
		result = fee_store_read_prices(&s, &in, &faults, err);
	if (result == 0)
		result = faults.count > 0 ? 2 : write_findings(o, &s, err);
	fee_input_close(&in);
	fee_store_release(&s);
	return result;
}
