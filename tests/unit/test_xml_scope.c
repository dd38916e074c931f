/* Names mean what libxml2 says that they mean: its own reading of namespaces (SAX2) is the oracle, on tags made at random. */
#include <stdlib.h>

#include <libxml/parser.h>

#include "base/mem.h"
#include "fmt/xml_reader.h"

#include "unit.h"

/* ---- the oracle ---- */

struct oracle {
	struct buf told;
	xmlParserCtxtPtr parser;
	bool faulted;
	const struct buf *text;
	size_t at;         /* the last start tag, its place */
	long line, column;
};

static const char *or_none(const char *text)
{
	return text != NULL && *text != '\0' ? text : "-";
}

/* The place of the next start tag, counted through from where the last one was; no other '<' stands in our documents. */
static void add_next_place(struct oracle *o)
{
	const char *text = o->text->data;
	do {
		bool is_line_end = text[o->at] == '\n';
		o->line += is_line_end;
		o->column = is_line_end ? 1 : o->column + ((text[o->at] & 0xc0) != 0x80);
		o->at++;
	} while (text[o->at] != '<' || text[o->at + 1] == '/');
	buf_addf(&o->told, " %ld %ld", o->line, o->column);
}

/* The URI that the prefix of an xsi:type stands for: asked of libxml2's own stack. */
static const char *type_uri(const struct oracle *o, const char *value, size_t len)
{
	const char *colon = memchr(value, ':', len);
	size_t n = colon != NULL ? (size_t)(colon - value) : 0;
	for (int i = o->parser->nsNr - 2; i >= 0; i -= 2) {
		const char *prefix = (const char *)o->parser->nsTab[i];
		if (prefix == NULL ? n == 0 : strlen(prefix) == n && memcmp(prefix, value, n) == 0)
			return (const char *)o->parser->nsTab[i + 1];
	}
	return n == 3 && memcmp(value, "xml", 3) == 0 ? (const char *)XML_XML_NAMESPACE : NULL;
}

static void oracle_start(void *context, const xmlChar *local, const xmlChar *prefix, const xmlChar *uri, int nns, const xmlChar **ns, int n,
                         int ndefaulted, const xmlChar **a)
{
	struct oracle *o = context;
	const xmlParserInput *in = o->parser->input;
	(void)nns;
	(void)ns;
	(void)ndefaulted;
	if (o->faulted || (in->cur[0] != '>' && in->cur[0] != '/'))
		return;
	buf_addf(&o->told, "<%s %s %s", (const char *)local, or_none((const char *)prefix), or_none((const char *)uri));
	add_next_place(o);
	for (int i = 0; i < n; i++, a += 5) {
		const char *value = (const char *)a[3], *end = (const char *)a[4];
		bool is_type = a[2] != NULL && strcmp((const char *)a[0], "type") == 0;
		while (is_type && value < end && strchr(" \t\r\n", *value) != NULL)
			value++;
		buf_addf(&o->told, " %s %s %s=%.*s", (const char *)a[0], or_none((const char *)a[1]), or_none((const char *)a[2]), (int)(end - value), value);
		if (is_type)
			buf_addf(&o->told, " (%s)", or_none(type_uri(o, value, (size_t)(end - value))));
	}
	buf_addc(&o->told, '\n');
}

static void oracle_end(void *context, const xmlChar *local, const xmlChar *prefix, const xmlChar *uri)
{
	struct oracle *o = context;
	(void)local;
	(void)prefix;
	(void)uri;
	if (!o->faulted)
		buf_adds(&o->told, ">\n");
}

static void oracle_error(void *context, xmlErrorPtr e)
{
	struct oracle *o = context;
	if (e->level != XML_ERR_WARNING)
		o->faulted = true;
}

struct flow {
	const struct buf *text;
	size_t at;
};

static int flow_read(void *context, char *to, int n)
{
	struct flow *f = context;
	size_t left = f->text->len - f->at, len = (size_t)n < left ? (size_t)n : left;
	memcpy(to, f->text->data + f->at, len);
	f->at += len;
	return (int)len;
}

/* The tags of TEXT, up to its first fault. The caller frees it. */
static char *oracle(const struct buf *text)
{
	struct oracle o = { .told = BUF_INIT, .text = text, .line = 1, .column = text->data[0] != '\357' };
	struct flow flow = { text, 0 };
	xmlSAXHandler sax;
	memset(&sax, 0, sizeof sax);
	sax.initialized = XML_SAX2_MAGIC;
	sax.startElementNs = oracle_start;
	sax.endElementNs = oracle_end;
	sax.serror = oracle_error;
	o.parser = xmlCreateIOParserCtxt(&sax, &o, flow_read, NULL, &flow, XML_CHAR_ENCODING_NONE);
	xmlParseDocument(o.parser);
	xmlFreeParserCtxt(o.parser);
	buf_adds(&o.told, o.faulted ? "fault" : "good");
	return o.told.data;
}

