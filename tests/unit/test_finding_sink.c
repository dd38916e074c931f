#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "fmt/finding_list.h"
#include "fmt/finding_sink.h"

#include "unit.h"

static char path[] = "/tmp/test-sink-XXXXXX";

/* What OUT, opened on path, wrote; the caller frees it. */
static char *written(struct output *out)
{
	struct error err = ERROR_INIT;
	size_t len = 0;
	char *text = NULL;
	if (output_close(out, &err) == 0)
		text = file_read(path, 10000000, &len, &err);
	error_release(&err);
	return text;
}

static void open_path(struct output *out)
{
	struct error err = ERROR_INIT;
	CHECK_INT(output_open(out, path, OUTPUT_STREAM, &err), 0);
	error_release(&err);
}

static void check_written(const char *format, const struct finding *f, bool head, bool colour, const char *want)
{
	struct output out;
	struct finding_sink sink;
	open_path(&out);
	finding_sink_init(&sink, finding_format_of(format), &out);
	sink.colour = colour;
	if (head)
		finding_sink_head(&sink);
	if (f != NULL)
		finding_sink_put(&sink, f);
	finding_sink_release(&sink);
	char *text = written(&out);
	CHECK_STR(text, want);
	free(text);
}

static void check_put(const char *format, const struct finding *f, const char *want)
{
	check_written(format, f, false, false, want);
}

static void plain_finding(struct finding *f)
{
	finding_start(f, FINDING_XML_DEPTH);
	f->file = "lote.xml";
	f->line = 41;
	f->column = 15;
	f->ans = "5002";
}

static void hostile_finding(struct finding *f)
{
	finding_start(f, FINDING_SCHEMA_TEXT);
	f->file = "=a\"b\n\xE9\033[2J;,.xml";
	f->line = 3;
	buf_adds(&f->path, "/a\xC2\x9B/b");
	buf_adds(&f->guide, "+1");
	buf_adds(&f->item, "@\xE2\x80\xAE");
	buf_adds(&f->detail, "-\\ \"x\"");
	finding_arg(f, "elemento", "%s", "\033]0;x\a");
	finding_arg(f, "tamanho", "7");
	finding_set_value(f, "\t=cmd", 5);
}

static void test_formats(void)
{
	CHECK(finding_format_of("text") == &finding_formats[0]);
	CHECK(finding_format_of("jsonl") != NULL);
	CHECK(finding_format_of("xml") == NULL);
}

static void test_text(void)
{
	static const char help[] = "    Confira se o programa que gera o arquivo fecha cada elemento que abre.\n";
	struct finding f = { 0 };
	char want[600];
	plain_finding(&f);
	snprintf(want, sizeof want, "lote.xml:41:15: erro: mais de 256 níveis de elementos, um dentro do outro "
	         "[xml.depth, ANS 5002]\n%s", help);
	check_put("text", &f, want);
	f.line = f.column = 0;
	f.ans = "";
	f.severity = FINDING_AVISO;
	snprintf(want, sizeof want, "lote.xml: \033[33maviso\033[0m: mais de 256 níveis de elementos, um dentro do "
	         "outro [xml.depth]\n%s", help);
	check_written("text", &f, true, true, want);
	f.ignored = true;
	buf_adds(&f.guide, "77");
	buf_adds(&f.item, "2");
	buf_adds(&f.path, "/mensagemTISS");
	check_put("text", &f, "lote.xml: aviso (ignorada): mais de 256 níveis de elementos, um dentro do outro "
	          "[xml.depth]\n    guia 77, item 2, /mensagemTISS\n");
	finding_release(&f);
}

static void test_text_hostile(void)
{
	struct finding f = { 0 };
	hostile_finding(&f);
	check_put("text", &f, "=a\"b␊\\xE9␛[2J;,.xml:3: erro: texto solto em ␛]0;x␇ (7 caracteres), que só pode conter outros "
	          "elementos [schema.text]\n    guia +1, item @<U+202E>, /a<U+009B>/b\n"
	          "    esperado: -\\ \"x\". Apague o texto ou coloque-o dentro do campo a que pertence.\n");
	finding_release(&f);
}

static void test_csv(void)
{
	struct finding f = { 0 };
	check_written("csv", NULL, true, false, "arquivo,linha,coluna,caminho,guia,item,severidade,codigo,codigoANS,"
	              "mensagem,detalhe,valor,sugestao,ignorada\n");
	plain_finding(&f);
	check_put("csv", &f, "lote.xml,41,15,,,,erro,xml.depth,5002,\"mais de 256 níveis de elementos, um dentro do "
	          "outro\",,,Confira se o programa que gera o arquivo fecha cada elemento que abre.,nao\n");
	hostile_finding(&f);
	f.ignored = true;
	check_put("csv", &f, "\"=a\"\"b␊\\xE9␛[2J;,.xml\",3,,/a<U+009B>/b,+1,@<U+202E>,erro,schema.text,,"
	          "\"texto solto em ␛]0;x␇ (7 caracteres), que só pode conter outros elementos\",\"-\\ \"\"x\"\"\",␉=cmd,"
	          "Apague o texto ou coloque-o dentro do campo a que pertence.,sim\n");
	finding_release(&f);
}

