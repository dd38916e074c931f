#include "schema/schema_words.h"

#include <stdlib.h>
#include <string.h>

#include "base/visible.h"
#include "schema/content.h"
#include "schema/simple.h"

/* A list of codes that short is told in place of their number. */
enum { CODES_TOLD_MAX = 6, CODES_TOLD_WIDTH = 24 };

void schema_words_count(struct buf *out, size_t n, const char *one, const char *many)
{
	buf_addf(out, "%zu %s", n, n == 1 ? one : many);
}

bool schema_type_named(const struct schema_type *t)
{
	return !t->builtin && strchr(t->name, '/') == NULL;
}

void schema_words_name(struct buf *out, const struct schema *s, element_key key)
{
	uint32_t ns = KEY_NS(key);
	if (ns == NS_DS)
		buf_adds(out, "ds:");
	else if (ns != NS_ANS && ns != NS_NONE)
		buf_addf(out, "{%s}", names_text(s->vocabulary->namespaces, ns));
	buf_adds(out, vocabulary_name(s->vocabulary, key));
}

void schema_words_occurs(struct buf *out, unsigned min, unsigned max)
{
	if (max == 1)
		buf_adds(out, min == 0 ? "opcional" : "obrigatório");
	else if (max == OCCURS_UNBOUNDED)
		buf_addf(out, "%u ou mais vezes", min);
	else if (min == max)
		buf_addf(out, "%u vezes", min);
	else
		buf_addf(out, "%u a %u vezes", min, max);
}

/* ---- patterns ---- */

/* Classes of characters that have words; the longest first where one begins another. */
static const struct {
	const char *class, *one, *many;
} classes[] = {
	{ "[a-zA-Z0-9]", "letra sem acento ou algarismo", "letras sem acento ou algarismos" },
	{ "[A-Za-z0-9]", "letra sem acento ou algarismo", "letras sem acento ou algarismos" },
	{ "[A-Z0-9]", "letra maiúscula ou algarismo", "letras maiúsculas ou algarismos" },
	{ "[a-zA-Z]", "letra sem acento", "letras sem acento" },
	{ "[A-Z]", "letra maiúscula", "letras maiúsculas" },
	{ "[0-9]", "algarismo", "algarismos" },
	{ "\\d", "algarismo", "algarismos" },
};

/* A class with its repeat: "[0-9]{2}". SET: a class of single letters, named one by one. */
struct piece {
	struct buf one, many;
	unsigned long min, max; /* max 0: any number */
};