/* ---- ours ---- */

static void our_start(void *context, const struct xml_start *s)
{
	struct buf *b = context;
	buf_addf(b, "<%s %s %s %ld %ld", s->local, or_none(s->prefix), or_none(s->uri), s->line, s->column);
	for (size_t i = 0; i < s->nattributes; i++) {
		const struct xml_attribute *a = &s->attributes[i];
		buf_addf(b, " %s %s %s=%.*s", a->local, or_none(a->prefix), or_none(a->uri), (int)a->len, a->value);
		if (a->uri != NULL && strcmp(a->local, "type") == 0)
			buf_addf(b, " (%s)", or_none(a->value_uri));
	}
	buf_addc(b, '\n');
}

static void our_text(void *context, const char *text, size_t len, bool cdata)
{
	(void)context;
	(void)text;
	(void)len;
	(void)cdata;
}

static void our_end(void *context, long line, long column, bool empty)
{
	(void)line;
	(void)column;
	(void)empty;
	buf_adds(context, ">\n");
}

static void our_fault(void *context, const struct xml_fault *fault)
{
	(void)fault;
	buf_adds(context, "fault");
}

static char *ours(const struct buf *text)
{
	struct buf b = BUF_INIT;
	struct xml_memory memory = { .bytes = text->data, .len = text->len };
	struct xml_consumer consumer = { .context = &b, .start = our_start, .text = our_text, .end = our_end, .fault = our_fault };
	struct error err = ERROR_INIT;
	struct names *none = names_new();
	uint64_t size;
	CHECK_INT(xml_read(xml_source_memory(&memory), "t", none, none, &consumer, &size, &err), 0);
	error_release(&err);
	names_free(none);
	if (b.len < 5 || strcmp(b.data + b.len - 5, "fault") != 0)
		buf_adds(&b, "good");
	return b.data;
}

static void check_same(const struct buf *text)
{
	char *expected = oracle(text), *got = ours(text);
	size_t same = 0;
	while (got[same] == expected[same] && got[same] != '\0')
		same++;
	if (!CHECK(got[same] == expected[same]))
		printf("#   got  …%.60s\n#   want …%.60s\n#   of   %.300s…\n", got + same, expected + same, text->data);
	free(expected);
	free(got);
}

/* ---- the tags ---- */

static uint32_t state;

/* A number below N. */
static uint32_t draw(uint32_t n)
{
	state = state * 1664525u + 1013904223u;
	return (state >> 8) % n;
}

#define DRAW(list) (list)[draw(sizeof(list) / sizeof *(list))]

/* Characters of several bytes only in attributes' names: libxml2 counts its columns by bytes in end tags and in attributes' values. */
static const char *const prefixes[] = { "", "", "a:", "a:", "a:", "b:", "b:", "\303\247:", "xml:" };
static const char *const odd_prefixes[] = { "xmlns:", ":", "a:b:", "c:", "1:", "::", "a:-", "a:1", "a:.", "a:\302\267", "a:\314\200", "-", "a :" };
static const char *const locals[] = { "x", "y", "type", "longerName", "\303\247", "z\302\267" };
static const char *const declarations[] = { "xmlns", "xmlns:a", "xmlns:a", "xmlns:b", "xmlns:\303\247", "xmlns:c" };
static const char *const odd_declarations[] = { "xmlns:xml", "xmlns:xmlns", "xmlns:", "xmlns:a:b", "xmlns:1", "xmlnsx", "xmlns:\302\267" };
static const char *const uris[] = { "urn:1", "urn:1", "urn:2", "http://www.w3.org/2001/XMLSchema-instance", "relative", "a&amp;b" };
static const char *const odd_uris[] = {
	"", "http://www.w3.org/XML/1998/namespace", "http://www.w3.org/2000/xmlns/", "http://[", "a b", "%zz", " urn:1",
};
static const char *const values[] = { "", "v", "a:v", "\tb:v ", "c:v", "xml:v", "&#10;a:v", "&lt;&amp;" };
static const char *const spaces[] = { " ", " ", "\n", "\r\n\t", "  " };

/* One of LIST, or of ODD once in ODDS. */
#define DRAW_ODD(list, odd, odds) (draw(odds) == 0 ? DRAW(odd) : DRAW(list))

static bool is_ascii(const struct buf *b)
{
	for (size_t i = 0; i < b->len; i++)
		if ((unsigned char)b->data[i] >= 0x80)
			return false;
	return true;
}

static void draw_name(struct buf *b, uint32_t odds)
{
	buf_clear(b);
	buf_adds(b, DRAW_ODD(prefixes, odd_prefixes, odds));
	buf_adds(b, DRAW(locals));
}

