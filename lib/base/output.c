#define _XOPEN_SOURCE 700 /* realpath */

#include "base/output.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/leftover.h"
#include "base/mem.h"
#include "base/temp.h"

enum { BUFFER_SIZE = 64 * 1024 };

/* ---- writing ---- */

static int write_all(int fd, const char *bytes, size_t n)
{
	while (n > 0) {
		ssize_t done = write(fd, bytes, n);
		if (done >= 0) {
			bytes += done;
			n -= (size_t)done;
		} else if (errno == EAGAIN) {
			/* The other end made our pipe non-blocking: wait for room. */
			struct pollfd p = { .fd = fd, .events = POLLOUT };
			poll(&p, 1, -1);
		} else if (errno != EINTR)
			return -1;
	}
	return 0;
}

static void fail(struct output *o)
{
	if (o->target >= 0)
		error_sys(&o->failure, errno, "arquivo temporário para %s", o->name);
	else
		error_sys(&o->failure, errno, "%s", o->name);
}

bool output_failed(const struct output *o)
{
	return o->failure.text.len > 0;
}

void output_flush(struct output *o)
{
	if (!output_failed(o) && o->used > 0 && write_all(o->fd, o->bytes, o->used) < 0)
		fail(o);
	o->used = 0;
}

void output_open_stderr(struct output *o)
{
	*o = (struct output)OUTPUT_INIT;
	o->name = mem_dup("saída de erros");
	o->fd = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
	o->bytes = mem_alloc(BUFFER_SIZE);
}

void output_write(struct output *o, const void *bytes, size_t n)
{
	if (n > BUFFER_SIZE - o->used)
		output_flush(o);
	if (n > BUFFER_SIZE) {
		if (!output_failed(o) && write_all(o->fd, bytes, n) < 0)
			fail(o);
		return;
	}
	if (n > 0)
		memcpy(o->bytes + o->used, bytes, n);
	o->used += n;
}

void output_puts(struct output *o, const char *text)
{
	output_write(o, text, strlen(text));
}

void output_printf(struct output *o, const char *fmt, ...)
{
	struct buf text = BUF_INIT;
	va_list ap;
	va_start(ap, fmt);
	buf_vaddf(&text, fmt, ap);
	va_end(ap);
	output_write(o, buf_str(&text), text.len);
	buf_release(&text);
}

/* ---- opening ---- */

/* The mode and owner of the file that is replaced. Where its group cannot be kept, another group must not get the
 * rights it had. */
static void take_mode(int fd, const struct stat *old)
{
	mode_t mode = old->st_mode & (S_IRWXU | S_IRWXG | S_IRWXO);
	if (fchown(fd, old->st_uid, old->st_gid) < 0 && fchown(fd, (uid_t)-1, old->st_gid) < 0)
		mode &= ~(mode_t)S_IRWXG;
	if (fchmod(fd, mode) < 0)
		return; /* it stays 0600, which is the safe side */
}

/* The temporary file beside o->path. It has a short name of its own: one made from the file's could be too long. */
static int open_beside(struct output *o, struct error *err)
{
	const char *slash = strrchr(o->path, '/');
	int dir_len = slash != NULL ? (int)(slash - o->path) + 1 : 0;
	struct buf name = BUF_INIT;
	buf_addf(&name, "%.*s.tiss-XXXXXX", dir_len, o->path);
	o->fd = mkstemp(name.data); /* O_EXCL, 0600 */
	if (o->fd >= 0) {
		o->temp = name.data;
		leftover_add(o->temp);
		return 0;
	}
	int errnum = errno;
	buf_release(&name);
	if (errnum == ENOENT)
		return error_set(err, "%s: o diretório não existe", o->name);
	return error_sys(err, errnum, "%s: não foi possível gravar no diretório", o->name);
}

/* A file that is there already: what is replaced is the file itself, not a link to it. */
static int replace_open(struct output *o, const char *path, const struct stat *old, struct error *err)
{
	if (access(path, W_OK) < 0)
		return error_sys(err, errno, "%s", path);
	o->path = realpath(path, NULL);
	if (o->path == NULL)
		return error_sys(err, errno, "%s", path);
	if (open_beside(o, err) < 0)
		return -1;
	take_mode(o->fd, old);
	return 0;
}

