#include "fmt/csv_reader.h"

#include <errno.h>
#include <stdlib.h>

#include "base/mem.h"
#include "fmt/csv_cell.h"

#include "unit.h"

#include "csv_memory.h"

/* What the reader makes of TEXT; borrowed until the next call. */
static const char *dump_bytes(const char *bytes, size_t len, const struct csv_options *options)
{
	static struct buf out;
	csv_memory_dump(bytes, len, SIZE_MAX, options, &out);
	return buf_str(&out);
}

static const char *dump(const char *text)
{
	return dump_bytes(text, strlen(text), NULL);
}

static void test_separator_comes_from_the_header(void)
{
	CHECK_STR(dump("a,b\n1,2;3\n"), "<a><b>\n2:[1][2;3]\n");
	CHECK_STR(dump("a;b\n1;2,3\n"), "<a><b>\n2:[1][2,3]\n");
	CHECK_STR(dump("\"a,x\";b\n1;2\n"), "<a,x><b>\n2:[1][2]\n");
	CHECK_STR(dump("\"a;x\",b\n1,2\n"), "<a;x><b>\n2:[1][2]\n");
	CHECK_STR(dump("Valor, em reais;b\n1;2\n"), "<Valor, em reais><b>\n2:[1][2]\n");
	CHECK_STR(dump("a\n1\n2"), "<a>\n2:[1]\n3:[2]\n");
}

static void test_absent_and_empty(void)
{
	CHECK_STR(dump("a,b,c\n,\"\",x\n"), "<a><b><c>\n2:-[][x]\n");
	CHECK_STR(dump("a,b,c\n  ,\" \",  x \n"), "<a><b><c>\n2:-[ ][x]\n");
	CHECK_STR(dump("a,b\n,\n,"), "<a><b>\n2:--\n3:--\n");
	CHECK_STR(dump("a,b\n1,\"\""), "<a><b>\n2:[1][]\n");
}

static void test_line_ends_and_lines(void)
{
	CHECK_STR(dump("a,b\r\n1,2\r\n3,4\r\n"), "<a><b>\n2:[1][2]\n3:[3][4]\n");
	CHECK_STR(dump("a,b\r1,2\r3,4\r"), "<a><b>\n2:[1][2]\n3:[3][4]\n");
	CHECK_STR(dump("\n\na,b\n\n  \n1,2\n\n\n3,4"), "<a><b>\n6:[1][2]\n9:[3][4]\n");
	CHECK_STR(dump("a,b\n\"x\ny\",\"z\n\"\n3,4\n"), "<a><b>\n2:[x\ny][z\n]@3\n5:[3][4]\n");
	CHECK_STR(dump("a,b\r\n\"x\r\ny\",z\r\n3,4\r\n"), "<a><b>\n2:[x\r\ny][z]@3\n4:[3][4]\n");
	CHECK_STR(dump("a,b\n\"\n\n\",2\n"), "<a><b>\n2:[\n\n][2]@4\n");
}

static void test_quotes(void)
{
	CHECK_STR(dump("a,b\n\"x\"\"y\",\"\"\"\"\n"), "<a><b>\n2:[x\"y][\"]\n");
	CHECK_STR(dump("a,b\n \"x\" , y\n"), "<a><b>\n2:[x][y]\n");
	CHECK_STR(dump("a,b\n1,2\n1,x\"y\n"), "<a><b>\n2:[1][2]\n! m.csv:3: coluna «b»: aspas no meio de uma célula sem aspas "
	          "(ponha a célula inteira entre aspas, e dobre as de dentro: \"\")\n");
	CHECK_STR(dump("a,b\n\"x\"y,2\n"), "<a><b>\n! m.csv:2: coluna «a»: há texto depois das aspas que fecham a célula "
	          "(aspas dentro dela são escritas dobradas: \"\")\n");
	CHECK_STR(dump("a,b\n1,2\n3,\"x\ny\n\nz"), "<a><b>\n2:[1][2]\n! m.csv:3: coluna «b»: aspas que se abrem aqui e não se "
	          "fecham até o fim do arquivo, na linha 6\n");
	CHECK_STR(dump("a,b\n\"1\n2\",\"x\n"), "<a><b>\n! m.csv:3: coluna «b»: aspas que se abrem aqui e não se "
	          "fecham até o fim do arquivo, na linha 3 (registro que começa na linha 2)\n");
	CHECK_STR(dump("\"a,b\n1,2\n"), "! m.csv:1: aspas que se abrem aqui e não se fecham até o fim do arquivo, na linha 2\n");
}

