#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"

/* Room for the whole file at once, when its size is known. */
static size_t first_room(int fd, size_t max)
{
	struct stat st;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size >= 0 && (uintmax_t)st.st_size < max)
		return (size_t)st.st_size + 1;
	return 64 * 1024;
}

static int read_all(int fd, const char *path, size_t max, struct buf *out, struct error *err)
{
	buf_reserve(out, first_room(fd, max));
	mem_warm(out->data, out->cap);
	for (;;) {
		if (out->cap - out->len < 2)
			buf_reserve(out, 64 * 1024);
		ssize_t n = read(fd, out->data + out->len, out->cap - out->len - 1);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return error_sys(err, errno, "%s", path);
		out->len += (size_t)n;
		out->data[out->len] = '\0';
		if (out->len > max)
			return error_set(err, "%s: arquivo grande demais (mais de %zu bytes)", path, max);
		if (n == 0)
			return 0;
	}
}

char *file_read(const char *path, size_t max, size_t *len, struct error *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0) {
		error_sys(err, errno, "%s", path);
		return NULL;
	}
	struct buf out = BUF_INIT;
	int failed = read_all(fd, path, max, &out, err);
	close(fd);
	if (failed) {
		buf_release(&out);
		return NULL;
	}
	*len = out.len;
	return out.data;
}
