#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/output.h"

#include "unit.h"

static char dir[] = "/tmp/test-output-XXXXXX";

/* PATH in the test's directory; the last four are valid. */
static const char *in_dir(const char *name)
{
	static char paths[4][200];
	static unsigned next;
	char *path = paths[next++ % 4];
	snprintf(path, sizeof paths[0], "%s/%s", dir, name);
	return path;
}

static void check_content(const char *path, const char *want)
{
	struct error err = ERROR_INIT;
	size_t len;
	char *got = file_read(path, 1000, &len, &err);
	CHECK_STR(got, want);
	free(got);
	error_release(&err);
}

static int entries(void)
{
	DIR *d = opendir(dir);
	int n = 0;
	for (struct dirent *e = d != NULL ? readdir(d) : NULL; e != NULL; e = readdir(d))
		n += strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0;
	if (d != NULL)
		closedir(d);
	return n;
}

static unsigned mode_of(const char *path)
{
	struct stat st;
	return stat(path, &st) == 0 ? st.st_mode & 07777 : 0;
}

/* Writes TEXT to PATH in one go and returns what output_close does. */
static int write_file(const char *path, const char *text, struct error *err)
{
	struct output o = OUTPUT_INIT;
	if (output_open(&o, path, OUTPUT_STREAM, err) < 0)
		return -1;
	output_puts(&o, text);
	return output_close(&o, err);
}

static void test_new_file(void)
{
	struct error err = ERROR_INIT;
	struct output o;
	const char *path = in_dir("novo.csv");
	CHECK_INT(output_open(&o, path, OUTPUT_SPOOL, &err), 0);
	output_printf(&o, "%s;%d\n", "a", 1);
	output_flush(&o);
	CHECK(access(path, F_OK) < 0); /* nothing there before the end */
	CHECK_INT(entries(), 1);
	CHECK_INT(output_close(&o, &err), 0);
	CHECK_INT(output_close(&o, &err), 0);
	output_abort(&o);
	check_content(path, "a;1\n");
	CHECK_INT(mode_of(path), 0600);
	CHECK_INT(entries(), 1);
	unlink(path);
}

static void test_replaced_file(void)
{
	struct error err = ERROR_INIT;
	const char *path = in_dir("velho"), *link = in_dir("atalho");
	CHECK_INT(write_file(path, "um", &err), 0);
	chmod(path, 0644);
	CHECK_INT(symlink("velho", link), 0);
	CHECK_INT(write_file(link, "dois", &err), 0);
	check_content(path, "dois");
	CHECK_INT(mode_of(path), 0644);
	struct stat st;
	CHECK(lstat(link, &st) == 0 && S_ISLNK(st.st_mode)); /* the link is still one */

	struct output o;
	CHECK_INT(output_open(&o, path, OUTPUT_STREAM, &err), 0);
	output_puts(&o, "três");
	output_flush(&o);
	output_abort(&o);
	check_content(path, "dois");
	CHECK_INT(entries(), 2);

	unlink(path);
	CHECK_INT(write_file(link, "quatro", &err), -1); /* the link leads nowhere now */
	unlink(link);
	CHECK_INT(entries(), 0);
	error_release(&err);
}

static void check_refused(const char *path, const char *message)
{
	struct error err = ERROR_INIT;
	CHECK_INT(write_file(path, "x", &err), -1);
	if (!CHECK(strstr(buf_str(&err.text), message) != NULL))
		printf("#   got %s\n", buf_str(&err.text));
	error_release(&err);
}

static void test_refused(void)
{
	check_refused("", "vazio");
	check_refused(dir, "é um diretório");
	check_refused(in_dir("nada/x"), "o diretório não existe");
	check_refused("/dev/null/x", "não é um diretório");
	check_refused("/dev/full", "/dev/full: disco cheio"); /* a device is written directly, not replaced */
	struct stat st;
	CHECK(stat("/dev/full", &st) == 0 && S_ISCHR(st.st_mode));
	CHECK_INT(entries(), 0);
}

