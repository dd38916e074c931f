#include "fmt/xml_patch.h"

#include <string.h>

#include "base/visible.h"

/* A '<' never stands in a tag of a well-formed file, not even between quotes. So most of the file is gone through from one
 * '<' to the next; only the tags of elements to be changed are read to their '>'. */
enum state {
	IN_TEXT,        /* or in a tag that is of no interest */
	AT_LESS,        /* behind a '<' */
	IN_NAME,        /* of the target's start tag */
	IN_START,       /* behind its name */
	IN_QUOTES,      /* in the value of an attribute of it */
	AT_SLASH,       /* behind the '/' of the target's start tag */
	AT_BANG,        /* behind "<!" */
	AT_DASH,        /* behind "<!-" */
	IN_COMMENT,
	IN_CDATA,
	IN_INSTRUCTION
};

void xml_patch_init(struct xml_patch *p, struct xml_splice splice, const struct xml_edit *edits, size_t n,
                    struct xml_patch_sink sink)
{
	*p = (struct xml_patch){
		.edits = edits, .left = n, .splice = splice, .spliced = splice.text == NULL, .sink = sink, .state = IN_TEXT,
	};
}

void xml_patch_release(struct xml_patch *p)
{
	buf_release(&p->name);
}

bool xml_patch_done(const struct xml_patch *p)
{
	return p->spliced && p->left == 0;
}

bool xml_patch_finish(const struct xml_patch *p)
{
	return xml_patch_done(p) && !p->misplaced;
}

static void drop(struct xml_patch *p, const char *bytes, size_t n)
{
	if (n > 0 && p->sink.drop != NULL)
		p->sink.drop(p->sink.context, bytes, n);
}

static void add(struct xml_patch *p, const char *bytes, size_t n)
{
	if (n > 0)
		p->sink.add(p->sink.context, bytes, n);
}

/* Hands on the bytes from FROM up to TO. */
static void pass(struct xml_patch *p, const char *from, const char *to)
{
	if (p->dropping)
		drop(p, from, (size_t)(to - from));
	else if (to > from)
		p->sink.keep(p->sink.context, from, (size_t)(to - from));
}

/* The bytes of the file are in *PASSED up to C, which is where a step of the lexer stands. */
struct place {
	const char *passed, *c, *end;
};

static void pass_to(struct xml_patch *p, struct place *at, const char *to)
{
	pass(p, at->passed, to);
	at->passed = to;
}

/* The old value ends at the '<' before C; it was kept back, perhaps by the piece before. */
static void end_value(struct xml_patch *p, struct place *at)
{
	p->dropping = false;
	add(p, p->edits->text, p->edits->len);
	p->edits++;
	p->left--;
	p->sink.keep(p->sink.context, "<", 1);
	at->passed = at->c;
}

/* Another '<' inside the value: of a comment or CDATA section, which go with it. */
static void drop_less(struct xml_patch *p, struct place *at)
{
	drop(p, "<", 1);
	at->passed = at->c;
}

static void begin_start_tag(struct xml_patch *p)
{
	p->tags++;
	p->misplaced = p->misplaced || p->dropping;
	p->target = p->left > 0 && p->edits->tag == p->tags && !p->dropping;
	p->state = p->target ? IN_NAME : IN_TEXT;
	p->name.len = 0;
}

/* C stands behind a '<'. While a value is dropped that '<' has been kept back, since it may end the value. */
static void step_less(struct xml_patch *p, struct place *at)
{
	if (p->dropping && *at->c == '/')
		end_value(p, at);
	else if (p->dropping)
		drop_less(p, at);
	switch (*at->c) {
	case '/': p->state = IN_TEXT; break;
	case '!': p->state = AT_BANG; break;
	case '?': p->state = IN_INSTRUCTION; break;
	default: begin_start_tag(p); return;
	}
	p->run = 0;
	at->c++;
}

/* Counts the start tags that begin in a BLOCK of bytes; false where a comment, CDATA section or instruction begins. The byte behind the
 * block is looked at too. Written for a compiler to make vector instructions of: there are half a million tags in a large lot, and most
 * corrections are far apart. */
enum { BLOCK = 240 }; /* its tags can be counted in a byte */

static bool count_start_tags(const char *bytes, unsigned *starts)
{
	unsigned char less = 0, ends = 0, others = 0;
	for (unsigned i = 0; i < BLOCK; i++) {
		unsigned char is_less = bytes[i] == '<';
		less = (unsigned char)(less + is_less);
		ends = (unsigned char)(ends + (is_less & (bytes[i + 1] == '/')));
		others = (unsigned char)(others | (is_less & ((bytes[i + 1] == '!') | (bytes[i + 1] == '?'))));
	}
	*starts = (unsigned)less - ends;
	return others == 0;
}

/* Past all blocks in which the target's start tag does not begin. */
static void skip_blocks(struct xml_patch *p, struct place *at)
{
	unsigned starts;
	while (at->end - at->c > BLOCK && count_start_tags(at->c, &starts) && p->tags + starts < p->edits->tag) {
		p->tags += starts;
		at->c += BLOCK;
	}
}

static void step_text(struct xml_patch *p, struct place *at)
{
	if (!p->dropping)
		skip_blocks(p, at);
	const char *less = memchr(at->c, '<', (size_t)(at->end - at->c));
	at->c = less != NULL ? less + 1 : at->end;
	if (less == NULL)
		return;
	p->state = AT_LESS;
	if (p->dropping) {
		pass_to(p, at, less);
		at->passed = at->c;
	}
}

