#include "fmt/csv_reader.h"

#include <csv.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/names.h"
#include "base/visible.h"
#include "fmt/csv_cut.h"
#include "fmt/csv_lines.h"

enum { VALUE_SHOWN_MAX = 60, PARSER_BLOCK = 4096 };

enum too_big { NOTHING, CELL, ROW, COLUMNS };

struct csv_reader {
	char *name;
	struct csv_options options;
	int fd; /* to be closed; -1: none */
	struct csv_lines lines;
	struct csv_parser parser;
	struct names *header;   /* column names; a column's number is its name's less one */
	size_t ncolumns;        /* 0 until the header is read */

	const struct csv_column *columns; /* the bound ones */
	size_t nbound;
	uint32_t *bound;                  /* their places in the file; ABSENT: not there */

	char separator;
	size_t plain_max;       /* a line of up to so many bytes breaks no bound, */
	uint32_t *stops;        /* and so many separators stand in one, at most */

	struct csv_cell *cells; /* of this row */
	size_t ncells, cap;
	struct buf text;        /* what the cells hold, NUL-terminated each */
	long row_line;          /* where this row begins, */
	long line;              /* the piece being parsed stands, */
	long cell_line;         /* and the next cell begins */
	bool complete;          /* the row is */
	enum too_big too_big;   /* what of it is */
	struct error failure;   /* what broke the reading */
};

#define ABSENT UINT32_MAX

static const struct csv_cell no_cell = { "", 0, 0, 0, false };

/* ---- what libcsv calls */

static void *grow_parser(void *old, size_t size)
{
	return mem_grow(old, size, 1);
}

/* What is too big once a cell of LEN bytes is added. */
static enum too_big measure(const struct csv_reader *r, size_t len)
{
	if (len > r->options.cell_max)
		return CELL;
	if (r->ncells >= CSV_COLUMNS_MAX)
		return COLUMNS;
	return r->text.len + len > r->options.cell_max * CSV_ROW_CELLS ? ROW : NOTHING;
}

static void reserve_cells(struct csv_reader *r, size_t n)
{
	if (n <= r->cap)
		return;
	r->cap = n * 2;
	r->cells = mem_grow(r->cells, r->cap, sizeof *r->cells);
}

/* The text was made room for (feed), so that no cell of this row moves. */
static void on_cell(void *text, size_t len, void *context)
{
	struct csv_reader *r = context;
	if (r->too_big == NOTHING)
		r->too_big = measure(r, len);
	if (r->too_big != NOTHING)
		return;
	reserve_cells(r, r->ncells + 1);
	struct csv_cell *cell = &r->cells[r->ncells];
	*cell = (struct csv_cell){ "", len, r->cell_line, (uint32_t)r->ncells, text != NULL };
	if (len > 0) {
		cell->text = r->text.data + r->text.len;
		buf_add(&r->text, text, len + 1); /* with libcsv's NUL */
	}
	r->ncells++;
	r->cell_line = r->line;
}

static void on_row(int end, void *context)
{
	struct csv_reader *r = context;
	(void)end;
	r->complete = true;
}

/* ---- errors */

/* " (registro que começa na linha N)" when that is not the line already named. */
static void add_row_line(const struct csv_reader *r, struct buf *out, long named)
{
	if (r->row_line != named)
		buf_addf(out, " (registro que começa na linha %ld)", r->row_line);
}

static void add_column(struct buf *out, const char *name)
{
	if (name != NULL) {
		buf_adds(out, " coluna «");
		visible_add(out, name, visible_cut(name, strlen(name), VALUE_SHOWN_MAX));
		buf_adds(out, "»:");
	}
}

static void add_value(struct buf *out, const char *text, size_t len)
{
	size_t shown = visible_cut(text, len, VALUE_SHOWN_MAX);
	buf_adds(out, " “");
	visible_add(out, text, shown);
	buf_adds(out, shown < len ? "…”:" : "”:");
}

/* The bound column that stands at NUMBER in the file, or NULL. */
static const struct csv_column *bound_at(const struct csv_reader *r, size_t number)
{
	for (size_t i = 0; i < r->nbound; i++)
		if (r->bound[i] == number)
			return &r->columns[i];
	return NULL;
}

/* The fault WHAT of the cell that is being read, and with which the reading ends. TEXT (LEN bytes, NULL: none) is what it
 * holds; it is shown if the caller reads that column and it is not personal. */
