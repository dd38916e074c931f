#include "fmt/xml_parser.h"

#include <stdlib.h>
#include <string.h>

#include <libxml/parser.h>

#include "base/mem.h"
#include "fmt/xml_pieces.h"
#include "fmt/xml_reason.h"
#include "fmt/xml_scope.h"

enum { NAMES_MAX = 1024 * 1024 };

struct xml_parser {
	xmlParserCtxtPtr parser;
	struct xml_consumer *consumer;
	struct xml_numbers *numbers; /* NULL: names stay without */
	struct xml_scope *scope;
	struct xml_start start;     /* the one being told */
	long opened[XML_DEPTH_MAX + 1]; /* by depth: the line on which the open element began */
	bool faulted;
	struct buf reason;          /* of the fault that ends it */
	bool unreadable;            /* from the start */
	bool no_parser;             /* libxml2 could not make one */
	struct xml_pieces *pieces;
	const struct xml_piece *piece; /* the last one, of which the parser has had the bytes before AT; NULL: none yet */
	size_t at;
};

/* Tells a fault; all but the notes at the end of a file end its reading. */
static void tell_fault(struct xml_parser *p, enum xml_fault_kind kind, struct xml_place place, const char *reason)
{
	if (p->faulted)
		return;
	if (kind != XML_FAULT_DISGUISED && kind != XML_FAULT_CONTROL)
		p->faulted = true;
	struct xml_fault fault = { kind, place, xml_pieces_head(p->pieces)->name, reason };
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
	struct xml_way_back tag = xml_pieces_back(p->pieces, end, '<'), before;
	*line = in->line - tag.lines;
	*column = in->col - tag.characters;
	if (tag.lines > 0) { /* IN's column is another line's; of a line longer than what is kept, only that is counted */
		before = xml_pieces_back(p->pieces, tag.offset, '\n');
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

/* Whether there is a fault of the bytes behind all that the parser has had. */
static bool is_cut(const struct xml_parser *p)
{
	return p->piece != NULL && p->piece->cut && p->at == p->piece->len;
}

static void tell_cut(struct xml_parser *p)
{
	tell_fault(p, p->piece->fault, p->piece->place, p->piece->reason);
}

/* Whether the parser has had all it will get: then it complains of the cut, and not of the text. (A character may have
 * been cut in its middle.) */
static bool stands_at_cut(const struct xml_parser *p)
{
	const xmlParserInput *in = p->parser->input;
	return is_cut(p) && (in == NULL || in->end - in->cur < 4);
}

static void on_error(void *context, const char *message, ...)
{
	struct xml_parser *p = context;
	const xmlError *e = xmlCtxtGetLastError(p->parser);
	(void)message; /* E says it in parts */
	if (e == NULL || p->consumer->stop || p->faulted)
		return;
	if (stands_at_cut(p)) {
		tell_cut(p);
		return;
	}
	xml_reason(&p->reason, e, p->opened[xml_scope_depth(p->scope)]);
	tell_fault(p, XML_FAULT_MALFORMED, (struct xml_place){ 0, e->line, e->int2, 0 }, buf_str(&p->reason));
}

/* Goes on to the next piece. False when there is none. */
static bool next_piece(struct xml_parser *p)
{
	const struct xml_piece *next = p->piece == NULL || !p->piece->cut ? xml_pieces_next(p->pieces) : NULL;
	if (next == NULL)
		return false;
	p->piece = next;
	p->at = next->skipped;
	return true;
}

/* libxml2 asks for bytes. */
static int give_bytes(void *context, char *out, int len)
{
	struct xml_parser *p = context;
	while (p->piece == NULL || p->at == p->piece->len)
		if (!next_piece(p))
			return 0;
	size_t n = p->piece->len - p->at;
	if (n > (size_t)len)
		n = (size_t)len;
	memcpy(out, p->piece->bytes + p->at, n);
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
static void judge_head(struct xml_parser *p)
{
	size_t n;
	const unsigned char *bytes = (const unsigned char *)xml_pieces_first(p->pieces, &n);
	const struct xml_head *head = xml_pieces_head(p->pieces);
	struct xml_place start = { 0, 1, 1, n > 0 ? bytes[0] : 0 };
	if (n == 0 && next_piece(p))
		tell_cut(p);
	else if (n == 0)
		tell_fault(p, XML_FAULT_EMPTY, start, NULL);
	else if (head->encoding == XML_UTF16)
		tell_fault(p, XML_FAULT_WIDE, start, NULL);
	else if (xml_head_looks_like(bytes, n) != NULL)
		tell_fault(p, XML_FAULT_MALFORMED, start, xml_head_looks_like(bytes, n));
	else if (head->encoding == XML_OTHER_ENCODING)
		tell_fault(p, XML_FAULT_UNSUPPORTED, start, NULL);
	else if (head->bom && head->encoding == XML_LATIN1)
		tell_fault(p, XML_FAULT_BOM, start, NULL);
}

/* What only the whole file can tell. */
static void judge_end(struct xml_parser *p)
{
	const struct xml_bytes *bytes = xml_pieces_bytes(p->pieces);
	if (p->faulted || p->consumer->stop || xml_pieces_error(p->pieces) != 0)
		return;
	if (is_cut(p))
		tell_cut(p);
	else if (xml_bytes_is_utf8_in_disguise(bytes))
		tell_fault(p, XML_FAULT_DISGUISED, bytes->first, NULL);
	else if (bytes->has_control)
		tell_fault(p, XML_FAULT_CONTROL, bytes->control, NULL);
}

struct xml_parser *xml_parser_open(struct xml_source source, struct xml_consumer *consumer)
{
	struct xml_parser *p = mem_zero(1, sizeof *p);
	p->consumer = consumer;
	p->pieces = xml_pieces_open(source, consumer->raw, consumer->context);
	p->unreadable = xml_pieces_error(p->pieces) != 0;
	if (!p->unreadable)
		judge_head(p);
	return p;
}

bool xml_parser_is_long(const struct xml_parser *p)
{
	size_t n;
	xml_pieces_first(p->pieces, &n);
	return n == XML_PIECE && !p->faulted && !p->unreadable;
}

bool xml_parser_help(struct xml_parser *p)
{
	return xml_pieces_ahead(p->pieces);
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
	if (!p->faulted && !p->unreadable)
		parse(p);
	if (p->no_parser)
		return;
	judge_end(p);
	xml_pieces_rest(p->pieces);
}

int xml_parser_close(struct xml_parser *p, const char *name, uint64_t *size, struct error *err)
{
	int result = 0;
	if (p->no_parser)
		result = error_set(err, "%s: o analisador de XML não pôde ser criado", name);
	else if (xml_pieces_error(p->pieces) != 0)
		result = error_sys(err, xml_pieces_error(p->pieces), "%s", name);
	*size = xml_pieces_size(p->pieces);
	xml_scope_free(p->scope);
	if (p->parser != NULL)
		xmlFreeParserCtxt(p->parser);
	buf_release(&p->reason);
	xml_pieces_free(p->pieces);
	free(p);
	return result;
}
