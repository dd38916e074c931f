/* Check digits: numbers known to hold, and a second implementation, written as the rules are told, over random ones. */
#include "fmt/ids.h"

#include <stdint.h>

#include "unit.h"

enum { ROUNDS = 200000 };

/* xorshift, so that every run tries the same numbers. */
static uint32_t random_below(uint32_t n)
{
	static uint32_t state = 2463534242u;
	state ^= state << 13;
	state ^= state >> 17;
	state ^= state << 5;
	return state % n;
}

static void random_text(char *out, size_t n, const char *alphabet)
{
	for (size_t i = 0; i < n; i++)
		out[i] = alphabet[random_below((uint32_t)strlen(alphabet))];
	out[n] = '\0';
}

/* Σ value × weight over the weights; "mod 11 less than 2 gives 0, otherwise 11 - mod". */
static int told_digit(const char *text, const int *weights, size_t n)
{
	int sum = 0;
	for (size_t i = 0; i < n; i++)
		sum += ((unsigned char)text[i] - 48) * weights[i];
	return sum % 11 < 2 ? 0 : 11 - sum % 11;
}

static bool told_cpf(const char *t)
{
	static const int first[] = { 10, 9, 8, 7, 6, 5, 4, 3, 2 }, second[] = { 11, 10, 9, 8, 7, 6, 5, 4, 3, 2 };
	return told_digit(t, first, 9) == t[9] - '0' && told_digit(t, second, 10) == t[10] - '0';
}

static bool told_cnpj(const char *t)
{
	static const int first[] = { 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2 };
	static const int second[] = { 6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2 };
	return told_digit(t, first, 12) == t[12] - '0' && told_digit(t, second, 13) == t[13] - '0';
}

static bool told_cns(const char *t)
{
	long sum = 0;
	for (int i = 0; i < 15; i++)
		sum += (long)(t[i] - '0') * (15 - i);
	return (t[0] == '1' || t[0] == '2' || t[0] == '7' || t[0] == '8' || t[0] == '9') && sum % 11 == 0;
}

static void check_known(bool (*holds)(const char *text, size_t len), const char *text, bool want)
{
	if (!CHECK_INT(holds(text, strlen(text)), want))
		printf("# %s\n", text);
}

static void test_cpf(void)
{
	check_known(id_cpf_holds, "52998224725", true);
	check_known(id_cpf_holds, "11144477735", true);
	check_known(id_cpf_holds, "00000000191", true);
	check_known(id_cpf_holds, "52998224724", false);
	check_known(id_cpf_holds, "529.982.247-25", false);
	check_known(id_cpf_holds, "5299822472", false);
	check_known(id_cpf_holds, "529982247250", false);
	check_known(id_cpf_holds, "5299822472A", false);
	check_known(id_cpf_holds, "", false);
	for (char c = '0'; c <= '9'; c++) {
		char alike[12];
		memset(alike, c, 11);
		alike[11] = '\0';
		check_known(id_cpf_holds, alike, false);
	}
}

static void test_cnpj(void)
{
	check_known(id_cnpj_holds, "11222333000181", true);
	check_known(id_cnpj_holds, "00000000000191", true);
	check_known(id_cnpj_holds, "12ABC34501DE35", true);
	check_known(id_cnpj_holds, "12ABC34501DE53", false);
	check_known(id_cnpj_holds, "12abc34501de35", false);
	check_known(id_cnpj_holds, "12ABC34501DE3A", false);
	check_known(id_cnpj_holds, "00000000000000", false);
	check_known(id_cnpj_holds, "11222333000182", false);
	check_known(id_cnpj_holds, "1122233300018", false);
	check_known(id_cnpj_holds, "11.222.333/0001-81", false);
	check_known(id_cnpj_holds, "1122233300018 ", false);
}

static void test_cns(void)
{
	check_known(id_cns_holds, "", false);
	check_known(id_cns_holds, "000000000000000", false);
	check_known(id_cns_holds, "300000000000000", false);
	check_known(id_cns_holds, "70000000000000", false);
	/* 7×15 = 105 ≡ 6 (mod 11); what is missing to 11, 5, comes from 5 in the last place. */
	check_known(id_cns_holds, "700000000000005", true);
	check_known(id_cns_holds, "700000000000004", false);
	check_known(id_cns_holds, "70000000000000A", false);
}

/* Random numbers, a half of them with check digits that another implementation gave. */
static void test_random_cpf(void)
{
	int good = 0;
	for (int i = 0; i < ROUNDS; i++) {
		static const int first[] = { 10, 9, 8, 7, 6, 5, 4, 3, 2 }, second[] = { 11, 10, 9, 8, 7, 6, 5, 4, 3, 2 };
		char t[12];
		random_text(t, 11, "0123456789");
		if (i % 2 == 0) {
			t[9] = (char)('0' + told_digit(t, first, 9));
			t[10] = (char)('0' + told_digit(t, second, 10));
		}
		if (strspn(t, (char[]){ t[0], '\0' }) == 11)
			continue;
		good += told_cpf(t);
		check_known(id_cpf_holds, t, told_cpf(t));
	}
	CHECK(good > ROUNDS / 3);
}

static void test_random_cnpj(void)
{
	int good = 0;
	for (int i = 0; i < ROUNDS; i++) {
		static const int first[] = { 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2 };
		static const int second[] = { 6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2 };
		char t[15];
		random_text(t, 12, i % 4 < 2 ? "0123456789" : "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ");
		random_text(t + 12, 2, "0123456789");
		if (i % 2 == 0) {
			t[12] = (char)('0' + told_digit(t, first, 12));
			t[13] = (char)('0' + told_digit(t, second, 13));
		}
		good += told_cnpj(t);
		check_known(id_cnpj_holds, t, told_cnpj(t));
	}
	CHECK(good > ROUNDS / 3);
}

static void test_random_cns(void)
{
	int good = 0;
	for (int i = 0; i < ROUNDS; i++) {
		char t[16];
		random_text(t, 15, "0123456789");
		good += told_cns(t);
		check_known(id_cns_holds, t, told_cns(t));
	}
	CHECK(good > ROUNDS / 44);
}

int main(void)
{
	UNIT_RUN(test_cpf);
	UNIT_RUN(test_cnpj);
	UNIT_RUN(test_cns);
	UNIT_RUN(test_random_cpf);
	UNIT_RUN(test_random_cnpj);
	UNIT_RUN(test_random_cns);
	return unit_done();
}