static int fail_cell(struct csv_reader *r, struct error *err, const char *text, size_t len, const char *what)
{
	struct buf out = BUF_INIT;
	buf_addf(&out, "%s:%ld:", r->name, r->line);
	const struct csv_column *column = bound_at(r, r->ncells);
	add_column(&out, csv_reader_column(r, r->ncells));
	if (column != NULL && !column->personal && len > 0)
		add_value(&out, text, len);
	buf_addf(&out, " %s", what);
	add_row_line(r, &out, r->line);
	error_set(&r->failure, "%s", buf_str(&out));
	buf_release(&out);
	return error_set(err, "%s", buf_str(&r->failure.text));
}

static int fail_lines(struct csv_reader *r, struct error *err)
{
	struct buf what = BUF_INIT;
	csv_lines_fault(&r->lines, &what);
	r->line = r->lines.line;
	if (r->ncells == 0 && r->parser.entry_pos == 0)
		r->row_line = r->line;
	if (r->lines.now.fault == CSV_DECODE_OK) {
		error_set(&r->failure, "%s: %s", r->name, buf_str(&what));
		error_set(err, "%s", buf_str(&r->failure.text));
	} else {
		fail_cell(r, err, NULL, 0, buf_str(&what));
	}
	buf_release(&what);
	return -1;
}

static int fail_too_big(struct csv_reader *r, struct error *err)
{
	struct buf what = BUF_INIT;
	long line = r->line;
	r->line = r->cell_line;
	if (r->too_big == COLUMNS)
		buf_addf(&what, "colunas demais (mais de %d)", CSV_COLUMNS_MAX);
	else if (r->too_big == ROW)
		buf_addf(&what, "registro grande demais (mais de %zu bytes)", r->options.cell_max * CSV_ROW_CELLS);
	else
		buf_addf(&what, "célula grande demais (mais de %zu bytes)", r->options.cell_max);
	if (line != r->cell_line)
		buf_addf(&what, ", e ainda aberta na linha %ld: há aspas que não se fecham?", line);
	fail_cell(r, err, (const char *)r->parser.entry_buf, r->parser.entry_pos, buf_str(&what));
	buf_release(&what);
	return -1;
}

/* libcsv stopped: the state it stopped in says which of its two rules was broken. */
static int fail_quote(struct csv_reader *r, struct error *err)
{
	const char *what = r->parser.quoted ?
		"há texto depois das aspas que fecham a célula (aspas dentro dela são escritas dobradas: \"\")" :
		"aspas no meio de uma célula sem aspas (ponha a célula inteira entre aspas, e dobre as de dentro: \"\")";
	return fail_cell(r, err, (const char *)r->parser.entry_buf, r->parser.entry_pos, what);
}

/* Also told at the line where the quote opened, which is the one to be corrected. */
static int fail_unclosed(struct csv_reader *r, struct error *err)
{
	struct buf what = BUF_INIT;
	buf_addf(&what, "aspas que se abrem aqui e não se fecham até o fim do arquivo, na linha %ld", r->line);
	r->line = r->cell_line;
	fail_cell(r, err, (const char *)r->parser.entry_buf, r->parser.entry_pos, buf_str(&what));
	buf_release(&what);
	return -1;
}

/* Sets ERR to what FMT says of what the bound column COLUMN held on LINE, of this row or of one that R is past. Returns -1. */
static int fail_held(const struct csv_reader *r, size_t column, long line, struct text_ref held, bool this_row, struct error *err,
                     const char *fmt, va_list ap)
{
	struct buf out = BUF_INIT;
	buf_addf(&out, "%s:%ld:", r->name, line);
	add_column(&out, csv_reader_bound_name(r, column));
	if (held.len > 0 && !r->columns[column].personal)
		add_value(&out, held.text, held.len);
	buf_addc(&out, ' ');
	buf_vaddf(&out, fmt, ap);
	if (this_row)
		add_row_line(r, &out, line);
	error_set(err, "%s", buf_str(&out));
	buf_release(&out);
	return -1;
}

int csv_reader_error(const struct csv_reader *r, size_t column, struct error *err, const char *fmt, ...)
{
	const struct csv_cell *cell = csv_reader_cell(r, column);
	va_list ap;
	va_start(ap, fmt);
	fail_held(r, column, cell->line > 0 ? cell->line : r->row_line, (struct text_ref){ cell->text, cell->len }, true, err, fmt, ap);
	va_end(ap);
	return -1;
}

int csv_reader_error_past(const struct csv_reader *r, size_t column, long line, struct text_ref held, struct error *err, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	fail_held(r, column, line, held, false, err, fmt, ap);
	va_end(ap);
	return -1;
}

/* ---- rows */

/* Room for all cells that LEN more bytes can end. Each takes its bytes, of which libcsv may hold the first ones, and a NUL,
 * which its separator or line end pays for. */
