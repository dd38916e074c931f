/* The automata of content models against a matcher that tries everything, on random children: they accept the same.
 * Reads tests/fixtures/schema/content.tab; runs in the root of the source tree. */
#include <stdint.h>
#include <stdlib.h>

#include "schema/content.h"

#include "unit.h"

enum { CHILDREN_MAX = 14, ROUNDS = 4000, LETTERS = 5 };

static struct vocabulary vocabulary;
static element_key letters[LETTERS];
static uint64_t seed = 88172645463325252u;

static unsigned random_below(unsigned n)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (unsigned)(seed >> 33) % n;
}

/* ---- every way to read the children: a set of positions, as bits, goes in and the set that it leads to comes out ---- */

static uint32_t match_particle(const struct particle *p, const element_key *children, unsigned n, uint32_t from);

static uint32_t match_once(const struct particle *p, const element_key *children, unsigned n, uint32_t from)
{
	uint32_t to = 0;
	switch (p->kind) {
	case PARTICLE_ELEMENT:
		for (unsigned i = 0; i < n; i++)
			if ((from >> i & 1) != 0 && children[i] == p->key)
				to |= 2u << i;
		return to;
	case PARTICLE_SEQUENCE:
		for (const struct particle *c = p->child; c != NULL; c = c->next)
			from = match_particle(c, children, n, from);
		return from;
	case PARTICLE_CHOICE:
		for (const struct particle *c = p->child; c != NULL; c = c->next)
			to |= match_particle(c, children, n, from);
		return to;
	case PARTICLE_ANY:
		break;
	}
	return 0;
}

static uint32_t match_particle(const struct particle *p, const element_key *children, unsigned n, uint32_t from)
{
	uint32_t all = p->min == 0 ? from : 0;
	unsigned rounds = p->max == OCCURS_UNBOUNDED || p->max > n + p->min ? n + p->min : p->max;
	for (unsigned i = 1; i <= rounds && from != 0; i++) {
		from = match_once(p, children, n, from);
		if (i >= p->min)
			all |= from;
	}
	return all;
}

static uint32_t match_type(const struct schema_type *t, const element_key *children, unsigned n)
{
	uint32_t at = t->base != NULL && !t->base->builtin ? match_type(t->base, children, n) : 1;
	return t->particle != NULL ? match_particle(t->particle, children, n, at) : at;
}

static bool brute_force(const struct schema_type *t, const element_key *children, unsigned n)
{
	return (match_type(t, children, n) >> n & 1) != 0;
}

/* ---- the automaton, as the schema layer walks it ---- */

static bool automaton(const struct content_model *m, const element_key *children, unsigned n)
{
	uint16_t state = 0;
	uint32_t count = 0;
	for (unsigned i = 0; i < n; i++) {
		int to = content_step(m, state, count, children[i]);
		if (to < 0)
			return false;
		if (to != state && count < m->states[state].min && m->states[state].min > 1)
			return false;
		count = to == state ? count + 1 : 1;
		state = (uint16_t)to;
	}
	return m->states[state].last && (m->states[state].min <= 1 || count >= m->states[state].min);
}

static void show(const char *type, const element_key *children, unsigned n, bool want)
{
	printf("# %s:", type);
	for (unsigned i = 0; i < n; i++)
		printf(" %s", vocabulary_name(&vocabulary, children[i]));
	printf(" should be %s\n", want ? "accepted" : "refused");
}

/* Children that have a chance: a walk through the automaton, sometimes spoiled. */
static unsigned likely(const struct content_model *m, element_key *children)
{
	unsigned n = 0;
	uint16_t state = 0;
	while (n < CHILDREN_MAX && m->states[state].nfollow > 0 && !(m->states[state].last && random_below(4) == 0)) {
		unsigned i = random_below(m->states[state].nfollow);
		state = m->states[state].follow[i];
		children[n++] = m->states[state].key;
	}
	if (n > 0 && random_below(3) == 0)
		children[random_below(n)] = letters[random_below(LETTERS)];
	if (n > 1 && random_below(4) == 0)
		n--;
	return n;
}

static void test_type(struct schema_type *t)
{
	const struct content_model *m = schema_content(t);
	unsigned accepted = 0, refused = 0;
	for (int round = 0; round < ROUNDS; round++) {
		element_key children[CHILDREN_MAX];
		unsigned n = round % 2 == 0 ? likely(m, children) : random_below(6);
		for (unsigned i = 0; round % 2 != 0 && i < n; i++)
			children[i] = letters[random_below(LETTERS)];
		bool want = brute_force(t, children, n);
		if (!CHECK(automaton(m, children, n) == want)) {
			show(t->name, children, n, want);
			return;
		}
		*(want ? &accepted : &refused) += 1;
	}
	CHECK(accepted > 0);
	CHECK(refused > 0);
}

static void test_content_property(void)
{
	struct error err = ERROR_INIT;
	vocabulary_init(&vocabulary);
	struct schema *s = schema_read("tests/fixtures/schema/content.tab", &vocabulary, &err);
	if (!CHECK_STR(buf_str(&err.text), ""))
		return;
	for (int i = 0; i < LETTERS; i++)
		letters[i] = KEY(NS_ANS, names_add(vocabulary.names, (char[]){ (char)('a' + i) }, 1));
	unsigned types = 0;
	for (struct schema_type *t = s->types; t != NULL; t = t->next_in_table, types++)
		test_type(t);
	CHECK(types >= 17);
	schema_free(s);
	error_release(&err);
	vocabulary_release(&vocabulary);
}

static void test_wildcards(void)
{
	struct particle any = { .kind = PARTICLE_ANY, .namespaces = "##any", .target_ns = NS_DS };
	struct particle other = { .kind = PARTICLE_ANY, .namespaces = "##other", .target_ns = NS_DS };
	CHECK(content_any_takes(&any, NS_NONE) && content_any_takes(&any, NS_DS) && content_any_takes(&any, NS_UNKNOWN));
	CHECK(content_any_takes(&other, NS_ANS) && content_any_takes(&other, NS_UNKNOWN));
	CHECK(!content_any_takes(&other, NS_DS) && !content_any_takes(&other, NS_NONE));
}

int main(void)
{
	UNIT_RUN(test_content_property);
	UNIT_RUN(test_wildcards);
	return unit_done();
}