static void test_number_of_cells(void)
{
	CHECK_STR(dump("a,b,c\n1\n1,2\n1,2,3\n1,2,3,4\n5,6,7\n"), "<a><b><c>\n"
	          "! m.csv:2: coluna «b»: o registro tem 1 célula, e o cabeçalho 3 colunas\n"
	          "! m.csv:3: coluna «c»: o registro tem 2 células, e o cabeçalho 3 colunas\n"
	          "4:[1][2][3]\n"
	          "! m.csv:5: o registro tem 4 células, e o cabeçalho 3 colunas: há um separador (,) em uma célula sem aspas?\n"
	          "6:[5][6][7]\n");
	CHECK_STR(dump("a,b\n\"x\ny\n\"\n"), "<a><b>\n! m.csv:4: coluna «b»: o registro tem 1 célula, e o cabeçalho 2 colunas "
	          "(registro que começa na linha 2)\n");
}

static void test_header_faults(void)
{
	CHECK_STR(dump(""), "! m.csv: o arquivo está vazio: falta a linha com os nomes das colunas\n");
	CHECK_STR(dump("\xef\xbb\xbf\r\n"), "! m.csv: o arquivo está vazio: falta a linha com os nomes das colunas\n");
	CHECK_STR(dump("a,b,a\n"), "! m.csv:1: coluna «a»: está duas vezes no cabeçalho, como coluna 1 e como coluna 3\n");
	CHECK_STR(dump("a,,b\n"), "! m.csv:1: a coluna 2 não tem nome no cabeçalho\n");
	CHECK_STR(dump("a,b\n"), "<a><b>\n");
}

static void test_encodings(void)
{
	CHECK_STR(dump("\xef\xbb\xbf" "código,é\nã,ç\n"), "<código><é>\n2:[ã][ç]\n");
	CHECK_STR(dump("c\xf3" "digo,x\n\x80 10 \x96 \xe3,\x93" "a\x94\n"), "<código><x>\n2:[€ 10 – ã][“a”]\n");
	CHECK_STR(dump("a,b\n1,\xe9\n"), "<a><b>\n2:[1][é]\n");
	CHECK_STR(dump("a,b\n1,\xc3"), "<a><b>\n2:[1][Ã]\n");
	CHECK_STR(dump("a,b\nJO\xc3O,IRM\xc3\xa0 X\n"), "<a><b>\n2:[JOÃO][IRMÃ\xc2\xa0 X]\n");
	CHECK_STR(dump("a,b\nã,2\n3,\xe3\n"), "<a><b>\n2:[ã][2]\n! m.csv:3: coluna «b»: o texto até aqui está em UTF-8, e o byte 0xE3 "
	          "não: codificações misturadas (salve o arquivo em uma só, ou diga qual é)\n");
	CHECK_STR(dump("a,b\n\xe3,2\n3,ã\n"), "<a><b>\n2:[ã][2]\n! m.csv:3: coluna «b»: o texto até aqui está em Windows-1252, e aqui "
	          "em UTF-8 (byte 0xA3): codificações misturadas (salve o arquivo em uma só, ou diga qual é)\n");
	CHECK_STR(dump("a,b\n\x81,2\n"), "<a><b>\n! m.csv:2: coluna «a»: o byte 0x81 não existe em Windows-1252, e o texto também "
	          "não é UTF-8\n");
	struct csv_options utf8 = { .encoding = CSV_ENCODING_UTF8 }, cp1252 = { .encoding = CSV_ENCODING_WINDOWS_1252 };
	CHECK_STR(dump_bytes("a\n\xe3\n", 4, &utf8), "<a>\n! m.csv:2: coluna «a»: o byte 0xE3 não é UTF-8\n");
	CHECK_STR(dump_bytes("a\nã\n", 5, &cp1252), "<a>\n2:[Ã£]\n");
	enum csv_encoding encoding;
	CHECK(csv_encoding_of("ISO-8859-1", &encoding) && encoding == CSV_ENCODING_WINDOWS_1252);
	CHECK(csv_encoding_of("utf-8", &encoding) && encoding == CSV_ENCODING_UTF8);
	CHECK(!csv_encoding_of("ebcdic", &encoding));
}

