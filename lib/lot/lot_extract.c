#include "lot/lot_extract.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "lot/lot_reader.h"
#include "lot/lot_rows.h"
#include "lot/lot_table.h"
#include "tiss/validator.h"

struct lot_extract {
	struct lot_extract_options options;
	struct lot_extract_counts counts;
	struct lot_reader *reader;
	struct validator *validator; /* tells what is wrong with a lot; made for the first one that is refused */
	struct lot_kind **kinds;
	size_t nkinds;
	const char **types;
	size_t ntypes;
	struct lot_rows rows;
	/* of the lot being read */
	uint32_t kind;
	struct lot_fields *fields;
	struct lot_place *place;     /* of the innermost element; NULL outside cabecalho and loteGuias */
	struct lot_listener listener;
	uint32_t lot;                /* its number, from 1 */
	uint64_t lot_rows;
	bool head_done;
	unsigned skipped;            /* open elements that no column is for */
	bool signature;              /* one of them is a signature */
	struct buf unknown;          /* the path of the first that is none */
};

/* ---- kinds ---- */

static void add_type(struct lot_extract *x, const char *type)
{
	for (size_t i = 0; i < x->ntypes; i++)
		if (strcmp(x->types[i], type) == 0)
			return;
	x->types = mem_grow(x->types, x->ntypes + 1, sizeof *x->types);
	x->types[x->ntypes++] = type;
}

/* The number of the kind for lots of HEAD's guide type and version, made if there is none yet; -1 with ERR set. */
static int find_kind(struct lot_extract *x, const struct lot_head *head, struct error *err)
{
	for (size_t i = 0; i < x->nkinds; i++) {
		const struct columns *c = x->kinds[i]->columns;
		if (c->schema == head->schema && strcmp(c->guide_type, head->guide->type) == 0)
			return (int)i;
	}
	struct columns *columns = columns_new(head->schema, head->guide->type, err);
	if (columns == NULL)
		return -1;
	struct lot_kind *kind = mem_zero(1, sizeof *kind);
	kind->columns = columns;
	lot_fields_init(&kind->fields, columns);
	x->kinds = mem_grow(x->kinds, x->nkinds + 1, sizeof(struct lot_kind *));
	x->kinds[x->nkinds] = kind;
	return (int)x->nkinds++;
}

static void free_kind(struct lot_kind *kind)
{
	lot_fields_release(&kind->fields);
	columns_free(kind->columns);
	free(kind);
}

/* ---- events ---- */

static bool is_signature(const struct node *n)
{
	return strcmp(n->local, "Signature") == 0 || strncmp(n->local, "assinaturaDigital", strlen("assinaturaDigital")) == 0;
}

/* The header stands below the message, the lot there or one deeper (in prestadorParaOperadora). */
static struct lot_place *top_of(const struct lot_extract *x, const struct walk *w)
{
	unsigned below = w->message_depth == 0 ? 0 : w->depth - w->message_depth;
	const struct node *n = &w->nodes[w->depth];
	if (below == 1 && KEY_NAME(n->key) == TERM_cabecalho)
		return x->fields->top[COLUMN_HEADER];
	if ((below == 1 || below == 2) && strcmp(n->local, "loteGuias") == 0)
		return x->fields->top[COLUMN_LOT];
	return NULL;
}

/* An element that no column is for. */
static void skip(struct lot_extract *x, const struct walk *w)
{
	x->skipped++;
	if (is_signature(&w->nodes[w->depth]))
		x->signature = true;
	else if (!lot_fields_full(x->fields))
		walk_path(w, w->depth, &x->unknown);
	x->listener.stop = x->unknown.len > 0 || lot_fields_full(x->fields);
}

static void begin_part(struct lot_extract *x, enum column_scope scope)
{
	if (scope >= COLUMN_PROCEDURE) {
		lot_rows_begin_item(&x->rows, scope);
	} else if (scope == COLUMN_GUIDE && !x->head_done) {
		lot_rows_end_head(&x->rows, x->kind);
		x->head_done = true;
	}
}

