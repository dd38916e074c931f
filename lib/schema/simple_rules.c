/* Makes a simple type's rules out of its facets and those of its bases. */
#include <stdlib.h>
#include <string.h>

#include <libxml/xmlschemastypes.h>

#include "base/mem.h"
#include "schema/simple_rules.h"

static const struct {
	const char *name;
	enum simple_kind kind;
} kinds[] = {
	{ "string", SIMPLE_STRING }, { "decimal", SIMPLE_DECIMAL }, { "integer", SIMPLE_INTEGER }, { "date", SIMPLE_DATE },
	{ "time", SIMPLE_TIME }, { "dateTime", SIMPLE_DATETIME }, { "boolean", SIMPLE_BOOLEAN },
	{ "base64Binary", SIMPLE_BASE64 }, { "anyURI", SIMPLE_ANYURI }, { "ID", SIMPLE_ID },
};

static const struct {
	const char *name;
	xmlSchemaTypeType type;
	bool range;
} library_facets[] = {
	{ "totalDigits", XML_SCHEMA_FACET_TOTALDIGITS, false },
	{ "fractionDigits", XML_SCHEMA_FACET_FRACTIONDIGITS, false },
	{ "minInclusive", XML_SCHEMA_FACET_MININCLUSIVE, true },
	{ "maxInclusive", XML_SCHEMA_FACET_MAXINCLUSIVE, true },
	{ "minExclusive", XML_SCHEMA_FACET_MINEXCLUSIVE, true },
	{ "maxExclusive", XML_SCHEMA_FACET_MAXEXCLUSIVE, true },
};

static xmlSchemaTypePtr builtin_named(const char *name)
{
	xmlSchemaInitTypes();
	return xmlSchemaGetPredefinedType((const xmlChar *)name, (const xmlChar *)"http://www.w3.org/2001/XMLSchema");
}

const char *simple_builtin_base(const char *name)
{
	const xmlSchemaType *type = builtin_named(name);
	if (type == NULL || type->baseType == NULL || type->baseType->builtInType == XML_SCHEMAS_ANYTYPE)
		return NULL;
	return (const char *)type->baseType->name;
}

static int set_builtin(struct simple_rules *r, const struct schema_type *t, struct error *err)
{
	const char *name = t->name + strlen("xsd:");
	r->kind = SIMPLE_OTHER;
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (strcmp(kinds[i].name, name) == 0)
			r->kind = kinds[i].kind;
	r->preserve = r->kind == SIMPLE_STRING;
	r->builtin = builtin_named(name);
	if (r->builtin == NULL)
		return error_set(err, "tipo básico desconhecido: %s", t->name);
	return 0;
}

static int number(const struct facet *f, uint32_t *out, struct error *err)
{
	char *end;
	unsigned long n = strtoul(f->value, &end, 10);
	if (end == f->value || *end != '\0' || n >= SIMPLE_NO_BOUND)
		return error_set(err, "faceta %s não é um número: %s", f->name, f->value);
	*out = (uint32_t)n;
	return 0;
}

static int add_pattern(struct simple_rules *r, const struct schema_type *owner, const struct facet *f, struct error *err)
{
	const xmlChar *pattern = (const xmlChar *)f->value;
	xmlRegexpPtr regexp = NULL;
	if (r->npatterns < PATTERNS_MAX && xmlCheckUTF8(pattern)) /* what is not UTF-8 it never gets to the end of */
		regexp = xmlRegexpCompile(pattern);
	if (regexp == NULL)
		return error_set(err, "expressão regular ilegível: %s", f->value);
	r->patterns[r->npatterns++] = (struct pattern){ regexp, owner };
	return 0;
}

static int add_library_facet(struct simple_rules *r, const struct schema_type *owner, const struct facet *f,
                             xmlSchemaTypeType type, struct error *err)
{
	xmlSchemaFacetPtr facet = r->nfacets < LIBRARY_FACETS_MAX ? xmlSchemaNewFacet() : NULL;
	if (facet == NULL)
		return error_set(err, "facetas demais em %s", owner->name);
	facet->type = type;
	facet->value = xmlStrdup((const xmlChar *)f->value);
	r->facets[r->nfacets++] = facet;
	if (xmlSchemaCheckFacet(facet, r->builtin, NULL, (const xmlChar *)owner->name) != 0)
		return error_set(err, "faceta %s ilegível: %s", f->name, f->value);
	return 0;
}

