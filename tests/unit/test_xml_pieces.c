/* The pieces hold what the source gives, whoever makes them, and the parser can look back in them. */
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

#include "base/mem.h"
#include "fmt/xml_pieces.h"

#include "unit.h"

struct flow {
	struct buf text;
	size_t at, step;  /* STEP: bytes a read, at most */
	int error;        /* at the end: errno, 0 for none, -1 for data that are refused */
	size_t raw;       /* bytes that RAW got, in order */
};

static ssize_t flow_read(void *context, char *to, size_t n)
{
	struct flow *f = context;
	size_t left = f->text.len - f->at;
	n = n < left ? n : left;
	n = n < f->step ? n : f->step;
	if (left == 0 && f->error != 0) {
		errno = f->error > 0 ? f->error : EIO;
		return -1;
	}
	if (n > 0)
		memcpy(to, f->text.data + f->at, n);
	f->at += n;
	return (ssize_t)n;
}

static bool flow_refused(void *context, enum xml_fault_kind *kind, const char **reason)
{
	const struct flow *f = context;
	*kind = XML_FAULT_PACKED_BROKEN;
	*reason = "why";
	return f->error == -1;
}

static void flow_raw(void *context, const char *bytes, size_t len)
{
	struct flow *f = context;
	CHECK(f->raw + len <= f->text.len && memcmp(f->text.data + f->raw, bytes, len) == 0);
	f->raw += len;
}

static struct xml_pieces *open_flow(struct flow *f)
{
	struct xml_source source = { .context = f, .read = flow_read, .refused = flow_refused };
	return xml_pieces_open(source, flow_raw, f);
}

static void fill(struct flow *f, const char *head, size_t len, const char *word)
{
	buf_adds(&f->text, head);
	for (int i = 0; f->text.len < len; i++)
		buf_addf(&f->text, "<%d>%s\n", i, word);
}

/* All that the parser gets. AHEAD: how many pieces another hand makes before each is taken. */
static struct buf given(struct xml_pieces *q, int ahead, const struct xml_piece **last)
{
	struct buf b = BUF_INIT;
	const struct xml_piece *piece;
	for (*last = NULL; (piece = xml_pieces_next(q)) != NULL; *last = piece) {
		CHECK_INT(piece->start + piece->skipped, b.len);
		buf_add(&b, piece->bytes + piece->skipped, piece->len - piece->skipped);
		for (int i = 0; i < ahead && xml_pieces_ahead(q); i++)
			;
	}
	return b;
}

static void check_text(const char *head, const char *word, size_t len, const char *expected_head, const char *expected_word, int error)
{
	for (int ahead = 0; ahead < 20; ahead += 3) {
		struct flow f = { .text = BUF_INIT, .step = 40000 - (size_t)ahead * 1999, .error = error }, expected = { .text = BUF_INIT };
		const struct xml_piece *last;
		fill(&f, head, len, word);
		struct xml_pieces *q = open_flow(&f);
		struct buf got = given(q, ahead, &last);
		buf_adds(&expected.text, expected_head);
		for (int i = 0; expected.text.len < got.len; i++)
			buf_addf(&expected.text, "<%d>%s\n", i, expected_word);
		CHECK(expected.text.len == got.len && memcmp(expected.text.data, got.data, got.len) == 0);
		CHECK_INT(xml_pieces_size(q), f.text.len);
		CHECK_INT(f.raw, f.text.len);
		CHECK_INT(xml_pieces_error(q), error > 0 ? error : 0);
		CHECK(last != NULL && last->cut == (error == -1));
		if (error == -1)
			CHECK_STR(last->reason, "why");
		xml_pieces_free(q);
		buf_release(&got);
		buf_release(&f.text);
		buf_release(&expected.text);
	}
}

