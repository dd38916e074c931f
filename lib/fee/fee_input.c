#include "fee/fee_input.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/temp.h"
#include "fmt/csv_cell.h"

enum { COPY_CHUNK = 64 * 1024, YEAR_MIN = 1900, YEAR_MAX = 2999 };

/* ---- the file ---- */

static ssize_t read_fd(void *context, char *buffer, size_t n)
{
	struct fee_input *in = context;
	ssize_t got = read(in->fd, buffer, n);
	if (got > 0)
		in->bytes += (uint64_t)got;
	return got;
}

/* A pipe can be read only once: its bytes go to a file of our own. */
static int copy_to_temp(struct fee_input *in, struct error *err)
{
	char *chunk = mem_alloc(COPY_CHUNK);
	int copy = temp_open(err);
	ssize_t n = -1;
	while (copy >= 0 && (n = read(in->fd, chunk, COPY_CHUNK)) > 0)
		if (temp_write(copy, chunk, (size_t)n) != 0) {
			error_sys(err, errno, "arquivo temporário para %s", in->name);
			break;
		}
	if (copy >= 0 && n < 0)
		error_sys(err, errno, "%s", in->name);
	free(chunk);
	if (copy < 0 || n != 0) {
		if (copy >= 0)
			close(copy);
		return -1;
	}
	close(in->fd);
	in->fd = copy;
	return 0;
}

static struct csv_column *bound_columns(const struct fee_table *t)
{
	struct csv_column *columns = mem_zero(t->n, sizeof *columns);
	for (size_t i = 0; i < t->n; i++)
		columns[i] = (struct csv_column){
			.name = t->columns[i].name, .required = t->columns[i].required, .personal = t->columns[i].personal,
		};
	return columns;
}

int fee_input_open(struct fee_input *in, const char *path, int file, bool once, const struct csv_options *options, struct error *err)
{
	struct stat st;
	*in = (struct fee_input)FEE_INPUT_INIT;
	in->name = strcmp(path, "-") == 0 ? "entrada padrão" : path;
	in->table = fee_table(file);
	in->options = *options;
	in->fd = strcmp(path, "-") == 0 ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC);
	if (in->fd < 0 || fstat(in->fd, &st) != 0)
		return error_sys(err, errno, "%s", in->name);
	if (S_ISDIR(st.st_mode))
		return error_sys(err, EISDIR, "%s", in->name);
	if (!once && !S_ISREG(st.st_mode) && copy_to_temp(in, err) != 0)
		return -1;
	in->columns = bound_columns(in->table);
	in->values = mem_zero(in->table->n, sizeof *in->values);
	return 0;
}

int fee_input_begin(struct fee_input *in, bool warn, struct error *err)
{
	csv_reader_free(in->reader);
	in->reader = NULL;
	if (lseek(in->fd, 0, SEEK_SET) != 0 && errno != ESPIPE)
		return error_sys(err, errno, "%s", in->name);
	in->reader = csv_reader_open_source((struct csv_source){ in, read_fd }, in->name, &in->options, err);
	if (in->reader == NULL || csv_reader_bind(in->reader, in->columns, in->table->n, err) != 0)
		return -1;
	if (warn)
		csv_reader_warn_unknown(in->reader);
	return 0;
}

bool fee_input_has(const struct fee_input *in, size_t column)
{
	return csv_reader_find(in->reader, in->columns[column].name) >= 0;
}

void fee_input_close(struct fee_input *in)
{
	csv_reader_free(in->reader);
	if (in->fd >= 0)
		close(in->fd);
	free(in->columns);
	free(in->values);
	*in = (struct fee_input)FEE_INPUT_INIT;
}

/* ---- cells ---- */

static const char *check_code(const struct fee_value *v)
{
	for (size_t i = 0; i < v->len; i++)
		if ((unsigned char)v->text[i] <= ' ' || v->text[i] == '.')
			return "este código não pode ter espaços nem pontos";
	return NULL;
}

static const char *check_text(const struct fee_column *column, const struct fee_value *v)
{
	for (size_t i = 0; column->required && i < v->len; i++)
		if ((unsigned char)v->text[i] < ' ')
			return "há um caractere de controle (quebra de linha, tabulação)";
	return NULL;
}

