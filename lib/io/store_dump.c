/* The store as text, and back.
 *
 *	tissutils-dump<TAB>1<TAB>VERSION of the tables
 *	table<TAB>NAME<TAB>COLUMN...            tables by name, sqlite_sequence (the ids given out) last
 *	row<TAB>VALUE...                        rows by primary key
 *	end<TAB>NUMBER of rows<TAB>MD5 of all bytes before this line
 *
 * A value is \N (NULL), an integer, 'text or xbytes. In text and bytes \\, \t, \n, \r and \xHH stand for what they look like; bytes
 * above 7e stand as \xHH, so that the whole is plain text. Nothing in it depends on when or by whom it was written. */
#include <ctype.h>
#include <errno.h>
#include <md5.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "io/store_sql.h"

#define HEAD "tissutils-dump"
#define SEQUENCE "sqlite_sequence"

enum { DUMP_FORMAT = 1, COLUMNS_MAX = 64 };

/* ---- writing ---- */

struct dump {
	struct store *store;
	struct output *out;
	struct buf line;
	MD5_CTX sum;
	uint64_t rows;
};

static void write_line(struct dump *d)
{
	buf_addc(&d->line, '\n');
	MD5Update(&d->sum, (const uint8_t *)buf_str(&d->line), d->line.len);
	output_write(d->out, buf_str(&d->line), d->line.len);
	buf_clear(&d->line);
}

static void add_escaped(struct buf *out, const unsigned char *bytes, size_t n, bool text)
{
	static const char hex[] = "0123456789abcdef";
	size_t plain = 0;
	for (size_t i = 0; i < n; i++) {
		unsigned char c = bytes[i];
		if ((c >= 0x20 && c < 0x7f && c != '\\') || (text && c >= 0x80))
			continue;
		buf_add(out, bytes + plain, i - plain);
		plain = i + 1;
		switch (c) {
		case '\\': buf_adds(out, "\\\\"); break;
		case '\t': buf_adds(out, "\\t"); break;
		case '\n': buf_adds(out, "\\n"); break;
		case '\r': buf_adds(out, "\\r"); break;
		default: buf_add(out, (const char[]){ '\\', 'x', hex[c >> 4], hex[c & 15] }, 4);
		}
	}
	buf_add(out, bytes + plain, n - plain);
}

static int add_value(struct dump *d, sqlite3_stmt *st, int column, struct error *err)
{
	size_t n = 0;
	buf_addc(&d->line, '\t');
	switch (sqlite3_column_type(st, column)) {
	case SQLITE_NULL:
		buf_adds(&d->line, "\\N");
		return 0;
	case SQLITE_INTEGER:
		buf_addf(&d->line, "%lld", (long long)sqlite3_column_int64(st, column));
		return 0;
	case SQLITE_TEXT:
		buf_addc(&d->line, '\'');
		n = (size_t)sqlite3_column_bytes(st, column);
		add_escaped(&d->line, sqlite3_column_text(st, column), n, true);
		return 0;
	case SQLITE_BLOB:
		buf_addc(&d->line, 'x');
		n = (size_t)sqlite3_column_bytes(st, column);
		if (n > 0)
			add_escaped(&d->line, sqlite3_column_blob(st, column), n, false);
		return 0;
	default:
		return error_set(err, "%s: há um valor de um tipo que o dump não conhece", d->store->path);
	}
}

/* Adds to QUERY the columns of TABLE, to the line their names; and the order of its rows. */
static int list_columns(struct dump *d, const char *table, struct buf *query, struct error *err)
{
	struct buf order = BUF_INIT;
	sqlite3_stmt *st = sql_query(d->store, err, "SELECT name, pk FROM pragma_table_info(?) ORDER BY cid", "t", table);
	if (st == NULL)
		return -1;
	int got;
	buf_adds(query, "SELECT ");
	for (int n = 0; (got = sql_step(d->store, st, err)) > 0; n++) {
		const char *name = (const char *)sqlite3_column_text(st, 0);
		buf_addf(query, "%s\"%s\"", n > 0 ? ", " : "", name);
		buf_addf(&d->line, "\t%s", name);
	}
	if (got == 0)
		st = sql_query(d->store, err, "SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk", "t", table);
	for (int n = 0; st != NULL && got == 0 && (got = sql_step(d->store, st, err)) > 0; n++, got = 0)
		buf_addf(&order, "%s\"%s\"", n > 0 ? ", " : "", (const char *)sqlite3_column_text(st, 0));
	buf_addf(query, " FROM \"%s\" ORDER BY %s", table, order.len > 0 ? buf_str(&order) : "1");
	buf_release(&order);
	return st != NULL && got == 0 ? 0 : -1;
}

