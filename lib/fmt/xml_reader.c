#include "fmt/xml_reader.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <libxml/parser.h>

#include "base/mem.h"
#include "fmt/xml_reason.h"

/* A start tag within one piece must be short for the byte check to hold, so a piece is smaller than the bound. */
enum { PIECE = 32 * 1024, CACHE = 256, NAMES_MAX = 1024 * 1024 };

/* libxml2 keeps one copy of each name of a file, so a name's address stands for its text. */
struct cached_name {
	const xmlChar *text;
	uint32_t id;
	uint32_t len;
};

/* A prefix declared by an element at DEPTH. */
struct binding {
	const xmlChar *prefix, *uri;
	unsigned depth;
};

struct xml_reader {
	xmlParserCtxtPtr parser;
	struct xml_consumer *consumer;
	const struct names *locals, *namespaces;
	struct xml_head head;
	struct xml_bytes bytes;
	uint32_t known;             /* names in the lists when the caches were last empty */
	struct cached_name local_cache[CACHE];
	struct cached_name ns_cache[CACHE];
	const xmlChar *prefix;      /* the last one seen, and its length with the colon */
	long prefix_len;
	struct xml_start start;     /* the one being told */
	struct binding *scope;
	size_t nscope, scope_cap;
	struct xml_attribute *attributes;
	size_t attributes_cap;
	unsigned depth;
	bool faulted;
	uint64_t size;
	struct xml_source source;
	int read_error;             /* errno of a failed read, or 0 */
	char *piece;                /* bytes read and checked */
	char *utf8;                 /* the same in UTF-8, where the file is not */
	const char *give;           /* one of the two … */
	size_t at, good;            /* … of which the parser has had AT of GOOD */
	bool cut;                   /* CUT_FAULT, at CUT_PLACE, ends what the parser gets to see */
	enum xml_fault_kind cut_fault;
	struct xml_place cut_place;
	const char *cut_reason;
};

static ssize_t read_fd(void *context, char *buffer, size_t n)
{
	const int *fd = context;
	ssize_t got;
	do {
		got = read(*fd, buffer, n);
	} while (got < 0 && errno == EINTR);
	return got;
}

struct xml_source xml_source_fd(const int *fd)
{
	return (struct xml_source){ (void *)(uintptr_t)fd, read_fd, NULL };
}

static ssize_t read_memory(void *context, char *buffer, size_t n)
{
	struct xml_memory *m = context;
	if (n > m->len - m->at)
		n = m->len - m->at;
	if (n > 0)
		memcpy(buffer, m->bytes + m->at, n);
	m->at += n;
	return (ssize_t)n;
}

struct xml_source xml_source_memory(struct xml_memory *m)
{
	return (struct xml_source){ m, read_memory, NULL };
}

/* Tells a fault; all but the notes at the end of a file end its reading. */
static void tell_fault(struct xml_reader *r, enum xml_fault_kind kind, struct xml_place place, const char *reason)
{
	if (r->faulted)
		return;
	if (kind != XML_FAULT_DISGUISED && kind != XML_FAULT_CONTROL)
		r->faulted = true;
	struct xml_fault fault = { kind, place, r->head.name, reason };
	if (r->consumer->fault != NULL)
		r->consumer->fault(r->consumer->context, &fault);
	if (r->faulted && r->parser != NULL)
		xmlStopParser(r->parser);
}

static struct xml_place here(const struct xml_reader *r)
{
	const xmlParserInput *in = r->parser->input;
	return (struct xml_place){ 0, in != NULL ? in->line : 0, in != NULL ? in->col : 0, 0 };
}

static const struct cached_name *cached(struct cached_name *cache, const struct names *names, const xmlChar *text)
{
	struct cached_name *c = &cache[((uintptr_t)text >> 3) % CACHE];
	if (c->text != text) {
		c->text = text;
		c->len = (uint32_t)strlen((const char *)text);
		c->id = names_find(names, (const char *)text, c->len);
	}
	return c;
}

