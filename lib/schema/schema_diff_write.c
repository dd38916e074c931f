/* The answer of a diff, as text and as CSV. */
#include <string.h>

#include "schema/schema_diff.h"
#include "schema/schema_layout.h"
#include "schema/schema_words.h"

enum { USES_TOLD = 3, CODES_TOLD = 10, PATH_WIDTH = 60, INDENT = 2 };

/* What each kind of change is called: in CSV, at the start of a line, and one and many of it in the summary. */
static const struct {
	const char *name, *title, *one, *many;
} kinds[DIFF_KINDS] = {
	[DIFF_ROOT_NEW] = { "mensagem-nova", "mensagem nova", "mensagem nova", "mensagens novas" },
	[DIFF_ROOT_GONE] = { "mensagem-retirada", "mensagem retirada", "mensagem retirada", "mensagens retiradas" },
	[DIFF_ELEMENT_NEW] = { "elemento-novo", "novo", "elemento novo", "elementos novos" },
	[DIFF_ELEMENT_GONE] = { "elemento-retirado", "retirado", "elemento retirado", "elementos retirados" },
	[DIFF_ELEMENT_MOVED] = { "elemento-movido", "mudou de lugar", "elemento em outro lugar",
	                         "elementos em outro lugar" },
	[DIFF_OCCURS] = { "ocorrencia", "mudou a ocorrência", "mudança de ocorrência", "mudanças de ocorrência" },
	[DIFF_GROUP] = { "agrupamento", "mudou o agrupamento", "mudança de agrupamento", "mudanças de agrupamento" },
	[DIFF_VALUE] = { "valor", "mudou o valor", "mudança de valor", "mudanças de valor" },
	[DIFF_CODE_NEW] = { "codigo-novo", "código novo", "código novo", "códigos novos" },
	[DIFF_CODE_GONE] = { "codigo-retirado", "código retirado", "código retirado", "códigos retirados" },
	[DIFF_CODE_TEXT] = { "codigo-reescrito", "código reescrito", "código reescrito", "códigos reescritos" },
	[DIFF_ATTRIBUTE_NEW] = { "atributo-novo", "novo", "atributo novo", "atributos novos" },
	[DIFF_ATTRIBUTE_GONE] = { "atributo-retirado", "retirado", "atributo retirado", "atributos retirados" },
	[DIFF_ATTRIBUTE_USE] = { "atributo-uso", "mudou a ocorrência", "mudança em atributo", "mudanças em atributos" },
};

/* "…/guia/valorTotal": the last parts of PATH that fit in PATH_WIDTH, three at most. */
static void add_short_path(struct buf *out, const char *path)
{
	const char *at = path + strlen(path), *start = at;
	for (int parts = 0; at > path && parts < 3; parts++) {
		do
			at--;
		while (at > path && *at != '/');
		if (parts > 0 && strlen(at) > PATH_WIDTH)
			break;
		start = at;
	}
	buf_addf(out, "%s%s", start > path ? "…" : "", start);
}

/* "também em …/a/b, …/c/d e em mais 4 lugares" */
static void add_uses(struct buf *out, const struct diff_pair *pair)
{
	size_t n = 0;
	for (const struct diff_use *use = pair->uses; use != NULL; use = use->next, n++) {
		if (n >= USES_TOLD)
			continue;
		buf_adds(out, n == 0 ? "também em " : ", ");
		add_short_path(out, use->path);
	}
	if (n > USES_TOLD) {
		buf_adds(out, " e em mais ");
		schema_words_count(out, n - USES_TOLD, "lugar", "lugares");
	}
}

/* What is told of PAIR besides its path: "tipo dm_tipoGlosa; também em …" */
static void add_pair_words(struct buf *out, const struct diff_pair *pair)
{
	if (pair->new != NULL && schema_type_named(pair->new))
		buf_addf(out, "tipo %s", pair->new->name);
	if (pair->uses != NULL) {
		buf_adds(out, out->len > 0 ? "; " : "");
		add_uses(out, pair);
	}
}

static bool is_code(enum diff_kind kind)
{
	return kind == DIFF_CODE_NEW || kind == DIFF_CODE_GONE || kind == DIFF_CODE_TEXT;
}

/* Changes of value that are alike are told in one line. */
static bool alike(const struct diff_change *a, const struct diff_change *b)
{
	return a->kind == DIFF_VALUE && b->kind == DIFF_VALUE && strcmp(a->before, b->before) == 0 &&
	       strcmp(a->after, b->after) == 0;
}

static bool told_before(const struct diff_pair *pair, const struct diff_change *c)
{
	for (const struct diff_change *b = pair->changes; b != c; b = b->next)
		if (alike(b, c))
			return true;
	return false;
}

static void add_names(struct buf *out, const struct diff_change *c)
{
	buf_adds(out, c->name);
	for (const struct diff_change *more = c->next; more != NULL; more = more->next)
		if (alike(c, more))
			buf_addf(out, ", %s", more->name);
}

/* The line of C, without its indent. */
static void change_words(struct buf *out, const struct diff_change *c)
{
	buf_addf(out, "%s: ", kinds[c->kind].title);
	if (c->name[0] != '\0')
		add_names(out, c);
	else if (is_code(c->kind))
		buf_adds(out, "(vazio)");
	if (c->detail[0] != '\0')
		buf_addf(out, ", %s", c->detail);
	if (c->before[0] != '\0' && c->after[0] != '\0')
		buf_addf(out, "%sde «%s» para «%s»", c->name[0] != '\0' ? ", " : "", c->before, c->after);
	else if (c->before[0] != '\0' || c->after[0] != '\0')
		buf_addf(out, "%s%s", is_code(c->kind) ? " " : ": ", c->before[0] != '\0' ? c->before : c->after);
}

