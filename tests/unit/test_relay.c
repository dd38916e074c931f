#define _GNU_SOURCE /* sched_getaffinity */
/* What one thread writes the other reads, all of it and in order, until it wants no more. */
#include <sched.h>
#include <stdint.h>
#include <time.h>

#include "base/relay.h"

#include "unit.h"

struct count {
	uint32_t wanted, written;  /* numbers; of the writing thread */
	uint32_t read, until;      /* of the reading one; UNTIL 0: all */
	bool in_order, told_to_stop;
	size_t widest;             /* bytes of a number */
	uint32_t helped;           /* of the reading thread */
};

static void write_numbers(void *context, struct relay *r)
{
	struct count *c = context;
	while (c->written < c->wanted) {
		uint32_t n = c->written++;
		buf_add(r->batch, &n, sizeof n);
		for (size_t i = sizeof n; i < c->widest; i++)
			buf_addc(r->batch, 'x');
		if (!relay_wrote(r)) {
			c->told_to_stop = true;
			return;
		}
	}
}

static bool read_numbers(void *context, struct buf *batch)
{
	struct count *c = context;
	for (size_t at = 0; at < batch->len; at += c->widest) {
		uint32_t n;
		memcpy(&n, batch->data + at, sizeof n);
		c->in_order = c->in_order && n == c->read;
		c->read++;
	}
	return c->until == 0 || c->read < c->until;
}

static struct count counted(uint32_t wanted, uint32_t until, size_t widest)
{
	struct count c = { .wanted = wanted, .until = until, .in_order = true, .widest = widest };
	CHECK(relay_run(&(struct relay_work){ .context = &c, .write = write_numbers, .read = read_numbers }));
	return c;
}

static void test_all(void)
{
	static const uint32_t sizes[] = { 0, 1, 1000, 100000, 3000000 };
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		struct count c = counted(sizes[i], 0, sizeof(uint32_t));
		CHECK_INT(c.read, sizes[i]);
		CHECK(c.in_order && !c.told_to_stop);
	}
}

static void test_huge(void)
{
	struct count c = counted(20, 0, (size_t)4 * RELAY_BATCH + 1000);
	CHECK_INT(c.read, 20);
	CHECK(c.in_order);
}

static void test_no_more(void)
{
	struct count c = counted(3000000, 50000, sizeof(uint32_t));
	CHECK(c.told_to_stop && c.in_order);
	CHECK(c.read >= 50000 && c.read < 50000 + RELAY_BATCH); /* the batch it was in, and no other */
	CHECK(c.written < 3000000);
}

/* Three times out of four there is something to help with. */
static bool help_a_little(void *context)
{
	struct count *c = context;
	return __atomic_add_fetch(&c->helped, 1, __ATOMIC_RELAXED) % 4 != 0;
}

/* Writes nothing before it was helped, or a while has passed. */
static void write_once_helped(void *context, struct relay *r)
{
	struct count *c = context;
	for (int i = 0; i < 5000 && __atomic_load_n(&c->helped, __ATOMIC_RELAXED) == 0; i++)
		nanosleep(&(struct timespec){ .tv_nsec = 1000000 }, NULL);
	write_numbers(context, r);
}

static void test_help(void)
{
	struct count c = { .wanted = 3000000, .in_order = true, .widest = sizeof(uint32_t) };
	CHECK(relay_run(&(struct relay_work){ .context = &c, .write = write_once_helped, .read = read_numbers, .help = help_a_little }));
	CHECK_INT(c.read, 3000000);
	CHECK(c.in_order && c.helped > 0);
}

struct processors {
	cpu_set_t writer, reader;
};

static cpu_set_t allowed(void)
{
	cpu_set_t set;
	CPU_ZERO(&set);
	CHECK(sched_getaffinity(0, sizeof set, &set) == 0);
	return set;
}

static void write_processors(void *context, struct relay *r)
{
	struct processors *p = context;
	p->writer = allowed();
	buf_addc(r->batch, 'x');
	relay_wrote(r);
}

static bool read_processors(void *context, struct buf *batch)
{
	struct processors *p = context;
	(void)batch;
	p->reader = allowed();
	return true;
}

static void test_apart(void)
{
	cpu_set_t before = allowed(), both;
	struct processors p;
	CHECK(relay_run(&(struct relay_work){ .context = &p, .write = write_processors, .read = read_processors }));
	cpu_set_t after = allowed();
	CHECK(CPU_EQUAL(&before, &after));
	CPU_OR(&both, &p.writer, &p.reader);
	CHECK(CPU_EQUAL(&before, &both));
	CPU_AND(&both, &p.writer, &p.reader);
	CHECK(CPU_COUNT(&before) == 1 || CPU_COUNT(&both) == 0);
}

int main(void)
{
	UNIT_RUN(test_all);
	UNIT_RUN(test_huge);
	UNIT_RUN(test_no_more);
	UNIT_RUN(test_help);
	UNIT_RUN(test_apart);
	return unit_done();
}