/* A consumer may learn names on the way (a schema is loaded once the version is known). */
static void refresh_caches(struct xml_reader *r)
{
	uint32_t known = names_count(r->locals) + names_count(r->namespaces);
	if (known == r->known)
		return;
	r->known = known;
	memset(r->local_cache, 0, sizeof r->local_cache);
	memset(r->ns_cache, 0, sizeof r->ns_cache);
}

static uint32_t ns_number(struct xml_reader *r, const xmlChar *uri)
{
	if (uri == NULL)
		return XML_NS_NONE;
	uint32_t id = cached(r->ns_cache, r->namespaces, uri)->id;
	return id != 0 ? id : XML_NS_UNKNOWN;
}

/* The place of the '<' of the tag that the parser has just read, found by going back in its buffer; NAME_LEN, the
 * length of the tag's name, is how far back it stands unless there are attributes. */
static void tag_place(const xmlParserInput *in, long name_len, long *line, long *column)
{
	const xmlChar *p = in->cur;
	if (p - in->base > name_len && p[-name_len - 1] == '<') {
		*line = in->line;
		*column = in->col - name_len - 1;
		return;
	}
	long back = 0, lines = 0;
	while (p > in->base && *--p != '<') {
		back += (*p & 0xc0) != 0x80;
		lines += *p == '\n';
	}
	*line = in->line - lines;
	if (lines == 0) {
		*column = in->col - back - 1;
		return;
	}
	long before = 1;
	while (p > in->base && *--p != '\n')
		before += (*p & 0xc0) != 0x80;
	*column = before;
}

/* The length of PREFIX with its colon. A file has one or two prefixes. */
static long prefix_length(struct xml_reader *r, const xmlChar *prefix)
{
	if (prefix == NULL)
		return 0;
	if (r->prefix != prefix) {
		r->prefix = prefix;
		r->prefix_len = (long)strlen((const char *)prefix) + 1;
	}
	return r->prefix_len;
}

static void bind_prefix(struct xml_reader *r, const xmlChar *prefix, const xmlChar *uri)
{
	if (r->nscope == r->scope_cap) {
		r->scope_cap = r->scope_cap ? r->scope_cap * 2 : 16;
		r->scope = mem_grow(r->scope, r->scope_cap, sizeof *r->scope);
	}
	r->scope[r->nscope++] = (struct binding){ prefix, uri, r->depth };
}

static const char *bound_to(const struct xml_reader *r, const char *qname, size_t len)
{
	const char *colon = memchr(qname, ':', len);
	size_t plen = colon != NULL ? (size_t)(colon - qname) : 0;
	for (size_t i = r->nscope; i > 0; i--) {
		const char *prefix = (const char *)r->scope[i - 1].prefix;
		if (prefix == NULL ? plen == 0 : (strlen(prefix) == plen && memcmp(prefix, qname, plen) == 0))
			return (const char *)r->scope[i - 1].uri;
	}
	return NULL;
}

static void take_attributes(struct xml_reader *r, const xmlChar **from, size_t n)
{
	if (n > r->attributes_cap) {
		r->attributes_cap = n * 2;
		r->attributes = mem_grow(r->attributes, r->attributes_cap, sizeof *r->attributes);
	}
	for (size_t i = 0; i < n; i++, from += 5) {
		struct xml_attribute *a = &r->attributes[i];
		a->name = cached(r->local_cache, r->locals, from[0])->id;
		a->ns = ns_number(r, from[2]);
		a->local = (const char *)from[0];
		a->prefix = (const char *)from[1];
		a->uri = (const char *)from[2];
		a->value = (const char *)from[3];
		a->len = (size_t)(from[4] - from[3]);
		bool is_type = a->uri != NULL && strcmp(a->local, "type") == 0;
		while (is_type && a->len > 0 && strchr(" \t\r\n", *a->value) != NULL)
			a->value++, a->len--;
		a->value_uri = is_type ? bound_to(r, a->value, a->len) : NULL;
	}
}

/* Whether the parser stands where a start tag ends. If not, the tag is cut off or broken: its error comes next, and its
 * name is not one to judge. */
