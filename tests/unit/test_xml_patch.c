/* Values replaced in bytes (fmt/xml_patch.h), and the difference as a unified diff: however the bytes are cut. */
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "fmt/unified_diff.h"
#include "fmt/xml_patch.h"

#include "unit.h"

struct result {
	struct buf out, kept, dropped;
	bool good;
};

static void on_keep(void *context, const char *bytes, size_t n)
{
	struct result *r = context;
	buf_add(&r->out, bytes, n);
	buf_add(&r->kept, bytes, n);
}

static void on_drop(void *context, const char *bytes, size_t n)
{
	struct result *r = context;
	buf_add(&r->dropped, bytes, n);
}

static void on_add(void *context, const char *bytes, size_t n)
{
	struct result *r = context;
	buf_add(&r->out, bytes, n);
}

static void result_release(struct result *r)
{
	buf_release(&r->out);
	buf_release(&r->kept);
	buf_release(&r->dropped);
}

/* TEXT with start tag TAG's value replaced by NEW, fed in pieces of PIECE bytes; each lies in memory of its own size. */
static struct result replace(const char *text, uint64_t tag, const char *new, size_t piece)
{
	struct result r = { BUF_INIT, BUF_INIT, BUF_INIT, false };
	struct xml_edit edit = { tag, new, strlen(new) };
	struct xml_patch p;
	xml_patch_init(&p, (struct xml_splice){ .text = NULL }, &edit, 1, (struct xml_patch_sink){ &r, on_keep, on_drop, on_add });
	for (size_t at = 0, len = strlen(text), n; at < len; at += n) {
		n = piece < len - at ? piece : len - at;
		char *exact = mem_alloc(n);
		memcpy(exact, text + at, n);
		xml_patch_feed(&p, exact, n);
		free(exact);
	}
	r.good = xml_patch_finish(&p);
	xml_patch_release(&p);
	return r;
}

static void expect(const char *text, uint64_t tag, const char *new, const char *want)
{
	for (size_t piece = 1; piece <= strlen(text); piece++) {
		struct result r = replace(text, tag, new, piece);
		if (!r.good || strcmp(buf_str(&r.out), want) != 0 || r.kept.len + r.dropped.len != strlen(text)) {
			CHECK(r.good);
			CHECK_STR(buf_str(&r.out), want);
			CHECK_INT(r.kept.len + r.dropped.len, strlen(text));
			printf("#   in pieces of %zu\n", piece);
			piece = strlen(text);
		}
		result_release(&r);
	}
}

static void refuse(const char *text, uint64_t tag)
{
	struct result r = replace(text, tag, "new", strlen(text));
	CHECK(!r.good);
	result_release(&r);
}

static void test_plain(void)
{
	expect("<a><b>old</b><c>kept</c></a>", 2, "new", "<a><b>new</b><c>kept</c></a>");
	expect("<a><b>old</b><c>kept</c></a>", 3, "", "<a><b>old</b><c></c></a>");
	expect("<a>old</a>", 1, "a longer value", "<a>a longer value</a>");
	expect("<p:a\r\n>old\r\n</p:a\r\n>\r\n", 1, "new", "<p:a\r\n>new</p:a\r\n>\r\n");
	expect("<a><b></b></a>", 2, "new", "<a><b>new</b></a>");
}

static void test_empty_tags(void)
{
	expect("<a><b/><c/></a>", 2, "new", "<a><b>new</b><c/></a>");
	expect("<a><p:b x='/>' /></a>", 2, "new", "<a><p:b x='/>' >new</p:b></a>");
	expect("<a/>", 1, "new", "<a>new</a>");
}

static void test_attributes(void)
{
	expect("<a x=\"1>2\" y='\">'><b z='>'>old</b></a>", 2, "new", "<a x=\"1>2\" y='\">'><b z='>'>new</b></a>");
	expect("<a x=\"/>/\" y='>'>old</a>", 1, "new", "<a x=\"/>/\" y='>'>new</a>");
}

static void test_comments(void)
{
	expect("<!-- <x> --><a><!--<b>no</b>--><b>old</b></a>", 2, "new", "<!-- <x> --><a><!--<b>no</b>--><b>new</b></a>");
	expect("<a><b>1<!-- </b> <c> - -- > -->2</b><c/></a>", 2, "new", "<a><b>new</b><c/></a>");
	expect("<a><!----><b>old</b><!--> --></a>", 2, "new", "<a><!----><b>new</b><!--> --></a>");
}

