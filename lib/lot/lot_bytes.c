#include "lot/lot_bytes.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/visible.h"

enum { PIECE = 64 * 1024 };

/* ---- finding ---- */

/* Elements on the way down to the guides, by their local names. */
struct finder {
	struct lot_bytes *b;
	unsigned lot_depth;      /* of loteGuias, while it is open; 0: not seen */
	unsigned guides_depth;   /* of guiasTISS, while it is open */
	bool lot_seen;
	struct lot_span *content; /* the element whose content we are in, or NULL */
};

static void add_guide(struct lot_bytes *b, uint64_t from)
{
	if (b->n == b->cap) {
		b->cap = b->cap > 0 ? b->cap * 2 : 128;
		b->guides = mem_grow(b->guides, b->cap, sizeof *b->guides);
	}
	b->guides[b->n++] = (struct lot_span){ from, from };
}

static void take_prefix(struct lot_bytes *b, const char *name)
{
	size_t len = (size_t)(xml_tag_local(name) - name);
	if (len <= LOT_PREFIX_MAX) {
		memcpy(b->prefix, name, len);
		b->prefix[len] = '\0';
	}
}

/* The element whose content is to be replaced begins (<x/> has none to replace). */
static void open_content(struct finder *f, const struct xml_tag_place *tag, struct lot_span *span)
{
	if (span->to != 0 || tag->end)
		return;
	*span = (struct lot_span){ tag->to, tag->to };
	f->content = span;
}

static void on_start(struct finder *f, const struct xml_tag_place *tag)
{
	const char *local = xml_tag_local(tag->name);
	bool beside_lot = f->lot_seen && f->lot_depth == 0;
	if (f->guides_depth != 0 && tag->depth == f->guides_depth + 1) {
		add_guide(f->b, tag->from);
	} else if (f->guides_depth != 0) {
		return;
	} else if (!f->lot_seen && strcmp(local, "loteGuias") == 0) {
		f->lot_seen = true;
		f->lot_depth = tag->depth;
		take_prefix(f->b, tag->name);
	} else if (f->lot_depth != 0 && tag->depth == f->lot_depth + 1 && strcmp(local, "numeroLote") == 0) {
		open_content(f, tag, &f->b->number);
	} else if (f->lot_depth != 0 && tag->depth == f->lot_depth + 1 && strcmp(local, "guiasTISS") == 0) {
		f->guides_depth = tag->depth;
		f->b->opened = tag->to;
	} else if (beside_lot && strcmp(local, "hash") == 0) {
		open_content(f, tag, &f->b->hash);
	} else if (beside_lot && strcmp(local, "Signature") == 0) {
		f->b->is_signed = true;
	}
}

static void on_end(struct finder *f, const struct xml_tag_place *tag)
{
	struct lot_bytes *b = f->b;
	if (f->content != NULL) {
		f->content->to = tag->from;
		f->content = NULL;
	}
	if (f->guides_depth != 0 && tag->depth == f->guides_depth + 1 && b->n > 0)
		b->guides[b->n - 1].to = tag->to;
	else if (tag->depth == f->guides_depth)
		f->guides_depth = 0;
	else if (tag->depth == f->lot_depth)
		f->lot_depth = 0;
}

static void on_tag(void *context, const struct xml_tag_place *tag)
{
	struct finder *f = context;
	if (tag->start)
		on_start(f, tag);
	if (tag->end)
		on_end(f, tag);
}

static int check_parts(const struct lot_bytes *b, const struct fix_input *in, struct error *err)
{
	if (b->n == 0)
		return error_set(err, "%s: não é um lote de guias", in->name);
	if (b->number.to == 0)
		return error_set(err, "%s: o lote não tem numeroLote", in->name);
	if (b->hash.to == 0)
		return error_set(err, "%s: a mensagem não tem hash: ponha o elemento, ainda que com outro valor", in->name);
	return 0;
}

static void take_head(struct lot_bytes *b, const char *bytes, size_t n)
{
	struct xml_head head;
	xml_head_read(&head, (const unsigned char *)bytes, n < XML_HEAD_MAX ? n : XML_HEAD_MAX);
	b->encoding = head.encoding;
	b->mark = head.bom;
}

