#include "base/finding.h"

#include <assert.h>
#include <stdarg.h>
#include <string.h>

#include "base/visible.h"

/* An argument may hold what a hostile file says (a name, a namespace): longer ones are cut. */
enum { ARG_MAX_BYTES = 1000 };

static const struct finding_def table[FINDING_COUNT] = {
#include "finding_table.inc"
};

const struct finding_def *finding_def(enum finding_code code)
{
	assert((unsigned)code < FINDING_COUNT);
	return &table[code];
}

enum finding_code finding_code_of(const char *text)
{
	unsigned code = 0;
	while (code < FINDING_COUNT && strcmp(table[code].code, text) != 0)
		code++;
	return (enum finding_code)code;
}

const char *finding_severity_name(enum finding_severity severity)
{
	static const char *const names[] = { "info", "aviso", "erro" };
	return names[severity];
}

const char *finding_layer_name(enum finding_layer layer)
{
	static const char *const names[LAYER_COUNT] = {
		"bytes", "xml", "schema", "hash", "limits", "rules", "operator", "prices"
	};
	return names[layer];
}

void finding_start(struct finding *f, enum finding_code code)
{
	f->code = code;
	f->severity = finding_def(code)->severity;
	f->ignored = false;
	f->file = "";
	f->line = f->column = 0;
	f->ans = "";
	f->ans_wanted = NULL;
	buf_clear(&f->path);
	buf_clear(&f->guide);
	buf_clear(&f->item);
	buf_clear(&f->value);
	buf_clear(&f->detail);
	f->nargs = 0;
}

void finding_release(struct finding *f)
{
	buf_release(&f->path);
	buf_release(&f->guide);
	buf_release(&f->item);
	buf_release(&f->value);
	buf_release(&f->detail);
	for (size_t i = 0; i < FINDING_ARGS_MAX; i++)
		buf_release(&f->args[i].text);
	*f = (struct finding){ 0 };
}

static struct finding_arg *arg_find(const struct finding *f, const char *name, size_t len)
{
	for (size_t i = 0; i < f->nargs; i++)
		if (strncmp(f->args[i].name, name, len) == 0 && f->args[i].name[len] == '\0')
			return (struct finding_arg *)&f->args[i];
	return NULL;
}

/* Cuts B to MAX bytes at a character's border and says so with an ellipsis. */
static void shorten(struct buf *b, size_t max)
{
	if (b->len <= max)
		return;
	b->len = visible_cut(b->data, b->len, max);
	buf_adds(b, "…");
}

void finding_arg(struct finding *f, const char *name, const char *fmt, ...)
{
	struct finding_arg *arg = arg_find(f, name, strlen(name));
	if (arg == NULL) {
		assert(f->nargs < FINDING_ARGS_MAX);
		arg = &f->args[f->nargs++];
		arg->name = name;
	}
	buf_clear(&arg->text);
	va_list ap;
	va_start(ap, fmt);
	buf_vaddf(&arg->text, fmt, ap);
	va_end(ap);
	shorten(&arg->text, ARG_MAX_BYTES);
}

void finding_set_value(struct finding *f, const char *value, size_t len)
{
	buf_clear(&f->value);
	for (size_t at = 0; at < len;) {
		struct visible_char c = visible_next(value + at, len - at);
		size_t before = f->value.len;
		visible_add_char(&f->value, value + at, c);
		if (f->value.len > FINDING_VALUE_MAX) {
			f->value.len = before;
			buf_adds(&f->value, "…");
			return;
		}
		at += c.len;
	}
}

static const struct buf *placeholder_text(const struct finding *f, const char *name, size_t len)
{
	static const char valor[] = "valor", detalhe[] = "detalhe";
	if (len == sizeof valor - 1 && memcmp(name, valor, len) == 0)
		return &f->value;
	if (len == sizeof detalhe - 1 && memcmp(name, detalhe, len) == 0)
		return &f->detail;
	const struct finding_arg *arg = arg_find(f, name, len);
	return arg != NULL ? &arg->text : NULL;
}

/* A placeholder without an argument stays as it is written: a test, or the first user, sees which one is missing. */
void finding_fill(struct buf *out, const char *template, const struct finding *f)
{
	for (;;) {
		size_t plain = strcspn(template, "{");
		buf_add(out, template, plain);
		template += plain;
		const char *end = strchr(template, '}');
		if (end == NULL)
			break;
		const struct buf *text = placeholder_text(f, template + 1, (size_t)(end - template - 1));
		if (text != NULL)
			buf_add(out, buf_str(text), text->len);
		else
			buf_add(out, template, (size_t)(end - template) + 1);
		template = end + 1;
	}
	buf_adds(out, template);
}

enum { DATE_LEN = 10, ANS_LEN = 4 };

/* Whether DATE lies in "FROM..TO" (either may be empty); the text ends at a comma or NUL. */
static bool range_holds(const char *range, const char *date)
{
	const char *dots = strstr(range, "..");
	if (dots != range && strncmp(date, range, DATE_LEN) < 0)
		return false;
	const char *to = dots + 2;
	return *to == '\0' || *to == ',' || strncmp(date, to, DATE_LEN) <= 0;
}

void finding_choose_ans(const char *codes, const char *date, bool (*exists)(void *context, const char *code), void *context,
                        char out[8])
{
	for (const char *entry = codes; *entry != '\0'; entry += *entry == ',') {
		memcpy(out, entry, ANS_LEN);
		out[ANS_LEN] = '\0';
		const char *range = entry[ANS_LEN] == '@' ? entry + ANS_LEN + 1 : NULL;
		bool valid = range == NULL || date[0] == '\0' || range_holds(range, date);
		if (valid && (exists == NULL || exists(context, out)))
			return;
		entry += strcspn(entry, ",");
	}
	out[0] = '\0';
}

void finding_ans_code(const struct finding_def *def, const char *date,
                      bool (*exists)(void *context, const char *code), void *context, char out[8])
{
	finding_choose_ans(def->ans, date, exists, context, out);
}