static int new_open(struct output *o, const char *path, struct error *err)
{
	struct stat link;
	if (lstat(path, &link) == 0)
		return error_set(err, "%s: ligação simbólica para um arquivo que não existe", path);
	o->path = mem_dup(path);
	return open_beside(o, err);
}

/* A device, FIFO or socket. */
static int direct_open(struct output *o, const char *path, struct error *err)
{
	o->fd = open(path, O_WRONLY | O_NOCTTY | O_CLOEXEC);
	return o->fd >= 0 ? 0 : error_sys(err, errno, "%s", path);
}

static int file_open(struct output *o, const char *path, struct error *err)
{
	struct stat old;
	if (path[0] == '\0')
		return error_set(err, "nome de arquivo vazio para a saída");
	if (stat(path, &old) == 0) {
		if (S_ISDIR(old.st_mode))
			return error_sys(err, EISDIR, "%s", path);
		if (S_ISREG(old.st_mode))
			return replace_open(o, path, &old, err);
		return direct_open(o, path, err);
	}
	if (errno != ENOENT)
		return error_sys(err, errno, "%s", path);
	return new_open(o, path, err);
}

/* A closed one must be seen now: the next file that is opened would take its number. */
static int standard_open(struct output *o, struct error *err)
{
	if (fcntl(STDOUT_FILENO, F_GETFD) < 0)
		return error_set(err, "%s: está fechada", o->name);
	o->fd = STDOUT_FILENO;
	return 0;
}

static int spool_start(struct output *o, struct error *err)
{
	int spool = temp_open(err);
	if (spool < 0)
		return -1;
	o->target = o->fd;
	o->fd = spool;
	return 0;
}

int output_open(struct output *o, const char *path, enum output_mode mode, struct error *err)
{
	*o = (struct output)OUTPUT_INIT;
	bool standard = path == NULL || strcmp(path, "-") == 0;
	o->name = mem_dup(standard ? "saída padrão" : path);
	int result = standard ? standard_open(o, err) : file_open(o, path, err);
	if (result == 0 && mode == OUTPUT_SPOOL && o->temp == NULL)
		result = spool_start(o, err);
	if (result < 0) {
		output_abort(o);
		return -1;
	}
	o->bytes = mem_alloc(BUFFER_SIZE);
	return 0;
}

/* ---- closing ---- */

/* Copies the spool to where its text was meant to go, which becomes o->fd again. */
static void spool_finish(struct output *o)
{
	int spool = o->fd;
	ssize_t n = -1;
	if (lseek(spool, 0, SEEK_SET) == 0)
		n = read(spool, o->bytes, BUFFER_SIZE);
	if (n < 0)
		fail(o);
	o->fd = o->target;
	o->target = -1;
	while (n > 0 && !output_failed(o)) {
		if (write_all(o->fd, o->bytes, (size_t)n) < 0)
			fail(o);
		n = read(spool, o->bytes, BUFFER_SIZE);
		if (n < 0)
			fail(o);
	}
	close(spool);
}

/* The new name is on the disk only when the directory is. Not all file systems can; the file is in place anyway. */
static void directory_sync(const char *path)
{
	const char *slash = strrchr(path, '/');
	char *dir = slash != NULL ? mem_dup_n(path, (size_t)(slash - path) + 1) : mem_dup(".");
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd >= 0) {
		fsync(fd);
		close(fd);
	}
	free(dir);
}

static void fd_close(struct output *o)
{
	int fd = o->fd;
	o->fd = -1;
	if (fd >= 0 && close(fd) < 0 && errno != EINTR && !output_failed(o))
		fail(o);
}

static void temp_finish(struct output *o)
{
	if (fsync(o->fd) < 0)
		fail(o);
}

int output_ready(struct output *o, struct error *err)
{
	output_flush(o);
	if (!output_failed(o) && o->temp != NULL)
		temp_finish(o);
	return output_failed(o) ? error_set(err, "%s", buf_str(&o->failure.text)) : 0;
}

static void rename_finish(struct output *o)
{
	temp_finish(o);
	fd_close(o);
	if (output_failed(o))
		return;
	if (rename(o->temp, o->path) < 0) {
		fail(o);
		return;
	}
	leftover_drop(o->temp);
	free(o->temp);
	o->temp = NULL; /* nothing left to remove */
	directory_sync(o->path);
}

