#include "fmt/unified_diff.h"

#include <string.h>

void unified_diff_init(struct unified_diff *d, const char *name, struct output *out)
{
	*d = (struct unified_diff){ .out = out, .name = name, .old_line = 1, .new_line = 1 };
}

void unified_diff_release(struct unified_diff *d)
{
	buf_release(&d->old);
	buf_release(&d->new);
	buf_release(&d->hunk);
	buf_release(&d->added);
	for (unsigned i = 0; i < UNIFIED_DIFF_CONTEXT; i++)
		buf_release(&d->context[i]);
}

/* ---- lines ---- */

/* Adds the lines of TEXT to HUNK, each with MARK before it, and returns how many they are. */
static unsigned long add_lines(struct buf *hunk, char mark, const struct buf *text)
{
	unsigned long lines = 0;
	const char *line = buf_str(text), *end = line + text->len;
	while (line < end) {
		const char *feed = memchr(line, '\n', (size_t)(end - line));
		buf_addc(hunk, mark);
		buf_add(hunk, line, (size_t)((feed != NULL ? feed + 1 : end) - line));
		if (feed == NULL)
			buf_adds(hunk, "\n\\ No newline at end of file\n");
		line = feed != NULL ? feed + 1 : end;
		lines++;
	}
	return lines;
}

/* ---- hunks ---- */

/* A name that holds what would end it early is written as a C string, as GNU diff does. */
static void write_name(struct unified_diff *d, const char *mark)
{
	bool quoted = false, spaced = strchr(d->name, ' ') != NULL;
	for (const char *c = d->name; *c != '\0'; c++)
		quoted = quoted || (unsigned char)*c < ' ' || *c == '"' || *c == '\\';
	output_puts(d->out, mark);
	if (!quoted) {
		output_printf(d->out, "%s%s\n", d->name, spaced ? "\t" : "");
		return;
	}
	output_puts(d->out, "\"");
	for (const char *c = d->name; *c != '\0'; c++) {
		if ((unsigned char)*c < ' ')
			output_printf(d->out, "\\%03o", (unsigned)(unsigned char)*c);
		else
			output_printf(d->out, "%s%c", *c == '"' || *c == '\\' ? "\\" : "", *c);
	}
	output_puts(d->out, "\"\n");
}

static void begin_hunk(struct unified_diff *d)
{
	unsigned before = d->ncontext < UNIFIED_DIFF_CONTEXT ? d->ncontext : UNIFIED_DIFF_CONTEXT;
	d->hunk_old = d->old_line - before;
	d->hunk_new = d->new_line - before;
	d->hunk_old_lines = d->hunk_new_lines = before;
	for (unsigned i = d->ncontext - before; i < d->ncontext; i++)
		add_lines(&d->hunk, ' ', &d->context[i % UNIFIED_DIFF_CONTEXT]);
}

/* The changed lines are over: the new ones follow the old ones. */
static void flush_added(struct unified_diff *d)
{
	buf_add(&d->hunk, buf_str(&d->added), d->added.len);
	buf_clear(&d->added);
	if (d->stayed == 0)
		d->hunk_end = d->hunk.len;
}

/* Writes the open hunk with the lines that stayed behind it, no more than the context. */
static void end_hunk(struct unified_diff *d)
{
	if (d->hunk.len == 0)
		return;
	flush_added(d);
	if (!d->begun) {
		write_name(d, "--- ");
		write_name(d, "+++ ");
		d->begun = true;
	}
	unsigned behind = d->stayed < UNIFIED_DIFF_CONTEXT ? d->stayed : UNIFIED_DIFF_CONTEXT;
	size_t len = behind > 0 ? d->stayed_end[behind - 1] : d->hunk_end;
	output_printf(d->out, "@@ -%lu,%lu +%lu,%lu @@\n", d->hunk_old, d->hunk_old_lines + behind, d->hunk_new,
	              d->hunk_new_lines + behind);
	output_write(d->out, d->hunk.data, len);
	buf_clear(&d->hunk);
	d->ncontext = d->stayed;
	d->stayed = 0;
}

/* A line that stayed: the end of the hunk if the next change is far. */
static void line_stays(struct unified_diff *d)
{
	bool in_hunk = d->hunk.len > 0;
	struct buf *slot = &d->context[(in_hunk ? d->stayed : d->ncontext) % UNIFIED_DIFF_CONTEXT];
	struct buf line = *slot;
	*slot = d->old;
	d->old = line;
	buf_clear(&d->old);
	d->old_line++;
	d->new_line++;
	if (!in_hunk) {
		if (++d->ncontext >= 2 * UNIFIED_DIFF_CONTEXT)
			d->ncontext -= UNIFIED_DIFF_CONTEXT;
		return;
	}
	flush_added(d);
	add_lines(&d->hunk, ' ', slot);
	if (d->stayed < UNIFIED_DIFF_CONTEXT)
		d->stayed_end[d->stayed] = d->hunk.len;
	if (++d->stayed > 2 * UNIFIED_DIFF_CONTEXT)
		end_hunk(d);
}

/* Lines that differ, up to the next end of a line that both versions have. */
static void lines_change(struct unified_diff *d)
{
	if (d->hunk.len == 0)
		begin_hunk(d);
	d->hunk_old_lines += d->stayed;
	d->hunk_new_lines += d->stayed;
	d->stayed = 0;
	unsigned long gone = add_lines(&d->hunk, '-', &d->old), come = add_lines(&d->added, '+', &d->new);
	d->hunk_old_lines += gone;
	d->hunk_new_lines += come;
	d->old_line += gone;
	d->new_line += come;
	d->ncontext = 0;
	d->changed = false;
	buf_clear(&d->old);
	buf_clear(&d->new);
}

static void end_lines(struct unified_diff *d)
{
	if (d->changed)
		lines_change(d);
	else
		line_stays(d);
}

/* ---- what the two versions hold ---- */

static void part(struct unified_diff *d)
{
	if (d->changed)
		return;
	d->changed = true;
	buf_clear(&d->new);
	buf_add(&d->new, buf_str(&d->old), d->old.len);
}

void unified_diff_keep(struct unified_diff *d, const char *bytes, size_t n)
{
	while (n > 0) {
		const char *feed = memchr(bytes, '\n', n);
		size_t len = feed != NULL ? (size_t)(feed - bytes) + 1 : n;
		buf_add(&d->old, bytes, len);
		if (d->changed)
			buf_add(&d->new, bytes, len);
		if (feed != NULL)
			end_lines(d);
		bytes += len;
		n -= len;
	}
}

void unified_diff_drop(struct unified_diff *d, const char *bytes, size_t n)
{
	part(d);
	buf_add(&d->old, bytes, n);
}

void unified_diff_add(struct unified_diff *d, const char *bytes, size_t n)
{
	part(d);
	buf_add(&d->new, bytes, n);
}

void unified_diff_finish(struct unified_diff *d)
{
	if (d->old.len > 0 || d->new.len > 0)
		end_lines(d);
	end_hunk(d);
}
