/* Values against simple types: the verdict is that of libxml2's own schema validation, which is given the same types as
 * an XSD. Reads tests/fixtures/schema/values.tab; runs in the root of the source tree. */
#include <stdint.h>
#include <stdlib.h>

#include <libxml/xmlschemas.h>

#include "schema/simple.h"

#include "unit.h"

static const char *const values[] = {
	"", " ", "  ", "a", "ab", "abc", "abcd", "abcde", "abcdef", "1", "01", "12", "123", "1234", "a b", "a  b", " a b ", "a\tb", "a\nb", "a\r\nb", "ABC", "ÇÃO", "ção", "éé€\xf0\x9f\x98\x80x",
	"0", "-0", "+0", "00", "-1", "+1", "1.", ".1", ".", "-", "+", "1.0", "1.00", "1.000", "1.005", "2", "2.0", "02", " 2 ", "0.01", "0.001", "0.010", "99.99", "100", "100.00", "100.01", "999.99",
	"1000", "1000.0", "1000.00", "12345", "123456", "12345.0", "001234.50", "0000000000000000000000000000001", "1,5", "1e3", "INF", "NaN", "--1", "1 2", "99999999999999999999999999999999", "150", "151", "-5", "-6", "5.00",
	"2026-07-01", "2026-7-1", "2026-02-28", "2026-02-29", "2024-02-29", "1900-02-29", "2000-02-29", "2026-02-30", "2026-04-31", "2026-12-31", "2026-13-01", "2026-00-10", "2026-01-00", "0000-01-01", "0001-01-01",
	"-0001-01-01", "9999-12-31", "10000-01-01", "12026-07-01", "1850-01-01", "1849-12-31", "1850-01-01Z", "1849-12-31-14:00", "1850-01-01+14:00", "2026-07-01Z", "2026-07-01-03:00", "2026-07-01+14:00", "2026-07-01+14:01", "2026-07-01+3:00", " 2026-07-01 ", "2026-07-01T00:00:00",
	"01/07/2026", "20260701", "2026-07-0１", "26-07-01", "+2026-07-01",
	"00:00:00", "23:59:59", "24:00:00", "24:00:01", "12:60:00", "12:00:60", "12:00", "1:00:00", "12:00:00.5", "12:00:00.", "12:00:00Z", "12:00:00-03:00", " 12:00:00", "12:00:00 ", "12-00-00", "99:99:99",
	"2026-07-01T08:30:00", "2026-07-01T24:00:00", "2026-07-01 08:30:00", "2026-07-01T08:30", "2026-07-01T08:30:00Z", "2026-07-01t08:30:00", "2026-02-29T08:30:00", "2026-07-01T08:30:00.123456",
	"true", "false", "TRUE", "True", "S", "N", "sim", " true ", "10", "yes",
	"QUJD", "QUJDRA==", "QUJDRA=", "QUJDRA", "QUJDRB==", "QUJDREU=", "QUJDREV=", "QU JD", "QUJD\nRUZH", "====", "Q===", "=QUJ", "QUJD=", "Q!JD", "Q\xc3\xa7JD", "QQ==", "QR==",
	"http://www.ans.gov.br/", "http://[::", "a b c", "%zz", "#a", "urn:x:y", "://", "\\\\", "http://a b/",
	"-000000000000000000000000", "1.0000000000000000000000000", "0.00", "00.00", "000.00", "0000.00", "00000.00", "+1.00", "-1.00", "0x1F", "１",
};

enum { VALUES = sizeof values / sizeof *values };

static void add_escaped(struct buf *out, const char *text)
{
	for (; *text != '\0'; text++) {
		if (strchr("&<>\"'\r\n\t", *text) != NULL)
			buf_addf(out, "&#%d;", *text);
		else
			buf_addc(out, *text);
	}
}

/* The type T of the table as an element's type in an XSD of its own. */
static void add_type(struct buf *xsd, const struct schema_type *t)
{
	buf_adds(xsd, "<xs:simpleType><xs:restriction");
	if (t->base->builtin) {
		buf_addf(xsd, " base=\"xs:%s\">", t->base->name + strlen("xsd:"));
	} else {
		buf_adds(xsd, ">");
		add_type(xsd, t->base);
	}
	for (const struct facet *f = t->facets; f != NULL; f = f->next) {
		buf_addf(xsd, "<xs:%s value=\"", strcmp(f->name, "enum") == 0 ? "enumeration" : f->name);
		add_escaped(xsd, f->value);
		buf_adds(xsd, "\"/>");
	}
	buf_adds(xsd, "</xs:restriction></xs:simpleType>");
}

static void hush(void *context, xmlErrorPtr error)
{
	(void)context;
	(void)error;
}

static xmlSchemaPtr xsd_of(const struct schema_type *t)
{
	struct buf xsd = BUF_INIT;
	buf_adds(&xsd, "<xs:schema xmlns:xs=\"http://www.w3.org/2001/XMLSchema\"><xs:element name=\"v\">");
	add_type(&xsd, t);
	buf_adds(&xsd, "</xs:element></xs:schema>");
	xmlSchemaParserCtxtPtr parser = xmlSchemaNewMemParserCtxt(xsd.data, (int)xsd.len);
	xmlSchemaSetParserStructuredErrors(parser, hush, NULL);
	xmlSchemaPtr schema = xmlSchemaParse(parser);
	xmlSchemaFreeParserCtxt(parser);
	if (schema == NULL)
		printf("# not an XSD: %s\n", buf_str(&xsd));
	buf_release(&xsd);
	return schema;
}

