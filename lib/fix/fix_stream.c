#include "fix/fix.h"

#include <string.h>

/* The bytes are read to where they are wanted, and stay there up to the first change among them: what comes from there on is made in
 * READY. */

static void on_keep(void *context, const char *bytes, size_t n)
{
	struct fix_stream *s = context;
	if (bytes == s->wanted + s->in_place && s->ready.len == 0)
		s->in_place += n;
	else
		buf_add(&s->ready, bytes, n);
	if (s->diff != NULL)
		unified_diff_keep(s->diff, bytes, n);
}

static void on_drop(void *context, const char *bytes, size_t n)
{
	struct fix_stream *s = context;
	if (s->diff != NULL)
		unified_diff_drop(s->diff, bytes, n);
}

static void on_add(void *context, const char *bytes, size_t n)
{
	struct fix_stream *s = context;
	buf_add(&s->ready, bytes, n);
	if (s->diff != NULL)
		unified_diff_add(s->diff, bytes, n);
}

static ssize_t give(struct fix_stream *s, char *buffer, size_t n)
{
	size_t left = s->ready.len - s->ready_at;
	size_t given = left < n ? left : n;
	memcpy(buffer, s->ready.data + s->ready_at, given);
	s->ready_at += given;
	return (ssize_t)given;
}

static ssize_t read_corrected(void *context, char *buffer, size_t n)
{
	struct fix_stream *s = context;
	struct xml_source source = xml_source_fd(&s->in->fd);
	while (s->ready_at == s->ready.len) {
		ssize_t got = source.read(source.context, buffer, n);
		if (got <= 0 || (xml_patch_done(&s->patch) && s->diff == NULL))
			return got;
		buf_clear(&s->ready);
		s->ready_at = s->in_place = 0;
		s->wanted = buffer;
		xml_patch_feed(&s->patch, buffer, (size_t)got);
		if (s->in_place > 0)
			return (ssize_t)s->in_place;
	}
	return give(s, buffer, n);
}

struct xml_source fix_stream_open(struct fix_stream *s, const struct fix_input *in, const struct fix_plan *plan,
                                  struct unified_diff *diff)
{
	*s = (struct fix_stream){ .in = in, .diff = diff };
	xml_patch_init(&s->patch, plan->splice, plan->edits, plan->nedits, (struct xml_patch_sink){ s, on_keep, on_drop, on_add });
	return (struct xml_source){ s, read_corrected, NULL };
}

bool fix_stream_close(struct fix_stream *s)
{
	bool good = xml_patch_finish(&s->patch);
	xml_patch_release(&s->patch);
	buf_release(&s->ready);
	return good;
}
