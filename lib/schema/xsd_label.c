/* What the codes of an enumeration mean. ANS says so only in comments, one "CODE - text" a line, written in several
 * ways: "1- Eletiva", "06-Comprovante", "03Pedido", "225105<tab>Médico", "18 TUSS _ Materiais"; in the type, or
 * behind it; 1 for 01. Of two lines for one code in a type's own comments the last holds: ANS adds corrections at
 * the end. */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "schema/xsd.h"

struct labeller {
	struct arena *arena;
	struct xsd_enum *values;
	size_t n;
	bool replace; /* a label found later replaces one found before */
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* A part of a word or number: an ASCII letter or digit, or any byte of a character beyond ASCII. */
static bool is_word(char c)
{
	return is_digit(c) || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (unsigned char)c >= 0x80;
}

/* How many bytes of white space TEXT begins with, a no-break space among them. */
static size_t space_at(const char *text)
{
	static const char no_break[] = "\xc2\xa0";
	if (*text != '\0' && strchr(" \t\r\n", *text) != NULL)
		return 1;
	return strncmp(text, no_break, 2) == 0 ? 2 : 0;
}

/* Whether LINE begins with code VALUE and goes on with something that is not a part of it. */
static bool begins_with(const char *line, const char *value)
{
	size_t len = strlen(value);
	if (len == 0 || strncmp(line, value, len) != 0)
		return false;
	const char *rest = line + len;
	if (space_at(rest) > 0)
		return true;
	bool numeric = strspn(value, "0123456789") == len;
	if (numeric && is_word(*rest))
		return !is_digit(*rest) && len > 1; /* "03Pedido", but not "1a opção" */
	return !is_word(*rest) && !(*rest == '.' && is_digit(rest[1]));
}

/* Whether LINE begins with a number that is VALUE but for leading zeros; its length in *LEN. */
static bool same_number(const char *line, const char *value, size_t *len)
{
	*len = strspn(line, "0123456789");
	if (*len == 0 || is_word(line[*len]) || *value == '\0' || value[strspn(value, "0123456789")] != '\0')
		return false;
	size_t zeros = strspn(line, "0");
	value += strspn(value, "0");
	return strlen(value) == *len - zeros && strncmp(line + zeros, value, *len - zeros) == 0;
}

/* The value that LINE is about, the length of its code in *LEN; NULL if none is. */
static struct xsd_enum *value_of(const struct labeller *l, const char *line, size_t *len)
{
	struct xsd_enum *found = NULL;
	*len = 0;
	for (size_t i = 0; i < l->n; i++) {
		if (begins_with(line, l->values[i].value) && strlen(l->values[i].value) > *len) {
			found = &l->values[i];
			*len = strlen(found->value);
		}
	}
	for (size_t i = 0; found == NULL && i < l->n; i++)
		if (same_number(line, l->values[i].value, len))
			found = &l->values[i];
	return found;
}

/* TEXT without the mark between code and label, trimmed and single-spaced. */
static void tidy(struct buf *out, const char *text)
{
	size_t n;
	while ((n = space_at(text)) > 0 || (*text != '\0' && strchr("-_:=)", *text) != NULL))
		text += n > 0 ? n : 1;
	while (*text != '\0') {
		n = space_at(text);
		if (n == 0) {
			buf_addc(out, *text++);
			continue;
		}
		while ((n = space_at(text)) > 0)
			text += n;
		if (*text != '\0')
			buf_addc(out, ' ');
	}
}

static void read_line(const struct labeller *l, const char *line)
{
	size_t len, n;
	while ((n = space_at(line)) > 0)
		line += n;
	struct xsd_enum *value = value_of(l, line, &len);
	if (value == NULL || (value->label != NULL && !l->replace))
		return;
	struct buf label = BUF_INIT;
	tidy(&label, line + len);
	/* "F ou P - final ou parcial" is about two codes and gives neither its own meaning */
	if (label.len > 0 && strncmp(buf_str(&label), "ou ", 3) != 0)
		value->label = arena_dup(l->arena, buf_str(&label), label.len);
	buf_release(&label);
}

/* Comments that hold markup are definitions that ANS took out, with notes that are no labels. */
static bool is_markup(const xmlNode *comment)
{
	return strchr((const char *)comment->content, '<') != NULL;
}

static void read_comment(const struct labeller *l, const xmlNode *comment)
{
	struct buf line = BUF_INIT;
	for (const char *at = (const char *)comment->content; *at != '\0'; at += strspn(at, "\n")) {
		size_t len = strcspn(at, "\n");
		buf_clear(&line);
		buf_add(&line, at, len);
		read_line(l, buf_str(&line));
		at += len;
	}
	buf_release(&line);
}

static void read_inside(const struct labeller *l, const xmlNode *node)
{
	for (const xmlNode *n = node->children; n != NULL; n = n->next) {
		if (n->type == XML_COMMENT_NODE && !is_markup(n))
			read_comment(l, n);
		else if (n->type == XML_ELEMENT_NODE)
			read_inside(l, n);
	}
}

void xsd_labels(const xmlNode *type, struct xsd_enum *values, size_t n)
{
	struct labeller l = { &xsd_set_of(type)->arena, values, n, true };
	if (n == 0)
		return;
	read_inside(&l, type);
	if (!xsd_is(type->parent, "schema"))
		return;
	/* Behind the type, up to the next definition, even one that was taken out: what follows is about that one. */
	l.replace = false;
	for (const xmlNode *c = type->next; c != NULL && c->type != XML_ELEMENT_NODE; c = c->next) {
		if (c->type != XML_COMMENT_NODE)
			continue;
		if (is_markup(c))
			return;
		read_comment(&l, c);
	}
}
