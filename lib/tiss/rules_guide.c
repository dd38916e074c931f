/* Rules about one guide as a whole: its number, its totals. */
#include "base/mem.h"
#include "fmt/money.h"
#include "tiss/rules_layer.h"

/* guide.duplicate: the same numeroGuiaPrestador twice in the lot. */
void rule_guide_duplicate(struct walk *w, struct rules_layer *l)
{
	const struct buf *number = &w->report->guide;
	if (number->len == 0)
		return;
	if (l->numbers == NULL)
		l->numbers = names_new();
	uint32_t before = names_count(l->numbers);
	names_add(l->numbers, number->data, number->len);
	if (names_count(l->numbers) > before)
		return;
	struct finding *f = walk_finding(w, FINDING_GUIDE_DUPLICATE, w->guides->guide_depth);
	finding_set_value(f, number->data, number->len);
	report_add(w->report, f);
}

static void report_total(struct walk *w, const struct rules_layer *l, enum field field, const char *name, int64_t due)
{
	const struct field_value *v = &l->guide[field];
	struct finding *f;
	if (v->present) {
		f = field_finding(w, FINDING_GUIDE_TOTAL, w->guides->guide_depth, v);
	} else {
		f = walk_finding(w, FINDING_GUIDE_TOTAL, w->guides->guide_depth);
		finding_arg(f, "elemento", "%s", name);
	}
	struct buf text = BUF_INIT;
	money_add(&text, due, 2);
	finding_arg(f, "informado", "%s", v->present ? v->text : "0.00 (não está na guia)");
	finding_arg(f, "calculado", "%s", buf_str(&text));
	buf_adds(&f->detail, buf_str(&text));
	buf_release(&text);
	report_add(w->report, f);
}

/* The seven totals that items are sorted into, by what they are called. */
static const struct {
	enum field field;
	const char *name;
} buckets[] = {
	{ FIELD_VALOR_PROCEDIMENTOS, "valorProcedimentos" }, { FIELD_VALOR_DIARIAS, "valorDiarias" },
	{ FIELD_VALOR_TAXAS, "valorTaxasAlugueis" }, { FIELD_VALOR_MATERIAIS, "valorMateriais" },
	{ FIELD_VALOR_MEDICAMENTOS, "valorMedicamentos" }, { FIELD_VALOR_OPME, "valorOPME" },
	{ FIELD_VALOR_GASES, "valorGasesMedicinais" },
};

/* The buckets against their items; an absent one is zero. Returns their sum as informed. */
static int64_t check_buckets(struct walk *w, const struct rules_layer *l, bool *differ)
{
	int64_t sum = 0;
	for (size_t i = 0; i < sizeof buckets / sizeof *buckets; i++) {
		int64_t informed = 0;
		const struct field_value *v = &l->guide[buckets[i].field];
		if (v->present && !field_amount(v, 2, &informed))
			continue; /* the schema has said so */
		sum += informed;
		if (informed == l->sums.buckets[buckets[i].field])
			continue;
		*differ = true;
		report_total(w, l, buckets[i].field, buckets[i].name, l->sums.buckets[buckets[i].field]);
	}
	return sum;
}

/* guide.total, SP/SADT and internação. A general total that follows from a wrong bucket is not a second mistake. */
static void check_general(struct walk *w, const struct rules_layer *l)
{
	int64_t general;
	bool differ = false;
	if (!field_amount(&l->guide[FIELD_VALOR_TOTAL_GERAL], 2, &general))
		return;
	int64_t informed = check_buckets(w, l, &differ);
	if (general != l->sums.total && !(differ && general == informed))
		report_total(w, l, FIELD_VALOR_TOTAL_GERAL, "valorTotalGeral", l->sums.total);
}

/* guide.total: a bucket, valorTotalGeral, valorTotalHonorarios or valorTotalProc is not the sum of its items. Odonto:
 * the sum of valorProc, or of qtdProc × valorProc; either is right. */
void rule_guide_total(struct walk *w, const struct rules_layer *l)
{
	int64_t informed;
	if (!l->sums.complete)
		return;
	check_general(w, l);
	if (field_amount(&l->guide[FIELD_VALOR_TOTAL_HONORARIOS], 2, &informed) && informed != l->sums.total)
		report_total(w, l, FIELD_VALOR_TOTAL_HONORARIOS, "valorTotalHonorarios", l->sums.total);
	if (field_amount(&l->guide[FIELD_VALOR_TOTAL_ODONTO], 2, &informed) && informed != l->sums.total && informed != l->sums.multiplied)
		report_total(w, l, FIELD_VALOR_TOTAL_ODONTO, "valorTotalProc", l->sums.total);
}
