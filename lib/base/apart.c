#define _GNU_SOURCE /* cpu_set_t, sched_getcpu */
#include "base/apart.h"

#include <sched.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/mem.h"

struct apart {
	cpu_set_t before;
};

/* Every other processor of ALL: those with the one that this thread is on, or the rest. */
static cpu_set_t half(const cpu_set_t *all, size_t here, bool own)
{
	cpu_set_t set;
	bool turn = own;
	CPU_ZERO(&set);
	if (own)
		CPU_SET(here, &set);
	for (size_t i = 0; i < CPU_SETSIZE; i++) {
		if (i == here || !CPU_ISSET(i, all))
			continue;
		turn = !turn;
		if (turn)
			CPU_SET(i, &set);
	}
	return set;
}

struct apart *apart_begin(pthread_attr_t *attributes)
{
	cpu_set_t all;
	int here = sched_getcpu();
	if (here < 0 || sched_getaffinity(0, sizeof all, &all) != 0 || CPU_COUNT(&all) < 2)
		return NULL;
	cpu_set_t own = half(&all, (size_t)here, true), other = half(&all, (size_t)here, false);
	struct apart *a = mem_alloc(sizeof *a);
	a->before = all;
	if (sched_setaffinity(0, sizeof own, &own) == 0 && pthread_attr_setaffinity_np(attributes, sizeof other, &other) == 0)
		return a;
	apart_end(a);
	return NULL;
}

void apart_end(struct apart *a)
{
	if (a != NULL)
		sched_setaffinity(0, sizeof a->before, &a->before);
	free(a);
}
