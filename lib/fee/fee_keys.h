/* The keys of many rows, 8 bytes each, to find repeated ones and to ask whether there is one.
 *
 * Hashes of 64 bits stand for the keys. Two alike are only a suspicion: the file is read again and the suspects' keys are compared
 * (fee_suspects). */
#ifndef FEE_FEE_KEYS_H
#define FEE_FEE_KEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/names.h"

struct fee_keys {
	uint64_t *hashes;
	size_t n, cap;
};

/* The hash of a key of three parts. */
uint64_t fee_keys_hash(const char *a, size_t a_len, const char *b, size_t b_len, const char *c, size_t c_len);

void fee_keys_add(struct fee_keys *k, uint64_t hash);
void fee_keys_sort(struct fee_keys *k);
bool fee_keys_has(const struct fee_keys *k, uint64_t hash); /* once sorted */
void fee_keys_release(struct fee_keys *k);

/* Keys that may stand twice in a file. */
struct fee_suspects {
	struct fee_keys keys;
	struct names *seen; /* the suspects' own keys; lines by their number */
	long *lines;
	size_t cap;
};

/* The hashes that stand in K (sorted) more than once. False when there are none, and nothing is to be done. */
bool fee_suspects_init(struct fee_suspects *s, const struct fee_keys *k);

/* The key of a row on LINE: 0 when it is no suspect or the first one of its kind; otherwise the line of the first one. */
long fee_suspects_line(struct fee_suspects *s, uint64_t hash, const char *a, const char *b, const char *c, long line);

void fee_suspects_release(struct fee_suspects *s);

#endif
