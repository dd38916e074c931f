#include <stdlib.h>
#include <string.h>

#include <libxml/xmlschemastypes.h>

#include "base/mem.h"
#include "schema/simple_rules.h"

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Two digits at P as a number, or 99 when they are not digits. */
static int two(const char *p)
{
	return is_digit(p[0]) && is_digit(p[1]) ? (p[0] - '0') * 10 + (p[1] - '0') : 99;
}

/* aaaa-mm-dd with a day that every month has. */
static bool plain_date(const char *v)
{
	int month = two(v + 5), day = two(v + 8), century = two(v), year = two(v + 2);
	return century < 99 && year <= 99 && century * 100 + year > 0 && is_digit(v[2]) && is_digit(v[3]) && v[4] == '-' &&
	       v[7] == '-' && month >= 1 && month <= 12 && day >= 1 && day <= 28;
}

static bool plain_time(const char *v)
{
	return v[2] == ':' && v[5] == ':' && two(v) <= 23 && two(v + 3) <= 59 && two(v + 6) <= 59;
}

/* Digits, perhaps a point and digits, within the bounds even if every zero counted. */
static bool plain_number(const struct simple_rules *r, const char *v, size_t len)
{
	size_t whole = 0, fraction = 0, i = 0;
	for (; i < len && is_digit(v[i]); i++)
		whole++;
	if (i < len && v[i] == '.' && r->kind == SIMPLE_DECIMAL)
		for (i++; i < len && is_digit(v[i]); i++)
			fraction++;
	if (i < len || whole == 0 || (fraction == 0 && v[len - 1] == '.') || len > 24)
		return false;
	return whole + fraction <= r->total_digits && fraction <= r->fraction_digits;
}

static bool plainly_right(const struct simple_rules *r, const char *v, size_t len)
{
	if (r->ranges || r->enums != NULL || r->npatterns > 0)
		return false;
	switch (r->kind) {
	case SIMPLE_DECIMAL:
	case SIMPLE_INTEGER:
		return plain_number(r, v, len);
	case SIMPLE_DATE:
		return len == 10 && plain_date(v);
	case SIMPLE_TIME:
		return len == 8 && plain_time(v);
	case SIMPLE_DATETIME:
		return len == 19 && plain_date(v) && v[10] == 'T' && plain_time(v + 11);
	default:
		return false;
	}
}

size_t simple_characters(const char *text, size_t len)
{
	size_t n = 0;
	for (size_t i = 0; i < len; i++)
		n += ((unsigned char)text[i] & 0xc0) != 0x80;
	return n;
}

static bool length_holds(const struct simple_rules *r, uint64_t n)
{
	if (r->length != SIMPLE_NO_BOUND && n != r->length)
		return false;
	if (r->min_length != SIMPLE_NO_BOUND && n < r->min_length)
		return false;
	return r->max_length == SIMPLE_NO_BOUND || n <= r->max_length;
}

static bool has_length(const struct simple_rules *r)
{
	return r->length != SIMPLE_NO_BOUND || r->min_length != SIMPLE_NO_BOUND || r->max_length != SIMPLE_NO_BOUND;
}

/* The patterns of one type are alternatives, and every type's must hold. */
static bool patterns_hold(const struct simple_rules *r, const char *value)
{
	for (size_t i = 0; i < r->npatterns;) {
		const struct schema_type *owner = r->patterns[i].owner;
		bool any = false;
		for (; i < r->npatterns && r->patterns[i].owner == owner; i++)
			any = any || xmlRegexpExec(r->patterns[i].regexp, (const xmlChar *)value) == 1;
		if (!any)
			return false;
	}
	return true;
}

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* A copy of VALUE without white space at its ends and with single spaces within, as XSD's "collapse" says. */
static char *collapsed(const char *value, size_t len)
{
	char *out = mem_alloc(len + 1);
	size_t n = 0;
	for (size_t i = 0; i < len; i++) {
		if (!is_space(value[i]))
			out[n++] = value[i];
		else if (n > 0 && out[n - 1] != ' ')
			out[n++] = ' ';
	}
	if (n > 0 && out[n - 1] == ' ')
		n--;
	out[n] = '\0';
	return out;
}

static bool enum_equal(const struct simple_rules *r, xmlSchemaValPtr val)
{
	for (uint32_t i = 0; i <= r->enum_mask; i++) {
		xmlSchemaValPtr other = NULL;
		if (r->enums[i].value == NULL)
			continue;
		if (xmlSchemaValPredefTypeNodeNoNorm(r->builtin, (const xmlChar *)r->enums[i].value, &other, NULL) != 0)
			continue;
		bool equal = xmlSchemaCompareValues(val, other) == 0;
		xmlSchemaFreeValue(other);
		if (equal)
			return true;
	}
	return false;
}

static enum simple_fault facet_fault(const xmlSchemaFacet *f)
{
	switch (f->type) {
	case XML_SCHEMA_FACET_TOTALDIGITS: return SIMPLE_TOTAL_DIGITS;
	case XML_SCHEMA_FACET_FRACTIONDIGITS: return SIMPLE_FRACTION_DIGITS;
	default: return SIMPLE_RANGE;
	}
}