static const char *check_one(const struct fee_column *column, struct fee_value *v)
{
	const char *choice = column->choices;
	for (v->number = 0;; v->number++) {
		size_t len = strcspn(choice, "|");
		if (len == v->len && memcmp(choice, v->text, len) == 0)
			return NULL;
		if (choice[len] == '\0')
			return "não é um dos valores desta coluna (veja mensalidades(5))";
		choice += len + 1;
	}
}

const char *fee_value_check(const struct fee_column *column, struct fee_value *v)
{
	switch (column->kind) {
	case FEE_KIND_CODE: return check_code(v);
	case FEE_KIND_TEXT: return check_text(column, v);
	case FEE_KIND_FLAG:
		v->number = v->text[0] == 'S';
		return v->len == 1 && (v->text[0] == 'S' || v->text[0] == 'N') ? NULL : "deve ser S ou N";
	case FEE_KIND_MONTH:
		v->month = fee_month_parse(v->text, v->len);
		return v->month != FEE_MONTH_NONE ? NULL : "não é uma competência AAAAMM que exista (mês de 01 a 12)";
	case FEE_KIND_ONE: return check_one(column, v);
	case FEE_KIND_DATE: case FEE_KIND_INT: case FEE_KIND_DECIMAL: case FEE_KIND_WORDS: break;
	}
	return NULL;
}

static int64_t power(unsigned scale)
{
	int64_t unit = 1;
	while (scale-- > 0)
		unit *= 10;
	return unit;
}

static int read_number(const struct fee_input *in, size_t i, struct fee_value *v, struct error *err)
{
	const struct fee_column *column = &in->table->columns[i];
	bool given;
	if (csv_cell_decimal(in->reader, i, column->scale, &v->number, &given, err) != 0)
		return -1;
	int64_t unit = power(column->scale);
	if (v->number >= column->min * unit && v->number <= column->max * unit)
		return 0;
	return csv_reader_error(in->reader, i, err, "fora do que esta coluna aceita, de %lld a %lld", (long long)column->min,
	                        (long long)column->max);
}

static int read_date(const struct fee_input *in, size_t i, struct fee_value *v, struct error *err)
{
	if (csv_cell_date(in->reader, i, &v->date, err) != 0)
		return -1;
	if (v->date >= date_of(YEAR_MIN, 1, 1) && v->date <= date_of(YEAR_MAX, 12, 31))
		return 0;
	v->date = DATE_NONE;
	return csv_reader_error(in->reader, i, err, "data fora de %d a %d", YEAR_MIN, YEAR_MAX);
}

static int read_value(const struct fee_input *in, size_t i, struct fee_value *v, struct error *err)
{
	const struct fee_column *column = &in->table->columns[i];
	const struct csv_cell *cell = csv_reader_cell(in->reader, i);
	*v = (struct fee_value){ .text = cell->text, .len = cell->len, .date = DATE_NONE, .month = FEE_MONTH_NONE };
	if (v->len == 0)
		return column->required ? csv_reader_error(in->reader, i, err, "a célula está vazia, e esta coluna é obrigatória") : 0;
	if (column->kind == FEE_KIND_DATE)
		return read_date(in, i, v, err);
	if (column->kind == FEE_KIND_INT || column->kind == FEE_KIND_DECIMAL)
		return read_number(in, i, v, err);
	const char *what = fee_value_check(column, v);
	return what == NULL ? 0 : csv_reader_error(in->reader, i, err, "%s", what);
}

enum fee_row_state fee_input_next(struct fee_input *in, struct fee_faults *faults)
{
	struct error err = ERROR_INIT;
	enum fee_row_state state = FEE_ROW_OK;
	int got = csv_reader_next(in->reader, &err);
	if (got == 0)
		return FEE_ROW_END;
	if (got < 0) {
		fee_fault_error(faults, &err);
		state = csv_reader_broken(in->reader) ? FEE_ROW_BROKEN : FEE_ROW_WRONG;
	}
	for (size_t i = 0; i < in->table->n && state != FEE_ROW_BROKEN; i++) {
		struct fee_value *v = &in->values[i];
		if (got < 0) {
			*v = (struct fee_value){ .text = "", .date = DATE_NONE, .month = FEE_MONTH_NONE, .wrong = true };
			continue;
		}
		v->wrong = false;
		if (read_value(in, i, v, &err) == 0)
			continue;
		v->wrong = true;
		fee_fault_error(faults, &err);
		state = FEE_ROW_WRONG;
	}
	error_release(&err);
	return state;
}