/* "[OLM]" reads "letra O, L ou M". */
static bool read_set(const char **p, struct piece *piece)
{
	size_t n = **p == '[' ? strspn(*p + 1, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") : 0;
	if (n == 0 || (*p)[n + 1] != ']')
		return false;
	buf_adds(&piece->one, "letra ");
	buf_adds(&piece->many, "letras ");
	for (size_t i = 1; i <= n; i++) {
		const char *separator = i == 1 ? "" : i == n ? " ou " : ", ";
		buf_addf(&piece->one, "%s%c", separator, (*p)[i]);
		buf_addf(&piece->many, "%s%c", separator, (*p)[i]);
	}
	*p += n + 2;
	return true;
}

static bool read_class(const char **p, struct piece *piece)
{
	for (size_t i = 0; i < sizeof classes / sizeof *classes; i++) {
		size_t len = strlen(classes[i].class);
		if (strncmp(*p, classes[i].class, len) != 0)
			continue;
		buf_adds(&piece->one, classes[i].one);
		buf_adds(&piece->many, classes[i].many);
		*p += len;
		return true;
	}
	return read_set(p, piece);
}

static bool read_repeat(const char **p, struct piece *piece)
{
	char *end;
	piece->min = piece->max = 1;
	if (**p == '+') {
		piece->max = 0;
		(*p)++;
	} else if (**p == '{') {
		piece->min = piece->max = strtoul(*p + 1, &end, 10);
		if (*end == ',' && end[1] != '}')
			piece->max = strtoul(end + 1, &end, 10);
		if (*end != '}' || piece->max == 0)
			return false;
		*p = end + 1;
	}
	return strchr("*?", **p) == NULL || **p == '\0';
}

static void add_piece(struct buf *out, const struct piece *piece)
{
	if (piece->max == 0)
		buf_addf(out, "só %s", buf_str(&piece->many));
	else if (piece->min < piece->max)
		buf_addf(out, "de %lu a %lu %s", piece->min, piece->max, buf_str(&piece->many));
	else
		schema_words_count(out, piece->min, buf_str(&piece->one), buf_str(&piece->many));
}

/* Joins MORE to PIECE when both are of the same class and of fixed length: "[0-9]{4}[0-9]{2}". */
static bool piece_join(struct piece *piece, const struct piece *more)
{
	if (piece->min != piece->max || more->min != more->max || strcmp(buf_str(&piece->many), buf_str(&more->many)) != 0)
		return false;
	piece->min = piece->max += more->max;
	return true;
}

static void piece_release(struct piece *piece)
{
	buf_release(&piece->one);
	buf_release(&piece->many);
}

/* Adds the words of the pattern at P up to its end or a "|", which *P is left at. MIN and MAX are the bounds that
 * the type sets to its length, which "+" takes (MAX 0: none). */
static bool add_branch(struct buf *out, const char **p, unsigned long min, unsigned long max)
{
	struct piece piece = { .max = 0 }, next = { .max = 0 };
	bool good = read_class(p, &piece) && read_repeat(p, &piece);
	if (piece.max == 0 && **p == '\0' && max > 0) {
		piece.min = min;
		piece.max = max;
	}
	while (good && **p != '\0' && **p != '|') {
		good = read_class(p, &next) && read_repeat(p, &next);
		if (good && !piece_join(&piece, &next)) {
			add_piece(out, &piece);
			buf_adds(out, ", depois ");
			piece_release(&piece);
			piece = next;
			next = (struct piece){ .max = 0 };
		}
		piece_release(&next);
		next = (struct piece){ .max = 0 };
	}
	if (good)
		add_piece(out, &piece);
	piece_release(&piece);
	return good;
}

static bool add_pattern(struct buf *out, const char *pattern, unsigned long min, unsigned long max)
{
	struct buf words = BUF_INIT;
	const char *p = pattern;
	bool good = add_branch(&words, &p, min, max);
	while (good && *p == '|') {
		p++;
		buf_adds(&words, "; ou ");
		good = add_branch(&words, &p, min, max);
	}
	if (good)
		buf_adds(out, buf_str(&words));
	buf_release(&words);
	return good;
}

bool schema_words_pattern(struct buf *out, const char *pattern)
{
	return add_pattern(out, pattern, 0, 0);
}

/* ---- values ---- */

static void add_text(struct buf *out, uint32_t min, uint32_t max)
{
	buf_adds(out, "texto");
	if (max == SIMPLE_NO_BOUND && min == SIMPLE_NO_BOUND)
		return;
	if (max == SIMPLE_NO_BOUND) {
		buf_adds(out, " de pelo menos ");
		schema_words_count(out, min, "caractere", "caracteres");
	} else if (min == max) {
		buf_adds(out, " de ");
		schema_words_count(out, max, "caractere", "caracteres");
	} else {
		if (min != SIMPLE_NO_BOUND && min > 0)
			buf_addf(out, " de %u a ", min);
		else
			buf_adds(out, " de até ");
		schema_words_count(out, max, "caractere", "caracteres");
	}
}

static void add_number(struct buf *out, const struct simple_rules *r)
{
	uint32_t total = simple_total_digits(r), fraction = simple_fraction_digits(r);
	buf_adds(out, simple_kind(r) == SIMPLE_INTEGER ? "inteiro" : "decimal");
	if (total != SIMPLE_NO_BOUND) {
		buf_adds(out, " até ");
		schema_words_count(out, total, "algarismo", "algarismos");
	}
	if (fraction != SIMPLE_NO_BOUND && fraction > 0)
		buf_addf(out, ", %u após o ponto", fraction);
}

static void add_kind(struct buf *out, const struct simple_rules *r, const struct schema_type *t)
{
	switch (simple_kind(r)) {
	case SIMPLE_STRING: add_text(out, simple_min_length(r), simple_max_length(r)); return;
	case SIMPLE_DECIMAL:
	case SIMPLE_INTEGER: add_number(out, r); return;
	case SIMPLE_DATE: buf_adds(out, "data aaaa-mm-dd"); return;
	case SIMPLE_TIME: buf_adds(out, "hora hh:mm:ss"); return;
	case SIMPLE_DATETIME: buf_adds(out, "data e hora aaaa-mm-ddThh:mm:ss"); return;
	case SIMPLE_BOOLEAN: buf_adds(out, "true ou false (ou 1 ou 0)"); return;
	case SIMPLE_BASE64: buf_adds(out, "dados em base64"); return;
	case SIMPLE_ANYURI: buf_adds(out, "endereço (URI)"); return;
	case SIMPLE_ID: buf_adds(out, "identificador único no arquivo"); return;
	case SIMPLE_OTHER: break;
	}
	while (!t->builtin)
		t = t->base;
	buf_addf(out, "valor %s", t->name);
}

/* The patterns written in OWNER, which are alternatives, in words; false when one of them has none. */
static bool add_patterns(struct buf *out, const struct schema_type *owner, const struct simple_rules *r)
{
	uint32_t min = simple_min_length(r), max = simple_max_length(r);
	size_t n = 0;
	for (const struct facet *f = owner->facets; f != NULL; f = f->next) {
		if (strcmp(f->name, "pattern") != 0)
			continue;
		buf_adds(out, n++ > 0 ? "; ou " : "");
		if (!add_pattern(out, f->value, min == SIMPLE_NO_BOUND ? 0 : min, max == SIMPLE_NO_BOUND ? 0 : max))
			return false;
	}
	return true;
}

static bool has_pattern(const struct schema_type *t)
{
	for (const struct facet *f = t->facets; f != NULL; f = f->next)
		if (strcmp(f->name, "pattern") == 0)
			return true;
	return false;
}

/* What is not told otherwise: the patterns of T and its bases as they stand. */
static void add_raw_patterns(struct buf *out, const struct schema_type *t)
{
	for (; t != NULL; t = t->base) {
		const char *before = ", no formato ";
		for (const struct facet *f = t->facets; f != NULL; f = f->next) {
			if (strcmp(f->name, "pattern") != 0)
				continue;
			buf_addf(out, "%s%s", before, f->value);
			before = " ou ";
		}
	}
}

/* Patterns stand in more than one type of the chain: all of them must hold. */
static bool patterns_in_one_type(const struct schema_type *t)
{
	size_t n = 0;
	for (; t != NULL; t = t->base)
		n += has_pattern(t);
	return n == 1;
}

static void add_free_value(struct buf *out, struct schema_type *t, const struct simple_rules *r)
{
	const struct schema_type *owner = simple_pattern_owner(r);
	struct buf words = BUF_INIT;
	if (owner != NULL && simple_kind(r) == SIMPLE_STRING && patterns_in_one_type(t) && add_patterns(&words, owner, r)) {
		buf_adds(out, buf_str(&words));
	} else {
		add_kind(out, r, t);
		add_raw_patterns(out, t);
	}
	buf_release(&words);
}

static void add_codes(struct buf *out, const struct schema_type *owner)
{
	struct buf codes = BUF_INIT;
	size_t n = 0;
	bool empty = false;
	for (const struct facet *f = owner->facets; f != NULL; f = f->next) {
		if (strcmp(f->name, "enum") != 0)
			continue;
		empty = empty || f->value[0] == '\0';
		if (f->value[0] != '\0')
			buf_addf(&codes, "%s%s", n++ > 0 ? ", " : "", f->value);
	}
	if (n == 1)
		buf_addf(out, "o código %s", buf_str(&codes));
	else if (n <= CODES_TOLD_MAX && visible_width(buf_str(&codes)) <= CODES_TOLD_WIDTH)
		buf_addf(out, "um destes códigos: %s", buf_str(&codes));
	else
		buf_addf(out, "um de %zu códigos", n);
	if (empty)
		buf_adds(out, ", ou vazio");
	buf_release(&codes);
}

static void add_range(struct buf *out, const struct schema_type *t)
{
	static const struct {
		const char *facet, *text;
	} words[] = {
		{ "minInclusive", "a partir de" }, { "maxInclusive", "até" },
		{ "minExclusive", "acima de" }, { "maxExclusive", "abaixo de" },
	};
	for (; t != NULL; t = t->base)
		for (const struct facet *f = t->facets; f != NULL; f = f->next)
			for (size_t i = 0; i < sizeof words / sizeof *words; i++)
				if (strcmp(words[i].facet, f->name) == 0)
					buf_addf(out, ", %s %s", words[i].text, f->value);
}

void schema_words_value(struct buf *out, struct schema_type *t)
{
	const struct simple_rules *r = schema_rules(t);
	if (simple_enum_owner(r) != NULL)
		add_codes(out, simple_enum_owner(r));
	else
		add_free_value(out, t, r);
	add_range(out, t);
}

/* ---- types ---- */

/* The elements written in P and its siblings, at any depth of groups. */
static size_t count_elements(const struct particle *p)
{
	size_t n = 0;
	for (; p != NULL; p = p->next)
		n += p->kind == PARTICLE_ELEMENT ? 1 : count_elements(p->child);
	return n;
}

static bool has_any(const struct particle *p)
{
	for (; p != NULL; p = p->next)
		if (p->kind == PARTICLE_ANY || has_any(p->child))
			return true;
	return false;
}

static void add_group(struct buf *out, const struct schema_type *t)
{
	size_t n = 0;
	bool any = false;
	for (; t != NULL && !t->builtin; t = t->base) {
		n += count_elements(t->particle);
		any = any || has_any(t->particle);
	}
	if (n == 0)
		buf_adds(out, any ? "qualquer elemento" : "sem elementos");
	else
		schema_words_count(out, n, "elemento", "elementos");
}

void schema_words_type(struct buf *out, struct schema_type *t)
{
	struct schema_type *text = schema_text_type(t);
	bool tells_more = true;
	if (text != NULL) {
		schema_words_value(out, text);
		tells_more = !t->builtin && simple_enum_owner(schema_rules(text)) != NULL;
	} else if (t->builtin) {
		buf_adds(out, "qualquer conteúdo");
	} else {
		add_group(out, t);
	}
	if (tells_more && schema_type_named(t))
		buf_addf(out, " (%s)", t->name);
}