static int dump_table(struct dump *d, const char *table, struct error *err)
{
	struct buf query = BUF_INIT;
	buf_addf(&d->line, "table\t%s", table);
	int got = list_columns(d, table, &query, err);
	write_line(d);
	sqlite3_stmt *st = got == 0 ? sql_prepare(d->store, buf_str(&query), err) : NULL;
	buf_release(&query);
	if (st == NULL)
		return -1;
	while ((got = sql_step(d->store, st, err)) > 0) {
		buf_adds(&d->line, "row");
		for (int i = 0; got > 0 && i < sqlite3_column_count(st); i++)
			if (add_value(d, st, i, err) != 0)
				got = -1;
		if (got < 0)
			break;
		write_line(d);
		d->rows++;
	}
	sqlite3_finalize(st);
	return got;
}

static int dump_tables(struct dump *d, struct error *err)
{
	struct arena names = ARENA_INIT;
	const char **tables = NULL;
	size_t n = 0;
	int got = -1;
	sqlite3_stmt *st = sql_query(d->store, err, "SELECT name FROM sqlite_schema WHERE type = 'table' AND "
	                             "name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name", "");
	while (st != NULL && (got = sql_step(d->store, st, err)) > 0) {
		tables = mem_grow(tables, n + 1, sizeof *tables);
		tables[n++] = sql_text(st, 0, &names);
	}
	for (size_t i = 0; got == 0 && i < n; i++)
		got = dump_table(d, tables[i], err);
	if (got == 0)
		got = dump_table(d, SEQUENCE, err);
	free(tables);
	arena_release(&names);
	return got;
}

static void write_end(struct dump *d)
{
	char hex[MD5_DIGEST_STRING_LENGTH];
	MD5End(&d->sum, hex);
	output_printf(d->out, "end\t%llu\t%s\n", (unsigned long long)d->rows, hex);
}

int store_dump(struct store *s, struct output *out, struct error *err)
{
	struct dump d = { .store = s, .out = out };
	MD5Init(&d.sum);
	/* One moment of the store, whoever writes meanwhile. */
	int result = sql_run(s, err, "BEGIN", "");
	if (result == 0) {
		buf_addf(&d.line, HEAD "\t%d\t%d", DUMP_FORMAT, store_schema_version());
		write_line(&d);
		result = dump_tables(&d, err);
		if (result == 0)
			write_end(&d);
		sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
	}
	buf_release(&d.line);
	return result;
}

/* ---- reading ---- */

struct restore {
	struct store *store;
	const char *name;   /* the dump, as messages name it */
	FILE *stream;
	char *line;         /* without its line end … */
	size_t cap, len;    /* … and its length */
	unsigned long number;
	MD5_CTX sum;
	uint64_t rows;
	sqlite3_stmt *insert; /* into the table we are in, or NULL */
	int columns;
	bool ended;
};

static int wrong(const struct restore *r, struct error *err, const char *what)
{
	return error_set(err, "%s:%lu: %s", r->name, r->number, what);
}

/* The next line: 1, 0 at the end, -1 with ERR set. Lines before the last one are summed. */
static int next_line(struct restore *r, struct error *err)
{
	errno = 0;
	ssize_t got = getline(&r->line, &r->cap, r->stream);
	if (got < 0)
		return ferror(r->stream) ? error_sys(err, errno, "%s", r->name) : 0;
	r->number++;
	if (r->line[got - 1] != '\n')
		return wrong(r, err, "o dump está cortado: a última linha não termina");
	if (strncmp(r->line, "end\t", 4) != 0)
		MD5Update(&r->sum, (const uint8_t *)r->line, (size_t)got);
	r->line[got - 1] = '\0';
	r->len = (size_t)got - 1;
	return 1;
}

