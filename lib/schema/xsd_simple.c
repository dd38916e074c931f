/* Writes simple types: restrictions with their facets, enumerated values with their labels. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "schema/xsd.h"

/* In the table's order, whatever the XSD's, so that a mere reordering by ANS shows no difference. */
static const struct facet_rule {
	const char *name;
	bool count;  /* its value is a number of characters or digits */
	bool repeat; /* may stand several times */
} facets[] = {
	{ "length", true, false },        { "minLength", true, false },     { "maxLength", true, false },
	{ "totalDigits", true, false },   { "fractionDigits", true, false }, { "minInclusive", false, false },
	{ "maxInclusive", false, false }, { "minExclusive", false, false }, { "maxExclusive", false, false },
	{ "pattern", false, true },       { "whiteSpace", false, false },
};

static int check_facet(const xmlNode *node, const struct facet_rule *rule, const char *value, size_t before)
{
	if (value == NULL)
		return xsd_error(node, "«%s» sem value", rule->name);
	if (rule->count && (*value == '\0' || value[strspn(value, "0123456789")] != '\0'))
		return xsd_error(node, "«%s» com o valor «%s», que não é um número", rule->name, value);
	if (!rule->repeat && before > 0)
		return xsd_error(node, "«%s» duas vezes no mesmo tipo", rule->name);
	return 0;
}

static int put_facets(const xmlNode *restriction, struct buf *out)
{
	for (size_t i = 0; i < sizeof facets / sizeof *facets; i++) {
		size_t seen = 0;
		for (const xmlNode *n = xsd_first(restriction); n != NULL; n = xsd_next(n)) {
			if (!xsd_is(n, facets[i].name))
				continue;
			const char *value = facets[i].count ? xsd_attr(n, "value") : xsd_attr_raw(n, "value");
			if (check_facet(n, &facets[i], value, seen++) != 0)
				return -1;
			buf_addf(out, "\t%s\t", facets[i].name);
			xsd_escape(out, value);
			buf_addc(out, '\n');
		}
	}
	return 0;
}

static bool has_value(const struct xsd_enum *values, size_t n, const char *value)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(values[i].value, value) == 0)
			return true;
	return false;
}

/* The enumerated values below RESTRICTION in the XSD's order, each once (ANS repeats some), in *VALUES, which the
 * caller frees. */
static int collect_values(const xmlNode *restriction, struct xsd_enum **values, size_t *count)
{
	size_t cap = 0;
	for (const xmlNode *n = xsd_first(restriction); n != NULL; n = xsd_next(n)) {
		if (!xsd_is(n, "enumeration"))
			continue;
		const char *value = xsd_attr_raw(n, "value");
		if (value == NULL)
			return xsd_error(n, "«enumeration» sem value");
		if (has_value(*values, *count, value))
			continue;
		if (*count == cap) {
			cap = cap == 0 ? 16 : cap * 2;
			*values = mem_grow(*values, cap, sizeof **values);
		}
		(*values)[(*count)++] = (struct xsd_enum){ value, NULL };
	}
	return 0;
}

static int put_values(const xmlNode *type, const xmlNode *restriction, struct buf *out)
{
	struct xsd_enum *values = NULL;
	size_t count = 0;
	int rc = collect_values(restriction, &values, &count);
	if (rc == 0)
		xsd_labels(type, values, count);
	for (size_t i = 0; rc == 0 && i < count; i++) {
		buf_adds(out, "\tenum\t");
		xsd_escape(out, values[i].value);
		if (values[i].label != NULL) {
			buf_addc(out, '\t');
			xsd_escape(out, values[i].label);
		}
		buf_addc(out, '\n');
	}
	free(values);
	return rc;
}

int xsd_simple(struct xsd_table *t, const xmlNode *node, const char *name)
{
	const xmlNode *restriction = xsd_first(node);
	if (restriction == NULL || xsd_next(restriction) != NULL)
		return xsd_error(node, "«simpleType» precisa de um «restriction», e nada mais");
	struct buf text = BUF_INIT;
	buf_addf(&text, "simple\t%s\t", name);
	int rc = xsd_simple_ref(restriction, "base", &text);
	if (rc == 0)
		rc = xsd_check_derivation(node);
	buf_addc(&text, '\n');
	if (rc == 0)
		rc = put_facets(restriction, &text);
	if (rc == 0)
		rc = put_values(node, restriction, &text);
	if (rc == 0)
		rc = xsd_entry_add(t, XSD_SIMPLE, name, &text, node);
	buf_release(&text);
	return rc;
}
