/* What the printed form calls its fields, and how its values are written for people: dates, money, quantities. */
#ifndef IO_FORM_H
#define IO_FORM_H

#include <stdint.h>

#include "base/buf.h"
#include "bill/statement.h"

enum { FORM_FIELDS = 47 };

/* The label of field NUMBER (1–47) of the Demonstrativo de Análise de Conta, and a short one for the head of a column. */
const char *form_label(unsigned number);
const char *form_short_label(unsigned number);

/* Adds DATE as dd/mm/aaaa, a competência (aaaamm) as mm/aaaa, anything else as it is. */
void form_date(struct buf *out, const char *date);

/* Adds a period "dd/mm/aaaa hh:mm". */
void form_moment(struct buf *out, const char *date, const char *time);

/* Adds QUANTITY (scale 4) with as many decimals as it needs. */
void form_quantity(struct buf *out, int64_t quantity);

/* Adds the amount as 1.234,56, or nothing when it is not given. */
void form_amount(struct buf *out, const struct amounts *a, enum amount which);

/* How many thousandths of WHOLE PART is, rounded: 0 to 1000. */
int form_permille(int64_t part, int64_t whole);

/* Adds the same as "12,3 %". */
void form_percent(struct buf *out, int64_t part, int64_t whole);

/* Adds CNPJ or CPF with its points, bar and hyphen; anything of another length as it is. */
void form_cnpj(struct buf *out, const char *cnpj);

#endif
