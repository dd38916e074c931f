/* Text made fit to be shown. */
#include "base/visible.h"

#include "unit.h"

static const char *shown(const char *text, size_t len)
{
	static struct buf out = BUF_INIT;
	buf_clear(&out);
	visible_add(&out, text, len);
	return buf_str(&out);
}

#define SHOWN(text) shown(text, sizeof text - 1)

static void test_plain(void)
{
	CHECK_STR(SHOWN(""), "");
	CHECK_STR(SHOWN("guia 1001"), "guia 1001");
	CHECK_STR(SHOWN("Conceição “€” \xf0\x9f\x98\x80"), "Conceição “€” \xf0\x9f\x98\x80");
	CHECK_INT(visible_plain("abc\n", 4), 3);
	CHECK_INT(visible_plain("ção", 5), 5);
}

static void test_hidden(void)
{
	CHECK_STR(SHOWN("a\nb\tc\033[31m\0\x7f"), "a␊b␉c␛[31m␀␡");
	CHECK_STR(SHOWN("\xc2\x9b""31m"), "<U+009B>31m");
	CHECK_STR(SHOWN("a\xe2\x80\xae""b"), "a<U+202E>b");
	CHECK_STR(SHOWN("a\xe2\x80\x8b""b"), "a<U+200B>b");
	CHECK_STR(SHOWN("\xef\xbb\xbf""a"), "<U+FEFF>a");
}

static void test_broken(void)
{
	CHECK_STR(SHOWN("\xe7\xe3o"), "\\xE7\\xE3o");
	CHECK_STR(SHOWN("\xc0\x80"), "\\xC0\\x80");
	CHECK_STR(SHOWN("\xed\xa0\x80"), "\\xED\\xA0\\x80");
	CHECK_STR(SHOWN("\xf4\x90\x80\x80"), "\\xF4\\x90\\x80\\x80");
	CHECK_STR(SHOWN("a\xe2\x82"), "a\\xE2\\x82");
	CHECK_STR(SHOWN("\xff"), "\\xFF");
}

/* Whatever goes in, what comes out holds no control character and goes through unchanged a second time. */
static void test_any_bytes(void)
{
	bool clean = true, stable = true;
	for (unsigned seed = 1; seed < 20000; seed++) {
		char text[12], once[128];
		unsigned state = seed * 2654435761u;
		for (size_t i = 0; i < sizeof text; i++, state = state * 1103515245u + 12345u)
			text[i] = (char)(state >> 23);
		const char *got = shown(text, sizeof text);
		for (const char *p = got; *p != '\0'; p++)
			clean = clean && (unsigned char)*p >= 0x20 && *p != 0x7f;
		strcpy(once, got);
		stable = stable && strcmp(shown(once, strlen(once)), once) == 0;
	}
	CHECK(clean);
	CHECK(stable);
}

static void test_cut(void)
{
	CHECK_INT(visible_cut("ção", 5, 5), 5);
	CHECK_INT(visible_cut("ção", 5, 4), 4);
	CHECK_INT(visible_cut("ção", 5, 3), 2);
	CHECK_INT(visible_cut("ção", 5, 1), 0);
	CHECK_INT(visible_cut("ção", 5, 0), 0);
	CHECK_INT(visible_cut("abc", 3, 10), 3);
	CHECK_INT(visible_width("ção"), 3);
	CHECK_INT(visible_width(""), 0);
}

int main(void)
{
	UNIT_RUN(test_plain);
	UNIT_RUN(test_hidden);
	UNIT_RUN(test_broken);
	UNIT_RUN(test_any_bytes);
	UNIT_RUN(test_cut);
	return unit_done();
}
