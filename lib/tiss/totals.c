#include "tiss/totals.h"

#include <stddef.h>
#include <string.h>

enum { QUANTITY_MAX = 1000 };

static const int64_t AMOUNT_MAX = INT64_MAX / 2000000; /* of one item: a guide has at most 9999, times QUANTITY_MAX */

void totals_begin(struct totals *t)
{
	memset(t, 0, sizeof *t);
	t->complete = true;
}

/* The buckets of valorTotal by codigoDespesa (dm_outrasDespesas). */
static const struct {
	const char *code;
	enum field field;
} buckets[] = {
	{ "01", FIELD_VALOR_GASES }, { "02", FIELD_VALOR_MEDICAMENTOS }, { "03", FIELD_VALOR_MATERIAIS },
	{ "05", FIELD_VALOR_DIARIAS }, { "07", FIELD_VALOR_TAXAS }, { "08", FIELD_VALOR_OPME },
};

enum field totals_bucket(const char *code)
{
	if (code == NULL)
		return FIELD_VALOR_PROCEDIMENTOS;
	for (size_t i = 0; i < sizeof buckets / sizeof *buckets; i++)
		if (strcmp(buckets[i].code, code) == 0)
			return buckets[i].field;
	return FIELD_NONE;
}

void totals_spoil(struct totals *t)
{
	t->complete = false;
	t->items++;
}

void totals_add(struct totals *t, enum field bucket, int64_t amount, int64_t quantity)
{
	if (bucket == FIELD_NONE || amount > AMOUNT_MAX || amount < -AMOUNT_MAX) {
		totals_spoil(t);
		return;
	}
	if (quantity > QUANTITY_MAX || quantity < -QUANTITY_MAX)
		quantity = 1;
	t->items++;
	t->total += amount;
	t->multiplied += amount * quantity;
	t->buckets[bucket] += amount;
}

bool totals_has(enum field field)
{
	switch (field) {
	case FIELD_VALOR_PROCEDIMENTOS:
	case FIELD_VALOR_DIARIAS:
	case FIELD_VALOR_TAXAS:
	case FIELD_VALOR_MATERIAIS:
	case FIELD_VALOR_MEDICAMENTOS:
	case FIELD_VALOR_OPME:
	case FIELD_VALOR_GASES:
	case FIELD_VALOR_TOTAL_GERAL:
	case FIELD_VALOR_TOTAL_HONORARIOS:
	case FIELD_VALOR_TOTAL_ODONTO: return true;
	default: return false;
	}
}

static bool is_whole(enum field field)
{
	return field == FIELD_VALOR_TOTAL_GERAL || field == FIELD_VALOR_TOTAL_HONORARIOS || field == FIELD_VALOR_TOTAL_ODONTO;
}

bool totals_due(const struct totals *t, enum field field, int64_t *due)
{
	if (!t->complete || t->items == 0 || !totals_has(field))
		return false;
	*due = is_whole(field) ? t->total : t->buckets[field];
	return true;
}

bool totals_holds(const struct totals *t, enum field field, int64_t informed)
{
	int64_t due;
	if (!totals_due(t, field, &due) || informed == due)
		return true;
	return field == FIELD_VALOR_TOTAL_ODONTO && informed == t->multiplied;
}
