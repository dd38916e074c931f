/* The items of a guides' CSV, as lot-build takes and --extract writes it. Every row says all that is asked of it, so that rows need
 * not be in any order; which column is which field follows from guide type and version, as for lot-build. */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/names.h"
#include "fmt/csv_cell.h"
#include "fmt/rows_ahead.h"
#include "lot/columns.h"
#include "match/billed.h"
#include "match/billed_fields.h"
#include "schema/schema_store.h"

enum { PLACES_MAX = 16, PARTS = 2 };

/* The columns that may hold a field, the best first. */
struct places {
	uint32_t column[PLACES_MAX];
	unsigned rank[PLACES_MAX];
	unsigned n;
};

/* What the columns of a file mean to guides of one type in one version: for procedures and for expenses. */
struct plan {
	struct plan *next;
	enum billed_type type;
	char version[16];
	struct schema *schema;
	const void *prepared;
	struct places places[PARTS][ACCOUNT_FIELD_COUNT];
};

struct billed_csv {
	struct vocabulary vocabulary;
	struct schema_store *store;
	/* of the file being read */
	struct csv_reader *csv;
	struct csv_column *columns;
	size_t ncolumns;
	bool *understood;           /* by column: some plan knows it */
	long type, item_type, version;
	struct plan *plans, *plan;  /* PLAN: of the row before */
	struct names *lots;
	uint32_t first_unit;
	struct buf guide;           /* of the row before: registroANS, provider, type, number */
	unsigned ordinal;           /* of the item in it */
};

static struct billed_csv *csv_new(void)
{
	struct billed_csv *c = mem_zero(1, sizeof *c);
	vocabulary_init(&c->vocabulary);
	c->store = schema_store_open(&c->vocabulary, false);
	return c;
}

static void close_file(struct billed_csv *c)
{
	while (c->plans != NULL) {
		struct plan *next = c->plans->next;
		free(c->plans);
		c->plans = next;
	}
	c->plan = NULL;
	csv_reader_free(c->csv);
	c->csv = NULL;
	free(c->columns);
	free(c->understood);
	c->columns = NULL;
	c->understood = NULL;
	names_free(c->lots);
	c->lots = NULL;
}

void billed_csv_free(struct billed_csv *c)
{
	if (c == NULL)
		return;
	close_file(c);
	buf_release(&c->guide);
	schema_store_free(c->store);
	vocabulary_release(&c->vocabulary);
	free(c);
}

/* ---- plans ---- */

static void add_place(struct places *p, uint32_t column, unsigned rank)
{
	if (p->n == PLACES_MAX)
		return;
	unsigned at = p->n++;
	for (; at > 0 && p->rank[at - 1] > rank; at--) {
		p->column[at] = p->column[at - 1];
		p->rank[at] = p->rank[at - 1];
	}
	p->column[at] = column;
	p->rank[at] = rank;
}

static bool element_of(const struct billed_reader *b, const struct columns *columns, const struct column *field,
                       struct billed_element *out)
{
	static const enum billed_scope scopes[COLUMN_SCOPES] = {
		BILLED_CABECALHO, BILLED_LOTE, BILLED_GUIA, BILLED_ITEM, BILLED_ITEM
	};
	const struct vocabulary *v = columns->schema->vocabulary;
	const char *parent = field->nsteps > 1 ? vocabulary_name(v, field->steps[field->nsteps - 2]->key) :
	                     vocabulary_name(v, columns->kind.element);
	return billed_fields_find(b->fields, scopes[field->scope], parent, column_leaf(columns, field), out);
}

/* Of a repeated element the first is the field's: equipeSadt/grauPart before equipeSadt[2]/grauPart. */
static unsigned rank_of(const struct billed_element *e, const struct column *field, const uint16_t index[COLUMN_STEPS_MAX])
{
	unsigned repeated = 0;
	for (size_t i = 0; i < field->nsteps; i++)
		repeated += index[i] > 1 ? index[i] - 1u : 0;
	return e->rank * 65536u + (repeated < 65535 ? repeated : 65535);
}

