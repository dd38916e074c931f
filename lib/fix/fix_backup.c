#define _XOPEN_SOURCE 700 /* realpath */

#include "fix/fix_backup.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/output.h"

enum { PIECE = 64 * 1024 };

static int complain_exists(const char *backup, struct error *err)
{
	return error_set(err, "%s: a cópia anterior já existe e não foi trocada (use --yes, ou outro sufixo em --in-place)", backup);
}

char *fix_backup_name(const char *path, const char *suffix, bool overwrite, struct error *err)
{
	struct stat st;
	char *real = realpath(path, NULL);
	if (real == NULL) {
		error_sys(err, errno, "%s", path);
		return NULL;
	}
	struct buf name = BUF_INIT;
	buf_addf(&name, "%s%s", real, suffix);
	free(real);
	if (!overwrite && lstat(name.data, &st) == 0) {
		complain_exists(name.data, err);
		buf_release(&name);
	}
	return name.data;
}

/* Where the file system has no second names for a file: a copy of its bytes, for the user alone. */
static int copy(const struct fix_input *in, const char *backup, struct error *err)
{
	struct output out;
	struct xml_source source = xml_source_fd(&in->fd);
	ssize_t n;
	if (fix_input_rewind(in, err) != 0 || output_open(&out, backup, OUTPUT_STREAM, err) != 0)
		return -1;
	char *piece = mem_alloc(PIECE);
	while ((n = source.read(source.context, piece, PIECE)) > 0)
		output_write(&out, piece, (size_t)n);
	if (n < 0)
		error_sys(err, errno, "%s", in->name);
	free(piece);
	if (n == 0)
		return output_close(&out, err);
	output_abort(&out);
	return -1;
}

/* A second name, which then takes the place of the old backup in one step. */
static int replace(const char *path, const char *backup)
{
	struct buf name = BUF_INIT;
	int result = -1;
	for (unsigned i = 0; i < 100 && result != 0; i++) {
		buf_clear(&name);
		buf_addf(&name, "%s.%ld-%u", backup, (long)getpid(), i);
		result = linkat(AT_FDCWD, path, AT_FDCWD, name.data, AT_SYMLINK_FOLLOW);
		if (result != 0 && errno != EEXIST)
			break;
	}
	if (result == 0) {
		result = rename(name.data, backup);
		int errnum = errno;
		unlink(name.data); /* still there when both were names of one file */
		errno = errnum;
	}
	buf_release(&name);
	return result;
}

int fix_backup_make(const struct fix_input *in, const char *path, const char *backup, bool overwrite, struct error *err)
{
	int result = overwrite ? replace(path, backup) : linkat(AT_FDCWD, path, AT_FDCWD, backup, AT_SYMLINK_FOLLOW);
	if (result == 0)
		return 0;
	if (errno == EEXIST)
		return complain_exists(backup, err);
	if (errno == EPERM || errno == EOPNOTSUPP || errno == ENOSYS || errno == EMLINK)
		return copy(in, backup, err);
	return error_sys(err, errno, "%s", backup);
}
