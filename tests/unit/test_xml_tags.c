#include "fmt/xml_tags.h"

#include "base/buf.h"

#include "unit.h"

static void add_tag(void *context, const struct xml_tag_place *tag)
{
	buf_addf(context, "%s%s%s %u %d-%d\n", tag->start ? "<" : "", tag->name, tag->end ? ">" : "", tag->depth, (int)tag->from,
	         (int)tag->to);
}

/* The tags of TEXT, fed CHUNK bytes at a time; borrowed until the next call. */
static const char *tags_of(const char *text, size_t chunk)
{
	static struct buf out;
	struct xml_tags t;
	size_t len = strlen(text);
	buf_clear(&out);
	xml_tags_init(&t, add_tag, &out);
	for (size_t at = 0; at < len; at += chunk)
		xml_tags_feed(&t, text + at, len - at < chunk ? len - at : chunk);
	return buf_str(&out);
}

static void check(const char *text, const char *want)
{
	for (size_t chunk = 1; chunk <= strlen(text); chunk++)
		if (!CHECK_STR(tags_of(text, chunk), want))
			break;
}

static void test_elements(void)
{
	check("<a><b>x</b></a>", "<a 1 0-3\n<b 2 3-6\nb> 2 7-11\na> 1 11-15\n");
	check("<a><b/><c /></a>", "<a 1 0-3\n<b> 2 3-7\n<c> 2 7-12\na> 1 12-16\n");
	check("<p:a\nx='1'></p:a >", "<p:a 1 0-11\np:a> 1 11-18\n");
}

static void test_attributes(void)
{
	check("<a x=\">\" y='/>'><b z='\"/'/></a>", "<a 1 0-16\n<b> 2 16-27\na> 1 27-31\n");
	check("<a x='/'></a>", "<a 1 0-9\na> 1 9-13\n");
}

static void test_what_is_no_tag(void)
{
	check("<?xml version='1.0'?><!-- <x> --><a><![CDATA[<y>]] ></y>]]]><!----><?p <z>?></a>\n",
	      "<a 1 33-36\na> 1 76-80\n");
}

static void test_local(void)
{
	CHECK_STR(xml_tag_local("ans:guia"), "guia");
	CHECK_STR(xml_tag_local("guia"), "guia");
}

int main(void)
{
	UNIT_RUN(test_elements);
	UNIT_RUN(test_attributes);
	UNIT_RUN(test_what_is_no_tag);
	UNIT_RUN(test_local);
	return unit_done();
}
