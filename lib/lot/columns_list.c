#include "lot/columns_list.h"

#include <string.h>

#include "base/output.h"
#include "base/visible.h"
#include "lot/columns.h"
#include "lot/lot_plan.h"
#include "schema/schema_open.h"
#include "schema/schema_words.h"
#include "schema/simple.h"

enum { CODES_TOLD_MAX = 12, NAME_WIDTH = 42, WIDTH = 100 };

static const char *const scopes[COLUMN_SCOPES] = { "cabeçalho", "lote", "guia", "procedimento", "despesa" };

static const char *const titles[COLUMN_SCOPES] = {
	"Do cabeçalho da mensagem", "Do lote", "Da guia (iguais em todas as linhas dela)",
	"Dos itens com tipoItem procedimento", "Dos itens com tipoItem despesa"
};

/* Must be given; need not, since lot-build knows it; may be left out; must when something beside it is. */
enum need { NEED_ALWAYS, NEED_SUPPLIED, NEED_NEVER, NEED_SOMETIMES };

static const char *const needs[] = { "obrigatória", "preenchida pelo lot-build", "opcional", "conforme o caso" };

/* Whether a step above the leaf may be left out, or stands in a choice, while the leaf itself must stand in it. */
static enum need need_of(const struct columns *c, const struct column *field)
{
	if (columns_supplied(c, field) != SUPPLY_NONE)
		return NEED_SUPPLIED;
	if (field->required)
		return NEED_ALWAYS;
	return field->steps[field->nsteps - 1]->min > 0 ? NEED_SOMETIMES : NEED_NEVER;
}

/* The codes, "1 Eletiva", with SEPARATOR between them; returns how many there are. */
static size_t add_codes(struct buf *out, const struct schema_type *type, const char *separator)
{
	size_t n = 0;
	for (const struct facet *f = type->facets; f != NULL; f = f->next) {
		if (strcmp(f->name, "enum") != 0)
			continue;
		buf_addf(out, "%s%s%s%s%s", n++ > 0 ? separator : "", *f->value != '\0' ? f->value : "(vazio)",
		         f->label != NULL ? " (" : "", f->label != NULL ? f->label : "", f->label != NULL ? ")" : "");
	}
	return n;
}

/* ---- text ---- */

static void put_padded(struct output *out, const char *text, size_t width)
{
	size_t len = visible_width(text);
	output_puts(out, text);
	output_printf(out, "%*s", len < width ? (int)(width - len) : 1, "");
}

/* Wraps TEXT at spaces, each line behind INDENT columns. */
static void put_wrapped(struct output *out, const char *text, size_t indent)
{
	size_t column = WIDTH;
	while (*text != '\0') {
		size_t len = strcspn(text, " ");
		struct buf word = BUF_INIT;
		buf_add(&word, text, len);
		size_t width = visible_width(buf_str(&word));
		if (column + 1 + width > WIDTH) {
			output_printf(out, "\n%*s", (int)indent, "");
			column = indent;
		} else {
			output_puts(out, " ");
			column++;
		}
		output_puts(out, buf_str(&word));
		column += width;
		buf_release(&word);
		text += len + (text[len] == ' ');
	}
}

static void put_codes(struct output *out, const struct columns *c, struct schema_type *type)
{
	const struct schema_type *owner = simple_enum_owner(schema_rules(type));
	struct buf codes = BUF_INIT;
	if (owner == NULL)
		return;
	if (add_codes(&codes, owner, "; ") > CODES_TOLD_MAX) {
		buf_clear(&codes);
		buf_addf(&codes, "tiss-schema show -t %s --all %s lista os códigos", c->schema->version, owner->name);
	}
	put_wrapped(out, buf_str(&codes), 6);
	buf_release(&codes);
}

static void put_field(struct output *out, const struct columns *c, const struct column *field)
{
	struct buf words = BUF_INIT;
	schema_words_value(&words, field->type);
	output_puts(out, "  ");
	put_padded(out, field->name, NAME_WIDTH);
	output_printf(out, "%s; %s%s", needs[need_of(c, field)], buf_str(&words), field->repeats ? "; repete" : "");
	put_codes(out, c, field->type);
	output_puts(out, "\n");
	buf_release(&words);
}