static void add_attribute(struct buf *b, uint32_t odds)
{
	buf_adds(b, DRAW(spaces));
	if (draw(3) == 0) {
		const char *name = DRAW_ODD(declarations, odd_declarations, odds);
		buf_addf(b, "%s='%s'", name, DRAW_ODD(uris, odd_uris, odds));
		return;
	}
	struct buf name = BUF_INIT;
	draw_name(&name, odds);
	buf_addf(b, "%s=\"%s\"", buf_str(&name), DRAW(values));
	buf_release(&name);
}

static void add_element(struct buf *b, int depth, uint32_t odds)
{
	struct buf name = BUF_INIT;
	do
		draw_name(&name, odds);
	while (!is_ascii(&name));
	buf_addf(b, "<%s", buf_str(&name));
	for (uint32_t n = draw(4); n > 0; n--)
		add_attribute(b, odds);
	if (draw(20) == 0) /* one that is no neighbour of its tag's beginning any more */
		buf_addf(b, "%s%s='%0*d'", DRAW(spaces), DRAW(locals), (int)draw(3000), 1);
	buf_adds(b, draw(10) == 0 ? " " : "");
	if (draw(5) == 0) {
		buf_adds(b, "/>");
	} else {
		buf_addc(b, '>');
		for (uint32_t n = depth < 5 ? draw(4) : 0; n > 0; n--)
			add_element(b, depth + 1, odds);
		buf_adds(b, draw(4) == 0 ? "\n t\303\247" : "");
		buf_addf(b, "</%s>", buf_str(&name));
	}
	buf_release(&name);
}

static void check_documents(uint32_t documents, int elements, uint32_t odds)
{
	struct buf b = BUF_INIT;
	for (uint32_t i = 0; i < documents; i++) {
		state = i;
		draw(1);
		buf_clear(&b);
		buf_adds(&b, " <r xmlns:a='urn:1' xmlns:b='urn:2' xmlns:\303\247='urn:3'>");
		for (int n = 0; n < elements; n++)
			add_element(&b, 0, odds);
		buf_adds(&b, "</r>");
		check_same(&b);
	}
	buf_release(&b);
}

static void test_odd_tags(void)
{
	check_documents(20000, 1, 15);
}

static void test_long_documents(void)
{
	check_documents(300, 400, 1000000);
}

/* Tags as long as may be, across all boundaries of what libxml2 is given, also behind a byte order mark. */
static void test_places(void)
{
	struct buf b = BUF_INIT;
	for (int len = 0; len < 64000; len += 977) {
		buf_clear(&b);
		buf_addf(&b, " <r><a>%0*d</a><b x='%0*d' y='1'/>\n <c\nx='%0*d'/></r>", len * 2 + 1, 1, len + 1, 1, 64000 - len, 1);
		check_same(&b);
		struct buf marked = BUF_INIT;
		buf_addf(&marked, "\357\273\277%s", buf_str(&b));
		check_same(&marked);
		buf_release(&marked);
	}
	buf_release(&b);
}

/* 100,000 prefixes in scope, and then 100,000 names that are looked up one by one. */
static void test_many_prefixes(void)
{
	struct buf b = BUF_INIT;
	for (int i = 0; i < 100; i++) {
		buf_adds(&b, "<r");
		for (int k = 0; k < 1000; k++)
			buf_addf(&b, " xmlns:p%d='urn:%d'", k, i * 1000 + k);
		buf_addc(&b, '>');
	}
	for (int i = 0; i < 100000; i++)
		buf_addf(&b, "<p%d:n%d/>", i % 1000, i % 7919);
	for (int i = 0; i < 100; i++)
		buf_adds(&b, "</r>");
	char *got = ours(&b);
	CHECK_STR(got + strlen(got) - 4, "good");
	free(got);
	buf_release(&b);
}

static void check_attributes(int n, const char *name, const char *end)
{
	struct buf b = BUF_INIT;
	buf_adds(&b, "<r");
	for (int i = 0; i < n; i++)
		buf_addf(&b, " %s%d='u'", name, i);
	buf_adds(&b, "/>");
	char *got = ours(&b);
	CHECK_STR(got + strlen(got) - strlen(end), end);
	free(got);
	buf_release(&b);
}

static void test_many_attributes(void)
{
	check_attributes(1000, "a", "good");
	check_attributes(1001, "a", "fault");
	check_attributes(1000, "xmlns:a", "good");
	check_attributes(1001, "xmlns:a", "fault");
}

int main(void)
{
	UNIT_RUN(test_odd_tags);
	UNIT_RUN(test_long_documents);
	UNIT_RUN(test_places);
	UNIT_RUN(test_many_prefixes);
	UNIT_RUN(test_many_attributes);
	return unit_done();
}
