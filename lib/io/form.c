#include "io/form.h"

#include <string.h>

#include "fmt/money.h"

static const struct {
	const char *label, *brief;
} labels[FORM_FIELDS + 1] = {
#include "form_labels.inc"
};

const char *form_label(unsigned number)
{
	return labels[number].label;
}

const char *form_short_label(unsigned number)
{
	return labels[number].brief;
}

static bool digits(const char *text, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (text[i] < '0' || text[i] > '9')
			return false;
	return true;
}

void form_date(struct buf *out, const char *date)
{
	size_t len = strlen(date);
	if (len == 10 && digits(date, 4) && date[4] == '-' && digits(date + 5, 2) && date[7] == '-' && digits(date + 8, 2)) {
		const char br[] = { date[8], date[9], '/', date[5], date[6], '/', date[0], date[1], date[2], date[3] };
		buf_add(out, br, sizeof br);
	} else if (len == 6 && digits(date, 6)) {
		const char br[] = { date[4], date[5], '/', date[0], date[1], date[2], date[3] };
		buf_add(out, br, sizeof br);
	} else {
		buf_adds(out, date);
	}
}

void form_moment(struct buf *out, const char *date, const char *time)
{
	form_date(out, date);
	if (*time == '\0')
		return;
	buf_addc(out, ' ');
	buf_add(out, time, strlen(time) == 8 && time[5] == ':' ? 5 : strlen(time));
}

void form_quantity(struct buf *out, int64_t quantity)
{
	unsigned scale = 4;
	while (scale > 0 && quantity % 10 == 0) {
		quantity /= 10;
		scale--;
	}
	money_add_br(out, quantity, scale);
}

void form_amount(struct buf *out, const struct amounts *a, enum amount which)
{
	if (amount_given(a, which))
		money_add_br(out, a->of[which], 2);
}

int form_permille(int64_t part, int64_t whole)
{
	if (whole <= 0 || part <= 0)
		return 0;
	while (part > INT64_MAX / 2000) {
		part /= 2;
		whole /= 2;
	}
	return whole == 0 || part >= whole ? 1000 : (int)((part * 1000 + whole / 2) / whole);
}

void form_percent(struct buf *out, int64_t part, int64_t whole)
{
	money_add_br(out, form_permille(part, whole), 1);
	buf_adds(out, " %");
}

void form_cnpj(struct buf *out, const char *cnpj)
{
	size_t len = strlen(cnpj);
	if (len == 14)
		buf_addf(out, "%.2s.%.3s.%.3s/%.4s-%s", cnpj, cnpj + 2, cnpj + 5, cnpj + 8, cnpj + 12);
	else if (len == 11 && digits(cnpj, 11))
		buf_addf(out, "%.3s.%.3s.%.3s-%s", cnpj, cnpj + 3, cnpj + 6, cnpj + 9);
	else
		buf_adds(out, cnpj);
}
