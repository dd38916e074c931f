#include "tiss/registry_providers.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/mem.h"
#include "base/names.h"
#include "fmt/csv_cell.h"
#include "fmt/ids.h"

enum { CODE, CNPJ_CPF, NAME, CNES, FROM, UNTIL, COLUMNS };

static const struct csv_column columns[COLUMNS] = {
	[CODE] = { .name = "codigoPrestador", .required = true },
	[CNPJ_CPF] = { .name = "cnpjCpf", .required = true },
	[NAME] = { .name = "nome", .personal = true },
	[CNES] = { .name = "cnes" },
	[FROM] = { .name = "inicio" },
	[UNTIL] = { .name = "fim" },
};

enum { CPF_LEN = 11, CNPJ_LEN = 14 };

struct registry_providers {
	struct names *codes, *cnpjs; /* each numbers the rows from 1, in their order */
	struct provider *rows;
	size_t count, cap;
	struct arena arena;          /* names and CNES */
};

/* The CNPJ or CPF of this row without its punctuation in OUT; -1 with ERR set when it is neither. */
static int read_cnpj_cpf(const struct csv_reader *r, char out[CNPJ_LEN + 1], size_t *len, struct error *err)
{
	const struct csv_cell *cell = csv_cell_text(r, CNPJ_CPF, err);
	if (cell == NULL)
		return -1;
	size_t n = 0;
	for (const char *c = cell->text; *c != '\0' && n <= CNPJ_LEN; c++) {
		if (strchr("./- ", *c) == NULL) {
			if (n < CNPJ_LEN)
				out[n] = *c >= 'a' && *c <= 'z' ? (char)(*c - 'a' + 'A') : *c;
			n++;
		}
	}
	if (n != CPF_LEN && n != CNPJ_LEN)
		return csv_reader_error(r, CNPJ_CPF, err, "um CNPJ tem 14 caracteres e um CPF, 11 (a planilha tirou zeros do início?)");
	out[n] = '\0';
	*len = n;
	if (n == CPF_LEN ? id_cpf_holds(out, n) : id_cnpj_holds(out, n))
		return 0;
	return csv_reader_error(r, CNPJ_CPF, err, "os dígitos verificadores não conferem");
}

/* Numbers KEY as the row after the last one. */
static int add_key(struct registry_providers *p, struct names *keys, const char *key, size_t len,
                   const struct csv_reader *r, size_t column, struct error *err)
{
	uint32_t id = names_add(keys, key, len);
	if (id > p->count)
		return 0;
	return csv_reader_error(r, column, err, "já está na linha %ld", p->rows[id - 1].line);
}

static const char *keep(struct registry_providers *p, const struct csv_cell *cell)
{
	return cell->len > 0 ? arena_dup(&p->arena, cell->text, cell->len) : "";
}

static int add(struct registry_providers *p, const struct csv_reader *r, struct error *err)
{
	struct provider row = { .line = csv_reader_line(r) };
	char cnpj_cpf[CNPJ_LEN + 1];
	size_t len = 0;
	const struct csv_cell *code = csv_cell_text(r, CODE, err);
	if (code == NULL || add_key(p, p->codes, code->text, code->len, r, CODE, err) != 0)
		return -1;
	if (read_cnpj_cpf(r, cnpj_cpf, &len, err) != 0 || add_key(p, p->cnpjs, cnpj_cpf, len, r, CNPJ_CPF, err) != 0)
		return -1;
	if (registry_validity_read(&row.validity, r, FROM, UNTIL, err) != 0)
		return -1;
	row.code = names_text(p->codes, (uint32_t)p->count + 1);
	row.cnpj_cpf = names_text(p->cnpjs, (uint32_t)p->count + 1);
	row.name = keep(p, csv_reader_cell(r, NAME));
	row.cnes = keep(p, csv_reader_cell(r, CNES));
	if (p->count == p->cap) {
		p->cap = p->cap ? p->cap * 2 : 256;
		p->rows = mem_grow(p->rows, p->cap, sizeof *p->rows);
	}
	p->rows[p->count++] = row;
	return 0;
}

static int read_rows(struct registry_providers *p, struct csv_reader *r, struct error *err)
{
	int got = csv_reader_bind(r, columns, COLUMNS, err) == 0 ? 1 : -1;
	if (got > 0)
		csv_reader_warn_unknown(r);
	while (got > 0 && (got = csv_reader_next(r, err)) > 0) {
		if (add(p, r, err) != 0)
			return -1;
	}
	return got;
}

struct registry_providers *registry_providers_load(const char *path, const struct csv_options *options, struct error *err)
{
	struct csv_reader *r = csv_reader_open(path, options, err);
	if (r == NULL)
		return NULL;
	struct registry_providers *p = mem_zero(1, sizeof *p);
	p->codes = names_new();
	p->cnpjs = names_new();
	int failed = read_rows(p, r, err);
	csv_reader_free(r);
	if (failed == 0)
		return p;
	registry_providers_free(p);
	return NULL;
}

void registry_providers_free(struct registry_providers *p)
{
	if (p == NULL)
		return;
	names_free(p->codes);
	names_free(p->cnpjs);
	arena_release(&p->arena);
	free(p->rows);
	free(p);
}

size_t registry_providers_count(const struct registry_providers *p)
{
	return p->count;
}

static enum registry_answer answer(const struct registry_providers *p, uint32_t id, date_days date,
                                   const struct provider **found)
{
	const struct provider *row = id > 0 ? &p->rows[id - 1] : NULL;
	if (found != NULL)
		*found = row;
	if (row == NULL)
		return REGISTRY_UNKNOWN;
	return registry_validity_holds(&row->validity, date) ? REGISTRY_VALID : REGISTRY_NOT_VALID;
}

enum registry_answer registry_providers_by_code(const struct registry_providers *p, const char *code, size_t len,
                                                date_days date, const struct provider **found)
{
	return answer(p, names_find(p->codes, code, len), date, found);
}

enum registry_answer registry_providers_by_cnpj_cpf(const struct registry_providers *p, const char *cnpj_cpf, size_t len,
                                                    date_days date, const struct provider **found)
{
	return answer(p, names_find(p->cnpjs, cnpj_cpf, len), date, found);
}