/* libxml2's word on a value whose white space is as it is to be read. */
static enum simple_fault library_check(const struct simple_rules *r, const char *value)
{
	xmlSchemaValPtr val = NULL;
	if (xmlSchemaValPredefTypeNodeNoNorm(r->builtin, (const xmlChar *)value, &val, NULL) != 0)
		return SIMPLE_NOT_OF_TYPE;
	enum simple_fault fault = SIMPLE_OK;
	for (size_t i = 0; i < r->nfacets && fault == SIMPLE_OK; i++)
		if (xmlSchemaValidateFacet(r->builtin, r->facets[i], (const xmlChar *)value, val) != 0)
			fault = facet_fault(r->facets[i]);
	if (fault == SIMPLE_OK && has_length(r) && !length_holds(r, simple_characters(value, strlen(value))))
		fault = SIMPLE_LENGTH;
	if (fault == SIMPLE_OK && !patterns_hold(r, value))
		fault = SIMPLE_PATTERN;
	if (fault == SIMPLE_OK && r->enums != NULL && !enum_equal(r, val))
		fault = SIMPLE_ENUM;
	xmlSchemaFreeValue(val);
	return fault;
}

static enum simple_fault string_check(const struct simple_rules *r, const char *value, size_t len)
{
	/* As many bytes as the bound allows characters are never too many; one byte is never too few for minLength 1. */
	bool length_plain = len <= r->max_length && r->length == SIMPLE_NO_BOUND &&
	                    (r->min_length == SIMPLE_NO_BOUND || r->min_length == 0 || (r->min_length == 1 && len > 0));
	if (!length_plain && !length_holds(r, simple_characters(value, len)))
		return SIMPLE_LENGTH;
	if (r->npatterns > 0 && !patterns_hold(r, value))
		return SIMPLE_PATTERN;
	if (r->enums != NULL && !simple_enum_has(r, value, len))
		return SIMPLE_ENUM;
	return SIMPLE_OK;
}

/* libxml2 does not collapse white space around these, whatever XSD says, and its verdict is the one that counts. */
static bool is_date_or_time(enum simple_kind kind)
{
	return kind == SIMPLE_DATE || kind == SIMPLE_TIME || kind == SIMPLE_DATETIME;
}

static void remember(struct simple_rules *r, const char *value, size_t len)
{
	if (len < MEMO_MAX && (r->enums != NULL || r->npatterns > 0)) {
		memcpy(r->memo, value, len);
		r->memo_len = len;
	}
}

enum simple_fault simple_check(struct simple_rules *r, const char *value, size_t len)
{
	if (len == r->memo_len && memcmp(value, r->memo, len) == 0)
		return SIMPLE_OK;
	if (plainly_right(r, value, len))
		return SIMPLE_OK;
	enum simple_fault fault;
	if (r->preserve) {
		fault = string_check(r, value, len);
	} else if (is_date_or_time(r->kind)) {
		fault = library_check(r, value);
	} else {
		char *normal = collapsed(value, len);
		fault = r->kind == SIMPLE_STRING ? string_check(r, normal, strlen(normal)) : library_check(r, normal);
		free(normal);
	}
	if (fault == SIMPLE_OK)
		remember(r, value, len);
	return fault;
}

static int base64_digit(unsigned char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	return c == '+' ? 62 : c == '/' ? 63 : -1;
}

void simple_long_add(struct simple_long *l, const char *piece, size_t len)
{
	l->characters += simple_characters(piece, len);
	for (size_t i = 0; i < len; i++) {
		int digit = base64_digit((unsigned char)piece[i]);
		if (digit >= 0) {
			l->base64_broken = l->base64_broken || l->base64_pads > 0;
			l->base64_digits++;
			l->base64_last = (unsigned char)digit;
		} else if (piece[i] == '=' && l->base64_pads < 3) {
			l->base64_pads++;
		}
	}
}

/* libxml2 passes over what is neither digit nor padding; the bits that the padding leaves over must be zero. */
static bool base64_holds(const struct simple_long *l)
{
	if (l->base64_broken)
		return false;
	switch (l->base64_pads) {
	case 0: return l->base64_digits % 4 == 0;
	case 1: return l->base64_digits % 4 == 3 && (l->base64_last & 0x03) == 0;
	case 2: return l->base64_digits % 4 == 2 && (l->base64_last & 0x0f) == 0;
	default: return false;
	}
}

enum simple_fault simple_long_check(const struct simple_rules *r, const struct simple_long *l)
{
	if (r->kind == SIMPLE_BASE64 && !has_length(r) && r->npatterns == 0 && r->enums == NULL)
		return base64_holds(l) ? SIMPLE_OK : SIMPLE_NOT_OF_TYPE;
	if (r->kind != SIMPLE_STRING || !r->preserve)
		return SIMPLE_TOO_LONG;
	if (!length_holds(r, l->characters))
		return SIMPLE_LENGTH;
	return r->npatterns == 0 && r->enums == NULL ? SIMPLE_OK : SIMPLE_TOO_LONG;
}