static void test_bytes_that_are_no_text(void)
{
	CHECK_STR(dump_bytes("a,b\n1,2\n3,x\0y\n", 14, NULL), "<a><b>\n2:[1][2]\n! m.csv:3: coluna «b»: byte NUL: isto não é texto, ou "
	          "o arquivo está corrompido\n");
	CHECK_STR(dump_bytes("\xff\xfe" "a\0,\0b\0\n\0", 10, NULL), "! m.csv:1: o arquivo está em UTF-16: salve-o como CSV UTF-8\n");
}

static ssize_t read_failing(void *context, char *buffer, size_t n)
{
	(void)context, (void)buffer, (void)n;
	errno = EIO;
	return -1;
}

static void test_sources_that_fail(void)
{
	struct error err = ERROR_INIT;
	CHECK(csv_reader_open_source((struct csv_source){ NULL, read_failing }, "x.csv", NULL, &err) == NULL);
	CHECK_STR(buf_str(&err.text), "x.csv: erro de leitura ou gravação no dispositivo");
	buf_clear(&err.text);
	CHECK(csv_reader_open("tests/fixtures/csv/nao-existe.csv", NULL, &err) == NULL);
	CHECK_STR(buf_str(&err.text), "tests/fixtures/csv/nao-existe.csv: arquivo não encontrado");
	buf_clear(&err.text);
	CHECK(csv_reader_open("tests/fixtures/csv", NULL, &err) == NULL);
	CHECK_STR(buf_str(&err.text), "tests/fixtures/csv: é um diretório");
	error_release(&err);
}

/* ---- bound columns */

enum { CODE, NAME, VALUE, DAY };

static const struct csv_column columns[] = {
	[CODE] = { .name = "codigo", .other = "Código", .required = true },
	[NAME] = { .name = "nome", .personal = true },
	[VALUE] = { .name = "valor", .required = true },
	[DAY] = { .name = "dia" },
};

static void collect(void *context, const char *text)
{
	buf_addf(context, "%s\n", text);
}

/* A reader of TEXT with the columns above bound and its first row read, or NULL with ERR set. */
static struct csv_reader *at_first_row(struct csv_memory *memory, const char *text, const struct csv_options *options,
                                       struct error *err)
{
	*memory = (struct csv_memory){ text, strlen(text), 0, SIZE_MAX };
	buf_clear(&err->text);
	struct csv_reader *r = csv_reader_open_source(csv_memory_source(memory), "m.csv", options, err);
	if (r != NULL && csv_reader_bind(r, columns, 4, err) == 0) {
		csv_reader_warn_unknown(r);
		if (csv_reader_next(r, err) == 1)
			return r;
	}
	csv_reader_free(r);
	return NULL;
}

