/* The part of XML Schema that the importer understands, as a table. Everything else is refused here, before it could
 * be passed over in silence: an import that drops a rule makes a validator that approves bad bills. */
#include <string.h>

#include "schema/xsd.h"

struct construct {
	const char *name;
	const char *parents;
	const char *attributes; /* of no namespace; those of foreign namespaces mean nothing to XML Schema */
};

#define FACET(name) { name, "restriction", "value fixed id" }

static const struct construct constructs[] = {
	{ "schema", "", "targetNamespace elementFormDefault attributeFormDefault version id" },
	{ "include", "schema", "schemaLocation id" },
	{ "import", "schema", "namespace schemaLocation id" },
	{ "element", "schema sequence choice", "name type ref minOccurs maxOccurs form nillable abstract id" },
	{ "complexType", "schema element", "name mixed abstract id" },
	{ "simpleType", "schema element attribute", "name id" },
	{ "group", "schema complexType extension sequence choice", "name ref minOccurs maxOccurs id" },
	{ "attributeGroup", "schema complexType extension attributeGroup", "name ref id" },
	{ "attribute", "complexType extension attributeGroup", "name type use form id" },
	{ "sequence", "complexType extension group sequence choice", "minOccurs maxOccurs id" },
	{ "choice", "complexType extension group sequence choice", "minOccurs maxOccurs id" },
	{ "any", "sequence choice", "namespace processContents minOccurs maxOccurs id" },
	{ "complexContent", "complexType", "mixed id" },
	{ "simpleContent", "complexType", "id" },
	{ "extension", "complexContent simpleContent", "base id" },
	{ "restriction", "simpleType", "base id" },
	FACET("length"), FACET("minLength"), FACET("maxLength"), FACET("totalDigits"), FACET("fractionDigits"),
	FACET("minInclusive"), FACET("maxInclusive"), FACET("minExclusive"), FACET("maxExclusive"), FACET("pattern"),
	FACET("whiteSpace"), FACET("enumeration"),
};

/* Attributes that are understood with one value only, which must then be it when they are there. */
static const struct {
	const char *element, *attribute, *allowed;
} only_value[] = {
	{ "schema", "attributeFormDefault", "unqualified" },
	{ "element", "form", "qualified" },
	{ "attribute", "form", "unqualified" },
	{ "element", "nillable", "false 0" },
	{ "element", "abstract", "false 0" },
	{ "complexType", "abstract", "false 0" },
	{ "attribute", "use", "required optional" },
	{ "any", "processContents", "strict lax skip" },
	{ "schema", "elementFormDefault", "qualified unqualified" },
	{ "complexType", "mixed", "true false 1 0" },
	{ "complexContent", "mixed", "true false 1 0" },
};

/* Whether WORD is one of LIST, which are separated by single spaces. */
static bool listed(const char *list, const char *word)
{
	size_t len = strlen(word);
	for (const char *at = list; len > 0 && (at = strstr(at, word)) != NULL; at++)
		if ((at == list || at[-1] == ' ') && (at[len] == '\0' || at[len] == ' '))
			return true;
	return false;
}

static int check_values(const xmlNode *node)
{
	for (size_t i = 0; i < sizeof only_value / sizeof *only_value; i++) {
		if (strcmp((const char *)node->name, only_value[i].element) != 0)
			continue;
		const char *value = xsd_attr(node, only_value[i].attribute);
		if (value != NULL && !listed(only_value[i].allowed, value))
			return xsd_unsupported(node, "%s=\"%s\" em «%s»", only_value[i].attribute, value,
			                       only_value[i].element);
	}
	return 0;
}

static int check_attributes(const xmlNode *node, const struct construct *c)
{
	for (const xmlAttr *a = node->properties; a != NULL; a = a->next) {
		for (const xmlNode *text = a->children; text != NULL; text = text->next)
			if (text->type == XML_ENTITY_REF_NODE)
				return xsd_unsupported(node, "a entidade «&%s;»", (const char *)text->name);
		if (a->ns == NULL && !listed(c->attributes, (const char *)a->name))
			return xsd_unsupported(node, "o atributo «%s» em «%s»", (const char *)a->name, c->name);
	}
	return check_values(node);
}

static int check_element(const xmlNode *node)
{
	const char *name = (const char *)node->name;
	for (size_t i = 0; i < sizeof constructs / sizeof *constructs; i++) {
		if (!xsd_is(node, constructs[i].name))
			continue;
		const char *parent = node->parent->type == XML_ELEMENT_NODE ? (const char *)node->parent->name : "";
		if (strcmp(constructs[i].parents, parent) != 0 && !listed(constructs[i].parents, parent))
			return xsd_unsupported(node, "«%s» dentro de «%s»", name, parent);
		return check_attributes(node, &constructs[i]);
	}
	return xsd_unsupported(node, "«%s»", name);
}

/* A NODE that is not an element. */
static int check_other(const xmlNode *node)
{
	if (node->type == XML_COMMENT_NODE || node->type == XML_PI_NODE || xmlIsBlankNode(node))
		return 0;
	if (node->type == XML_ENTITY_REF_NODE)
		return xsd_unsupported(node, "a entidade «&%s;»", (const char *)node->name);
	return xsd_error(node, "texto fora de lugar em «%s»", (const char *)node->parent->name);
}

int xsd_check(const xmlNode *node)
{
	if (node->type != XML_ELEMENT_NODE)
		return check_other(node);
	if (xsd_is(node, "annotation"))
		return 0;
	if (check_element(node) != 0)
		return -1;
	for (const xmlNode *child = node->children; child != NULL; child = child->next)
		if (xsd_check(child) != 0)
			return -1;
	return 0;
}
