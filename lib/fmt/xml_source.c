/* The sources of bytes of fmt/xml_reader.h that need no library. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "fmt/xml_reader.h"

static ssize_t read_fd(void *context, char *buffer, size_t n)
{
	const int *fd = context;
	ssize_t got;
	do {
		got = read(*fd, buffer, n);
	} while (got < 0 && errno == EINTR);
	return got;
}

struct xml_source xml_source_fd(const int *fd)
{
	return (struct xml_source){ (void *)(uintptr_t)fd, read_fd, NULL };
}

static ssize_t read_memory(void *context, char *buffer, size_t n)
{
	struct xml_memory *m = context;
	if (n > m->len - m->at)
		n = m->len - m->at;
	if (n > 0)
		memcpy(buffer, m->bytes + m->at, n);
	m->at += n;
	return (ssize_t)n;
}

struct xml_source xml_source_memory(struct xml_memory *m)
{
	return (struct xml_source){ m, read_memory, NULL };
}
