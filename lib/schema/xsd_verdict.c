#include "schema/xsd_verdict.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <libxml/parser.h>
#include <libxml/xmlschemas.h>

#include "base/mem.h"

/* A compiled XSD. */
struct compiled {
	char version[16];
	xmlSchemaPtr schema;
	struct compiled *next;
};

struct xsd_verdict {
	const char *dir;
	struct compiled *compiled;
};

/* The first complaint of libxml2. */
struct complaint {
	bool any;
	long line;
	struct buf *reason;
};

struct xsd_verdict *xsd_verdict_new(const char *dir)
{
	struct xsd_verdict *v = mem_zero(1, sizeof *v);
	v->dir = dir;
	return v;
}

void xsd_verdict_free(struct xsd_verdict *v)
{
	if (v == NULL)
		return;
	while (v->compiled != NULL) {
		struct compiled *next = v->compiled->next;
		xmlSchemaFree(v->compiled->schema);
		free(v->compiled);
		v->compiled = next;
	}
	free(v);
}

/* The length of TEXT up to the value that it quotes, which may be a person's name, or to its line's end. */
static size_t without_value(const char *text)
{
	static const char *const before[] = { "The value '", "': '", "The character content" };
	size_t len = strcspn(text, "\n");
	for (size_t i = 0; i < sizeof before / sizeof *before; i++) {
		const char *at = strstr(text, before[i]);
		if (at != NULL && (size_t)(at - text) < len)
			len = (size_t)(at - text);
	}
	return len;
}

static void take_complaint(void *context, xmlErrorPtr e)
{
	struct complaint *c = context;
	if (e == NULL || e->level == XML_ERR_WARNING || c->any)
		return;
	c->any = true;
	c->line = e->line;
	const char *text = e->message != NULL ? e->message : "";
	buf_add(c->reason, text, without_value(text));
}

/* The file tissWebServicesV*.xsd in FOLDER, which includes all the rest; false when there is none. */
static bool find_xsd(const char *folder, struct buf *path)
{
	static const char prefix[] = "tissWebServicesV";
	DIR *dir = opendir(folder);
	bool found = false;
	for (struct dirent *e; dir != NULL && !found && (e = readdir(dir)) != NULL;) {
		size_t len = strlen(e->d_name);
		found = strncmp(e->d_name, prefix, sizeof prefix - 1) == 0 && len > 4 && strcmp(e->d_name + len - 4, ".xsd") == 0;
		if (found)
			buf_addf(path, "%s/%s", folder, e->d_name);
	}
	if (dir != NULL)
		closedir(dir);
	return found;
}

static xmlSchemaPtr compile(const char *path, struct error *err)
{
	struct buf reason = BUF_INIT;
	struct complaint complaint = { false, 0, &reason };
	xmlSchemaParserCtxtPtr parser = xmlSchemaNewParserCtxt(path);
	xmlSchemaPtr schema = NULL;
	if (parser != NULL) {
		xmlSchemaSetParserStructuredErrors(parser, take_complaint, &complaint);
		schema = xmlSchemaParse(parser);
		xmlSchemaFreeParserCtxt(parser);
	}
	if (schema == NULL)
		error_set(err, "%s:%ld: o XSD não pôde ser lido: %s", path, complaint.line, buf_str(&reason));
	buf_release(&reason);
	return schema;
}

/* The XSD of VERSION, from DIR/VERSION or from DIR itself. */
static xmlSchemaPtr schema_of(struct xsd_verdict *v, const char *version, struct error *err)
{
	for (const struct compiled *c = v->compiled; c != NULL; c = c->next)
		if (strcmp(c->version, version) == 0)
			return c->schema;
	struct buf folder = BUF_INIT, path = BUF_INIT;
	buf_addf(&folder, "%s/%s", v->dir, version);
	xmlSchemaPtr schema = NULL;
	if (find_xsd(buf_str(&folder), &path) || find_xsd(v->dir, &path))
		schema = compile(buf_str(&path), err);
	else
		error_set(err, "%s: não há tissWebServicesV*.xsd nesta pasta, nem em %s", v->dir, buf_str(&folder));
	if (schema != NULL) {
		struct compiled *c = mem_zero(1, sizeof *c);
		strncat(c->version, version, sizeof c->version - 1);
		c->schema = schema;
		c->next = v->compiled;
		v->compiled = c;
	}
	buf_release(&folder);
	buf_release(&path);
	return schema;
}

static bool validate(xmlSchemaPtr schema, xmlDocPtr doc, struct complaint *complaint)
{
	xmlSchemaValidCtxtPtr ctxt = xmlSchemaNewValidCtxt(schema);
	if (ctxt == NULL)
		return false;
	xmlSchemaSetValidStructuredErrors(ctxt, take_complaint, complaint);
	bool valid = xmlSchemaValidateDoc(ctxt, doc) == 0;
	xmlSchemaFreeValidCtxt(ctxt);
	return valid;
}

int xsd_verdict_ask(struct xsd_verdict *v, const char *version, int fd, bool *valid, long *line, struct buf *reason,
                    struct error *err)
{
	xmlSchemaPtr schema = schema_of(v, version, err);
	xmlParserCtxtPtr parser = schema != NULL ? xmlNewParserCtxt() : NULL;
	if (parser == NULL)
		return -1;
	struct complaint complaint = { false, 0, reason };
	xmlSetStructuredErrorFunc(NULL, NULL);
	parser->sax->serror = NULL;
	xmlDocPtr doc = lseek(fd, 0, SEEK_SET) == 0
	                ? xmlCtxtReadFd(parser, fd, NULL, NULL, XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING)
	                : NULL;
	if (doc == NULL)
		take_complaint(&complaint, &parser->lastError);
	*valid = doc != NULL && validate(schema, doc, &complaint);
	*line = complaint.line;
	xmlFreeDoc(doc);
	xmlFreeParserCtxt(parser);
	return 0;
}
