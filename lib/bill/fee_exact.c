#include "bill/fee_exact.h"

#include <string.h>

#include "fmt/money.h"

enum { CHUNK_DIGITS = 9, CHUNK = 1000000000, REPEATING_PLACES = 12, DIGITS_MAX = 176, MONEY_PLACES = 18 };

static const uint32_t powers[] = { 1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000, CHUNK };

/* ---- whole numbers ---- */

static void trim(struct fee_exact *e)
{
	while (e->len > 0 && e->limbs[e->len - 1] == 0)
		e->len--;
	if (e->len == 0)
		e->negative = false;
}

static void set_magnitude(struct fee_exact *e, uint64_t value)
{
	e->limbs[0] = (uint32_t)value;
	e->limbs[1] = (uint32_t)(value >> 32);
	e->len = 2;
	trim(e);
}

static bool multiply_small(struct fee_exact *e, uint32_t factor)
{
	uint64_t carry = 0;
	for (unsigned i = 0; i < e->len; i++) {
		carry += (uint64_t)e->limbs[i] * factor;
		e->limbs[i] = (uint32_t)carry;
		carry >>= 32;
	}
	if (carry != 0) {
		if (e->len == FEE_EXACT_LIMBS)
			return false;
		e->limbs[e->len++] = (uint32_t)carry;
	}
	trim(e);
	return true;
}

static bool multiply_power(struct fee_exact *e, unsigned exponent)
{
	for (; exponent > CHUNK_DIGITS; exponent -= CHUNK_DIGITS)
		if (!multiply_small(e, CHUNK))
			return false;
	return multiply_small(e, powers[exponent]);
}

/* Divides the magnitude, down to a whole number, and returns the remainder. */
static uint32_t divide_small(struct fee_exact *e, uint32_t divisor)
{
	uint64_t rest = 0;
	for (unsigned i = e->len; i-- > 0;) {
		rest = rest << 32 | e->limbs[i];
		e->limbs[i] = (uint32_t)(rest / divisor);
		rest %= divisor;
	}
	while (e->len > 0 && e->limbs[e->len - 1] == 0)
		e->len--;
	return (uint32_t)rest;
}

/* The same by 10^EXPONENT; true when there was a remainder. */
static bool divide_power(struct fee_exact *e, unsigned exponent)
{
	bool rest = false;
	for (; exponent > CHUNK_DIGITS; exponent -= CHUNK_DIGITS)
		rest |= divide_small(e, CHUNK) != 0;
	return (divide_small(e, powers[exponent]) != 0) | rest;
}

static int compare_magnitudes(const struct fee_exact *a, const struct fee_exact *b)
{
	if (a->len != b->len)
		return a->len < b->len ? -1 : 1;
	for (unsigned i = a->len; i-- > 0;)
		if (a->limbs[i] != b->limbs[i])
			return a->limbs[i] < b->limbs[i] ? -1 : 1;
	return 0;
}

static bool add_magnitudes(struct fee_exact *a, const struct fee_exact *b)
{
	uint64_t carry = 0;
	for (unsigned i = 0; i < a->len || i < b->len || carry != 0; i++) {
		if (i == FEE_EXACT_LIMBS)
			return false;
		carry += (uint64_t)(i < a->len ? a->limbs[i] : 0) + (i < b->len ? b->limbs[i] : 0);
		a->limbs[i] = (uint32_t)carry;
		carry >>= 32;
		if (i >= a->len)
			a->len = i + 1;
	}
	return true;
}

/* LARGE -= SMALL, of magnitudes. */
static void subtract_magnitudes(struct fee_exact *large, const struct fee_exact *small)
{
	int64_t borrow = 0;
	for (unsigned i = 0; i < large->len; i++) {
		int64_t rest = (int64_t)large->limbs[i] - (i < small->len ? small->limbs[i] : 0) - borrow;
		borrow = rest < 0;
		large->limbs[i] = (uint32_t)(rest + (borrow << 32));
	}
	trim(large);
}

/* The magnitude as an int64_t, with E's sign. */
static bool fits(const struct fee_exact *e, int64_t *amount)
{
	uint64_t value = 0;
	if (e->len > 2)
		return false;
	for (unsigned i = e->len; i-- > 0;)
		value = value << 32 | e->limbs[i];
	if (value > INT64_MAX)
		return false;
	*amount = e->negative ? -(int64_t)value : (int64_t)value;
	return true;
}

/* ---- amounts ---- */

struct fee_decimal fee_decimal_trim(struct fee_decimal d, unsigned least)
{
	while (d.scale > least && d.amount % 10 == 0) {
		d.amount /= 10;
		d.scale--;
	}
	return d;
}

struct fee_exact fee_exact_of(struct fee_decimal d, unsigned days)
{
	struct fee_exact e = { .scale = d.scale, .negative = d.amount < 0 };
	set_magnitude(&e, d.amount < 0 ? -(uint64_t)d.amount : (uint64_t)d.amount);
	multiply_small(&e, days);
	return e;
}