/* The next field of the line at *REST, which is cut there; NULL at its end. */
static char *next_field(char **rest)
{
	char *field = *rest;
	if (field == NULL)
		return NULL;
	char *tab = strchr(field, '\t');
	*rest = tab != NULL ? tab + 1 : NULL;
	if (tab != NULL)
		*tab = '\0';
	return field;
}

static int hex_digit(char c)
{
	const char *digits = "0123456789abcdef", *at = c != '\0' ? strchr(digits, c) : NULL;
	return at != NULL ? (int)(at - digits) : -1;
}

/* Undoes the escapes of TEXT in place: the number of bytes, -1 when one is none. */
static ssize_t unescape(char *text)
{
	char *to = text;
	for (const char *from = text; *from != '\0'; from++) {
		if (*from != '\\') {
			*to++ = *from;
			continue;
		}
		switch (*++from) {
		case '\\': *to++ = '\\'; break;
		case 't': *to++ = '\t'; break;
		case 'n': *to++ = '\n'; break;
		case 'r': *to++ = '\r'; break;
		case 'x': {
			int high = hex_digit(from[1]), low = high >= 0 ? hex_digit(from[2]) : -1;
			if (low < 0)
				return -1;
			*to++ = (char)(high << 4 | low);
			from += 2;
			break;
		}
		default: return -1;
		}
	}
	*to = '\0';
	return to - text;
}

static bool bind_value(struct restore *r, int i, char *value)
{
	char *end;
	if (strcmp(value, "\\N") == 0)
		return sqlite3_bind_null(r->insert, i) == SQLITE_OK;
	if (*value == '\'' || *value == 'x') {
		ssize_t n = unescape(value + 1);
		if (n < 0)
			return false;
		return (*value == 'x' ? sqlite3_bind_blob64(r->insert, i, value + 1, (sqlite3_uint64)n, SQLITE_STATIC)
		                      : sqlite3_bind_text64(r->insert, i, value + 1, (sqlite3_uint64)n, SQLITE_STATIC, SQLITE_UTF8)) == SQLITE_OK;
	}
	errno = 0;
	long long number = strtoll(value, &end, 10);
	bool good = (isdigit((unsigned char)*value) || *value == '-') && *end == '\0' && errno == 0;
	return good && sqlite3_bind_int64(r->insert, i, number) == SQLITE_OK;
}

static int take_row(struct restore *r, char *rest, struct error *err)
{
	int n = 0;
	if (r->insert == NULL)
		return wrong(r, err, "há uma linha fora de uma tabela");
	for (char *field; (field = next_field(&rest)) != NULL; n++)
		if (n >= r->columns || !bind_value(r, n + 1, field))
			return wrong(r, err, "um valor não está escrito como o dump os escreve, ou sobra");
	if (n != r->columns)
		return wrong(r, err, "falta um valor");
	r->rows++;
	return sql_step(r->store, r->insert, err);
}

/* Names of tables and columns come from the file: they only get into SQL when the store has them. */
static int check_table(struct restore *r, const char *table, char *const columns[], int n, struct error *err)
{
	int64_t count = 0;
	if (sql_number(r->store, err, &count, "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = ?", "t", table) < 0)
		return -1;
	if (count == 0)
		return wrong(r, err, "o banco não tem essa tabela");
	if (sql_number(r->store, err, &count, "SELECT count(*) FROM pragma_table_info(?)", "t", table) < 0)
		return -1;
	for (int i = 0; i < n; i++) {
		int64_t found = 0;
		if (sql_number(r->store, err, &found, "SELECT count(*) FROM pragma_table_info(?) WHERE name = ?", "tt", table, columns[i]) < 0)
			return -1;
		if (found == 0)
			return wrong(r, err, "a tabela não tem uma dessas colunas");
	}
	return count == n ? 0 : wrong(r, err, "a tabela tem outras colunas");
}

