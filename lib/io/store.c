#define _XOPEN_SOURCE 700 /* realpath */

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "io/store_sql.h"

/* ---- where it is ---- */

char *store_path(const char *given, struct error *err)
{
	struct buf path = BUF_INIT;
	const char *named = given != NULL ? given : getenv("TISS_DB");
	const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
	if (named != NULL && *named != '\0')
		return mem_dup(named);
	if (state != NULL && *state == '/')
		buf_addf(&path, "%s/tissutils/tiss.db", state);
	else if (home != NULL && *home != '\0')
		buf_addf(&path, "%s/.local/state/tissutils/tiss.db", home);
	else
		error_set(err, "não sei onde fica o banco: dê -d ARQUIVO, ou a variável TISS_DB");
	return path.data;
}

/* Makes the folders above PATH that are not there. */
static int make_folders(const char *path, struct error *err)
{
	char *copy = mem_dup(path);
	int result = 0;
	for (char *slash = strchr(copy + 1, '/'); result == 0 && slash != NULL; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		if (mkdir(copy, 0700) != 0 && errno != EEXIST)
			result = error_sys(err, errno, "%s", copy);
		*slash = '/';
	}
	free(copy);
	return result;
}

/* The file is there afterwards, 0600 if it is new; *NEW then. */
static int make_file(const char *path, enum store_mode mode, bool *new, struct error *err)
{
	struct stat st;
	*new = false;
	if (stat(path, &st) == 0) {
		if (!S_ISREG(st.st_mode))
			return error_set(err, "%s: não é um arquivo comum", path);
		*new = st.st_size == 0 && mode == STORE_CREATE;
		return *new && chmod(path, 0600) != 0 ? error_sys(err, errno, "%s", path) : 0;
	}
	if (errno != ENOENT)
		return error_sys(err, errno, "%s", path);
	if (mode != STORE_CREATE)
		return error_set(err, "%s: não existe; o banco é criado por lot-send import, ou por lot-send restore", path);
	if (make_folders(path, err) != 0)
		return -1;
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0)
		return error_sys(err, errno, "%s", path);
	close(fd);
	*new = true;
	return 0;
}

/* ---- opening ---- */

static int pragma(struct store *s, const char *sql, int64_t *value, struct error *err)
{
	sqlite3_stmt *st = sql_prepare(s, sql, err);
	if (st == NULL)
		return -1;
	int got = sqlite3_step(st);
	if (got == SQLITE_ROW)
		*value = sqlite3_column_int64(st, 0);
	int result = got == SQLITE_ROW || got == SQLITE_DONE ? 0 : sql_error(s, err);
	sqlite3_finalize(st);
	return result;
}

/* The version of its tables, 0 when it has none; -1 with ERR set when it is no store of ours. Changes nothing. */
static int read_version(struct store *s, struct error *err)
{
	int64_t application = 0, version = 0, tables = 0;
	if (pragma(s, "SELECT count(*) FROM sqlite_schema", &tables, err) != 0 ||
	    pragma(s, "PRAGMA application_id", &application, err) != 0 || pragma(s, "PRAGMA user_version", &version, err) != 0)
		return -1;
	if (tables == 0 && application == 0 && version == 0)
		return 0;
	if (application != STORE_APPLICATION || version < 1)
		return error_set(err, "%s: é um banco SQLite, mas não do tissutils", s->path);
	if (version > store_schema_version())
		return error_set(err, "%s: foi feito por uma versão mais nova do tissutils (banco na versão %lld, este programa vai até a %d); "
		                 "atualize o tissutils", s->path, (long long)version, store_schema_version());
	return (int)version;
}

/* Another process may do the same now: what is to be done is decided inside the transaction. */
static int migrate(struct store *s, struct error *err)
{
	if (store_begin(s, err) != 0)
		return -1;
	int version = read_version(s, err);
	if (version < 0 || store_schema_migrate(s, version, store_schema_version(), err) != 0)
		return -1;
	return store_commit(s, err);
}

static int settle(struct store *s, enum store_mode mode, struct error *err)
{
	int64_t ignored;
	int version = read_version(s, err);
	if (version < 0)
		return -1;
	s->readonly = sqlite3_db_readonly(s->db, "main") == 1;
	if (version == 0 && mode != STORE_CREATE)
		return error_set(err, "%s: está vazio, e não é um banco do tissutils", s->path);
	if (s->readonly && (mode != STORE_LOOK || version < store_schema_version()))
		return error_set(err, "%s: só pode ser lido: falta permissão de gravar", s->path);
	if (s->readonly)
		return 0;
	if (pragma(s, "PRAGMA journal_mode=WAL", &ignored, err) != 0)
		return -1;
	return version < store_schema_version() ? migrate(s, err) : 0;
}

