/* Sizes in bytes as people write them: 512M, 2G. */
#ifndef BASE_SIZE_H
#define BASE_SIZE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

/* Reads "[0-9]+[KMG]", the letters being powers of 1024, either case. False when TEXT is none, is 0 or too large. */
bool size_parse(const char *text, uint64_t *bytes);

/* Adds BYTES in the largest unit that leaves no fraction: "512 MiB", "1000 bytes". */
void size_add(struct buf *out, uint64_t bytes);

#endif
