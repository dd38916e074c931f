/* Elements as bytes: escaping, encodings, indentation, and the values beside them. */
#include "fmt/xml_writer.h"

#include "unit.h"

struct page {
	struct buf out, values;
	struct arena arena;
	struct xml_tag group, field;
	struct xml_writer writer;
};

static void open_page(struct page *p, enum xml_output_encoding encoding, bool one_line)
{
	*p = (struct page){ .arena = ARENA_INIT };
	xml_tag_init(&p->group, "ans:guia", 1, one_line, &p->arena);
	xml_tag_init(&p->field, "ans:UF", 2, one_line, &p->arena);
	p->writer = (struct xml_writer){ encoding, one_line, &p->out, &p->values };
}

static void close_page(struct page *p)
{
	buf_release(&p->out);
	buf_release(&p->values);
	arena_release(&p->arena);
}

static void put(struct page *p, const char *text)
{
	xml_value(&p->writer, &p->field, text, strlen(text));
}

static void test_layout(void)
{
	struct page p;
	open_page(&p, XML_OUT_ISO_8859_1, false);
	xml_open(&p.writer, &p.group);
	put(&p, "35");
	put(&p, "");
	xml_close(&p.writer, &p.group);
	CHECK_STR(buf_str(&p.out), "\n  <ans:guia>\n    <ans:UF>35</ans:UF>\n    <ans:UF></ans:UF>\n  </ans:guia>");
	CHECK_STR(buf_str(&p.values), "35");
	close_page(&p);
	open_page(&p, XML_OUT_UTF_8, true);
	xml_open(&p.writer, &p.group);
	put(&p, "35");
	xml_close(&p.writer, &p.group);
	CHECK_STR(buf_str(&p.out), "<ans:guia><ans:UF>35</ans:UF></ans:guia>");
	close_page(&p);
}

static void test_escaping(void)
{
	struct page p;
	open_page(&p, XML_OUT_UTF_8, true);
	put(&p, "a<b>c&d\"e'\tf\ng\r\nh");
	CHECK_STR(buf_str(&p.out), "<ans:UF>a&lt;b&gt;c&amp;d\"e'\tf\ng&#13;\nh</ans:UF>");
	CHECK_STR(buf_str(&p.values), "a<b>c&d\"e'\tf\ng\r\nh");
	close_page(&p);
}

static void test_encodings(void)
{
	struct page p;
	open_page(&p, XML_OUT_ISO_8859_1, true);
	put(&p, "Concei\303\247\303\243o \302\247 \303\277 \302\240");
	CHECK_STR(buf_str(&p.out), "<ans:UF>Concei\347\343o \247 \377 \240</ans:UF>");
	CHECK_STR(buf_str(&p.values), "Concei\303\247\303\243o \302\247 \303\277 \302\240");
	close_page(&p);
	open_page(&p, XML_OUT_UTF_8, true);
	put(&p, "\303\247");
	CHECK_STR(buf_str(&p.out), "<ans:UF>\303\247</ans:UF>");
	close_page(&p);
}

static void test_no_values(void)
{
	struct page p;
	open_page(&p, XML_OUT_UTF_8, true);
	p.writer.values = NULL;
	put(&p, "x");
	CHECK_STR(buf_str(&p.out), "<ans:UF>x</ans:UF>");
	close_page(&p);
}

static void test_check(void)
{
	size_t at;
	CHECK_INT(xml_text_check("abc \303\247\t\n\r", 9, &at), XML_TEXT_OK);
	CHECK_INT(xml_text_check("", 0, &at), XML_TEXT_OK);
	CHECK_INT(xml_text_check("ab\033", 3, &at), XML_TEXT_CONTROL);
	CHECK_INT(at, 2);
	CHECK_INT(xml_text_check("\303\277\304\200", 4, &at), XML_TEXT_OUTSIDE); /* ÿ is in ISO-8859-1, Ā is not */
	CHECK_INT(at, 2);
	CHECK_INT(xml_text_check("\342\202\254", 3, &at), XML_TEXT_OUTSIDE);
	CHECK_INT(at, 0);
	CHECK_INT(xml_text_check("\360\237\230\200", 4, &at), XML_TEXT_OUTSIDE);
}

int main(void)
{
	UNIT_RUN(test_layout);
	UNIT_RUN(test_escaping);
	UNIT_RUN(test_encodings);
	UNIT_RUN(test_no_values);
	UNIT_RUN(test_check);
	return unit_done();
}