static void reserve_text(struct csv_reader *r, size_t len)
{
	const char *old = r->text.data;
	buf_reserve(&r->text, r->parser.entry_pos + len + 2);
	if (r->text.data == old)
		return;
	size_t at = 0;
	for (size_t i = 0; i < r->ncells; i++) {
		if (r->cells[i].len > 0) {
			r->cells[i].text = r->text.data + at;
			at += r->cells[i].len + 1;
		}
	}
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* Takes the cell from FROM to STOP. False when libcsv would take white space off its ends. */
static bool take_plain_cell(struct csv_reader *r, char *from, char *stop)
{
	size_t len = (size_t)(stop - from);
	if (len > 0 && (is_blank(*from) || is_blank(stop[-1])))
		return false;
	*stop = '\0';
	r->cells[r->ncells] = (struct csv_cell){ from, len, r->line, (uint32_t)r->ncells, len > 0 };
	r->ncells++;
	return true;
}

/* A whole line that holds neither quotes nor white space around a separator is cut at its separators right here: registries
 * have a million of those, and libcsv looks at each character. False, with nothing taken, when the line is libcsv's to read, as one is
 * that may break a bound. */
static bool take_plain_line(struct csv_reader *r, const struct csv_piece *piece)
{
	size_t len = piece->len;
	bool at_row_start = r->ncells == 0 && r->parser.pstate == 0 && r->parser.entry_pos == 0;
	if (!at_row_start || len < 2 || len > r->plain_max || piece->text[len - 1] != '\n' || memchr(piece->text, '"', len) != NULL)
		return false;
	len -= piece->text[len - 2] == '\r' ? 2 : 1;
	if (len == 0 || memchr(piece->text, '\r', len) != NULL)
		return false;
	buf_reserve(&r->text, len + CSV_CUT_OVERRUN);
	char *line = r->text.data, *from = line;
	memcpy(line, piece->text, len);
	memset(line + len, 0, CSV_CUT_OVERRUN);
	size_t n = csv_cut(line, len, r->separator, r->stops);
	reserve_cells(r, n + 1);
	r->stops[n] = (uint32_t)len;
	for (size_t i = 0; i <= n; i++) {
		char *stop = line + r->stops[i];
		if (!take_plain_cell(r, from, stop)) {
			r->ncells = 0;
			return false;
		}
		from = stop + 1;
	}
	r->text.len = len;
	r->complete = true;
	return true;
}

static int feed(struct csv_reader *r, const struct csv_piece *piece, struct error *err)
{
	r->line = piece->line;
	if (r->ncells == 0 && r->parser.entry_pos == 0)
		r->row_line = r->cell_line = r->line;
	if (take_plain_line(r, piece))
		return 0;
	reserve_text(r, piece->len);
	if (csv_parse(&r->parser, piece->text, piece->len, on_cell, on_row, r) != piece->len)
		return fail_quote(r, err);
	if (r->too_big == NOTHING && r->parser.entry_pos > r->options.cell_max)
		r->too_big = CELL;
	return r->too_big != NOTHING ? fail_too_big(r, err) : 0;
}

/* Reads the cells of the next row, however many: 1, 0 at the end, -1. */
static int read_row(struct csv_reader *r, struct error *err)
{
	struct csv_piece piece;
	r->ncells = 0;
	r->complete = false;
	buf_clear(&r->text);
	while (!r->complete) {
		int got = csv_lines_next(&r->lines, &piece);
		if (got < 0)
			return fail_lines(r, err);
		if (got == 0)
			break;
		if (feed(r, &piece, err) != 0)
			return -1;
	}
	if (!r->complete && csv_fini(&r->parser, on_cell, on_row, r) != 0)
		return fail_unclosed(r, err);
	if (r->too_big != NOTHING)
		return fail_too_big(r, err);
	return r->complete;
}

static int fail_count(struct csv_reader *r, struct error *err)
{
	struct buf out = BUF_INIT;
	buf_addf(&out, "%s:%ld:", r->name, r->line);
	if (r->ncells < r->ncolumns)
		add_column(&out, csv_reader_column(r, r->ncells));
	buf_addf(&out, " o registro tem %zu célula%s, e o cabeçalho %zu coluna%s", r->ncells, r->ncells > 1 ? "s" : "",
	         r->ncolumns, r->ncolumns > 1 ? "s" : "");
	if (r->ncells > r->ncolumns)
		buf_addf(&out, ": há um separador (%c) em uma célula sem aspas?", csv_reader_separator(r));
	add_row_line(r, &out, r->line);
	error_set(err, "%s", buf_str(&out));
	buf_release(&out);
	return -1;
}

/* fmt/csv_writer.h puts an apostrophe before a cell that a spreadsheet would run as a formula ("=1+1", "'=1+1"). */
static void take_guards_off(struct csv_reader *r)
{
	for (size_t i = 0; i < r->ncells; i++) {
		struct csv_cell *cell = &r->cells[i];
		if (cell->text[0] != '\'')
			continue;
		size_t quotes = strspn(cell->text, "'");
		if (cell->text[quotes] == '\0' || strchr("=+-@\t\r", cell->text[quotes]) == NULL)
			continue;
		cell->text++;
		cell->len--;
	}
}

int csv_reader_next(struct csv_reader *r, struct error *err)
{
	if (csv_reader_broken(r))
		return error_set(err, "%s", buf_str(&r->failure.text));
	int got = read_row(r, err);
	if (csv_reader_separator(r) == ';')
		take_guards_off(r);
	if (got > 0 && r->ncells != r->ncolumns)
		return fail_count(r, err);
	return got;
}

bool csv_reader_broken(const struct csv_reader *r)
{
	return r->failure.text.len > 0;
}

/* ---- the header */

/* ';' where one stands outside quotes in the first line: a column's name may well hold a comma, hardly a semicolon. */
static char separator_of(const char *text, size_t len)
{
	bool quoted = false;
	size_t at = 0;
	while (at < len && (text[at] == '\r' || text[at] == '\n'))
		at++;
	for (; at < len && (quoted || (text[at] != '\r' && text[at] != '\n')); at++) {
		quoted ^= text[at] == '"';
		if (text[at] == ';' && !quoted)
			return ';';
	}
	return ',';
}

static int read_header(struct csv_reader *r, struct error *err)
{
	int got = read_row(r, err);
	if (got <= 0)
		return got < 0 ? -1 : error_set(err, "%s: o arquivo está vazio: falta a linha com os nomes das colunas", r->name);
	for (size_t i = 0; i < r->ncells; i++) {
		const struct csv_cell *cell = &r->cells[i];
		if (cell->len == 0)
			return error_set(err, "%s:%ld: a coluna %zu não tem nome no cabeçalho", r->name, cell->line, i + 1);
		uint32_t id = names_add(r->header, cell->text, cell->len);
		if (id == i + 1)
			continue;
		struct buf out = BUF_INIT;
		buf_addf(&out, "%s:%ld:", r->name, cell->line);
		add_column(&out, cell->text);
		error_set(err, "%s está duas vezes no cabeçalho, como coluna %u e como coluna %zu", buf_str(&out), (unsigned)id, i + 1);
		buf_release(&out);
		return -1;
	}
	r->ncolumns = r->ncells;
	return 0;
}

struct csv_reader *csv_reader_open_source(struct csv_source source, const char *name, const struct csv_options *options,
                                          struct error *err)
{
	struct csv_reader *r = mem_zero(1, sizeof *r);
	r->name = mem_dup(name);
	r->fd = -1;
	if (options != NULL)
		r->options = *options;
	if (r->options.cell_max == 0)
		r->options.cell_max = CSV_CELL_MAX;
	r->header = names_new();
	r->row_line = r->line = r->cell_line = 1;
	csv_lines_init(&r->lines, source, r->options.encoding);
	size_t len;
	const char *first = csv_lines_peek(&r->lines, &len);
	csv_init(&r->parser, CSV_STRICT | CSV_STRICT_FINI | CSV_APPEND_NULL | CSV_EMPTY_IS_NULL);
	r->separator = separator_of(first, len);
	r->plain_max = r->options.cell_max < CSV_COLUMNS_MAX ? r->options.cell_max : CSV_COLUMNS_MAX;
	r->stops = mem_array(r->plain_max, sizeof *r->stops);
	csv_set_delim(&r->parser, (unsigned char)r->separator);
	csv_set_realloc_func(&r->parser, grow_parser);
	csv_set_blk_size(&r->parser, PARSER_BLOCK);
	if (read_header(r, err) == 0)
		return r;
	csv_reader_free(r);
	return NULL;
}

static ssize_t read_fd(void *context, char *buffer, size_t n)
{
	ssize_t got;
	do
		got = read(*(const int *)context, buffer, n);
	while (got < 0 && errno == EINTR);
	return got;
}

/* The descriptor moves into the reader once there is one; the source's context then points there. */
struct csv_reader *csv_reader_open(const char *path, const struct csv_options *options, struct error *err)
{
	bool standard = strcmp(path, "-") == 0;
	int fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0) {
		error_sys(err, errno, "%s", path);
		return NULL;
	}
	struct csv_source source = { &fd, read_fd };
	struct csv_reader *r = csv_reader_open_source(source, standard ? "(entrada padrão)" : path, options, err);
	if (r != NULL) {
		r->fd = fd;
		r->lines.source.context = &r->fd;
	} else if (!standard) {
		close(fd);
	}
	return r;
}