static void test_columns_by_name(void)
{
	struct csv_memory memory;
	struct error err = ERROR_INIT;
	struct buf warnings = BUF_INIT;
	struct csv_options options = { .warn = collect, .context = &warnings };
	struct csv_reader *r = at_first_row(&memory, "obs;valor;Código;outra\no;1,5;7;p\n", &options, &err);
	CHECK_STR(buf_str(&warnings), "m.csv:1: coluna «obs»: coluna desconhecida, que não é lida\n"
	          "m.csv:1: coluna «outra»: coluna desconhecida, que não é lida\n");
	if (CHECK(r != NULL)) {
		CHECK_STR(csv_reader_cell(r, CODE)->text, "7");
		CHECK_STR(csv_reader_cell(r, VALUE)->text, "1,5");
		CHECK(!csv_reader_cell(r, NAME)->present);
		CHECK_STR(csv_reader_bound_name(r, CODE), "Código");
		CHECK_INT(csv_reader_separator(r), ';');
	}
	csv_reader_free(r);
	CHECK(at_first_row(&memory, "nome,dia\n1,2\n", NULL, &err) == NULL);
	CHECK_STR(buf_str(&err.text), "m.csv:1: falta no cabeçalho: «codigo» (ou «Código»), «valor»");
	CHECK(at_first_row(&memory, "codigo,Código,valor\n1,2,3\n", NULL, &err) == NULL);
	CHECK_STR(buf_str(&err.text), "m.csv:1: as colunas «codigo» e «Código» são a mesma: deixe só uma");
	CHECK(at_first_row(&memory, "codigo\tvalor\n1\t2\n", NULL, &err) == NULL);
	CHECK(strstr(buf_str(&err.text), "as colunas são separadas por vírgula ou ponto e vírgula") != NULL);
	buf_release(&warnings);
	error_release(&err);
}

/* The decimal in CELL, in a file separated by SEPARATOR, at scale 2: the amount, or the error's text. */
static const char *decimal(char separator, const char *cell)
{
	static char text[300];
	struct csv_memory memory;
	struct error err = ERROR_INIT;
	struct buf file = BUF_INIT;
	buf_addf(&file, "codigo%cvalor\n1%c\"%s\"\n", separator, separator, cell);
	struct csv_reader *r = at_first_row(&memory, buf_str(&file), NULL, &err);
	int64_t amount;
	bool given;
	if (csv_cell_decimal(r, VALUE, 2, &amount, &given, &err) != 0)
		snprintf(text, sizeof text, "%.*s", (int)sizeof text - 1, strstr(buf_str(&err.text), "”: ") + strlen("”: "));
	else
		snprintf(text, sizeof text, given ? "%lld" : "none", (long long)amount);
	csv_reader_free(r);
	buf_release(&file);
	error_release(&err);
	return text;
}

static void test_decimals(void)
{
	static const char ambiguous[] = "pode ser milhar ou fração: escreva 1.234,00 ou 1,234, como for";
	static const char none[] = "não é um número com até 2 casas decimais, ou é grande demais";
	CHECK_STR(decimal(',', "1234.5"), "123450");
	CHECK_STR(decimal(',', "1.230"), "123");
	CHECK_STR(decimal(',', "1.234"), none);
	CHECK_STR(decimal(',', "1,5"), "vírgula decimal, só em arquivo separado por ponto e vírgula: use ponto");
	CHECK_STR(decimal(',', ""), "none");
	CHECK_STR(decimal(';', "12,5"), "1250");
	CHECK_STR(decimal(';', " -0,07 "), "-7");
	CHECK_STR(decimal(';', "12.50"), "1250");
	CHECK_STR(decimal(';', "1.234,56"), "123456");
	CHECK_STR(decimal(';', "-12.345.678,9"), "-1234567890");
	CHECK_STR(decimal(';', "1.234"), ambiguous);
	CHECK_STR(decimal(';', " 1.234 "), ambiguous);
	CHECK_STR(decimal(';', "+1.234.567"), ambiguous);
	CHECK_STR(decimal(';', "0.500"), "50");
	CHECK_STR(decimal(';', "1234.560"), "123456");
	CHECK_STR(decimal(';', "12.34,56"), "não é um número: os pontos não separam milhares");
	CHECK_STR(decimal(';', "1,2,3"), "não é um número");
	CHECK_STR(decimal(';', "1,234"), none);
	CHECK_STR(decimal(';', "R$ 5"), none);
	CHECK_STR(decimal(';', "99999999999999999999"), none);
	CHECK_STR(decimal(';', "-"), none);
}

