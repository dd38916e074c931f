#include "fmt/ids.h"

#include <string.h>

static bool all_digits(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (text[i] < '0' || text[i] > '9')
			return false;
	return true;
}

static bool all_alike(const char *text, size_t len)
{
	for (size_t i = 1; i < len; i++)
		if (text[i] != text[0])
			return false;
	return true;
}

/* The check digit of N characters, whose weights fall from 2 at the right to TOP and then begin again. */
static char check_digit(const char *text, size_t n, int top)
{
	int sum = 0, weight = 2;
	for (size_t i = n; i > 0; i--) {
		sum += (text[i - 1] - '0') * weight;
		weight = weight == top ? 2 : weight + 1;
	}
	int rest = sum % 11;
	return (char)(rest < 2 ? '0' : '0' + 11 - rest);
}

bool id_cpf_holds(const char *text, size_t len)
{
	if (len != 11 || !all_digits(text, len) || all_alike(text, len))
		return false;
	return text[9] == check_digit(text, 9, 11) && text[10] == check_digit(text, 10, 11);
}

bool id_cnpj_holds(const char *text, size_t len)
{
	if (len != 14 || !all_digits(text + 12, 2) || strncmp(text, "00000000000000", 14) == 0)
		return false;
	for (size_t i = 0; i < 12; i++)
		if (!all_digits(text + i, 1) && (text[i] < 'A' || text[i] > 'Z'))
			return false;
	return text[12] == check_digit(text, 12, 9) && text[13] == check_digit(text, 13, 9);
}

bool id_cns_holds(const char *text, size_t len)
{
	if (len != 15 || !all_digits(text, len) || strchr("12789", text[0]) == NULL)
		return false;
	int sum = 0;
	for (int i = 0; i < 15; i++)
		sum += (text[i] - '0') * (15 - i);
	return sum % 11 == 0;
}