static void on_start(void *context, const struct walk *w)
{
	struct lot_extract *x = context;
	if (x->skipped > 0) {
		x->skipped++;
		return;
	}
	if (x->place == NULL) {
		x->place = top_of(x, w);
		if (x->place != NULL)
			lot_fields_open(x->place);
		return;
	}
	struct lot_place *place = lot_fields_enter(x->fields, x->place, w->nodes[w->depth].key);
	if (place == NULL) {
		skip(x, w);
		return;
	}
	x->place = place;
	if (place->step->column == NULL && place == x->fields->top[place->step->scope])
		begin_part(x, place->step->scope);
	if (place->field != LOT_FIELD_NONE) {
		x->fields->fields[place->field].lot = x->lot;
		lot_rows_begin_value(&x->rows, place->step->scope, place->field);
	}
}

static void on_text(void *context, const char *text, size_t len)
{
	struct lot_extract *x = context;
	if (x->place != NULL && x->place->field != LOT_FIELD_NONE && x->skipped == 0)
		lot_rows_text(&x->rows, text, len);
}

static void on_end(void *context, const struct walk *w)
{
	struct lot_extract *x = context;
	(void)w;
	if (x->skipped > 0) {
		x->skipped--;
		return;
	}
	struct lot_place *place = x->place;
	if (place == NULL)
		return;
	if (place->field != LOT_FIELD_NONE) {
		lot_rows_end_value(&x->rows);
	} else if (place->step->scope >= COLUMN_PROCEDURE && place == x->fields->top[place->step->scope]) {
		lot_rows_end_item(&x->rows);
		x->lot_rows++;
	} else if (place == x->fields->top[COLUMN_GUIDE]) {
		x->lot_rows += x->rows.items.len == 0;
		lot_rows_end_guide(&x->rows, x->kind);
	}
	x->place = place->parent;
}

/* ---- a whole lot ---- */

/* The layers that judge are run again by those who can tell what they found. Returns 0, or 1 when the lot has no
 * error after all. */
static int tell_findings(struct lot_extract *x, const struct fix_input *in, struct error *err)
{
	struct validation result;
	struct validator_options options = {
		.layers = 1u << LAYER_BYTES | 1u << LAYER_XML | 1u << LAYER_SCHEMA, .limits = LIMITS_OF_THE_NORM,
		.put = x->options.put, .context = x->options.context,
	};
	if (x->validator == NULL)
		x->validator = validator_new(&options, err);
	if (x->validator == NULL || fix_input_rewind(in, err) != 0)
		return -1;
	if (validator_run(x->validator, xml_source_fd(&in->fd), in->name, NULL, NULL, &result, err) != 0)
		return -1;
	return result.errors == 0;
}

static int refuse(struct lot_extract *x, const struct fix_input *in, const struct lot_head *head, struct error *err)
{
	int clean = tell_findings(x, in, err);
	if (clean < 0)
		return -1;
	if (clean == 0) {
		x->counts.refused++;
		return 0;
	}
	if (head->schema == NULL || head->guide == NULL)
		return error_set(err, "%s: não é um lote de guias", in->name);
	if (x->unknown.len > 0)
		return error_set(err, "%s: %s: nenhuma coluna pode guardar este elemento", in->name, buf_str(&x->unknown));
	return error_set(err, "%s: o lote tem campos repetidos demais: um CSV tem no máximo %d colunas", in->name, LOT_FIELDS_MAX);
}

static void add_amount(struct lot_extract_counts *c, int64_t amount)
{
	c->amount = c->amount < 0 || amount < 0 || amount > INT64_MAX - c->amount ? -1 : c->amount + amount;
}

/* The lot stays: its fields are columns. */
static void take(struct lot_extract *x, const struct lot_head *head, const struct lot_reading *reading)
{
	for (uint32_t i = 0; i < x->fields->n; i++)
		x->fields->fields[i].used = x->fields->fields[i].used || x->fields->fields[i].lot == x->lot;
	add_type(x, head->guide->type);
	x->counts.lots++;
	x->counts.guides += reading->guides;
	x->counts.items += reading->items;
	x->counts.rows += x->lot_rows;
	add_amount(&x->counts, reading->amount);
}

