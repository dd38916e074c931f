#include "base/progress.h"

#include <inttypes.h>
#include <time.h>
#include <unistd.h>

enum { DELAY_MS = 500, INTERVAL_MS = 100 };

static int64_t now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

void progress_init(struct progress *p, enum progress_mode mode, FILE *stream, size_t total)
{
	bool shown = mode == PROGRESS_ALWAYS || (mode == PROGRESS_AUTO && isatty(fileno(stream)));
	int64_t start = now_ms();
	*p = (struct progress){
		.stream = shown ? stream : NULL,
		.total = total,
		.start = start,
		.next = start + (mode == PROGRESS_ALWAYS ? 0 : DELAY_MS),
	};
}

void progress_update(struct progress *p, size_t files, uint64_t bytes)
{
	char line[96];
	int n;
	if (p->stream == NULL)
		return;
	int64_t now = now_ms();
	if (now < p->next)
		return;
	uint64_t tenths = bytes / 100000;
	if (p->total > 0)
		n = snprintf(line, sizeof line, "%zu de %zu arquivos, %" PRIu64 ",%" PRIu64 " MB", files, p->total,
		             tenths / 10, tenths % 10);
	else
		n = snprintf(line, sizeof line, "%" PRIu64 ",%" PRIu64 " MB", tenths / 10, tenths % 10);
	/* padded to the width of the line before, which may have been longer */
	fprintf(p->stream, "\r%-*s", (int)p->width, line);
	fflush(p->stream);
	p->width = n > 0 && (size_t)n > p->width ? (size_t)n : p->width;
	p->next = now + INTERVAL_MS;
}

void progress_clear(struct progress *p)
{
	if (p->width == 0)
		return;
	fprintf(p->stream, "\r%*s\r", (int)p->width, "");
	fflush(p->stream);
	p->width = 0;
}

int64_t progress_elapsed(const struct progress *p)
{
	return now_ms() - p->start;
}