static void place_column(struct billed_reader *b, struct plan *p, const struct columns *columns, uint32_t number)
{
	struct column_reference reference;
	struct billed_element e;
	struct error why = ERROR_INIT;
	bool known = columns_resolve(columns, csv_reader_column(b->csv->csv, number), &reference, &why) == COLUMN_UNDERSTOOD;
	error_release(&why);
	b->csv->understood[number] = b->csv->understood[number] || known;
	for (int scope = 0; known && scope < COLUMN_SCOPES; scope++) {
		if (reference.field[scope] == NULL || !element_of(b, columns, reference.field[scope], &e))
			continue;
		unsigned rank = rank_of(&e, reference.field[scope], reference.index[scope]);
		if (scope != COLUMN_EXPENSE)
			add_place(&p->places[0][e.field], number, rank);
		if (scope != COLUMN_PROCEDURE)
			add_place(&p->places[1][e.field], number, rank);
	}
}

static struct plan *make_plan(struct billed_reader *b, enum billed_type type, const char *version, struct error *err)
{
	struct billed_csv *c = b->csv;
	struct schema *schema = schema_store_get(c->store, version, err);
	if (schema == NULL) {
		error_set(err, "%s:%ld: a versão “%s” do padrão não é conhecida", csv_reader_name(c->csv), csv_reader_line(c->csv), version);
		return NULL;
	}
	struct columns *columns = columns_new(schema, billed_type_name(type), err);
	if (columns == NULL)
		return NULL;
	struct plan *p = mem_zero(1, sizeof *p);
	p->type = type;
	p->schema = schema;
	p->prepared = billed_prepare(b, schema);
	memcpy(p->version, version, strlen(version) + 1);
	for (uint32_t i = 0; i < c->ncolumns; i++)
		place_column(b, p, columns, i);
	columns_free(columns);
	p->next = c->plans;
	c->plans = p;
	return p;
}

static const char *cell_text(const struct billed_csv *c, long column)
{
	return column >= 0 ? csv_reader_cell(c->csv, (size_t)column)->text : "";
}

/* The plan for the row that the reader is at; NULL with ERR set. */
static struct plan *find_plan(struct billed_reader *b, struct error *err)
{
	struct billed_csv *c = b->csv;
	const char *name = cell_text(c, c->type), *version = cell_text(c, c->version);
	if (version[0] == '\0')
		version = b->options.version;
	if (c->plan != NULL && strcmp(billed_type_name(c->plan->type), name) == 0 && strcmp(c->plan->version, version) == 0)
		return c->plan;
	enum billed_type type = billed_type_of(name);
	if (type == BILLED_TYPES) {
		csv_reader_error(c->csv, (size_t)c->type, err, "espera-se consulta, sp-sadt, internacao, honorarios ou odonto");
		return NULL;
	}
	if (strlen(version) >= sizeof c->plan->version) {
		csv_reader_error(c->csv, (size_t)c->version, err, "não é uma versão do padrão");
		return NULL;
	}
	struct plan *p = c->plans;
	while (p != NULL && (p->type != type || strcmp(p->version, version) != 0))
		p = p->next;
	return c->plan = p != NULL ? p : make_plan(b, type, version, err);
}

/* ---- rows ---- */

/* CELLS: the row's, which are the bound ones in their order. */
static struct text_ref text_of(const struct csv_cell *cells, const struct places *p, uint32_t *column)
{
	*column = p->n > 0 ? p->column[0] : UINT32_MAX;
	for (unsigned i = 0; i < p->n; i++) {
		const struct csv_cell *cell = &cells[p->column[i]];
		if (cell->len == 0)
			continue;
		*column = p->column[i];
		return (struct text_ref){ cell->text, cell->len };
	}
	return (struct text_ref){ "", 0 };
}

static int lacks(const struct billed_csv *c, const struct plan *p, enum account_field field, uint32_t column, struct error *err)
{
	if (column != UINT32_MAX)
		return csv_reader_error(c->csv, column, err, "a célula está vazia, e o item precisa dela");
	return error_set(err, "%s:%ld: falta no cabeçalho uma coluna de %s para guias de %s na versão %s", csv_reader_name(c->csv),
	                 csv_reader_line(c->csv), account_field_name(field), billed_type_name(p->type), p->version);
}

static int take_number(const struct billed_csv *c, uint32_t column, unsigned scale, int64_t *amount, struct error *err)
{
	bool given;
	if (csv_cell_decimal(c->csv, column, scale, amount, &given, err) != 0)
		return -1;
	return *amount < 0 ? csv_reader_error(c->csv, column, err, "é negativo") : 0;
}

