/* Rows that are read in another thread come as they were put, in order, with the complaints between them; and each is looked at in all
 * its steps before. */
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/text_ref.h"
#include "fmt/rows_ahead.h"

#include "unit.h"

struct row {
	unsigned number, looked;
	struct text_ref texts[3];
	int64_t behind;
};

struct test {
	unsigned rows, stop_at;      /* STOP_AT: the row at which taking fails; 0: none */
	bool fails;                  /* reading does, at the end */
	unsigned next, complaints;   /* as they come */
	unsigned steps, early;       /* looks; and rows that were taken before their last one */
};

enum { LOOKS = 5, COMPLAINT_EVERY = 7 };

static size_t text_len(unsigned number, unsigned i)
{
	return (number * 31 + i * 17) % (number % 1000 == 0 ? 5000 : 40);
}

static int read_all(void *context, struct rows_ahead *a, struct error *err)
{
	struct test *t = context;
	static char letters[5000];
	char complaint[32];
	for (unsigned n = 1; n <= t->rows; n++) {
		struct row row = { .number = n, .behind = -(int64_t)n };
		memset(letters, 'a' + (int)(n % 26), sizeof letters);
		for (unsigned i = 0; i < 3; i++)
			row.texts[i] = (struct text_ref){ letters, text_len(n, i) };
		if (n % COMPLAINT_EVERY == 0) {
			snprintf(complaint, sizeof complaint, "%u", n);
			rows_ahead_complain(a, complaint);
		} else if (rows_ahead_put(a, &row, err) != 0) {
			return -1;
		}
	}
	return t->fails ? error_set(err, "read") : 0;
}

static void look(void *context, void *row, unsigned step)
{
	struct test *t = context;
	struct row *r = row;
	t->steps++;
	CHECK_INT(r->looked, step);
	r->looked++;
}

static int take(void *context, const void *row, struct error *err)
{
	struct test *t = context;
	const struct row *r = row;
	CHECK_INT(r->number, t->next + 1);
	CHECK_INT(r->behind, -(int64_t)r->number);
	for (unsigned i = 0; i < 3; i++) {
		CHECK_INT(r->texts[i].len, text_len(r->number, i));
		CHECK(r->texts[i].len == 0 || r->texts[i].text[r->texts[i].len - 1] == 'a' + (int)(r->number % 26));
	}
	t->early += r->looked < LOOKS;
	t->next++;
	return t->next == t->stop_at ? error_set(err, "take") : 0;
}

static void complain(void *context, const char *text)
{
	struct test *t = context;
	CHECK_INT(atoi(text), (int)t->next + 1);
	t->next++;
	t->complaints++;
}

static int run(struct test *t, bool ahead, struct error *err)
{
	struct rows_work work = {
		.shape = { sizeof(struct row), offsetof(struct row, texts), 3 },
		.context = t, .read = read_all, .look = look, .looks = LOOKS, .take = take, .complain = complain,
	};
	return ahead ? rows_ahead_run(&work, err) : rows_here_run(&work, err);
}

static void test_order(void)
{
	static const unsigned sizes[] = { 0, 1, 2, 15, 16, 17, 100, 20000 };
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		for (int ahead = 0; ahead < 2; ahead++) {
			struct test t = { .rows = sizes[i] };
			struct error err = ERROR_INIT;
			CHECK_INT(run(&t, ahead, &err), 0);
			CHECK_INT(t.next, sizes[i]);
			CHECK_INT(t.complaints, sizes[i] / COMPLAINT_EVERY);
			CHECK(!ahead || sizes[i] < 1000 || t.early == 0 || t.early * 10 < t.next); /* only at the end of a batch */
			CHECK(ahead || t.steps == 0);
			error_release(&err);
		}
	}
}

static void test_failures(void)
{
	for (int ahead = 0; ahead < 2; ahead++) {
		struct error err = ERROR_INIT;
		struct test t = { .rows = 20000, .stop_at = 1234 };
		CHECK_INT(run(&t, ahead, &err), -1);
		CHECK_STR(buf_str(&err.text), "take");
		CHECK_INT(t.next, 1234);
		error_release(&err);
		t = (struct test){ .rows = 50, .fails = true };
		CHECK_INT(run(&t, ahead, &err), -1);
		CHECK_STR(buf_str(&err.text), "read");
		CHECK_INT(t.next, 50);
		error_release(&err);
	}
}

int main(void)
{
	UNIT_RUN(test_order);
	UNIT_RUN(test_failures);
	return unit_done();
}
