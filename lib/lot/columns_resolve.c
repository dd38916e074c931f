/* Names as a CSV's header line has them: what each means. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lot/columns_fit.h"
#include "tiss/schema_layer.h"

enum { SIMILAR_MAX = 6 };

/* ---- which fields a name fits ---- */

/* Whether PATH ends in the LEN bytes of NAME, at a step's beginning. */
static bool ends_in(const char *path, const char *name, size_t len)
{
	size_t n = strlen(path);
	return n >= len && memcmp(path + n - len, name, len) == 0 && (n == len || path[n - len - 1] == '/');
}

enum column_fit column_fit_of(const struct column *field, const char *name, size_t len)
{
	const char *path = field->path;
	size_t head = sizeof COLUMN_HEADER_PATH - 1;
	bool header = len > head && memcmp(name, COLUMN_HEADER_PATH, head) == 0;
	if (header != (field->scope == COLUMN_HEADER))
		return FIT_NOT;
	if (strlen(path) == len && memcmp(path, name, len) == 0)
		return FIT_WHOLE;
	return ends_in(path + (header ? head : 0), name + (header ? head : 0), len - (header ? head : 0)) ? FIT_END : FIT_NOT;
}

struct column_fits columns_fits(const struct columns *c, const char *name, size_t len)
{
	struct column_fits f = { .best = FIT_NOT };
	for (size_t i = 0; i < c->n; i++) {
		enum column_fit fit = column_fit_of(&c->all[i], name, len);
		enum column_scope scope = c->all[i].scope;
		if (fit == FIT_NOT || fit < f.best)
			continue;
		if (fit > f.best)
			f = (struct column_fits){ .best = fit };
		if (f.n[scope]++ == 0)
			f.first[scope] = &c->all[i];
	}
	return f;
}

bool column_fits_ambiguous(const struct column_fits *f)
{
	bool in_item = f->n[COLUMN_PROCEDURE] + f->n[COLUMN_EXPENSE] > 0;
	bool outside = f->n[COLUMN_GUIDE] + f->n[COLUMN_LOT] > 0;
	for (int scope = 0; scope < COLUMN_SCOPES; scope++)
		if (f->n[scope] > 1)
			return true;
	return in_item && outside;
}

/* ---- names with numbers ---- */

enum { NAME_STEPS_MAX = COLUMN_STEPS_MAX + GUIDE_PATH_MAX + 1, NUMBER_MAX = 65535 };

/* A name taken apart: its text without numbers, and the number of each step (0: none given). */
struct parsed_name {
	struct buf text;
	uint16_t numbers[NAME_STEPS_MAX];
	size_t nsteps;
};

/* The number of "[3]" at *AT, which is moved behind it; 0 when it is no number from 1. */
static uint16_t read_number(const char **at)
{
	char *end;
	unsigned long number = (*at)[1] >= '0' && (*at)[1] <= '9' ? strtoul(*at + 1, &end, 10) : 0;
	if (number == 0 || number > NUMBER_MAX || *end != ']' || (end[1] != '/' && end[1] != '\0'))
		return 0;
	*at = end + 1;
	return (uint16_t)number;
}

static bool parse_name(struct parsed_name *parsed, const char *name)
{
	parsed->nsteps = 0;
	while (parsed->nsteps < NAME_STEPS_MAX) {
		size_t len = strcspn(name, "/[");
		buf_add(&parsed->text, name, len);
		name += len;
		uint16_t *number = &parsed->numbers[parsed->nsteps++];
		*number = 0;
		if (*name == '[') {
			*number = read_number(&name);
			if (*number == 0)
				return false;
		}
		if (*name == '\0')
			return true;
		buf_addc(&parsed->text, *name++);
	}
	return false;
}

/* Gives the field's steps the numbers of the name, whose last steps they are. NULL, or the step that they do not fit. */
static const struct particle *take_numbers(const struct column *field, const struct parsed_name *parsed,
                                           uint16_t index[COLUMN_STEPS_MAX])
{
	for (size_t i = 0; i < field->nsteps; i++) {
		size_t from_end = field->nsteps - i;
		uint16_t number = from_end <= parsed->nsteps ? parsed->numbers[parsed->nsteps - from_end] : 0;
		uint16_t max = field->steps[i]->max;
		if (number > 1 && max != OCCURS_UNBOUNDED && number > max)
			return field->steps[i];
		index[i] = number > 0 ? number : 1;
	}
	return NULL;
}

static const char *step_name(const struct columns *c, const struct particle *step)
{
	return vocabulary_name(c->schema->vocabulary, step->key);
}

static void tell_number(const struct columns *c, const char *name, const struct particle *step, struct error *err)
{
	if (step->max == 1)
		error_set(err, "%s não se repete: escreva «%s» sem número depois dele", step_name(c, step), step_name(c, step));
	else
		error_set(err, "%s se repete no máximo %u vezes em uma guia, e «%s» pede mais", step_name(c, step), step->max, name);
}

