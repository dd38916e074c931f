#include "fmt/csv_decimal.h"

#include <string.h>

static size_t digits(const char *text)
{
	return strspn(text, "0123456789");
}

/* The length of the digits and then ".ddd" once or more that TEXT begins with; 0 when that is not how it begins. */
static size_t grouped(const char *text)
{
	size_t first = digits(text), len = first;
	if (first < 1 || first > 3 || text[0] == '0')
		return 0;
	while (text[len] == '.' && digits(text + len + 1) == 3)
		len += 4;
	return len > first ? len : 0;
}

const char *csv_decimal_plain(char *number, char separator)
{
	const char *comma = strchr(number, ',');
	const char *whole = number + (*number == '-' || *number == '+');
	if (separator != ';' && comma != NULL)
		return "vírgula decimal, só em arquivo separado por ponto e vírgula: use ponto";
	size_t len = separator == ';' ? grouped(whole) : 0;
	if (len > 0 && whole[len] == '\0')
		return "pode ser milhar ou fração: escreva 1.234,00 ou 1,234, como for";
	if (comma == NULL)
		return NULL;
	if (strpbrk(comma + 1, ".,") != NULL)
		return "não é um número";
	if (whole + (len > 0 ? len : digits(whole)) != comma)
		return "não é um número: os pontos não separam milhares";
	char *out = number;
	for (const char *in = number; *in != '\0'; in++)
		if (*in != '.')
			*out++ = *in == ',' ? '.' : *in;
	*out = '\0';
	return NULL;
}
