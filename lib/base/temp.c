#include "base/temp.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

int temp_open(struct error *err)
{
	const char *dir = getenv("TMPDIR");
	if (dir == NULL || dir[0] == '\0')
		dir = "/tmp";
	struct buf name = BUF_INIT;
	buf_addf(&name, "%s/.tiss-XXXXXX", dir);
	int fd = mkstemp(name.data);
	int errnum = errno;
	if (fd >= 0) {
		unlink(name.data);
		fcntl(fd, F_SETFD, FD_CLOEXEC);
	} else if (err != NULL) {
		error_sys(err, errnum, "arquivo temporário em %s", dir);
	}
	buf_release(&name);
	errno = errnum;
	return fd;
}

int temp_write(int fd, const void *bytes, size_t n)
{
	for (const char *from = bytes; n > 0;) {
		ssize_t done = write(fd, from, n);
		if (done < 0 && errno != EINTR)
			return -1;
		if (done > 0) {
			from += done;
			n -= (size_t)done;
		}
	}
	return 0;
}