static bool is_tag_end(const xmlParserInput *in)
{
	return in->cur[0] == '>' || (in->cur[0] == '/' && in->cur[1] == '>');
}

static void on_start(void *context, const xmlChar *local, const xmlChar *prefix, const xmlChar *uri, int nnamespaces,
                     const xmlChar **namespaces, int nattributes, int ndefaulted, const xmlChar **attributes)
{
	struct xml_reader *r = context;
	(void)ndefaulted;
	if (r->consumer->stop || r->faulted || !is_tag_end(r->parser->input))
		return;
	if (++r->depth > XML_DEPTH_MAX) {
		tell_fault(r, XML_FAULT_DEPTH, here(r), NULL);
		return;
	}
	refresh_caches(r);
	for (int i = 0; i < nnamespaces; i++)
		bind_prefix(r, namespaces[2 * i], namespaces[2 * i + 1]);
	if (nattributes > 0)
		take_attributes(r, attributes, (size_t)nattributes);
	const struct cached_name *name = cached(r->local_cache, r->locals, local);
	const xmlParserInput *in = r->parser->input;
	struct xml_start *start = &r->start;
	start->ns = ns_number(r, uri);
	start->name = name->id;
	start->local = (const char *)local;
	start->prefix = (const char *)prefix;
	start->uri = (const char *)uri;
	start->attributes = r->attributes;
	start->nattributes = (size_t)nattributes;
	start->value_line = in->line;
	start->value_column = in->col + 1;
	tag_place(in, name->len + prefix_length(r, prefix), &start->line, &start->column);
	r->consumer->start(r->consumer->context, start);
	if (r->consumer->stop)
		xmlStopParser(r->parser);
}

static void on_end(void *context, const xmlChar *local, const xmlChar *prefix, const xmlChar *uri)
{
	struct xml_reader *r = context;
	(void)local;
	(void)prefix;
	(void)uri;
	if (r->consumer->stop || r->faulted)
		return;
	while (r->nscope > 0 && r->scope[r->nscope - 1].depth == r->depth)
		r->nscope--;
	r->depth--;
	const xmlParserInput *in = r->parser->input;
	bool empty = in->cur == in->base || in->cur[-1] != '>';
	r->consumer->end(r->consumer->context, in->line, in->col, empty);
	if (r->consumer->stop)
		xmlStopParser(r->parser);
}

static void on_text(void *context, const xmlChar *text, int len)
{
	struct xml_reader *r = context;
	if (!r->consumer->stop && !r->faulted)
		r->consumer->text(r->consumer->context, (const char *)text, (size_t)len, false);
}

static void on_cdata(void *context, const xmlChar *text, int len)
{
	struct xml_reader *r = context;
	if (!r->consumer->stop && !r->faulted)
		r->consumer->text(r->consumer->context, (const char *)text, (size_t)len, true);
}

static void on_comment(void *context, const xmlChar *text)
{
	struct xml_reader *r = context;
	if (!r->consumer->stop && !r->faulted && r->consumer->comment != NULL)
		r->consumer->comment(r->consumer->context, (const char *)text, strlen((const char *)text));
}

/* Called at "<!DOCTYPE name", before anything inside it is read. */
static void on_doctype(void *context, const xmlChar *name, const xmlChar *external, const xmlChar *system)
{
	struct xml_reader *r = context;
	(void)name;
	(void)external;
	(void)system;
	tell_fault(r, XML_FAULT_DOCTYPE, here(r), NULL);
}

/* Whether the parser has had all it will get: then it complains of the cut, and not of the text. (A character may have
 * been cut in its middle.) */
static bool stands_at_cut(const struct xml_reader *r)
{
	const xmlParserInput *in = r->parser->input;
	return r->cut && r->at == r->good && (in == NULL || in->end - in->cur < 4);
}