int output_close(struct output *o, struct error *err)
{
	if (o->fd < 0)
		return 0;
	output_flush(o);
	if (!output_failed(o) && o->target >= 0)
		spool_finish(o);
	if (!output_failed(o) && o->temp != NULL)
		rename_finish(o);
	else if (!output_failed(o))
		fd_close(o);
	int result = output_failed(o) ? error_set(err, "%s", buf_str(&o->failure.text)) : 0;
	output_abort(o);
	return result;
}

/* ---- closing several, or none ---- */

/* All that can fail before a file takes its place: its bytes written and on the disk. */
static void file_prepare(struct output *o)
{
	output_flush(o);
	if (o->temp != NULL && !output_failed(o)) {
		if (fsync(o->fd) < 0)
			fail(o);
		fd_close(o);
	}
}

/* What goes to a stream cannot be taken back: so it goes before files are put in place. */
static void stream_finish(struct output *o)
{
	if (o->temp != NULL || output_failed(o))
		return;
	if (o->target >= 0)
		spool_finish(o);
	if (!output_failed(o))
		fd_close(o);
}

/* A second name for the file that O replaces; NULL when there is no file, or the file system has no such names. */
static char *backup_make(const struct output *o)
{
	struct buf name = BUF_INIT;
	buf_addf(&name, "%s~", o->temp);
	if (link(o->path, name.data) == 0)
		return name.data;
	buf_release(&name);
	return NULL;
}

/* Puts every file in place, keeping those that were there. Stops at the first failure and returns it. */
static struct output *files_place(struct output *const outputs[], size_t n, char *backups[])
{
	for (size_t i = 0; i < n; i++) {
		struct output *o = outputs[i];
		if (o->temp == NULL)
			continue;
		backups[i] = backup_make(o);
		if (rename(o->temp, o->path) < 0) {
			fail(o);
			return o;
		}
		leftover_drop(o->temp);
		free(o->temp);
		o->temp = NULL;
	}
	return NULL;
}

/* Undoes what files_place did before it failed at LAST. */
static void files_restore(struct output *const outputs[], const struct output *last, char *backups[])
{
	for (size_t i = 0; outputs[i] != last; i++) {
		if (outputs[i]->path == NULL)
			continue;
		if (backups[i] != NULL && rename(backups[i], outputs[i]->path) == 0) {
			free(backups[i]);
			backups[i] = NULL;
		} else if (backups[i] == NULL) {
			unlink(outputs[i]->path);
		}
	}
}

static void backups_drop(size_t n, char *backups[])
{
	for (size_t i = 0; i < n; i++)
		if (backups[i] != NULL) {
			unlink(backups[i]);
			free(backups[i]);
		}
	free(backups);
}

static void place_or_restore(struct output *const outputs[], size_t n)
{
	char **backups = mem_zero(n, sizeof *backups);
	sigset_t all, before;
	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, &before);
	const struct output *failed = files_place(outputs, n, backups);
	if (failed != NULL)
		files_restore(outputs, failed, backups);
	backups_drop(n, backups);
	for (size_t i = 0; i < n; i++)
		if (outputs[i]->path != NULL)
			directory_sync(outputs[i]->path);
	sigprocmask(SIG_SETMASK, &before, NULL);
}

/* The first of them that failed, or NULL. */
static struct output *first_failed(struct output *const outputs[], size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (output_failed(outputs[i]))
			return outputs[i];
	return NULL;
}

int output_close_all(struct output *const outputs[], size_t n, struct error *err)
{
	for (size_t i = 0; i < n; i++)
		file_prepare(outputs[i]);
	for (size_t i = 0; i < n && first_failed(outputs, n) == NULL; i++)
		stream_finish(outputs[i]);
	if (first_failed(outputs, n) == NULL)
		place_or_restore(outputs, n);
	const struct output *failed = first_failed(outputs, n);
	int result = failed != NULL ? error_set(err, "%s", buf_str(&failed->failure.text)) : 0;
	for (size_t i = 0; i < n; i++)
		output_abort(outputs[i]);
	return result;
}

void output_abort(struct output *o)
{
	if (o->temp != NULL) {
		unlink(o->temp);
		leftover_drop(o->temp);
	}
	if (o->fd > STDERR_FILENO)
		close(o->fd);
	if (o->target > STDERR_FILENO)
		close(o->target);
	error_release(&o->failure);
	free(o->name);
	free(o->path);
	free(o->temp);
	free(o->bytes);
	*o = (struct output)OUTPUT_INIT;
}
