#include "fix/fix.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/temp.h"

enum { COPY_SIZE = 64 * 1024 };

static int copy(int from, int to, const char *name, struct error *err)
{
	char *piece = mem_alloc(COPY_SIZE);
	struct xml_source source = xml_source_fd(&from);
	ssize_t n;
	int result = 0;
	while (result == 0 && (n = source.read(source.context, piece, COPY_SIZE)) != 0) {
		if (n < 0)
			result = error_sys(err, errno, "%s", name);
		else if (temp_write(to, piece, (size_t)n) < 0)
			result = error_sys(err, errno, "arquivo temporário para %s", name);
	}
	free(piece);
	return result;
}

/* Puts a copy in the place of what can be read only once. */
static int make_copy(struct fix_input *in, struct error *err)
{
	int fd = temp_open(err);
	if (fd < 0)
		return -1;
	int result = copy(in->fd, fd, in->name, err);
	fix_input_close(in);
	in->fd = fd;
	in->close = true;
	in->start = 0;
	return result;
}

int fix_input_open(struct fix_input *in, const char *name, const char *called, struct error *err)
{
	bool standard = name[0] == '-' && name[1] == '\0';
	struct stat st;
	*in = (struct fix_input){ .name = called, .fd = STDIN_FILENO, .close = !standard };
	if (!standard)
		in->fd = open(name, O_RDONLY | O_CLOEXEC);
	if (in->fd < 0)
		return error_sys(err, errno, "%s", called);
	int result = 0;
	if (fstat(in->fd, &st) == 0 && S_ISREG(st.st_mode))
		in->start = lseek(in->fd, 0, SEEK_CUR);
	else
		result = make_copy(in, err);
	if (result != 0)
		fix_input_close(in);
	return result;
}

void fix_input_close(struct fix_input *in)
{
	if (in->close && in->fd >= 0)
		close(in->fd);
	in->fd = -1;
}

int fix_input_rewind(const struct fix_input *in, struct error *err)
{
	return lseek(in->fd, in->start, SEEK_SET) >= 0 ? 0 : error_sys(err, errno, "%s", in->name);
}

bool fix_input_is_xml(const struct fix_input *in)
{
	char head[256];
	ssize_t n = pread(in->fd, head, sizeof head, in->start);
	ssize_t i = n >= 3 && memcmp(head, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
	while (i < n && (head[i] == ' ' || head[i] == '\t' || head[i] == '\r' || head[i] == '\n'))
		i++;
	return i < n && head[i] == '<';
}