static void test_cdata(void)
{
	expect("<a><b><![CDATA[</b><c>]]></b><c>x</c></a>", 3, "new", "<a><b><![CDATA[</b><c>]]></b><c>new</c></a>");
	expect("<a><b>1<![CDATA[</b>]]]]><![CDATA[>]]>2</b></a>", 2, "new", "<a><b>new</b></a>");
	expect("<a><![CDATA[]]><b><![CDATA[]]></b></a>", 2, "new", "<a><![CDATA[]]><b>new</b></a>");
}

static void test_instructions(void)
{
	expect("<?xml version='1.0'?><?p <b> ? > ?><a>old</a>", 1, "new", "<?xml version='1.0'?><?p <b> ? > ?><a>new</a>");
	expect("<a>1<?p </a> ?>2</a>", 1, "new", "<a>new</a>");
}

enum { VALUES = 120 };

/* A text of VALUES elements <v> between things of every kind, drawn from SEED; WANT has another value at CHANGED, whose start tag's number
 * is returned. */
static uint64_t draw_text(uint32_t seed, unsigned changed, struct buf *text, struct buf *want)
{
	static const char *const between[] = {
		"", " ", "<!-- <x> </x> -->", "<?p <x> ?>", "<![CDATA[<x></x>]]>", "a text that is somewhat longer, so that blocks begin anywhere", "<e/>",
		"<e a='1'></e>", "</e ><e>", "&lt;", "<e></e>", "<e/>", "ok", "x", "\n", "\t",
	};
	uint64_t tags = 2, tag = 0;
	buf_adds(text, "<r><e>");
	buf_adds(want, "<r><e>");
	for (unsigned i = 0; i < VALUES; i++) {
		seed = seed * 1664525u + 1013904223u;
		const char *drawn = between[seed >> 24 & 15u];
		buf_adds(text, drawn);
		buf_adds(want, drawn);
		tags += strstr(drawn, "<e") != NULL;
		tags++;
		buf_addf(text, "<v>%u</v>", i);
		buf_addf(want, i == changed ? "<v>new</v>" : "<v>%u</v>", i);
		if (i == changed)
			tag = tags;
	}
	buf_adds(text, "</e></r>");
	buf_adds(want, "</e></r>");
	return tag;
}

/* Long texts are gone through in blocks. */
static void test_blocks(void)
{
	static const size_t pieces[] = { 1, 239, 240, 241, 242, 500, 1000, 100000 };
	for (unsigned changed = 0; changed < VALUES; changed++) {
		struct buf text = BUF_INIT, want = BUF_INIT;
		uint64_t tag = draw_text(changed, changed, &text, &want);
		for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
			struct result r = replace(text.data, tag, "new", pieces[i]);
			CHECK(r.good);
			CHECK_STR(buf_str(&r.out), want.data);
			result_release(&r);
		}
		buf_release(&text);
		buf_release(&want);
	}
}

static void test_references(void)
{
	expect("<a>&lt;b&gt;&#60;&amp;</a>", 1, "&lt;", "<a>&lt;</a>");
	expect("<a>x > y</a>", 1, "new", "<a>new</a>");
}

static void test_misplaced(void)
{
	refuse("<a><b>old</b></a>", 1);
	refuse("<a><b>old</b></a>", 3);
	refuse("<a>", 1);
}

static void test_splice(void)
{
	static const char text[] = "\xef\xbb\xbf<?xml version='1.0'?><a>old</a>";
	struct xml_edit edit = { 1, "new", 3 };
	for (size_t piece = 1; piece < sizeof text; piece++) {
		struct result r = { BUF_INIT, BUF_INIT, BUF_INIT, false };
		struct xml_patch p;
		xml_patch_init(&p, (struct xml_splice){ 8, 14, " encoding='x'", 13 }, &edit, 1,
		               (struct xml_patch_sink){ &r, on_keep, on_drop, on_add });
		for (size_t at = 0; at < sizeof text - 1; at += piece)
			xml_patch_feed(&p, text + at, piece < sizeof text - 1 - at ? piece : sizeof text - 1 - at);
		CHECK(xml_patch_finish(&p));
		CHECK_STR(buf_str(&r.out), "\xef\xbb\xbf<?xml encoding='x'?><a>new</a>");
		CHECK_STR(buf_str(&r.dropped), " version='1.0'old");
		xml_patch_release(&p);
		result_release(&r);
	}
}