static void put_text(const struct columns *c, struct output *out)
{
	output_printf(out, "Colunas de guias de %s na versão %s\n", c->guide_type, c->schema->version);
	output_printf(out, "\nDe controle\n  ");
	put_padded(out, PLAN_GUIDE_TYPE, NAME_WIDTH);
	output_printf(out, "obrigatória; %s\n  ", c->guide_type);
	put_padded(out, PLAN_ITEM_TYPE, NAME_WIDTH);
	output_printf(out, "opcional; procedimento%s, ou vazia em guia sem itens; sem a coluna, tudo é procedimento\n",
	              c->types[COLUMN_EXPENSE] != NULL ? ", despesa" : "");
	for (int scope = COLUMN_GUIDE; scope < COLUMN_SCOPES + 2; scope++) {
		int now = scope < COLUMN_SCOPES ? scope : scope - COLUMN_SCOPES; /* header and lot come last: few give them */
		if (c->types[now] == NULL)
			continue;
		output_printf(out, "\n%s\n", titles[now]);
		for (size_t i = 0; i < c->n; i++)
			if ((int)c->all[i].scope == now)
				put_field(out, c, &c->all[i]);
	}
}

/* ---- CSV ---- */

static void flush_row(struct csv_writer *w, struct output *out)
{
	output_write(out, buf_str(w->out), w->out->len);
	buf_clear(w->out);
}

static void put_row(struct csv_writer *w, const struct columns *c, const struct column *field)
{
	struct buf text = BUF_INIT;
	const struct schema_type *owner = simple_enum_owner(schema_rules(field->type));
	csv_writer_text(w, field->name);
	csv_writer_text(w, scopes[field->scope]);
	csv_writer_text(w, needs[need_of(c, field)]);
	csv_writer_text(w, field->repeats ? "S" : "N");
	schema_words_value(&text, field->type);
	csv_writer_text(w, buf_str(&text));
	buf_clear(&text);
	if (owner != NULL)
		add_codes(&text, owner, "; ");
	csv_writer_text(w, buf_str(&text));
	csv_writer_text(w, field->path);
	csv_writer_row(w);
	buf_release(&text);
}

static void put_csv(const struct columns *c, enum csv_style style, bool no_header, struct output *out)
{
	static const char *const heads[] = { "coluna", "onde", "preenchimento", "repete", "conteudo", "codigos", "caminho" };
	struct buf row = BUF_INIT;
	struct csv_writer w;
	csv_writer_init(&w, style, &row);
	if (!no_header) {
		csv_writer_mark(&w);
		for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
			csv_writer_text(&w, heads[i]);
		csv_writer_row(&w);
	}
	for (size_t i = 0; i < c->n; i++) {
		put_row(&w, c, &c->all[i]);
		flush_row(&w, out);
	}
	flush_row(&w, out);
	buf_release(&row);
}

/* ---- the header line ---- */

static bool is_before(const struct columns *c, size_t end, const char *name)
{
	for (size_t i = 0; i < end; i++)
		if (strcmp(c->all[i].name, name) == 0)
			return true;
	return false;
}

static void put_template(const struct columns *c, enum csv_style style, bool all, struct output *out)
{
	struct buf row = BUF_INIT;
	struct csv_writer w;
	csv_writer_init(&w, style, &row);
	csv_writer_mark(&w);
	csv_writer_text(&w, PLAN_GUIDE_TYPE);
	csv_writer_text(&w, PLAN_ITEM_TYPE);
	for (size_t i = 0; i < c->n; i++) {
		const struct column *field = &c->all[i];
		bool wanted = all || (field->scope >= COLUMN_GUIDE && columns_supplied(c, field) == SUPPLY_NONE);
		if (wanted && !is_before(c, i, field->name))
			csv_writer_text(&w, field->name);
	}
	csv_writer_row(&w);
	flush_row(&w, out);
	buf_release(&row);
}

/* ---- the whole ---- */

static void put_list(const struct columns *c, const struct columns_list_options *o, struct output *out)
{
	switch (o->form) {
	case COLUMNS_TEXT: put_text(c, out); break;
	case COLUMNS_CSV: put_csv(c, o->style, o->no_header, out); break;
	case COLUMNS_TEMPLATE: put_template(c, o->style, o->all, out); break;
	}
}

int columns_list_write(const struct columns_list_options *options, struct error *err)
{
	struct vocabulary vocabulary;
	struct output out = OUTPUT_INIT;
	int failed = -1;
	vocabulary_init(&vocabulary);
	struct schema_store *store = schema_store_open(&vocabulary, false);
	struct schema *schema = schema_open_version(store, options->version, err);
	struct columns *columns = schema != NULL ? columns_new(schema, options->type, err) : NULL;
	if (columns != NULL && output_open(&out, NULL, OUTPUT_STREAM, err) == 0) {
		put_list(columns, options, &out);
		failed = output_close(&out, err);
	}
	columns_free(columns);
	schema_store_free(store);
	vocabulary_release(&vocabulary);
	return failed;
}
