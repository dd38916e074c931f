#include "fmt/csv_cell.h"

#include <string.h>

#include "fmt/csv_decimal.h"
#include "fmt/money.h"

enum { DATE_LEN = 10, NUMBER_MAX = 64 };

static bool is_empty(const struct csv_cell *cell)
{
	return cell->len == 0;
}

const struct csv_cell *csv_cell_text(const struct csv_reader *r, size_t column, struct error *err)
{
	const struct csv_cell *cell = csv_reader_cell(r, column);
	if (!is_empty(cell))
		return cell;
	csv_reader_error(r, column, err, "a célula está vazia, e esta coluna é obrigatória");
	return NULL;
}

int csv_cell_date(const struct csv_reader *r, size_t column, date_days *date, struct error *err)
{
	const struct csv_cell *cell = csv_reader_cell(r, column);
	*date = DATE_NONE;
	if (is_empty(cell))
		return 0;
	if (cell->len == DATE_LEN)
		*date = cell->text[2] == '/' ? date_parse_br(cell->text, cell->len) : date_parse(cell->text, cell->len);
	if (*date != DATE_NONE)
		return 0;
	return csv_reader_error(r, column, err, "não é uma data que exista, escrita como aaaa-mm-dd ou dd/mm/aaaa");
}

/* The cell's text without spaces around it, in NUMBER (NUMBER_MAX bytes); false when it is longer than any number. */
static bool copy_trimmed(const struct csv_cell *cell, char *number)
{
	static const char spaces[] = " \t\r\n";
	const char *text = cell->text + strspn(cell->text, spaces);
	size_t len = strlen(text);
	while (len > 0 && strchr(spaces, text[len - 1]) != NULL)
		len--;
	if (len >= NUMBER_MAX)
		return false;
	memcpy(number, text, len);
	number[len] = '\0';
	return true;
}

/* Whether the cell holds digits, and perhaps one point where SEPARATOR leaves no doubt of what it is: it needs no care. */
static bool is_plain_number(const struct csv_cell *cell, char separator)
{
	size_t points = 0;
	for (size_t i = 0; i < cell->len; i++) {
		bool point = cell->text[i] == '.';
		points += point;
		if (!point && (cell->text[i] < '0' || cell->text[i] > '9'))
			return false;
	}
	return points <= (separator == ';' ? 0 : 1);
}

int csv_cell_decimal(const struct csv_reader *r, size_t column, unsigned scale, int64_t *amount, bool *given,
                     struct error *err)
{
	const struct csv_cell *cell = csv_reader_cell(r, column);
	char number[NUMBER_MAX];
	*amount = 0;
	*given = !is_empty(cell);
	if (!*given)
		return 0;
	if (is_plain_number(cell, csv_reader_separator(r)) && money_parse(cell->text, cell->len, scale, amount))
		return 0;
	if (!copy_trimmed(cell, number))
		return csv_reader_error(r, column, err, "não é um número: é longo demais");
	const char *why = csv_decimal_plain(number, csv_reader_separator(r));
	if (why != NULL)
		return csv_reader_error(r, column, err, "%s", why);
	if (!money_parse(number, strlen(number), scale, amount))
		return csv_reader_error(r, column, err, "não é um número com até %u casas decimais, ou é grande demais", scale);
	return 0;
}