static void test_escape(void)
{
	static const char value[] = "a<b>&\r\n\t\"ç\xc2\x85–😀";
	struct buf out = BUF_INIT;
	xml_patch_escape(&out, value, sizeof value - 1, XML_UTF8);
	CHECK_STR(buf_str(&out), "a&lt;b&gt;&amp;&#13;\n\t\"ç\xc2\x85–😀");
	buf_clear(&out);
	xml_patch_escape(&out, value, sizeof value - 1, XML_LATIN1);
	CHECK_STR(buf_str(&out), "a&lt;b&gt;&amp;&#13;\n\t\"\xe7&#x85;&#x2013;&#x1F600;");
	buf_release(&out);
}

/* ---- the difference ---- */

/* The diff of a text in which '[' … '|' … ']' marks what goes and what comes. */
static void expect_diff(const char *marked, const char *want)
{
	char path[] = "/tmp/.tiss-test-XXXXXX", got[4096];
	struct error err = ERROR_INIT;
	struct output out;
	struct unified_diff d;
	close(mkstemp(path));
	CHECK_INT(output_open(&out, path, OUTPUT_STREAM, &err), 0);
	unified_diff_init(&d, "x y", &out);
	enum { KEEP, DROP, ADD } what = KEEP;
	for (; *marked != '\0'; marked++) {
		if (*marked == '[' || *marked == '|' || *marked == ']')
			what = *marked == '[' ? DROP : *marked == '|' ? ADD : KEEP;
		else if (what == KEEP)
			unified_diff_keep(&d, marked, 1);
		else if (what == DROP)
			unified_diff_drop(&d, marked, 1);
		else
			unified_diff_add(&d, marked, 1);
	}
	unified_diff_finish(&d);
	unified_diff_release(&d);
	CHECK_INT(output_close(&out, &err), 0);
	FILE *file = fopen(path, "r");
	size_t n = fread(got, 1, sizeof got - 1, file);
	got[n] = '\0';
	fclose(file);
	unlink(path);
	CHECK_STR(got, want);
	error_release(&err);
}

#define HEAD "--- x y\t\n+++ x y\t\n"

static void test_diff(void)
{
	expect_diff("a\nb\n", "");
	expect_diff("a\n[b|c]\n[d|e]\nf\n", HEAD "@@ -1,4 +1,4 @@\n a\n-b\n-d\n+c\n+e\n f\n");
	expect_diff("a\n[b|c]\nd\n", HEAD "@@ -1,3 +1,3 @@\n a\n-b\n+c\n d\n");
	expect_diff("[b|c]", HEAD "@@ -1,1 +1,1 @@\n-b\n\\ No newline at end of file\n+c\n\\ No newline at end of file\n");
	expect_diff("[|new\n]a\n", HEAD "@@ -1,1 +1,2 @@\n-a\n+new\n+a\n");
	expect_diff("a[b\nc|d]e\nf\n", HEAD "@@ -1,3 +1,2 @@\n-ab\n-ce\n+ade\n f\n");
}

static void test_diff_hunks(void)
{
	expect_diff("1\n2\n3\n4\n[5|V]\n6\n7\n8\n9\n10\n11\n[12|XII]\n13\n",
	            HEAD "@@ -2,12 +2,12 @@\n 2\n 3\n 4\n-5\n+V\n 6\n 7\n 8\n 9\n 10\n 11\n-12\n+XII\n 13\n");
	expect_diff("1\n[2|II]\n3\n4\n5\n6\n7\n8\n9\n[10|X\nx]\n",
	            HEAD "@@ -1,5 +1,5 @@\n 1\n-2\n+II\n 3\n 4\n 5\n@@ -7,4 +7,5 @@\n 7\n 8\n 9\n-10\n+X\n+x\n");
}

int main(void)
{
	UNIT_RUN(test_plain);
	UNIT_RUN(test_empty_tags);
	UNIT_RUN(test_attributes);
	UNIT_RUN(test_comments);
	UNIT_RUN(test_cdata);
	UNIT_RUN(test_instructions);
	UNIT_RUN(test_blocks);
	UNIT_RUN(test_references);
	UNIT_RUN(test_misplaced);
	UNIT_RUN(test_splice);
	UNIT_RUN(test_escape);
	UNIT_RUN(test_diff);
	UNIT_RUN(test_diff_hunks);
	return unit_done();
}