static bool libxml_accepts(xmlSchemaPtr schema, const char *value)
{
	struct buf xml = BUF_INIT;
	buf_adds(&xml, "<v>");
	add_escaped(&xml, value);
	buf_adds(&xml, "</v>");
	xmlDocPtr doc = xmlReadMemory(xml.data, (int)xml.len, NULL, "UTF-8", XML_PARSE_NOERROR);
	xmlSchemaValidCtxtPtr validator = xmlSchemaNewValidCtxt(schema);
	xmlSchemaSetValidStructuredErrors(validator, hush, NULL);
	bool good = doc != NULL && xmlSchemaValidateDoc(validator, doc) == 0;
	xmlSchemaFreeValidCtxt(validator);
	xmlFreeDoc(doc);
	buf_release(&xml);
	return good;
}

static void compare_type(struct schema_type *t)
{
	xmlSchemaPtr schema = xsd_of(t);
	if (!CHECK(schema != NULL))
		return;
	struct simple_rules *rules = schema_rules(t);
	for (int round = 0; round < 2; round++) { /* again, since the rules remember the last right value */
		for (size_t i = 0; i < VALUES; i++) {
			bool want = libxml_accepts(schema, values[i]);
			bool got = simple_check(rules, values[i], strlen(values[i])) == SIMPLE_OK;
			if (!CHECK(got == want))
				printf("# %s: «%s» should be %s\n", t->name, values[i], want ? "accepted" : "refused");
		}
	}
	xmlSchemaFree(schema);
}

static struct vocabulary vocabulary;
static struct schema *table;

static void test_against_libxml(void)
{
	int types = 0;
	for (struct schema_type *t = table->types; t != NULL; t = t->next_in_table, types++)
		compare_type(t);
	CHECK(types >= 26);
}

static enum simple_fault fault(const char *type, const char *value)
{
	return simple_check(schema_rules(schema_type_find(table, type)), value, strlen(value));
}

static void test_faults(void)
{
	CHECK_INT(fault("s02", ""), SIMPLE_LENGTH);
	CHECK_INT(fault("s02", "123456"), SIMPLE_LENGTH);
	CHECK_INT(fault("s04", "12"), SIMPLE_PATTERN);
	CHECK_INT(fault("s05", "2"), SIMPLE_ENUM);
	CHECK_INT(fault("s09", "1.005"), SIMPLE_FRACTION_DIGITS);
	CHECK_INT(fault("s09", "123456"), SIMPLE_TOTAL_DIGITS);
	CHECK_INT(fault("s09", "1,5"), SIMPLE_NOT_OF_TYPE);
	CHECK_INT(fault("s10", "100"), SIMPLE_RANGE);
	CHECK_INT(fault("s12", "2026-02-30"), SIMPLE_NOT_OF_TYPE);
	CHECK_INT(fault("s13", "1849-12-31"), SIMPLE_RANGE);
}

/* A value in pieces of any size is judged as the whole, where only length and base64 matter. */
static void check_long(const char *type, const char *value, size_t len)
{
	struct simple_rules *rules = schema_rules(schema_type_find(table, type));
	for (size_t piece = 1; piece <= len + 1; piece = piece * 2 + 1) {
		struct simple_long l = { 0 };
		for (size_t at = 0; at < len; at += piece)
			simple_long_add(&l, value + at, piece < len - at ? piece : len - at);
		bool whole = simple_check(rules, value, len) == SIMPLE_OK;
		if (!CHECK((simple_long_check(rules, &l) == SIMPLE_OK) == whole))
			printf("# %s: «%s» in pieces of %zu\n", type, value, piece);
	}
}

static void test_long_values(void)
{
	for (size_t i = 0; i < VALUES; i++) {
		check_long("s17", values[i], strlen(values[i]));
		check_long("s02", values[i], strlen(values[i]));
	}
}

static void test_enum_has(void)
{
	struct simple_rules *rules = schema_rules(schema_type_find(table, "s05"));
	CHECK(simple_enum_has(rules, "01", 2) && simple_enum_has(rules, "", 0) && simple_enum_has(rules, "012", 2));
	CHECK(!simple_enum_has(rules, "2", 1) && !simple_enum_has(rules, "001", 3));
	CHECK(!simple_enum_has(schema_rules(schema_type_find(table, "s01")), "1", 1));
	CHECK_INT(simple_characters("ção€", 8), 4);
}

int main(void)
{
	struct error err = ERROR_INIT;
	vocabulary_init(&vocabulary);
	table = schema_read("tests/fixtures/schema/values.tab", &vocabulary, &err);
	if (table == NULL) {
		printf("Bail out! %s\n", buf_str(&err.text));
		return 1;
	}
	UNIT_RUN(test_against_libxml);
	UNIT_RUN(test_faults);
	UNIT_RUN(test_long_values);
	UNIT_RUN(test_enum_has);
	schema_free(table);
	vocabulary_release(&vocabulary);
	error_release(&err);
	return unit_done();
}