static void on_error(void *context, xmlErrorPtr e)
{
	struct xml_reader *r = context;
	if (e == NULL || e->level == XML_ERR_WARNING || r->consumer->stop || r->faulted)
		return;
	if (stands_at_cut(r)) {
		tell_fault(r, r->cut_fault, r->cut_place, r->cut_reason);
		return;
	}
	struct buf reason = BUF_INIT;
	xml_reason(&reason, e);
	tell_fault(r, XML_FAULT_MALFORMED, (struct xml_place){ 0, e->line, e->int2, 0 }, buf_str(&reason));
	buf_release(&reason);
}

static enum xml_fault_kind fault_of(enum xml_bytes_fault fault)
{
	switch (fault) {
	case XML_BYTES_NUL: return XML_FAULT_NUL;
	case XML_BYTES_START_TAG: return XML_FAULT_START_TAG;
	default: return XML_FAULT_NOT_UTF8;
	}
}

/* The source could not go on: for what its bytes are, or for what the system says. */
static void stop_reading(struct xml_reader *r)
{
	int errnum = errno;
	if (r->source.refused != NULL && r->source.refused(r->source.context, &r->cut_fault, &r->cut_reason)) {
		r->cut = true;
		r->cut_place = (struct xml_place){ 0, 0, 0, 0 };
	} else {
		r->read_error = errnum;
	}
}

/* The next piece of the source, passed to RAW: its size, or 0 at the end or on an error. */
static size_t next_piece(struct xml_reader *r, size_t have)
{
	ssize_t n = r->source.read(r->source.context, r->piece + have, PIECE - have);
	if (n < 0)
		stop_reading(r);
	if (n <= 0)
		return 0;
	r->size += (uint64_t)n;
	if (r->consumer->raw != NULL)
		r->consumer->raw(r->consumer->context, r->piece + have, (size_t)n);
	return (size_t)n;
}

/* Fills the piece as far as the source goes: its bytes, 0 at the end or on an error. A pipe may give a few bytes at a
 * time, and libxml2 2.9 takes a character of several bytes for one of a single byte when nothing stands before it in
 * its buffer. */
static size_t fill_piece(struct xml_reader *r)
{
	size_t n = 0, more;
	while (n < PIECE && r->read_error == 0 && (more = next_piece(r, n)) > 0)
		n += more;
	return n;
}

/* Checks the N bytes of the piece; those before a fault are the last that the parser gets. */
static void check_piece(struct xml_reader *r, size_t n)
{
	const unsigned char *bytes = (const unsigned char *)r->piece;
	enum xml_bytes_fault fault = xml_bytes_feed(&r->bytes, bytes, n, &r->good, &r->cut_place);
	r->at = 0;
	r->give = r->piece;
	if (r->head.encoding == XML_LATIN1) {
		r->give = r->utf8;
		r->good = xml_latin1_to_utf8(bytes, r->good, (unsigned char *)r->utf8);
	}
	if (fault != XML_BYTES_OK) {
		r->cut = true;
		r->cut_fault = fault_of(fault);
	}
}

/* libxml2 asks for bytes. */
static int give_bytes(void *context, char *out, int len)
{
	struct xml_reader *r = context;
	if (r->at == r->good && !r->cut) {
		size_t n = fill_piece(r);
		r->at = r->good = 0;
		if (n > 0)
			check_piece(r, n);
	}
	size_t n = r->good - r->at;
	if (n > (size_t)len)
		n = (size_t)len;
	memcpy(out, r->give + r->at, n);
	r->at += n;
	return (int)n;
}

static xmlParserCtxtPtr new_parser(struct xml_reader *r)
{
	xmlSAXHandler sax;
	memset(&sax, 0, sizeof sax);
	sax.initialized = XML_SAX2_MAGIC;
	sax.startElementNs = on_start;
	sax.endElementNs = on_end;
	sax.characters = on_text;
	sax.ignorableWhitespace = on_text;
	sax.cdataBlock = on_cdata;
	sax.comment = r->consumer->comment != NULL ? on_comment : NULL;
	sax.internalSubset = on_doctype;
	sax.serror = on_error;
	xmlParserCtxtPtr parser = xmlCreateIOParserCtxt(&sax, r, give_bytes, NULL, r, XML_CHAR_ENCODING_NONE);
	if (parser == NULL)
		return NULL;
	xmlDictSetLimit(parser->dict, NAMES_MAX); /* it finds names in a time that grows with their number */
	xmlCtxtUseOptions(parser, XML_PARSE_NONET | XML_PARSE_IGNORE_ENC); /* it gets UTF-8, whatever is declared */
	return parser;
}