void csv_reader_free(struct csv_reader *r)
{
	if (r == NULL)
		return;
	if (r->fd > STDIN_FILENO)
		close(r->fd);
	csv_free(&r->parser);
	csv_lines_release(&r->lines);
	names_free(r->header);
	error_release(&r->failure);
	buf_release(&r->text);
	free(r->bound);
	free(r->cells);
	free(r->stops);
	free(r->name);
	free(r);
}

/* ---- columns */

/* Where the bound column COLUMN stands; -1 with ERR set when the header has it under both of its names. */
static int find_bound(const struct csv_reader *r, const struct csv_column *column, uint32_t *place, struct error *err)
{
	long at = csv_reader_find(r, column->name);
	long other = column->other != NULL ? csv_reader_find(r, column->other) : -1;
	if (at >= 0 && other >= 0)
		return error_set(err, "%s:%ld: as colunas «%s» e «%s» são a mesma: deixe só uma", r->name, r->row_line,
		                 column->name, column->other);
	*place = at >= 0 ? (uint32_t)at : other >= 0 ? (uint32_t)other : ABSENT;
	return 0;
}

static void add_missing(struct buf *missing, const struct csv_column *column)
{
	buf_addf(missing, "%s«%s»", missing->len > 0 ? ", " : "", column->name);
	if (column->other != NULL)
		buf_addf(missing, " (ou «%s»)", column->other);
}

