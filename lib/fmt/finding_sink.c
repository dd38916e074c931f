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

const struct buf *finding_sink_head_text(struct finding_sink *s)
{
	buf_clear(&s->line);
	if (s->format->head != NULL)
		s->format->head(s);
	return &s->line;
}

const struct buf *finding_sink_text(struct finding_sink *s, const struct finding *f)
{
	buf_clear(&s->line);
	s->format->put(s, f);
	return &s->line;
}

void finding_sink_head(struct finding_sink *s)
{
	const struct buf *text = finding_sink_head_text(s);
	output_write(s->out, buf_str(text), text->len);
}

void finding_sink_put(struct finding_sink *s, const struct finding *f)
{
	const struct buf *text = finding_sink_text(s, f);
	output_write(s->out, buf_str(text), text->len);
}

const struct buf *finding_sink_fill(struct finding_sink *s, const char *template, const struct finding *f)
{
	buf_clear(&s->filled);
	finding_fill(&s->filled, template, f);
	return &s->filled;
}
