/* A file without a name, which only this user can read: for what must be read again and does not fit in memory. */
#ifndef BASE_TEMP_H
#define BASE_TEMP_H

#include <stddef.h>

#include "base/error.h"

/* An unlinked file, 0600, in $TMPDIR or /tmp, open for reading and writing: its descriptor, or -1 with ERR set, which may be NULL, and
 * errno. */
int temp_open(struct error *err);

/* Writes all N bytes to FD. 0, or -1 with errno set. */
int temp_write(int fd, const void *bytes, size_t n);

#endif