/* Lists in ERR all that NAME may mean. */
static void tell_candidates(const struct columns *c, const char *name, const struct column_fits *f, struct error *err)
{
	struct buf list = BUF_INIT;
	for (size_t i = 0; i < c->n; i++)
		if (column_fit_of(&c->all[i], name, strlen(name)) == f->best)
			buf_addf(&list, "%s«%s»", list.len > 0 ? ", " : "", c->all[i].name);
	error_set(err, "nome ambíguo em guia de %s: pode ser %s", c->guide_type, buf_str(&list));
	buf_release(&list);
}

static bool is_similar(const struct columns *c, const struct column *field, const char *leaf)
{
	const char *own = column_leaf(c, field);
	return strcmp(own, leaf) == 0 || schema_is_similar(own, leaf) ||
	       (strlen(leaf) >= 4 && (strstr(own, leaf) != NULL || strstr(leaf, own) != NULL));
}

static void tell_unknown(const struct columns *c, const char *name, struct error *err)
{
	const char *slash = strrchr(name, '/'), *leaf = slash != NULL ? slash + 1 : name;
	struct buf list = BUF_INIT;
	size_t n = 0;
	for (size_t i = 0; i < c->n && n < SIMILAR_MAX; i++) {
		char quoted[256];
		if (!is_similar(c, &c->all[i], leaf))
			continue;
		int len = snprintf(quoted, sizeof quoted, "«%s»", c->all[i].name);
		if (len < 0 || (size_t)len >= sizeof quoted || strstr(buf_str(&list), quoted) != NULL)
			continue;
		buf_addf(&list, "%s%s", n++ > 0 ? ", " : "", quoted);
	}
	error_set(err, "não é coluna de guia de %s na versão %s%s%s", c->guide_type, c->schema->version,
	          n > 0 ? "; há estas, parecidas: " : "", buf_str(&list));
	buf_release(&list);
}

static enum column_meaning understand(const struct columns *c, const char *name, const struct parsed_name *parsed,
                                      struct column_reference *out, struct error *err)
{
	const char *bare = buf_str(&parsed->text);
	struct column_fits f = columns_fits(c, bare, parsed->text.len);
	if (f.best == FIT_NOT) {
		tell_unknown(c, bare, err);
		return COLUMN_UNKNOWN;
	}
	if (column_fits_ambiguous(&f)) {
		tell_candidates(c, bare, &f, err);
		return COLUMN_AMBIGUOUS;
	}
	for (int scope = 0; scope < COLUMN_SCOPES; scope++) {
		out->field[scope] = f.first[scope];
		const struct particle *wrong = f.n[scope] > 0 ? take_numbers(f.first[scope], parsed, out->index[scope]) : NULL;
		if (wrong != NULL) {
			tell_number(c, name, wrong, err);
			return COLUMN_MISNUMBERED;
		}
	}
	return COLUMN_UNDERSTOOD;
}

enum column_meaning columns_resolve(const struct columns *c, const char *name, struct column_reference *out,
                                    struct error *err)
{
	struct parsed_name parsed = { .text = BUF_INIT };
	enum column_meaning meaning = COLUMN_MISNUMBERED;
	memset(out, 0, sizeof *out);
	if (parse_name(&parsed, name))
		meaning = understand(c, name, &parsed, out, err);
	else
		error_set(err, "o número de um elemento que se repete se escreve assim: equipeSadt[2]/nomeProf");
	buf_release(&parsed.text);
	return meaning;
}

static size_t count_steps(const char *path)
{
	size_t n = 1;
	for (; *path != '\0'; path++)
		n += *path == '/';
	return n;
}

/* The last N steps of PATH. */
static const char *last_steps(const char *path, size_t n)
{
	for (size_t skip = count_steps(path) - n; skip > 0; skip--)
		path = strchr(path, '/') + 1;
	return path;
}

void column_name(const struct column *c, const uint16_t index[COLUMN_STEPS_MAX], struct buf *out)
{
	const char *head = c->scope == COLUMN_HEADER ? COLUMN_HEADER_PATH : "";
	size_t n = count_steps(c->name + strlen(head));
	for (size_t i = 0; i < c->nsteps; i++)
		if (index[i] > 1 && c->nsteps - i > n)
			n = c->nsteps - i; /* a numbered step is always told */
	const char *step = last_steps(c->path, n);
	buf_adds(out, head);
	for (; n > 0; n--) {
		size_t len = strcspn(step, "/");
		buf_add(out, step, len);
		if (n <= c->nsteps && index[c->nsteps - n] > 1)
			buf_addf(out, "[%u]", index[c->nsteps - n]);
		if (n > 1)
			buf_addc(out, '/');
		step += len + 1;
	}
}
