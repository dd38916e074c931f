#include "base/finding.h"
#include "base/visible.h"

#include "unit.h"

static void test_table(void)
{
	for (unsigned code = 0; code < FINDING_COUNT; code++) {
		const struct finding_def *def = finding_def((enum finding_code)code);
		CHECK_INT(finding_code_of(def->code), code);
		CHECK(def->layer < LAYER_COUNT);
		CHECK(def->message[0] != '\0' && def->explanation[0] != '\0' && def->norm[0] != '\0');
	}
	CHECK_INT(finding_code_of("schema.missing"), FINDING_SCHEMA_MISSING);
	CHECK_INT(finding_code_of("schema"), FINDING_COUNT);
	CHECK_STR(finding_severity_name(FINDING_AVISO), "aviso");
	CHECK_STR(finding_layer_name(LAYER_OPERATOR), "operator");
}

static void test_fill(void)
{
	struct finding f = { 0 };
	struct buf out = BUF_INIT;
	finding_start(&f, FINDING_SCHEMA_LENGTH);
	finding_arg(&f, "elemento", "%s", "numeroCarteira");
	finding_arg(&f, "maximo", "%d", 20);
	finding_set_value(&f, "123{maximo}", 11);
	buf_adds(&f.detail, "até 20");
	finding_fill(&out, "{elemento}: {maximo}, “{valor}”, {detalhe}, {nada} {", &f);
	CHECK_STR(buf_str(&out), "numeroCarteira: 20, “123{maximo}”, até 20, {nada} {");

	finding_arg(&f, "maximo", "%d", 30); /* given again: replaced */
	buf_clear(&out);
	finding_fill(&out, "{maximo}{max}", &f);
	CHECK_STR(buf_str(&out), "30{max}");

	finding_start(&f, FINDING_XML_DEPTH); /* nothing of the one before is left */
	buf_clear(&out);
	finding_fill(&out, "{maximo}{valor}{detalhe}", &f);
	CHECK_STR(buf_str(&out), "{maximo}");
	CHECK_INT(f.severity, FINDING_ERRO);
	finding_release(&f);
	buf_release(&out);
}

static void test_long_argument(void)
{
	struct finding f = { 0 };
	struct buf name = BUF_INIT, out = BUF_INIT;
	for (int i = 0; i < 70000; i++)
		buf_addc(&name, 'x');
	finding_start(&f, FINDING_SCHEMA_UNEXPECTED);
	finding_arg(&f, "elemento", "%s", buf_str(&name));
	finding_fill(&out, "{elemento}", &f);
	CHECK(out.len < 2000);
	CHECK_STR(out.data + out.len - 4, "x…");
	finding_release(&f);
	buf_release(&name);
	buf_release(&out);
}

/* N times TEXT as a value. */
static void check_cut(const char *text, size_t n, size_t want_len, const char *want_end)
{
	struct finding f = { 0 };
	struct buf value = BUF_INIT;
	for (size_t i = 0; i < n; i++)
		buf_adds(&value, text);
	finding_start(&f, FINDING_SCHEMA_LENGTH);
	finding_set_value(&f, buf_str(&value), value.len);
	CHECK_INT(f.value.len, want_len);
	if (CHECK(f.value.len >= strlen(want_end)))
		CHECK_STR(f.value.data + f.value.len - strlen(want_end), want_end);
	finding_release(&f);
	buf_release(&value);
}

static void test_value_cut(void)
{
	check_cut("a", 200, 200, "aa");
	check_cut("a", 201, 203, "a…");
	check_cut("ç", 100, 200, "çç");
	check_cut("ç", 101, 203, "ç…");
	check_cut("€", 67, 198 + 3, "€…");
	check_cut("\xC2\x85", 30, 25 * 8 + 3, "<U+0085>…");
	check_cut("a", 1000000, 203, "a…");
}

static void test_value_visible(void)
{
	static const char hostile[] = "a\033[2J\n\t\0\x7F\xC2\x9B\xE2\x80\xAE\xE9z\xED\xA0\x80\xF4\x90\x80\x80\xC0\x80";
	struct finding f = { 0 };
	finding_start(&f, FINDING_SCHEMA_LENGTH);
	finding_set_value(&f, hostile, sizeof hostile - 1);
	CHECK_STR(buf_str(&f.value), "a␛[2J␊␉␀␡<U+009B><U+202E>\\xE9z\\xED\\xA0\\x80\\xF4\\x90\\x80\\x80\\xC0\\x80");
	finding_set_value(&f, "ação 10 € 😀", strlen("ação 10 € 😀"));
	CHECK_STR(buf_str(&f.value), "ação 10 € 😀");
	finding_set_value(&f, "\xC3", 1); /* cut in the middle of a character */
	CHECK_STR(buf_str(&f.value), "\\xC3");
	finding_set_value(&f, "", 0);
	CHECK_STR(buf_str(&f.value), "");
	finding_release(&f);
}

static bool only_1702(void *context, const char *code)
{
	++*(int *)context;
	return strcmp(code, "1702") == 0;
}

static const char *ans_code(const char *ans, const char *date)
{
	static char code[8];
	struct finding_def def = *finding_def(FINDING_SCHEMA_MISSING);
	def.ans = ans;
	finding_ans_code(&def, date, NULL, NULL, code);
	return code;
}

static void test_ans_code(void)
{
	static const char list[] = "3209@2025-12-01..,1702@..2026-06-30";
	CHECK_STR(ans_code(list, "2025-11-30"), "1702");
	CHECK_STR(ans_code(list, "2025-12-01"), "3209");
	CHECK_STR(ans_code(list, "2026-07-01Z"), "3209");
	CHECK_STR(ans_code(list, ""), "3209");
	CHECK_STR(ans_code("5014@..2026-06-30", "2026-06-30"), "5014");
	CHECK_STR(ans_code("5014@..2026-06-30", "2026-06-30Z"), "5014");
	CHECK_STR(ans_code("5014@..2026-06-30", "2026-07-01"), "");
	CHECK_STR(ans_code("1234@2025-01-01..2025-12-31,5001", "2026-01-01"), "5001");
	CHECK_STR(ans_code("1234@2025-01-01..2025-12-31,5001", "2025-06-01"), "1234");
	CHECK_STR(ans_code("", "2026-07-01"), "");

	struct finding_def def = *finding_def(FINDING_SCHEMA_MISSING);
	char code[8];
	int asked = 0;
	def.ans = list;
	finding_ans_code(&def, "2026-01-01", only_1702, &asked, code);
	CHECK_STR(code, "1702");
	CHECK_INT(asked, 2);
	finding_ans_code(&def, "2026-07-01", only_1702, &asked, code);
	CHECK_STR(code, "");
}

static void test_visible_cut(void)
{
	CHECK_INT(visible_cut("aç", 3, 2), 1);
	CHECK_INT(visible_cut("aç", 3, 3), 3);
	CHECK_INT(visible_cut("€€", 6, 5), 3);
	CHECK_INT(visible_cut("\x80\x80\x80\x80\x80\x80\x80", 7, 6), 3); /* no UTF-8: anywhere will do */
	CHECK_INT(visible_width("ação €"), 6);
}

int main(void)
{
	UNIT_RUN(test_table);
	UNIT_RUN(test_fill);
	UNIT_RUN(test_long_argument);
	UNIT_RUN(test_value_cut);
	UNIT_RUN(test_value_visible);
	UNIT_RUN(test_ans_code);
	UNIT_RUN(test_visible_cut);
	return unit_done();
}
