#include "lot/lot_plan.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "lot/lot_plan_grow.h"
#include "tiss/totals.h"

const char PLAN_GUIDE_TYPE[] = "tipoGuia", PLAN_ITEM_TYPE[] = "tipoItem";

/* ---- what is supplied ---- */

static const struct {
	const char *path;
	enum plan_supply supply;
} supplied[] = {
	{ "cabecalho/identificacaoTransacao/tipoTransacao", SUPPLY_TRANSACTION },
	{ "cabecalho/identificacaoTransacao/sequencialTransacao", SUPPLY_SEQUENCE },
	{ "cabecalho/identificacaoTransacao/dataRegistroTransacao", SUPPLY_DATE },
	{ "cabecalho/identificacaoTransacao/horaRegistroTransacao", SUPPLY_TIME },
	{ "cabecalho/origem/identificacaoPrestador/CNPJ", SUPPLY_ORIGIN_CNPJ },
	{ "cabecalho/origem/identificacaoPrestador/CPF", SUPPLY_ORIGIN_CPF },
	{ "cabecalho/origem/identificacaoPrestador/codigoPrestadorNaOperadora", SUPPLY_ORIGIN_CODE },
	{ "cabecalho/destino/registroANS", SUPPLY_OPERATOR },
	{ "cabecalho/Padrao", SUPPLY_VERSION },
	{ "cabecalho/versaoPadrao", SUPPLY_VERSION },
	{ "numeroLote", SUPPLY_LOT },
};

static enum field role_of(const struct fields *fields, const struct column *field)
{
	enum field_scope scope = SCOPE_NONE, wanted = field->scope == COLUMN_GUIDE ? SCOPE_GUIA : SCOPE_ITEM;
	enum field role = fields_of(fields, field->steps[field->nsteps - 1]->key, &scope);
	return field->scope >= COLUMN_GUIDE && scope == wanted ? role : FIELD_NONE;
}

static enum plan_supply supply_of(const struct fields *fields, const struct column *field)
{
	enum field role = role_of(fields, field);
	if (field->scope == COLUMN_GUIDE)
		return totals_has(role) ? SUPPLY_GUIDE_TOTAL : SUPPLY_NONE;
	if (field->scope >= COLUMN_PROCEDURE)
		return role == FIELD_SEQUENCIAL ? SUPPLY_NUMBER : role == FIELD_VALOR_TOTAL ? SUPPLY_ITEM_TOTAL : SUPPLY_NONE;
	for (size_t i = 0; i < sizeof supplied / sizeof *supplied; i++)
		if (strcmp(supplied[i].path, field->path) == 0)
			return supplied[i].supply;
	return SUPPLY_NONE;
}

enum plan_supply columns_supplied(const struct columns *c, const struct column *field)
{
	struct fields fields;
	fields_init(&fields, c->schema->vocabulary);
	enum plan_supply supply = supply_of(&fields, field);
	fields_release(&fields);
	return supply;
}

/* ---- slots ---- */

struct plan_slot *plan_find_slot(const struct plan_part *part, const struct column *field, const uint16_t *index)
{
	for (size_t i = 0; i < part->nslots; i++)
		if (part->slots[i].field == field && memcmp(part->slots[i].index, index, field->nsteps * sizeof *index) == 0)
			return &part->slots[i];
	return NULL;
}

static long add_slot(struct lot_plan *p, const struct column *field, const uint16_t index[COLUMN_STEPS_MAX], long csv_column)
{
	struct plan_part *part = &p->part[field->scope];
	part->slots = mem_grow(part->slots, part->nslots + 1, sizeof *part->slots);
	struct plan_slot *slot = &part->slots[part->nslots];
	*slot = (struct plan_slot){
		.field = field, .csv_column = csv_column, .supply = supply_of(&p->fields, field),
		.role = role_of(&p->fields, field),
		.rules = schema_rules(field->type), .personal = strncmp(column_leaf(p->columns, field), "nome", 4) == 0,
	};
	slot->kind = simple_kind(slot->rules);
	for (size_t i = 0; i < field->nsteps; i++)
		slot->index[i] = index[i];
	return (long)part->nslots++;
}