static size_t count_kind(const struct diff_pair *pair, enum diff_kind kind)
{
	size_t n = 0;
	for (const struct diff_change *c = pair->changes; c != NULL; c = c->next)
		n += c->kind == kind;
	return n;
}

/* The changes of one kind in PAIR; long lists of codes cut short unless ALL. */
static void put_kind(struct buf *out, const struct diff_pair *pair, enum diff_kind kind, bool all)
{
	size_t n = count_kind(pair, kind), told = 0;
	struct buf line = BUF_INIT;
	for (const struct diff_change *c = pair->changes; c != NULL; c = c->next) {
		if (c->kind != kind || (!all && is_code(kind) && told == CODES_TOLD))
			continue;
		told++;
		if (told_before(pair, c))
			continue;
		buf_clear(&line);
		change_words(&line, c);
		layout_spaces(out, INDENT);
		layout_words(out, buf_str(&line), INDENT * 2);
	}
	if (told < n) {
		layout_spaces(out, INDENT);
		buf_addf(out, "e mais ");
		schema_words_count(out, n - told, kinds[kind].one, kinds[kind].many);
		buf_adds(out, " (--all mostra)\n");
	}
	buf_release(&line);
}

static void put_pair(struct buf *out, const struct diff_pair *pair, bool all)
{
	struct buf words = BUF_INIT;
	add_pair_words(&words, pair);
	buf_addf(out, "%s\n", pair->path[0] != '\0' ? pair->path : "Mensagens");
	if (words.len > 0) {
		layout_spaces(out, INDENT);
		layout_words(out, buf_str(&words), INDENT);
	}
	for (int kind = 0; kind < DIFF_KINDS; kind++)
		put_kind(out, pair, (enum diff_kind)kind, all);
	buf_addc(out, '\n');
	buf_release(&words);
}

void schema_diff_summary(struct buf *out, const struct schema_diff *d)
{
	buf_addf(out, "De %s para %s: ", d->old->version, d->new->version);
	if (d->total == 0) {
		buf_adds(out, "nada mudou no que as mensagens podem conter");
		return;
	}
	schema_words_count(out, d->total, "mudança", "mudanças");
	for (int kind = 0, n = 0; kind < DIFF_KINDS; kind++) {
		if (d->counts[kind] == 0)
			continue;
		buf_adds(out, n++ == 0 ? ": " : ", ");
		schema_words_count(out, d->counts[kind], kinds[kind].one, kinds[kind].many);
	}
}

void schema_diff_text(struct buf *out, const struct schema_diff *d, bool all)
{
	struct buf summary = BUF_INIT, text = BUF_INIT;
	for (const struct diff_pair *pair = d->pairs; pair != NULL; pair = pair->next)
		if (pair->changes != NULL)
			put_pair(&text, pair, all);
	schema_diff_summary(&summary, d);
	buf_adds(&summary, ".");
	layout_words(&text, buf_str(&summary), 0);
	layout_visible(out, buf_str(&text), text.len);
	buf_release(&summary);
	buf_release(&text);
}

/* Where C happened: below its pair for elements and attributes, the pair itself for what is of the type. */
static void change_path(struct buf *out, const struct diff_pair *pair, const struct diff_change *c)
{
	buf_adds(out, pair->path);
	if (c->name[0] != '\0' && c->kind != DIFF_GROUP && !is_code(c->kind))
		buf_addf(out, "/%s", c->name);
}

/* "3169 ASSINATURA DIVERGENTE" for codes */
static void side_words(struct buf *out, const struct diff_change *c, const char *side, bool stands)
{
	if (is_code(c->kind) && stands)
		buf_addf(out, "%s%s", c->name, side[0] != '\0' && c->name[0] != '\0' ? " " : "");
	buf_adds(out, side);
}

static void put_record(struct buf *out, const struct diff_pair *pair, const struct diff_change *c,
                       enum schema_csv style)
{
	struct buf path = BUF_INIT, before = BUF_INIT, after = BUF_INIT, detail = BUF_INIT, words = BUF_INIT;
	change_path(&path, pair, c);
	side_words(&before, c, c->before, c->kind != DIFF_CODE_NEW);
	side_words(&after, c, c->after, c->kind != DIFF_CODE_GONE);
	buf_adds(&detail, c->kind == DIFF_GROUP ? c->name : c->detail);
	add_pair_words(&words, pair);
	if (words.len > 0)
		buf_addf(&detail, "%s%s", detail.len > 0 ? "; " : "", buf_str(&words));
	const char *const cells[] = { kinds[c->kind].name, buf_str(&path), buf_str(&before), buf_str(&after),
	                              buf_str(&detail) };
	schema_csv_record(out, style, cells, sizeof cells / sizeof *cells);
	buf_release(&path);
	buf_release(&before);
	buf_release(&after);
	buf_release(&detail);
	buf_release(&words);
}

void schema_diff_csv(struct buf *out, const struct schema_diff *d, enum schema_csv style, bool head)
{
	static const char *const columns[] = { "mudanca", "caminho", "antes", "depois", "detalhe" };
	if (head) {
		schema_csv_begin(out, style);
		schema_csv_record(out, style, columns, sizeof columns / sizeof *columns);
	}
	for (const struct diff_pair *pair = d->pairs; pair != NULL; pair = pair->next)
		for (const struct diff_change *c = pair->changes; c != NULL; c = c->next)
			put_record(out, pair, c, style);
}