static void end_start_tag(struct xml_patch *p, struct place *at)
{
	at->c++;
	p->state = IN_TEXT;
	pass_to(p, at, at->c);
	p->target = false;
	p->dropping = true;
}

static void step_start(struct xml_patch *p, struct place *at)
{
	for (; at->c < at->end; at->c++) {
		char c = *at->c;
		if (c == '>') {
			end_start_tag(p, at);
			return;
		}
		if (c == '"' || c == '\'') {
			p->quote = c;
			p->state = IN_QUOTES;
			at->c++;
			return;
		}
		if (c == '/') {
			pass_to(p, at, at->c);
			at->passed = ++at->c; /* kept back: the tag is about to be opened */
			p->state = AT_SLASH;
			return;
		}
	}
}

static void step_name(struct xml_patch *p, struct place *at)
{
	const char *from = at->c;
	while (at->c < at->end && strchr(" \t\r\n/>", *at->c) == NULL)
		at->c++;
	buf_add(&p->name, from, (size_t)(at->c - from));
	if (at->c < at->end)
		p->state = IN_START;
}

/* <x/> becomes <x>text</x>. */
static void step_slash(struct xml_patch *p, struct place *at)
{
	drop(p, "/>", 2);
	add(p, ">", 1);
	add(p, p->edits->text, p->edits->len);
	add(p, "</", 2);
	add(p, p->name.data, p->name.len);
	add(p, ">", 1);
	p->edits++;
	p->left--;
	p->target = false;
	p->state = IN_TEXT;
	at->passed = ++at->c;
}

static void step_bang(struct xml_patch *p, struct place *at)
{
	char c = *at->c++;
	if (p->state == AT_DASH)
		p->state = IN_COMMENT;
	else
		p->state = c == '-' ? AT_DASH : c == '[' ? IN_CDATA : IN_TEXT;
	p->run = 0;
}

/* Up to the '>' that has TIMES of MARK before it. */
static void step_until(struct xml_patch *p, struct place *at, char mark, unsigned times)
{
	while (at->c < at->end) {
		char c = *at->c++;
		if (c == '>' && p->run >= times) {
			p->state = IN_TEXT;
			return;
		}
		p->run = c == mark ? p->run + 1 : 0;
	}
}

static void step_quotes(struct xml_patch *p, struct place *at)
{
	const char *quote = memchr(at->c, p->quote, (size_t)(at->end - at->c));
	at->c = quote != NULL ? quote + 1 : at->end;
	if (quote != NULL)
		p->state = IN_START;
}

static void step(struct xml_patch *p, struct place *at)
{
	switch ((enum state)p->state) {
	case IN_TEXT: step_text(p, at); break;
	case AT_LESS: step_less(p, at); break;
	case IN_NAME: step_name(p, at); break;
	case IN_START: step_start(p, at); break;
	case IN_QUOTES: step_quotes(p, at); break;
	case AT_SLASH: step_slash(p, at); break;
	case AT_BANG:
	case AT_DASH: step_bang(p, at); break;
	case IN_COMMENT: step_until(p, at, '-', 2); break;
	case IN_CDATA: step_until(p, at, ']', 2); break;
	case IN_INSTRUCTION: step_until(p, at, '?', 1); break;
	}
}

static void feed_plain(struct xml_patch *p, const char *bytes, size_t n)
{
	struct place at = { bytes, bytes, bytes + n };
	p->offset += n;
	while (at.c < at.end && p->left > 0)
		step(p, &at);
	pass_to(p, &at, at.end);
}

/* The part of the N bytes at BYTES that the splice takes away; behind its last byte the new text comes. */
static size_t feed_splice(struct xml_patch *p, const char *bytes, size_t n)
{
	uint64_t left = p->splice.at + p->splice.len - p->offset;
	size_t taken = left < n ? (size_t)left : n;
	drop(p, bytes, taken);
	p->offset += taken;
	if (taken == left) {
		add(p, p->splice.text, p->splice.text_len);
		p->spliced = true;
	}
	return taken;
}

void xml_patch_feed(struct xml_patch *p, const char *bytes, size_t n)
{
	while (n > 0) {
		size_t taken = n;
		if (!p->spliced && p->offset >= p->splice.at) {
			taken = feed_splice(p, bytes, n);
		} else {
			if (!p->spliced && p->splice.at - p->offset < n)
				taken = (size_t)(p->splice.at - p->offset);
			feed_plain(p, bytes, taken);
		}
		bytes += taken;
		n -= taken;
	}
}

/* ---- values as content ---- */

static void add_character(struct buf *out, const char *text, struct visible_char c, enum xml_encoding encoding)
{
	if (c.code >= 0x80 && encoding == XML_LATIN1 && (c.code > 0xff || c.code < 0xa0))
		buf_addf(out, "&#x%X;", (unsigned)c.code);
	else if (c.code >= 0x80 && encoding == XML_LATIN1)
		buf_addc(out, (char)(unsigned char)c.code);
	else
		buf_add(out, text, c.len);
}

void xml_patch_escape(struct buf *out, const char *value, size_t len, enum xml_encoding encoding)
{
	for (size_t i = 0; i < len;) {
		struct visible_char c = visible_next(value + i, len - i);
		switch (c.code) {
		case '&': buf_adds(out, "&amp;"); break;
		case '<': buf_adds(out, "&lt;"); break;
		case '>': buf_adds(out, "&gt;"); break;
		case '\r': buf_adds(out, "&#13;"); break; /* as it is, a parser would make a line feed of it */
		default: add_character(out, value + i, c, encoding);
		}
		i += c.len;
	}
}
