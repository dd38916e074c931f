#include "fmt/xml_parser.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <libxml/parser.h>

#include "base/mem.h"
#include "fmt/xml_given.h"
#include "fmt/xml_reason.h"
#include "fmt/xml_scope.h"

/* A start tag within one piece must be short for the byte check to hold, so a piece is smaller than the bound. */
enum { PIECE = XML_GIVEN_PIECE, NAMES_MAX = 1024 * 1024 };
_Static_assert((int)PIECE < (int)XML_START_TAG_MAX, "what lies within a piece is short");

struct xml_parser {
	xmlParserCtxtPtr parser;
	struct xml_consumer *consumer;
	struct xml_numbers *numbers; /* NULL: names stay without */
	struct xml_head head;
	struct xml_bytes bytes;
	struct xml_scope *scope;
	struct xml_start start;     /* the one being told */
	long opened[XML_DEPTH_MAX + 1]; /* by depth: the line on which the open element began */
	bool faulted;
	struct buf reason;          /* of the fault that ends it */
	uint64_t size;
	struct xml_source source;
	int read_error;             /* errno of a failed read, or 0 */
	bool no_parser;             /* libxml2 could not make one */
	size_t head_len;            /* bytes of the first piece */
	char *piece;                /* bytes read and checked */
	struct xml_given given;     /* the same in UTF-8 */
	const char *give;           /* its last piece, … */
	size_t at, good;            /* … of which the parser has had AT of GOOD */
	bool cut;                   /* CUT_FAULT, at CUT_PLACE, ends what the parser gets to see */
	enum xml_fault_kind cut_fault;
	struct xml_place cut_place;
	const char *cut_reason;
};

/* Tells a fault; all but the notes at the end of a file end its reading. */
static void tell_fault(struct xml_parser *p, enum xml_fault_kind kind, struct xml_place place, const char *reason)
{
	if (p->faulted)
		return;
	if (kind != XML_FAULT_DISGUISED && kind != XML_FAULT_CONTROL)
		p->faulted = true;
	struct xml_fault fault = { kind, place, p->head.name, reason };
	if (p->consumer->fault != NULL)
		p->consumer->fault(p->consumer->context, &fault);
	if (p->faulted && p->parser != NULL)
		xmlStopParser(p->parser);
}

static struct xml_place here(const struct xml_parser *p)
{
	const xmlParserInput *in = p->parser->input;
	return (struct xml_place){ 0, in != NULL ? in->line : 0, in != NULL ? in->col : 0, 0 };
}

/* The place of the '<' of the tag that the parser has just read; its NAME tells how far back it stands unless there are attributes. */
static void tag_place(struct xml_parser *p, const struct xml_scope_name *name, long *line, long *column)
{
	const xmlParserInput *in = p->parser->input;
	if ((size_t)(in->cur - in->base) > name->len && in->cur[-(ptrdiff_t)name->len - 1] == '<') {
		*line = in->line;
		*column = in->col - (long)name->width - 1;
		return;
	}
	uint64_t end = in->consumed + (uint64_t)(in->cur - in->base);
	struct xml_given_way tag = xml_given_back(&p->given, end, '<'), before;
	*line = in->line - tag.lines;
	*column = in->col - tag.characters;
	if (tag.lines > 0) { /* IN's column is another line's; of a line longer than what is kept, only that is counted */
		before = xml_given_back(&p->given, tag.offset, '\n');
		*column = before.characters + !before.found;
	}
}

/* Whether nothing more is to be told. A consumer that has stopped lets libxml2 stop too. */
static bool is_over(struct xml_parser *p)
{
	if (p->consumer->stop)
		xmlStopParser(p->parser);
	return p->consumer->stop || p->faulted;
}