static void test_dates_and_text(void)
{
	struct csv_memory memory;
	struct error err = ERROR_INIT;
	date_days date;
	struct csv_reader *r = at_first_row(&memory, "codigo,valor,dia,nome\n,1,29/02/2024,Ana\n2,1,2024-03-01,\n3,1,,\n"
	                                    "4,1,29/02/2023,\n5,1,2024-03-01Z,\n6,1,1/2/2024,\n", NULL, &err);
	CHECK_INT(csv_cell_date(r, DAY, &date, &err), 0);
	CHECK_INT(date, date_of(2024, 2, 29));
	CHECK(csv_cell_text(r, CODE, &err) == NULL);
	CHECK_STR(buf_str(&err.text), "m.csv:2: coluna «codigo»: a célula está vazia, e esta coluna é obrigatória");
	buf_clear(&err.text);
	CHECK_INT(csv_reader_error(r, NAME, &err, "errado"), -1);
	CHECK_STR(buf_str(&err.text), "m.csv:2: coluna «nome»: errado");
	buf_clear(&err.text);
	CHECK_INT(csv_reader_next(r, &err), 1);
	CHECK_INT(csv_cell_date(r, DAY, &date, &err), 0);
	CHECK_INT(date, date_of(2024, 3, 1));
	CHECK_INT(csv_reader_next(r, &err), 1);
	CHECK_INT(csv_cell_date(r, DAY, &date, &err), 0);
	CHECK_INT(date, DATE_NONE);
	CHECK_INT(csv_reader_next(r, &err), 1);
	CHECK_INT(csv_cell_date(r, DAY, &date, &err), -1);
	CHECK_STR(buf_str(&err.text),
	          "m.csv:5: coluna «dia»: “29/02/2023”: não é uma data que exista, escrita como aaaa-mm-dd ou dd/mm/aaaa");
	CHECK_INT(csv_reader_next(r, &err), 1);
	CHECK_INT(csv_cell_date(r, DAY, &date, &err), -1);
	CHECK_INT(csv_reader_next(r, &err), 1);
	CHECK_INT(csv_cell_date(r, DAY, &date, &err), -1);
	csv_reader_free(r);
	error_release(&err);
}

/* ---- hostile */

/* HEAD, then FILL until SIZE bytes are out, then TAIL; nothing of it is ever in memory. */
struct flood {
	const char *head, *tail;
	char fill;
	size_t size, at;
};

static ssize_t read_flood(void *context, char *buffer, size_t n)
{
	struct flood *f = context;
	size_t head = strlen(f->head), tail = strlen(f->tail), i = 0;
	for (; i < n && f->at < head; i++)
		buffer[i] = f->head[f->at++];
	size_t fill = f->at < f->size ? f->size - f->at : 0;
	if (fill > n - i)
		fill = n - i;
	memset(buffer + i, f->fill, fill);
	f->at += fill;
	for (i += fill; i < n && f->at >= f->size && f->at - f->size < tail; i++)
		buffer[i] = f->tail[f->at++ - f->size];
	return (ssize_t)i;
}

/* The error that ends the reading of F; *RED is how many bytes were asked for until then. */
static const char *drown(struct flood f, size_t *red)
{
	static struct error err;
	buf_clear(&err.text);
	struct csv_reader *r = csv_reader_open_source((struct csv_source){ &f, read_flood }, "f.csv", NULL, &err);
	while (r != NULL && csv_reader_next(r, &err) > 0)
		;
	csv_reader_free(r);
	*red = f.at;
	return buf_str(&err.text);
}

