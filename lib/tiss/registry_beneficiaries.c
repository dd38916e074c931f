#include "tiss/registry_beneficiaries.h"

#include <stdint.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/mem.h"
#include "base/names.h"
#include "fmt/csv_cell.h"

enum { CARD, NAME, BORN, SEX, CARD_UNTIL, FROM, UNTIL, COLUMNS };

static const struct csv_column columns[COLUMNS] = {
	[CARD] = { .name = "numeroCarteira", .required = true },
	[NAME] = { .name = "nome", .personal = true },
	[BORN] = { .name = "dataNascimento" },
	[SEX] = { .name = "sexo" },
	[CARD_UNTIL] = { .name = "validadeCarteira" },
	[FROM] = { .name = "inicio" },
	[UNTIL] = { .name = "fim" },
};

enum { ROW_BYTES = 64 }; /* of an ordinary row in the file */

/* Kept small: there are a million of them. */
struct row {
	struct registry_validity validity;
	date_days born, card_until;
	uint32_t line;
	char sex;
};

struct registry_beneficiaries {
	struct names *cards; /* card number ID is row ID - 1 */
	struct row *rows;
	size_t count, cap;
	bool with_names;
	const char **names;  /* by row; NULL without names */
	struct arena arena;  /* the names' text */
};

static void grow(struct registry_beneficiaries *b)
{
	b->cap = b->cap ? b->cap * 2 : 256;
	b->rows = mem_grow(b->rows, b->cap, sizeof *b->rows);
	mem_warm(b->rows + b->count, (b->cap - b->count) * sizeof *b->rows);
	if (b->with_names)
		b->names = mem_grow(b->names, b->cap, sizeof *b->names);
}

static int add(struct registry_beneficiaries *b, const struct csv_reader *r, struct error *err)
{
	const struct csv_cell *card = csv_cell_text(r, CARD, err);
	if (card == NULL)
		return -1;
	uint32_t id = names_add(b->cards, card->text, card->len);
	if (id <= b->count)
		return csv_reader_error(r, CARD, err, "esta carteira já está na linha %u", b->rows[id - 1].line);
	if (b->count == b->cap)
		grow(b);
	struct row *row = &b->rows[b->count];
	*row = (struct row){ .line = (uint32_t)csv_reader_line(r), .sex = csv_reader_cell(r, SEX)->text[0] };
	if (csv_cell_date(r, BORN, &row->born, err) != 0 || csv_cell_date(r, CARD_UNTIL, &row->card_until, err) != 0
	    || registry_validity_read(&row->validity, r, FROM, UNTIL, err) != 0)
		return -1;
	const struct csv_cell *name = csv_reader_cell(r, NAME);
	if (b->with_names)
		b->names[b->count] = arena_dup(&b->arena, name->text, name->len);
	b->count++;
	return 0;
}

static int read_rows(struct registry_beneficiaries *b, struct csv_reader *r, struct error *err)
{
	int got = csv_reader_bind(r, columns, COLUMNS, err) == 0 ? 1 : -1;
	if (got > 0)
		csv_reader_warn_unknown(r);
	while (got > 0 && (got = csv_reader_next(r, err)) > 0) {
		if (add(b, r, err) != 0)
			return -1;
	}
	return got;
}

struct registry_beneficiaries *registry_beneficiaries_load(const char *path, const struct csv_options *options,
                                                           bool with_names, struct error *err)
{
	struct csv_reader *r = csv_reader_open(path, options, err);
	if (r == NULL)
		return NULL;
	struct registry_beneficiaries *b = mem_zero(1, sizeof *b);
	b->cards = names_new();
	names_reserve(b->cards, registry_rows_guess(path, ROW_BYTES));
	b->with_names = with_names;
	int failed = read_rows(b, r, err);
	csv_reader_free(r);
	if (failed == 0)
		return b;
	registry_beneficiaries_free(b);
	return NULL;
}

void registry_beneficiaries_free(struct registry_beneficiaries *b)
{
	if (b == NULL)
		return;
	names_free(b->cards);
	arena_release(&b->arena);
	free(b->names);
	free(b->rows);
	free(b);
}

size_t registry_beneficiaries_count(const struct registry_beneficiaries *b)
{
	return b->count;
}

enum registry_answer registry_beneficiaries_find(const struct registry_beneficiaries *b, const char *card, size_t len,
                                                 date_days date, struct beneficiary *found)
{
	uint32_t id = names_find(b->cards, card, len);
	if (id == 0)
		return REGISTRY_UNKNOWN;
	const struct row *row = &b->rows[id - 1];
	if (found != NULL)
		*found = (struct beneficiary){
			.card = names_text(b->cards, id),
			.name = b->with_names ? b->names[id - 1] : "",
			.born = row->born,
			.sex = row->sex,
			.card_until = row->card_until,
			.validity = row->validity,
		};
	return registry_validity_holds(&row->validity, date) ? REGISTRY_VALID : REGISTRY_NOT_VALID;
}
