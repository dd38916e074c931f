/* The store itself: opening, refusing, dumping and restoring. What is in it: test_store_lot.c. */
#include "io/store_sql.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "unit.h"

static char folder[64], path[128], other[128], dumped[128], again[128];

static void write_file(const char *name, const char *text)
{
	FILE *f = fopen(name, "w");
	fputs(text, f);
	fclose(f);
}

static void remove_store(const char *name)
{
	static const char *const ends[] = { "", "-wal", "-shm", "-lock" };
	char full[160];
	for (size_t i = 0; i < 4; i++) {
		snprintf(full, sizeof full, "%s%s", name, ends[i]);
		unlink(full);
	}
}

/* Opening is refused with TEXT in the message, and the file keeps its bytes. */
static void check_refused(enum store_mode mode, const char *text)
{
	struct error err = ERROR_INIT, ignored = ERROR_INIT;
	size_t before_len = 0, after_len = 0;
	char *before = file_read(path, 1 << 20, &before_len, &ignored);
	struct store *s = store_open(path, mode, &err);
	CHECK(s == NULL);
	if (!CHECK(strstr(buf_str(&err.text), text) != NULL))
		printf("#   %s\n", buf_str(&err.text));
	char *after = file_read(path, 1 << 20, &after_len, &ignored);
	CHECK((before == NULL) == (after == NULL));
	CHECK(before == NULL || (before_len == after_len && memcmp(before, after, after_len) == 0));
	free(before);
	free(after);
	store_close(s);
	error_release(&ignored);
	error_release(&err);
}

static struct store *open_new(void)
{
	struct error err = ERROR_INIT;
	remove_store(path);
	struct store *s = store_open(path, STORE_CREATE, &err);
	if (!CHECK(s != NULL))
		printf("#   %s\n", buf_str(&err.text));
	error_release(&err);
	return s;
}

static void test_created(void)
{
	struct stat st;
	struct error err = ERROR_INIT;
	int64_t value = 0;
	check_refused(STORE_EXISTING, "não existe");
	struct store *s = open_new();
	CHECK(stat(path, &st) == 0 && (st.st_mode & 07777) == 0600);
	CHECK_INT(sql_number(s, &err, &value, "PRAGMA user_version", ""), 1);
	CHECK_INT(value, store_schema_version());
	CHECK_INT(sql_number(s, &err, &value, "PRAGMA foreign_keys", ""), 1);
	CHECK_INT(value, 1);
	CHECK_INT(sql_number(s, &err, &value, "PRAGMA synchronous", ""), 1);
	CHECK_INT(value, 2);
	store_close(s);
	s = store_open(path, STORE_EXISTING, &err);
	CHECK(s != NULL);
	store_close(s);
	error_release(&err);
}

static void test_refused(void)
{
	struct error err = ERROR_INIT;
	remove_store(path);
	write_file(path, "isto é um texto bem comprido, que não é um banco de dados de ninguém, nem do tissutils nem de outro programa\n");
	check_refused(STORE_CREATE, "não é um banco do tissutils");
	remove_store(path);
	write_file(path, "");
	check_refused(STORE_EXISTING, "está vazio");
	sqlite3 *db;
	remove_store(path);
	sqlite3_open(path, &db);
	sqlite3_exec(db, "CREATE TABLE t (a)", NULL, NULL, NULL);
	sqlite3_close(db);
	check_refused(STORE_CREATE, "mas não do tissutils");
	struct store *s = open_new();
	CHECK_INT(sql_script(s, "PRAGMA user_version=999", &err), 0);
	store_close(s);
	check_refused(STORE_CREATE, "versão mais nova");
	remove_store(path);
	mkdir(path, 0700);
	check_refused(STORE_CREATE, "não é um arquivo comum");
	rmdir(path);
	error_release(&err);
}

static void test_log_is_append_only(void)
{
	struct error err = ERROR_INIT;
	struct store *s = open_new();
	CHECK_INT(sql_run(s, &err, "INSERT INTO event (at, lot, operator, number, verb) VALUES ('2026-01-01', 1, '331988', '1', 'note')", ""), 0);
	CHECK_INT(sql_run(s, &err, "UPDATE event SET text = 'x'", ""), -1);
	CHECK_INT(sql_run(s, &err, "DELETE FROM event", ""), -1);
	store_close(s);
	error_release(&err);
}

static void dump_to(const char *name)
{
	struct error err = ERROR_INIT;
	struct output out;
	struct store *s = store_open(path, STORE_LOOK, &err);
	CHECK(s != NULL);
	CHECK_INT(output_open(&out, name, OUTPUT_STREAM, &err), 0);
	CHECK_INT(store_dump(s, &out, &err), 0);
	CHECK_INT(output_close(&out, &err), 0);
	store_close(s);
	error_release(&err);
}