static void test_csv_br(void)
{
	struct finding f = { 0 };
	check_written("csv-br", NULL, true, false, "\xEF\xBB\xBF" "arquivo;linha;coluna;caminho;guia;item;severidade;"
	              "codigo;codigoANS;mensagem;detalhe;valor;sugestao;ignorada\r\n");
	hostile_finding(&f);
	finding_set_value(&f, "=1+1", 4);
	check_put("csv-br", &f, "\"'=a\"\"b␊\\xE9␛[2J;,.xml\";3;;/a<U+009B>/b;'+1;'@<U+202E>;erro;schema.text;;"
	          "\"texto solto em ␛]0;x␇ (7 caracteres), que só pode conter outros elementos\";\"'-\\ \"\"x\"\"\";'=1+1;"
	          "Apague o texto ou coloque-o dentro do campo a que pertence.;nao\r\n");
	finding_release(&f);
}

static void test_json(void)
{
	struct finding f = { 0 };
	plain_finding(&f);
	check_put("jsonl", &f, "{\"arquivo\":\"lote.xml\",\"linha\":41,\"coluna\":15,\"caminho\":\"\",\"guia\":\"\","
	          "\"item\":\"\",\"severidade\":\"erro\",\"codigo\":\"xml.depth\",\"codigoANS\":\"5002\",\"mensagem\":"
	          "\"mais de 256 níveis de elementos, um dentro do outro\",\"detalhe\":\"\",\"valor\":\"\",\"sugestao\":"
	          "\"Confira se o programa que gera o arquivo fecha cada elemento que abre.\",\"ignorada\":false}\n");
	hostile_finding(&f);
	f.ignored = true;
	buf_adds(&f.guide, "\xF3\xA0\x80\x81"); /* U+E0001: hidden, beyond the first plane */
	check_put("jsonl", &f, "{\"arquivo\":\"=a\\\"b\\u000a\\\\xE9\\u001b[2J;,.xml\",\"linha\":3,\"coluna\":null,"
	          "\"caminho\":\"/a\\u009b/b\",\"guia\":\"+1\\udb40\\udc01\",\"item\":\"@\\u202e\",\"severidade\":\"erro\","
	          "\"codigo\":\"schema.text\",\"codigoANS\":\"\",\"mensagem\":\"texto solto em \\u001b]0;x\\u0007 (7 caracteres), que só "
	          "pode conter outros elementos\",\"detalhe\":\"-\\\\ \\\"x\\\"\",\"valor\":\"␉=cmd\","
	          "\"sugestao\":\"Apague o texto ou coloque-o dentro do campo a que pertence.\",\"ignorada\":true}\n");
	finding_release(&f);
}

/* All findings in all formats, no argument given: nothing may break, and no line may be more than one. */
static void test_every_finding(void)
{
	struct finding f = { 0 };
	struct output out;
	struct finding_sink sink;
	open_path(&out);
	finding_sink_init(&sink, finding_format_of("csv"), &out);
	for (unsigned code = 0; code < FINDING_COUNT; code++) {
		finding_start(&f, (enum finding_code)code);
		finding_sink_put(&sink, &f);
	}
	finding_sink_release(&sink);
	finding_release(&f);
	char *text = written(&out);
	unsigned lines = 0;
	for (const char *p = text; p != NULL && (p = strchr(p, '\n')) != NULL; p++)
		lines++;
	CHECK_INT(lines, FINDING_COUNT);
	free(text);
}

static void test_list(void)
{
	struct output out;
	open_path(&out);
	finding_list_write(&out);
	char *text = written(&out);
	CHECK(text != NULL && strncmp(text, "código ", strlen("código ")) == 0);
	CHECK(text != NULL && strstr(text, "\nschema.missing ") != NULL);
	free(text);
}

static size_t longest_line(const char *text)
{
	size_t longest = 0, width = 0;
	for (; *text != '\0'; text++) {
		width = *text == '\n' ? 0 : width + ((*text & 0xC0) != 0x80);
		longest = width > longest ? width : longest;
	}
	return longest;
}

static void test_explain(void)
{
	struct error err = ERROR_INIT;
	struct output out;
	open_path(&out);
	CHECK_INT(finding_explain_write(&out, "hash.mismatch", &err), 0);
	char *text = written(&out);
	if (CHECK(text != NULL)) {
		CHECK(strstr(text, "Código ANS   5014\n") != NULL);
		CHECK(longest_line(text) <= 80 && longest_line(text) > 70);
	}
	free(text);
	open_path(&out);
	CHECK_INT(finding_explain_write(&out, "hash.nada", &err), -1);
	CHECK(strstr(buf_str(&err.text), "hash.nada") != NULL);
	output_abort(&out);
	error_release(&err);
}

int main(void)
{
	int fd = mkstemp(path);
	if (fd < 0)
		return 1;
	close(fd);
	UNIT_RUN(test_formats);
	UNIT_RUN(test_text);
	UNIT_RUN(test_text_hostile);
	UNIT_RUN(test_csv);
	UNIT_RUN(test_csv_br);
	UNIT_RUN(test_json);
	UNIT_RUN(test_every_finding);
	UNIT_RUN(test_list);
	UNIT_RUN(test_explain);
	unlink(path);
	return unit_done();
}
