#include "fee/fee_keys.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "fee/fee_store.h"

enum { DIGIT_BITS = 11, DIGITS = 6, BUCKETS = 1 << DIGIT_BITS };

/* ---- hashing ---- */

static uint64_t mix(uint64_t h, uint64_t word)
{
	h = (h ^ word) * UINT64_C(0x9e3779b97f4a7c15);
	return h ^ h >> 29;
}

static uint64_t add_part(uint64_t h, const char *text, size_t len)
{
	uint64_t word;
	for (; len >= sizeof word; text += sizeof word, len -= sizeof word) {
		memcpy(&word, text, sizeof word);
		h = mix(h, word);
	}
	word = 0;
	memcpy(&word, text, len);
	return mix(mix(h, word), len + 1);
}

uint64_t fee_keys_hash(const char *a, size_t a_len, const char *b, size_t b_len, const char *c, size_t c_len)
{
	uint64_t h = add_part(add_part(add_part(UINT64_C(0x243f6a8885a308d3), a, a_len), b, b_len), c, c_len);
	h = (h ^ h >> 32) * UINT64_C(0xd6e8feb86659fd93);
	return h ^ h >> 32;
}

/* ---- the set ---- */

void fee_keys_add(struct fee_keys *k, uint64_t hash)
{
	if (k->n == k->cap) {
		k->cap = k->cap ? k->cap * 2 : 1024;
		k->hashes = mem_grow(k->hashes, k->cap, sizeof *k->hashes);
	}
	k->hashes[k->n++] = hash;
}

static bool is_sorted(const struct fee_keys *k)
{
	for (size_t i = 1; i < k->n; i++)
		if (k->hashes[i - 1] > k->hashes[i])
			return false;
	return true;
}

/* One pass of a radix sort: FROM to TO by digit D. */
static void sort_by_digit(const uint64_t *from, uint64_t *to, size_t n, unsigned d)
{
	size_t starts[BUCKETS] = { 0 }, sum = 0;
	for (size_t i = 0; i < n; i++)
		starts[from[i] >> d * DIGIT_BITS & (BUCKETS - 1)]++;
	for (size_t b = 0; b < BUCKETS; b++) {
		size_t count = starts[b];
		starts[b] = sum;
		sum += count;
	}
	for (size_t i = 0; i < n; i++)
		to[starts[from[i] >> d * DIGIT_BITS & (BUCKETS - 1)]++] = from[i];
}

void fee_keys_sort(struct fee_keys *k)
{
	if (is_sorted(k))
		return;
	uint64_t *other = mem_array(k->n, sizeof *other);
	for (unsigned d = 0; d < DIGITS; d++) {
		sort_by_digit(k->hashes, other, k->n, d);
		uint64_t *swap = k->hashes;
		k->hashes = other;
		other = swap;
	}
	k->cap = k->n;
	free(other);
}

bool fee_keys_has(const struct fee_keys *k, uint64_t hash)
{
	size_t low = 0, high = k->n;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (k->hashes[middle] < hash)
			low = middle + 1;
		else
			high = middle;
	}
	return low < k->n && k->hashes[low] == hash;
}

void fee_keys_release(struct fee_keys *k)
{
	free(k->hashes);
	*k = (struct fee_keys){ NULL, 0, 0 };
}

/* ---- suspects ---- */

bool fee_suspects_init(struct fee_suspects *s, const struct fee_keys *k)
{
	*s = (struct fee_suspects){ .seen = NULL };
	for (size_t i = 1; i < k->n; i++)
		if (k->hashes[i] == k->hashes[i - 1] && (s->keys.n == 0 || s->keys.hashes[s->keys.n - 1] != k->hashes[i]))
			fee_keys_add(&s->keys, k->hashes[i]);
	if (s->keys.n == 0)
		return false;
	s->seen = names_new();
	return true;
}

long fee_suspects_line(struct fee_suspects *s, uint64_t hash, const char *a, const char *b, const char *c, long line)
{
	if (!fee_keys_has(&s->keys, hash))
		return 0;
	uint32_t before = names_count(s->seen), number = fee_key(s->seen, true, a, b, c);
	if (names_count(s->seen) == before)
		return s->lines[number];
	if (number >= s->cap) {
		s->cap = (size_t)number * 2;
		s->lines = mem_grow(s->lines, s->cap, sizeof *s->lines);
	}
	s->lines[number] = line;
	return 0;
}

void fee_suspects_release(struct fee_suspects *s)
{
	fee_keys_release(&s->keys);
	names_free(s->seen);
	free(s->lines);
}
