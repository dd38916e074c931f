/* Buffers: what is added stands there, NUL-terminated, whatever the sizes. */
#include "base/buf.h"

#include "unit.h"

static void test_empty(void)
{
	struct buf b = BUF_INIT;
	CHECK_STR(buf_str(&b), "");
	buf_add(&b, "", 0);
	CHECK_INT(b.len, 0);
	CHECK_STR(buf_str(&b), "");
	buf_clear(&b);
	buf_release(&b);
	CHECK(b.data == NULL && b.cap == 0);
	buf_release(&b);
}

static void test_add(void)
{
	struct buf b = BUF_INIT;
	buf_adds(&b, "guia");
	buf_addc(&b, ' ');
	buf_addf(&b, "%d de %s", 12, "100");
	CHECK_STR(buf_str(&b), "guia 12 de 100");
	CHECK_INT(b.len, 14);
	buf_add(&b, "a\0b", 3);
	CHECK_INT(b.len, 17);
	CHECK_INT(b.data[17], 0);
	CHECK(memcmp(b.data + 14, "a\0b", 3) == 0);
	char *before = b.data;
	buf_clear(&b);
	CHECK_STR(buf_str(&b), "");
	CHECK(b.data == before);
	buf_adds(&b, "x");
	CHECK_STR(buf_str(&b), "x");
	buf_release(&b);
}

static void test_growth(void)
{
	struct buf b = BUF_INIT;
	for (int i = 0; i < 10000; i++)
		buf_addc(&b, (char)('a' + i % 26));
	CHECK_INT(b.len, 10000);
	CHECK(b.cap > b.len && b.data[10000] == '\0' && b.data[9999] == 'a' + 9999 % 26);
	buf_reserve(&b, 100000);
	CHECK(b.cap >= 110001);
	char *there = b.data;
	for (int i = 0; i < 100000; i++)
		buf_addc(&b, 'x');
	CHECK(b.data == there);
	buf_release(&b);
}

/* Every length around the sizes that a formatted text may first be tried with. */
static void test_format_lengths(void)
{
	struct buf b = BUF_INIT;
	bool good = true;
	for (int n = 0; n < 600; n++) {
		buf_clear(&b);
		buf_addf(&b, "%*s", n, "");
		good = good && b.len == (size_t)n && strlen(buf_str(&b)) == (size_t)n;
	}
	CHECK(good);
	buf_release(&b);
	for (int n = 0; n < 300; n++) {
		struct buf fresh = BUF_INIT;
		buf_addf(&fresh, "%*s%d", n, "", n);
		good = good && fresh.len >= (size_t)n && buf_str(&fresh)[fresh.len] == '\0';
		buf_release(&fresh);
	}
	CHECK(good);
}

int main(void)
{
	UNIT_RUN(test_empty);
	UNIT_RUN(test_add);
	UNIT_RUN(test_growth);
	UNIT_RUN(test_format_lengths);
	return unit_done();
}