static void tell_start(struct xml_parser *p, const struct xml_scope_name *name)
{
	const xmlParserInput *in = p->parser->input;
	struct xml_start *start = &p->start;
	struct xml_attribute *attributes = xml_scope_attributes(p->scope, &start->nattributes);
	start->ns = start->name = 0;
	start->local = name->local;
	start->prefix = name->prefix;
	start->uri = name->uri;
	start->attributes = attributes;
	start->value_line = in->line;
	start->value_column = in->col + 1;
	tag_place(p, name, &start->line, &start->column);
	p->opened[xml_scope_depth(p->scope)] = start->line;
	if (p->numbers != NULL)
		xml_numbers_set(p->numbers, start, attributes);
	p->consumer->start(p->consumer->context, start);
	is_over(p);
}

/* Whether the parser stands where a start tag ends. If not, the tag is cut off or broken: its error comes next, and its
 * name is not one to judge. */
static bool is_tag_end(const xmlParserInput *in)
{
	return in->cur[0] == '>' || (in->cur[0] == '/' && in->cur[1] == '>');
}

static void on_start(void *context, const xmlChar *qname, const xmlChar **attributes)
{
	struct xml_parser *p = context;
	if (is_over(p) || !is_tag_end(p->parser->input))
		return;
	if (xml_scope_depth(p->scope) == XML_DEPTH_MAX) {
		tell_fault(p, XML_FAULT_DEPTH, here(p), NULL);
		return;
	}
	const struct xml_scope_name *name = xml_scope_enter(p->scope, qname, attributes, &p->reason);
	if (name != NULL)
		tell_start(p, name);
	else
		tell_fault(p, XML_FAULT_MALFORMED, here(p), buf_str(&p->reason));
}

static void on_end(void *context, const xmlChar *qname)
{
	struct xml_parser *p = context;
	(void)qname;
	if (is_over(p))
		return;
	xml_scope_leave(p->scope);
	const xmlParserInput *in = p->parser->input;
	bool empty = in->cur == in->base || in->cur[-1] != '>';
	p->consumer->end(p->consumer->context, in->line, in->col, empty);
	is_over(p);
}

static void on_text(void *context, const xmlChar *text, int len)
{
	struct xml_parser *p = context;
	if (!is_over(p))
		p->consumer->text(p->consumer->context, (const char *)text, (size_t)len, false);
}

static void on_cdata(void *context, const xmlChar *text, int len)
{
	struct xml_parser *p = context;
	if (!is_over(p))
		p->consumer->text(p->consumer->context, (const char *)text, (size_t)len, true);
}

static void on_comment(void *context, const xmlChar *text)
{
	struct xml_parser *p = context;
	if (!is_over(p) && p->consumer->comment != NULL)
		p->consumer->comment(p->consumer->context, (const char *)text, strlen((const char *)text));
}

/* Called at "<!DOCTYPE name", before anything inside it is read. */
static void on_doctype(void *context, const xmlChar *name, const xmlChar *external, const xmlChar *system)
{
	struct xml_parser *p = context;
	(void)name;
	(void)external;
	(void)system;
	tell_fault(p, XML_FAULT_DOCTYPE, here(p), NULL);
}

/* Whether the parser has had all it will get: then it complains of the cut, and not of the text. (A character may have
 * been cut in its middle.) */
static bool stands_at_cut(const struct xml_parser *p)
{
	const xmlParserInput *in = p->parser->input;
	return p->cut && p->at == p->good && (in == NULL || in->end - in->cur < 4);
}