int lot_bytes_find(struct lot_bytes *b, const struct fix_input *in, struct error *err)
{
	*b = (struct lot_bytes){ .encoding = XML_UTF8 };
	struct finder f = { .b = b };
	struct xml_tags tags;
	struct xml_source source = xml_source_fd(&in->fd);
	char *piece = mem_alloc(PIECE);
	ssize_t n = -1;
	xml_tags_init(&tags, on_tag, &f);
	if (fix_input_rewind(in, err) == 0) {
		while ((n = source.read(source.context, piece, PIECE)) > 0) {
			if (b->size == 0)
				take_head(b, piece, (size_t)n);
			xml_tags_feed(&tags, piece, (size_t)n);
			b->size += (uint64_t)n;
		}
		if (n < 0)
			error_sys(err, errno, "%s", in->name);
	}
	free(piece);
	return n < 0 ? -1 : check_parts(b, in, err);
}

void lot_bytes_release(struct lot_bytes *b)
{
	free(b->guides);
	*b = (struct lot_bytes){ .encoding = XML_UTF8 };
}

int lot_bytes_read(const struct fix_input *in, uint64_t from, uint64_t to, struct buf *out, struct error *err)
{
	size_t left = (size_t)(to - from);
	off_t at = in->start + (off_t)from;
	buf_reserve(out, left);
	while (left > 0) {
		ssize_t n = pread(in->fd, out->data + out->len, left, at);
		if (n < 0 && errno != EINTR)
			return error_sys(err, errno, "%s", in->name);
		if (n == 0)
			return error_set(err, "%s: o arquivo mudou enquanto era lido", in->name);
		if (n > 0) {
			out->len += (size_t)n;
			left -= (size_t)n;
			at += n;
		}
	}
	return 0;
}

/* ---- converting ---- */

static void to_utf8(struct buf *out, const char *bytes, size_t n)
{
	buf_reserve(out, 2 * n);
	out->len += xml_latin1_to_utf8((const unsigned char *)bytes, n, (unsigned char *)out->data + out->len);
	out->data[out->len] = '\0';
}

static bool to_latin1(struct buf *out, const char *bytes, size_t n)
{
	buf_reserve(out, n);
	for (size_t i = 0; i < n;) {
		struct visible_char c = visible_next(bytes + i, n - i);
		if (c.code > 0xff)
			return false;
		buf_addc(out, (char)(unsigned char)c.code);
		i += c.len;
	}
	return true;
}

/* Rewrites the prefix of the tags that have that of FROM. */
struct rewriter {
	struct buf *out;
	const char *bytes;
	uint64_t done;        /* of them written */
	const char *from, *to;
};

static void rewrite_tag(void *context, const struct xml_tag_place *tag)
{
	struct rewriter *r = context;
	size_t prefix = strlen(r->from);
	uint64_t name = tag->from + 1 + (tag->end && !tag->start);
	bool same = prefix > 0 ? strncmp(tag->name, r->from, prefix) == 0 : strchr(tag->name, ':') == NULL;
	if (!same)
		return;
	buf_add(r->out, r->bytes + r->done, (size_t)(name - r->done));
	buf_adds(r->out, r->to);
	r->done = name + prefix;
}

static void change_prefix(struct buf *out, const char *bytes, size_t n, const char *from, const char *to)
{
	struct rewriter r = { out, bytes, 0, from, to };
	struct xml_tags tags;
	xml_tags_init(&tags, rewrite_tag, &r);
	xml_tags_feed(&tags, bytes, n);
	buf_add(out, bytes + r.done, n - (size_t)r.done);
}

bool lot_bytes_convert(struct buf *out, const char *bytes, size_t n, const struct lot_bytes *from, const struct lot_bytes *to)
{
	struct buf other = BUF_INIT;
	bool possible = true;
	if (from->encoding != to->encoding) {
		if (to->encoding == XML_UTF8)
			to_utf8(&other, bytes, n);
		else
			possible = to_latin1(&other, bytes, n);
		bytes = buf_str(&other);
		n = other.len;
	}
	if (possible && strcmp(from->prefix, to->prefix) != 0)
		change_prefix(out, bytes, n, from->prefix, to->prefix);
	else
		buf_add(out, bytes, n);
	buf_release(&other);
	return possible;
}