static int take_meaning(struct lot_plan *p, size_t number, const struct column_reference *r, struct error *err)
{
	struct plan_column *column = &p->column[number];
	for (int scope = 0; scope < COLUMN_SCOPES; scope++) {
		if (r->field[scope] == NULL)
			continue;
		const struct plan_slot *taken = plan_find_slot(&p->part[scope], r->field[scope], r->index[scope]);
		if (taken != NULL)
			return error_set(err, "%s:1: as colunas «%s» e «%s» são o mesmo campo: deixe só uma", p->file,
			                 p->column[taken->csv_column].name, column->name);
		column->slot[scope] = add_slot(p, r->field[scope], r->index[scope], (long)number);
		column->in_guide = column->in_guide || scope <= COLUMN_GUIDE;
	}
	return 0;
}

static int take_column(struct lot_plan *p, size_t number, struct error *err)
{
	struct plan_column *column = &p->column[number];
	struct column_reference reference;
	struct error why = ERROR_INIT;
	int failed = 0;
	for (int scope = 0; scope < COLUMN_SCOPES; scope++)
		column->slot[scope] = -1;
	column->control = strcmp(column->name, PLAN_GUIDE_TYPE) == 0 || strcmp(column->name, PLAN_ITEM_TYPE) == 0;
	if (column->control)
		return 0;
	if (columns_resolve(p->columns, column->name, &reference, &why) == COLUMN_UNDERSTOOD)
		failed = take_meaning(p, number, &reference, err);
	else
		column->why = arena_dup(&p->arena, buf_str(&why.text), why.text.len);
	error_release(&why);
	return failed;
}

/* Fields that no column gives and the builder knows. */
static void add_supplied(struct lot_plan *p)
{
	static const uint16_t ones[COLUMN_STEPS_MAX] = { 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1 };
	for (size_t i = 0; i < p->columns->n; i++) {
		const struct column *field = &p->columns->all[i];
		if (supply_of(&p->fields, field) != SUPPLY_NONE && plan_find_slot(&p->part[field->scope], field, ones) == NULL)
			add_slot(p, field, ones, -1);
	}
}

/* ---- names ---- */

void plan_slot_name(const struct lot_plan *p, const struct plan_slot *slot, struct buf *out)
{
	if (slot->csv_column >= 0)
		buf_adds(out, p->column[slot->csv_column].name);
	else
		column_name(slot->field, slot->index, out);
}

void plan_node_names(const struct plan_part *part, uint32_t at, struct buf *out)
{
	const struct plan_node *node = &part->nodes[at];
	if (node->kind == PLAN_FIELD) {
		buf_adds(out, out->len > 0 ? ", «" : "«");
		if (node->field != NULL)
			column_name(node->field, node->index, out);
		buf_adds(out, "»");
		return;
	}
	for (uint32_t c = at + 1; c < node->end; c = part->nodes[c].end)
		if (node->kind == PLAN_CHOICE || plan_is_mandatory(part, c))
			plan_node_names(part, c, out);
}

/* Whether no row can give the node a value: it is in want of columns. */
static bool has_no_column(const struct plan_part *part, uint32_t at)
{
	for (uint32_t c = at; c < part->nodes[at].end; c++)
		if (part->nodes[c].slot >= 0 || part->nodes[c].kind == PLAN_ITEMS)
			return false;
	return true;
}

static void add_missing(const struct plan_part *part, uint32_t at, struct buf *out)
{
	const struct plan_node *node = &part->nodes[at];
	for (uint32_t c = at + 1; c < node->end; c = part->nodes[c].end) {
		const struct plan_node *child = &part->nodes[c];
		if (!plan_is_mandatory(part, c))
			continue;
		if (child->kind != PLAN_GROUP && has_no_column(part, c)) {
			struct buf names = BUF_INIT;
			plan_node_names(part, c, &names);
			buf_addf(out, "%s%s%s%s", out->len > 0 ? ", " : "", child->kind == PLAN_CHOICE ? "uma de (" : "",
			         buf_str(&names), child->kind == PLAN_CHOICE ? ")" : "");
			buf_release(&names);
		} else if (child->kind == PLAN_GROUP || child->kind == PLAN_SEQUENCE) {
			add_missing(part, c, out);
		}
	}
}