static struct store *open_file(const char *path, struct error *err)
{
	struct store *s = mem_zero(1, sizeof *s);
	s->path = mem_dup(path);
	s->lock_fd = -1;
	if (sqlite3_open_v2(path, &s->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) == SQLITE_OK &&
	    sqlite3_busy_timeout(s->db, STORE_BUSY_MS) == SQLITE_OK) {
		sqlite3_extended_result_codes(s->db, 1);
		/* pages kept in memory, 64 MB: a transaction of guide-match's may change hundreds of thousands */
		if (sql_script(s, "PRAGMA cache_size=-65536; PRAGMA foreign_keys=ON; PRAGMA synchronous=FULL; PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON;"
		                  "PRAGMA secure_delete=ON; PRAGMA temp_store=MEMORY", err) == 0)
			return s;
	} else {
		sql_error(s, err);
	}
	store_close(s);
	return NULL;
}

struct store *store_open(const char *path, enum store_mode mode, struct error *err)
{
	bool new;
	if (make_file(path, mode, &new, err) != 0)
		return NULL;
	struct store *s = open_file(path, err);
	if (s != NULL && settle(s, mode, err) == 0)
		return s;
	store_close(s);
	return NULL;
}

struct store *store_open_empty(const char *path, struct error *err)
{
	struct stat st;
	bool new;
	if (stat(path, &st) == 0 && st.st_size > 0) {
		error_set(err, "%s: já existe; restore só faz um banco novo, e não mexe no que há", path);
		return NULL;
	}
	if (make_file(path, STORE_CREATE, &new, err) != 0)
		return NULL;
	struct store *s = open_file(path, err);
	int64_t ignored;
	if (s != NULL && pragma(s, "PRAGMA journal_mode=WAL", &ignored, err) == 0)
		return s;
	store_close(s);
	return NULL;
}

void store_close(struct store *s)
{
	if (s == NULL)
		return;
	store_rollback(s);
	for (size_t i = 0; i < s->nkept; i++)
		sqlite3_finalize(s->kept[i].statement);
	sqlite3_close(s->db);
	if (s->lock_fd >= 0)
		close(s->lock_fd);
	free(s->path);
	free(s);
}

const char *store_name(const struct store *s)
{
	return s->path;
}

bool store_is_readonly(const struct store *s)
{
	return s->readonly;
}

/* ---- transactions ---- */

int store_begin(struct store *s, struct error *err)
{
	if (sql_run(s, err, "BEGIN IMMEDIATE", "") != 0)
		return -1;
	s->in_transaction = true;
	return 0;
}

int store_commit(struct store *s, struct error *err)
{
	if (sql_run(s, err, "COMMIT", "") != 0) {
		store_rollback(s);
		return -1;
	}
	s->in_transaction = false;
	return 0;
}

void store_rollback(struct store *s)
{
	if (!s->in_transaction)
		return;
	s->in_transaction = false;
	for (size_t i = 0; i < s->nkept; i++)
		sqlite3_reset(s->kept[i].statement);
	if (!sqlite3_get_autocommit(s->db)) /* some errors have rolled back already */
		sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
}

/* ---- locks ---- */

static int open_locks(struct store *s, struct error *err)
{
	if (s->lock_fd >= 0)
		return 0;
	char *real = realpath(s->path, NULL);
	struct buf name = BUF_INIT;
	buf_addf(&name, "%s-lock", real != NULL ? real : s->path);
	s->lock_fd = open(buf_str(&name), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	int result = s->lock_fd >= 0 ? 0 : error_sys(err, errno, "%s", buf_str(&name));
	buf_release(&name);
	free(real);
	return result;
}

int store_lock(struct store *s, int64_t id, struct error *err)
{
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = (off_t)id, .l_len = 1 };
	if (open_locks(s, err) != 0)
		return -1;
	if (fcntl(s->lock_fd, F_SETLK, &lock) == 0)
		return 1;
	if (errno == EACCES || errno == EAGAIN)
		return 0;
	return error_sys(err, errno, "%s-lock", s->path);
}

void store_unlock(struct store *s, int64_t id)
{
	struct flock lock = { .l_type = F_UNLCK, .l_whence = SEEK_SET, .l_start = (off_t)id, .l_len = 1 };
	if (s->lock_fd >= 0)
		fcntl(s->lock_fd, F_SETLK, &lock);
}
