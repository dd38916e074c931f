#include "fmt/money.h"

#include <string.h>

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool shift_in(int64_t *amount, char digit)
{
	if (*amount > (INT64_MAX - 9) / 10)
		return false;
	*amount = *amount * 10 + (digit - '0');
	return true;
}

bool money_parse(const char *text, size_t len, unsigned scale, int64_t *amount)
{
	while (len > 0 && is_space(text[0]))
		text++, len--;
	while (len > 0 && is_space(text[len - 1]))
		len--;
	bool negative = len > 0 && text[0] == '-';
	if (len > 0 && (text[0] == '-' || text[0] == '+'))
		text++, len--;
	*amount = 0;
	bool point = false, any = false;
	unsigned places = 0;
	for (size_t i = 0; i < len; i++) {
		if (text[i] == '.' && !point) {
			point = true;
			continue;
		}
		if (text[i] < '0' || text[i] > '9')
			return false;
		any = true;
		if (point && places == scale) {
			if (text[i] != '0')
				return false;
			continue;
		}
		places += point;
		if (!shift_in(amount, text[i]))
			return false;
	}
	for (; places < scale; places++)
		if (!shift_in(amount, '0'))
			return false;
	if (negative)
		*amount = -*amount;
	return any;
}

/* Exact in 128 bits: 63 + 63 bits of quantity and unit, and a factor of at most 10^5 by the schema. */
__extension__ typedef __int128 wide;

bool money_item_total(int64_t quantity, int64_t unit, int64_t factor, int64_t *total)
{
	enum { SCALE_8_TO_2 = 1000000, FACTOR_MAX = 10000000 };
	if (factor > FACTOR_MAX || factor < -FACTOR_MAX || quantity > INT64_MAX / FACTOR_MAX || quantity < -INT64_MAX / FACTOR_MAX)
		return false;
	wide product = (wide)quantity * factor * unit;
	wide half = product < 0 ? -SCALE_8_TO_2 / 2 : SCALE_8_TO_2 / 2;
	wide rounded = (product + half) / SCALE_8_TO_2;
	if (rounded > INT64_MAX || rounded < -INT64_MAX)
		return false;
	*total = (int64_t)rounded;
	return true;
}

/* The digits of AMOUNT with MARK (one byte, or none) every three of the whole part and POINT before the fraction. */
static void add_grouped(struct buf *out, int64_t amount, unsigned scale, const char *mark, char point)
{
	char text[64], *first = text + sizeof text;
	uint64_t rest = amount < 0 ? -(uint64_t)amount : (uint64_t)amount;
	for (unsigned place = 0; place < scale; place++, rest /= 10)
		*--first = (char)('0' + rest % 10);
	if (scale > 0)
		*--first = point;
	for (unsigned digits = 0; rest > 0 || digits == 0; digits++, rest /= 10) {
		if (digits == 3 && mark[0] != '\0') {
			*--first = mark[0];
			digits = 0;
		}
		*--first = (char)('0' + rest % 10);
	}
	if (amount < 0)
		*--first = '-';
	buf_add(out, first, (size_t)(text + sizeof text - first));
}

void money_add(struct buf *out, int64_t amount, unsigned scale)
{
	add_grouped(out, amount, scale, "", '.');
}

void money_add_br(struct buf *out, int64_t amount, unsigned scale)
{
	add_grouped(out, amount, scale, ".", ',');
}