static void begin(struct lot_extract *x, int kind)
{
	x->kind = (uint32_t)kind;
	x->fields = &x->kinds[kind]->fields;
	x->place = NULL;
	x->lot++;
	x->lot_rows = 0;
	x->head_done = x->signature = false;
	x->skipped = 0;
	buf_clear(&x->unknown);
	lot_rows_begin_lot(&x->rows);
	x->listener = (struct lot_listener){ .context = x, .start = on_start, .text = on_text, .end = on_end };
}

static void warn_signature(const struct lot_extract *x, const char *name)
{
	if (!x->signature || x->options.warn == NULL)
		return;
	struct buf text = BUF_INIT;
	buf_addf(&text, "%s: a assinatura digital não cabe em CSV e fica de fora: do lote refeito, o hash será outro", name);
	x->options.warn(x->options.context, buf_str(&text));
	buf_release(&text);
}

static int read_lot(struct lot_extract *x, const struct fix_input *in, struct error *err)
{
	struct lot_head head;
	struct lot_reading reading;
	if (lot_reader_head(x->reader, in, &head, err) != 0)
		return -1;
	if (head.schema == NULL || head.guide == NULL)
		return refuse(x, in, &head, err);
	int kind = find_kind(x, &head, err);
	if (kind < 0)
		return -1;
	begin(x, kind);
	if (lot_reader_run(x->reader, in, &head, 0, &x->listener, &reading, err) != 0 || !reading.sound) {
		lot_rows_drop_lot(&x->rows);
		return err->text.len > 0 ? -1 : refuse(x, in, &head, err);
	}
	warn_signature(x, in->name);
	take(x, &head, &reading);
	return 1;
}

int lot_extract_read(struct lot_extract *x, const char *name, struct error *err)
{
	struct fix_input in;
	bool standard = strcmp(name, "-") == 0;
	if (fix_input_open(&in, name, standard ? "(entrada padrão)" : name, err) != 0)
		return -1;
	int result = read_lot(x, &in, err);
	fix_input_close(&in);
	return result;
}

/* ---- all of them ---- */

const char *const *lot_extract_types(const struct lot_extract *x, size_t *n)
{
	*n = x->ntypes;
	return x->types;
}

const struct lot_extract_counts *lot_extract_counts(const struct lot_extract *x)
{
	return &x->counts;
}

static bool is_used(const struct lot_kind *kind)
{
	for (uint32_t i = 0; i < kind->fields.n; i++)
		if (kind->fields.fields[i].used)
			return true;
	return false;
}

int lot_extract_write(struct lot_extract *x, const char *type, struct output *out, struct error *err)
{
	struct lot_table table;
	uint64_t written = 0;
	for (size_t i = 0; i < x->nkinds; i++) {
		struct lot_kind *kind = x->kinds[i];
		kind->chosen = is_used(kind) && (type == NULL || strcmp(type, kind->columns->guide_type) == 0);
		if (kind->chosen && x->options.all_columns)
			lot_fields_complete(&kind->fields);
	}
	if (lot_table_init(&table, x->kinds, x->nkinds, err) != 0)
		return -1;
	int result = lot_table_write(&table, &x->rows, x->options.style, !x->options.no_header, out, &written, err);
	lot_table_release(&table);
	return result;
}

struct lot_extract *lot_extract_new(const struct lot_extract_options *options)
{
	struct lot_extract *x = mem_zero(1, sizeof *x);
	x->options = *options;
	x->reader = lot_reader_new();
	x->rows = (struct lot_rows)LOT_ROWS_INIT;
	return x;
}

void lot_extract_free(struct lot_extract *x)
{
	if (x == NULL)
		return;
	for (size_t i = 0; i < x->nkinds; i++)
		free_kind(x->kinds[i]);
	free(x->kinds);
	free(x->types);
	lot_rows_release(&x->rows);
	buf_release(&x->unknown);
	validator_free(x->validator);
	lot_reader_free(x->reader);
	free(x);
}
