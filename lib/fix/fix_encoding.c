/* The encoding declaration, where it is wrong and only one repair is right: a file declared ISO-8859-1 whose bytes are
 * UTF-8, and one declared (or taken for) UTF-8 whose bytes can only be ISO-8859-1. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "fix/fix.h"
#include "fmt/xml_bytes.h"

enum { PIECE = 64 * 1024 };

/* The start of a file, and what all its bytes say. */
struct survey {
	unsigned char head_bytes[XML_HEAD_MAX];
	size_t n;
	struct xml_head head;
	struct xml_bytes bytes;
};

/* Fills the buffer of N bytes, unless the file ends before; returns how many were read, or -1 with errno set. */
static ssize_t read_some(struct xml_source source, char *bytes, size_t n)
{
	size_t have = 0;
	ssize_t got = 1;
	while (have < n && (got = source.read(source.context, bytes + have, n - have)) > 0)
		have += (size_t)got;
	return got < 0 ? -1 : (ssize_t)have;
}

int fix_head_read(const struct fix_input *in, struct fix_plan *plan, struct error *err)
{
	unsigned char bytes[XML_HEAD_MAX];
	struct xml_head head;
	if (fix_input_rewind(in, err) != 0)
		return -1;
	ssize_t n = read_some(xml_source_fd(&in->fd), (char *)bytes, sizeof bytes);
	if (n < 0)
		return error_sys(err, errno, "%s", in->name);
	if (n > 4 && (memcmp(bytes, "\x1f\x8b", 2) == 0 || memcmp(bytes, "PK\x03\x04", 4) == 0))
		return error_set(err, "%s: o arquivo está comprimido: descompacte-o antes de corrigir", in->name);
	xml_head_read(&head, bytes, (size_t)n);
	plan->encoding = head.encoding;
	return 0;
}

static int read_file(struct survey *s, const struct fix_input *in, struct error *err)
{
	char *piece = mem_alloc(PIECE);
	struct xml_source source = xml_source_fd(&in->fd);
	ssize_t n;
	xml_bytes_init(&s->bytes, XML_LATIN1); /* which only notes whether it could be UTF-8 */
	while ((n = source.read(source.context, piece, PIECE)) > 0) {
		struct xml_place where;
		size_t good, room = sizeof s->head_bytes - s->n;
		size_t kept = (size_t)n < room ? (size_t)n : room;
		memcpy(s->head_bytes + s->n, piece, kept);
		s->n += kept;
		if (xml_bytes_feed(&s->bytes, (const unsigned char *)piece, (size_t)n, &good, &where) != XML_BYTES_OK)
			break; /* the parser will say so */
	}
	free(piece);
	return n >= 0 ? 0 : error_sys(err, errno, "%s", in->name);
}

/* What to declare; XML_OTHER_ENCODING: what is declared, or there is no one right answer. */
static enum xml_encoding encoding_due(const struct survey *s)
{
	bool utf8 = !s->bytes.not_utf8 && s->bytes.pending == 0;
	if (s->head.encoding == XML_LATIN1 && utf8 && (s->bytes.multibyte > 0 || s->head.bom))
		return XML_UTF8;
	if (s->head.encoding == XML_UTF8 && !utf8 && !s->bytes.has_control && !s->head.bom)
		return XML_LATIN1;
	return XML_OTHER_ENCODING;
}

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* The value of NAME in the declaration of LEN bytes at DECL, without its quotes; NULL when it is not there. */
static const char *declared_value(const char *decl, size_t len, const char *name, size_t *value_len)
{
	size_t name_len = strlen(name);
	for (size_t i = 5; i + name_len < len; i++) {
		if (!is_space(decl[i - 1]) || memcmp(decl + i, name, name_len) != 0)
			continue;
		size_t at = i + name_len;
		while (at < len && (is_space(decl[at]) || decl[at] == '='))
			at++;
		if (at == len || (decl[at] != '"' && decl[at] != '\''))
			continue;
		const char *end = memchr(decl + at + 1, decl[at], len - at - 1);
		if (end == NULL)
			return NULL;
		*value_len = (size_t)(end - decl) - at - 1;
		return decl + at + 1;
	}
	return NULL;
}

static void set_splice(struct fix_plan *plan, uint64_t at, size_t len, const struct buf *text)
{
	plan->splice = (struct xml_splice){ at, len, arena_dup(&plan->arena, buf_str(text), text->len), text->len };
}

/* A declaration of its own, on a line of its own where the file has lines. */
static void add_declaration(struct fix_plan *plan, const struct survey *s, size_t at, const char *name)
{
	struct buf text = BUF_INIT;
	const unsigned char *feed = memchr(s->head_bytes, '\n', s->n);
	buf_addf(&text, "<?xml version=\"1.0\" encoding=\"%s\"?>", name);
	if (feed != NULL)
		buf_adds(&text, feed > s->head_bytes && feed[-1] == '\r' ? "\r\n" : "\n");
	set_splice(plan, at, 0, &text);
	buf_release(&text);
}

/* Declares the encoding NAME; false when the declaration is such that it cannot be done. */
static bool splice_declaration(struct fix_plan *plan, const struct survey *s, const char *name)
{
	const char *head = (const char *)s->head_bytes;
	size_t mark = s->head.bom ? 3 : 0, len;
	const char *decl = head + mark;
	if (s->n - mark < 6 || memcmp(decl, "<?xml", 5) != 0 || !is_space(decl[5])) {
		add_declaration(plan, s, mark, name);
		return true;
	}
	const char *end = memchr(decl, '>', s->n - mark);
	if (end == NULL)
		return false;
	size_t decl_len = (size_t)(end - decl);
	struct buf text = BUF_INIT;
	const char *value = declared_value(decl, decl_len, "encoding", &len);
	if (value != NULL) {
		buf_adds(&text, name);
		set_splice(plan, (uint64_t)(value - head), len, &text);
	} else if ((value = declared_value(decl, decl_len, "version", &len)) != NULL) {
		buf_addf(&text, " encoding=\"%s\"", name);
		set_splice(plan, (uint64_t)(value + len + 1 - head), 0, &text);
	}
	buf_release(&text);
	return value != NULL;
}

int fix_encoding_plan(const struct fix_input *in, struct fix_plan *plan, struct error *err)
{
	struct survey s = { .n = 0 };
	if (fix_input_rewind(in, err) != 0 || read_file(&s, in, err) != 0)
		return -1;
	xml_head_read(&s.head, s.head_bytes, s.n);
	plan->encoding = s.head.encoding;
	enum xml_encoding due = encoding_due(&s);
	const char *name = due == XML_UTF8 ? "UTF-8" : "ISO-8859-1";
	if (due == XML_OTHER_ENCODING || !splice_declaration(plan, &s, name))
		return 0;
	plan->encoding = due;
	struct fix_change c = {
		.code = FINDING_FIX_ENCODING, .line = 1, .column = 1, .path = "", .guide = "", .element = "",
		.old = s.head.declared ? s.head.name : "(sem declaração)", .new = name,
	};
	fix_plan_add(plan, &c);
	return 0;
}
