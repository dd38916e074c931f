/* What is wrong with a value, in an analyst's words. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "tiss/schema_layer.h"

enum { CODES_TOLD = 12, LABEL_MAX = 48 };

/* The finding for a value that is not of its basic type at all. */
static enum finding_code not_of_type(enum simple_kind kind)
{
	switch (kind) {
	case SIMPLE_DECIMAL:
	case SIMPLE_INTEGER: return FINDING_SCHEMA_NUMBER;
	case SIMPLE_DATE: return FINDING_SCHEMA_DATE;
	case SIMPLE_TIME: return FINDING_SCHEMA_TIME;
	case SIMPLE_DATETIME: return FINDING_SCHEMA_DATETIME;
	case SIMPLE_BOOLEAN: return FINDING_SCHEMA_BOOLEAN;
	case SIMPLE_BASE64: return FINDING_SCHEMA_BASE64;
	default: return FINDING_SCHEMA_VALUE;
	}
}

static enum finding_code code_of(const struct simple_rules *r, enum simple_fault fault)
{
	switch (fault) {
	case SIMPLE_LENGTH: /* a list of codes says more than how long they are */
		return simple_enum_owner(r) != NULL ? FINDING_SCHEMA_ENUM : FINDING_SCHEMA_LENGTH;
	case SIMPLE_PATTERN: return FINDING_SCHEMA_PATTERN;
	case SIMPLE_ENUM: return FINDING_SCHEMA_ENUM;
	case SIMPLE_TOTAL_DIGITS:
	case SIMPLE_FRACTION_DIGITS: return FINDING_SCHEMA_DIGITS;
	case SIMPLE_RANGE: return FINDING_SCHEMA_RANGE;
	case SIMPLE_TOO_LONG: return FINDING_BYTES_VALUE;
	default: return not_of_type(simple_kind(r));
	}
}

static void set_bounds(struct finding *f, const struct simple_rules *r, uint64_t characters)
{
	uint32_t min = simple_min_length(r), max = simple_max_length(r);
	finding_arg(f, "tamanho", "%llu", (unsigned long long)characters);
	finding_arg(f, "minimo", "%u", min == SIMPLE_NO_BOUND ? 0 : min);
	if (max == SIMPLE_NO_BOUND)
		finding_arg(f, "maximo", "sem limite");
	else
		finding_arg(f, "maximo", "%u", max);
	if (min == max)
		buf_addf(&f->detail, "%u caracteres", min);
	else if (max == SIMPLE_NO_BOUND)
		buf_addf(&f->detail, "pelo menos %u caracteres", min);
	else
		buf_addf(&f->detail, "de %u a %u caracteres", min == SIMPLE_NO_BOUND ? 0 : min, max);
}

/* "[0-9]{11}" reads "11 algarismos"; what is not one of the plain forms is given as it stands. */
static void describe_pattern(struct buf *out, const char *pattern)
{
	unsigned min, max;
	int used = 0;
	if (sscanf(pattern, "[0-9]{%u}%n", &min, &used) == 1 && used > 0 && pattern[used] == '\0')
		buf_addf(out, "%u algarismos", min);
	else if (sscanf(pattern, "[0-9]{%u,%u}%n", &min, &max, &used) == 2 && used > 0 && pattern[used] == '\0')
		buf_addf(out, "de %u a %u algarismos", min, max);
	else if (sscanf(pattern, "[a-zA-Z0-9]{%u,%u}%n", &min, &max, &used) == 2 && used > 0 && pattern[used] == '\0')
		buf_addf(out, "de %u a %u letras sem acento ou algarismos", min, max);
	else if (strcmp(pattern, "[A-Z0-9]{12}[0-9]{2}") == 0)
		buf_adds(out, "12 letras maiúsculas ou algarismos e 2 algarismos");
	else if (strcmp(pattern, "[a-zA-Z0-9]+") == 0)
		buf_adds(out, "só letras sem acento e algarismos");
	else
		buf_addf(out, "padrão %s", pattern);
}

static void set_pattern(struct finding *f, const struct simple_rules *r)
{
	struct buf rule = BUF_INIT;
	for (const struct facet *p = simple_pattern_owner(r)->facets; p != NULL; p = p->next) {
		if (strcmp(p->name, "pattern") != 0)
			continue;
		if (rule.len > 0)
			buf_adds(&rule, " ou ");
		describe_pattern(&rule, p->value);
	}
	finding_arg(f, "regra", "%s", buf_str(&rule));
	buf_adds(&f->detail, buf_str(&rule));
	buf_release(&rule);
}

/* Labels are cut at a character's border. */
static void add_label(struct buf *out, const char *label)
{
	size_t len = strlen(label);
	size_t n = len < LABEL_MAX ? len : LABEL_MAX;
	while (n < len && n > 0 && ((unsigned char)label[n] & 0xc0) == 0x80)
		n--;
	buf_addf(out, " (%.*s%s)", (int)n, label, n < len ? "…" : "");
}

