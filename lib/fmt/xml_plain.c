#include "fmt/xml_plain.h"

#include <string.h>

#include "fmt/xml_bytes.h"

enum { CACHE = 256, NAME_MAX_LEN = 128 };

/* A name seen before, found again by its length and ends. */
struct seen_name {
	const char *text;
	size_t len;
	uint32_t id;
};

struct xml_plain {
	const struct xml_plain_options *options;
	const struct xml_consumer *consumer;
	struct seen_name cache[CACHE];
	struct seen_name names[XML_DEPTH_MAX]; /* of the elements that are open */
	size_t prefix_len;
	unsigned depth;
	long serial;
	bool rooted;
	struct xml_bytes bytes;
	bool plain[256];           /* by byte: whether it is BYTE_PLAIN */
	struct buf text;           /* a value that is not simply what stands there */
	const char *at, *end;      /* of the piece */
};

/* What a byte of a value is. */
enum byte_class { BYTE_PLAIN, BYTE_TAG, BYTE_SPECIAL, BYTE_WRONG };

static enum byte_class class_of(unsigned char c)
{
	if (c == '<')
		return BYTE_TAG;
	if (c == '&' || c >= 0x80)
		return BYTE_SPECIAL;
	return c == '>' || (c < 0x20 && c != '\n' && c != '\t') ? BYTE_WRONG : BYTE_PLAIN;
}

/* How many bytes from AT on are plain. */
static size_t plain_run(const struct xml_plain *x)
{
	const char *p = x->at;
	while (p < x->end && x->plain[(unsigned char)*p])
		p++;
	return (size_t)(p - x->at);
}

static bool is_name_char(unsigned char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
}

static bool starts_with(const struct xml_plain *x, const char *text, size_t len)
{
	return (size_t)(x->end - x->at) >= len && memcmp(x->at, text, len) == 0;
}

/* ---- names ---- */

static bool is_name(const char *text, size_t len)
{
	if (len == 0 || len > NAME_MAX_LEN || text[0] == '-' || text[0] == '.' || (text[0] >= '0' && text[0] <= '9'))
		return false;
	for (size_t i = 0; i < len; i++)
		if (!is_name_char((unsigned char)text[i]))
			return false;
	return true;
}

/* The name of LEN bytes, known by number from now on; NULL when it is no name. */
static const struct seen_name *look_up(struct xml_plain *x, const char *text, size_t len)
{
	if (len == 0)
		return NULL;
	struct seen_name *c = &x->cache[(len * 31 + (unsigned char)text[0] * 7 + (unsigned char)text[len - 1] +
	                                 (unsigned char)text[len / 2] * 3) % CACHE];
	if (c->len == len && memcmp(c->text, text, len) == 0)
		return c;
	if (!is_name(text, len))
		return NULL;
	c->id = names_add(x->options->locals, text, len);
	c->text = names_text(x->options->locals, c->id);
	c->len = len;
	return c;
}

/* ---- tags ---- */

/* The root's attributes: name="value" without references, the declaration of the prefix among them. */
static bool skip_attributes(struct xml_plain *x)
{
	struct buf wanted = BUF_INIT;
	buf_addf(&wanted, " xmlns:%.*s=\"%s\"", (int)x->prefix_len - 1, x->options->prefix, x->options->uri);
	bool declared = false, good = true;
	while (good && x->at < x->end && *x->at == ' ') {
		declared = declared || starts_with(x, wanted.data, wanted.len);
		const char *equals = memchr(x->at, '=', (size_t)(x->end - x->at));
		good = equals != NULL && equals + 1 < x->end && equals[1] == '"';
		const char *close = good ? memchr(equals + 2, '"', (size_t)(x->end - equals - 2)) : NULL;
		good = close != NULL && memchr(x->at, '<', (size_t)(close - x->at)) == NULL && memchr(x->at, '&', (size_t)(close - x->at)) == NULL;
		x->at = close != NULL ? close + 1 : x->at;
	}
	buf_release(&wanted);
	return declared && good;
}

/* "prefix:name>", or at the root with attributes before the ">". */
static bool start_tag(struct xml_plain *x)
{
	const char *name = x->at + x->prefix_len;
	if (!starts_with(x, x->options->prefix, x->prefix_len) || x->depth == XML_DEPTH_MAX - 1)
		return false;
	const char *close = memchr(name, x->rooted ? '>' : ' ', (size_t)(x->end - name));
	const struct seen_name *seen = close != NULL ? look_up(x, name, (size_t)(close - name)) : NULL;
	if (seen == NULL || (x->depth == 0 && x->rooted))
		return false;
	x->at = close;
	if (!x->rooted && !skip_attributes(x))
		return false;
	if (x->at == x->end || *x->at++ != '>')
		return false;
	x->rooted = true;
	x->names[x->depth++] = *seen;
	x->serial++;
	struct xml_start start = {
		.ns = x->options->ns, .name = seen->id, .local = seen->text, .uri = x->options->uri, .line = x->serial,
		.value_line = x->serial,
	};
	x->consumer->start(x->consumer->context, &start);
	return true;
}

static bool end_tag(struct xml_plain *x)
{
	if (x->depth == 0 || !starts_with(x, x->options->prefix, x->prefix_len))
		return false;
	const struct seen_name *open = &x->names[--x->depth];
	x->at += x->prefix_len;
	if (!starts_with(x, open->text, open->len))
		return false;
	x->at += open->len;
	if (x->at == x->end || *x->at++ != '>')
		return false;
	x->consumer->end(x->consumer->context, x->serial, 0, false);
	return true;
}

