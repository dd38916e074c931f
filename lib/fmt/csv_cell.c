#include "fmt/csv_cell.h"

#include <string.h>

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

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static size_t digits(const char *text)
{
	size_t n = 0;
	while (is_digit(text[n]))
		n++;
	return n;
}

/* Whether TEXT is digits and then ".ddd" once or more: points that may stand for thousands. Their length goes to *LEN. */
static bool is_grouped(const char *text, size_t *len)
{
	size_t n = digits(text);
	*len = n;
	if (n < 1 || n > 3 || text[0] == '0')
		return false;
	for (; text[*len] == '.' && digits(text + *len + 1) == 3; *len += 4)
		;
	return *len > n;
}

/* Rewrites NUMBER as money_parse reads it. NULL, or why it cannot be. */
static const char *normalize(char *number)
{
	const char *whole = number + (*number == '-' || *number == '+');
	const char *comma = strchr(number, ',');
	size_t grouped;
	if (is_grouped(whole, &grouped) && whole[grouped] == '\0')
		return "pode ser milhar ou fração: escreva 1.234,00 ou 1,234, como for";
	if (comma == NULL)
		return NULL;
	if (strpbrk(comma + 1, ".,") != NULL)
		return "não é um número";
	if (whole + grouped != comma)
		return "não é um número: os pontos não separam milhares";
	char *out = number;
	for (const char *in = number; *in != '\0'; in++) {
		if (*in != '.')
			*out++ = *in == ',' ? '.' : *in;
	}
	*out = '\0';
	return NULL;
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

int csv_cell_decimal(const struct csv_reader *r, size_t column, unsigned scale, int64_t *amount, bool *given,
                     struct error *err)
{
	const struct csv_cell *cell = csv_reader_cell(r, column);
	char number[NUMBER_MAX];
	*amount = 0;
	*given = !is_empty(cell);
	if (!*given)
		return 0;
	if (!copy_trimmed(cell, number))
		return csv_reader_error(r, column, err, "não é um número: é longo demais");
	bool comma = csv_reader_separator(r) == ';';
	const char *fault = comma ? normalize(number) : NULL;
	if (fault != NULL)
		return csv_reader_error(r, column, err, "%s", fault);
	if (!comma && strchr(number, ',') != NULL)
		return csv_reader_error(r, column, err, "vírgula decimal, só em arquivo separado por ponto e vírgula: use ponto");
	if (!money_parse(number, strlen(number), scale, amount))
		return csv_reader_error(r, column, err, "não é um número com até %u casas decimais, ou é grande demais", scale);
	return 0;
}