static int take_values(struct billed_csv *c, const struct plan *p, struct billed_item *item, const uint32_t *columns, struct error *err)
{
	static const enum account_field needed[] = {
		ACCOUNT_NUMERO_GUIA_PRESTADOR, ACCOUNT_CODIGO_TABELA, ACCOUNT_CODIGO_PROCEDIMENTO, ACCOUNT_VALOR_INFORMADO
	};
	for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
		if (item->fields[needed[i]].len == 0)
			return lacks(c, p, needed[i], columns[needed[i]], err);
	if (item->type == BILLED_CONSULTA)
		item->quantity = 10000;
	else if (item->fields[ACCOUNT_QUANTIDADE_EXECUTADA].len == 0)
		return lacks(c, p, ACCOUNT_QUANTIDADE_EXECUTADA, columns[ACCOUNT_QUANTIDADE_EXECUTADA], err);
	else if (take_number(c, columns[ACCOUNT_QUANTIDADE_EXECUTADA], 4, &item->quantity, err) != 0)
		return -1;
	if (take_number(c, columns[ACCOUNT_VALOR_INFORMADO], 2, &item->amount, err) != 0)
		return -1;
	item->date = DATE_NONE;
	if (item->fields[ACCOUNT_DATA_REALIZACAO].len > 0)
		return csv_cell_date(c->csv, columns[ACCOUNT_DATA_REALIZACAO], &item->date, err);
	return 0;
}

/* Items without sequencialItem are numbered while their guide's rows follow one another. */
static void number_item(struct billed_csv *c, struct billed_item *item, char ordinal[16])
{
	static const enum account_field key[] = {
		ACCOUNT_REGISTRO_ANS, ACCOUNT_CODIGO_PRESTADOR, ACCOUNT_NUMERO_LOTE, ACCOUNT_NUMERO_GUIA_PRESTADOR
	};
	struct text_ref *number = &item->fields[ACCOUNT_SEQUENCIAL_ITEM];
	if (number->len > 0)
		return;
	struct buf guide = BUF_INIT;
	for (size_t i = 0; i < sizeof key / sizeof *key; i++) {
		buf_add(&guide, item->fields[key[i]].text, item->fields[key[i]].len);
		buf_addc(&guide, '\t');
	}
	bool again = c->guide.len == guide.len && memcmp(c->guide.data, guide.data, guide.len) == 0;
	c->ordinal = again ? c->ordinal + 1 : 1;
	buf_clear(&c->guide);
	buf_add(&c->guide, guide.data, guide.len);
	buf_clear(&guide);
	buf_addf(&guide, "%u", c->ordinal);
	memcpy(ordinal, guide.data, guide.len + 1);
	*number = (struct text_ref){ ordinal, guide.len };
	buf_release(&guide);
}

/* One row: 0, or -1 with ERR set and *OURS saying whether it is about the row. */
static int take_row(struct billed_reader *b, struct rows_ahead *ahead, bool *ours, struct error *err)
{
	struct billed_csv *c = b->csv;
	struct billed_item item = { .line = csv_reader_line(c->csv) };
	uint32_t columns[ACCOUNT_FIELD_COUNT];
	char ordinal[16];
	const char *item_type = cell_text(c, c->item_type);
	const struct plan *p = find_plan(b, err);
	*ours = true;
	if (p == NULL)
		return -1;
	if (c->item_type >= 0 && item_type[0] == '\0') {
		b->counts.empty++;
		return 0;
	}
	bool expense = strcmp(item_type, "despesa") == 0;
	if (!expense && item_type[0] != '\0' && strcmp(item_type, "procedimento") != 0)
		return csv_reader_error(c->csv, (size_t)c->item_type, err, "espera-se procedimento ou despesa");
	const struct places *places = p->places[expense];
	size_t ncells;
	const struct csv_cell *cells = csv_reader_cells(c->csv, &ncells);
	for (size_t i = 0; i < ACCOUNT_FIELD_COUNT; i++)
		item.fields[i] = text_of(cells, &places[i], &columns[i]);
	item.type = p->type;
	item.schema = p->schema;
	item.prepared = p->prepared;
	if (take_values(c, p, &item, columns, err) != 0)
		return -1;
	for (unsigned i = 0; i < places[ACCOUNT_GRAU_PARTICIPACAO].n; i++) {
		const struct csv_cell *cell = csv_reader_cell(c->csv, places[ACCOUNT_GRAU_PARTICIPACAO].column[i]);
		billed_add_participation(&item.participations, cell->text, cell->len);
	}
	number_item(c, &item, ordinal);
	const struct text_ref *lot = &item.fields[ACCOUNT_NUMERO_LOTE];
	item.unit = c->first_unit + names_add(c->lots, lot->text, lot->len);
	b->counts.items++;
	*ours = false;
	billed_made(b, &item);
	return rows_ahead_put(ahead, &item, err);
}