/* What the head of the file already decides. */
static void judge_head(struct xml_reader *r, const unsigned char *bytes, size_t n)
{
	struct xml_place start = { 0, 1, 1, n > 0 ? bytes[0] : 0 };
	xml_head_read(&r->head, bytes, n);
	xml_bytes_init(&r->bytes, r->head.encoding);
	if (n == 0)
		tell_fault(r, XML_FAULT_EMPTY, start, NULL);
	else if (r->head.encoding == XML_UTF16)
		tell_fault(r, XML_FAULT_WIDE, start, NULL);
	else if (xml_head_looks_like(bytes, n) != NULL)
		tell_fault(r, XML_FAULT_MALFORMED, start, xml_head_looks_like(bytes, n));
	else if (r->head.encoding == XML_OTHER_ENCODING)
		tell_fault(r, XML_FAULT_UNSUPPORTED, start, NULL);
	else if (r->head.bom && r->head.encoding == XML_LATIN1)
		tell_fault(r, XML_FAULT_BOM, start, NULL);
}

/* What only the whole file can tell. */
static void judge_end(struct xml_reader *r)
{
	if (r->faulted || r->consumer->stop || r->read_error != 0)
		return;
	if (r->cut)
		tell_fault(r, r->cut_fault, r->cut_place, r->cut_reason);
	else if (xml_bytes_is_utf8_in_disguise(&r->bytes))
		tell_fault(r, XML_FAULT_DISGUISED, r->bytes.first, NULL);
	else if (r->bytes.has_control)
		tell_fault(r, XML_FAULT_CONTROL, r->bytes.control, NULL);
}

/* The first piece is at least the head, or the whole file. */
static void read_head(struct xml_reader *r)
{
	size_t n = fill_piece(r);
	if (n == 0 && r->cut)
		tell_fault(r, r->cut_fault, r->cut_place, r->cut_reason);
	if (r->faulted || r->read_error != 0)
		return;
	judge_head(r, (const unsigned char *)r->piece, n);
	if (r->faulted)
		return;
	check_piece(r, n);
	if (r->head.bom)
		r->at = 3; /* the mark is no part of the text */
}

static int parse(struct xml_reader *r, struct error *err, const char *name)
{
	r->parser = new_parser(r);
	if (r->parser == NULL)
		return error_set(err, "%s: o analisador de XML não pôde ser criado", name);
	xmlParseDocument(r->parser);
	return 0;
}

int xml_read(struct xml_source source, const char *name, const struct names *locals, const struct names *namespaces,
             struct xml_consumer *consumer, uint64_t *size, struct error *err)
{
	struct xml_reader *r = mem_zero(1, sizeof *r);
	r->source = source;
	r->consumer = consumer;
	r->locals = locals;
	r->namespaces = namespaces;
	r->piece = mem_alloc(PIECE);
	r->utf8 = mem_alloc(2 * PIECE);
	mem_warm(r->piece, PIECE);
	mem_warm(r->utf8, PIECE);
	read_head(r);
	int result = r->faulted || r->read_error != 0 ? 0 : parse(r, err, name);
	judge_end(r);
	while (result == 0 && consumer->raw != NULL && r->read_error == 0 && next_piece(r, 0) > 0)
		;
	if (r->read_error != 0)
		result = error_sys(err, r->read_error, "%s", name);
	*size = r->size;
	if (r->parser != NULL)
		xmlFreeParserCtxt(r->parser);
	free(r->attributes);
	free(r->scope);
	free(r->piece);
	free(r->utf8);
	free(r);
	return result;
}