bool fee_exact_multiply(struct fee_exact *e, struct fee_decimal factor)
{
	uint64_t size = factor.amount < 0 ? -(uint64_t)factor.amount : (uint64_t)factor.amount;
	bool negative = e->negative != (factor.amount < 0);
	uint32_t high = (uint32_t)(size >> 32);
	e->scale += factor.scale;
	if (e->scale > FEE_SCALE_MAX)
		return false;
	if (high != 0) { /* e × size = (e × high) × 2^32 + e × low */
		struct fee_exact low = *e;
		if (!multiply_small(e, high) || e->len == FEE_EXACT_LIMBS || !multiply_small(&low, (uint32_t)size))
			return false;
		memmove(e->limbs + 1, e->limbs, e->len * sizeof e->limbs[0]);
		e->limbs[0] = 0;
		e->len += e->len > 0;
		if (!add_magnitudes(e, &low))
			return false;
	} else if (!multiply_small(e, (uint32_t)size)) {
		return false;
	}
	e->negative = e->len > 0 && negative;
	if (e->len == 0)
		e->scale = 0;
	return true;
}

static bool raise_scale(struct fee_exact *e, unsigned scale)
{
	unsigned more = scale - e->scale;
	e->scale = scale;
	return multiply_power(e, more);
}

bool fee_exact_add(struct fee_exact *e, const struct fee_exact *other)
{
	struct fee_exact o = *other;
	if (e->scale < o.scale ? !raise_scale(e, o.scale) : !raise_scale(&o, e->scale))
		return false;
	if (e->negative == o.negative || e->len == 0 || o.len == 0) {
		e->negative |= o.negative;
		return add_magnitudes(e, &o);
	}
	if (compare_magnitudes(e, &o) >= 0) {
		subtract_magnitudes(e, &o);
	} else {
		struct fee_exact smaller = *e;
		*e = o;
		subtract_magnitudes(e, &smaller);
	}
	return true;
}

bool fee_exact_less(const struct fee_exact *a, const struct fee_exact *b, bool *less)
{
	struct fee_exact difference = *b;
	difference.negative = b->len > 0 && !b->negative;
	if (!fee_exact_add(&difference, a))
		return false;
	*less = difference.len > 0 && difference.negative;
	return true;
}

/* ---- rounding ---- */

/* Makes E's magnitude m / (30 × 10^scale) the magnitude m / (3 × 10^PLACES × 10^*EXPONENT). */
static bool align(struct fee_exact *e, unsigned places, unsigned *exponent)
{
	*exponent = 0;
	if (e->scale + 1 >= places)
		*exponent = e->scale + 1 - places;
	else if (!multiply_power(e, places - e->scale - 1))
		return false;
	return true;
}

bool fee_exact_round(const struct fee_exact *e, unsigned places, int64_t *amount)
{
	struct fee_exact twice = *e, half = { .limbs = { 3 }, .len = 1 };
	unsigned exponent;
	/* round(x/d) is floor((2x + d) / 2d), here with d = 3 × 10^exponent */
	if (!align(&twice, places, &exponent) || !multiply_small(&twice, 2) || !multiply_power(&half, exponent) ||
	    !add_magnitudes(&twice, &half))
		return false;
	divide_power(&twice, exponent);
	divide_small(&twice, 2 * 3);
	return fits(&twice, amount);
}

bool fee_exact_floor(const struct fee_exact *e, unsigned places, int64_t *amount)
{
	struct fee_exact whole = *e;
	unsigned exponent;
	if (!align(&whole, places, &exponent))
		return false;
	bool rest = divide_power(&whole, exponent);
	rest |= divide_small(&whole, 3) != 0;
	if (!fits(&whole, amount))
		return false;
	if (rest && e->negative)
		--*amount;
	return true;
}

/* ---- text ---- */

/* The digits of the magnitude, which is used up, with a point before the last PLACES of them. */
static void add_digits(struct buf *out, struct fee_exact *e, unsigned places)
{
	char digits[DIGITS_MAX];
	size_t n = 0;
	while ((e->len > 0 || n <= places) && n < DIGITS_MAX)
		digits[n++] = (char)('0' + divide_small(e, 10));
	while (n-- > 0) {
		buf_addc(out, digits[n]);
		if (n == places && n > 0)
			buf_addc(out, '.');
	}
}

void fee_exact_text(struct buf *out, const struct fee_exact *e)
{
	struct fee_exact number = *e;
	if (number.scale == 0 && !raise_scale(&number, 1))
		number.scale = 0;
	unsigned places = number.scale + 1;
	if (divide_small(&number, 3) != 0) {
		int64_t rounded = 0;
		places = REPEATING_PLACES;
		if (!fee_exact_round(e, places, &rounded)) /* beyond any fee: its cents */
			fee_exact_round(e, places = 2, &rounded);
		set_magnitude(&number, rounded < 0 ? -(uint64_t)rounded : (uint64_t)rounded);
	}
	int64_t small;
	number.negative = e->negative;
	if (fits(&number, &small) && places <= MONEY_PLACES) {
		struct fee_decimal d = fee_decimal_trim((struct fee_decimal){ small, places }, 2);
		money_add(out, d.amount, d.scale);
		return;
	}
	if (e->negative)
		buf_addc(out, '-');
	add_digits(out, &number, places);
	for (; places > 2 && out->data[out->len - 1] == '0'; places--)
		out->data[--out->len] = '\0';
}