static void test_floods(void)
{
	enum { MB = 1000 * 1000 };
	size_t red;
	CHECK_STR(drown((struct flood){ "a,b\n1,", "\n", 'x', 100 * MB, 0 }, &red),
	          "f.csv:2: coluna «b»: célula grande demais (mais de 1048576 bytes)");
	CHECK(red < 2 * MB);
	CHECK_STR(drown((struct flood){ "a,b\n1,\"", "", '\n', 50 * MB, 0 }, &red),
	          "f.csv:2: coluna «b»: célula grande demais (mais de 1048576 bytes), e ainda aberta na linha 1048578: há aspas que "
	          "não se fecham?");
	CHECK_STR(drown((struct flood){ "a,b\n", "1,\"x", '\n', 50 * MB, 0 }, &red),
	          "f.csv:49999998: coluna «b»: aspas que se abrem aqui e não se fecham até o fim do arquivo, na linha 49999998");
	CHECK(strstr(drown((struct flood){ "", "", '"', 3 * MB, 0 }, &red), "f.csv:1: ") != NULL);
	CHECK_STR(drown((struct flood){ "a", "", ',', MB, 0 }, &red), "f.csv:1: colunas demais (mais de 16384)");
	CHECK_STR(drown((struct flood){ "a,b\n", "", ',', MB, 0 }, &red), "f.csv:2: colunas demais (mais de 16384)");
	CHECK_STR(drown((struct flood){ "a,b\n", "\1", ' ', 5 * MB, 0 }, &red),
	          "f.csv:2: coluna «b»: o registro tem 1 célula, e o cabeçalho 2 colunas");
}

static void test_ten_thousand_columns(void)
{
	enum { COLUMNS = 10000, ROWS = 20 };
	struct buf file = BUF_INIT;
	for (int i = 0; i < COLUMNS; i++)
		buf_addf(&file, "%scoluna número %d", i > 0 ? ";" : "", i);
	for (int row = 0; row < ROWS; row++)
		for (int i = 0; i < COLUMNS; i++)
			buf_addf(&file, "%s%d", i > 0 ? ";" : "\n", row * i);
	struct csv_memory memory = { file.data, file.len, 0, 1000 };
	struct error err = ERROR_INIT;
	struct csv_reader *r = csv_reader_open_source(csv_memory_source(&memory), "m.csv", NULL, &err);
	int row = 0;
	while (r != NULL && csv_reader_next(r, &err) > 0) {
		size_t n;
		const struct csv_cell *cells = csv_reader_cells(r, &n);
		CHECK_INT(n, COLUMNS);
		CHECK_INT(atoi(cells[COLUMNS - 1].text), row * (COLUMNS - 1));
		CHECK_INT(atoi(cells[1].text), row++);
	}
	CHECK_INT(row, ROWS);
	CHECK_STR(buf_str(&err.text), "");
	csv_reader_free(r);
	buf_release(&file);
	error_release(&err);
}

static void test_bounds_can_be_set(void)
{
	struct csv_options options = { .cell_max = 4 };
	CHECK_STR(dump_bytes("a,b\n1234,2\n12345,2\n", 19, &options),
	          "<a><b>\n2:[1234][2]\n! m.csv:3: coluna «a»: célula grande demais (mais de 4 bytes)\n");
}

int main(void)
{
	UNIT_RUN(test_separator_comes_from_the_header);
	UNIT_RUN(test_absent_and_empty);
	UNIT_RUN(test_line_ends_and_lines);
	UNIT_RUN(test_quotes);
	UNIT_RUN(test_number_of_cells);
	UNIT_RUN(test_header_faults);
	UNIT_RUN(test_encodings);
	UNIT_RUN(test_bytes_that_are_no_text);
	UNIT_RUN(test_sources_that_fail);
	UNIT_RUN(test_columns_by_name);
	UNIT_RUN(test_decimals);
	UNIT_RUN(test_dates_and_text);
	UNIT_RUN(test_floods);
	UNIT_RUN(test_ten_thousand_columns);
	UNIT_RUN(test_bounds_can_be_set);
	return unit_done();
}