void lot_plan_missing(const struct lot_plan *p, enum column_scope scope, struct buf *out)
{
	if (p->part[scope].nnodes > 0)
		add_missing(&p->part[scope], 0, out);
}

const struct plan_slot *plan_find_supply(const struct plan_part *part, enum plan_supply supply)
{
	for (size_t i = 0; i < part->nslots; i++)
		if (part->slots[i].supply == supply)
			return &part->slots[i];
	return NULL;
}

const struct plan_slot *plan_find_guide(const struct lot_plan *p, const char *name)
{
	const struct plan_part *part = &p->part[COLUMN_GUIDE];
	const struct plan_slot *found = NULL;
	for (size_t i = 0; i < part->nslots; i++) {
		const struct column *field = part->slots[i].field;
		bool nearer = found == NULL || field->nsteps < found->field->nsteps;
		if (nearer && strcmp(column_leaf(p->columns, field), name) == 0)
			found = &part->slots[i];
	}
	return found;
}

/* ---- the whole ---- */

static void note_roles(struct plan_part *part)
{
	for (size_t role = 0; role < FIELD_COUNT; role++)
		part->by_role[role] = -1;
	for (size_t i = 0; i < part->nslots; i++)
		if (part->slots[i].role != FIELD_NONE && part->by_role[part->slots[i].role] < 0)
			part->by_role[part->slots[i].role] = (long)i;
}

static int check_missing(const struct lot_plan *p, struct error *err)
{
	struct buf missing = BUF_INIT;
	int failed = 0;
	lot_plan_missing(p, COLUMN_GUIDE, &missing);
	for (size_t i = 0; i < p->ncolumns && missing.len > 0; i++)
		if (p->column[i].why != NULL) /* most likely the missing one, misspelt */
			buf_addf(&missing, "; e «%s» %s", p->column[i].name, p->column[i].why);
	if (missing.len > 0)
		failed = error_set(err, "%s:1: falta no cabeçalho, para guias de %s na versão %s: %s", p->file,
		                   p->columns->guide_type, p->columns->schema->version, buf_str(&missing));
	buf_release(&missing);
	return failed;
}

struct lot_plan *lot_plan_new(struct columns *columns, const char *file, const char *const names[], size_t n, bool one_line,
                              struct error *err)
{
	struct lot_plan *p = mem_zero(1, sizeof *p);
	p->columns = columns;
	p->file = file;
	p->one_line = one_line;
	fields_init(&p->fields, columns->schema->vocabulary);
	p->column = mem_zero(n, sizeof *p->column);
	p->ncolumns = n;
	int failed = 0;
	for (size_t i = 0; i < n; i++)
		p->column[i].name = names[i];
	for (size_t i = 0; i < n && failed == 0; i++)
		failed = take_column(p, i, err);
	if (failed == 0) {
		add_supplied(p);
		for (int scope = 0; scope < COLUMN_SCOPES; scope++)
			plan_grow(p, (enum column_scope)scope);
		for (int scope = 0; scope < COLUMN_SCOPES; scope++)
			note_roles(&p->part[scope]);
		failed = check_missing(p, err);
	}
	if (failed == 0)
		return p;
	lot_plan_free(p);
	return NULL;
}

void lot_plan_free(struct lot_plan *p)
{
	if (p == NULL)
		return;
	for (int scope = 0; scope < COLUMN_SCOPES; scope++) {
		free(p->part[scope].nodes);
		free(p->part[scope].slots);
	}
	free(p->column);
	fields_release(&p->fields);
	arena_release(&p->arena);
	free(p);
}
