/* The plain reader: what it tells is what fmt/xml_reader.h tells; all that has not the plain form is refused. */
#include <stdlib.h>
#include <sys/types.h>

#include "fmt/xml_plain.h"

#include "unit.h"

#define DECLARATION "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>"
#define ROOT "<ans:r xmlns:ans=\"urn:a\" xmlns:x=\"urn:b\" x:y=\"1 2\">"

static void log_start(void *context, const struct xml_start *start)
{
	buf_addf(context, "<%s>", start->local);
}

/* Blank text beside elements is told by one reader only. */
static void log_text(void *context, const char *text, size_t len, bool cdata)
{
	(void)cdata;
	if (strspn(text, " \n") < len)
		buf_add(context, text, len);
}

static void log_end(void *context, long line, long column, bool empty)
{
	(void)line;
	(void)column;
	(void)empty;
	buf_adds(context, "</>");
}

struct memory {
	const char *text;
	size_t len, at;
};

static ssize_t read_memory(void *context, char *to, size_t n)
{
	struct memory *m = context;
	if (n > m->len - m->at)
		n = m->len - m->at;
	memcpy(to, m->text + m->at, n);
	m->at += n;
	return (ssize_t)n;
}

/* What the plain reader tells of TEXT, cut in two at CUT; "?" when it refuses. */
static const char *plain(const char *text, size_t cut, enum xml_output_encoding encoding)
{
	static struct buf told = BUF_INIT;
	struct buf parts[2] = { BUF_INIT, BUF_INIT };
	const struct buf *const pieces[] = { &parts[0], &parts[1] };
	struct names *names = names_new();
	struct xml_plain_options options = { names, "ans:", "urn:a", 1, encoding };
	struct xml_consumer consumer = { .context = &told, .start = log_start, .text = log_text, .end = log_end };
	buf_clear(&told);
	buf_add(&parts[0], text, cut);
	buf_add(&parts[1], text + cut, strlen(text) - cut);
	bool good = xml_plain_read(&options, pieces, 2, &consumer);
	buf_release(&parts[0]);
	buf_release(&parts[1]);
	names_free(names);
	return good ? buf_str(&told) : "?";
}

static const char *full(const char *text)
{
	static struct buf told = BUF_INIT;
	struct memory memory = { text, strlen(text), 0 };
	struct xml_source source = { .context = &memory, .read = read_memory };
	struct xml_consumer consumer = { .context = &told, .start = log_start, .text = log_text, .end = log_end };
	struct names *names = names_new(), *namespaces = names_new();
	struct error err = ERROR_INIT;
	uint64_t size;
	buf_clear(&told);
	CHECK(xml_read(source, "t", names, namespaces, &consumer, &size, &err) == 0);
	error_release(&err);
	names_free(names);
	names_free(namespaces);
	return buf_str(&told);
}

static void test_same(void)
{
	static const char *const documents[] = {
		DECLARATION "\n" ROOT "\n  <ans:a>\n    <ans:b>1</ans:b>\n    <ans:b></ans:b>\n  </ans:a>\n</ans:r>\n",
		DECLARATION ROOT "<ans:a>x &amp; y &lt;z&gt; \"q\" 'p'&#13;\nsegunda</ans:a></ans:r>",
		DECLARATION ROOT "<ans:a>Concei\347\343o</ans:a><ans:b-1_.2> \t </ans:b-1_.2></ans:r>",
		DECLARATION ROOT "</ans:r>",
	};
	for (size_t i = 0; i < sizeof documents / sizeof *documents; i++) {
		char *wanted = strdup(full(documents[i]));
		const char *first = strchr(documents[i] + sizeof DECLARATION, '>') + 1; /* behind the root's tag */
		CHECK_STR(plain(documents[i], (size_t)(first - documents[i]), XML_OUT_ISO_8859_1), wanted);
		CHECK_STR(plain(documents[i], strlen(documents[i]), XML_OUT_ISO_8859_1), wanted);
		free(wanted);
	}
	CHECK_STR(plain("<?xml version=\"1.0\" encoding=\"UTF-8\"?>" ROOT "<ans:a>\303\247</ans:a></ans:r>", 0, XML_OUT_UTF_8), "?");
	const char *utf8 = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>" ROOT "<ans:a>\303\247</ans:a></ans:r>";
	CHECK_STR(plain(utf8, strlen(utf8), XML_OUT_UTF_8), "<r><a>\303\247</></>");
}

