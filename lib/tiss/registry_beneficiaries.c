#include "tiss/registry_beneficiaries.h"

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/mem.h"
#include "base/names.h"
#include "base/text_ref.h"
#include "fmt/csv_cell.h"
#include "fmt/rows_ahead.h"

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

/* ---- reading, perhaps in a thread of its own ---- */

/* A row of the file. */
struct entry {
	struct row row;
	bool looked_at;
	uint32_t hash;              /* of the card number, then */
	struct text_ref card, name; /* NAME is nothing where names are not wanted */
};

enum { ENTRY_TEXTS = 2, ENTRY_LOOKS = 1 };

/* What the two threads share and neither changes, but for the registry, which is the taking one's. */
struct loading {
	struct csv_reader *reader;
	struct registry_beneficiaries *registry;
};

static int read_entry(const struct loading *l, struct entry *e, struct error *err)
{
	const struct csv_reader *r = l->reader;
	const struct csv_cell *card = csv_cell_text(r, CARD, err), *name = csv_reader_cell(r, NAME);
	if (card == NULL)
		return -1;
	*e = (struct entry){ .card = { card->text, card->len } };
	if (l->registry->with_names)
		e->name = (struct text_ref){ name->text, name->len };
	e->row.line = (uint32_t)card->line;
	e->row.sex = csv_reader_cell(r, SEX)->text[0];
	if (csv_cell_date(r, BORN, &e->row.born, err) != 0 || csv_cell_date(r, CARD_UNTIL, &e->row.card_until, err) != 0)
		return -1;
	return registry_validity_read(&e->row.validity, r, FROM, UNTIL, err);
}

static int read_entries(void *context, struct rows_ahead *ahead, struct error *err)
{
	const struct loading *l = context;
	struct entry e;
	int got;
	while ((got = csv_reader_next(l->reader, err)) > 0)
		if (read_entry(l, &e, err) != 0 || rows_ahead_put(ahead, &e, err) != 0)
			return -1;
	return got;
}

/* ---- taking ---- */

static void look_at_entry(void *context, void *entry, unsigned step)
{
	const struct loading *l = context;
	struct entry *e = entry;
	(void)step;
	e->hash = names_hash(e->card.text, e->card.len);
	e->looked_at = true;
	names_look(l->registry->cards, e->hash);
}

static int take_entry(void *context, const void *entry, struct error *err)
{
	const struct loading *l = context;
	struct registry_beneficiaries *b = l->registry;
	const struct entry *e = entry;
	uint32_t hash = e->looked_at ? e->hash : names_hash(e->card.text, e->card.len);
	uint32_t id = names_add_hashed(b->cards, e->card.text, e->card.len, hash);
	if (id <= b->count)
		return csv_reader_error_past(l->reader, CARD, e->row.line, e->card, err, "esta carteira já está na linha %u", b->rows[id - 1].line);
	if (b->count == b->cap)
		grow(b);
	b->rows[b->count] = e->row;
	if (b->with_names)
		b->names[b->count] = arena_dup(&b->arena, e->name.text, e->name.len);
	b->count++;
	return 0;
}

static int load(struct loading *l, struct error *err)
{
	const struct rows_work work = {
		.shape = { .size = sizeof(struct entry), .texts = offsetof(struct entry, card), .ntexts = ENTRY_TEXTS },
		.context = l, .read = read_entries, .look = look_at_entry, .looks = ENTRY_LOOKS, .take = take_entry,
	};
	if (csv_reader_bind(l->reader, columns, COLUMNS, err) != 0)
		return -1;
	csv_reader_warn_unknown(l->reader);
	return rows_ahead_run(&work, err);
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
	struct loading l = { .reader = r, .registry = b };
	int failed = load(&l, err);
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
