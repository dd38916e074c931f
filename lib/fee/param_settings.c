/* --set; part of fee/param_run.h. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "fee/param_run.h"
#include "fmt/money.h"

/* Fills SET->value from TEXT: NULL, or what is wrong with it. */
static const char *read_setting(struct param_set *set, const char *text)
{
	struct fee_value *v = &set->value;
	*v = (struct fee_value){ .text = text, .len = strlen(text), .date = DATE_NONE, .month = FEE_MONTH_NONE };
	if (v->len == 0)
		return set->column->required ? "este indicador não pode ficar vazio" : NULL;
	if (set->column->kind != FEE_KIND_INT)
		return fee_value_check(set->column, v);
	if (!money_parse(text, v->len, 0, &v->number) || v->number < set->column->min || v->number > set->column->max)
		return "fora do que este indicador aceita (veja mensalidades(5))";
	return NULL;
}

static int add_one(struct param_settings *s, char *text, struct error *err)
{
	const struct fee_table *t = fee_table(FEE_FILE_TERMS);
	char *equals = strchr(text, '=');
	if (equals == NULL)
		return error_set(err, "--set: “%s”: espera-se indicador=valor", text);
	*equals = '\0';
	const struct fee_column *column = fee_table_find(t, text);
	if (column == NULL || !column->indicator)
		return error_set(err, "--set: “%s” não é um indicador dos termos (veja mensalidades(5))", text);
	for (size_t i = 0; i < s->n; i++)
		if (s->sets[i].column == column)
			return error_set(err, "--set: %s foi dado duas vezes", text);
	struct param_set *set = &s->sets[s->n++]; /* indicators are fewer than there is room for */
	set->column = column;
	set->number = (size_t)(column - t->columns);
	const char *what = read_setting(set, equals + 1);
	return what == NULL ? 0 : error_set(err, "--set: %s=%s: %s", text, equals + 1, what);
}

int param_settings_add(struct param_settings *s, const char *text, struct error *err)
{
	if (s->ntexts == FEE_COPY_CHANGES_MAX)
		return error_set(err, "--set: vezes demais");
	char *rest = s->texts[s->ntexts++] = mem_dup(text);
	for (char *item = rest; item != NULL; item = rest) {
		rest = strchr(item, ',');
		if (rest != NULL)
			*rest++ = '\0';
		if (add_one(s, item, err) != 0)
			return -1;
	}
	return 0;
}

void param_settings_release(struct param_settings *s)
{
	for (size_t i = 0; i < s->ntexts; i++)
		free(s->texts[i]);
}