static void on_error(void *context, const char *message, ...)
{
	struct xml_parser *p = context;
	const xmlError *e = xmlCtxtGetLastError(p->parser);
	(void)message; /* E says it in parts */
	if (e == NULL || p->consumer->stop || p->faulted)
		return;
	if (stands_at_cut(p)) {
		tell_fault(p, p->cut_fault, p->cut_place, p->cut_reason);
		return;
	}
	xml_reason(&p->reason, e, p->opened[xml_scope_depth(p->scope)]);
	tell_fault(p, XML_FAULT_MALFORMED, (struct xml_place){ 0, e->line, e->int2, 0 }, buf_str(&p->reason));
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
static void stop_reading(struct xml_parser *p)
{
	int errnum = errno;
	if (p->source.refused != NULL && p->source.refused(p->source.context, &p->cut_fault, &p->cut_reason)) {
		p->cut = true;
		p->cut_place = (struct xml_place){ 0, 0, 0, 0 };
	} else {
		p->read_error = errnum;
	}
}

/* The next piece of the source, passed to RAW: its size, or 0 at the end or on an error. */
static size_t next_piece(struct xml_parser *p, size_t have)
{
	ssize_t n = p->source.read(p->source.context, p->piece + have, PIECE - have);
	if (n < 0)
		stop_reading(p);
	if (n <= 0)
		return 0;
	p->size += (uint64_t)n;
	if (p->consumer->raw != NULL)
		p->consumer->raw(p->consumer->context, p->piece + have, (size_t)n);
	return (size_t)n;
}

/* Fills the piece as far as the source goes: its bytes, 0 at the end or on an error. A pipe may give a few bytes at a
 * time, and libxml2 2.9 takes a character of several bytes for one of a single byte when nothing stands before it in
 * its buffer. */
static size_t fill_piece(struct xml_parser *p)
{
	size_t n = 0, more;
	while (n < PIECE && p->read_error == 0 && (more = next_piece(p, n)) > 0)
		n += more;
	return n;
}

/* Checks the N bytes of the piece; those before a fault are the last that the parser gets. */
static void check_piece(struct xml_parser *p, size_t n)
{
	const unsigned char *bytes = (const unsigned char *)p->piece;
	enum xml_bytes_fault fault = xml_bytes_feed(&p->bytes, bytes, n, &p->good, &p->cut_place);
	bool latin1 = p->head.encoding == XML_LATIN1;
	char *utf8 = xml_given_room(&p->given, latin1 ? NULL : &p->piece);
	if (latin1)
		p->good = xml_latin1_to_utf8(bytes, p->good, (unsigned char *)utf8);
	bool first = p->given.count == 0;
	p->at = first && p->head.bom ? 3 : 0; /* the mark is no part of the text */
	p->give = utf8;
	xml_given_add(&p->given, p->good, p->at);
	if (fault != XML_BYTES_OK) {
		p->cut = true;
		p->cut_fault = fault_of(fault);
	}
}

/* libxml2 asks for bytes. */
static int give_bytes(void *context, char *out, int len)
{
	struct xml_parser *p = context;
	if (p->at == p->good && !p->cut) {
		size_t n = fill_piece(p);
		p->at = p->good = 0;
		if (n > 0)
			check_piece(p, n);
	}
	size_t n = p->good - p->at;
	if (n > (size_t)len)
		n = (size_t)len;
	memcpy(out, p->give + p->at, n);
	p->at += n;
	return (int)n;
}

static xmlParserCtxtPtr new_parser(struct xml_parser *p)
{
	xmlSAXHandler sax;
	memset(&sax, 0, sizeof sax);
	sax.initialized = 1; /* SAX1: names as they stand in the file, for xml_scope */
	sax.startElement = on_start;
	sax.endElement = on_end;
	sax.characters = on_text;
	sax.ignorableWhitespace = on_text;
	sax.cdataBlock = on_cdata;
	sax.comment = p->consumer->comment != NULL ? on_comment : NULL;
	sax.internalSubset = on_doctype;
	sax.error = on_error;
	xmlParserCtxtPtr parser = xmlCreateIOParserCtxt(&sax, p, give_bytes, NULL, p, XML_CHAR_ENCODING_NONE);
	if (parser == NULL)
		return NULL;
	p->scope = xml_scope_new();
	xmlDictSetLimit(parser->dict, NAMES_MAX); /* it finds names in a time that grows with their number */
	xmlCtxtUseOptions(parser, XML_PARSE_NONET | XML_PARSE_IGNORE_ENC); /* it gets UTF-8, whatever is declared */
	return parser;
}

/* What the head of the file already decides. */
static void judge_head(struct xml_parser *p, const unsigned char *bytes, size_t n)
{
	struct xml_place start = { 0, 1, 1, n > 0 ? bytes[0] : 0 };
	xml_head_read(&p->head, bytes, n);
	xml_bytes_init(&p->bytes, p->head.encoding);
	if (n == 0)
		tell_fault(p, XML_FAULT_EMPTY, start, NULL);
	else if (p->head.encoding == XML_UTF16)
		tell_fault(p, XML_FAULT_WIDE, start, NULL);
	else if (xml_head_looks_like(bytes, n) != NULL)
		tell_fault(p, XML_FAULT_MALFORMED, start, xml_head_looks_like(bytes, n));
	else if (p->head.encoding == XML_OTHER_ENCODING)
		tell_fault(p, XML_FAULT_UNSUPPORTED, start, NULL);
	else if (p->head.bom && p->head.encoding == XML_LATIN1)
		tell_fault(p, XML_FAULT_BOM, start, NULL);
}

/* What only the whole file can tell. */
static void judge_end(struct xml_parser *p)
{
	if (p->faulted || p->consumer->stop || p->read_error != 0)
		return;
	if (p->cut)
		tell_fault(p, p->cut_fault, p->cut_place, p->cut_reason);
	else if (xml_bytes_is_utf8_in_disguise(&p->bytes))
		tell_fault(p, XML_FAULT_DISGUISED, p->bytes.first, NULL);
	else if (p->bytes.has_control)
		tell_fault(p, XML_FAULT_CONTROL, p->bytes.control, NULL);
}

/* The first piece is at least the head, or the whole file. */
static void read_head(struct xml_parser *p)
{
	size_t n = fill_piece(p);
	p->head_len = n;
	if (n == 0 && p->cut)
		tell_fault(p, p->cut_fault, p->cut_place, p->cut_reason);
	if (p->faulted || p->read_error != 0)
		return;
	judge_head(p, (const unsigned char *)p->piece, n);
	if (p->faulted)
		return;
	check_piece(p, n);
}

struct xml_parser *xml_parser_open(struct xml_source source, struct xml_consumer *consumer)
{
	struct xml_parser *p = mem_zero(1, sizeof *p);
	p->source = source;
	p->consumer = consumer;
	p->piece = mem_alloc(2 * PIECE); /* may become one of those given */
	xml_given_init(&p->given);
	mem_warm(p->piece, PIECE);
	read_head(p);
	return p;
}

bool xml_parser_is_long(const struct xml_parser *p)
{
	return p->head_len == PIECE && !p->faulted && p->read_error == 0;
}

void xml_parser_tell(struct xml_parser *p, struct xml_consumer *consumer, struct xml_numbers *numbers)
{
	p->consumer = consumer;
	p->numbers = numbers;
}

static void parse(struct xml_parser *p)
{
	p->parser = new_parser(p);
	p->no_parser = p->parser == NULL;
	if (p->parser != NULL)
		xmlParseDocument(p->parser);
}

void xml_parser_run(struct xml_parser *p)
{
	if (!p->faulted && p->read_error == 0)
		parse(p);
	if (p->no_parser)
		return;
	judge_end(p);
	while (p->consumer->raw != NULL && p->read_error == 0 && next_piece(p, 0) > 0)
		;
}

int xml_parser_close(struct xml_parser *p, const char *name, uint64_t *size, struct error *err)
{
	int result = 0;
	if (p->no_parser)
		result = error_set(err, "%s: o analisador de XML não pôde ser criado", name);
	else if (p->read_error != 0)
		result = error_sys(err, p->read_error, "%s", name);
	*size = p->size;
	xml_scope_free(p->scope);
	if (p->parser != NULL)
		xmlFreeParserCtxt(p->parser);
	buf_release(&p->reason);
	free(p->piece);
	xml_given_release(&p->given);
	free(p);
	return result;
}
