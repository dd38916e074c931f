/* Parsing in a thread of its own tells the very same events as parsing in the caller's, whatever the file holds and wherever
 * the consumer stops. */
#include <errno.h>
#include <stdlib.h>

#include "base/mem.h"
#include "fmt/xml_reader.h"

#include "unit.h"

struct listener {
	struct xml_consumer consumer;
	struct buf told;
	struct names *locals, *namespaces;
	size_t events, stop_at; /* STOP_AT 0: never */
	size_t raw;             /* bytes so far, and their sum */
	uint32_t sum;
	bool learns;            /* adds every tenth name it meets to the list */
};

static void note_event(struct listener *l)
{
	buf_addc(&l->told, '\n');
	if (++l->events == l->stop_at)
		l->consumer.stop = true;
}

static const char *or_none(const char *text)
{
	return text != NULL ? text : "-";
}

static void log_raw(void *context, const char *bytes, size_t len)
{
	struct listener *l = context;
	for (size_t i = 0; i < len; i++)
		l->sum = l->sum * 31 + (unsigned char)bytes[i];
	l->raw += len;
}

static void log_start(void *context, const struct xml_start *s)
{
	struct listener *l = context;
	buf_addf(&l->told, "start %u %u %s %s %s %ld %ld %ld %ld", s->ns, s->name, s->local, or_none(s->prefix), or_none(s->uri), s->line,
	         s->column, s->value_line, s->value_column);
	for (size_t i = 0; i < s->nattributes; i++) {
		const struct xml_attribute *a = &s->attributes[i];
		buf_addf(&l->told, " %u %u %s %s %s=", a->ns, a->name, a->local, or_none(a->prefix), or_none(a->uri));
		buf_add(&l->told, a->value, a->len);
		buf_addf(&l->told, " (%s)", or_none(a->value_uri));
	}
	note_event(l);
	if (l->learns && l->events % 10 == 0) {
		names_add(l->locals, s->local, strlen(s->local));
		if (s->uri != NULL)
			names_add(l->namespaces, s->uri, strlen(s->uri));
	}
}

static void log_text(void *context, const char *text, size_t len, bool cdata)
{
	struct listener *l = context;
	buf_adds(&l->told, cdata ? "cdata " : "text ");
	if (len < 1000)
		buf_add(&l->told, text, len);
	else
		buf_addf(&l->told, "%zu %u", len, names_hash(text, len));
	note_event(l);
}

static void log_end(void *context, long line, long column, bool empty)
{
	struct listener *l = context;
	buf_addf(&l->told, "end %ld %ld %d", line, column, empty);
	note_event(l);
}

static void log_comment(void *context, const char *text, size_t len)
{
	struct listener *l = context;
	buf_addf(&l->told, "comment %zu %u", len, names_hash(text, len));
	note_event(l);
}

static void log_fault(void *context, const struct xml_fault *f)
{
	struct listener *l = context;
	buf_addf(&l->told, "fault %d %ld %ld %s %s", (int)f->kind, f->place.line, f->place.column, or_none(f->declared), or_none(f->reason));
	note_event(l);
}

/* Gives a text in uneven pieces and then, if FAILS, an error. */
struct flow {
	const struct buf *text;
	size_t at;
	bool fails;
};

static ssize_t read_flow(void *context, char *to, size_t n)
{
	struct flow *f = context;
	size_t left = f->text->len - f->at;
	if (left == 0 && f->fails) {
		errno = EIO;
		return -1;
	}
	n = n > left ? left : n > 5000 ? 5000 : n;
	if (n > 0)
		memcpy(to, f->text->data + f->at, n);
	f->at += n;
	return (ssize_t)n;
}

/* Everything that is told of TEXT with the parser in the thread that THREADS says. The caller frees it. */
static char *told(const struct buf *text, enum xml_threads threads, size_t stop_at, bool learns, bool fails)
{
	struct flow flow = { text, 0, fails };
	struct xml_source source = { .context = &flow, .read = read_flow };
	struct listener l = { .stop_at = stop_at, .learns = learns, .told = BUF_INIT };
	struct error err = ERROR_INIT;
	uint64_t size = 0;
	l.consumer = (struct xml_consumer){ .context = &l, .raw = log_raw, .start = log_start, .text = log_text, .end = log_end,
		.comment = log_comment, .fault = log_fault };
	l.locals = names_new();
	l.namespaces = names_new();
	names_add(l.locals, "a", 1);
	names_add(l.namespaces, "urn:a", 5);
	xml_reader_threads(threads);
	int result = xml_read(source, "t", l.locals, l.namespaces, &l.consumer, &size, &err);
	xml_reader_threads(XML_THREADS_AUTO);
	buf_addf(&l.told, "%d %llu %zu %u %s", result, (unsigned long long)size, l.raw, l.sum, buf_str(&err.text));
	error_release(&err);
	names_free(l.locals);
	names_free(l.namespaces);
	return l.told.data;
}

static void check_same(const struct buf *text, size_t stop_at, bool learns, bool fails)
{
	char *here = told(text, XML_THREADS_NEVER, stop_at, learns, fails);
	char *beside = told(text, XML_THREADS_ALWAYS, stop_at, learns, fails);
	char *alone = told(text, XML_THREADS_AUTO, stop_at, learns, fails);
	CHECK(strlen(here) > 3);
	CHECK_STR(beside, here);
	CHECK_STR(alone, here);
	free(here);
	free(beside);
	free(alone);
}

static void open_document(struct buf *b, const char *encoding)
{
	buf_clear(b);
	buf_addf(b, "<?xml version=\"1.0\" encoding=\"%s\"?>\n<r xmlns=\"urn:a\" xmlns:b=\"urn:b\" b:c=\" x\ty \">", encoding);
}

