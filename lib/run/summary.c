#include "run/summary.h"

#include <inttypes.h>

#include "base/visible.h"
#include "fmt/money.h"

#include <string.h>

void summary_add(struct summary *s, const struct validation *v)
{
	s->files++;
	s->refused += v->errors > 0;
	s->guides += v->guides;
	s->items += v->items;
	s->errors += v->errors;
	s->warnings += v->warnings;
	s->bytes += v->size;
	if (s->amount < 0 || v->amount < 0 || v->amount > INT64_MAX - s->amount)
		s->amount = -1;
	else
		s->amount += v->amount;
}

static void add_count(struct buf *out, uint64_t n, const char *one, const char *many)
{
	money_add_br(out, (int64_t)n, 0);
	buf_addf(out, " %s", n == 1 ? one : many);
}

static void add_figures(struct buf *out, uint64_t guides, uint64_t items, int64_t amount, uint64_t errors, uint64_t warnings)
{
	add_count(out, guides, "guia", "guias");
	buf_adds(out, ", ");
	add_count(out, items, "item", "itens");
	buf_adds(out, ", valor informado ");
	if (amount < 0) {
		buf_adds(out, "grande demais para somar");
	} else {
		buf_adds(out, "R$ ");
		money_add_br(out, amount, 2);
	}
	buf_adds(out, "; ");
	if (errors == 0)
		buf_adds(out, "nenhum erro");
	else
		add_count(out, errors, "erro", "erros");
	if (warnings > 0) {
		buf_adds(out, ", ");
		add_count(out, warnings, "aviso", "avisos");
	}
}

void summary_file_text(struct buf *out, const char *name, const struct validation *v)
{
	visible_add(out, name, strlen(name));
	buf_adds(out, ": ");
	add_figures(out, v->guides, v->items, v->amount, v->errors, v->warnings);
	if (v->version[0] != '\0')
		buf_addf(out, " (TISS %s)", v->version);
}

void summary_text(struct buf *out, const struct summary *s)
{
	add_count(out, s->files, "arquivo", "arquivos");
	if (s->refused > 0) {
		buf_adds(out, " (");
		add_count(out, s->refused, "com erros", "com erros");
		buf_adds(out, ")");
	}
	buf_adds(out, ": ");
	add_figures(out, s->guides, s->items, s->amount, s->errors, s->warnings);
}
