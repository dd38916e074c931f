#include "base/progress.h"

#include <inttypes.h>
#include <string.h>
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

/* Whether a line is due now. */
static bool is_due(struct progress *p)
{
	if (p->stream == NULL)
		return false;
	int64_t now = now_ms();
	if (now < p->next)
		return false;
	p->next = now + INTERVAL_MS;
	return true;
}

/* Writes LINE over the line before, padded to its width: it may have been longer. */
static void show(struct progress *p, const char *line)
{
	size_t n = strlen(line);
	fprintf(p->stream, "\r%-*s", (int)p->width, line);
	fflush(p->stream);
	p->width = n > p->width ? n : p->width;
}

void progress_update(struct progress *p, size_t files, uint64_t bytes)
{
	char line[96] = "", read[48] = "";
	if (!is_due(p))
		return;
	uint64_t tenths = bytes / 100000;
	if (p->total > 0)
		snprintf(line, sizeof line, "%zu de %zu arquivos", files, p->total);
	if (bytes > 0 || p->total == 0)
		snprintf(read, sizeof read, "%s%" PRIu64 ",%" PRIu64 " MB", p->total > 0 ? ", " : "", tenths / 10, tenths % 10);
	strcat(line, read);
	show(p, line);
}

void progress_count(struct progress *p, uint64_t count, const char *unit)
{
	char line[96];
	if (!is_due(p))
		return;
	snprintf(line, sizeof line, "%" PRIu64 " %s", count, unit);
	show(p, line);
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