static void test_refused(void)
{
	static const char *const documents[] = {
		"", ROOT "</ans:r>", DECLARATION, DECLARATION "<ans:r></ans:r>", DECLARATION "<r xmlns=\"urn:a\"></r>",
		DECLARATION ROOT, DECLARATION ROOT "</ans:x>", DECLARATION ROOT "</ans:r></ans:r>", DECLARATION ROOT "</ans:r>" ROOT "</ans:r>",
		DECLARATION ROOT "<ans:a/></ans:r>", DECLARATION ROOT "<ans:a x=\"1\"></ans:a></ans:r>", DECLARATION ROOT "<a></a></ans:r>",
		DECLARATION ROOT "text</ans:r>x", DECLARATION ROOT "<ans:a></ans:a>text</ans:r>", DECLARATION ROOT "<ans:a>x<ans:b></ans:b></ans:a></ans:r>",
		DECLARATION ROOT "<ans:a>&nbsp;</ans:a></ans:r>", DECLARATION ROOT "<ans:a>&#65;</ans:a></ans:r>", DECLARATION ROOT "<ans:a>&</ans:a></ans:r>",
		DECLARATION ROOT "<ans:a>]]></ans:a></ans:r>", DECLARATION ROOT "<ans:a>\001</ans:a></ans:r>", DECLARATION ROOT "<ans:a>\r</ans:a></ans:r>",
		DECLARATION ROOT "<!-- c --></ans:r>", DECLARATION ROOT "<ans:a><![CDATA[x]]></ans:a></ans:r>", DECLARATION ROOT "<?p?></ans:r>",
		DECLARATION "<!DOCTYPE r>" ROOT "</ans:r>", DECLARATION ROOT "<ans:1></ans:1></ans:r>", DECLARATION ROOT "<ans:></ans:></ans:r>",
		DECLARATION ROOT "<ans:a </ans:r>", DECLARATION ROOT "<ans:a", DECLARATION ROOT "<", DECLARATION ROOT "</", DECLARATION ROOT "<ans:a>x",
		DECLARATION "<ans:r xmlns:ans=\"urn:a\" a=\"<\"></ans:r>", DECLARATION "<ans:r xmlns:ans=\"urn:a\" a></ans:r>",
		DECLARATION "<ans:r xmlns:ans=\"urn:b\"></ans:r>", DECLARATION "<ans:r xmlns:ans=\"urn:a\"", DECLARATION "<ans:r xmlns:ans=\"urn:a",
	};
	for (size_t i = 0; i < sizeof documents / sizeof *documents; i++)
		if (!CHECK(strcmp(plain(documents[i], strlen(documents[i]), XML_OUT_ISO_8859_1), "?") == 0))
			printf("# %s\n", documents[i]);
	const char *wide = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>" ROOT "<ans:a>\342\202\254</ans:a></ans:r>";
	CHECK_STR(plain(wide, strlen(wide), XML_OUT_UTF_8), "?");
	const char *broken = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>" ROOT "<ans:a>\303</ans:a></ans:r>";
	CHECK_STR(plain(broken, strlen(broken), XML_OUT_UTF_8), "?");
}

static void test_depth(void)
{
	struct buf deep = BUF_INIT;
	buf_adds(&deep, DECLARATION ROOT);
	for (int i = 0; i < XML_DEPTH_MAX; i++)
		buf_adds(&deep, "<ans:a>");
	CHECK_STR(plain(buf_str(&deep), deep.len, XML_OUT_ISO_8859_1), "?");
	buf_release(&deep);
}

int main(void)
{
	UNIT_RUN(test_same);
	UNIT_RUN(test_refused);
	UNIT_RUN(test_depth);
	return unit_done();
}
