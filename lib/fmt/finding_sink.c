#include "fmt/finding_sink.h"

#include <string.h>

const struct finding_format finding_formats[] = {
	{ "text", NULL, finding_text_put },
	{ "csv", finding_csv_head, finding_csv_put },
	{ "csv-br", finding_csv_br_head, finding_csv_br_put },
	{ "jsonl", NULL, finding_json_put },
	{ NULL, NULL, NULL }
};

const struct finding_format *finding_format_of(const char *name)
{
	for (const struct finding_format *format = finding_formats; format->name != NULL; format++)
		if (strcmp(format->name, name) == 0)
			return format;
	return NULL;
}

void finding_sink_init(struct finding_sink *s, const struct finding_format *format, struct output *out)
{
	*s = (struct finding_sink){ .format = format, .out = out };
}

void finding_sink_release(struct finding_sink *s)
{
	buf_release(&s->line);
	buf_release(&s->filled);
}

static void line_write(struct finding_sink *s)
{
	output_write(s->out, s->line.data, s->line.len);
}

void finding_sink_head(struct finding_sink *s)
{
	if (s->format->head == NULL)
		return;
	buf_clear(&s->line);
	s->format->head(s);
	line_write(s);
}

void finding_sink_put(struct finding_sink *s, const struct finding *f)
{
	buf_clear(&s->line);
	s->format->put(s, f);
	line_write(s);
}

const struct buf *finding_sink_fill(struct finding_sink *s, const char *template, const struct finding *f)
{
	buf_clear(&s->filled);
	finding_fill(&s->filled, template, f);
	return &s->filled;
}