static int add_facet(struct simple_rules *r, const struct schema_type *owner, const struct facet *f, struct error *err)
{
	if (strcmp(f->name, "pattern") == 0)
		return add_pattern(r, owner, f, err);
	if (strcmp(f->name, "length") == 0)
		return number(f, &r->length, err);
	if (strcmp(f->name, "minLength") == 0)
		return number(f, &r->min_length, err);
	if (strcmp(f->name, "maxLength") == 0)
		return number(f, &r->max_length, err);
	if (strcmp(f->name, "whiteSpace") == 0) {
		r->preserve = strcmp(f->value, "preserve") == 0;
		return 0;
	}
	for (size_t i = 0; i < sizeof library_facets / sizeof *library_facets; i++) {
		if (strcmp(library_facets[i].name, f->name) != 0)
			continue;
		if (library_facets[i].range) {
			r->ranges = true;
			r->range_owner = owner;
		} else if (number(f, i == 0 ? &r->total_digits : &r->fraction_digits, err) != 0) {
			return -1;
		}
		return add_library_facet(r, owner, f, library_facets[i].type, err);
	}
	return error_set(err, "faceta desconhecida: %s", f->name);
}

static struct enum_slot *enum_slot_of(const struct simple_rules *r, const char *value, size_t len, uint32_t hash)
{
	for (uint32_t i = hash;; i++) {
		struct enum_slot *slot = &r->enums[i & r->enum_mask];
		if (slot->value == NULL || (slot->hash == hash && slot->len == len && memcmp(slot->value, value, len) == 0))
			return slot;
	}
}

bool simple_enum_has(const struct simple_rules *r, const char *code, size_t len)
{
	return r->enums != NULL && enum_slot_of(r, code, len, names_hash(code, len))->value != NULL;
}

/* The enumeration of OWNER takes the place of one in a base, which it can only narrow. */
static void set_enums(struct simple_rules *r, const struct schema_type *owner)
{
	uint32_t n = 0;
	for (const struct facet *f = owner->facets; f != NULL; f = f->next)
		n += strcmp(f->name, "enum") == 0;
	if (n == 0)
		return;
	free(r->enums);
	r->enum_mask = 7;
	while (r->enum_mask < n * 2)
		r->enum_mask = r->enum_mask * 2 + 1;
	r->enums = mem_zero(r->enum_mask + 1u, sizeof *r->enums);
	r->enum_owner = owner;
	for (const struct facet *f = owner->facets; f != NULL; f = f->next) {
		if (strcmp(f->name, "enum") != 0)
			continue;
		size_t len = strlen(f->value);
		uint32_t hash = names_hash(f->value, len);
		*enum_slot_of(r, f->value, len, hash) = (struct enum_slot){ f->value, hash, (uint32_t)len };
	}
}

static int gather(struct simple_rules *r, const struct schema_type *t, struct error *err)
{
	if (t->builtin)
		return set_builtin(r, t, err);
	if (gather(r, t->base, err) != 0)
		return -1;
	for (const struct facet *f = t->facets; f != NULL; f = f->next)
		if (strcmp(f->name, "enum") != 0 && add_facet(r, t, f, err) != 0)
			return error_set(err, "%s", t->name);
	set_enums(r, t);
	return 0;
}

static int make_rules(struct schema_type *t, struct error *err)
{
	struct simple_rules *r = mem_zero(1, sizeof *r);
	r->length = r->min_length = r->max_length = SIMPLE_NO_BOUND;
	r->total_digits = r->fraction_digits = SIMPLE_NO_BOUND;
	r->memo_len = MEMO_MAX;
	t->rules = r;
	schema_type_load(t);
	return gather(r, t, err);
}

struct simple_rules *schema_rules(struct schema_type *t)
{
	if (t->rules == NULL) {
		struct error ignored = ERROR_INIT;
		make_rules(t, &ignored);
		error_release(&ignored);
	}
	return t->rules;
}

int simple_rules_check(struct schema_type *t, struct error *err)
{
	simple_rules_free(t->rules);
	t->rules = NULL;
	return make_rules(t, err);
}

void simple_rules_free(struct simple_rules *r)
{
	if (r == NULL)
		return;
	for (size_t i = 0; i < r->npatterns; i++)
		xmlRegFreeRegexp(r->patterns[i].regexp);
	for (size_t i = 0; i < r->nfacets; i++) {
		xmlFree((void *)(uintptr_t)r->facets[i]->value);
		xmlSchemaFreeFacet(r->facets[i]);
	}
	free(r->enums);
	free(r);
}

enum simple_kind simple_kind(const struct simple_rules *r)
{
	return r->kind;
}

uint32_t simple_min_length(const struct simple_rules *r)
{
	return r->length != SIMPLE_NO_BOUND ? r->length : r->min_length;
}

uint32_t simple_max_length(const struct simple_rules *r)
{
	return r->length != SIMPLE_NO_BOUND ? r->length : r->max_length;
}

uint32_t simple_total_digits(const struct simple_rules *r)
{
	return r->total_digits;
}

uint32_t simple_fraction_digits(const struct simple_rules *r)
{
	return r->fraction_digits;
}

const struct schema_type *simple_pattern_owner(const struct simple_rules *r)
{
	return r->npatterns > 0 ? r->patterns[r->npatterns - 1].owner : NULL;
}

const struct schema_type *simple_enum_owner(const struct simple_rules *r)
{
	return r->enum_owner;
}

const struct schema_type *simple_range_owner(const struct simple_rules *r)
{
	return r->range_owner;
}
