/* Findings for people: a line that editors and grep understand, and below it, indented, where that is in the
 * account's own terms and what to do:
 *
 *	lote.xml:41:15: erro: falta numeroCarteira em dadosBeneficiario, onde é … [schema.missing, ANS 5001]
 *	    guia 1234, item 2, /mensagemTISS/…
 *	    esperado: numeroCarteira. Preencha a informação no sistema e gere o arquivo de novo.
 */
#include <string.h>

#include "base/visible.h"
#include "fmt/finding_sink.h"

static const char indent[] = "    ";

static void add_buf(struct buf *line, const struct buf *text)
{
	visible_add(line, buf_str(text), text->len);
}

static void add_place(struct buf *line, const struct finding *f)
{
	visible_add(line, f->file, strlen(f->file));
	if (f->line > 0) {
		buf_addf(line, ":%ld", f->line);
		if (f->column > 0)
			buf_addf(line, ":%ld", f->column);
	}
	buf_adds(line, ": ");
}

static void add_severity(struct buf *line, const struct finding *f, bool colour)
{
	static const char *const colours[] = { "\033[36m", "\033[33m", "\033[1;31m" }; /* cyan, yellow, bold red */
	if (colour)
		buf_adds(line, colours[f->severity]);
	buf_adds(line, finding_severity_name(f->severity));
	if (colour)
		buf_adds(line, "\033[0m");
	buf_adds(line, f->ignored ? " (ignorada): " : ": ");
}

static void add_codes(struct buf *line, const struct finding *f)
{
	buf_adds(line, " [");
	buf_adds(line, finding_def(f->code)->code);
	if (f->ans[0] != '\0') {
		buf_adds(line, ", ANS ");
		buf_adds(line, f->ans);
	}
	buf_adds(line, "]\n");
}

/* The guide is what the analyst looks up in her system; the path is what --set and --ignore take. */
static void add_where(struct buf *line, const struct finding *f)
{
	if (f->guide.len == 0 && f->item.len == 0 && f->path.len == 0)
		return;
	const char *separator = indent;
	if (f->guide.len > 0) {
		buf_adds(line, separator);
		buf_adds(line, "guia ");
		add_buf(line, &f->guide);
		separator = ", ";
	}
	if (f->item.len > 0) {
		buf_adds(line, separator);
		buf_adds(line, "item ");
		add_buf(line, &f->item);
		separator = ", ";
	}
	if (f->path.len > 0) {
		buf_adds(line, separator);
		add_buf(line, &f->path);
	}
	buf_addc(line, '\n');
}

/* What was expected, unless the message has said it already. */
static bool detail_is_news(struct finding_sink *s, const struct finding *f)
{
	if (f->detail.len == 0)
		return false;
	const struct buf *message = finding_sink_fill(s, finding_def(f->code)->message, f);
	return strstr(buf_str(message), f->detail.data) == NULL;
}

static void add_help(struct finding_sink *s, const struct finding *f)
{
	const char *suggestion = finding_def(f->code)->suggestion;
	bool detail = detail_is_news(s, f);
	if (f->ignored || (!detail && suggestion[0] == '\0'))
		return;
	buf_adds(&s->line, indent);
	if (detail) {
		buf_adds(&s->line, "esperado: ");
		add_buf(&s->line, &f->detail);
		if (suggestion[0] != '\0')
			buf_adds(&s->line, ". ");
	}
	add_buf(&s->line, finding_sink_fill(s, suggestion, f));
	buf_addc(&s->line, '\n');
}

void finding_text_put(struct finding_sink *s, const struct finding *f)
{
	add_place(&s->line, f);
	add_severity(&s->line, f, s->colour);
	add_buf(&s->line, finding_sink_fill(s, finding_def(f->code)->message, f));
	add_codes(&s->line, f);
	add_where(&s->line, f);
	add_help(s, f);
}