/* ---- files ---- */

static int open_file(struct billed_reader *b, const struct fix_input *in, struct error *err)
{
	struct billed_csv *c = b->csv;
	struct xml_source source = xml_source_fd(&in->fd);
	const struct csv_options options = { .encoding = b->options.encoding, .warn = b->options.warn, .context = b->options.context };
	if (fix_input_rewind(in, err) != 0)
		return -1;
	c->csv = csv_reader_open_source((struct csv_source){ source.context, source.read }, in->name, &options, err);
	if (c->csv == NULL)
		return -1;
	c->ncolumns = 0;
	while (csv_reader_column(c->csv, c->ncolumns) != NULL)
		c->ncolumns++;
	c->columns = mem_zero(c->ncolumns, sizeof *c->columns);
	c->understood = mem_zero(c->ncolumns, sizeof *c->understood);
	for (size_t i = 0; i < c->ncolumns; i++) {
		const char *name = csv_reader_column(c->csv, i);
		bool personal = strcmp(name, "numeroCarteira") == 0 || strstr(name, "nome") != NULL;
		c->columns[i] = (struct csv_column){ .name = name, .personal = personal };
	}
	c->type = csv_reader_find(c->csv, "tipoGuia");
	c->item_type = csv_reader_find(c->csv, "tipoItem");
	c->version = csv_reader_find(c->csv, "cabecalho/Padrao");
	if (c->version < 0)
		c->version = csv_reader_find(c->csv, "cabecalho/versaoPadrao");
	c->lots = names_new();
	c->first_unit = b->counts.units;
	buf_clear(&c->guide);
	if (c->type < 0)
		return error_set(err, "%s:1: falta no cabeçalho: «tipoGuia» (as guias em CSV são as de lot-build --extract)", in->name);
	return csv_reader_bind(c->csv, c->columns, c->ncolumns, err);
}

static void warn_unknown(const struct billed_reader *b)
{
	const struct billed_csv *c = b->csv;
	struct buf text = BUF_INIT;
	for (size_t i = 0; i < c->ncolumns && c->plans != NULL && b->options.warn != NULL; i++) {
		if (c->understood[i] || (long)i == c->type || (long)i == c->item_type || (long)i == c->version)
			continue;
		buf_clear(&text);
		buf_addf(&text, "%s:1: coluna «%s»: coluna desconhecida, que não é lida", csv_reader_name(c->csv), csv_reader_column(c->csv, i));
		b->options.warn(b->options.context, buf_str(&text));
	}
	buf_release(&text);
}

static int read_rows(void *context, struct rows_ahead *ahead, struct error *err)
{
	struct billed_reader *b = context;
	struct billed_csv *c = b->csv;
	bool ours;
	for (;;) {
		int got = csv_reader_next(c->csv, err);
		if (got == 0 || (got < 0 && csv_reader_broken(c->csv)))
			return got;
		ours = true;
		if (got > 0 && take_row(b, ahead, &ours, err) == 0)
			continue;
		if (!ours)
			return -1;
		b->counts.complaints++;
		rows_ahead_complain(ahead, buf_str(&err->text));
		buf_clear(&err->text);
	}
}

static void look_at_item(void *context, void *item, unsigned step)
{
	const struct billed_reader *b = context;
	b->options.look(b->options.context, item, step);
}

static int take_item(void *context, const void *item, struct error *err)
{
	const struct billed_reader *b = context;
	return b->options.take(b->options.context, item, err);
}

static void complain(void *context, const char *text)
{
	const struct billed_reader *b = context;
	b->options.complain(b->options.context, text);
}

int billed_csv_read(struct billed_reader *b, const struct fix_input *in, struct error *err)
{
	const struct rows_work work = {
		.shape = { sizeof(struct billed_item), offsetof(struct billed_item, fields), ACCOUNT_FIELD_COUNT },
		.context = b, .read = read_rows, .look = look_at_item, .looks = b->options.look != NULL ? AUTHORISATION_LOOKS : 0,
		.take = take_item, .complain = complain,
	};
	if (b->csv == NULL)
		b->csv = csv_new();
	int result = open_file(b, in, err);
	if (result == 0)
		result = rows_ahead_run(&work, err);
	if (result == 0)
		warn_unknown(b);
	if (b->csv->lots != NULL)
		b->counts.units += names_count(b->csv->lots) + 1;
	close_file(b->csv);
	return result;
}