static void test_texts(void)
{
	static const size_t sizes[] = { 50, 1000, XML_PIECE - 9, XML_PIECE, XML_PIECE + 1, 3 * XML_PIECE, 1000000 };
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		check_text("<?xml version=\"1.0\"?>", "\303\247\303\243o", sizes[i], "<?xml version=\"1.0\"?>", "\303\247\303\243o", 0);
		check_text("\357\273\277<r>", "x", sizes[i], "<r>", "x", 0);
		check_text("<?xml encoding='ISO-8859-1'?>", "\347\343o", sizes[i], "<?xml encoding='ISO-8859-1'?>", "\303\247\303\243o", 0);
		check_text("<r>", "x", sizes[i], "<r>", "x", ENOENT);
		check_text("<r>", "x", sizes[i], "<r>", "x", -1);
	}
}

static void test_nothing(void)
{
	for (int error = -1; error < 2; error++) {
		struct flow f = { .text = BUF_INIT, .step = 1, .error = error };
		struct xml_pieces *q = open_flow(&f);
		const struct xml_piece *piece = xml_pieces_next(q);
		CHECK_INT(xml_pieces_error(q), error > 0 ? error : 0);
		CHECK(error == -1 ? piece->cut && piece->len == 0 : piece == NULL);
		CHECK(xml_pieces_next(q) == NULL && !xml_pieces_ahead(q));
		xml_pieces_free(q);
	}
}

/* What is wrong with the bytes comes with the piece that ends there, not with one before it that is taken later. */
static void test_fault(void)
{
	struct flow f = { .text = BUF_INIT, .step = 5000 };
	const struct xml_piece *last;
	fill(&f, "<r>", 200000, "x");
	f.text.data[150000] = '\0';
	struct xml_pieces *q = open_flow(&f);
	while (xml_pieces_ahead(q))
		;
	struct buf got = given(q, 0, &last);
	CHECK_INT(got.len, 150000);
	CHECK(last->cut && last->fault == XML_FAULT_NUL && last->place.offset == 150000);
	CHECK(!xml_pieces_ahead(q) && xml_pieces_next(q) == NULL);
	xml_pieces_rest(q);
	CHECK_INT(f.raw, f.text.len);
	xml_pieces_free(q);
	buf_release(&got);
	buf_release(&f.text);
}

static void test_looking_back(void)
{
	struct flow f = { .text = BUF_INIT, .step = 100000 };
	const struct xml_piece *last;
	fill(&f, "<?xml encoding='ISO-8859-1'?>\n", 500000, "\347");
	struct xml_pieces *q = open_flow(&f);
	struct buf got = given(q, 5, &last);
	struct xml_way_back way = xml_pieces_back(q, got.len, '<');
	CHECK(way.found && got.data[way.offset] == '<' && way.lines == 1);
	CHECK_INT(way.characters, got.len - way.offset - 1); /* one of two bytes */
	way = xml_pieces_back(q, got.len, '?');
	CHECK(!way.found && way.offset < got.len - (XML_PIECES_KEPT - 1) * (size_t)XML_PIECE);
	xml_pieces_free(q);
	buf_release(&got);
	buf_release(&f.text);
}

/* A thread that makes pieces all the time. */
static void *make_all(void *context)
{
	bool *over = ((void **)context)[1];
	while (!__atomic_load_n(over, __ATOMIC_ACQUIRE))
		xml_pieces_ahead(((void **)context)[0]);
	return NULL;
}

static void test_two_threads(void)
{
	for (int i = 0; i < 20; i++) {
		struct flow f = { .text = BUF_INIT, .step = 30000 };
		const struct xml_piece *last;
		bool over = false;
		fill(&f, "<r>", 3000000, "x");
		struct xml_pieces *q = open_flow(&f);
		void *context[] = { q, &over };
		pthread_t thread;
		CHECK(pthread_create(&thread, NULL, make_all, context) == 0);
		struct buf got = given(q, 0, &last);
		__atomic_store_n(&over, true, __ATOMIC_RELEASE);
		pthread_join(thread, NULL);
		CHECK(got.len == f.text.len && memcmp(got.data, f.text.data, got.len) == 0);
		CHECK_INT(f.raw, f.text.len);
		xml_pieces_free(q);
		buf_release(&got);
		buf_release(&f.text);
	}
}

int main(void)
{
	UNIT_RUN(test_texts);
	UNIT_RUN(test_nothing);
	UNIT_RUN(test_fault);
	UNIT_RUN(test_looking_back);
	UNIT_RUN(test_two_threads);
	return unit_done();
}