/* N elements of every form. */
static void add_elements(struct buf *b, int n, const char *word)
{
	for (int i = 0; i < n; i++) {
		buf_addf(b, "<a>%d %s</a><b:a>&lt;%d</b:a><c%d/>", i, word, i, i % 700);
		if (i % 7 == 0)
			buf_addf(b, "\n\t<b:d\n  e='%d'\n  xmlns:z=\"urn:z\" z:type=\" z:t\"><z:a></z:a><!-- %s --></b:d>", i, word);
		if (i % 100 == 0)
			buf_adds(b, "<![CDATA[<x>]]><e xmlns=\"\"><a/></e>");
	}
}

static void test_same_events(void)
{
	struct buf b = BUF_INIT;
	static const int sizes[] = { 1, 100, 1000, 8000 };
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		open_document(&b, "UTF-8");
		add_elements(&b, sizes[i], "Concei\303\247\303\243o");
		buf_adds(&b, "</r>");
		check_same(&b, 0, false, false);
		check_same(&b, 0, true, false);
		open_document(&b, "ISO-8859-1");
		add_elements(&b, sizes[i], "Concei\347\343o");
		buf_adds(&b, "</r>\n");
		check_same(&b, 0, true, false);
	}
	buf_release(&b);
}

/* A field goes from thread to thread as one event, if nothing is odd about it: here everything is, one by one. */
static void test_fields(void)
{
	static const char *const fields[] = {
		"<a>1</a>", "<a></a>", "<a/>", "<a >1</a>", "<a>1</a >", "<a>1</a\n>", "<a\n>1</a>", "<a>1\n</a>", "<a>\n1</a>", "<a b:c='1'>1</a>",
		"<a>1<![CDATA[2]]></a>", "<a><![CDATA[2]]></a>", "<a><![CDATA[]]></a>", "<a>1<!--2--></a>", "<a>1<?p q?>3</a>", "<a>&amp;</a>",
		"<a>1&#65;2</a>", "<a>\303\247</a>", "<a>\303\247</a >", "<a>1<a>2</a>3</a>", "<a>1<a/></a>", "<a><a><a>1</a></a></a>", "<b:a>1</b:a>",
		"<a> </a> <a>2</a>", "<a>\t</a>\n<a>2</a>", "<a xmlns='urn:q'>1</a>",
	};
	struct buf b = BUF_INIT;
	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
		open_document(&b, "UTF-8");
		buf_adds(&b, fields[i]);
		buf_adds(&b, "<a>2</a></r>");
		for (size_t stop_at = 0; stop_at < 12; stop_at++)
			check_same(&b, stop_at, stop_at % 2 == 1, false);
	}
	for (int len = 253; len < 259; len++) {
		open_document(&b, "UTF-8");
		buf_addf(&b, "<a>%0*d</a>", len, 1);               /* texts and names about as long as a byte can tell */
		buf_addf(&b, "<a%0*d>1</a%0*d></r>", len - 3, 1, len - 3, 1);
		check_same(&b, 0, false, false);
	}
	buf_release(&b);
}

static void test_stopping(void)
{
	struct buf b = BUF_INIT;
	open_document(&b, "UTF-8");
	add_elements(&b, 5000, "x");
	buf_adds(&b, "</r>");
	static const size_t stops[] = { 1, 2, 3, 4, 10, 1000, 3777, 20000, 33333 };
	for (size_t i = 0; i < sizeof stops / sizeof *stops; i++)
		check_same(&b, stops[i], false, false);
	buf_release(&b);
}

static void test_faults(void)
{
	static const char *const ends[] = {
		"", "</q>", "<a", "<a>", "&nix;</r>", "\xff</r>", "<!DOCTYPE r>", "<r", "</r><r/>", "<!--", "<![CDATA[", "\x01</r>",
	};
	struct buf b = BUF_INIT;
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
		open_document(&b, "UTF-8");
		add_elements(&b, 3000, "x");
		buf_adds(&b, ends[i]);
		check_same(&b, 0, false, false);
	}
	open_document(&b, "UTF-8");
	add_elements(&b, 3000, "x");
	buf_add(&b, "<a>\0</a></r>", 12);
	check_same(&b, 0, false, false);
	open_document(&b, "UTF-8");
	for (int i = 0; i < 20000; i++)
		buf_adds(&b, "<deep>");
	check_same(&b, 0, false, false);
	buf_release(&b);
}

static void test_read_error(void)
{
	struct buf b = BUF_INIT;
	open_document(&b, "UTF-8");
	add_elements(&b, 3000, "x");
	check_same(&b, 0, false, true);
	check_same(&b, 5, false, true);
	buf_release(&b);
}

/* Pieces far larger than what is handed from thread to thread at once; places far apart. */
static void test_large_pieces(void)
{
	struct buf b = BUF_INIT;
	char *filler = mem_alloc(1000000);
	memset(filler, 'x', 1000000);
	open_document(&b, "UTF-8");
	buf_adds(&b, "<!--");
	buf_add(&b, filler, 1000000);
	buf_adds(&b, "--><a>");
	buf_add(&b, filler, 1000000);
	buf_adds(&b, "</a><![CDATA[");
	buf_add(&b, filler, 1000000);
	buf_adds(&b, "]]>");
	add_elements(&b, 1000, "x");
	buf_adds(&b, "</r>");
	check_same(&b, 0, false, false);
	free(filler);
	buf_release(&b);
}

int main(void)
{
	UNIT_RUN(test_same_events);
	UNIT_RUN(test_fields);
	UNIT_RUN(test_stopping);
	UNIT_RUN(test_faults);
	UNIT_RUN(test_read_error);
	UNIT_RUN(test_large_pieces);
	return unit_done();
}
