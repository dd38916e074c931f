#include <stdarg.h>
#include <string.h>

#include "base/fault.h"
#include "base/mem.h"
#include "io/store_sql.h"

/* What SQLite's result codes mean to a user; its own words where we have none. */
static const char *meaning(int code)
{
	switch (code & 0xff) {
	case SQLITE_FULL: return "o disco está cheio";
	case SQLITE_READONLY: return "só pode ser lido: falta permissão de gravar nele ou na pasta dele";
	case SQLITE_BUSY: return "está em uso por outro processo; tente de novo";
	case SQLITE_CANTOPEN: return "não pôde ser aberto: veja a permissão dele e da pasta dele";
	case SQLITE_NOTADB: return "não é um banco do tissutils";
	case SQLITE_CORRUPT: return "está danificado: refaça-o do último dump (lot-send restore)";
	case SQLITE_PERM: return "falta permissão";
	case SQLITE_IOERR: return "erro de leitura ou de gravação no disco";
	case SQLITE_TOOBIG: return "o conteúdo é grande demais";
	default: return NULL;
	}
}

int sql_error(struct store *s, struct error *err)
{
	int code = sqlite3_extended_errcode(s->db);
	const char *text = meaning(code);
	if (text != NULL)
		return error_set(err, "%s: %s", s->path, text);
	return error_set(err, "%s: %s (SQLite, código %d)", s->path, sqlite3_errmsg(s->db), code);
}

sqlite3_stmt *sql_prepare(struct store *s, const char *sql, struct error *err)
{
	sqlite3_stmt *st = NULL;
	if (sqlite3_prepare_v3(s->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &st, NULL) == SQLITE_OK)
		return st;
	sql_error(s, err);
	return NULL;
}

static sqlite3_stmt *keep(struct store *s, const char *sql, struct error *err)
{
	for (size_t i = 0; i < s->nkept; i++)
		if (s->kept[i].sql == sql) {
			sqlite3_reset(s->kept[i].statement);
			return s->kept[i].statement;
		}
	if (s->nkept == STORE_STATEMENTS) {
		error_set(err, "%s: comandos demais", s->path);
		return NULL;
	}
	sqlite3_stmt *st = sql_prepare(s, sql, err);
	if (st == NULL)
		return NULL;
	s->kept[s->nkept].sql = sql;
	s->kept[s->nkept++].statement = st;
	return st;
}

static int bind_one(sqlite3_stmt *st, int i, char kind, va_list *ap)
{
	switch (kind) {
	case 't': {
		const char *text = va_arg(*ap, const char *);
		return text != NULL ? sqlite3_bind_text(st, i, text, -1, SQLITE_TRANSIENT) : sqlite3_bind_null(st, i);
	}
	case 'i':
		return sqlite3_bind_int(st, i, va_arg(*ap, int));
	case 'l': {
		int64_t number = va_arg(*ap, int64_t);
		return number != STORE_NULL ? sqlite3_bind_int64(st, i, number) : sqlite3_bind_null(st, i);
	}
	case 'b': {
		const void *bytes = va_arg(*ap, const void *);
		size_t len = va_arg(*ap, size_t);
		return sqlite3_bind_blob64(st, i, bytes != NULL ? bytes : "", len, SQLITE_TRANSIENT);
	}
	default:
		return SQLITE_MISUSE;
	}
}

static int bind_all(struct store *s, sqlite3_stmt *st, const char *format, va_list *ap, struct error *err)
{
	for (int i = 0; format[i] != '\0'; i++)
		if (bind_one(st, i + 1, format[i], ap) != SQLITE_OK)
			return sql_error(s, err);
	return 0;
}

static sqlite3_stmt *query(struct store *s, struct error *err, const char *sql, const char *format, va_list *ap)
{
	sqlite3_stmt *st = keep(s, sql, err);
	return st != NULL && bind_all(s, st, format, ap, err) == 0 ? st : NULL;
}

sqlite3_stmt *sql_query(struct store *s, struct error *err, const char *sql, const char *format, ...)
{
	va_list ap;
	va_start(ap, format);
	sqlite3_stmt *st = query(s, err, sql, format, &ap);
	va_end(ap);
	return st;
}

int sql_step(struct store *s, sqlite3_stmt *st, struct error *err)
{
	fault_point();
	int code = sqlite3_step(st);
	if (code == SQLITE_ROW)
		return 1;
	fault_point();
	if (code != SQLITE_DONE)
		sql_error(s, err);
	sql_done(st);
	return code == SQLITE_DONE ? 0 : -1;
}

void sql_done(sqlite3_stmt *st)
{
	sqlite3_reset(st);
	sqlite3_clear_bindings(st);
}

int sql_run(struct store *s, struct error *err, const char *sql, const char *format, ...)
{
	va_list ap;
	va_start(ap, format);
	sqlite3_stmt *st = query(s, err, sql, format, &ap);
	va_end(ap);
	if (st == NULL)
		return -1;
	int got;
	while ((got = sql_step(s, st, err)) > 0)
		;
	return got;
}

int sql_script(struct store *s, const char *sql, struct error *err)
{
	return sqlite3_exec(s->db, sql, NULL, NULL, NULL) == SQLITE_OK ? 0 : sql_error(s, err);
}

int sql_number(struct store *s, struct error *err, int64_t *value, const char *sql, const char *format, ...)
{
	va_list ap;
	va_start(ap, format);
	sqlite3_stmt *st = query(s, err, sql, format, &ap);
	va_end(ap);
	if (st == NULL)
		return -1;
	int got = sql_step(s, st, err);
	if (got <= 0)
		return got;
	got = sqlite3_column_type(st, 0) != SQLITE_NULL;
	if (got)
		*value = sqlite3_column_int64(st, 0);
	sql_done(st);
	return got;
}

const char *sql_text(sqlite3_stmt *st, int column, struct arena *a)
{
	const char *text = (const char *)sqlite3_column_text(st, column);
	return text != NULL ? arena_dup(a, text, (size_t)sqlite3_column_bytes(st, column)) : NULL;
}

int64_t sql_integer(sqlite3_stmt *st, int column)
{
	return sqlite3_column_type(st, column) == SQLITE_NULL ? STORE_NULL : sqlite3_column_int64(st, column);
}
