#include "base/spool.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/temp.h"

enum { PIECE = 256 * 1024 };

void spool_release(struct spool *s)
{
	if (s->fd >= 0)
		close(s->fd);
	free(s->memory);
	*s = (struct spool)SPOOL_INIT;
}

static void write_out(struct spool *s)
{
	const char *from = s->memory;
	if (s->fd < 0 && s->errnum == 0 && (s->fd = temp_open(NULL)) < 0)
		s->errnum = errno;
	while (s->held > 0 && s->errnum == 0) {
		ssize_t n = pwrite(s->fd, from, s->held, (off_t)s->on_disk);
		if (n < 0 && errno != EINTR)
			s->errnum = errno;
		if (n > 0) {
			from += n;
			s->held -= (size_t)n;
			s->on_disk += (uint64_t)n;
		}
	}
	s->held = 0;
}

void spool_write(struct spool *s, const void *bytes, size_t n)
{
	const char *from = bytes;
	if (s->memory == NULL)
		s->memory = mem_alloc(SPOOL_MEMORY);
	s->size += n;
	while (n > 0) {
		size_t room = SPOOL_MEMORY - s->held, some = n < room ? n : room;
		memcpy(s->memory + s->held, from, some);
		s->held += some;
		from += some;
		n -= some;
		if (s->held == SPOOL_MEMORY)
			write_out(s);
	}
}

void spool_cut(struct spool *s, uint64_t size)
{
	if (size >= s->size)
		return;
	s->size = size;
	s->held = size > s->on_disk ? (size_t)(size - s->on_disk) : 0;
	if (size < s->on_disk)
		s->on_disk = size;
}

int spool_rewind(struct spool *s, struct error *err)
{
	if (s->on_disk > 0 && s->held > 0)
		write_out(s); /* the memory is then free to read into */
	s->at = 0;
	s->window = 0;
	s->window_size = s->held;
	return s->errnum == 0 ? 0 : error_sys(err, s->errnum, "arquivo temporário");
}

/* Reads the file's next bytes into the memory. */
static int next_window(struct spool *s, struct error *err)
{
	uint64_t left = s->size - s->at;
	size_t n = left < PIECE ? (size_t)left : PIECE;
	ssize_t got;
	do
		got = s->fd >= 0 ? pread(s->fd, s->memory, n, (off_t)s->at) : 0;
	while (got < 0 && errno == EINTR);
	if (got < 0)
		return error_sys(err, errno, "arquivo temporário");
	if (got == 0)
		return error_set(err, "arquivo temporário: acaba antes do que deveria");
	s->window = s->at;
	s->window_size = (size_t)got;
	return 0;
}

int spool_read(struct spool *s, void *to, size_t n, struct error *err)
{
	char *out = to;
	if (s->at == s->size && n > 0)
		return 0;
	if (n > s->size - s->at)
		return error_set(err, "arquivo temporário: acaba antes do que deveria");
	while (n > 0) {
		if (s->at >= s->window + s->window_size && next_window(s, err) != 0)
			return -1;
		size_t from = (size_t)(s->at - s->window), some = s->window_size - from;
		if (some > n)
			some = n;
		memcpy(out, s->memory + from, some);
		out += some;
		s->at += some;
		n -= some;
	}
	return 1;
}