static void check_same(const char *a, const char *b)
{
	struct error err = ERROR_INIT;
	size_t na = 0, nb = 0;
	char *ta = file_read(a, 1 << 24, &na, &err), *tb = file_read(b, 1 << 24, &nb, &err);
	CHECK(ta != NULL && tb != NULL && na == nb && memcmp(ta, tb, na) == 0);
	free(ta);
	free(tb);
	error_release(&err);
}

/* Every byte there is, in text and bytes. */
static void fill(struct store *s)
{
	struct error err = ERROR_INIT;
	char bytes[512];
	for (size_t i = 0; i < sizeof bytes; i++)
		bytes[i] = (char)(i & 0xff);
	for (int i = 1; i <= 3; i++) {
		CHECK_INT(sql_run(s, &err, "INSERT INTO lot (number, operator, situation, guide_type, version, hash, md5, size, guides, items, "
		                  "included_at, informed) VALUES (?, '331988', 0, 'consulta', '4.03.00', '', '', 0, 0, 0, '', -5)", "t",
		                  "a\\\t\n\r'\"\x01ção"), 0);
		CHECK_INT(sql_run(s, &err, "INSERT INTO lot_xml VALUES (?, ?)", "lb", (int64_t)i, bytes, i == 3 ? (size_t)0 : sizeof bytes), 0);
	}
	CHECK_INT(sql_run(s, &err, "DELETE FROM lot WHERE id = 2", ""), 0);
	if (err.text.len > 0)
		printf("#   %s\n", buf_str(&err.text));
	error_release(&err);
}

static void test_dump_restores(void)
{
	struct error err = ERROR_INIT;
	struct store *s = open_new();
	fill(s);
	store_close(s);
	dump_to(dumped);
	CHECK_INT(store_restore(path, dumped, &err), -1);
	CHECK(strstr(buf_str(&err.text), "já existe") != NULL);
	buf_clear(&err.text);
	remove_store(path);
	if (!CHECK_INT(store_restore(path, dumped, &err), 0))
		printf("#   %s\n", buf_str(&err.text));
	dump_to(again);
	check_same(dumped, again);
	struct stat st;
	CHECK(stat(path, &st) == 0 && (st.st_mode & 07777) == 0600);
	error_release(&err);
}

/* A dump with any one byte changed, or cut anywhere, restores nothing. */
static void test_dump_damaged(void)
{
	struct error err = ERROR_INIT;
	size_t n = 0;
	struct store *s = open_new();
	CHECK_INT(sql_run(s, &err, "INSERT INTO lot_number VALUES ('331988', 7)", ""), 0);
	store_close(s);
	dump_to(dumped);
	char *text = file_read(dumped, 1 << 20, &n, &err);
	for (size_t i = 0; i < n; i += 3) {
		char kept = text[i];
		bool cut = i % 2 == 0;
		text[i] ^= 1;
		FILE *f = fopen(again, "w");
		fwrite(text, 1, cut ? i : n, f);
		fclose(f);
		text[i] = kept;
		CHECK_INT(store_restore(other, again, &err), -1);
		CHECK(err.text.len > 0);
		CHECK(access(other, F_OK) != 0);
		buf_clear(&err.text);
	}
	free(text);
	error_release(&err);
}

/* The lock of a lot is ours until this process ends, and no other's. */
static void test_locks(void)
{
	struct error err = ERROR_INIT;
	struct store *s = open_new();
	int ready[2];
	CHECK_INT(pipe(ready), 0);
	pid_t child = fork();
	if (child == 0) {
		struct store *mine = store_open(path, STORE_EXISTING, &err);
		char c = (char)('0' + store_lock(mine, 7, &err));
		if (write(ready[1], &c, 1) != 1)
			_exit(1);
		pause();
		_exit(0);
	}
	char c = 0;
	CHECK(read(ready[0], &c, 1) == 1 && c == '1');
	CHECK_INT(store_lock(s, 7, &err), 0);
	CHECK_INT(store_lock(s, 8, &err), 1);
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	CHECK_INT(store_lock(s, 7, &err), 1);
	store_unlock(s, 7);
	close(ready[0]);
	close(ready[1]);
	store_close(s);
	error_release(&err);
}

int main(void)
{
	const char *tmp = getenv("TMPDIR");
	snprintf(folder, sizeof folder, "%.40s/store-XXXXXX", tmp != NULL ? tmp : "/tmp");
	if (mkdtemp(folder) == NULL)
		return 2;
	snprintf(path, sizeof path, "%s/tiss.db", folder);
	snprintf(other, sizeof other, "%s/other.db", folder);
	snprintf(dumped, sizeof dumped, "%s/dump", folder);
	snprintf(again, sizeof again, "%s/again", folder);
	UNIT_RUN(test_created);
	UNIT_RUN(test_refused);
	UNIT_RUN(test_log_is_append_only);
	UNIT_RUN(test_dump_restores);
	UNIT_RUN(test_dump_damaged);
	UNIT_RUN(test_locks);
	remove_store(path);
	remove_store(other);
	unlink(dumped);
	unlink(again);
	rmdir(folder);
	return unit_done();
}