/* Whether WORD stands in TEXT as a word of its own. */
static bool has_word(const char *text, const char *word, size_t len)
{
	for (const char *at = text; (at = strchr(at, word[0])) != NULL; at++) {
		bool begins = at == text || at[-1] == ' ' || at[-1] == '(' || at[-1] == '-';
		bool ends = strncmp(at, word, len) == 0 && strchr(" )-,;", at[len]) != NULL;
		if (begins && ends)
			return true;
	}
	return false;
}

/* Who writes the meaning instead of the code (SP for 35) is told the code. */
static void add_meant_code(struct buf *list, const struct simple_rules *r, const struct buf *value)
{
	if (value->len < 2)
		return;
	for (const struct facet *e = simple_enum_owner(r)->facets; e != NULL; e = e->next) {
		if (e->label == NULL || !has_word(e->label, value->data, value->len))
			continue;
		buf_addf(list, "talvez %s", e->value);
		add_label(list, e->label);
		buf_adds(list, "; a lista tem ");
		return;
	}
}

static void set_codes(struct finding *f, const struct simple_rules *r)
{
	struct buf list = BUF_INIT;
	size_t n = 0;
	add_meant_code(&list, r, &f->value);
	for (const struct facet *e = simple_enum_owner(r)->facets; e != NULL; e = e->next) {
		if (strcmp(e->name, "enum") != 0 || e->value[0] == '\0' || ++n > CODES_TOLD)
			continue;
		buf_addf(&list, "%s%s", n > 1 ? ", " : "", e->value);
		if (e->label != NULL)
			add_label(&list, e->label);
	}
	if (n > CODES_TOLD)
		buf_addf(&list, " e mais %zu (veja: tiss-schema show %s)", n - CODES_TOLD, simple_enum_owner(r)->name);
	finding_arg(f, "lista", "%s", buf_str(&list));
	buf_adds(&f->detail, buf_str(&list));
	buf_release(&list);
}

static void set_digits(struct finding *f, const struct simple_rules *r)
{
	uint32_t total = simple_total_digits(r), fraction = simple_fraction_digits(r);
	if (fraction == SIMPLE_NO_BOUND || fraction == 0)
		buf_addf(&f->detail, "até %u algarismos", total);
	else
		buf_addf(&f->detail, "até %u algarismos, %u deles depois do ponto", total, fraction);
	finding_arg(f, "regra", "%s", buf_str(&f->detail));
}

static void set_range(struct finding *f, const struct simple_rules *r)
{
	static const struct {
		const char *facet, *text;
	} words[] = {
		{ "minInclusive", "a partir de" }, { "maxInclusive", "até" }, { "minExclusive", "acima de" }, { "maxExclusive", "abaixo de" },
	};
	for (const struct facet *p = simple_range_owner(r)->facets; p != NULL; p = p->next)
		for (size_t i = 0; i < sizeof words / sizeof *words; i++)
			if (strcmp(words[i].facet, p->name) == 0)
				buf_addf(&f->detail, "%s%s %s", f->detail.len > 0 ? ", " : "", words[i].text, p->value);
	finding_arg(f, "regra", "%s", buf_str(&f->detail));
}

static void describe(struct finding *f, struct schema_type *type, const struct simple_rules *r, uint64_t characters)
{
	switch (f->code) {
	case FINDING_SCHEMA_LENGTH:
		set_bounds(f, r, characters);
		break;
	case FINDING_SCHEMA_PATTERN:
		set_pattern(f, r);
		break;
	case FINDING_SCHEMA_ENUM:
		set_codes(f, r);
		break;
	case FINDING_SCHEMA_DIGITS:
		set_digits(f, r);
		break;
	case FINDING_SCHEMA_RANGE:
		set_range(f, r);
		break;
	case FINDING_BYTES_VALUE:
		finding_arg(f, "maximo", "%d", SIMPLE_VALUE_MAX);
		break;
	default:
		break;
	}
	finding_arg(f, "tipo", "%s", type->name);
}

static void report_fault(struct walk *w, struct schema_type *type, const char *attribute, const char *value, size_t len,
                         enum simple_fault fault, uint64_t characters)
{
	const struct simple_rules *r = schema_rules(type);
	enum finding_code code = code_of(r, fault);
	if (characters == 0 && attribute == NULL)
		code = FINDING_SCHEMA_EMPTY;
	struct finding *f = walk_value_finding(w, code, value, len);
	if (attribute != NULL) {
		f->nargs = 0;
		finding_arg(f, "elemento", "%s/@%s", walk_node(w)->local, attribute);
	}
	describe(f, type, r, characters);
	report_add(w->report, f);
}

void schema_check_value(struct walk *w, struct schema_type *type, const char *attribute, const char *value, size_t len)
{
	enum simple_fault fault = simple_check(schema_rules(type), value, len);
	if (fault != SIMPLE_OK)
		report_fault(w, type, attribute, value, len, fault, simple_characters(value, len));
}

void schema_check_long_value(struct walk *w, struct schema_type *type)
{
	enum simple_fault fault = simple_long_check(schema_rules(type), &w->long_text);
	if (fault != SIMPLE_OK)
		report_fault(w, type, NULL, buf_str(&w->text), w->text.len, fault, w->long_text.characters);
}