/* ---- text ---- */

/* One of the references at AT; what it stands for, 0 when it is none of them. */
static char reference(struct xml_plain *x)
{
	static const struct {
		const char *text;
		char c;
	} references[] = { { "&amp;", '&' }, { "&lt;", '<' }, { "&gt;", '>' }, { "&#13;", '\r' } };
	for (size_t i = 0; i < sizeof references / sizeof *references; i++) {
		size_t len = strlen(references[i].text);
		if (starts_with(x, references[i].text, len)) {
			x->at += len;
			return references[i].c;
		}
	}
	return '\0';
}

/* A special byte at AT, into the text. */
static bool take_special(struct xml_plain *x)
{
	unsigned char c = (unsigned char)*x->at;
	if (c == '&') {
		char meant = reference(x);
		buf_addc(&x->text, meant);
		return meant != '\0';
	}
	if (x->options->encoding == XML_OUT_ISO_8859_1) {
		buf_addc(&x->text, (char)(0xc0 | c >> 6));
		c = (unsigned char)(0x80 | (c & 0x3f));
	} else if (c > 0xc3) {
		return false; /* beyond U+00FF some are no characters of XML */
	}
	buf_addc(&x->text, (char)c);
	x->at++;
	return true;
}

/* The rest of a value that holds special bytes; FROM is where it began. */
static bool read_special(struct xml_plain *x, const char *from)
{
	buf_clear(&x->text);
	buf_add(&x->text, from, (size_t)(x->at - from));
	while (x->at < x->end) {
		size_t run = plain_run(x);
		buf_add(&x->text, x->at, run);
		x->at += run;
		if (x->at == x->end || class_of((unsigned char)*x->at) == BYTE_WRONG)
			return false;
		if (*x->at == '<')
			return true;
		if (!take_special(x))
			return false;
	}
	return false;
}

static bool is_blank(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (text[i] != ' ' && text[i] != '\n')
			return false;
	return true;
}

/* Indentation, as it stands between most tags: steps over it. */
static void skip_indent(struct xml_plain *x)
{
	static const char indent[] = "\n                    ";
	const char *tag = memchr(x->at, '<', (size_t)(x->end - x->at));
	size_t len = tag != NULL ? (size_t)(tag - x->at) : 0;
	if (len < sizeof indent && memcmp(x->at, indent, len) == 0)
		x->at += len;
}

/* What stands up to the next tag: a value when that is the end tag behind a start tag, otherwise blank. */
static bool read_text(struct xml_plain *x, bool value)
{
	if (x->at < x->end && *x->at == '\n' && !value)
		skip_indent(x);
	const char *from = x->at, *text = from;
	size_t len = plain_run(x);
	x->at += len;
	enum byte_class next = x->at < x->end ? class_of((unsigned char)*x->at) : BYTE_TAG;
	if (next == BYTE_SPECIAL) {
		if (!read_special(x, from))
			return false;
		text = buf_str(&x->text);
		len = x->text.len;
	}
	if (next == BYTE_WRONG)
		return false;
	if (!value || x->end - x->at < 2 || x->at[1] != '/')
		return next != BYTE_SPECIAL && is_blank(text, len);
	if (len > 0)
		x->consumer->text(x->consumer->context, text, len, false);
	return true;
}

/* ---- the document ---- */

static bool read_declaration(struct xml_plain *x)
{
	const char *declaration = x->options->encoding == XML_OUT_UTF_8 ? "<?xml version=\"1.0\" encoding=\"UTF-8\"?>" :
		"<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>";
	size_t len = strlen(declaration);
	if (!starts_with(x, declaration, len))
		return false;
	x->at += len;
	return true;
}

static bool read_piece(struct xml_plain *x)
{
	bool behind_start = false;
	while (x->at < x->end) {
		if (!read_text(x, behind_start))
			return false;
		if (x->at == x->end)
			return true;
		if (++x->at == x->end)
			return false;
		behind_start = *x->at != '/';
		x->at += !behind_start;
		if (!(behind_start ? start_tag(x) : end_tag(x)))
			return false;
	}
	return true;
}

static bool check_bytes(struct xml_plain *x, const struct buf *piece)
{
	size_t good;
	struct xml_place where;
	return xml_bytes_feed(&x->bytes, (const unsigned char *)buf_str(piece), piece->len, &good, &where) == XML_BYTES_OK;
}

bool xml_plain_read(const struct xml_plain_options *options, const struct buf *const pieces[], size_t n,
                    const struct xml_consumer *consumer)
{
	struct xml_plain x = { .options = options, .consumer = consumer, .prefix_len = strlen(options->prefix) };
	bool good = true;
	for (int c = 0; c < 256; c++)
		x.plain[c] = class_of((unsigned char)c) == BYTE_PLAIN;
	xml_bytes_init(&x.bytes, options->encoding == XML_OUT_UTF_8 ? XML_UTF8 : XML_LATIN1);
	for (size_t i = 0; i < n && good; i++) {
		x.at = buf_str(pieces[i]);
		x.end = x.at + pieces[i]->len;
		good = check_bytes(&x, pieces[i]) && (i > 0 || read_declaration(&x)) && read_piece(&x);
	}
	buf_release(&x.text);
	return good && x.rooted && x.depth == 0;
}