static int start_table(struct restore *r, char *rest, struct error *err)
{
	char *columns[COLUMNS_MAX], *table = next_field(&rest), *field;
	struct buf sql = BUF_INIT;
	int n = 0;
	sqlite3_finalize(r->insert);
	r->insert = NULL;
	while ((field = next_field(&rest)) != NULL && n < COLUMNS_MAX)
		columns[n++] = field;
	if (table == NULL || n == 0 || field != NULL)
		return wrong(r, err, "esperado: table, o nome da tabela e as colunas dela");
	if (check_table(r, table, columns, n, err) != 0)
		return -1;
	if (strcmp(table, SEQUENCE) == 0 && sql_script(r->store, "DELETE FROM " SEQUENCE, err) != 0)
		return -1;
	buf_addf(&sql, "INSERT INTO \"%s\" (", table);
	for (int i = 0; i < n; i++)
		buf_addf(&sql, "%s\"%s\"", i > 0 ? ", " : "", columns[i]);
	buf_adds(&sql, ") VALUES (");
	for (int i = 0; i < n; i++)
		buf_adds(&sql, i > 0 ? ", ?" : "?");
	buf_addc(&sql, ')');
	r->columns = n;
	r->insert = sql_prepare(r->store, buf_str(&sql), err);
	buf_release(&sql);
	return r->insert != NULL ? 0 : -1;
}

static int take_end(struct restore *r, char *rest, struct error *err)
{
	char hex[MD5_DIGEST_STRING_LENGTH];
	struct buf want = BUF_INIT;
	MD5End(&r->sum, hex);
	buf_addf(&want, "%llu\t%s", (unsigned long long)r->rows, hex);
	bool good = rest != NULL && strcmp(rest, buf_str(&want)) == 0;
	buf_release(&want);
	r->ended = true;
	return good ? 0 : wrong(r, err, "o dump foi mudado ou está incompleto: a soma no fim não confere");
}

/* The first line: the version of the tables, made here. */
static int take_head(struct restore *r, struct error *err)
{
	int format = 0, version = 0, used = 0;
	int got = next_line(r, err);
	if (got < 0)
		return -1;
	if (got == 0 || sscanf(r->line, HEAD "\t%d\t%d%n", &format, &version, &used) != 2 || (size_t)used != r->len || version < 1)
		return error_set(err, "%s: não é um dump do tissutils", r->name);
	if (format != DUMP_FORMAT || version > store_schema_version())
		return error_set(err, "%s: foi feito por uma versão mais nova do tissutils; atualize o tissutils", r->name);
	return store_schema_migrate(r->store, 0, version, err) == 0 ? version : -1;
}

static int take_lines(struct restore *r, struct error *err)
{
	int got, result = 0;
	while (result == 0 && (got = next_line(r, err)) != 0) {
		if (got < 0)
			return -1;
		char *rest = r->line;
		const char *kind = next_field(&rest);
		if (r->ended)
			result = wrong(r, err, "há mais depois do fim do dump");
		else if (strlen(r->line) + (rest != NULL ? strlen(rest) + 1 : 0) != r->len)
			result = wrong(r, err, "há um byte nulo");
		else if (strcmp(kind, "row") == 0)
			result = take_row(r, rest, err);
		else if (strcmp(kind, "table") == 0)
			result = start_table(r, rest, err);
		else if (strcmp(kind, "end") == 0)
			result = take_end(r, rest, err);
		else
			result = wrong(r, err, "esperado: table, row ou end");
	}
	if (result == 0 && !r->ended)
		result = error_set(err, "%s: o dump está cortado: falta a linha end", r->name);
	return result;
}

static int restore_all(struct restore *r, struct error *err)
{
	MD5Init(&r->sum);
	if (store_begin(r->store, err) != 0 || sql_script(r->store, "PRAGMA defer_foreign_keys=ON", err) != 0)
		return -1;
	int version = take_head(r, err);
	int result = version < 0 ? -1 : take_lines(r, err);
	sqlite3_finalize(r->insert);
	r->insert = NULL;
	if (result == 0)
		result = store_schema_migrate(r->store, version, store_schema_version(), err);
	return result == 0 ? store_commit(r->store, err) : -1;
}

int store_restore(const char *path, const char *dump, struct error *err)
{
	bool standard = strcmp(dump, "-") == 0;
	struct restore r = { .name = standard ? "(entrada padrão)" : dump };
	r.stream = standard ? stdin : fopen(dump, "r");
	if (r.stream == NULL)
		return error_sys(err, errno, "%s", dump);
	int result = -1;
	r.store = store_open_empty(path, err);
	if (r.store != NULL) {
		result = restore_all(&r, err);
		store_close(r.store);
		if (result != 0)
			unlink(path);
	}
	if (!standard)
		fclose(r.stream);
	free(r.line);
	return result;
}