void csv_reader_warn_unknown(const struct csv_reader *r)
{
	struct buf out = BUF_INIT;
	for (size_t i = 0; i < r->ncolumns && r->options.warn != NULL; i++) {
		if (bound_at(r, i) != NULL)
			continue;
		buf_clear(&out);
		buf_addf(&out, "%s:%ld:", r->name, r->row_line);
		add_column(&out, csv_reader_column(r, i));
		buf_adds(&out, " coluna desconhecida, que não é lida");
		r->options.warn(r->options.context, buf_str(&out));
	}
	buf_release(&out);
}

int csv_reader_bind(struct csv_reader *r, const struct csv_column *columns, size_t n, struct error *err)
{
	struct buf missing = BUF_INIT;
	int failed = 0;
	r->columns = columns;
	r->nbound = n;
	r->bound = mem_grow(r->bound, n, sizeof *r->bound);
	for (size_t i = 0; i < n; i++)
		r->bound[i] = ABSENT;
	for (size_t i = 0; i < n && failed == 0; i++) {
		failed = find_bound(r, &columns[i], &r->bound[i], err);
		if (r->bound[i] == ABSENT && columns[i].required)
			add_missing(&missing, &columns[i]);
	}
	if (failed == 0 && missing.len > 0)
		failed = error_set(err, "%s:%ld: falta no cabeçalho: %s%s", r->name, r->row_line, buf_str(&missing),
		                   r->ncolumns == 1 ? " (as colunas são separadas por vírgula ou ponto e vírgula)" : "");
	buf_release(&missing);
	return failed;
}

const struct csv_cell *csv_reader_cell(const struct csv_reader *r, size_t column)
{
	uint32_t place = r->bound[column];
	return place < r->ncells ? &r->cells[place] : &no_cell;
}

const struct csv_cell *csv_reader_cells(const struct csv_reader *r, size_t *n)
{
	*n = r->ncells;
	return r->cells;
}

const char *csv_reader_column(const struct csv_reader *r, size_t number)
{
	return number < r->ncolumns ? names_text(r->header, (uint32_t)number + 1) : NULL;
}

long csv_reader_find(const struct csv_reader *r, const char *name)
{
	return (long)names_find(r->header, name, strlen(name)) - 1;
}

const char *csv_reader_bound_name(const struct csv_reader *r, size_t column)
{
	const char *name = csv_reader_column(r, r->bound[column]);
	return name != NULL ? name : r->columns[column].name;
}

char csv_reader_separator(const struct csv_reader *r)
{
	return r->separator;
}

const char *csv_reader_name(const struct csv_reader *r)
{
	return r->name;
}

long csv_reader_line(const struct csv_reader *r)
{
	return r->row_line;
}

enum csv_encoding csv_reader_encoding(const struct csv_reader *r)
{
	return r->lines.decoder.encoding;
}
