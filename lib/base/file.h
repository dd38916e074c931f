/* Whole small files in memory. */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include <stddef.h>

#include "base/error.h"

/* The bytes of the regular file or pipe PATH, NUL-terminated, owned by the caller; their number in *LEN.
 * NULL with ERR set when it cannot be read or holds more than MAX bytes. */
char *file_read(const char *path, size_t max, size_t *len, struct error *err);

#endif