static void test_large(void)
{
	struct error err = ERROR_INIT;
	struct output o;
	const char *path = in_dir("grande");
	static char block[100000];
	memset(block, 'x', sizeof block);
	CHECK_INT(output_open(&o, path, OUTPUT_STREAM, &err), 0);
	long long want = 0;
	for (size_t n = 1; n < sizeof block; n += 7919) {
		output_write(&o, block, n);
		want += (long long)n;
	}
	CHECK_INT(output_close(&o, &err), 0);
	struct stat st;
	CHECK(stat(path, &st) == 0);
	CHECK_INT(st.st_size, want);
	unlink(path);
}

/* Writes TEXT with standard output leading to FD, and checks what output_open or output_close answers. */
static void with_stdout(int fd, enum output_mode mode, const char *text, int want, const char *message)
{
	struct error err = ERROR_INIT;
	struct output o;
	fflush(stdout);
	int saved = dup(STDOUT_FILENO);
	dup2(fd, STDOUT_FILENO);
	int result = output_open(&o, NULL, mode, &err);
	if (result == 0) {
		output_puts(&o, text);
		result = output_close(&o, &err);
	}
	dup2(saved, STDOUT_FILENO);
	close(saved);
	CHECK_INT(result, want);
	CHECK_STR(buf_str(&err.text), message);
	error_release(&err);
}

static void test_full_disk(void)
{
	int full = open("/dev/full", O_WRONLY);
	with_stdout(full, OUTPUT_STREAM, "x", -1, "saída padrão: disco cheio");
	with_stdout(full, OUTPUT_SPOOL, "x", -1, "saída padrão: disco cheio");
	with_stdout(full, OUTPUT_SPOOL, "", 0, "");
	close(full);
}

static void test_closed_pipe(void)
{
	int ends[2];
	CHECK_INT(pipe(ends), 0);
	close(ends[0]);
	with_stdout(ends[1], OUTPUT_STREAM, "x", -1, "saída padrão: quem lia a saída encerrou antes do fim");
	with_stdout(ends[1], OUTPUT_SPOOL, "x", -1, "saída padrão: quem lia a saída encerrou antes do fim");
	close(ends[1]);
}

static void test_spool(void)
{
	const char *path = in_dir("canal");
	int fd = open(path, O_RDWR | O_CREAT, 0600);
	with_stdout(fd, OUTPUT_SPOOL, "inteiro", 0, "");
	check_content(path, "inteiro");

	struct error err = ERROR_INIT;
	struct output o;
	fflush(stdout);
	int saved = dup(STDOUT_FILENO);
	dup2(fd, STDOUT_FILENO);
	int result = output_open(&o, "-", OUTPUT_SPOOL, &err);
	output_puts(&o, "nada disto");
	output_flush(&o);
	output_abort(&o);
	dup2(saved, STDOUT_FILENO);
	close(saved);
	CHECK_INT(result, 0);
	check_content(path, "inteiro");

	setenv("TMPDIR", in_dir("sem"), 1);
	CHECK_INT(output_open(&o, NULL, OUTPUT_SPOOL, &err), -1);
	CHECK(strstr(buf_str(&err.text), "arquivo temporário em ") != NULL);
	unsetenv("TMPDIR");
	close(fd);
	unlink(path);
	error_release(&err);
}

static void test_closed_stdout(void)
{
	struct error err = ERROR_INIT;
	struct output o;
	fflush(stdout);
	int saved = dup(STDOUT_FILENO);
	close(STDOUT_FILENO);
	int result = output_open(&o, NULL, OUTPUT_SPOOL, &err);
	dup2(saved, STDOUT_FILENO);
	close(saved);
	CHECK_INT(result, -1);
	CHECK_STR(buf_str(&err.text), "saída padrão: está fechada");
	error_release(&err);
}

int main(void)
{
	signal(SIGPIPE, SIG_IGN);
	if (mkdtemp(dir) == NULL)
		return 1;
	UNIT_RUN(test_new_file);
	UNIT_RUN(test_replaced_file);
	UNIT_RUN(test_refused);
	UNIT_RUN(test_large);
	UNIT_RUN(test_full_disk);
	UNIT_RUN(test_closed_pipe);
	UNIT_RUN(test_spool);
	UNIT_RUN(test_closed_stdout);
	rmdir(dir);
	return unit_done();
}
